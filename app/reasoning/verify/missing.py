"""What would decide a claim that the facts leave open, and what is held instead."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.reasoning.facts import Fact
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.judging import Answer
from app.reasoning.verify.voices import is_about
from app.vocabulary import Period, Unit
from app.vocabulary.claims import ClaimVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is held on what is claimed, in any period and unit and on any basis; None in `periods` is undated.

    `compiled_by` is who would have to compile the figure that is missing: whom the claim names, or the only one known
    to speak on it.
    """

    periods: tuple[str | None, ...]
    units: tuple[Unit, ...]
    compilers: tuple[str, ...]
    compiled_by: str | None


def missing(claim: Claim, facts: Iterable[Fact], answer: Answer) -> Missing | None:
    """Say what is missing for an answer; None where the claim is answered."""
    if answer.verdict is not ClaimVerdict.UNDETERMINED:
        return None
    held = [fact for fact in facts if is_about(claim, fact)]
    spoke = {judgement.ground.compiled_by for judgement in answer.judgements if judgement.ground.compiled_by}
    return Missing(
        periods=tuple(sorted({fact.period for fact in held}, key=_newest_first)),
        units=tuple(sorted({fact.unit for fact in held})),
        compilers=tuple(sorted({fact.basis.compiled_by or fact.basis.compiler or "" for fact in held} - {""})),
        compiled_by=claim.compiled_by or (next(iter(spoke)) if len(spoke) == 1 else None),
    )


def _newest_first(period: str | None) -> tuple[bool, int]:
    return period is None, Period.parse(period).recency if period else 0
