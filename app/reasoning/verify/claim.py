"""A claim: what somebody says of whom, and the interval that its own digits give it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.reasoning.intervals import HUNDRED, scaled, shifted
from app.vocabulary import Flow, Period, Qualifier, Quantity, Unit, Valuation
from app.vocabulary.claims import ClaimMeasure
from app.vocabulary.interval import Interval

MARGIN: Final = Fraction(1, 20)
"""Multiples and fractions in words ("doubled", "by a third") are supported within 5 per cent of themselves."""
_STEP_OF_FRACTION: Final = Fraction(3, 10)
_PER_TONNE: Final = Fraction(1000)


@dataclass(frozen=True, slots=True)
class Written:
    """A number as written, with the step that its digits give it."""

    value: Fraction
    step: Fraction


def written(text: str) -> Written:
    """Read a number as written: the step is one unit of its last significant digit.

    Zeros at the end are significant only behind a decimal point: `11.4e9` and `11400000000` have a step of 1e8,
    `13000000000` of 1e9, `13.0e9` of 1e8. A fraction (`100/3`, a third in per cent) has no digits: its step is three
    tenths of itself, which keeps a third apart from a quarter and from a half.
    """
    if "/" in text:
        value = Fraction(text)
        return Written(value, abs(value) * _STEP_OF_FRACTION or Fraction(1))
    _, digits, exponent = Decimal(text).as_tuple()
    last = int(exponent)
    if "." not in text and any(digits):
        mantissa = "".join(map(str, digits))
        last += len(mantissa) - len(mantissa.rstrip("0"))
    return Written(Fraction(Decimal(text)), Fraction(10) ** last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed; goods move from `origin` to `counterpart`, other measures are of `origin`.

    `flow` is set for the turnover of the two. `base` is the period that a change is claimed against. `compiled_by` is
    an area or an organisation; None names no basis.
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
    def is_loose(self) -> bool:
        """Whether the number is a multiple or fraction in words rather than a figure."""
        return is_loose(self.quantity)

    @property
    def support(self) -> Interval:
        """Where a fact must lie to support the claim: in its interval, or near the value of a loose one."""
        value = self.quantity.value
        if not self.is_loose or value is None:
            return self.interval
        least, most = sorted((value * (1 - MARGIN), value * (1 + MARGIN)))
        near = Interval.between(least, most, "[]")
        return converted(near, self.quantity.unit, self.unit) or near


def is_loose(quantity: Quantity) -> bool:
    """Tell multiples ("doubled") and fractions ("by a third") from figures, by a step that no figure would have."""
    if quantity.value is None or quantity.step is None or quantity.unit not in (Unit.TIMES, Unit.PERCENT):
        return False
    hedged = quantity.qualifier in (Qualifier.ROUNDED, Qualifier.ABOUT)
    wide = quantity.step / 2 > abs(quantity.value) * MARGIN
    worded = quantity.unit is Unit.TIMES or quantity.step == abs(quantity.value) * _STEP_OF_FRACTION
    return hedged and wide and (worded or not _is_decimal(quantity.value))


def _is_decimal(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def converted(interval: Interval, unit: Unit, wanted: Unit) -> Interval | None:
    """Put an interval into another unit: times x is a change of 100 (x - 1) %, a tonne is 1,000 kg; else None."""
    match unit, wanted:
        case Unit.TIMES, Unit.PERCENT:
            return shifted(scaled(interval, HUNDRED), -HUNDRED)
        case Unit.KILOGRAMS, Unit.TONNES:
            return scaled(interval, 1 / _PER_TONNE)
        case Unit.TONNES, Unit.KILOGRAMS:
            return scaled(interval, _PER_TONNE)
    return interval if unit is wanted else None
