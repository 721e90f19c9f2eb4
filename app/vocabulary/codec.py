"""The one codec of quantities: six columns of a table, an object of JSON, and text for people."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple, Required, TypedDict, overload

from app.vocabulary.interval import Interval
from app.vocabulary.measures import Qualifier, Unit
from app.vocabulary.numbers import (
    SCALE,
    decimal,
    is_stored_exactly,
    prose,
    stored,
    stored_above,
    stored_below,
)
from app.vocabulary.quantity import Quantity

QUANTITY_PARTS: Final = ("_amount", "_lower", "_upper", "_unit", "_bounds", "_hedge")
"""What follows a quantity's name in the names of its columns: three numbers in 1/SCALE, unit, bounds, and the hedge."""


class Hedge(TypedDict, total=False):
    """What a quantity says beyond numbers, unit and bounds; a published statistic has none.

    `fraction`, `lower` and `upper` are the exact numbers where the columns hold rounded ones.
    """

    qualifier: Required[str]
    step: str | None
    per: str | None
    words: str | None
    fraction: str | None
    lower: str | None
    upper: str | None


class QuantityJson(TypedDict):
    """A quantity as the API shows it (`QuantityOut`)."""

    value: int | Decimal | None
    unit: str
    per: str | None
    qualifier: str
    step: int | Decimal | None
    lower: int | Decimal | None
    upper: int | Decimal | None
    bounds: str
    words: str | None
    text: str


class StoredQuantity(NamedTuple):
    """The values of a quantity's columns, in the order of QUANTITY_PARTS; no quantity is six nulls."""

    amount: int | None
    lower: int | None
    upper: int | None
    unit: str | None
    bounds: str | None
    hedge: Hedge | None


BEFORE_A_NUMBER: Final[Mapping[str, str]] = {
    str(hedge): "" if hedge in (Qualifier.EXACT, Qualifier.ROUNDED) else f"{hedge.replace('_', ' ')} "
    for hedge in Qualifier
}
"""The hedge as it stands before a number: `more than `, `about `, or nothing."""
_FRACTIONS: Final[Mapping[str | None, str]] = {"100/3": "a third", "200/3": "two thirds"}
"""Fractions in per cent that have a name."""


def quantity_to_columns(quantity: Quantity | None) -> StoredQuantity:
    """Return the six values that a quantity is stored as."""
    if quantity is None:
        return StoredQuantity(None, None, None, None, None, None)
    interval = quantity.interval
    return StoredQuantity(
        None if quantity.value is None else stored(quantity.value),
        None if interval.lower is None else stored_below(interval.lower),
        None if interval.upper is None else stored_above(interval.upper),
        str(quantity.unit),
        interval.bounds,
        _hedge(quantity),
    )


def _hedge(quantity: Quantity) -> Hedge | None:
    if quantity.is_statistic and _exact(quantity.value) is None:
        return None
    return {
        "qualifier": str(quantity.qualifier),
        "step": None if quantity.step is None else str(quantity.step),
        "per": quantity.per,
        "words": quantity.words,
        "fraction": _exact(quantity.value),
        "lower": _exact(quantity.interval.lower),
        "upper": _exact(quantity.interval.upper),
    }


def _exact(number: Fraction | None) -> str | None:
    """Write a number that the stored integer does not hold exactly."""
    return None if number is None or is_stored_exactly(number) else str(number)


def quantity_from_columns(
    amount: int | None,
    lower: int | None,
    upper: int | None,
    unit: str | None,
    bounds: str | None,
    hedge: Hedge | None,
) -> Quantity | None:
    """Read a quantity back from its six columns."""
    if unit is None or bounds is None:
        return None
    hedge = hedge or _STATISTIC
    step = hedge.get("step")
    return Quantity(
        value=_number(amount, hedge.get("fraction")),
        unit=Unit(unit),
        qualifier=Qualifier(hedge["qualifier"]),
        interval=Interval.between(_number(lower, hedge.get("lower")), _number(upper, hedge.get("upper")), bounds),
        step=None if step is None else _parsed(step),
        per=hedge.get("per"),
        words=hedge.get("words"),
    )


_STATISTIC: Final[Hedge] = {"qualifier": str(Qualifier.EXACT)}


def _number(scaled: int | None, exact: str | None) -> Fraction | None:
    if scaled is None:
        return None
    return _parsed(exact) if exact else Fraction(scaled, SCALE)


@lru_cache(256)
def _parsed(number: str) -> Fraction:
    """Parse a number of a hedge."""
    # Most are one of a few steps, and parsing costs as much as all else of a quantity.
    return Fraction(number)


@overload
def quantity_to_json(quantity: Quantity) -> QuantityJson: ...
@overload
def quantity_to_json(quantity: Quantity | None) -> QuantityJson | None: ...
def quantity_to_json(quantity: Quantity | None) -> QuantityJson | None:
    """Return a quantity as the API shows it; numbers that four decimals cannot hold are rounded, ends outwards."""
    return columns_to_json(*quantity_to_columns(quantity))


def columns_to_json(
    amount: int | None,
    lower: int | None,
    upper: int | None,
    unit: str | None,
    bounds: str | None,
    hedge: Hedge | None,
) -> QuantityJson | None:
    """Return the columns of a quantity as the API shows it."""
    if unit is None or bounds is None:
        return None
    hedge = hedge or _STATISTIC
    step = hedge.get("step")
    return {
        "value": None if amount is None else decimal(amount),
        "unit": unit,
        "per": hedge.get("per"),
        "qualifier": hedge["qualifier"],
        "step": None if step is None else decimal(stored(_parsed(step))),
        "lower": None if lower is None else decimal(lower),
        "upper": None if upper is None else decimal(upper),
        "bounds": bounds,
        "words": hedge.get("words"),
        "text": _text(amount, lower, upper, unit, hedge),
    }


def quantity_to_text(quantity: Quantity) -> str:
    """Write a quantity for people: `more than USD 13 billion`, `about 2 times`, `between 5 and 6 million t`."""
    amount, lower, upper, unit, _, hedge = quantity_to_columns(quantity)
    return _text(amount, lower, upper, str(unit), hedge or _STATISTIC)


def _text(amount: int | None, lower: int | None, upper: int | None, unit: str, hedge: Hedge) -> str:
    qualifier = hedge["qualifier"]
    if qualifier != Qualifier.BETWEEN and amount is not None:
        return BEFORE_A_NUMBER[qualifier] + amount_text(amount, unit, hedge.get("per"), hedge.get("fraction"))
    if lower is None and upper is None:
        return "any amount"
    ends = " and ".join(prose(end) for end in (lower, upper) if end is not None)
    within = Qualifier.AT_MOST if lower is None else Qualifier.AT_LEAST if upper is None else Qualifier.BETWEEN
    return BEFORE_A_NUMBER[within] + _in_unit(ends, unit, hedge.get("per"))


def amount_text(amount: int, unit: str, per: str | None = None, fraction: str | None = None) -> str:
    """Write a stored number with its unit: `USD 13 billion`, `9.4 million t`, `33.5%`, `a third`, `1 document`."""
    if fraction in _FRACTIONS and unit == Unit.PERCENT:
        return _FRACTIONS[fraction] + (f" a {per}" if per else "")
    return _in_unit(prose(amount), unit.removesuffix("s") if amount == SCALE else unit, per)


def _in_unit(numbers: str, unit: str, per: str | None) -> str:
    rate = f" a {per}" if per else ""
    match unit:
        case Unit.USD:
            return f"USD {numbers}{rate}"
        case Unit.PERCENT:
            return f"{numbers}%{rate}"
    return f"{numbers} {unit}{rate}"
