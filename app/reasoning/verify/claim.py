"""A claim: what somebody says of whom, the interval that its own digits give it, and the facts that bear on it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import converted
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Flow, Qualifier, Unit, Valuation
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.verdicts import ClaimMeasure

MARGIN: Final = Fraction(1, 20)
"""Multiples and fractions in words ("doubled", "by a third") are supported within 5 per cent of themselves."""
_STEP_OF_FRACTION: Final = Fraction(3, 10)
_MIRROR: Final = {Flow.EXPORT: Flow.IMPORT, Flow.TOTAL: Flow.TOTAL}


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as written, with the step that its digits give it."""

    value: Fraction
    step: Fraction


def written(text: str) -> WrittenNumber:
    """Parse a number as written: the step is one unit of its last significant digit.

    Zeros at the end are significant only behind a decimal point: `11.4e9` and `11400000000` have a step of 1e8,
    `13000000000` of 1e9, `13.0e9` of 1e8. A fraction (`100/3`, a third in per cent) has no digits: its step is three
    tenths of itself, which keeps a third apart from a quarter and from a half.
    """
    if "/" in text:
        value = Fraction(text)
        return WrittenNumber(value, abs(value) * _STEP_OF_FRACTION or Fraction(1))
    _, digits, exponent = Decimal(text).as_tuple()
    last = int(exponent)
    if "." not in text and any(digits):
        mantissa = "".join(map(str, digits))
        last += len(mantissa) - len(mantissa.rstrip("0"))
    return WrittenNumber(Fraction(Decimal(text)), Fraction(10) ** last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed; goods move from `origin` to `counterpart`, other measures are of `origin`.

    `flow` is set for the turnover of the two. `base` is the period that a change is claimed against. `compiled_by` is
    an area or an organisation; None names no basis. `source` is the only source to compare with.
    """

    measure: ClaimMeasure
    origin: str
    counterpart: str | None
    flow: Flow | None
    commodity: str
    mode: str | None
    period: Period | None
    is_change: bool
    quantity: Quantity
    compiled_by: str | None
    valuation: Valuation | None
    source: str | None = None

    @property
    def when(self) -> str | None:
        """The period as facts write it."""
        return None if self.period is None else str(self.period)

    @property
    def base(self) -> str | None:
        """The same months a year earlier."""
        return None if self.period is None else str(Period(self.period.first - 12, self.period.last - 12))

    @property
    def unit(self) -> Unit:
        """The unit in which claim and facts are compared: changes in times are compared in per cent."""
        unit = self.quantity.unit
        return Unit.PERCENT if self.is_change and unit is Unit.TIMES else unit

    @property
    def interval(self) -> Interval:
        """What the claim allows, in the unit of comparison."""
        return converted(self.quantity.interval, self.quantity.unit, self.unit) or self.quantity.interval

    @property
    def support(self) -> Interval:
        """Where a fact must lie to support the claim: in its interval, or near the value of a loose one."""
        value = self.quantity.value
        if value is None or not is_loose(self.quantity):
            return self.interval
        least, most = sorted((value * (1 - MARGIN), value * (1 + MARGIN)))
        near = Interval.between(least, most, "[]")
        return converted(near, self.quantity.unit, self.unit) or near

    def measures(self, fact: Fact) -> bool:
        """Return whether a fact measures what is claimed, in whatever period and unit and on whatever basis.

        Goods from one area to the other are exports of the one and imports of the other.
        """
        subject = fact.subject
        if subject.measure != self.measure:
            return False
        if self.measure.is_of_goods:
            flow = self.flow or Flow.EXPORT
            sides = ((self.origin, self.counterpart, flow), (self.counterpart, self.origin, _MIRROR[flow]))
            return subject.commodity == self.commodity and (subject.area, subject.counterpart, subject.flow) in sides
        named, measured = (self.origin, self.counterpart), (subject.area, subject.counterpart)
        here = named == measured or (subject.area == self.origin and self.counterpart is None)
        there = self.measure.is_mutual and named[::-1] == measured
        return (here or there) and self.mode in (None, (subject.about or "").partition("/")[0])

    def concerns(self, fact: Fact) -> bool:
        """Return whether a fact may enter the answer: on a basis that is meant, and in any flow of the pair."""
        basis, subject = fact.basis, fact.subject
        compiled = self.compiled_by in (None, basis.compiled_by, basis.compiler)
        if not compiled or self.valuation not in (None, basis.valuation):
            return False
        if not self.measure.is_of_goods:
            return self.measures(fact)
        same = subject.measure == self.measure and subject.commodity == self.commodity
        return same and {subject.area, subject.counterpart} == {self.origin, self.counterpart}

    def is_of_period(self, fact: Fact) -> bool:
        """Return whether a level is of the claim's period, or a change of it against the claim's base or none named."""
        if fact.is_change is not self.is_change or fact.period != self.when:
            return False
        return not fact.is_change or fact.base_period in (None, self.base)


def is_loose(quantity: Quantity) -> bool:
    """Return whether a number is a multiple ("doubled") or fraction ("by a third"): no figure has such a step."""
    if quantity.value is None or quantity.step is None or quantity.unit not in (Unit.TIMES, Unit.PERCENT):
        return False
    hedged = quantity.qualifier in (Qualifier.ROUNDED, Qualifier.ABOUT)
    wide = quantity.step / 2 > abs(quantity.value) * MARGIN
    worded = quantity.unit is Unit.TIMES or quantity.step == abs(quantity.value) * _STEP_OF_FRACTION
    return hedged and wide and (worded or not _is_decimal(quantity.value))


def _is_decimal(value: Fraction) -> bool:
    """Return whether a number has an end in decimals: its denominator has no primes but 2 and 5."""
    return pow(10, value.denominator.bit_length(), value.denominator) == 0
