"""The one shape of a stated number: value, unit, hedge, and the interval of numbers that they allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple, Self

from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import exact_text

_ZERO: Final = Fraction(0)


class Interval(NamedTuple):
    """A set of numbers between two ends; None is no end, and is never inclusive."""

    lower: Fraction | None
    lower_inclusive: bool
    upper: Fraction | None
    upper_inclusive: bool

    @classmethod
    def point(cls, value: Fraction | int) -> "Interval":
        """Return the interval that holds one number."""
        number = Fraction(value)
        return cls(number, True, number, True)  # noqa: FBT003  # both ends belong to it

    @classmethod
    def between(cls, lower: Fraction | None, upper: Fraction | None, bounds: str) -> "Interval":
        """Return the interval with these ends and bounds; a missing end is open, whatever the bounds say."""
        return cls(lower, lower is not None and bounds[0] == "[", upper, upper is not None and bounds[1] == "]")

    @property
    def bounds(self) -> str:
        """Interval notation without the numbers: `[` and `]` hold their ends, `(` and `)` do not."""
        return ("[" if self.lower_inclusive else "(") + ("]" if self.upper_inclusive else ")")

    def holds(self, value: Fraction) -> bool:
        """Return whether a number lies in the interval."""
        above = self.lower is None or value > self.lower or (value == self.lower and self.lower_inclusive)
        below = self.upper is None or value < self.upper or (value == self.upper and self.upper_inclusive)
        return above and below

    def within(self, other: "Interval") -> bool:
        """Return whether every number of this interval lies in the other."""
        return not lower_key(self) < lower_key(other) and not upper_key(self) > upper_key(other)

    def sides_of(self, numbers: Iterable[Fraction]) -> list[int]:
        """Return where numbers lie to each end: 1 above it, 0 at it, -1 below it."""
        ends = [end for end in (self.lower, self.upper) if end is not None]
        return [(number > end) - (number < end) for number in numbers for end in ends]


class Undefined(StrEnum):
    """Why a computation has no result, as an answer says it."""

    DIVISOR = "the divisor may be zero"
    NOTHING_IN_COMMON = "the intervals have no number in common"
    CURRENCIES = "the currencies differ"
    BASES = "the bases differ"


Result = Interval | Undefined

Key = tuple[int, Fraction, int]


def lower_key(interval: Interval) -> Key:
    """Return a key that orders lower ends: none first, then by value, a closed end before an open one."""
    if interval.lower is None:
        return -1, _ZERO, 0
    return 0, interval.lower, 0 if interval.lower_inclusive else 1


def upper_key(interval: Interval) -> Key:
    """Return a key that orders upper ends: by value, an open end before a closed one, none last."""
    if interval.upper is None:
        return 1, _ZERO, 0
    return 0, interval.upper, 0 if interval.upper_inclusive else -1


def intersection(first: Interval, second: Interval) -> Result:
    """Return the numbers that both intervals hold."""
    lower = max(first, second, key=lower_key)
    upper = min(first, second, key=upper_key)
    common = Interval(lower.lower, lower.lower_inclusive, upper.upper, upper.upper_inclusive)
    if common.lower is None or common.upper is None or common.lower < common.upper:
        return common
    if common.lower == common.upper and common.lower_inclusive and common.upper_inclusive:
        return common
    return Undefined.NOTHING_IN_COMMON


def widened(interval: Interval, grain: Fraction) -> Interval:
    """Return an interval rounded outwards to multiples of a grain, for show; an end that moves is not reached: open."""
    lower, upper = _multiple(interval.lower, grain, up=False), _multiple(interval.upper, grain, up=True)
    return Interval(
        lower,
        interval.lower_inclusive and lower == interval.lower,
        upper,
        interval.upper_inclusive and upper == interval.upper,
    )


def _multiple(end: Fraction | None, grain: Fraction, *, up: bool) -> Fraction | None:
    if end is None:
        return None
    count, rest = divmod(end.numerator * grain.denominator, end.denominator * grain.numerator)
    return (count + up) * grain if rest else end


def cut_off(value: Fraction, step: Fraction) -> Interval:
    """Return the numbers that a value is of whose digits behind the last were cut off, not rounded: 24 of 24.7."""
    return Interval.between(value, value + step, "[)") if value >= 0 else Interval.between(value - step, value, "(]")


def gap_between(first: Interval, second: Interval) -> Fraction | None:
    """Return the distance between the closures of two intervals; None when they meet."""
    if first.upper is not None and second.lower is not None and first.upper < second.lower:
        return second.lower - first.upper
    if second.upper is not None and first.lower is not None and second.upper < first.lower:
        return first.lower - second.upper
    return None


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds all the given ones."""
    every = list(intervals)
    lower, upper = min(every, key=lower_key), max(every, key=upper_key)
    return Interval(lower.lower, lower.lower_inclusive, upper.upper, upper.upper_inclusive)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as stated or derived, with the interval that it allows; all numbers are exact.

    `step` is one unit of the last digit as stated. `per` makes a rate of it ("year"). `words` are the source's own.
    """

    value: Fraction | None
    unit: str
    qualifier: Qualifier
    interval: Interval
    step: Fraction | None = None
    per: str | None = None
    words: str | None = None

    def __post_init__(self) -> None:
        """Refuse an interval that holds nothing and a value outside the closure of its interval."""
        lower, upper, value = self.interval.lower, self.interval.upper, self.value
        if lower is not None and upper is not None and lower > upper:
            raise ValueError(f"the lower end {exact_text(lower)} is above the upper end {exact_text(upper)}")
        if value is None:
            return
        if lower is not None and value < lower:
            raise ValueError(
                f"the value {exact_text(value)} is below its interval, which starts at {exact_text(lower)}"
            )
        if upper is not None and value > upper:
            raise ValueError(f"the value {exact_text(value)} is above its interval, which ends at {exact_text(upper)}")

    @classmethod
    def exact(cls, value: Fraction, unit: str) -> Self:
        """Return a published statistic or a count: the interval is the value itself."""
        return cls(value=value, unit=unit, qualifier=Qualifier.EXACT, interval=Interval.point(value))

    @classmethod
    def hedged(
        cls,
        value: Fraction,
        unit: str,
        qualifier: Qualifier,
        *,
        step: Fraction | None = None,
        least: Fraction | None = Fraction(0),
    ) -> Self:
        """Return the quantity whose interval the qualifier decides (the table in `interval_of`).

        `least` is the floor of the measure: 0 for what cannot be negative, None for what can.
        """
        interval = interval_of(qualifier, value, step, least)
        return cls(value=value, unit=unit, qualifier=qualifier, interval=interval, step=step)

    @classmethod
    def of(cls, interval: Interval, unit: str, value: Fraction | None = None) -> Self:
        """Return a computed interval as a quantity; `value` is one in it, for an interval that names none itself."""
        qualifier, named = hedge_of(interval)
        return cls(value=value if named is None else named, unit=unit, qualifier=qualifier, interval=interval)


def interval_of(qualifier: Qualifier, value: Fraction, step: Fraction | None, least: Fraction | None) -> Interval:
    """Return the interval that a hedge allows around a value.

    `rounded` takes half a step to either side, closed below and open above; `about` takes a whole one, closed; `nearly`
    takes one step below.
    ValueError where the qualifier needs a step that is not given, or needs its two ends stated (`between`).
    """
    match qualifier:
        case Qualifier.EXACT:
            return Interval.point(value)
        case Qualifier.ROUNDED | Qualifier.ABOUT | Qualifier.NEARLY:
            if step is None or step <= 0:
                raise ValueError(f"'{qualifier}' needs a step above 0: one unit of the last digit as stated")
            below = step / 2 if qualifier is Qualifier.ROUNDED else step
            lower, upper = value - below, value if qualifier is Qualifier.NEARLY else value + below
            bounds = "[]" if qualifier is Qualifier.ABOUT else "[)"
            return Interval.between(lower if least is None else max(lower, least), upper, bounds)
        case Qualifier.MORE_THAN:
            return Interval.between(value, None, "()")
        case Qualifier.AT_LEAST:
            return Interval.between(value, None, "[)")
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return Interval.between(least, value, "(]" if qualifier is Qualifier.AT_MOST else "()")
    raise ValueError("'between' needs its lower and upper end stated")


NAMED: Final = Quantity.hedged(Fraction(1), "USD", Qualifier.AT_LEAST)
"""What trade came to that a source names without a figure: something, be it one dollar."""


def hedge_of(interval: Interval) -> tuple[Qualifier, Fraction | None]:
    """Return the hedge that a computed interval amounts to, and the value it names: a point, one end, or neither."""
    if interval.lower is not None and interval.lower == interval.upper:
        return Qualifier.EXACT, interval.lower
    if interval.lower is not None and interval.upper is None:
        return Qualifier.AT_LEAST if interval.lower_inclusive else Qualifier.MORE_THAN, interval.lower
    if interval.lower is None and interval.upper is not None:
        return Qualifier.AT_MOST if interval.upper_inclusive else Qualifier.LESS_THAN, interval.upper
    return Qualifier.BETWEEN, None
