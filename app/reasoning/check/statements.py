"""Rules over statements of one thing: several sources on one key, and a headline against its body.

Each pair is a check of its own, so that every conflict names the two statements that make it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations

from app.reasoning import Assumption, Fact, SourceRef, in_order, supersedes
from app.reasoning.basis import Aspect, differences
from app.reasoning.check.check import Check, Material, relation
from app.reasoning.measurement import Measurement
from app.vocabulary.verdicts import CheckRule, CheckVerdict


def sources_on_one_key(material: Material) -> Iterator[Check]:
    """Compare all statements of one key, two by two."""
    sources = material.sources
    seen: set[frozenset[str]] = set()
    for group in _on_one_key(material.facts):
        for first, second in combinations(in_order(group), 2):
            both = frozenset((first.id, second.id))
            if both not in seen:
                seen.add(both)
                yield compare(CheckRule.SOURCES_ON_ONE_KEY, first, second, sources)


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
        unit = (fact.is_change, Measurement.of(fact).unit, fact.quantity.per)
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
    return Check(
        rule=rule,
        verdict=verdict,
        inputs=(first, second),
        period=first.period,
        sides=sides,
        differing=differing,
        assumptions=(Assumption.UNKNOWN_COMPILER,) if any(known) and not all(known) and not differing else (),
        replaced=replaced,
    )


def _differences(first: Fact, second: Fact) -> tuple[Aspect, ...]:
    """Return in what two statements of one thing differ, the bases first."""
    found = list(differences(first.basis, second.basis))
    if first.subject.about != second.subject.about:
        found.append(Aspect.SCOPE)
    if first.period != second.period:
        found.append(Aspect.PERIOD)
    if len({fact.base_period for fact in (first, second) if fact.is_change} - {None}) > 1:
        found.append(Aspect.BASE_PERIOD)
    return tuple(found)
