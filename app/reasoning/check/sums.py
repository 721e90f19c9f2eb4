"""Rules over sums: exports and imports against the total, parts against their whole."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from app.reasoning.check.check import Check, Finding, Material
from app.reasoning.check.comparing import Reading, gaps, read, shown
from app.reasoning.check.prose import ended, said, sized, topic, written
from app.reasoning.check.statements import distance, listed
from app.reasoning.facts import Fact
from app.reasoning.intervals import total
from app.reasoning.sentences.naming import Names
from app.vocabulary import Flow
from app.vocabulary.interval import lower_key
from app.vocabulary.verdicts import CheckVerdict

_SIDES: Final = (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL)


def exports_and_imports_against_total(material: Material, names: Names) -> Iterator[Finding]:
    """Hold every stated total against the sum of the exports and imports that the same source states."""
    for group in by_source(material.facts).values():
        for exports, imports, turnover in product(*(group[flow] for flow in _SIDES)):
            yield Finding.of(_total(exports, imports, turnover, names))


def by_source(facts: Iterable[Fact]) -> dict[Hashable, dict[Flow, list[Fact]]]:
    """Put the levels of trade side by side by flow, a group for each source, pair, commodity, period and unit."""
    groups: defaultdict[Hashable, dict[Flow, list[Fact]]] = defaultdict(lambda: {flow: [] for flow in _SIDES})
    for fact in facts:
        subject = fact.subject
        if subject.measure == "trade" and subject.flow in _SIDES and not (fact.is_change or fact.evidence):
            pair = (subject.area, subject.counterpart, subject.commodity, fact.period, fact.unit)
            groups[(fact.witness.id, *pair)][subject.flow].append(fact)
    return groups


def summed(facts: Sequence[Fact]) -> Reading:
    """Add the figures of several facts of one unit."""
    interval = facts[0].interval
    for fact in facts[1:]:
        interval = total(interval, fact.interval)
    values = [fact.quantity.value for fact in facts]
    known = [value for value in values if value is not None]
    return Reading(interval, sum(known, Fraction(0)) if len(known) == len(values) else None, facts[0].unit)


def _total(exports: Fact, imports: Fact, turnover: Fact, names: Names) -> Check:
    follows = summed([exports, imports])
    stated = read(turnover)
    absolute, relative = gaps(stated, follows)
    other_compiler = any("compiler" in turnover.basis.differs_from(side.basis) for side in (exports, imports))
    differing = ("compiler",) if other_compiler else ()
    verdict = CheckVerdict.CONSISTENT if absolute is None else CheckVerdict.INCONSISTENT
    result = shown(follows.interval, follows.value, follows.unit)
    return Check(
        rule="",
        verdict=CheckVerdict.NOT_COMPARABLE if differing else verdict,
        inputs=(exports, imports, turnover),
        period=turnover.period,
        arithmetic=_sum([exports, imports], follows, stated),
        sentence=ended(
            f"{topic(turnover, names)}: {said(turnover)}, against exports of {said(exports)}"
            f" and imports of {said(imports)}" + (f", together {sized(result)}" if result else ""),
            f"they differ in {listed(differing)}" if differing else None,
            "the two meet" if absolute is None else distance(absolute),
        ),
        gap_absolute=absolute,
        gap_relative=relative,
        computed=result,
        differing=differing,
    )


def _sum(facts: Sequence[Fact], follows: Reading, stated: Reading) -> str:
    terms = " + ".join(written(fact.interval, fact.unit) for fact in facts)
    result = f" = {written(follows.interval, follows.unit)}" if len(facts) > 1 else ""
    return f"{terms}{result}, against {written(stated.interval, stated.unit)}"


def parts_against_whole(material: Material, names: Names) -> Iterator[Finding]:
    """Hold the documents of a package against those of its parts, each part counted once whoever states it."""
    counts = [fact for fact in material.facts if fact.subject.measure == "documents" and not fact.evidence]
    group_of = {fact.record: fact.subject.about for fact in counts}
    for group in dict.fromkeys(group_of.values()):
        wholes = [fact for fact in counts if fact.subject.about == group]
        parts: dict[str | None, Fact] = {}
        for fact in counts:
            if fact.part_of is not None and group_of.get(fact.part_of) == group:
                parts.setdefault(fact.subject.about, fact)
        if parts:
            yield Finding.of(_parts(wholes[0], list(parts.values()), names))


def _parts(whole: Fact, parts: Sequence[Fact], names: Names) -> Check:
    follows = summed(parts)
    stated = read(whole)
    absolute, relative = gaps(stated, follows)
    verdict = CheckVerdict.CONSISTENT
    if absolute is not None:
        exceeds = lower_key(follows.interval) > lower_key(stated.interval)
        verdict = CheckVerdict.INCONSISTENT if exceeds else CheckVerdict.UNDETERMINED
    result = shown(follows.interval, follows.value, follows.unit)
    ending = {
        CheckVerdict.CONSISTENT: "the parts make up the whole",
        CheckVerdict.INCONSISTENT: f"the parts exceed the whole by {sized(absolute) if absolute else ''}",
        CheckVerdict.UNDETERMINED: f"no part is stated for {sized(absolute) if absolute else ''}",
    }
    return Check(
        rule="",
        verdict=verdict,
        inputs=(whole, *parts),
        period=whole.period,
        arithmetic=_sum(parts, follows, stated),
        sentence=ended(
            f"{topic(whole, names)}: {said(whole)}, against {_in_words(parts)}"
            + (f", together {sized(result)}" if result and len(parts) > 1 else ""),
            ending[verdict],
        ),
        gap_absolute=absolute,
        gap_relative=relative,
        computed=result,
    )


def _in_words(parts: Sequence[Fact]) -> str:
    *most, last = [said(part) for part in parts]
    return f"{', '.join(most)} and {last} in its parts" if most else f"{last} in its one stated part"
