"""What is missing for an answer to a claim, and what is held instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final

from app.reasoning import Fact, Subject
from app.reasoning.verify import SILENT, Answer
from app.reasoning.verify.claim import MONTH, Claim
from app.reasoning.verify.gathering import Ground, witnesses
from app.reasoning.verify.kinds import BALANCES
from app.reasoning.verify.witnesses import Witness
from app.vocabulary.period import Period, recency_of
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict
from app.vocabulary.words import Side

_DAY: Final = len("2023-03-28")
_MOST_LOOKED_AT, _MOST_PERIODS = 12, 3
HAVE_FIGURES: Final = (ClaimKind.AMOUNT, ClaimKind.SHARE, *BALANCES)
"""The kinds of claims that a figure would decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is held on what is claimed, in any period and unit and on any basis; None in `periods` is undated.

    `periods` are days, too, of stocks. `parts` are facts of the claim's period on parts of it. `compiled_by` is who
    would have to compile the figure that is missing: whom the claim names, or the only one known to speak on it.
    `places` are those whose share of the trade of the two is held, where the claim is of a whole country's. `others` is
    what speaks on the same claim of the nearest other periods, where nothing speaks on its own.
    """

    periods: tuple[str | None, ...]
    units: tuple[str, ...]
    compilers: tuple[str, ...]
    compiled_by: str | None
    parts: tuple[Fact, ...]
    places: tuple[tuple[str, str], ...]
    others: Mapping[str, Sequence[Witness]]

    @property
    def other_periods(self) -> tuple[Fact, ...]:
        """The facts in `others`, nearest first."""
        return tuple(dict.fromkeys(fact for of in self.others.values() for one in of for fact in one.inputs))


OPEN: Final = (*SILENT, ClaimVerdict.COMPATIBLE)
"""The verdicts of claims that are not answered."""


def missing(claim: Claim, facts: Sequence[Fact], answer: Answer, ground: Ground | None = None) -> Missing:
    """Return what is missing for an answer to a claim whose verdict is one of OPEN."""
    meant = [fact for fact in facts if claim.source in (None, fact.source.id)]
    others = _of_other_periods(claim, ground or Ground(facts)) if answer.verdict in SILENT else {}
    measured = [fact for fact in meant if claim.measures(fact.subject)]
    if claim.kind is not ClaimKind.AMOUNT:
        heard = [each.witness for judgement in answer.judgements for each in judgement.assessments]
        measured = [fact for one in chain(heard, *others.values()) for fact in one.inputs]
    spoke = {judgement.basis.compiled_by for judgement in answer.judgements if judgement.basis.compiled_by}
    return Missing(
        periods=tuple(sorted({fact.period or fact.as_of for fact in measured}, key=_newest_first)),
        units=tuple(sorted({fact.unit for fact in measured})),
        compilers=tuple(sorted({fact.basis.compiled_by or fact.basis.compiler or "" for fact in measured} - {""})),
        compiled_by=claim.compiled_by or (next(iter(spoke)) if len(spoke) == 1 else None),
        parts=tuple(fact for fact in meant if claim.kind is ClaimKind.AMOUNT and claim.has_part(fact)),
        places=tuple(sorted({sides for fact in meant for sides in _of_place(claim, fact.subject)})),
        others=others,
    )


def _of_other_periods(claim: Claim, ground: Ground) -> dict[str, Sequence[Witness]]:
    """Return what speaks on the claim of other periods than its own and its months, nearest first, else newest."""
    held = {Period.parse(when) for fact in ground.facts if (when := fact.period or (fact.as_of or "")[:MONTH])}
    others = [one for one in held if claim.period is None or not one.within(claim.period)]
    found: dict[str, Sequence[Witness]] = {}
    for period in sorted(others, key=partial(_away, claim.period))[:_MOST_LOOKED_AT]:
        of_whole = [one for one in witnesses(replace(claim, period=period), ground) if not one.is_part]
        if of_whole and len(found) < _MOST_PERIODS:
            found[str(period)] = of_whole
    return found


def _away(claimed: Period | None, period: Period) -> tuple[int, int]:
    """Return a key that sorts periods by how far they are from the one claimed, and the newest first."""
    return abs(period.last - claimed.last) + abs(period.first - claimed.first) if claimed else 0, period.recency


def _of_place(claim: Claim, subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield a place and the area that it trades with, if its share is of the trade of the two areas of a claim."""
    is_of_both = {subject.within, subject.counterpart} == {claim.origin, claim.counterpart}
    is_place = claim.measure.sharer is Side.AREA and subject.measure == claim.measure and subject.area != subject.within
    if is_of_both and is_place and subject.area and subject.counterpart:
        yield subject.area, subject.counterpart


def _newest_first(when: str | None) -> tuple[int, str]:
    """Return a key that sorts periods and days, undated last."""
    return recency_of(when[:MONTH] if when and len(when) == _DAY else when), when or ""
