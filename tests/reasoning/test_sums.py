"""The order of sums: no sum stands before one that may be larger without being told to be its tie."""

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.reasoning.sums.cell import SumOrder, in_order
from app.vocabulary.quantity import Interval

NUMBERS = st.integers(-3, 6).map(Fraction)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Give an interval with or without ends, open or closed."""
    lower, upper = sorted((draw(NUMBERS), draw(NUMBERS)))
    if lower == upper:
        return Interval.point(lower)
    ends = draw(st.sampled_from([(lower, upper), (lower, None), (None, upper)]))
    return Interval.between(*ends, draw(st.sampled_from(["[]", "[)", "(]", "()"])))


def _certainly_less(one: Interval, other: Interval) -> bool:
    """Compare by the numbers themselves: no number of the one is as large as a number of the other."""
    if one.upper is None or other.lower is None:
        return False
    return one.upper < other.lower or (one.upper == other.lower and not (one.upper_inclusive and other.lower_inclusive))


@given(st.lists(st.none() | intervals(), max_size=8), st.sampled_from(SumOrder))
def test_places_are_those_of_comparing_each_with_all(values: list[Interval | None], order: SumOrder) -> None:
    sums: list[Any] = [SimpleNamespace(cell=SimpleNamespace(interval=value)) for value in values]
    ordered = in_order(sums, order)
    assert sorted(map(id, sums)) == sorted(id(one) for one, _ in ordered)
    known = [value for value in values if value is not None]
    for one, place in ordered:
        value = one.cell.interval
        if value is None:
            assert place is None
            continue
        less = sum(_certainly_less(other, value) for other in known)
        more = sum(_certainly_less(value, other) for other in known)
        before = more if order is SumOrder.LARGEST_FIRST else less
        assert place == (1 + before, len(known) - 1 - less - more)
    ranks = [place[0] for _, place in ordered if place]
    firsts = [interval for one, place in ordered if place and (interval := one.cell.interval)]
    for earlier, later in pairwise(firsts):
        assert not (
            _certainly_less(earlier, later) if order is SumOrder.LARGEST_FIRST else _certainly_less(later, earlier)
        )
    assert ranks[:1] in ([], [1])
