"""Periods of trade statistics, and the natural key of a trade flow, which one is a part of.

A period is written `2022`, `2023-Q1`, `2023-03` or, cumulative, `2022-01/2022-10`. The key is the public id too:
`KAZ.CHN.export.2022.TOTAL.timesca-565m.0`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from app.vocabulary.measures import Flow, Frequency

UNDATED: Final = "undated"
"""How a missing period is written inside an id; everywhere else it is null."""

_SHAPE: Final = re.compile(
    r"(?P<year>[12][0-9]{3})"
    r"(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(?:/(?P<year2>[12][0-9]{3})-(?P<month2>0[1-9]|1[0-2]))?)?",
    re.ASCII,
)
_LATEST_MONTH: Final = 3000 * 12
_LONGEST: Final = 1000
_STATEMENT: Final = re.compile("0|[1-9][0-9]{0,2}")


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months; `first` and `last` count months from year 0, both inside the period."""

    first: int
    last: int

    @classmethod
    @lru_cache(1_000)
    def parse(cls, text: str) -> "Period":
        """Read a period from its canonical spelling; ValueError says which spellings there are."""
        found = _SHAPE.fullmatch(text)
        if not found:
            raise ValueError(
                "a period is written 2022, 2023-Q1, 2023-03 or 2022-01/2022-10, a financial year 2023-04/2024-03"
            )
        start = int(found["year"]) * 12
        if found["quarter"]:
            first = start + 3 * (int(found["quarter"]) - 1)
            return cls(first, first + 2)
        if not found["month"]:
            return cls(start, start + 11)
        first = start + int(found["month"]) - 1
        if not found["month2"]:
            return cls(first, first)
        last = int(found["year2"]) * 12 + int(found["month2"]) - 1
        return cls._cumulative(first, last)

    @classmethod
    def _cumulative(cls, first: int, last: int) -> "Period":
        if not first < last < first + _LONGEST - 1:
            raise ValueError("a cumulative period ends after the month in which it starts, within 83 years")
        period = cls(first, last)
        if period.frequency is not Frequency.CUMULATIVE:
            raise ValueError(f"this period has a shorter spelling: {period}")
        return period

    @property
    def frequency(self) -> Frequency:
        """Annual, quarterly and monthly for calendar units, cumulative for any other run of months."""
        match self.last - self.first + 1, self.first % 12:
            case 12, 0:
                return Frequency.ANNUAL
            case 3, 0 | 3 | 6 | 9:
                return Frequency.QUARTERLY
            case 1, _:
                return Frequency.MONTHLY
        return Frequency.CUMULATIVE

    @property
    def recency(self) -> int:
        """A number that grows as periods get older, one for each period: the newest sort first.

        Months between the last month and the year 3000, times 1,000, plus the length in months.
        """
        return (_LATEST_MONTH - self.last) * _LONGEST + self.last - self.first + 1

    @classmethod
    def from_recency(cls, recency: int) -> "Period | None":
        """Return the period that a recency stands for; None for that of undated records."""
        if recency == UNDATED_RECENCY:
            return None
        back, length = divmod(recency, _LONGEST)
        last = _LATEST_MONTH - back
        return cls(last - length + 1, last)

    @property
    def oldest_recency(self) -> int:
        """The largest recency of periods that end in or after the first month of this one."""
        return (_LATEST_MONTH - self.first) * _LONGEST + _LONGEST - 1

    @property
    def newest_recency(self) -> int:
        """The smallest recency of periods that end in or before the last month of this one."""
        return (_LATEST_MONTH - self.last) * _LONGEST + 1

    @property
    def year_before(self) -> "Period":
        """The same months a year earlier."""
        return Period(self.first - 12, self.last - 12)

    def within(self, other: "Period") -> bool:
        """Return whether all months of this period lie in the other."""
        return other.first <= self.first and self.last <= other.last

    @property
    def slug(self) -> str:
        """The spelling inside an id, where a slash may not stand."""
        return str(self).replace("/", "-to-")

    @property
    def label(self) -> str:
        """The period as a sentence says it: `2022`, `March 2023`, `the first quarter of 2023`, `January-May 2022`."""
        year, month = divmod(self.last, 12)
        match self.frequency:
            case Frequency.ANNUAL:
                return str(year)
            case Frequency.QUARTERLY:
                return f"the {_QUARTERS[month // 3]} quarter of {year}"
            case Frequency.MONTHLY:
                return f"{_MONTHS[month]} {year}"
        first_year, first_month = divmod(self.first, 12)
        start = _MONTHS[first_month] if first_year == year else f"{_MONTHS[first_month]} {first_year}"
        return f"{start}-{_MONTHS[month]} {year}"

    @lru_cache(1_000)  # noqa: B019  # what it keeps is bounded, and small
    def __str__(self) -> str:
        """Write the canonical spelling, which `parse` reads."""
        match self.frequency:
            case Frequency.ANNUAL:
                return str(self.first // 12)
            case Frequency.QUARTERLY:
                return f"{self.first // 12}-Q{self.first % 12 // 3 + 1}"
            case Frequency.MONTHLY:
                return _month(self.first)
        return f"{_month(self.first)}/{_month(self.last)}"


UNDATED_RECENCY: Final = _LATEST_MONTH * _LONGEST
"""The recency of a record without a period: behind every dated one."""


def recency_of(period: str | None) -> int:
    """Return the recency of a period as it is written, and of none."""
    return Period.parse(period).recency if period else UNDATED_RECENCY


def _month(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02d}"


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_QUARTERS: Final = ("first", "second", "third", "fourth")


class FlowKey(NamedTuple):
    """Reporter, partner, flow, recency (`Period.recency`), commodity, source, statement: the key's columns in order."""

    reporter: str
    partner: str
    flow: str
    recency: int
    commodity: str
    source: str
    statement: int

    @property
    def id(self) -> str:
        """The public id: the parts with dots between them, the period in place of the recency."""
        return f"{self.before_goods}{self.commodity}.{self.source}.{self.statement}"

    @property
    def before_goods(self) -> str:
        """The part of the id that the rows of a reporter, partner, flow and period share."""
        return f"{self.reporter}.{self.partner}.{self.flow}.{_slug(self.recency)}."

    @classmethod
    def parse(cls, text: str) -> "FlowKey | None":
        """Read a public id; None when it is not of this form."""
        parts = text.split(".")
        if len(parts) != len(cls._fields):
            return None
        reporter, partner, flow, when, commodity, source, statement = parts
        if flow not in set(Flow) or not _STATEMENT.fullmatch(statement):
            return None
        try:
            recency = UNDATED_RECENCY if when == UNDATED else Period.parse(when.replace("-to-", "/")).recency
        except ValueError:
            return None
        return cls(reporter, partner, flow, recency, commodity, source, int(statement))


@lru_cache(1_000)
def _slug(recency: int) -> str:
    period = Period.from_recency(recency)
    return period.slug if period else UNDATED
