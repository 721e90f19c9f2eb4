"""The rule that compares a stated growth with the levels that it led from and to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from app.reasoning import Fact, Subject
from app.reasoning.arithmetic import product as times
from app.reasoning.basis import differences
from app.reasoning.check.check import NEAR, Check, Material
from app.reasoning.measurement import (
    RELATIVE,
    Measurement,
    change_between,
    level_before_change,
    meet,
    nominal_change,
)
from app.vocabulary.interval import Interval, Undefined
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict

LevelsByPeriod = Mapping[tuple[Subject, str | None], list[Fact]]


def growth_against_levels(material: Material) -> Iterator[Check]:
    """Compare every stated change with every pair of levels that it may have led from and to."""
    levels: defaultdict[tuple[Subject, str | None], list[Fact]] = defaultdict(list)
    for fact in material.facts:
        if not (fact.is_change or fact.evidence) and fact.period:
            levels[fact.subject, fact.period].append(fact)
    for change in material.facts:
        if change.is_change and not change.evidence and change.period:
            all_read = material.is_whole or change.kind is not RecordKind.TRADE_FLOW
            yield from _against_levels(change, levels, all_read=all_read)


def _against_levels(change: Fact, levels: LevelsByPeriod, *, all_read: bool) -> Iterator[Check]:
    after = _distinct(levels.get((change.subject, change.period), []), change)
    before = _distinct(levels.get((change.subject, change.base_period), []), change) if change.base_period else []
    comparable = [
        (new, old)
        for new, old in product(after, before)
        if new.unit == old.unit and change.unit in (*RELATIVE, new.unit)
    ]
    if all_read and not comparable:
        own = [level for level in after if level.record == change.record]
        yield _undetermined(change, own, "levels of both periods are not stated")
    for new, old in comparable:
        yield _against(change, new, old)


def _distinct(levels: Sequence[Fact], change: Fact) -> list[Fact]:
    """Return one of several levels stated alike on one basis: of the change's own source, else of prose."""
    own_first = sorted(
        levels, key=lambda level: (level.source.id != change.source.id, level.source.kind is SourceKind.DATASET)
    )
    found: dict[tuple[Interval, tuple[str | None, str | None]], Fact] = {}
    for level in own_first:
        found.setdefault((level.interval, level.basis.compilers), level)
    return list(found.values())


def _against(change: Fact, new: Fact, old: Fact) -> Check:
    computed = change_between(new.interval, old.interval, change.unit)
    if isinstance(computed, Undefined):
        return _undetermined(change, [new, old], computed.reason)
    stated = Measurement.of(change)
    nominal = nominal_change(new.quantity.value, old.quantity.value, change.unit)
    follows = Measurement(computed, nominal, stated.unit)
    differing = differences(change.basis, new.basis, old.basis)
    verdict = CheckVerdict.NOT_COMPARABLE if differing else _verdict(change, new, old, computed)
    return Check(
        rule=CheckRule.GROWTH_AGAINST_LEVELS,
        verdict=verdict,
        inputs=(change, new, old),
        period=change.period,
        sides=(stated, follows),
        follows=follows,
        differing=differing,
    )


def _verdict(change: Fact, new: Fact, old: Fact, computed: Interval) -> CheckVerdict:
    """Return the verdict on one basis; with levels of other sources, a base may be revised by no more than a tenth."""
    if meet(Measurement.of(change).interval, computed):
        return CheckVerdict.CONSISTENT
    if change.source.id == new.source.id == old.source.id:
        return CheckVerdict.INCONSISTENT
    needed = level_before_change(new.interval, change)
    if isinstance(needed, Undefined) or meet(needed, times(old.interval, NEAR)):
        return CheckVerdict.BASE_MAY_BE_REVISED
    return CheckVerdict.CONFLICT


def _undetermined(change: Fact, levels: Sequence[Fact], reason: str) -> Check:
    return Check(
        rule=CheckRule.GROWTH_AGAINST_LEVELS,
        verdict=CheckVerdict.UNDETERMINED,
        inputs=(change, *levels),
        period=change.period,
        reason=reason,
    )
