"""The rules over levels of trade of one period: balance, turnover, and what two of the three leave of the third.

The identity behind them: turnover = exports + imports (UN IMTS 2010, where all are on one basis), so that any two give
the third, and each narrows the others. Each rule takes facts of one source and one compiler; what it narrows or derives
holds for that basis alone.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Final

from app.reasoning import Aspect, Assumption, Basis, Fact, differences
from app.reasoning.arithmetic import computed
from app.reasoning.derive.steps import Derived, Formula, Working
from app.vocabulary.measures import Flow, Valuation
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import RecordKind
from app.vocabulary.words import PERCENT, RELATIVE, TIMES, TRADE

NAMES: Final[Mapping[Flow, str]] = {Flow.EXPORT: "exports", Flow.IMPORT: "imports", Flow.TOTAL: "turnover"}
"""The flows of the identity, and their names in formulas."""
NARROWED: Final[Mapping[Flow, Formula]] = {
    Flow.EXPORT: Formula.NARROWED_EXPORTS,
    Flow.IMPORT: Formula.NARROWED_IMPORTS,
    Flow.TOTAL: Formula.NARROWED_TURNOVER,
}
"""What the identity leaves of each flow, given the other two."""
_REMAINING: Final[Mapping[Flow, Formula]] = {
    Flow.EXPORT: Formula.REMAINING_EXPORTS,
    Flow.IMPORT: Formula.REMAINING_IMPORTS,
}


Series = Hashable
"""What levels of trade have in common whatever their period and flow; a compiler not known is one of its own."""


def _series(fact: Fact) -> Series:
    return _of_whom(fact), fact.unit


def _of_whom(fact: Fact) -> Hashable:
    subject = fact.subject
    return fact.source.id, subject.area, subject.counterpart, subject.commodity, fact.basis.compilers


@dataclass(frozen=True)
class Levels:
    """The levels of one series and period, by flow."""

    by_flow: Mapping[Flow, Fact]

    @property
    def sides(self) -> dict[str, Fact]:
        """Exports, imports and turnover by these names, as far as they are stated."""
        return {name: self.by_flow[flow] for flow, name in NAMES.items() if flow in self.by_flow}

    def led_by(self, flow: Flow) -> dict[str, Fact]:
        """Return exports, imports and turnover by these names, one of them first."""
        return {NAMES[flow]: self.by_flow[flow], **self.sides}

    @property
    def remaining(self) -> Flow | None:
        """Exports or imports, where they alone are not stated: what the other leaves of the turnover."""
        unstated = [flow for flow in NAMES if flow not in self.by_flow]
        return unstated[0] if len(unstated) == 1 and unstated[0] in _REMAINING else None

    @cached_property
    def narrowed(self) -> Mapping[Flow, Interval]:
        """What the identity leaves of the flows to which it leaves less room than their words do; none if it fails."""
        if len(self.sides) < len(NAMES):
            return {}
        stated = {name: fact.interval for name, fact in self.sides.items()}
        met = {flow: computed(formula.text, stated) for flow, formula in NARROWED.items()}
        left = {flow: result for flow, result in met.items() if isinstance(result, Interval)}
        if len(left) < len(met):
            return {}
        return {flow: interval for flow, interval in left.items() if interval != self.by_flow[flow].interval}


@dataclass(frozen=True, slots=True)
class Trade:
    """The stated levels of trade by series and period, and the stated changes by whose they are, period and flow."""

    levels: Mapping[tuple[Series, str], Levels]
    changes: Mapping[tuple[Hashable, str, Flow], list[Fact]]
    valued_apart: Mapping[tuple[Series, str], Sequence[Levels]] = field(default_factory=dict)
    """The same levels in each other valuation in which one is stated, such as imports both FOB and CIF."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Trade":
        """Sort facts out; of several levels of one series, period, flow and valuation the first counts."""
        levels: defaultdict[tuple[Series, str], dict[Flow, dict[Valuation | None, Fact]]] = defaultdict(dict)
        changes: defaultdict[tuple[Hashable, str, Flow], list[Fact]] = defaultdict(list)
        for fact in facts:
            flow = fact.subject.flow
            if fact.subject.measure != TRADE or flow is None or fact.evidence or fact.period is None:
                continue
            if fact.is_change:
                changes[_of_whom(fact), fact.period, flow].append(fact)
            else:
                levels[_series(fact), fact.period].setdefault(flow, {}).setdefault(fact.basis.valuation, fact)
        valued = {key: _each_valuation(by_flow) for key, by_flow in levels.items()}
        return cls(
            {key: first for key, (first, *_) in valued.items()},
            changes,
            {key: others for key, (_, *others) in valued.items() if others},
        )

    def in_each_valuation(self) -> Iterator[tuple[str, Levels]]:
        """Yield the levels of each series and period with the period, in all valuations that are stated."""
        for key, levels in self.levels.items():
            yield from ((key[1], each) for each in (levels, *self.valued_apart.get(key, ())))


def _each_valuation(by_flow: Mapping[Flow, Mapping[Valuation | None, Fact]]) -> list[Levels]:
    """Return levels with each combination of the valuations of exports and imports, the first stated first."""
    stated = (tuple(facts.values())[: None if flow in _REMAINING else 1] for flow, facts in by_flow.items())
    return [Levels(dict(zip(by_flow, facts, strict=True))) for facts in product(*stated)]


def valuation_of_both(exports: Basis, imports: Basis) -> Valuation | None:
    """Return the valuation of a turnover or balance: mixed where both are valued apart, None where one is not said."""
    valuations = {exports.valuation, imports.valuation}
    if valuations & {None, Valuation.NOT_STATED}:
        return None
    return valuations.pop() if len(valuations) == 1 else Valuation.MIXED


def balances(trade: Trade, *, is_deficit: bool = False) -> Iterator[Derived]:
    """Compute exports minus imports, with the turnover where it narrows them, or where it stands for one of them.

    A deficit is imports minus exports.
    """
    of_two, of_three = (Formula.BALANCE, Formula.BALANCE_OF_THREE)
    if is_deficit:
        of_two, of_three = (Formula.DEFICIT, Formula.DEFICIT_OF_THREE)
    for period, levels in trade.in_each_valuation():
        working, is_of_three = Working(levels.sides), bool(levels.narrowed)
        if levels.remaining:
            total = levels.by_flow[Flow.TOTAL]
            left = working.step(NAMES[levels.remaining], _REMAINING[levels.remaining].text, total.unit)
            is_of_three = isinstance(left, Interval)
        if is_of_three:
            yield working.conclude(of_three, period=period, assumptions=(Assumption.IDENTITY,))
        elif {Flow.EXPORT, Flow.IMPORT} <= levels.by_flow.keys():
            yield _two_ways(levels).conclude(of_two, period=period)


def turnovers(trade: Trade) -> Iterator[Derived]:
    """Compute exports plus imports."""
    for period, levels in trade.in_each_valuation():
        if {Flow.EXPORT, Flow.IMPORT} <= levels.by_flow.keys():
            yield _two_ways(levels).conclude(Formula.TURNOVER, period=period)


def _two_ways(levels: Levels) -> Working:
    return Working({NAMES[flow]: levels.by_flow[flow] for flow in (Flow.EXPORT, Flow.IMPORT)})


def remainders(trade: Trade) -> Iterator[Derived]:
    """Compute what exports leave of the turnover as imports, and the other way round."""
    for (_, period), levels in trade.levels.items():
        if levels.remaining:
            working = Working(levels.led_by(Flow.TOTAL))
            yield working.conclude(_REMAINING[levels.remaining], period=period, assumptions=(Assumption.IDENTITY,))


def narrowings(trade: Trade) -> Iterator[Derived]:
    """Find where the identity leaves less room than the words do; the narrowed side comes first."""
    for (_, period), levels in trade.levels.items():
        for flow in levels.narrowed:
            working = Working(levels.led_by(flow))
            yield working.conclude(NARROWED[flow], period=period, assumptions=(Assumption.IDENTITY,))


_BEFORE: Final[Mapping[str, tuple[str, Formula]]] = {
    PERCENT: ("growth", Formula.BEFORE_GROWTH),
    TIMES: ("multiple", Formula.BEFORE_MULTIPLE),
}
"""The name of a change in formulas, and the formula of the level before it, by its unit; else a difference."""
_DIFFERENCE: Final = ("change", Formula.BEFORE_CHANGE)


def levels_before(trade: Trade) -> Iterator[Derived]:
    """Compute the level that a change of trade started from, the level narrowed first where the identity allows."""
    for (_, period), levels in trade.levels.items():
        for flow, level in levels.by_flow.items():
            for change in trade.changes.get((_of_whom(level), period, flow), ()):
                if not leads_to(change, level):
                    continue
                if flow in levels.narrowed:
                    yield _before(levels.led_by(flow), change, NARROWED[flow])
                else:
                    yield _before({"level": level}, change)


def levels_of_indicators(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute the level that an indicator's change started from."""
    by_record: dict[str, dict[bool, Fact]] = {}
    for fact in facts:
        if fact.kind is RecordKind.INDICATOR and not fact.evidence:
            by_record.setdefault(fact.record, {})[fact.is_change] = fact
    for stated in by_record.values():
        if False in stated and True in stated and leads_to(stated[True], stated[False]):
            yield _before({"level": stated[False]}, stated[True])


def leads_to(change: Fact, level: Fact) -> bool:
    """Return whether a change may be one to a level: not one of amounts in another unit, or in another currency."""
    is_alike = change.unit in RELATIVE or change.unit == level.unit
    return is_alike and Aspect.CURRENCY not in differences(change.basis, level.basis)


def _before(inputs: Mapping[str, Fact], change: Fact, narrowed: Formula | None = None) -> Derived:
    name, formula = _BEFORE.get(change.unit, _DIFFERENCE)
    working = Working({**inputs, name: change})
    if narrowed:
        working.step("level", narrowed.text, next(iter(inputs.values())).unit)
    assumptions = (Assumption.IDENTITY,) if narrowed else ()
    return working.conclude(formula, period=change.base_period, assumptions=assumptions)
