"""The rule that holds a stated growth against the levels that it led from and to."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations, product
from typing import Final

from app.reasoning.check.check import Check, Finding, Material
from app.reasoning.check.comparing import NEAR, Reading, gaps, meet, read, shown
from app.reasoning.check.prose import ended, said, sized, topic, written
from app.reasoning.check.statements import listed
from app.reasoning.derive.trade import level_started_from
from app.reasoning.facts import Fact, Subject
from app.reasoning.intervals import difference, growth
from app.reasoning.intervals import product as times
from app.reasoning.sentences.naming import Names
from app.vocabulary import RecordKind, SourceKind, Unit
from app.vocabulary.interval import Interval, Result, Undefined
from app.vocabulary.verdicts import CheckVerdict

_NO_LEVELS: Final = "levels of both periods are not stated"
_RELATIVE: Final = (Unit.PERCENT, Unit.TIMES)
_FOUND: Final = {
    CheckVerdict.CONSISTENT: "the two meet",
    CheckVerdict.INCONSISTENT: "the source contradicts itself",
    CheckVerdict.BASE_MAY_BE_REVISED: "they do not meet, but a base revised by no more than a tenth would explain it",
    CheckVerdict.CONFLICT: "the base would have to be another by more than a tenth, so that both cannot be true",
}
Levels = dict[tuple[Subject, str | None], list[Fact]]


def growth_against_levels(material: Material, names: Names) -> Iterator[Finding]:
    """Hold every stated change against every pair of levels that it may have led from and to."""
    levels: Levels = defaultdict(list)
    for fact in material.facts:
        if not (fact.is_change or fact.evidence) and fact.period:
            levels[fact.subject, fact.period].append(fact)
    for change in material.facts:
        if change.is_change and not change.evidence and change.period:
            all_read = material.is_whole or change.kind is not RecordKind.TRADE_FLOW
            yield from _held_against(change, levels, names, all_read=all_read)


def _held_against(change: Fact, levels: Levels, names: Names, *, all_read: bool) -> Iterator[Finding]:
    after = _distinct(levels.get((change.subject, change.period), []), change)
    before = _distinct(levels.get((change.subject, change.base_period), []), change) if change.base_period else []
    comparable = [
        (new, old)
        for new, old in product(after, before)
        if new.unit == old.unit and change.unit in (*_RELATIVE, new.unit)
    ]
    if all_read and not comparable:
        own = [level for level in after if level.record == change.record]
        yield Finding.of(_undetermined(change, own, _NO_LEVELS, names))
    for new, old in comparable:
        yield _finding(change, new, old, names)


def _distinct(levels: Sequence[Fact], change: Fact) -> list[Fact]:
    """Leave one of several levels stated alike on one basis: of the change's own source, else of prose, if there is."""
    own_first = sorted(
        levels, key=lambda level: (level.witness.id != change.witness.id, level.witness.kind is SourceKind.DATASET)
    )
    found: dict[tuple[Interval, str | None, str | None], Fact] = {}
    for level in own_first:
        found.setdefault((level.interval, level.basis.compiled_by, level.basis.compiler), level)
    return list(found.values())


def _finding(change: Fact, new: Fact, old: Fact, names: Names) -> Finding:
    computed = _change_between(new, old, change.unit)
    if isinstance(computed, Undefined):
        return Finding.of(_undetermined(change, [new, old], computed.reason, names))
    verdict = _verdict(change, new, old, computed)
    return Finding(verdict, partial(_checked, change, new, old, computed, verdict, names))


def _checked(change: Fact, new: Fact, old: Fact, computed: Interval, verdict: CheckVerdict, names: Names) -> Check:
    stated = read(change)
    follows = Reading(computed, _nominal(new, old, change.unit), stated.unit)
    differing = _differing((change, new, old))
    absolute, relative = gaps(stated, follows)
    result = shown(computed, follows.value, follows.unit)
    return Check(
        rule="",
        verdict=verdict,
        inputs=(change, new, old),
        period=change.period,
        arithmetic=(
            f"{_formula(new, old, change.unit)} = {written(computed, stated.unit)},"
            f" against {written(stated.interval, stated.unit)}"
        ),
        sentence=ended(
            f"{topic(change, names)}: {said(change)}, against {said(new)} after {said(old)}"
            + (f", a change of {sized(result)}" if result else ""),
            _FOUND.get(verdict) or f"they differ in {listed(differing)}, so that neither refutes the other",
        ),
        gap_absolute=absolute,
        gap_relative=relative,
        computed=result,
        differing=differing,
    )


def _change_between(new: Fact, old: Fact, unit: Unit) -> Result:
    if unit in _RELATIVE:
        return growth(new.interval, old.interval)
    return difference(new.interval, old.interval)


def _nominal(new: Fact, old: Fact, unit: Unit) -> Fraction | None:
    after, before = new.quantity.value, old.quantity.value
    if after is None or before is None:
        return None
    if unit not in _RELATIVE:
        return after - before
    return 100 * (after / before - 1) if before else None


def _formula(new: Fact, old: Fact, unit: Unit) -> str:
    after, before = written(new.interval, new.unit), written(old.interval, old.unit)
    return f"100 ({after} / {before} - 1)" if unit in _RELATIVE else f"{after} - {before}"


def _verdict(change: Fact, new: Fact, old: Fact, computed: Interval) -> CheckVerdict:
    """Judge on one basis: within one source as it is; else the base may have been revised, by no more than a tenth."""
    if _differing((change, new, old)):
        return CheckVerdict.NOT_COMPARABLE
    if meet(read(change).interval, computed):
        return CheckVerdict.CONSISTENT
    if change.witness.id == new.witness.id == old.witness.id:
        return CheckVerdict.INCONSISTENT
    needed = level_started_from(new.interval, change)
    if isinstance(needed, Undefined) or meet(needed, times(old.interval, NEAR)):
        return CheckVerdict.BASE_MAY_BE_REVISED
    return CheckVerdict.CONFLICT


def _differing(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Name what is known to differ among several bases, each thing once."""
    found = (name for one, other in combinations(facts, 2) for name in one.basis.differs_from(other.basis))
    return tuple(dict.fromkeys(found))


def _undetermined(change: Fact, levels: Sequence[Fact], reason: str, names: Names) -> Check:
    return Check(
        rule="",
        verdict=CheckVerdict.UNDETERMINED,
        inputs=(change, *levels),
        period=change.period,
        arithmetic=reason,
        sentence=ended(f"{topic(change, names)}: {said(change)}", reason),
    )
