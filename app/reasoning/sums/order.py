"""Sums in the order of their size, where those whose intervals overlap are ties."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum

from app.reasoning.sums import Sum
from app.vocabulary.quantity import Interval, lower_key, upper_key


class SumOrder(StrEnum):
    """The order of sums by size."""

    LARGEST_FIRST = "-primary_value"
    SMALLEST_FIRST = "primary_value"


Place = tuple[int, int]
"""Where a sum stands: one more than the sums that certainly come before it, and how many overlap it."""


def in_order(sums: Sequence[Sum], order: SumOrder) -> list[tuple[Sum, Place | None]]:
    """Return sums with their places, ordered by their lower ends; those without a value come last and have no place.

    One interval comes before another for certain where the two have no number in common. Where sums are alike in
    their lower end, the greater upper end counts as the larger, and then they stay as they were.
    """
    valued = [(one, one.cell.interval) for one in sums if one.cell.interval is not None]
    lowest = sorted(lower_key(interval) for _, interval in valued)
    highest = sorted(upper_key(interval) for _, interval in valued)

    def place(interval: Interval) -> Place:
        above = len(valued) - bisect_right(lowest, upper_key(interval))
        below = bisect_left(highest, lower_key(interval))
        return 1 + (above if order is SumOrder.LARGEST_FIRST else below), len(valued) - 1 - above - below

    ordered = sorted(
        valued,
        key=lambda each: (lower_key(each[1]), upper_key(each[1])),
        reverse=order is SumOrder.LARGEST_FIRST,  # sorting is stable either way
    )
    placed: list[tuple[Sum, Place | None]] = [(one, place(interval)) for one, interval in ordered]
    return placed + [(one, None) for one in sums if one.cell.interval is None]
