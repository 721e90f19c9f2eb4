"""Filters that bound a quantity: three-valued, because an interval may meet a bound for certain, possibly, or not."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sqlalchemy import and_, or_

from app.vocabulary import Unit
from app.vocabulary.numbers import SCALE
from app.web.questions.filters.declared import Column, Condition


@dataclass(frozen=True, slots=True)
class Measure:
    """The columns of a quantity that bounds compare, and the unit that the bound is in."""

    lower: Column
    upper: Column
    bounds: Column
    unit_column: Column
    unit: Unit

    def at_least(self, bound: Fraction, *, certain: bool) -> Condition:
        """Select quantities that are (or for the uncertain may be) at or above the bound, in 1/SCALE."""
        if certain:
            return and_(self._known(), self.lower >= ceil(bound))
        touching = and_(self.upper == ceil(bound), self.bounds.like("%]"))
        return and_(self._known(), or_(self.upper.is_(None), self.upper > ceil(bound), touching))

    def at_most(self, bound: Fraction, *, certain: bool) -> Condition:
        """Select quantities that are (or for the uncertain may be) at or below the bound, in 1/SCALE."""
        if certain:
            return and_(self._known(), self.upper <= floor(bound))
        touching = and_(self.lower == floor(bound), self.bounds.like("[%"))
        return and_(self._known(), or_(self.lower.is_(None), self.lower < floor(bound), touching))

    def _known(self) -> Condition:
        return self.unit_column == str(self.unit)


def measure(model: type[Any], name: str, unit: Unit = Unit.USD) -> Measure:
    """Give the measure of a quantity's columns."""
    lower, upper = getattr(model, f"{name}_lower"), getattr(model, f"{name}_upper")
    return Measure(lower, upper, getattr(model, f"{name}_bounds"), getattr(model, f"{name}_unit"), unit)


@dataclass(frozen=True, slots=True)
class Bound:
    """A parameter that bounds a quantity; `certainty` decides what becomes of intervals that straddle it."""

    measure: Measure
    least: bool

    def condition(self, value: Decimal, *, certain: bool) -> Condition:
        """Give the condition for a bound in units."""
        compare = self.measure.at_least if self.least else self.measure.at_most
        return compare(Fraction(value) * SCALE, certain=certain)
