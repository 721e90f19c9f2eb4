"""What adds up: months and quarters to a longer period, and the two kinds of exports or imports to all of them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
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


def sums_of_periods(facts: Iterable[Fact], whole: Period) -> Iterator[Derived]:
    """Compute the levels of a period from those of shorter ones that make it up, within one source and compiler."""
    for parts in _shorter(facts, whole):
        if made_up := _made_up(parts, whole.first, whole.last):
            yield _added(made_up, whole)


def sums_of_some_periods(facts: Iterable[Fact], whole: Period) -> Iterator[Derived]:
    """Compute what shorter periods that leave months of a period out add up to, as many months as can be."""
    for parts in _shorter(facts, whole):
        # The most months covered up to the end of each part, and by which of them.
        covered: list[tuple[int, int, list[Fact]]] = [(whole.first - 1, 0, [])]
        for part, fact in reversed(parts):
            _, months, before = max((one for one in covered if one[0] < part.first), key=_MONTHS)
            covered.append((part.last, months + part.last - part.first + 1, [*before, fact]))
        _, months, some = max(covered, key=_MONTHS)
        if len(some) > 1 and months <= whole.last - whole.first:
            yield _added(some, whole)


_MONTHS: Final = itemgetter(1)


def _shorter(facts: Iterable[Fact], whole: Period) -> Iterator[Sequence[tuple[Period, Fact]]]:
    """Yield the levels of each series in periods inside a longer one, those that end last first."""
    series: defaultdict[Hashable, list[tuple[Period, Fact]]] = defaultdict(list)
    for fact in facts:
        if fact.period and not (fact.is_change or fact.evidence or fact.quantity.per):
            part = Period.parse(fact.period)
            if part != whole and part.within(whole):
                series[fact.source.id, fact.subject, fact.basis, fact.unit].append((part, fact))
    yield from (sorted(parts, key=_ends, reverse=True) for parts in series.values())


def _added(parts: Sequence[Fact], whole: Period) -> Derived:
    inputs = {f"part_{number}": fact for number, fact in enumerate(parts, 1)}
    return Working(inputs).conclude(Formula.SUM_OF_PERIODS, period=str(whole), text=" + ".join(inputs))


def _ends(part: tuple[Period, Fact]) -> int:
    return part[0].last


def _made_up(parts: Sequence[tuple[Period, Fact]], first: int, last: int) -> list[Fact]:
    """Return parts that follow each other from the first month to the last, the longest first; none where some lack."""
    for part, fact in parts:
        if part.first == first and part.last <= last:
            rest = [] if part.last == last else _made_up(parts, part.last + 1, last)
            if rest or part.last == last:
                return [fact, *rest]
    return []


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
