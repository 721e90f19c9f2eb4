"""Quantities as exports spread them over columns, put together again with their hedges."""

import json
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.loading import Plain
from app.loading.faults import shown
from app.loading.statistics.trouble import Refuse
from app.vocabulary import Qualifier, Quantity, Unit
from app.vocabulary.codec import quantity_to_columns
from app.vocabulary.interval import Interval
from app.vocabulary.numbers import SCALE, stored_above, stored_below
from app.vocabulary.quantity import interval_of

MEMBERS: Final = (*("", "_unit", "_per", "_qualifier", "_step", "_lower", "_upper", "_bounds", "_words"),)
"""What an exported quantity is spread over, but for its text, which follows from these."""
SAME: Final = ("", "_lower", "_upper")
"""What holds one number in a published statistic, whose interval is its value."""
PUBLISHED: Final = {"_qualifier": str(Qualifier.EXACT)}
"""What else decides its numbers, and what stands there."""
_LARGEST: Final = 10**14
_LONGEST_NUMBER: Final = 40
_BOUNDS: Final = ("[]", "[)", "(]", "()")
_PLAIN: Final = TypeAdapter(Plain)
_Term = TypeVar("_Term", bound=StrEnum)
_FORMULA: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""How exports begin a cell that a spreadsheet would take for a formula."""


def bare(text: str) -> str:
    """Take off the mark that an export puts before what looks like a formula."""
    return text[1:] if text.startswith(_FORMULA) else text


def level(*cells: str) -> tuple[Any, ...] | Refuse:
    """Read a quantity that cannot be negative."""
    return _read(cells, least=Fraction(0))


def growth(*cells: str) -> tuple[Any, ...] | Refuse:
    """Read a change, which may go either way."""
    return _read(cells, least=None)


def _read(cells: tuple[str, ...], least: Fraction | None) -> tuple[Any, ...] | Refuse:
    if not any(cells):
        return quantity_to_columns(None)
    try:
        quantity = _quantity(*cells)
    except (ValueError, ZeroDivisionError) as error:
        return Refuse(f"is no quantity: {error}")
    ends = [
        number for number in (quantity.value, quantity.interval.lower, quantity.interval.upper) if number is not None
    ]
    if any(abs(number) > _LARGEST for number in ends):
        return Refuse("is no quantity: numbers may be at most 10^14")
    if least is not None and any(number < least for number in ends):
        return Refuse("is no quantity: it cannot be negative")
    *parts, hedge = quantity_to_columns(quantity)
    return (*parts, None if hedge is None else json.dumps(hedge, separators=(",", ":")))


def _quantity(  # noqa: PLR0913, PLR0917  # the cells of one quantity, in the order of MEMBERS
    value: str,
    unit: str,
    per: str,
    qualifier: str,
    step: str,
    lower: str,
    upper: str,
    bounds: str,
    words: str,
) -> Quantity:
    hedge = _term(Qualifier, qualifier)
    number = _number(value)
    size = _number(step)
    ends = _exact_ends(hedge, number, size, _number(lower), _number(upper))
    return Quantity(
        value=number,
        unit=_term(Unit, unit),
        qualifier=hedge,
        interval=Interval.between(*ends, _bounds(bounds)),
        step=size,
        per=_plain(per),
        words=_plain(bare(words)),
    )


def _exact_ends(
    qualifier: Qualifier,
    value: Fraction | None,
    step: Fraction | None,
    lower: Fraction | None,
    upper: Fraction | None,
) -> tuple[Fraction | None, Fraction | None]:
    """Put the ends that the hedge implies in place of the decimals that an export rounds outwards."""
    if value is None or qualifier is Qualifier.BETWEEN:
        return lower, upper
    implied = interval_of(qualifier, value, step, None)
    below, above = implied.lower, implied.upper
    if below is not None and lower is not None and stored_below(below) == lower * SCALE:
        lower = below
    if above is not None and upper is not None and stored_above(above) == upper * SCALE:
        upper = above
    return lower, upper


def _number(text: str) -> Fraction | None:
    text = text.removeprefix("'")  # the mark that keeps a spreadsheet from taking a sign for a formula
    if not text:
        return None
    if len(text) > _LONGEST_NUMBER or not text.isascii() or set(text) - set("0123456789+-./"):
        raise ValueError(f"{text[:40]!r} is not a number")
    return Fraction(text)


def _term(kind: type[_Term], word: str) -> _Term:
    try:
        return kind(word)
    except ValueError:
        raise ValueError(f"{shown(word)} is not a valid {kind.__name__}") from None


def _plain(text: str) -> str | None:
    try:
        return _PLAIN.validate_python(text) if text else None
    except ValidationError:
        raise ValueError(f"{text[:40]!r} is not plain text of at most 1,000 characters") from None


def _bounds(text: str) -> str:
    if text not in _BOUNDS:
        raise ValueError(f"{text[:40]!r} are no bounds, such as [)")
    return text
