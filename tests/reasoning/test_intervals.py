"""Interval arithmetic holds what it must, and no more: numbers picked inside the inputs, computed exactly."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reasoning.intervals import (
    Interval,
    Result,
    Undefined,
    difference,
    gap_between,
    growth,
    hull,
    intersection,
    level_after,
    level_before,
    product,
    quotient,
    share,
    total,
    widened,
)

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


RULES: dict[str, tuple[Callable[[Interval, Interval], Result], Callable[[Fraction, Fraction], Fraction]]] = {
    "total": (total, lambda x, y: x + y),
    "difference": (difference, lambda x, y: x - y),
    "product": (product, lambda x, y: x * y),
    "quotient": (quotient, lambda x, y: x / y),
    "growth": (growth, lambda x, y: 100 * (x / y - 1)),
    "level_after": (level_after, lambda x, g: x * (1 + g / 100)),
    "level_before": (level_before, lambda x, g: x / (1 + g / 100)),
}


@pytest.mark.trial
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.timeout(600)
def test_no_result_is_missed(rule: str) -> None:
    _holds(rule, EXAMPLES)


@pytest.mark.parametrize("rule", RULES)
def test_no_result_is_missed_soon(rule: str) -> None:
    _holds(rule, 150)


def _holds(rule: str, examples: int) -> None:
    compute, exactly = RULES[rule]

    @settings(max_examples=examples, deadline=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        first, second = data.draw(intervals()), data.draw(intervals())
        result = compute(first, second)
        x, y = data.draw(inside(first)), data.draw(inside(second))
        if isinstance(result, Interval):
            assert result.holds(exactly(x, y))
        else:
            assert result.reason

    check()


def _approached(rule: str) -> None:
    """Every finite end of the result is attained at ends of the inputs, or comes as near as one likes."""
    compute, exactly = RULES[rule]

    @settings(max_examples=200, deadline=None)
    @given(positive, positive)
    def check(first: Interval, second: Interval) -> None:
        result = compute(first, second)
        if isinstance(result, Undefined):
            return
        corners = [
            exactly(x, y)
            for x in (first.lower, first.upper)
            for y in (second.lower, second.upper)
            if x is not None and y is not None and (y != 0 or rule != "quotient")
        ]
        reached = {*corners, Fraction(0)}
        assert {end for end in (result.lower, result.upper) if end is not None} <= reached

    check()


@pytest.mark.parametrize("rule", ["total", "difference", "quotient"])
def test_no_narrower_result_would_do(rule: str) -> None:
    _approached(rule)


@settings(max_examples=200, deadline=None)
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


@settings(max_examples=200, deadline=None)
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
    assert quotient(Interval.point(1), around) == Undefined("the divisor may be zero")
    assert intersection(Interval.point(1), Interval.point(2)) == Undefined("the intervals have no number in common")
    assert level_before(Interval.point(1), Interval.point(-100)) == Undefined("the divisor may be zero")


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
