"""Findings: what rules make of facts, under which assumptions; what follows from facts is one kind, a check another."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final

from app.reasoning import Basis, Fact
from app.vocabulary.interval import Interval, Result, Undefined, widened
from app.vocabulary.measures import Qualifier, Unit
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS, WORLD
from app.vocabulary.verdicts import CheckRule, DerivationRule, DerivationStatus

_FINEST: Final = Fraction(1, 100)


class Assumption(StrEnum):
    """What a finding takes as given where it is not known, as the answer says it."""

    IDENTITY = "turnover is exports plus imports, on one basis"
    ONE_SERIES = "both levels are of one series"
    SAME_BASIS = "the inputs are on one basis"
    UNKNOWN_COMPILER = "a figure whose compiler is not known is on the basis of the other"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule finds in its inputs, under its assumptions."""

    rule: CheckRule | DerivationRule
    inputs: tuple[Fact, ...]
    assumptions: tuple[Assumption, ...] = ()

    @cached_property
    def id(self) -> str:
        """The rule, the trade that is among the inputs, and a digest of the inputs; the same wherever they are held."""
        digest = hashlib.sha256("\n".join(fact.id for fact in self.inputs).encode()).hexdigest()
        return ".".join((self.rule.replace("_", "-"), *_trade_of(self.inputs), digest[:12]))


def _trade_of(inputs: Sequence[Fact]) -> tuple[str, ...]:
    """Return the two areas whose trade is among the inputs, sorted, and the commodity where it is not all goods.

    Trade with the World names them only where there is nothing but that.
    """
    trade = [fact.subject for fact in inputs if fact.subject.flow and fact.subject.area and fact.subject.counterpart]
    pairs = [sorted((subject.area or "", subject.counterpart or "")) for subject in trade]
    of_two = [pair for pair in pairs if WORLD not in pair] or (pairs if len(pairs) == len(inputs) else [])
    goods = [subject.commodity for subject in trade if subject.commodity not in (None, ALL_GOODS)]
    return (*of_two[0], *filter(None, goods[:1])) if of_two else ()


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
