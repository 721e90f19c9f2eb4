"""What follows from facts by a formula, and the rules over levels: balance, turnover, narrowing, levels before.

The identity behind those of trade: turnover = exports + imports (UN IMTS 2010, where both are on one basis). Each rule
takes facts of one source and one compiler; what it narrows or derives holds for that basis alone.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Final

from app.reasoning import Assumption, Basis, Fact, Finding
from app.reasoning.arithmetic import difference, level_before, total
from app.vocabulary.interval import Interval, Result, Undefined, intersection, widened
from app.vocabulary.measures import Flow, Qualifier, Unit
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import DerivationRule, DerivationStatus

_FINEST: Final = Fraction(1, 100)


class Formula(Enum):
    """How a derived fact is computed: its rule, and how people write it."""

    BALANCE = DerivationRule.BALANCE, "exports - imports"
    TURNOVER = DerivationRule.TURNOVER, "exports + imports"
    NARROWED_EXPORTS = DerivationRule.NARROWING, "exports and (turnover - imports) meet"
    NARROWED_IMPORTS = DerivationRule.NARROWING, "imports and (turnover - exports) meet"
    NARROWED_TURNOVER = DerivationRule.NARROWING, "turnover and (exports + imports) meet"
    BEFORE_GROWTH = DerivationRule.LEVEL_BEFORE, "level / (1 + growth / 100)"
    BEFORE_MULTIPLE = DerivationRule.LEVEL_BEFORE, "level / multiple"
    BEFORE_CHANGE = DerivationRule.LEVEL_BEFORE, "level - change"
    GROWTH = DerivationRule.GROWTH, "100 (level / level before - 1)"
    CHANGE = DerivationRule.GROWTH, "level - level before"
    GROWTH_OF_CHANGE = DerivationRule.GROWTH, "100 (level / (level - change) - 1)"
    CHANGE_OF_GROWTH = DerivationRule.GROWTH, "level - level before, by the change"
    SHARE = DerivationRule.SHARE, "100 part / whole"
    PART_FROM_SHARE = DerivationRule.PART_FROM_SHARE, "share / 100 x whole"
    DOCUMENTS_REMAINING = DerivationRule.DOCUMENTS_REMAINING, "documents of the package - documents of its parts"

    def __init__(self, rule: DerivationRule, text: str) -> None:
        self.rule = rule
        self.text = text

    @classmethod
    def before(cls, unit: Unit) -> "Formula":
        """Return the formula of the level before a change in this unit."""
        return {Unit.PERCENT: cls.BEFORE_GROWTH, Unit.TIMES: cls.BEFORE_MULTIPLE}.get(unit, cls.BEFORE_CHANGE)


@dataclass(frozen=True, kw_only=True)
class Derived(Finding):
    """What a formula makes of its inputs: an exact interval in a unit, or the reason why there is none."""

    rule: DerivationRule
    formula: Formula
    unit: Unit
    period: str | None
    interval: Interval | None
    status: DerivationStatus
    reason: str | None = None

    @property
    def basis(self) -> Basis:
        """The basis that the inputs share."""
        return Basis.common([fact.basis for fact in self.inputs])

    @cached_property
    def quantity(self) -> Quantity | None:
        """The interval for an answer, rounded outwards to a hundredth of the coarsest step among the inputs."""
        if self.interval is None:
            return None
        steps = [fact.quantity.step for fact in self.inputs if fact.unit == self.unit and fact.quantity.step]
        is_exact = all(fact.quantity.qualifier is Qualifier.EXACT for fact in self.inputs)
        if is_exact and not steps:
            return Quantity.of(self.interval, self.unit)
        return Quantity.of(widened(self.interval, max(steps) / 100 if steps else _FINEST), self.unit)


def conclude(
    formula: Formula,
    inputs: Sequence[Fact],
    result: Result,
    *,
    period: str | None,
    unit: Unit | None = None,
    assumptions: Sequence[Assumption] = (),
) -> Derived:
    """Build what a formula concludes; the unit is that of the first input where none is given."""
    is_defined = not isinstance(result, Undefined)
    return Derived(
        rule=formula.rule,
        formula=formula,
        inputs=tuple(inputs),
        assumptions=tuple(assumptions),
        period=period,
        unit=unit or inputs[0].unit,
        interval=None if isinstance(result, Undefined) else result,
        status=DerivationStatus.DERIVED if is_defined else DerivationStatus.UNDEFINED,
        reason=result.reason if isinstance(result, Undefined) else None,
    )


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
