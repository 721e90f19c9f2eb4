"""What the filters of the query models mean: each is declared beside its parameter and gives one SQL condition.

    reporter: Annotated[Name | None, area_is(TradeFlow.reporter)] = None

A filter is called with the value and the catalogue. It gives the value as understood (a name becomes a code) with what
selects rows: `Compared` where the condition is the same for all values but for one that is bound, so that the statement
is kept, else `Understood`. It raises `Unclear` with what would be right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.vocabulary import Period
from app.vocabulary.folding import fold
from app.vocabulary.period import UNDATED_RECENCY
from app.vocabulary.problems import Problem
from app.web.catalogue import Catalogue
from app.web.rows import Cell

Column = InstrumentedAttribute[Any] | ColumnElement[Any]
Condition = ColumnElement[bool]

_BEHIND: Final = "~"
"""Added to a date, it sorts behind every date within that one and before the next."""


@dataclass
class Unclear(Exception):
    """A value of the right form that names nothing, or several things."""

    problem: Problem
    reason: str
    did_you_mean: tuple[str, ...] = ()


Compare = Callable[[Any], Condition]
"""Gives the condition for one value, or for a bound parameter that stands for every value."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A filter's condition, its value with names resolved to codes, and members of the rows it has a say in."""

    condition: Condition
    value: Any
    marks: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """A filter understood as a comparison with one value: the statement is the same for all, and only binds another.

    `compare` and `marks` give condition and members for a parameter; `bound` is what the database compares with. Where
    there are `others`, rows that compare with any of them are meant: each such range of rows is in key order by itself,
    and they are merged. A comparison for equality names the `column`.
    """

    compare: Compare
    value: Any
    bound: Any
    marks: Callable[[Any], Mapping[str, Cell]] = lambda _: {}
    others: tuple[Any, ...] = ()
    column: Column | None = None

    @property
    def fixed(self) -> Column | None:
        """The column that holds the value in all rows that are meant."""
        return None if self.others else self.column


def conditions_of(filters: Mapping[str, Understood | Compared]) -> dict[str, Condition]:
    """Give the condition of each filter, with its values in it."""
    return {name: _condition(filtered) for name, filtered in filters.items()}


def _condition(filtered: Understood | Compared) -> Condition:
    if isinstance(filtered, Understood):
        return filtered.condition
    return or_(*(filtered.compare(value) for value in (filtered.bound, *filtered.others)))


@dataclass(frozen=True, slots=True)
class Filter:
    """How one parameter selects rows."""

    understand: Callable[[Any, Catalogue], Understood | Compared]


def compares(compare: Compare, bound: Callable[[Any], Any] = lambda value: value) -> Filter:
    """Select rows by a comparison with the value, or with what `bound` makes of it."""
    return Filter(lambda value, _: Compared(compare, value, bound(value)))


def plain_value(value: Any) -> Any:
    """Give what a driver takes: a word of a closed list as text."""
    return str(value) if isinstance(value, StrEnum) else value


def is_(column: Column) -> Filter:
    """Select rows whose column holds the value itself."""
    return Filter(lambda value, _: equal_to(column, value, plain_value(value)))


def equal_to(column: Column, value: Any, bound: Any) -> Compared:
    """Select rows whose column holds what is bound, which stands for the value."""
    return Compared(lambda other: column == other, value, bound, column=column)


def satisfies(condition: Callable[[Any], Condition]) -> Filter:
    """Select rows by any other condition on the value itself."""
    return Filter(lambda value, _: Understood(condition(value), value))


def text_in(column: Column) -> Filter:
    """Select rows whose names, aliases or codes hold the text, ignoring case and accents."""
    return Filter(lambda text, _: Understood(column.contains(fold(text), autoescape=True), text))


def on_or_after(column: Column) -> Filter:
    """Select rows dated on or after a day, month or year; a coarse date counts from its first day."""
    return compares(lambda date: column >= date)


def lasts_to(column: Column) -> Filter:
    """Select rows whose end is not before a day, month or year; a coarse end counts to its last day."""
    return compares(lambda date: column.concat(_BEHIND) > date)


def on_or_before(column: Column) -> Filter:
    """Select rows dated on or before a day, or within the month or year given."""
    return compares(lambda date: and_(column.is_not(None), column < date), lambda date: f"{date}{_BEHIND}")


def period_is(column: Column) -> Filter:
    """Select rows of exactly one period."""
    return Filter(lambda period, _: equal_to(column, period, Period.parse(period).recency))


def period_on_or_after(column: Column) -> Filter:
    """Select rows whose period ends in or after the first month of the period given."""
    return compares(lambda recency: column <= recency, lambda period: Period.parse(period).oldest_recency)


def period_on_or_before(column: Column) -> Filter:
    """Select rows whose period ends in or before the last month of the period given; undated rows never do."""
    return compares(
        lambda recency: and_(column >= recency, column < UNDATED_RECENCY),
        lambda period: Period.parse(period).newest_recency,
    )


def holds(owner: Column, key: Column, *conditions: Condition) -> Condition:
    """Tell whether a child row of the record meets the conditions."""
    return exists().where(owner == key, *conditions)
