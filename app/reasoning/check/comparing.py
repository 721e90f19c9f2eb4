"""How two intervals lie to each other, how far apart they are, and how both are shown."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.reasoning.facts import Fact
from app.reasoning.intervals import HUNDRED, difference, growth, scaled, shifted
from app.vocabulary import Quantity, Unit
from app.vocabulary.interval import Interval, Undefined, intersection, lower_key, widened
from app.vocabulary.numbers import SCALE
from app.vocabulary.verdicts import CheckVerdict

MARGIN: Final = Fraction(1, 10)
"""What still counts as near: a tenth of the bound, of the level, of the other side's figure."""
NEAR: Final = Interval.between(1 - MARGIN, 1 + MARGIN, "[]")
"""The ratios of figures that are near each other."""
_SHOWN: Final = {Unit.PERCENT: Fraction(1, 100), Unit.TIMES: Fraction(1, 100)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure in the unit in which it is compared: changes in times are read as per cent."""

    interval: Interval
    value: Fraction | None
    unit: Unit


def read(fact: Fact) -> Reading:
    """Read a fact: a change to x times the level before is a growth by 100 (x - 1) per cent."""
    value = fact.quantity.value
    if not fact.is_change or fact.unit is not Unit.TIMES:
        return Reading(fact.interval, value, fact.unit)
    interval = shifted(scaled(fact.interval, HUNDRED), -HUNDRED)
    return Reading(interval, None if value is None else HUNDRED * (value - 1), Unit.PERCENT)


def lie(first: Interval, second: Interval) -> CheckVerdict:
    """Tell how two intervals lie to each other: agree, compatible, adjacent or conflict, exactly one of them.

    One that has no end to a side (or starts at an open zero, the floor of what cannot be negative) says little about
    figures far from its bound: it agrees with what lies within a tenth of the bound, and is compatible with the rest.
    """
    if not isinstance(intersection(first, second), Undefined):
        nested = first == second or _confirms(first, second) or _confirms(second, first)
        return CheckVerdict.AGREE if nested else CheckVerdict.COMPATIBLE
    lower, higher = in_order_of_size(first, second)
    return CheckVerdict.ADJACENT if lower.upper == higher.lower else CheckVerdict.CONFLICT


def _confirms(outer: Interval, inner: Interval) -> bool:
    if not inner.within(outer):
        return False
    low = None if outer.lower == 0 and not outer.lower_inclusive else outer.lower
    if low is not None and outer.upper is not None:
        return True
    if low is not None:
        return inner.upper is not None and inner.upper <= low + abs(low) * MARGIN
    high = outer.upper
    return high is not None and inner.lower is not None and inner.lower >= high - abs(high) * MARGIN


def in_order_of_size(first: Interval, second: Interval) -> tuple[Interval, Interval]:
    """Put two intervals without a common number in order."""
    return (first, second) if lower_key(first) <= lower_key(second) else (second, first)


def meet(first: Interval, second: Interval) -> bool:
    """Tell whether two intervals have a number in common."""
    return not isinstance(intersection(first, second), Undefined)


def gaps(first: Reading, second: Reading) -> tuple[Quantity | None, Quantity | None]:
    """Give by how much the larger exceeds the smaller, and that in per cent of it; None where the two meet."""
    if meet(first.interval, second.interval):
        return None, None
    low, high = (first, second) if lower_key(first.interval) <= lower_key(second.interval) else (second, first)
    nominal = None if low.value is None or high.value is None else high.value - low.value
    absolute = shown(difference(high.interval, low.interval), nominal, low.unit)
    if low.unit is Unit.PERCENT:
        return absolute, None
    relative = growth(high.interval, low.interval)
    if isinstance(relative, Undefined):
        return absolute, None
    part = HUNDRED * nominal / low.value if nominal is not None and low.value else None
    return absolute, shown(relative, part, Unit.PERCENT)


def shown(interval: Interval, value: Fraction | None, unit: Unit) -> Quantity | None:
    """Show an interval, rounded outwards, and a value in it; None for an interval without ends."""
    outward = for_show(interval, unit)
    if outward.lower is None and outward.upper is None:
        return None
    return Quantity.of(outward, unit, None if value is None else round(value / _grain(unit)) * _grain(unit))


def for_show(interval: Interval, unit: Unit) -> Interval:
    """Round an interval outwards: to a hundredth for per cent and multiples, else to what is stored."""
    return widened(interval, _grain(unit))


def _grain(unit: Unit) -> Fraction:
    return _SHOWN.get(unit, Fraction(1, SCALE))
