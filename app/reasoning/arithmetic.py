"""Interval arithmetic on exact rationals: what can be said of a result when each input is known only as an interval.

An interval is a set of real numbers between two ends; an end is open or closed, or there is none. Results follow the
set definition (R. E. Moore, Interval Analysis, 1966; IEEE 1788-2015, set-based flavour): the smallest interval
that holds op(x, y) for every x and y of the inputs. What is not defined is `Undefined` with its reason, never an
exception.
Growth and share are in per cent, as trade statistics state them.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product as pairs
from typing import Final

from app.vocabulary.interval import Interval, Key, Result, Undefined, intersection

HUNDRED: Final = Fraction(100)
_ONE: Final = Fraction(1)


def total(first: Interval, second: Interval) -> Interval:
    """Compute the sum [a + c, b + d]; an end closed where both are."""
    return Interval(
        _add(first.lower, second.lower),
        first.lower_inclusive and second.lower_inclusive,
        _add(first.upper, second.upper),
        first.upper_inclusive and second.upper_inclusive,
    )


def difference(first: Interval, second: Interval) -> Interval:
    """Compute the difference: the sum of the first and the negative of the second."""
    return total(first, negative(second))


def negative(interval: Interval) -> Interval:
    """Compute the interval mirrored at zero."""
    return Interval(
        None if interval.upper is None else -interval.upper,
        interval.upper_inclusive,
        None if interval.lower is None else -interval.lower,
        interval.lower_inclusive,
    )


def product(first: Interval, second: Interval) -> Interval:
    """Compute the product: the least and largest of the four products of ends; of positive numbers, of like ends."""
    if _is_positive(first) and _is_positive(second):
        return Interval(
            _times(first.lower, second.lower),
            first.lower_inclusive and second.lower_inclusive,
            _times(first.upper, second.upper),
            first.upper_inclusive and second.upper_inclusive,
        )
    corners = [_corner(*both) for both in pairs(_ends(first), _ends(second))]
    lower, upper = min(corners, key=_as_lower), max(corners, key=_as_upper)
    return Interval(
        lower.value if not lower.infinite else None,
        lower.attained and not lower.infinite,
        upper.value if not upper.infinite else None,
        upper.attained and not upper.infinite,
    )


def _is_positive(interval: Interval) -> bool:
    return interval.lower is not None and interval.lower.numerator > 0


def quotient(first: Interval, second: Interval) -> Result:
    """Compute the quotient; Undefined where the divisor may be zero."""
    inverse = _inverse(second)
    return inverse if isinstance(inverse, Undefined) else product(first, inverse)


def _inverse(interval: Interval) -> Result:
    """Compute 1/x; an open end at zero becomes no end, and no end becomes an open end at zero."""
    if interval.touches_zero():
        return Undefined("the divisor may be zero")
    if interval.lower is None or interval.lower.numerator < 0:
        mirrored = _inverse(negative(interval))
        return mirrored if isinstance(mirrored, Undefined) else negative(mirrored)
    return Interval(
        Fraction(0) if interval.upper is None else _ONE / interval.upper,
        interval.upper_inclusive,
        None if not interval.lower else _ONE / interval.lower,
        interval.lower_inclusive and bool(interval.lower),
    )


def share(part: Interval, whole: Interval) -> Result:
    """Compute a part's share of its whole in per cent: 100 part / whole, at most 100 since the part is within it."""
    ratio = quotient(part, whole)
    if isinstance(ratio, Undefined):
        return ratio
    return intersection(scaled(ratio, HUNDRED), _NO_MORE_THAN_ALL)


_NO_MORE_THAN_ALL: Final = Interval.between(Fraction(0), HUNDRED, "[]")


def growth(new: Interval, old: Interval) -> Result:
    """Compute the growth from an old level to a new one in per cent: 100 (new / old - 1)."""
    ratio = quotient(new, old)
    return ratio if isinstance(ratio, Undefined) else percent_change(ratio)


def percent_change(ratio: Interval) -> Interval:
    """Convert a ratio of two levels to the change between them in per cent: 100 (ratio - 1)."""
    lower, upper = _percent_change(ratio.lower), _percent_change(ratio.upper)
    return Interval(lower, ratio.lower_inclusive, upper, ratio.upper_inclusive)


def _percent_change(ratio: Fraction | None) -> Fraction | None:
    # In integers: one fraction is made instead of two.
    return None if ratio is None else Fraction(100 * (ratio.numerator - ratio.denominator), ratio.denominator)


def level_before(new: Interval, percent: Interval) -> Result:
    """Compute the level before a growth in per cent (inverse growth): new / (1 + g / 100)."""
    return quotient(new, total(scaled(percent, 1 / HUNDRED), Interval.point(1)))


def scaled(interval: Interval, factor: Fraction) -> Interval:
    """Compute the product with a number above zero, such as the factor between two units."""
    lower, upper = _times(interval.lower, factor), _times(interval.upper, factor)
    return Interval(lower, interval.lower_inclusive, upper, interval.upper_inclusive)


def _times(end: Fraction | None, factor: Fraction | None) -> Fraction | None:
    return None if end is None or factor is None else end * factor


def _add(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first + second


@dataclass(frozen=True, slots=True)
class _End:
    """An end of an interval: a number or an infinity (`value` is then its sign), and whether it is attained."""

    value: Fraction
    infinite: bool
    attained: bool


def _ends(interval: Interval) -> tuple[_End, _End]:
    lower = _End(Fraction(-1), infinite=True, attained=False)
    upper = _End(Fraction(1), infinite=True, attained=False)
    if interval.lower is not None:
        lower = _End(interval.lower, infinite=False, attained=interval.lower_inclusive)
    if interval.upper is not None:
        upper = _End(interval.upper, infinite=False, attained=interval.upper_inclusive)
    return lower, upper


def _corner(first: _End, second: _End) -> _End:
    """Compute the product of two ends; zero times infinity is zero, since zero times every number is."""
    zeros = [end for end in (first, second) if not end.value]
    if zeros:
        return _End(Fraction(0), infinite=False, attained=any(zero.attained for zero in zeros))
    if first.infinite or second.infinite:
        return _End(Fraction(1 if first.value * second.value > 0 else -1), infinite=True, attained=False)
    return _End(first.value * second.value, infinite=False, attained=first.attained and second.attained)


def _as_lower(end: _End) -> Key:
    return (int(end.value), Fraction(0), 0) if end.infinite else (0, end.value, 0 if end.attained else 1)


def _as_upper(end: _End) -> Key:
    return (int(end.value), Fraction(0), 0) if end.infinite else (0, end.value, 0 if end.attained else -1)
