"""What the database has added up, rows that agree in everything that a sum may not mix; and sums by their size."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from typing import Final, Generic, TypeVar

from app.reasoning import Basis
from app.reasoning.arithmetic import difference, total
from app.vocabulary.measures import Frequency
from app.vocabulary.quantity import Interval, hull, lower_key, upper_key
from app.vocabulary.terms import CommodityLevel

_AT_LEAST_NOTHING: Final = Interval.between(Fraction(0), None, "[]")


class Dimension(StrEnum):
    """What a selection of trade may be grouped by; the last four are about goods, and of them one is taken."""

    PERIOD = "period"
    FREQUENCY = "frequency"
    REPORTER = "reporter"
    PARTNER = "partner"
    FLOW = "flow"
    SOURCE = "source"
    EDITION = "edition"
    SECTION = "section"
    CHAPTER = "chapter"
    HEADING = "heading"
    COMMODITY = "commodity"


ABOUT_GOODS: Final = (Dimension.SECTION, Dimension.CHAPTER, Dimension.HEADING, Dimension.COMMODITY)


class CellRole(StrEnum):
    """How the rows of a cell relate to the others: what may be summed, and what holds, repeats or divides it."""

    MEMBER = "member"
    WORLD = "world"
    OTHER_AREA = "other_area"
    REPEATED = "repeated"


Group = tuple[str | int | None, ...]
"""The values of the dimensions that rows are grouped by."""
Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True)
class Span(Generic[Value]):
    """The smallest and the largest value that a column has in a cell."""

    first: Value
    last: Value

    @property
    def only(self) -> Value | None:
        """The one value there is, or None where there are several."""
        return self.first if self.first == self.last else None

    @classmethod
    def over(cls, spans: Iterable["Span[Value]"]) -> "Span[Value]":
        """Return the span that holds all the given ones."""
        every = list(spans)
        return cls(min(span.first for span in every), max(span.last for span in every))


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCell:
    """Rows of one source, flow, frequency, level, edition, valuation and currency, added up.

    `group` holds the values of the dimensions asked for, in their order. `bases` are those that rows have, of the areas
    that compiled them the first and the last. `interval` is in 1/SCALE of the currency, and None where no row has a
    value. `periods` are those that have rows, as recencies. Rows that are the same thing (`same_as`) come to the hull
    of what they say, once.
    """

    group: Group
    source: str
    flow: str
    frequency: Frequency | None
    level: CommodityLevel
    edition: str | None
    bases: frozenset[Basis]
    same_as: str | None
    role: CellRole
    reporters: Span[str]
    partners: Span[str]
    recencies: Span[int]
    goods: Span[str]
    periods: frozenset[int]
    rows: int
    valued: int
    currency: str | None
    interval: Interval | None

    @property
    def without_value(self) -> int:
        """How many of the rows state no value."""
        return self.rows - self.valued


def added_up(cells: Sequence[SumCell]) -> SumCell:
    """Return the cells of one group as one; in what else they differ, it is as the first."""
    return replace(
        cells[0],
        bases=frozenset().union(*(cell.bases for cell in cells)),
        reporters=Span.over(cell.reporters for cell in cells),
        partners=Span.over(cell.partners for cell in cells),
        recencies=Span.over(cell.recencies for cell in cells),
        goods=Span.over(cell.goods for cell in cells),
        periods=frozenset().union(*(cell.periods for cell in cells)),
        rows=sum(cell.rows for cell in cells),
        valued=sum(cell.valued for cell in cells),
        currency=next((cell.currency for cell in cells if cell.currency), None),
        interval=added(cells),
    )


def added(cells: Sequence[SumCell]) -> Interval | None:
    """Sum what cells come to, each thing that is stated several times once; None where there is no value.

    What is stated without a value is not zero: it leaves the sum without an upper end.
    """
    stated = [cell.interval for cell in cells if cell.same_as is None]
    same: defaultdict[str, list[Interval]] = defaultdict(list)
    for cell in cells:
        if cell.same_as is not None:
            same[cell.same_as] += [] if cell.interval is None else [cell.interval]
    stated += [hull(intervals) if intervals else None for intervals in same.values()]
    known = [interval for interval in stated if interval is not None]
    if not known:
        return None
    return reduce(total, known if len(known) == len(stated) else [*known, _AT_LEAST_NOTHING])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What the rows of one group come to, as one cell, and what its source states for the whole and the whole world.

    `stated` is the row of all goods with the partner asked for or grouped by (else with the World) and of the same
    reporter, flow, period and source; None where it is not there, or the sum is not of one period and reporter.
    """

    cell: SumCell
    stated: Interval | None
    world: Interval | None

    @property
    def gap(self) -> Interval | None:
        """The stated whole minus the sum."""
        return difference(self.stated, self.cell.interval) if self.stated and self.cell.interval else None


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
