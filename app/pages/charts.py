"""Charts: intervals and values placed on scales, as numbers; templates draw them, in shapes that need no colour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil, floor, log10
from operator import attrgetter
from typing import Final, NamedTuple

OptionalNumber = float | None
"""A number to be placed; none where an interval has no end, or a range no value of its own."""


class Role(StrEnum):
    """Which of the two areas of a page compiled what a mark shows, or who else; each has a shape of its own."""

    FIRST = "a"
    SECOND = "b"
    OTHER = "o"
    UNKNOWN = "u"


_STEPS: Final = (1, 2, 2.5, 5, 10)
YEARS: Final = (1, 2, 5, 10)
"""Steps of a scale of years, in powers of ten; half a year is no tick."""


@dataclass(frozen=True)
class Scale:
    """A linear scale from numbers to pixels, with its ticks."""

    low: float
    high: float
    start: float
    end: float
    step: float

    @classmethod
    def over(
        cls, numbers: Iterable[float], start: float, end: float, ticks: int = 4, steps: Sequence[float] = _STEPS
    ) -> "Scale":
        """Return the scale that holds numbers and ends on round ones, with about so many steps."""
        given = [*numbers] or [0.0, 1.0]
        low, high = min(given), max(given)
        wide = (high - low) or abs(high) or 1.0
        power = 10.0 ** floor(log10(wide / ticks))
        step = next(one * power for one in steps if one * power >= wide / ticks)
        low, high = floor(low / step) * step, ceil(high / step) * step
        return cls(low, max(high, low + step), start, end, step)

    def at(self, number: float) -> float:
        """Return the pixel of a number, to a tenth; those beyond the scale stand at its ends."""
        share = (min(max(number, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[tuple[float, float]]:
        """Pixel and number of every tick."""
        count = round((self.high - self.low) / self.step)
        numbers = [round(self.low + index * self.step, 6) for index in range(count + 1)]
        return [(self.at(number), number) for number in numbers]


class Bar(NamedTuple):
    """An interval on a scale, in pixels: its ends, whether one is missing, and the value in it, if it has one."""

    start: float
    end: float
    is_open_below: bool
    is_open_above: bool
    dot: OptionalNumber


_STUB: Final = 18.0
"""Pixels that a bar without an end goes on for, up to its arrow."""


def bar(scale: Scale, lower: OptionalNumber, value: OptionalNumber, upper: OptionalNumber) -> Bar:
    """Return where an interval is drawn; one whose end is missing or off the scale goes on to an arrow."""
    lower = None if lower is not None and lower < scale.low else lower
    upper = None if upper is not None and upper > scale.high else upper
    known = [number for number in (lower, value, upper) if number is not None] or [scale.high]
    down = scale.end < scale.start
    first, last = scale.at(min(known)), scale.at(max(known))
    start = first - (-_STUB if down else _STUB) if lower is None else first
    end = last + (-_STUB if down else _STUB) if upper is None else last
    return Bar(start, end, lower is None, upper is None, None if value is None else scale.at(value))


class Mark(NamedTuple):
    """A statement in a panel: its bar along the vertical scale, where it stands, whose it is, and what it says."""

    x: float
    bar: Bar
    role: Role
    label: str


class Point(NamedTuple):
    """A statement of one year that is to be drawn: its quantity as answers show it."""

    year: int
    quantity: Mapping[str, object]
    role: Role
    label: str


def numbers_of(
    quantity: Mapping[str, object], unit: float = 1
) -> tuple[OptionalNumber, OptionalNumber, OptionalNumber]:
    """Return the lower end, the value and the upper end of a quantity or an interval, as answers show it."""
    numbers = (quantity.get(name) for name in ("lower", "value", "upper"))
    lower, value, upper = (None if number is None else float(str(number)) / unit for number in numbers)
    return lower, value, upper


def known_of(quantity: Mapping[str, object], unit: float = 1) -> list[float]:
    """Return what is known of them."""
    return [number for number in numbers_of(quantity, unit) if number is not None]


class Panel(NamedTuple):
    """Statements by year: marks, the range of each compiler, and both axes."""

    title: str
    marks: Sequence[Mark]
    ranges: Sequence[tuple[Role, str]]
    years: Sequence[tuple[float, int]]
    values: Sequence[tuple[float, float]]


WIDTH: Final = 344
HEIGHT: Final = 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 26, 24
_MOST_YEARS: Final = 6
_BESIDE: Final = {Role.FIRST: -1.0, Role.SECOND: 1.0, Role.UNKNOWN: 0.0, Role.OTHER: 0.0}
"""Where in its year a compiler stands, so that both sides are seen."""


def panels(titled: Sequence[tuple[str, Sequence[Point]]], unit: float) -> list[Panel]:
    """Build panels of statements by year that share both axes; values are divided by the unit of the scale."""
    every = [point for _, points in titled for point in points]
    years = [point.year for point in every] or [0]
    first, last = min(years), max(years)
    across = Scale(first - 0.5, last + 0.5, _LEFT, WIDTH - _RIGHT, 1)
    ends = [number for point in every for number in known_of(point.quantity, unit)]
    up = Scale.over((0.0, *ends), HEIGHT - _BOTTOM, _TOP, ticks=5)
    every_nth = ceil((last - first + 1) / _MOST_YEARS)
    shown = [(across.at(year), year) for year in range(last, first - 1, -every_nth)]
    beside = min(5.0, (across.at(first + 1) - across.at(first)) / 4) if last > first else 6.0
    return [
        Panel(
            title, _marks(points, across, up, beside, unit), _ranges(points, across, up, beside, unit), shown, up.ticks
        )
        for title, points in titled
    ]


def _marks(points: Sequence[Point], across: Scale, up: Scale, beside: float, unit: float) -> list[Mark]:
    marks = []
    for point in sorted(points, key=attrgetter("role"), reverse=True):  # the first is drawn on top
        x = round(across.at(point.year) + beside * _BESIDE[point.role], 1)
        marks.append(Mark(x, bar(up, *numbers_of(point.quantity, unit)), point.role, point.label))
    return marks


def _ranges(points: Sequence[Point], across: Scale, up: Scale, beside: float, unit: float) -> list[tuple[Role, str]]:
    """Return for each side the outline of all that it is said to have, through years that follow each other."""
    stated: defaultdict[tuple[Role, int], list[float]] = defaultdict(list)
    for point in points:
        stated[point.role, point.year] += known_of(point.quantity, unit)
    found: list[tuple[Role, str]] = []
    for (role, year), (next_role, next_year) in pairwise(sorted(stated)):
        if role is next_role and next_year == year + 1 and role in (Role.FIRST, Role.SECOND):
            left, right = (stated[role, one] for one in (year, next_year))
            xs = [across.at(one) + beside * _BESIDE[role] for one in (year, next_year)]
            corners = ((xs[0], max(left)), (xs[1], max(right)), (xs[1], min(right)), (xs[0], min(left)))
            found.append((role, " ".join(f"{x:.1f},{up.at(y)}" for x, y in corners)))
    return found


class Track(NamedTuple):
    """A row of a table with its bar: what it is, what it says in words, whose it is, its link, and what was found."""

    label: str
    text: str
    bar: Bar | None
    role: Role
    url: str | None
    note: str = ""
    points: Sequence[float] = ()
    """Where something happened on the way."""

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to draw."""
        return self.bar is not None or bool(self.points)


class Tracks(NamedTuple):
    """Rows on one scale, with a band to hold them against, and a line at zero where the scale crosses it."""

    scale: Scale
    rows: Sequence[Track]
    band: tuple[float, float] | None
    zero: OptionalNumber


TRACK: Final = 260
"""Pixels that a scale of tracks is wide."""
_EDGE: Final = 20


def track_scale(numbers: Iterable[float], steps: Sequence[float] = _STEPS) -> Scale:
    """Return the scale of a table's tracks."""
    return Scale.over(numbers, _EDGE, TRACK - _EDGE, steps=steps)
