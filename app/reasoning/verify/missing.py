"""What is missing for an answer to a claim, and what is held instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final

from app.reasoning import Fact, Subject
from app.reasoning.verify import SILENT, Answer
from app.reasoning.verify.claim import MONTH, Claim
from app.reasoning.verify.gathering import Ground, witnesses
from app.reasoning.verify.kinds import OF_BALANCE, ORDERED
from app.reasoning.verify.witnesses import Witness
from app.vocabulary.measures import Frequency
from app.vocabulary.period import Period, recency_of
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict
from app.vocabulary.words import Side

_DAY: Final = len("2023-03-28")
_MOST_LOOKED_AT, _MOST_PERIODS = 12, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is held on what is claimed, in any period and unit and on any basis; None in `periods` is undated.

    `periods` are days, too, of stocks. `parts` are facts of the claim's period on parts of it, and the figures that a
    balance, a share or a place would follow from. `compiled_by` is who would have to compile the figure that is
    missing: whom the claim names, or the only one known to speak on it. `places` are those whose share of the trade of
    the two is held, where the claim is of a whole country's. `others` is what speaks on the same claim of the nearest
    other periods, and of none last, where nothing speaks on its own; of places in an order, the figures.
    """

    periods: tuple[str | None, ...]
    units: tuple[str, ...]
    compilers: tuple[str, ...]
    compiled_by: str | None
    parts: tuple[Fact, ...]
    places: tuple[tuple[str, str], ...]
    others: Mapping[str | None, Sequence[Witness]]

    @property
    def other_periods(self) -> tuple[Fact, ...]:
        """The facts in `others`, nearest first."""
        return _facts_in(chain.from_iterable(self.others.values()))


OPEN: Final = (*SILENT, ClaimVerdict.COMPATIBLE)
"""The verdicts of claims that are not answered."""


def find_missing(claim: Claim, facts: Sequence[Fact], answer: Answer, ground: Ground | None = None) -> Missing:
    """Return what is missing for an answer to a claim whose verdict is one of OPEN."""
    ground = ground or Ground(facts)
    meant = [fact for fact in facts if claim.source in (None, fact.source.id)]
    others = _of_other_periods(claim, ground) if answer.verdict in SILENT else {}
    if claim.kind is ClaimKind.AMOUNT:
        measured, parts = [fact for fact in meant if claim.measures(fact.subject)], filter(claim.has_part, meant)
    else:
        speaking = witnesses(replace(claim, compiled_by=None, valuation=None), ground)
        measured = [*_facts_in(chain(speaking, *others.values()))]
        known = {fact.id for fact in measured}
        parts = filter(partial(_is_input, claim), (fact for fact in meant if fact.id not in known))
    spoke = {judgement.basis.compiled_by for judgement in answer.judgements if judgement.basis.compiled_by}
    return Missing(
        periods=tuple(sorted({fact.period or fact.as_of for fact in measured}, key=_newest_first)),
        units=tuple(sorted({fact.unit for fact in measured})),
        compilers=tuple(sorted({fact.basis.compiled_by or fact.basis.compiler or "" for fact in measured} - {""})),
        compiled_by=claim.compiled_by or (next(iter(spoke)) if len(spoke) == 1 else None),
        parts=tuple(parts),
        places=tuple(sorted({sides for fact in meant for sides in _of_place(claim, fact.subject)})),
        others=others,
    )


def _facts_in(witnesses: Iterable[Witness]) -> tuple[Fact, ...]:
    """Return what witnesses rest on, each fact once."""
    return tuple(dict.fromkeys(fact for one in witnesses for fact in one.inputs))


def _is_input(claim: Claim, fact: Fact) -> bool:
    """Return whether a balance, a share or a place in an order would follow from a figure of the claim's period."""
    is_ours = claim.concerns(fact) if claim.kind in OF_BALANCE else claim.measures(fact.subject)
    return is_ours and claim.period is not None and claim.is_of_period(fact) and not fact.evidence


def _speaking(claim: Claim, ground: Ground) -> Sequence[Witness]:
    """Return what speaks on the whole of a claim; on a place in an order, the figures of its period as stated."""
    if claim.kind in ORDERED:
        return [Witness(fact.interval, (fact,)) for fact in ground.facts if _is_input(claim, fact)]
    return [one for one in witnesses(claim, ground) if not one.is_part]


def _of_other_periods(claim: Claim, ground: Ground) -> dict[str | None, Sequence[Witness]]:
    """Return what speaks on the claim of other periods than its own and its months, nearest first, else newest."""
    dates = {fact.period or (fact.as_of or "")[:MONTH] for fact in ground.facts}
    others = [one for one in map(Period.parse, dates - {""}) if not (claim.period and one.within(claim.period))]
    if claim.kind in ORDERED and claim.period:  # a quarter has no place among years
        others = [one for one in others if one.frequency is claim.period.frequency]
    found: dict[str | None, Sequence[Witness]] = {}
    for period in sorted(others, key=partial(_away, claim.period))[:_MOST_LOOKED_AT]:
        of_period = _speaking(replace(claim, period=period), ground)
        if of_period and len(found) < _MOST_PERIODS:
            found[str(period)] = of_period
    of_any = _speaking(replace(claim, period=None), ground) if claim.period and "" in dates else ()
    if undated := [one for one in of_any if not any(fact.period or fact.as_of for fact in one.inputs)]:
        found[None] = undated
    return found


def _away(claimed: Period | None, period: Period) -> tuple[bool, int, int]:
    """Return a key that sorts periods by how far they are from the one claimed, and the newest first.

    Those as long as it come before others: beside a year nine months would mislead. Where none is claimed years do.
    """
    away = abs(period.last - claimed.last) + abs(period.first - claimed.first) if claimed else 0
    return period.frequency is not (claimed.frequency if claimed else Frequency.ANNUAL), away, period.recency


def _of_place(claim: Claim, subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield a place and the area that it trades with, if its share is of the trade of the two areas of a claim."""
    is_of_both = {subject.within, subject.counterpart} == {claim.origin, claim.counterpart}
    is_place = claim.measure.sharer is Side.AREA and subject.measure == claim.measure and subject.area != subject.within
    if is_of_both and is_place and subject.area and subject.counterpart:
        yield subject.area, subject.counterpart


def _newest_first(when: str | None) -> tuple[int, str]:
    """Return a key that sorts periods and days, undated last."""
    return recency_of(when[:MONTH] if when and len(when) == _DAY else when), when or ""
