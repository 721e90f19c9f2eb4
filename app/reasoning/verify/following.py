"""What follows for a claim: levels by the identity of trade and back from changes, changes from levels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product as pairs
from typing import Final

from app.reasoning.derive import Derived, derive
from app.reasoning.derive.derived import conclude
from app.reasoning.derive.trade import level_started_from
from app.reasoning.facts import Fact
from app.reasoning.intervals import difference, growth
from app.reasoning.sentences.naming import Names
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.voices import (
    Voice,
    as_derived,
    as_stated,
    ground_of,
    is_about,
    is_of_period,
    is_on_named_basis,
    is_related,
)
from app.vocabulary import Flow, RecordKind, Unit
from app.vocabulary.interval import Interval, Result, Undefined

ONE_SERIES: Final = "both levels are of one series"
FROM_LEVELS: Final = frozenset({"growth", "change"})
"""The rules that compute a change from two levels."""
_SIDE: Final = {Flow.EXPORT: "exports and", Flow.IMPORT: "imports and", Flow.TOTAL: "turnover and"}


def voices(claim: Claim, facts: Iterable[Fact], names: Names) -> list[Voice]:
    """Give all that speaks on a claim, stated first; of what follows by one formula only the narrowest."""
    related = [fact for fact in facts if is_related(claim, fact) and is_on_named_basis(claim, fact)]
    own = [fact for fact in related if is_about(claim, fact)]
    stated = [voice for fact in own if is_of_period(claim, fact) for voice in as_stated(claim, fact)]
    periods = _periods(claim, own)
    usable = [fact for fact in related if fact.period in periods]
    follows = [derived for derived in derive(usable, names) if _gives_level(claim, derived)]
    if claim.is_change:
        return stated + _narrowest([*_from_levels(claim, own, follows), *_from_other_changes(claim, own)])
    levels = [voice for derived in follows if derived.period == claim.when for voice in as_derived(claim, derived)]
    return stated + _narrowest(level for level in levels if not any(_says_no_more(level, voice) for voice in stated))


def _periods(claim: Claim, own: Iterable[Fact]) -> set[str | None]:
    """Give the periods whose facts can lead to the claim's: its own, the base of a change, those changed from it."""
    if claim.is_change:
        return {claim.when, claim.base}
    return {claim.when} | {fact.period for fact in own if fact.is_change and fact.base_period == claim.when}


def _says_no_more(voice: Voice, stated: Voice) -> bool:
    return voice.ground.may_be(stated.ground) and stated.interval.within(voice.interval)


def _narrowest(derived: Iterable[Voice]) -> list[Voice]:
    """Drop what only repeats, more coarsely, what another voice of the same formula and basis says."""
    kept: list[Voice] = []
    for voice in derived:
        rivals = [other for other in kept if _are_rivals(other, voice)]
        if not any(other.interval.within(voice.interval) for other in rivals):
            kept = [other for other in kept if other not in rivals or not voice.interval.within(other.interval)]
            kept.append(voice)
    return kept


def _are_rivals(one: Voice, other: Voice) -> bool:
    formulas = {voice.derived.formula for voice in (one, other) if voice.derived}
    return len(formulas) == 1 and one.ground == other.ground


def _gives_level(claim: Claim, derived: Derived) -> bool:
    """Tell whether what a rule gives is a level of what is claimed, in whatever period."""
    match derived.rule:
        case "level_before":
            return is_about(claim, derived.inputs[0])
        case "turnover":
            return claim.flow is Flow.TOTAL
        case "narrowing":
            sides = (fact.subject.flow for fact in derived.inputs if is_about(claim, fact))
            return any(side and derived.formula.startswith(_SIDE[side]) for side in sides)
    return False


@dataclass(frozen=True, slots=True)
class _Level:
    """A level in its own unit, stated or narrowed, and the facts behind it."""

    interval: Interval
    inputs: tuple[Fact, ...]

    @property
    def first(self) -> Fact:
        return self.inputs[0]


def _from_levels(claim: Claim, own: Sequence[Fact], follows: Sequence[Derived]) -> Iterator[Voice]:
    """Give the change between two levels of one basis, whatever their sources."""
    new, old = (_levels(claim, own, follows, period) for period in (claim.when, claim.base))
    for one, other in pairs(new, old):
        if _are_one_series(one.first, other.first):
            yield from _between(claim, one, other)


def _levels(claim: Claim, own: Sequence[Fact], follows: Sequence[Derived], period: str | None) -> list[_Level]:
    """Give the stated levels of a period, and narrowed ones where the words leave an end open ("exceeded")."""
    if period is None:
        return []
    found = [_Level(fact.interval, (fact,)) for fact in own if not fact.is_change and fact.period == period]
    for derived in follows:
        if derived.rule == "narrowing" and derived.period == period and derived.interval is not None:
            inputs = tuple(sorted(derived.inputs, key=lambda fact: not is_about(claim, fact)))
            if None in (inputs[0].interval.lower, inputs[0].interval.upper):
                found.append(_Level(derived.interval, inputs))
    return found


def _are_one_series(new: Fact, old: Fact) -> bool:
    """Tell whether two levels are of one reporter and compiler; where none is known, of one source."""
    known = ground_of(new).is_known or new.witness.id == old.witness.id
    return known and new.subject == old.subject and new.unit is old.unit and ground_of(new).may_be(ground_of(old))


def _between(claim: Claim, new: _Level, old: _Level) -> Iterator[Voice]:
    inputs = (*new.inputs, *old.inputs)
    if claim.unit is Unit.PERCENT:
        result, formula, rule = growth(new.interval, old.interval), "100 (level / level before - 1)", "growth"
    else:
        result, formula, rule = difference(new.interval, old.interval), "level - level before", "change"
    yield from as_derived(claim, _change(claim, rule, formula, inputs, result, (ONE_SERIES,)))


def _change(
    claim: Claim, rule: str, formula: str, inputs: Sequence[Fact], result: Result, assumptions: Sequence[str] = ()
) -> Derived:
    unit = Unit.PERCENT if claim.unit is Unit.PERCENT else inputs[0].unit
    return conclude(rule, formula, inputs, result, unit=unit, period=claim.when, subject="", assumptions=assumptions)


def _from_other_changes(claim: Claim, own: Sequence[Fact]) -> Iterator[Voice]:
    """Put a change that one record states in another unit into the claim's, by the record's own level.

    A change of 1.1 million t to 9.4 is one of 13 %; a growth of 33.5 % to 11 billion is one of 2.8 billion.
    """
    for level, change in _records(claim, own):
        before = level_started_from(level.interval, change)
        if isinstance(before, Undefined):
            continue
        if claim.unit is Unit.PERCENT and change.unit is level.unit:
            formula, result = "100 (level / (level - change) - 1)", growth(level.interval, before)
        elif claim.unit is not Unit.PERCENT and change.unit is not level.unit:
            formula, result = "level - level before, by the change", difference(level.interval, before)
        else:
            continue
        yield from as_derived(claim, _change(claim, "change_in_other_unit", formula, (level, change), result))


def _records(claim: Claim, own: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Give the level and the change of every record that states both for the claim's period."""
    found: dict[tuple[RecordKind, str], dict[bool, Fact]] = {}
    for fact in own:
        if not fact.evidence and fact.period == claim.when and fact.base_period in (None, claim.base):
            found.setdefault((fact.kind, fact.record), {})[fact.is_change] = fact
    for pair in found.values():
        if True in pair and False in pair:
            yield pair[False], pair[True]
