"""Changes that follow: from two levels, and from a change that is stated in another unit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product as pairs
from itertools import starmap
from typing import Final

from app.reasoning import Assumption, Fact, are_on_one_basis
from app.reasoning.arithmetic import change_between, level_before
from app.reasoning.derive.steps import Derived, Formula, conclude
from app.reasoning.derive.trade import leads_to
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import Witness, following, revisable
from app.vocabulary.quantity import Interval, Undefined
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import DerivationRule
from app.vocabulary.words import PERCENT, POINTS

_AS_STATED: Final = (DerivationRule.SUM, DerivationRule.SHARE)
"""The rules of levels that make a change like stated ones."""


def from_levels(
    claim: Claim,
    new: Iterable[tuple[Interval, Sequence[Fact]]],
    old: Iterable[tuple[Interval, Sequence[Fact]]],
) -> Iterator[Witness]:
    """Yield the change between two levels of one basis, whatever their sources; of two partners, of one reporter."""
    formula = Formula.GROWTH if claim.unit == PERCENT else Formula.CHANGE
    for (after, new_inputs), (before, old_inputs) in pairs(new, old):
        inputs, first, second = (*new_inputs, *old_inputs), new_inputs[0], old_inputs[0]
        of_base = replace(second.subject, counterpart=first.subject.counterpart) if claim.than else second.subject
        is_one_series = (first.subject, first.unit) == (of_base, second.unit)
        if is_one_series and all(starmap(are_on_one_basis, zip(new_inputs, old_inputs, strict=False))):
            # Levels of two sources may be of two vintages.
            earlier = before if len({fact.source.id for fact in inputs}) == 1 else revisable(before)
            outer = change_between(after, earlier, claim.unit)
            for witness in _change(claim, formula, inputs, after, before, Assumption.ONE_SERIES):
                unit = witness.derived.unit if witness.derived else claim.unit
                yield (
                    witness if isinstance(outer, Undefined) else replace(witness, outer=claim.converted(outer, unit))
                )


def levels_of(
    claim: Claim, period: str | None, own: Iterable[Fact], derived: Iterable[Derived]
) -> Iterator[tuple[Interval, Sequence[Fact]]]:
    """Yield the levels of a period that are stated or summed, or narrowed where words leave an end open ("exceeded").

    Turnovers of two partners may be exports plus imports; from year to year these, often coarser and of other sources,
    would dispute a growth that is stated. Each comes with the facts behind it, of which the first has its basis.
    """
    for fact in own:
        if not fact.is_change and fact.period == period is not None:
            yield fact.interval, (fact,)
    for level in derived:
        if level.period == period and level.interval:
            words = level.inputs[0].interval
            is_narrowed = level.rule is DerivationRule.NARROWING and (words.lower is None or words.upper is None)
            is_of_partner = claim.than is not None and level.rule is DerivationRule.TURNOVER
            if is_narrowed or is_of_partner or level.rule in _AS_STATED:
                yield level.interval, level.inputs


def _change(
    claim: Claim, formula: Formula, inputs: Sequence[Fact], new: Interval, old: Interval, *assumptions: Assumption
) -> Iterator[Witness]:
    """Yield the change between two levels as a witness; where it is no growth, in the unit of the levels."""
    result = change_between(new, old, claim.unit)
    unit = claim.unit if claim.unit in (PERCENT, POINTS) else inputs[0].unit
    return following(claim, conclude(formula, inputs, result, unit=unit, period=claim.when, assumptions=assumptions))


def from_other_changes(claim: Claim, own: Iterable[Fact]) -> Iterator[Witness]:
    """Yield a change that one record states in another unit, put into the claim's by the record's own level.

    A change of 1.1 million t to 9.4 is one of 13 %; a growth of 33.5 % to 11 billion is one of 2.8 billion.
    """
    is_growth = claim.unit == PERCENT
    formula = Formula.GROWTH_OF_CHANGE if is_growth else Formula.CHANGE_OF_GROWTH
    records: dict[tuple[RecordKind, str], dict[bool, Fact]] = {}
    for fact in own:
        if not fact.evidence and fact.period == claim.when and fact.base_period in (None, claim.base):
            records.setdefault((fact.kind, fact.record), {})[fact.is_change] = fact
    for record in records.values():
        if True in record and False in record:
            level, change = record[False], record[True]
            before = level_before(level.interval, change.interval, change.unit)
            is_other = (change.unit == level.unit) is is_growth and leads_to(change, level)
            if is_other and not isinstance(before, Undefined):
                yield from _change(claim, formula, (level, change), level.interval, before)
