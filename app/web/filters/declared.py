"""What the filters of the query models mean: each is declared beside its parameter and gives one SQL condition.

    reporter: Annotated[Name | None, area_is(TradeFlow.reporter)] = None

A filter is called with the value and the catalogue. It gives the condition and the value as understood (a name becomes
a code), or raises `Unclear` with what would be right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists
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


@dataclass(frozen=True, slots=True)
class Understood:
    """A filter's condition, its value with names resolved to codes, and members of the rows it has a say in."""

    condition: Condition
    value: Any
    marks: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filter:
    """How one parameter selects rows."""

    understand: Callable[[Any, Catalogue], Understood]


def is_(column: Column) -> Filter:
    """Select rows whose column holds the value itself."""
    return Filter(lambda value, _: Understood(column == value, value))


def satisfies(condition: Callable[[Any], Condition]) -> Filter:
    """Select rows by any other condition on the value itself."""
    return Filter(lambda value, _: Understood(condition(value), value))


def text_in(column: Column) -> Filter:
    """Select rows whose names, aliases or codes hold the text, ignoring case and accents."""
    return Filter(lambda text, _: Understood(column.contains(fold(text), autoescape=True), text))


def on_or_after(column: Column) -> Filter:
    """Select rows dated on or after a day, month or year; a coarse date counts from its first day."""
    return Filter(lambda date, _: Understood(column >= date, date))


def lasts_to(column: Column) -> Filter:
    """Select rows whose end is not before a day, month or year; a coarse end counts to its last day."""
    return Filter(lambda date, _: Understood(column.concat(_BEHIND) > date, date))


def on_or_before(column: Column) -> Filter:
    """Select rows dated on or before a day, or within the month or year given."""
    return Filter(lambda date, _: Understood(and_(column.is_not(None), column < f"{date}{_BEHIND}"), date))


def period_is(column: Column) -> Filter:
    """Select rows of exactly one period."""
    return Filter(lambda period, _: Understood(column == Period.parse(period).recency, period))


def period_on_or_after(column: Column) -> Filter:
    """Select rows whose period ends in or after the first month of the period given."""
    return Filter(lambda text, _: Understood(column <= Period.parse(text).oldest_recency, text))


def period_on_or_before(column: Column) -> Filter:
    """Select rows whose period ends in or before the last month of the period given; undated rows never do."""
    return Filter(
        lambda text, _: Understood(and_(column >= Period.parse(text).newest_recency, column < UNDATED_RECENCY), text)
    )


def holds(owner: Column, key: Column, *conditions: Condition) -> Condition:
    """Tell whether a child row of the record meets the conditions."""
    return exists().where(owner == key, *conditions)
