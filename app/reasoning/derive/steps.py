"""What follows by a formula, and the steps that lead there, so that anybody can compute it again.

A formula is computed from what is written. Each name stands in it once, or once in each part of a `meet`, so that the
result is the smallest interval that holds all that may be.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Final

from app.reasoning import Assumption, Basis, Fact, Finding, Subject
from app.reasoning.arithmetic import computed
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import SCALE, exact_text, is_stored_exactly
from app.vocabulary.quantity import Interval, Quantity, Result, Undefined, widened
from app.vocabulary.terms import OF_STATISTICS
from app.vocabulary.verdicts import ClaimKind, DerivationRule, DerivationStatus

_FINEST: Final = Fraction(1, 100)
_STORED: Final = Fraction(1, SCALE)
_SHOWN: Final = "shown"
_WORDS: Final = re.compile(r"[a-z_]+[0-9]*")


class Formula(Enum):
    """How a derived fact is computed: its rule, its last step, and the flow it is of where no input is of that flow."""

    BALANCE = DerivationRule.BALANCE, "exports - imports"
    BALANCE_OF_THREE = (
        DerivationRule.BALANCE,
        "meet(exports - imports, turnover - 2 * imports, 2 * exports - turnover)",
    )
    DEFICIT = DerivationRule.BALANCE, "imports - exports"
    DEFICIT_OF_THREE = (
        DerivationRule.BALANCE,
        "meet(imports - exports, 2 * imports - turnover, turnover - 2 * exports)",
    )
    TURNOVER = DerivationRule.TURNOVER, "exports + imports", Flow.TOTAL
    REMAINING_EXPORTS = DerivationRule.REMAINDER, "max(turnover - imports, 0)", Flow.EXPORT
    REMAINING_IMPORTS = DerivationRule.REMAINDER, "max(turnover - exports, 0)", Flow.IMPORT
    NARROWED_EXPORTS = DerivationRule.NARROWING, "meet(exports, turnover - imports)"
    NARROWED_IMPORTS = DerivationRule.NARROWING, "meet(imports, turnover - exports)"
    NARROWED_TURNOVER = DerivationRule.NARROWING, "meet(turnover, exports + imports)"
    BEFORE_GROWTH = DerivationRule.LEVEL_BEFORE, "level / (1 + growth / 100)"
    BEFORE_MULTIPLE = DerivationRule.LEVEL_BEFORE, "level / multiple"
    BEFORE_CHANGE = DerivationRule.LEVEL_BEFORE, "level - change"
    BEFORE_TOGETHER = DerivationRule.LEVEL_BEFORE, "meet(level_before_1, level_before_2)"
    GROWTH = DerivationRule.GROWTH, "100 * (level / level_before - 1)"
    CHANGE = DerivationRule.GROWTH, "level - level_before"
    GROWTH_OF_CHANGE = DerivationRule.GROWTH, "100 * (level / (level - change) - 1)"
    CHANGE_OF_GROWTH = DerivationRule.GROWTH, "level - level / (1 + growth / 100)"
    SHARE = DerivationRule.SHARE, "min(100 * part / whole, 100)"
    PART_FROM_SHARE = DerivationRule.PART_FROM_SHARE, "share / 100 * whole"
    SUM_OF_PERIODS = DerivationRule.SUM, "part_1 + part_2"
    SUM_OF_EXPORTS = DerivationRule.SUM, "domestic_export + re_export", Flow.EXPORT
    SUM_OF_IMPORTS = DerivationRule.SUM, "foreign_import + re_import", Flow.IMPORT
    RANK_OF_PARTNER = ClaimKind.RANK, "1 + partners with more"
    RANK_OF_PERIOD = ClaimKind.RECORD, "1 + periods with more"
    DOCUMENTS_REMAINING = DerivationRule.DOCUMENTS_REMAINING, "max(package - parts, 0)"

    def __init__(self, rule: DerivationRule | ClaimKind, text: str, flow: Flow | None = None) -> None:
        self.rule = rule
        self.text = text
        self.flow = flow


OF_BOTH_WAYS: Final = (Formula.TURNOVER, Formula.BALANCE, Formula.DEFICIT)
"""The formulas of exports and imports alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the name and the unit of what it gives, its formula, and the interval of each name in the formula."""

    name: str
    formula: str
    operands: Mapping[str, Interval]
    unit: str
    interval: Interval

    def numbered(self, number: int) -> "Step":
        """Return the step with a number behind each name, as one of several that are alike."""
        formula = re.sub(r"[a-z_]+(?!\w|\()", rf"\g<0>_{number}", self.formula)
        operands = {f"{name}_{number}": interval for name, interval in self.operands.items()}
        return replace(self, name=f"{self.name}_{number}", formula=formula, operands=operands)


@dataclass(frozen=True, kw_only=True)
class Derived(Finding):
    """What a formula makes of its inputs: an exact interval in a unit, or the reason why there is none.

    `names` are those of the inputs in the formulas of `workings`, the steps that led to the interval; `voices` are what
    it was put together from.
    """

    rule: DerivationRule | ClaimKind
    formula: Formula
    unit: str
    period: str | None
    interval: Interval | None
    status: DerivationStatus
    reason: str | None = None
    names: tuple[str, ...] = ()
    workings: tuple[Step, ...] = ()
    voices: tuple["Derived", ...] = ()

    @property
    def written(self) -> str:
        """The formula as it was computed; that of the rule where nothing was."""
        return self.workings[-1].formula if self.interval and self.workings else self.formula.text

    @property
    def basis(self) -> Basis:
        """The basis that the inputs share."""
        return Basis.common([fact.basis for fact in self.inputs])

    @property
    def subject(self) -> Subject:
        """What the result measures, as far as that is what an input measures, in this or in another flow."""
        subject = self.inputs[0].subject
        return replace(subject, flow=self.formula.flow) if self.formula.flow else subject

    @cached_property
    def grain(self) -> Fraction | None:
        """What the result is rounded to for show: a hundredth of the coarsest step among the inputs; None for none.

        Of several voices the finest counts: a vaguer one beside it makes nothing vaguer.
        """
        if self.voices:
            grains = [voice.grain for voice in self.voices]
            return None if None in grains else min(grain for grain in grains if grain)
        steps = [fact.quantity.step for fact in self.inputs if fact.unit == self.unit and fact.quantity.step]
        if not steps and all(fact.quantity.qualifier is Qualifier.EXACT for fact in self.inputs):
            ends = [end for end in (self.interval.lower, self.interval.upper) if end] if self.interval else []
            return None if all(map(is_stored_exactly, ends)) else _STORED
        grain = max(steps) / 100 if steps else _FINEST
        return grain if is_stored_exactly(grain) else _STORED

    @cached_property
    def quantity(self) -> Quantity | None:
        """The interval for an answer, rounded outwards; one number that has too many digits is shown rounded."""
        if self.interval is None:
            return None
        shown = widened(self.interval, self.grain) if self.grain else self.interval
        value = self.interval.lower
        if value is not None and value == self.interval.upper and shown != self.interval:
            return Quantity(value=value, unit=self.unit, qualifier=Qualifier.ROUNDED, interval=shown, step=self.grain)
        return Quantity.of(shown, self.unit)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps to what is shown: the workings, and the rounding of their result."""
        if self.grain is None or self.quantity is None or not self.workings:
            return self.workings
        last = self.workings[-1]
        formula = f"outwards({last.name}, {exact_text(self.grain)})"
        rounding = Step(_SHOWN, formula, {last.name: last.interval}, self.unit, self.quantity.interval)
        return (*self.workings, rounding)


@dataclass
class Working:
    """Inputs by their names in formulas, the interval of each name, and the steps taken so far."""

    inputs: Mapping[str, Fact]
    steps: list[Step] = field(default_factory=list)

    def step(self, name: str, formula: str, unit: str) -> Result:
        """Compute a formula of inputs and earlier steps, and record the step, by the name of what it gives."""
        values = {each: fact.interval for each, fact in self.inputs.items()}
        values |= {step.name: step.interval for step in self.steps}
        result = computed(formula, values)
        if isinstance(result, Interval):
            words = set(_WORDS.findall(formula))
            operands = {each: interval for each, interval in values.items() if each in words}
            self.steps.append(Step(name, formula, operands, unit, result))
        return result

    def conclude(
        self,
        formula: Formula,
        *,
        period: str | None,
        unit: str | None = None,
        assumptions: Iterable[Assumption] = (),
        text: str | None = None,
    ) -> Derived:
        """Compute the last step; the unit is that of the first input where none is given."""
        facts = tuple(self.inputs.values())
        result = self.step(str(formula.rule), text or formula.text, unit or facts[0].unit)
        if len(facts) > 1 and any(fact.kind in OF_STATISTICS and not fact.basis.is_known for fact in facts):
            assumptions = dict.fromkeys((*assumptions, Assumption.SAME_BASIS))
        return conclude(formula, facts, result, period=period, unit=unit, assumptions=assumptions, working=self)


def conclude(
    formula: Formula,
    inputs: Sequence[Fact],
    result: Result,
    *,
    period: str | None,
    unit: str | None = None,
    assumptions: Iterable[Assumption] = (),
    working: Working | None = None,
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
        reason=result if isinstance(result, Undefined) else None,
        names=tuple(working.inputs) if working else (),
        workings=tuple(working.steps) if working else (),
    )
