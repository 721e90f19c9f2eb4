"""Filters that bound a quantity or a date: three-valued, as an interval may meet a bound for certain, possibly, or not.

A date that is known to the month or year is the interval of its days.
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, or_

from app.vocabulary.numbers import SCALE
from app.vocabulary.words import USD
from app.web.catalogue import Catalogue
from app.web.questions.filters import Clause, Condition, Filter
from app.web.questions.queries import Certainty
from app.web.rows.cells import Cell, Column


@dataclass(frozen=True, slots=True)
class Bounded:
    """The columns of a quantity that bounds compare; the unit is null for a count, which is in whatever is counted."""

    lower: Column
    upper: Column
    bounds: Column
    unit: Column | None


def amount(model: type[object], name: str) -> Bounded:
    """Return what bounds compare of an amount of money."""
    return replace(count(model, name), unit=getattr(model, f"{name}_unit"))


def count(model: type[object], name: str) -> Bounded:
    """Return what bounds compare of a count."""
    lower, upper, bounds = (getattr(model, name + part) for part in ("_lower", "_upper", "_bounds"))
    return Bounded(lower, upper, bounds, None)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bound(Filter):
    """Selects what lies at or above a bound, or at or below it; whether for certain or possibly is its form."""

    least: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class AmountBound(Bound):
    """Selects quantities by a bound."""

    measure: Bounded

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition on the bound in 1/SCALE: to be met for certain, until `certainty` says otherwise.

        An amount is in USD, until `currency` says otherwise.
        """
        number = Fraction(values[0]) * SCALE
        currency = () if self.measure.unit is None else (USD,)
        return Condition(self, values[0], (ceil(number) if self.least else floor(number), *currency), Certainty.CERTAIN)

    def clause(self, parameters: Sequence[object], form: Hashable) -> Clause:
        """Compare the end of the interval that decides, which may itself be open or not there at all."""
        (bound, *currency), of = parameters, self.measure
        is_known = of.bounds.is_not(None) if of.unit is None else of.unit == currency[0]
        if form is Certainty.CERTAIN:
            return and_(is_known, of.lower >= bound if self.least else of.upper <= bound)
        if self.least:
            beyond, touching = of.upper > bound, and_(of.upper == bound, of.bounds.like("%]"))
            return and_(is_known, or_(of.upper.is_(None), beyond, touching))
        beyond, touching = of.lower < bound, and_(of.lower == bound, of.bounds.like("[%"))
        return and_(is_known, or_(of.lower.is_(None), beyond, touching))


def at_least(measured: Bounded) -> Filter:
    """Select quantities of at least the value."""
    return AmountBound(measure=measured, least=True)


def at_most(measured: Bounded) -> Filter:
    """Select quantities of at most the value."""
    return AmountBound(measure=measured, least=False)


_AFTER_ALL: Final = "~"
"""Added to a date: `2023~` sorts behind every date within 2023 and before 2024."""


@dataclass(frozen=True, eq=False, kw_only=True)
class DateBound(Bound):
    """Selects dates by a bound."""

    date: Column

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition on the coarsest date that begins on the day that the bound does, or ends so.

        So all dates compare as texts: 2023-03-01 begins as 2023-03 does, and 2023-12-31 ends as 2023 does.
        """
        date = values[0]
        year_and_month, day = date[:7], date[8:]
        is_end = not day or int(day) == monthrange(*map(int, year_and_month.split("-")))[1]
        last = year_and_month.removesuffix("-12") if is_end else date
        bound = date.removesuffix("-01").removesuffix("-01") if self.least else last + _AFTER_ALL
        return Condition(self, date, (bound,), Certainty.CERTAIN)

    def clause(self, parameters: Sequence[object], form: Hashable) -> Clause:
        """Compare the first or the last day that the date may be, whichever decides."""
        (bound,), last = parameters, self.date.concat(_AFTER_ALL)
        if self.least:
            return self.date >= bound if form is Certainty.CERTAIN else last > bound
        return last <= bound if form is Certainty.CERTAIN else self.date < bound


def on_or_after(date: Column) -> Filter:
    """Select what is dated on or after a day, or the first day of a month or year."""
    return DateBound(date=date, least=True)


def on_or_before(date: Column) -> Filter:
    """Select what is dated on or before a day, or the last day of a month or year."""
    return DateBound(date=date, least=False)


def in_currency(conditions: Mapping[str, Condition], currency: object) -> dict[str, Condition]:
    """Return conditions whose bounds on amounts are in a currency."""
    return {
        name: replace(one, bound=(one.bound[0], currency)) if isinstance(one.filter, Bound) and one.bound[1:] else one
        for name, one in conditions.items()
    }


def relaxed(conditions: Mapping[str, Condition]) -> dict[str, Condition]:
    """Return the conditions with bounds relaxed: rows that may meet them are selected too."""
    return {
        name: replace(one, form=Certainty.POSSIBLE) if isinstance(one.filter, Bound) else one
        for name, one in conditions.items()
    }


def certainty_of(conditions: Iterable[tuple[Condition, Sequence[object]]]) -> dict[str, Cell]:
    """Return the member that says whether a row meets all bounds for certain; conditions come with their parameters."""
    bounds = [(one, parameters) for one, parameters in conditions if isinstance(one.filter, Bound)]
    if not bounds:
        return {}
    if all(one.form is Certainty.CERTAIN for one, _ in bounds):
        return {"certainty": Cell((), lambda _: Certainty.CERTAIN)}
    return {"certainty": Cell((_certainty(bounds),), lambda _, value: value)}


def straddling(conditions: Mapping[str, Condition]) -> dict[str, Clause]:
    """Return the clauses that select what may meet bounds but does not for certain; none where that is selected."""
    bounds = [(one, one.bound) for one in conditions.values() if isinstance(one.filter, Bound)]
    if not any(one.form is Certainty.CERTAIN for one, _ in bounds):
        return {}
    possible = {name: one.clause() for name, one in relaxed(conditions).items()}
    return {**possible, "certainty": _certainty(bounds) == Certainty.POSSIBLE}


def _certainty(bounds: Iterable[tuple[Condition, Sequence[object]]]) -> ColumnElement[object]:
    """Build what tells whether a row, which may meet all bounds, does so for certain."""
    certain = and_(*(one.filter.clause(parameters, Certainty.CERTAIN) for one, parameters in bounds))
    return case((certain, Certainty.CERTAIN), else_=Certainty.POSSIBLE)
