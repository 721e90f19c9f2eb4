"""Interval arithmetic on exact rationals: what can be said of a result when each input is known only as an interval.

An interval is a set of real numbers between two ends; an end is open or closed, or there is none. Results follow the
set definition (R. E. Moore, Interval Analysis, 1966; IEEE 1788-2015, set-based flavour): the smallest interval
that holds op(x, y) for every x and y of the inputs. What is not defined is the reason (`Undefined`), never an
exception.
Growth and share are in per cent, as trade statistics state them. A formula is written in plain arithmetic
(`2 * exports - turnover`): beside `+`, `-`, `*` and `/` it has `meet` (what all of several allow), `max` and `min` (no
less than 0, no more than 100).
"""

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product as pairs
from math import inf
from types import MappingProxyType
from typing import Final

from app.vocabulary.quantity import Interval, Result, Undefined, intersection
from app.vocabulary.words import PERCENT, RELATIVE, TIMES

HUNDRED: Final = Fraction(100)
_End = tuple[Fraction | float, bool]
"""An end of an interval, and whether it is attained."""
_ZERO: Final = Fraction(0)
_NONE: Final[Mapping[str, Fraction]] = MappingProxyType({})
_ONE: Final = Fraction(1)


def total(first: Interval, second: Interval) -> Interval:
    """Compute the sum [a + c, b + d]; an end closed where both are."""
    return Interval(
        None if first.lower is None or second.lower is None else first.lower + second.lower,
        first.lower_inclusive and second.lower_inclusive,
        None if first.upper is None or second.upper is None else first.upper + second.upper,
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
    are_positive = (first.lower or 0) > 0 and (second.lower or 0) > 0
    corners = [_corner(one, other) for one, other in (zip if are_positive else pairs)(_ends(first), _ends(second))]
    (lower, lower_inclusive), (upper, upper_inclusive) = min(corners, key=_open_last), max(corners)
    return Interval(
        lower if isinstance(lower, Fraction) else None,
        lower_inclusive,
        upper if isinstance(upper, Fraction) else None,
        upper_inclusive,
    )


def _ends(interval: Interval) -> tuple[_End, _End]:
    """Return both ends; no end is an infinity, which is the only number here that is not exact."""
    lower = -inf if interval.lower is None else interval.lower
    upper = inf if interval.upper is None else interval.upper
    return (lower, interval.lower_inclusive), (upper, interval.upper_inclusive)


def _corner(first: _End, second: _End) -> _End:
    """Compute the product of two ends; zero times infinity is zero, since zero times every number is."""
    zeros = [is_attained for number, is_attained in (first, second) if not number]
    return (_ZERO, any(zeros)) if zeros else (first[0] * second[0], first[1] and second[1])


def _open_last(end: _End) -> tuple[Fraction | float, bool]:
    return end[0], not end[1]


def quotient(first: Interval, second: Interval) -> Result:
    """Compute the quotient; Undefined where the divisor may be zero."""
    inverse = _inverse(second)
    return inverse if isinstance(inverse, Undefined) else product(first, inverse)


def _inverse(interval: Interval) -> Result:
    """Compute 1/x; an open end at zero becomes no end, and no end becomes an open end at zero."""
    if interval.holds(_ZERO):
        return Undefined.DIVISOR
    if interval.lower is None or interval.lower.numerator < 0:
        mirrored = _inverse(negative(interval))
        return mirrored if isinstance(mirrored, Undefined) else negative(mirrored)
    return Interval(
        _ZERO if interval.upper is None else _ONE / interval.upper,
        interval.upper_inclusive,
        _ONE / interval.lower if interval.lower else None,
        interval.lower_inclusive and bool(interval.lower),
    )


@lru_cache(1_000)  # several sources state the growth between two levels, and each is held against both
def growth(new: Interval, old: Interval) -> Result:
    """Compute the growth from an old level to a new one in per cent: 100 (new / old - 1)."""
    ratio = quotient(new, old)
    return ratio if isinstance(ratio, Undefined) else percent_change(ratio)


def percent_change(ratio: Interval) -> Interval:
    """Convert a ratio of two levels to the change between them in per cent: 100 (ratio - 1)."""
    lower, upper = (
        # In integers: one fraction is made instead of two.
        None if end is None else Fraction(100 * (end.numerator - end.denominator), end.denominator)
        for end in (ratio.lower, ratio.upper)
    )
    return Interval(lower, ratio.lower_inclusive, upper, ratio.upper_inclusive)


def change_between(new: Interval, old: Interval, unit: str) -> Result:
    """Compute the change from one level to another: in per cent where the unit is relative, else the difference."""
    return growth(new, old) if unit in RELATIVE else difference(new, old)


def level_before(level: Interval, change: Interval, unit: str = PERCENT) -> Result:
    """Compute the level before a change in per cent (inverse growth), in times, or in the unit of the level itself."""
    if unit == PERCENT:
        return quotient(level, total(scaled(change, 1 / HUNDRED), Interval.point(1)))
    if unit == TIMES:
        return quotient(level, change)
    return difference(level, change)


def scaled(interval: Interval, factor: Fraction) -> Interval:
    """Compute the product with a number above zero, such as the factor between two units."""
    return Interval(
        None if interval.lower is None else interval.lower * factor,
        interval.lower_inclusive,
        None if interval.upper is None else interval.upper * factor,
        interval.upper_inclusive,
    )


def converted(interval: Interval, unit: str, wanted: str, factors: Mapping[str, Fraction] = _NONE) -> Interval | None:
    """Convert an interval: times x is a change of 100 (x - 1) %; `factors` are those of other units to the wanted one.

    None for a unit without a factor: nothing is converted from one currency to another.
    """
    if unit == wanted:
        return interval
    if (unit, wanted) == (TIMES, PERCENT):
        return percent_change(interval)
    factor = factors.get(unit)
    return scaled(interval, factor) if factor else None


def meet(first: Interval, second: Interval) -> bool:
    """Return whether two intervals have a number in common."""
    # Not by their intersection, of which only whether there is one would be used: checks ask this most of all.
    return not (_ends_before(first, second) or _ends_before(second, first))


def _ends_before(first: Interval, second: Interval) -> bool:
    if first.upper is None or second.lower is None:
        return False
    shared = first.upper == second.lower and first.upper_inclusive and second.lower_inclusive
    return first.upper <= second.lower and not shared


def computed(formula: str | ast.expr, values: Mapping[str, Interval]) -> Result:
    """Compute a formula from the intervals of its names; Undefined where these allow no result."""
    match _parsed(formula) if isinstance(formula, str) else formula:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int(number)):
            return Interval.point(number)
        case ast.BinOp(left=left, op=op, right=right):
            operation, operands = _OPERATORS[type(op)], [left, right]
        case ast.Call(func=ast.Name(id=name), args=operands):
            operation = _FUNCTIONS[name]
        case other:
            raise ValueError(f"{ast.dump(other)} is no part of a formula")
    result, *others = (computed(operand, values) for operand in operands)
    for one in others:
        if isinstance(result, Undefined) or isinstance(one, Undefined):
            return result if isinstance(result, Undefined) else one
        result = operation(result, one)
    return result


@lru_cache(500)
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _no_less(interval: Interval, floor: Interval) -> Result:
    return intersection(interval, Interval.between(floor.lower, None, "[)"))


def _no_more(interval: Interval, ceiling: Interval) -> Result:
    return intersection(interval, Interval.between(None, ceiling.upper, "(]"))


_OPERATORS: Final[Mapping[type[ast.operator], Callable[[Interval, Interval], Result]]] = {
    ast.Add: total,
    ast.Sub: difference,
    ast.Mult: product,
    ast.Div: quotient,
}
_FUNCTIONS: Final[Mapping[str, Callable[[Interval, Interval], Result]]] = {
    "meet": intersection,
    "max": _no_less,
    "min": _no_more,
}
