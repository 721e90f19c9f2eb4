"""Rules over statements: of one thing by several sources, in a headline and its body, and of a growth and its levels.

Each pair of statements is a check of its own, so that every conflict names the two that make it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, product
from typing import Final

from app.reasoning import Aspect, Assumption, Fact, SourceRef, Subject, differences
from app.reasoning.arithmetic import level_before, meet
from app.reasoning.arithmetic import product as times
from app.reasoning.check.comparison import (
    NEAR_ONE,
    Check,
    Material,
    Measurement,
    are_cut_apart,
    change,
    may_be_valued_apart,
    relation,
)
from app.reasoning.derive.aside import supersedes
from app.vocabulary.quantity import Undefined
from app.vocabulary.terms import OF_STATISTICS, RecordKind, SourceKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict
from app.vocabulary.words import RELATIVE, kind_of


def sources_on_one_key(material: Material) -> Iterator[Check]:
    """Compare all statements of one key, two by two."""
    sources = {fact.source.id: fact.source for fact in material.facts}
    pairs = {
        frozenset((first.id, second.id)): (first, second)
        for group in _on_one_key(material.facts)
        for first, second in combinations(sorted(group, key=_published), 2)
    }
    for first, second in pairs.values():
        yield compare(CheckRule.SOURCES_ON_ONE_KEY, first, second, sources)


def _published(fact: Fact) -> tuple[str, str, str]:
    """Return a key that sorts statements by their publication, those of unknown day first."""
    return fact.source.published_on or "", fact.source.id, fact.id


def headline_against_body(material: Material) -> Iterator[Check]:
    """Compare what a source says a second time in other terms with what its record says."""
    own = {(fact.kind, fact.record, fact.field): fact for fact in material.facts if not fact.evidence}
    for fact in material.facts:
        if fact.evidence:
            yield compare(CheckRule.HEADLINE_AGAINST_BODY, fact, own[fact.kind, fact.record, fact.field], {})


def _on_one_key(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Yield statements with one subject and period, and those that records of one group make."""
    groups: defaultdict[Hashable, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.evidence:
            continue
        unit = (fact.is_change, kind_of(Measurement.of(fact).unit), fact.quantity.per)
        if fact.period:
            groups[fact.subject, fact.period, unit].append(fact)
        groups[fact.kind, fact.same_as or fact.record, fact.field, unit].append(fact)
    yield from (group for group in groups.values() if len(group) > 1)


def compare(rule: CheckRule, first: Fact, second: Fact, sources: Mapping[str, SourceRef]) -> Check:
    """Compare two statements: on one basis by how their intervals relate; a later source may replace the earlier."""
    replaced = supersedes(second.source, first.source, sources)
    sides = Measurement.of(first), Measurement.of(second)
    differing = _differences(first, second)
    known = first.basis.is_known, second.basis.is_known
    verdict = CheckVerdict.DIFFERENT_BASIS if differing else relation(sides[0].interval, sides[1].interval)
    if verdict is CheckVerdict.CONFLICT and replaced and all(known):
        verdict = CheckVerdict.REVISED
    elif verdict is CheckVerdict.CONFLICT and are_cut_apart(first, second):
        verdict = CheckVerdict.ADJACENT
    elif verdict is CheckVerdict.CONFLICT and may_differ(first, second):
        verdict, differing = CheckVerdict.DIFFERENT_BASIS, (Aspect.COMPILER_NOT_KNOWN,)
    elif verdict is CheckVerdict.CONFLICT and may_be_valued_apart(first.basis, second.basis, sides):
        verdict, differing = CheckVerdict.DIFFERENT_BASIS, (Aspect.VALUATION_NOT_KNOWN,)
    return Check(
        rule=rule,
        verdict=verdict,
        inputs=(first, second),
        sides=sides,
        differing=differing,
        assumptions=(Assumption.UNKNOWN_COMPILER,) if any(known) and not all(known) and not differing else (),
        replaced=replaced,
    )


def may_differ(*facts: Fact) -> bool:
    """Return whether figures of several lineages may be of several compilers, since not all of these are known."""
    on_a_basis = all(fact.kind in OF_STATISTICS for fact in facts)
    unknown = any(not fact.basis.is_known for fact in facts)
    return on_a_basis and unknown and len({fact.source.root for fact in facts}) > 1


def _differences(first: Fact, second: Fact) -> tuple[Aspect, ...]:
    """Return in what two statements of one thing differ, the bases first."""
    bases = {fact.base_period for fact in (first, second) if fact.is_change} - {None}
    others = {
        Aspect.SCOPE: first.subject.about != second.subject.about,
        Aspect.PERIOD: first.period != second.period,
        Aspect.BASE_PERIOD: len(bases) > 1,
    }
    return (*differences(first.basis, second.basis), *(aspect for aspect, differs in others.items() if differs))


_undetermined: Final = partial(Check, rule=CheckRule.GROWTH_AGAINST_LEVELS, verdict=CheckVerdict.UNDETERMINED)


def growth_against_levels(material: Material) -> Iterator[Check]:
    """Compare every stated change with every pair of levels that it may have led from and to."""
    levels: defaultdict[tuple[Subject, str | None], list[Fact]] = defaultdict(list)
    for fact in material.facts:
        if not (fact.is_change or fact.evidence) and fact.period:
            levels[fact.subject, fact.period].append(fact)
    for stated in material.facts:
        if stated.is_change and not stated.evidence and stated.period:
            after = _distinct(levels[stated.subject, stated.period], stated)
            before = _distinct(levels[stated.subject, stated.base_period], stated)
            comparable = [
                (new, old)
                for new, old in product(after, before)
                if new.unit == old.unit and stated.unit in (*RELATIVE, new.unit)
            ]
            yield from (_against(stated, new, old) for new, old in comparable)
            all_read = material.is_whole or stated.kind is not RecordKind.TRADE_FLOW
            if all_read and not comparable:
                own = [level for level in after if level.record == stated.record]
                held = {stated.base_period: before, stated.period: after}
                lacking = tuple(period for period, found in held.items() if period and not found)
                yield _undetermined(inputs=(stated, *own), lacking=lacking)


def _distinct(levels: Iterable[Fact], change: Fact) -> list[Fact]:
    """Return one of several levels stated alike on one basis: of the change's own source, else of prose."""
    own_first = sorted(
        levels, key=lambda level: (level.source.id != change.source.id, level.source.kind is SourceKind.DATASET)
    )
    distinct: dict[Hashable, Fact] = {}
    for level in own_first:
        distinct.setdefault((level.interval, level.basis.compilers), level)
    return list(distinct.values())


def _against(stated: Fact, new: Fact, old: Fact) -> Check:
    figure = Measurement.of(stated)
    follows = change(Measurement.of(new), Measurement.of(old), is_relative=stated.unit in RELATIVE)
    if isinstance(follows, Undefined):
        return _undetermined(inputs=(stated, new, old), undefined=follows)
    differing = differences(stated.basis, new.basis, old.basis)
    verdict = CheckVerdict.NOT_COMPARABLE if differing else _verdict(stated, new, old, follows)
    unsure = may_differ(stated, new, old)
    if verdict in (CheckVerdict.CONFLICT, CheckVerdict.BASE_MAY_BE_REVISED) and unsure:
        verdict, differing = CheckVerdict.NOT_COMPARABLE, (Aspect.COMPILER_NOT_KNOWN,)
    return Check(
        rule=CheckRule.GROWTH_AGAINST_LEVELS,
        verdict=verdict,
        inputs=(stated, new, old),
        sides=(figure, follows),
        follows=follows,
        differing=differing,
        assumptions=(Assumption.UNKNOWN_COMPILER,) if unsure and not differing else (),
    )


def _verdict(stated: Fact, new: Fact, old: Fact, follows: Measurement) -> CheckVerdict:
    """Return the verdict on one basis; with levels of other sources, a base may be revised by no more than a tenth."""
    if meet(Measurement.of(stated).interval, follows.interval):
        return CheckVerdict.CONSISTENT
    if stated.source.id == new.source.id == old.source.id:
        return CheckVerdict.INCONSISTENT
    needed = level_before(new.interval, stated.interval, stated.unit)
    if isinstance(needed, Undefined) or meet(needed, times(old.interval, NEAR_ONE)):
        return CheckVerdict.BASE_MAY_BE_REVISED
    return CheckVerdict.CONFLICT
