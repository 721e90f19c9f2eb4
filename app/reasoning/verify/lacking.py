"""What is missing for an answer to a claim, and what is held instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.reasoning import Fact, Subject
from app.reasoning.verify import SILENT, Answer
from app.reasoning.verify.claim import MONTH, Claim
from app.vocabulary.period import recency_of
from app.vocabulary.verdicts import ClaimVerdict
from app.vocabulary.words import Side

_DAY: Final = len("2023-03-28")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is held on what is claimed, in any period and unit and on any basis; None in `periods` is undated.

    `periods` are days, too, of stocks. `parts` are facts of the claim's period on parts of it. `compiled_by` is who
    would have to compile the figure that is missing: whom the claim names, or the only one known to speak on it.
    `places` are those whose share of the trade of the two is held, where the claim is of a whole country's.
    """

    periods: tuple[str | None, ...]
    units: tuple[str, ...]
    compilers: tuple[str, ...]
    compiled_by: str | None
    parts: tuple[Fact, ...]
    places: tuple[tuple[str, str], ...]


OPEN: Final = (*SILENT, ClaimVerdict.COMPATIBLE)
"""The verdicts of claims that are not answered."""


def missing(claim: Claim, facts: Iterable[Fact], answer: Answer) -> Missing:
    """Return what is missing for an answer to a claim whose verdict is one of OPEN."""
    meant = [fact for fact in facts if claim.source in (None, fact.source.id)]
    measured = [fact for fact in meant if claim.measures(fact.subject)]
    spoke = {judgement.basis.compiled_by for judgement in answer.judgements if judgement.basis.compiled_by}
    return Missing(
        periods=tuple(sorted({fact.period or fact.as_of for fact in measured}, key=_newest_first)),
        units=tuple(sorted({fact.unit for fact in measured})),
        compilers=tuple(sorted({fact.basis.compiled_by or fact.basis.compiler or "" for fact in measured} - {""})),
        compiled_by=claim.compiled_by or (next(iter(spoke)) if len(spoke) == 1 else None),
        parts=tuple(fact for fact in meant if claim.has_part(fact)),
        places=tuple(sorted({sides for fact in meant for sides in _of_place(claim, fact.subject)})),
    )


def _of_place(claim: Claim, subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield a place and the area that it trades with, if its share is of the trade of the two areas of a claim."""
    is_of_both = {subject.within, subject.counterpart} == {claim.origin, claim.counterpart}
    is_place = claim.measure.sharer is Side.AREA and subject.measure == claim.measure and subject.area != subject.within
    if is_of_both and is_place and subject.area and subject.counterpart:
        yield subject.area, subject.counterpart


def _newest_first(when: str | None) -> tuple[int, str]:
    """Return a key that sorts periods and days, undated last."""
    return recency_of(when[:MONTH] if when and len(when) == _DAY else when), when or ""
