"""What adds up: months and quarters to a longer period, and the two kinds of exports or imports to all of them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Final

from app.reasoning import Fact
from app.reasoning.derive.steps import Derived, Formula, Working
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import Period

_YEAR: Final = 12
_KINDS: Final[Mapping[Formula, tuple[Flow, Flow]]] = {
    Formula.SUM_OF_EXPORTS: (Flow.DOMESTIC_EXPORT, Flow.RE_EXPORT),
    Formula.SUM_OF_IMPORTS: (Flow.FOREIGN_IMPORT, Flow.RE_IMPORT),
}
"""The flows that are the whole of another (UN IMTS 2010), by the formula that adds them up."""


def sums(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute the trade of calendar years from shorter periods, and whole flows from their two kinds."""
    of_year: defaultdict[int, list[Fact]] = defaultdict(list)
    trade = [fact for fact in facts if fact.subject.flow]
    for fact in trade:
        part = Period.parse(fact.period) if fact.period else None
        if part and part.first // _YEAR == part.last // _YEAR and part.frequency is not Frequency.ANNUAL:
            of_year[part.first // _YEAR].append(fact)
    for year, shorter in of_year.items():
        yield from sums_of_periods(shorter, Period(year * _YEAR, year * _YEAR + _YEAR - 1))
    yield from sums_of_kinds(trade)


def sums_of_periods(facts: Iterable[Fact], whole: Period, *, is_whole: bool = True) -> Iterator[Derived]:
    """Compute what shorter periods add up to, within one source and compiler: all of a period, or only a part of it."""
    series: defaultdict[Hashable, list[tuple[Period, Fact]]] = defaultdict(list)
    for fact in facts:
        if fact.period and not (fact.is_change or fact.evidence or fact.quantity.per):
            part = Period.parse(fact.period)
            if part != whole and part.within(whole):
                series[fact.source.id, fact.subject, fact.basis, fact.unit].append((part, fact))
    for parts in series.values():
        months, summed = _most_covered(parts)
        if len(summed) > 1 and (months > whole.last - whole.first) is is_whole:
            inputs = {f"part_{number}": fact for number, fact in enumerate(summed, 1)}
            working = Working(inputs)
            yield working.conclude(Formula.SUM_OF_PERIODS, period=str(whole), text=" + ".join(inputs))


def _most_covered(parts: Iterable[tuple[Period, Fact]]) -> tuple[int, list[Fact]]:
    """Return the most months that parts cover without meeting, and the facts of the fewest parts that do."""
    extent = itemgetter(0, 1)
    covered: list[tuple[int, int, int, list[Fact]]] = [(0, 0, -1, [])]
    """Months, the number of parts below zero, the last month, and the facts."""
    for part, fact in sorted(parts, key=lambda each: each[0].last):
        months, fewer, _, before = max((one for one in covered if one[2] < part.first), key=extent)
        covered.append((months + part.last - part.first + 1, fewer - 1, part.last, [*before, fact]))
    months, *_, facts = max(covered, key=extent)
    return months, facts


def sums_of_kinds(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute exports from domestic exports and re-exports, and imports from foreign goods and re-imports."""
    series: defaultdict[Hashable, dict[Flow, Fact]] = defaultdict(dict)
    for fact in facts:
        subject, flow = fact.subject, fact.subject.flow
        if flow and fact.period and not (fact.is_change or fact.evidence):
            of_what = subject.measure, subject.area, subject.counterpart, subject.commodity
            series[(fact.source.id, fact.period, fact.basis, fact.unit, *of_what)][flow] = fact
    for by_flow in series.values():
        for formula, kinds in _KINDS.items():
            if all(kind in by_flow for kind in kinds):
                working = Working({kind.value: by_flow[kind] for kind in kinds})
                yield working.conclude(formula, period=by_flow[kinds[0]].period)
