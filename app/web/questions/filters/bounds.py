"""Filters that bound a quantity: three-valued, because an interval may meet a bound for certain, possibly, or not."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sqlalchemy import and_, case, or_

from app.vocabulary.measures import Unit
from app.vocabulary.numbers import SCALE
from app.web.catalogue import Catalogue
from app.web.questions.filters import Clause, Condition, Filter
from app.web.questions.queries import Certainty
from app.web.rows.cells import Cell, Column


@dataclass(frozen=True, slots=True)
class Measure:
    """The columns of a quantity that bounds compare, and the unit that the bound is in."""

    lower: Column
    upper: Column
    bounds: Column
    unit_column: Column
    unit: Unit

    @property
    def is_known(self) -> Clause:
        """The clause that the quantity is stated in the unit."""
        return self.unit_column == str(self.unit)


def measure(model: type[object], name: str, unit: Unit = Unit.USD) -> Measure:
    """Return the measure of a quantity's columns."""
    lower, upper = getattr(model, f"{name}_lower"), getattr(model, f"{name}_upper")
    return Measure(lower, upper, getattr(model, f"{name}_bounds"), getattr(model, f"{name}_unit"), unit)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bound(Filter):
    """Selects quantities at or above a bound, or at or below it; whether for certain or possibly is its form."""

    measure: Measure
    least: bool

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition on the bound in 1/SCALE: to be met for certain, until `certainty` says otherwise."""
        number = Fraction(values[0]) * SCALE
        return Condition(self, values[0], (ceil(number) if self.least else floor(number),), Certainty.CERTAIN)

    def clause(self, parameters: Sequence[object], form: Hashable) -> Clause:
        """Compare the end of the interval that decides, which may itself be open or not there at all."""
        (bound,), of = parameters, self.measure
        if form is Certainty.CERTAIN:
            return and_(of.is_known, of.lower >= bound if self.least else of.upper <= bound)
        if self.least:
            beyond, touching = of.upper > bound, and_(of.upper == bound, of.bounds.like("%]"))
            return and_(of.is_known, or_(of.upper.is_(None), beyond, touching))
        beyond, touching = of.lower < bound, and_(of.lower == bound, of.bounds.like("[%"))
        return and_(of.is_known, or_(of.lower.is_(None), beyond, touching))


def at_least(measured: Measure) -> Filter:
    """Select quantities of at least the value."""
    return Bound(measure=measured, least=True)


def at_most(measured: Measure) -> Filter:
    """Select quantities of at most the value."""
    return Bound(measure=measured, least=False)


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
