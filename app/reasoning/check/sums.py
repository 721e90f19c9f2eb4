"""Rules over sums: exports and imports against the total, parts against their whole."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from app.reasoning import Fact
from app.reasoning.basis import Aspect, differences
from app.reasoning.check.check import Check, Material
from app.reasoning.measurement import Measurement, meet
from app.vocabulary.interval import lower_key
from app.vocabulary.measures import Flow
from app.vocabulary.verdicts import CheckRule, CheckVerdict

_SIDES: Final = (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL)


def exports_and_imports_against_total(material: Material) -> Iterator[Check]:
    """Compare every stated total with the sum of the exports and imports that the same source states."""
    for group in by_source(material.facts):
        for exports, imports, turnover in product(*(group[flow] for flow in _SIDES)):
            yield _against_total(exports, imports, turnover)


def by_source(facts: Iterable[Fact]) -> Iterable[dict[Flow, list[Fact]]]:
    """Return the levels of trade by flow, a group for each source, pair, commodity, period and unit."""
    groups: defaultdict[Hashable, dict[Flow, list[Fact]]] = defaultdict(lambda: {flow: [] for flow in _SIDES})
    for fact in facts:
        subject = fact.subject
        if subject.measure == "trade" and subject.flow in _SIDES and not (fact.is_change or fact.evidence):
            pair = (subject.area, subject.counterpart, subject.commodity, fact.period, fact.unit)
            groups[(fact.source.id, *pair)][subject.flow].append(fact)
    return groups.values()


def _against_total(exports: Fact, imports: Fact, turnover: Fact) -> Check:
    # The valuation is left out: exports FOB and imports CIF make a turnover of both.
    sides = (differences(turnover.basis, side.basis) for side in (exports, imports))
    differing = (Aspect.COMPILER,) if any(Aspect.COMPILER in side for side in sides) else ()
    follows, stated = Measurement.total([exports, imports]), Measurement.of(turnover)
    verdict = CheckVerdict.CONSISTENT if meet(stated.interval, follows.interval) else CheckVerdict.INCONSISTENT
    return Check(
        rule=CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL,
        verdict=CheckVerdict.NOT_COMPARABLE if differing else verdict,
        inputs=(exports, imports, turnover),
        period=turnover.period,
        sides=(stated, follows),
        follows=follows,
        differing=differing,
    )


def parts_against_whole(material: Material) -> Iterator[Check]:
    """Compare the documents of a package with those of its parts, each part counted once whoever states it."""
    counts = [fact for fact in material.facts if fact.subject.measure == "documents" and not fact.evidence]
    group_of = {fact.record: fact.subject.about for fact in counts}
    for group in dict.fromkeys(group_of.values()):
        wholes = [fact for fact in counts if fact.subject.about == group]
        parts: dict[str | None, Fact] = {}
        for fact in counts:
            if fact.part_of is not None and group_of.get(fact.part_of) == group:
                parts.setdefault(fact.subject.about, fact)
        if parts:
            yield _against_whole(wholes[0], list(parts.values()))


def _against_whole(whole: Fact, parts: Sequence[Fact]) -> Check:
    follows, stated = Measurement.total(parts), Measurement.of(whole)
    verdict = CheckVerdict.CONSISTENT
    if not meet(stated.interval, follows.interval):
        exceeds = lower_key(follows.interval) > lower_key(stated.interval)
        verdict = CheckVerdict.INCONSISTENT if exceeds else CheckVerdict.UNDETERMINED
    return Check(
        rule=CheckRule.PARTS_AGAINST_WHOLE,
        verdict=verdict,
        inputs=(whole, *parts),
        period=whole.period,
        sides=(stated, follows),
        follows=follows,
    )
