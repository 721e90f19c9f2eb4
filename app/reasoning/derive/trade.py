"""Rules over levels and their changes: balance, turnover, narrowing, levels before a change, growth.

The identity behind those of trade: turnover = exports + imports (UN IMTS 2010, where both are on one basis). Each rule
takes facts of one source and one compiler; what it narrows or derives holds for that basis alone.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import difference, growth, level_before, total
from app.reasoning.findings import Assumption, Derived, Formula, conclude
from app.vocabulary.interval import Interval, intersection
from app.vocabulary.measures import Flow, Frequency, Unit
from app.vocabulary.period import Period
from app.vocabulary.terms import RecordKind

_NARROWED: Final[Mapping[Flow, Formula]] = {
    Flow.EXPORT: Formula.NARROWED_EXPORTS,
    Flow.IMPORT: Formula.NARROWED_IMPORTS,
    Flow.TOTAL: Formula.NARROWED_TURNOVER,
}
_SIDES: Final = tuple(_NARROWED)


Series = Hashable
"""What levels of trade have in common whatever their period and flow; a compiler not known is one of its own."""


def _series(fact: Fact) -> Series:
    subject = fact.subject
    return fact.source.id, subject.area, subject.counterpart, subject.commodity, fact.basis.compilers


@dataclass(frozen=True)
class Levels:
    """The levels of one series and period, by flow."""

    by_flow: Mapping[Flow, Fact]

    @property
    def sides(self) -> list[Fact]:
        """Exports, imports and turnover, as far as they are stated."""
        return [self.by_flow[flow] for flow in _SIDES if flow in self.by_flow]

    @property
    def is_full(self) -> bool:
        """Whether exports, imports and turnover are all stated."""
        return len(self.sides) == len(_SIDES)

    @cached_property
    def narrowed(self) -> Mapping[Flow, Interval]:
        """What the identity leaves of each flow's interval; as stated where it fails or lacks a side."""
        stated = {flow: fact.interval for flow, fact in self.by_flow.items()}
        if not self.is_full:
            return stated
        exports, imports, turnover = (stated[flow] for flow in _SIDES)
        met = {
            Flow.EXPORT: intersection(exports, difference(turnover, imports)),
            Flow.IMPORT: intersection(imports, difference(turnover, exports)),
            Flow.TOTAL: intersection(turnover, total(exports, imports)),
        }
        left = {flow: result for flow, result in met.items() if isinstance(result, Interval)}
        return stated | left if len(left) == len(met) else stated


@dataclass(frozen=True, slots=True)
class Trade:
    """The stated levels of trade by series and period, and the stated changes by series, period and flow."""

    levels: Mapping[tuple[Series, str], Levels]
    changes: Mapping[tuple[Series, str, Flow], list[Fact]]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Trade":
        """Sort facts out; of several levels of one series, period and flow the first counts."""
        levels: defaultdict[tuple[Series, str], dict[Flow, Fact]] = defaultdict(dict)
        changes: defaultdict[tuple[Series, str, Flow], list[Fact]] = defaultdict(list)
        for fact in facts:
            flow = fact.subject.flow
            if fact.subject.measure != "trade" or flow is None or fact.evidence or fact.period is None:
                continue
            if fact.is_change:
                changes[_series(fact), fact.period, flow].append(fact)
            else:
                levels[_series(fact), fact.period].setdefault(flow, fact)
        return cls({key: Levels(by_flow) for key, by_flow in levels.items()}, changes)

    @property
    def two_ways(self) -> Iterator[tuple[Levels, Fact, Fact]]:
        """The levels that have exports and imports, with both."""
        for levels in self.levels.values():
            exports, imports = levels.by_flow.get(Flow.EXPORT), levels.by_flow.get(Flow.IMPORT)
            if exports and imports:
                yield levels, exports, imports


def balances(trade: Trade) -> Iterator[Derived]:
    """Compute exports minus imports, exports narrowed by the turnover where it is stated."""
    for levels, _, imports in trade.two_ways:
        result = difference(levels.narrowed[Flow.EXPORT], imports.interval)
        assumptions = (Assumption.IDENTITY,) if levels.is_full else ()
        yield conclude(Formula.BALANCE, levels.sides, result, period=imports.period, assumptions=assumptions)


def turnovers(trade: Trade) -> Iterator[Derived]:
    """Compute exports plus imports."""
    for _, exports, imports in trade.two_ways:
        result = total(exports.interval, imports.interval)
        yield conclude(Formula.TURNOVER, [exports, imports], result, period=imports.period)


def narrowings(trade: Trade) -> Iterator[Derived]:
    """Find where the identity leaves less room than the words do; the narrowed side comes first."""
    for (_, period), levels in trade.levels.items():
        for flow, formula in _NARROWED.items() if levels.is_full else ():
            fact, left = levels.by_flow[flow], levels.narrowed[flow]
            if left != fact.interval:
                inputs = [fact, *(side for side in levels.sides if side is not fact)]
                yield conclude(formula, inputs, left, period=period, assumptions=(Assumption.IDENTITY,))


def levels_before(trade: Trade) -> Iterator[Derived]:
    """Compute the level that a change started from, the level narrowed first where the identity allows."""
    for (series, period), levels in trade.levels.items():
        for flow, fact in levels.by_flow.items():
            for change in trade.changes.get((series, period, flow), ()):
                level = levels.narrowed[flow]
                others = [side for side in levels.by_flow.values() if side is not fact and level != fact.interval]
                yield _before(fact, change, level, others)


def levels_of_indicators(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute the level that an indicator's change started from."""
    by_record: dict[str, dict[bool, Fact]] = {}
    for fact in facts:
        if fact.kind is RecordKind.INDICATOR and not fact.evidence:
            by_record.setdefault(fact.record, {})[fact.is_change] = fact
    for stated in by_record.values():
        if False in stated and True in stated:
            yield _before(stated[False], stated[True], stated[False].interval, ())


def _before(fact: Fact, change: Fact, level: Interval, others: Sequence[Fact]) -> Derived:
    return conclude(
        Formula.before(change.unit),
        [fact, change, *others],
        level_before(level, change.interval, change.unit),
        period=change.base_period,
        assumptions=(Assumption.IDENTITY,) if others else (),
    )


def growths(trade: Trade) -> Iterator[Derived]:
    """Compute the growth between consecutive years of one series of one source."""
    by_year: dict[tuple[Series, Flow, int], Fact] = {}
    for (series, period), levels in trade.levels.items():
        parsed = Period.parse(period)
        if parsed.frequency is Frequency.ANNUAL:
            by_year.update({(series, flow, parsed.first // 12): fact for flow, fact in levels.by_flow.items()})
    for (series, flow, year), new in by_year.items():
        if old := by_year.get((series, flow, year - 1)):
            result, assumptions = growth(new.interval, old.interval), (Assumption.ONE_SERIES,)
            yield conclude(
                Formula.GROWTH, [new, old], result, period=new.period, unit=Unit.PERCENT, assumptions=assumptions
            )
