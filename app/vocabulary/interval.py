"""Intervals of exact numbers, with ends that belong to them or do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

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

    def touches_zero(self) -> bool:
        """Return whether zero lies in the interval."""
        from_below = self.lower is None or self.lower.numerator < 0 or (not self.lower and self.lower_inclusive)
        from_above = self.upper is None or self.upper.numerator > 0 or (not self.upper and self.upper_inclusive)
        return from_below and from_above


@dataclass(frozen=True, slots=True)
class Undefined:
    """A computation that has no result, and why."""

    reason: str


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
    return Undefined("the intervals have no number in common")


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
