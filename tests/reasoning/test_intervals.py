"""Interval arithmetic holds what it must, and no more: numbers picked inside the inputs, computed exactly."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reasoning.arithmetic import (
    computed,
    difference,
    growth,
    level_before,
    negative,
    percent_change,
    product,
    quotient,
    scaled,
    total,
)
from app.reasoning.derive.steps import Formula
from app.vocabulary.quantity import Interval, Result, Undefined, gap_between, hull, intersection, widened
from tests.figures import Figure

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=60)
EXAMPLES = 10_000


@st.composite
def intervals(draw: st.DrawFn, values: st.SearchStrategy[Fraction] = numbers) -> Interval:
    one, other = sorted((draw(values), draw(values)))
    lower = draw(st.sampled_from((None, one, one, one)))
    upper = draw(st.sampled_from((None, other, other, other)))
    if lower is not None and lower == upper:
        return Interval.point(lower)
    closed = st.booleans()
    return Interval(lower, lower is not None and draw(closed), upper, upper is not None and draw(closed))


positive = (
    intervals(st.fractions(min_value=0, max_value=1000, max_denominator=60))
    .map(
        lambda x: (
            x if x.lower is not None else Interval.between(Fraction(0), x.upper, "(]" if x.upper_inclusive else "()")
        )
    )
    .filter(lambda x: x.upper is None or x.upper > 0)
)


@st.composite
def inside(draw: st.DrawFn, interval: Interval) -> Fraction:
    """Pick a number of the interval, its ends among the likeliest."""
    lower = interval.lower if interval.lower is not None else (interval.upper or Fraction(0)) - 5000
    upper = interval.upper if interval.upper is not None else lower + 5000
    weight = draw(
        st.sampled_from((Fraction(0), Fraction(1), Fraction(1, 10**6), 1 - Fraction(1, 10**6))) | st.fractions(0, 1)
    )
    value = lower + (upper - lower) * weight
    return value if interval.holds(value) else (lower + upper) / 2


Compute = Callable[[Interval, Interval], Result]
Exactly = Callable[[Fraction, Fraction], Fraction]


def share(part: Interval, whole: Interval) -> Result:
    return computed(Formula.SHARE.text, {"part": part, "whole": whole})


RULES: dict[str, tuple[Compute, Exactly]] = {
    "total": (total, lambda x, y: x + y),
    "difference": (difference, lambda x, y: x - y),
    "product": (product, lambda x, y: x * y),
    "quotient": (quotient, lambda x, y: x / y),
    "growth": (growth, lambda x, y: 100 * (x / y - 1)),
    "level_before": (level_before, lambda x, g: x / (1 + g / 100)),
    "share": (share, lambda x, y: 100 * x / y),
    "negative": (lambda first, _: negative(first), lambda x, _: -x),
    "scaled": (lambda first, _: scaled(first, Fraction(7, 3)), lambda x, _: x * Fraction(7, 3)),
    "percent_change": (lambda first, _: percent_change(first), lambda x, _: 100 * (x - 1)),
}
"""Every operation on intervals, and the same on numbers; `intersection`, `hull` and `widened` have their own tests."""
thoroughly = pytest.mark.parametrize(
    "examples", [60, pytest.param(EXAMPLES, marks=[pytest.mark.trial, pytest.mark.timeout(0)])]
)


def _checked(examples: int, check: Callable[..., None]) -> None:
    settings(max_examples=examples)(given(st.data())(check))()


@thoroughly
@pytest.mark.parametrize("rule", RULES)
def test_no_result_is_missed(rule: str, examples: int, figure: Figure) -> None:
    _holds(rule, examples)
    if examples == EXAMPLES:
        figure(f"Numbers inside two intervals whose {rule} lies outside that of the intervals", f"0 of {EXAMPLES:,}")


def _holds(rule: str, examples: int) -> None:
    compute, exactly = RULES[rule]

    def check(data: st.DataObject) -> None:
        first, second = data.draw(intervals()), data.draw(intervals())
        result = compute(first, second)
        x, y = data.draw(inside(first)), data.draw(inside(second))
        if isinstance(result, Undefined):  # as of a whole that may be nothing
            return
        exact = exactly(x, y)
        if rule != "share" or 0 <= exact <= 100:  # a part is within its whole
            assert result.holds(exact)

    _checked(examples, check)


TIGHT = ("total", "difference", "quotient", "growth", "level_before")


@thoroughly
@pytest.mark.parametrize("rule", TIGHT)
def test_no_narrower_result_would_do(rule: str, examples: int, figure: Figure) -> None:
    _is_tight(rule, examples)
    if examples == EXAMPLES:
        figure(f"Results of {rule} that are wider than they need be, positive inputs", f"0 of {EXAMPLES:,}")


def _is_tight(rule: str, examples: int) -> None:
    """Reach every end of a result, before and after rounding, by numbers inside positive inputs.

    A closed end is reached; an open one is not, but come as near as one likes; where there is no end, numbers grow
    beyond all bounds. Rounded to a grain, no end can then move inwards by a grain.
    """
    compute, exactly = RULES[rule]

    def check(data: st.DataObject) -> None:
        first, second = data.draw(positive), data.draw(positive)
        result = compute(first, second)
        if isinstance(result, Undefined):
            assert rule in ("quotient", "growth")
            assert second.holds(Fraction(0))
            return
        reached = [exactly(x, y) for x in _towards_ends(first) for y in _towards_ends(second) if _is_defined(rule, y)]
        _reach(result.lower, min(reached), -1, closed=result.lower_inclusive)
        _reach(result.upper, max(reached), 1, closed=result.upper_inclusive)
        grain = data.draw(st.sampled_from((Fraction(1, 100), Fraction(1, 7), Fraction(10))))
        shown = widened(result, grain)
        for end, most, way in ((shown.lower, min(reached), -1), (shown.upper, max(reached), 1)):
            assert end is None or way * (end - most) < grain + NEAR

    _checked(examples, check)


NEAR = Fraction(1, 10**6)
FAR = Fraction(10**9)
_CLOSE = Fraction(1, 10**24)


def _towards_ends(interval: Interval) -> set[Fraction]:
    """Give numbers of a positive interval: its ends, or next to those that are open, or far out where there is none."""
    lower, upper = interval.lower or Fraction(0), interval.upper
    if lower == upper:
        return {lower}
    close = _CLOSE if upper is None else min(_CLOSE, (upper - lower) / 3)
    least = lower if interval.lower_inclusive else lower + close
    most = lower + 1 / _CLOSE if upper is None else upper if interval.upper_inclusive else upper - close
    return {least, most}


def _is_defined(rule: str, y: Fraction) -> bool:
    return y != 0 or rule not in ("quotient", "growth")


def _reach(end: Fraction | None, most: Fraction, way: int, *, closed: bool) -> None:
    if end is None:
        assert way * most > FAR
    elif closed:
        assert most == end
    else:
        assert way * most < way * end
        assert abs(end - most) < NEAR


@settings(max_examples=100)
@given(intervals(), st.fractions(min_value=Fraction(1, 50), max_value=50), st.data())
def test_widening_adds_less_than_a_grain(interval: Interval, grain: Fraction, data: st.DataObject) -> None:
    wide = widened(interval, grain)
    assert wide.holds(data.draw(inside(interval)))
    assert interval.within(wide)
    for end, old in ((wide.lower, interval.lower), (wide.upper, interval.upper)):
        assert (end is None) == (old is None)
        if end is not None and old is not None:
            assert abs(end - old) < grain
            assert end % grain == 0


@settings(max_examples=100)
@given(intervals(), intervals(), st.data())
def test_intersection_holds_what_both_hold(first: Interval, second: Interval, data: st.DataObject) -> None:
    common = intersection(first, second)
    value = data.draw(inside(first))
    assert (isinstance(common, Interval) and common.holds(value)) == second.holds(value)
    if isinstance(common, Undefined):
        assert gap_between(first, second) is not None or first.upper == second.lower or first.lower == second.upper
    assert hull((first, second)).holds(value)


def test_zero_times_anything_is_zero() -> None:
    zero, unbounded = Interval.point(0), Interval.between(Fraction(1), None, "[)")
    assert product(zero, unbounded) == zero


def test_what_is_undefined_says_why() -> None:
    around = Interval.between(Fraction(-1), Fraction(1), "()")
    assert quotient(Interval.point(1), around) == Undefined.DIVISOR
    assert intersection(Interval.point(1), Interval.point(2)) == Undefined.NOTHING_IN_COMMON
    assert level_before(Interval.point(1), Interval.point(-100)) == Undefined.DIVISOR


def test_a_share_is_at_most_all() -> None:
    part, whole = (
        Interval.between(Fraction(40), Fraction(60), "[]"),
        Interval.between(Fraction(50), Fraction(100), "[]"),
    )
    assert share(part, whole) == Interval.between(Fraction(40), Fraction(100), "[]")


def test_the_level_before_a_growth() -> None:
    imports = Interval.between(Fraction("10.5"), Fraction("11.5"), "[)")
    percent = Interval.between(Fraction("33.45"), Fraction("33.55"), "[)")
    before = level_before(imports, percent)
    assert isinstance(before, Interval)
    assert widened(before, Fraction("0.01")) == Interval.between(Fraction("7.86"), Fraction("8.62"), "()")
