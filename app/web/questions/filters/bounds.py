"""Filters that bound a quantity: three-valued, because an interval may meet a bound for certain, possibly, or not."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sqlalchemy import and_, case, or_, true

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
    """Selects quantities at or above a bound, or at or below it; whether for certain or possibly is its form."""

    measure: Bounded
    least: bool

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
        is_known = true() if of.unit is None else of.unit == currency[0]
        if form is Certainty.CERTAIN:
            return and_(is_known, of.lower >= bound if self.least else of.upper <= bound)
        if self.least:
            beyond, touching = of.upper > bound, and_(of.upper == bound, of.bounds.like("%]"))
            return and_(is_known, or_(of.upper.is_(None), beyond, touching))
        beyond, touching = of.lower < bound, and_(of.lower == bound, of.bounds.like("[%"))
        return and_(is_known, or_(of.lower.is_(None), beyond, touching))


def at_least(measured: Bounded) -> Filter:
    """Select quantities of at least the value."""
    return Bound(measure=measured, least=True)


def at_most(measured: Bounded) -> Filter:
    """Select quantities of at most the value."""
    return Bound(measure=measured, least=False)


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
    certain = and_(*(one.filter.clause(parameters, Certainty.CERTAIN) for one, parameters in bounds))
    return {"certainty": Cell((case((certain, Certainty.CERTAIN), else_=Certainty.POSSIBLE),), lambda _, value: value)}
