"""Figures in the unit in which they are compared: sums, changes, the levels before them, and gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import HUNDRED, difference, growth, level_before, percent_change, quotient, scaled, total
from app.vocabulary.interval import Interval, Result, Undefined, lower_key, widened
from app.vocabulary.measures import Unit
from app.vocabulary.numbers import SCALE
from app.vocabulary.quantity import Quantity

RELATIVE: Final = (Unit.PERCENT, Unit.TIMES)
"""The units of a change that is relative to the level before."""
_SHOWN: Final = {Unit.PERCENT: Fraction(1, 100), Unit.TIMES: Fraction(1, 100)}
_STORED: Final = Fraction(1, SCALE)
_PER_TONNE: Final = Fraction(1000)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure: what it allows, the value stated or computed for it, and its unit."""

    interval: Interval
    value: Fraction | None
    unit: Unit

    @classmethod
    def of(cls, fact: Fact) -> "Measurement":
        """Return what a fact states; a change to x times the level before is a growth by 100 (x - 1) per cent."""
        value = fact.quantity.value
        if not fact.is_change or fact.unit is not Unit.TIMES:
            return cls(fact.interval, value, fact.unit)
        interval = percent_change(fact.interval)
        return cls(interval, None if value is None else HUNDRED * (value - 1), Unit.PERCENT)

    @classmethod
    def total(cls, facts: Sequence[Fact]) -> "Measurement":
        """Return the sum of facts of one unit, such as exports and imports."""
        interval = facts[0].interval
        for fact in facts[1:]:
            interval = total(interval, fact.interval)
        values = [fact.quantity.value for fact in facts]
        known = [value for value in values if value is not None]
        return cls(interval, sum(known, Fraction(0)) if len(known) == len(values) else None, facts[0].unit)

    @property
    def shown(self) -> Quantity | None:
        """The figure for an answer, its interval rounded outwards; None where nothing limits it."""
        outward = outwards(self.interval, self.unit)
        if outward.lower is None and outward.upper is None:
            return None
        return Quantity.of(outward, self.unit, None if self.value is None else _nearest(self.value, self.unit))


def outwards(interval: Interval, unit: Unit) -> Interval:
    """Return an interval rounded outwards: to a hundredth for per cent and multiples, else to what is stored."""
    return widened(interval, _grain(unit))


def _nearest(value: Fraction, unit: Unit) -> Fraction:
    grain = _grain(unit)
    return value if grain.denominator % value.denominator == 0 else round(value / grain) * grain


def _grain(unit: Unit) -> Fraction:
    return _SHOWN.get(unit, _STORED)


def converted(interval: Interval, unit: Unit, wanted: Unit) -> Interval | None:
    """Convert an interval: times x is a change of 100 (x - 1) %, a tonne is 1,000 kg; None for other pairs of units."""
    match unit, wanted:
        case Unit.TIMES, Unit.PERCENT:
            return percent_change(interval)
        case Unit.KILOGRAMS, Unit.TONNES:
            return scaled(interval, 1 / _PER_TONNE)
        case Unit.TONNES, Unit.KILOGRAMS:
            return scaled(interval, _PER_TONNE)
    return interval if unit is wanted else None


def change_between(new: Interval, old: Interval, unit: Unit) -> Result:
    """Compute the change from one level to another: in per cent where the unit is relative, else the difference."""
    return growth(new, old) if unit in RELATIVE else difference(new, old)


def nominal_change(new: Fraction | None, old: Fraction | None, unit: Unit) -> Fraction | None:
    """Compute the same change between the values of two levels; None where one is missing or the old one is zero."""
    if new is None or old is None:
        return None
    if unit not in RELATIVE:
        return new - old
    return HUNDRED * (new / old - 1) if old else None


def level_before_change(level: Interval, change: Fact) -> Result:
    """Compute the level before a change in per cent, in times, or in the unit of the level itself."""
    match change.unit:
        case Unit.PERCENT:
            return level_before(level, change.interval)
        case Unit.TIMES:
            return quotient(level, change.interval)
    return difference(level, change.interval)


def meet(first: Interval, second: Interval) -> bool:
    """Return whether two intervals have a number in common."""
    return not (_ends_before(first, second) or _ends_before(second, first))


def _ends_before(first: Interval, second: Interval) -> bool:
    if first.upper is None or second.lower is None:
        return False
    shared = first.upper == second.lower and first.upper_inclusive and second.lower_inclusive
    return first.upper <= second.lower and not shared


def gaps(first: Measurement, second: Measurement) -> tuple[Quantity | None, Quantity | None]:
    """Compute by how much the larger exceeds the smaller, and that in per cent of it; None where the two meet."""
    if meet(first.interval, second.interval):
        return None, None
    low, high = (first, second) if lower_key(first.interval) <= lower_key(second.interval) else (second, first)
    nominal = None if low.value is None or high.value is None else high.value - low.value
    absolute = Measurement(difference(high.interval, low.interval), nominal, low.unit).shown
    relative = growth(high.interval, low.interval)
    # Per cent of per cent would mislead.
    if low.unit is Unit.PERCENT or isinstance(relative, Undefined):
        return absolute, None
    part = HUNDRED * nominal / low.value if nominal is not None and low.value else None
    return absolute, Measurement(relative, part, Unit.PERCENT).shown
