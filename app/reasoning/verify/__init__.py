"""Claims held against facts: what each basis makes of them, by which facts, and what is missing for an answer."""

from app.reasoning.verify.claim import MARGIN, Claim, Written, written
from app.reasoning.verify.judging import Answer, Heard, Judgement, together, verify
from app.reasoning.verify.missing import Missing, missing
from app.reasoning.verify.voices import Ground, Voice, is_about

__all__ = [
    "MARGIN",
    "Answer",
    "Claim",
    "Ground",
    "Heard",
    "Judgement",
    "Missing",
    "Voice",
    "Written",
    "is_about",
    "missing",
    "together",
    "verify",
    "written",
]
