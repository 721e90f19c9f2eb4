"""Quantities in rows: six columns, one object."""

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, literal_column, null, or_

from app.models.base import QUANTITY_PARTS, Base
from app.vocabulary import BoundsBasis, Qualifier
from app.vocabulary.quantity import SCALE, plain, plain_text, stored
from app.web.rows.cells import Cell, Encode, Pieces, Row


def quantity_of(model: type[Base], name: str) -> Cell:
    """Show a quantity as one object, or null; most are statistics, of which number and unit say everything."""
    amount, lower, upper, unit, bounds, hedge = (getattr(model, name + part) for part in QUANTITY_PARTS)
    is_statistic = and_(hedge.is_(null()), lower == upper, amount == lower, bounds == literal_column("'[]'"))
    parts = (*(func.coalesce(cast(end, Text), _NOTHING) for end in (lower, upper)), bounds)
    hedged = func.coalesce(cast(hedge, Text), _NOTHING)
    for part in reversed(parts):
        hedged = part.concat(_SPACE).concat(hedged)
    said = case((or_(unit.is_(None), is_statistic), null()), else_=hedged).label(f"{name}_hedged")
    return Cell((amount, unit, said), lambda _, *parts: _json(*parts), is_unique=True, text=_text)


_SPACE: Final[ColumnElement[str]] = literal_column("' '")
_NOTHING: Final[ColumnElement[str]] = literal_column("''")
_MARK: Final = 1_234_567_891_234_567
"""Stands for the number where the text of a statistic is taken apart."""


def _json(amount: int | None, unit: str | None, hedged: str | None) -> Row | None:
    """Give the members of a quantity from its number, its unit, and the text of all else unless it is a statistic."""
    if hedged is None:
        return quantity_json(amount, amount, amount, unit, "[]", None)
    lower, upper, bounds, hedge = hedged.split(" ", 3)
    least, most = (int(end) if end else None for end in (lower, upper))
    return quantity_json(amount, least, most, unit, bounds, json.loads(hedge) if hedge else None)


def _text(encode: Encode) -> Callable[..., Pieces]:
    """Write quantities: a statistic is a number inside text known by its unit."""

    @lru_cache(1_000)
    def around(unit: str) -> list[str]:
        return encode([_json(_MARK * SCALE, unit, None)])[0].split(str(_MARK))

    null = encode([None])[0]

    def one(amount: int | None, unit: str | None, hedged: str | None) -> str:
        if unit is None:
            return null
        if amount is None or hedged is not None:
            return encode([_json(amount, unit, hedged)])[0]
        return plain_text(amount).join(around(unit))

    def write(amounts: Sequence[Any], units: Sequence[Any], hedged: Sequence[Any]) -> Pieces:
        unit = units[0]
        if unit is None or not units.count(unit) == len(units) == hedged.count(None):
            return [list(map(one, amounts, units, hedged))]
        numbers = list(map(plain_text, amounts))
        first, *behind = around(unit)
        return [first, *(piece for text in behind for piece in (numbers, text))]

    return write


_STATISTIC: Final[Mapping[str, Any]] = {
    "value": None,
    "unit": None,
    "per": None,
    "qualifier": Qualifier.EXACT,
    "step": None,
    "lower": None,
    "lower_inclusive": True,
    "upper": None,
    "upper_inclusive": True,
    "bounds_basis": BoundsBasis.STATED,
    "fraction": None,
    "words": None,
    "flags": [],
}
"""A published statistic, but for its number and unit."""


def quantity_json(
    amount: int | None,
    lower: int | None,
    upper: int | None,
    unit: str | None,
    bounds: str | None,
    hedge: Mapping[str, Any] | None,
) -> Row | None:
    """Give the members of `QuantityOut` from the columns of a quantity (`models.base.measured`)."""
    if unit is None or bounds is None:
        return None
    if hedge is None and amount is not None and amount == lower == upper and bounds == "[]":
        value = plain(amount)
        return {**_STATISTIC, "value": value, "unit": unit, "lower": value, "upper": value}
    hedge = hedge or _STATISTIC
    step = hedge.get("step")
    return {
        "value": None if amount is None else plain(amount),
        "unit": unit,
        "per": hedge.get("per"),
        "qualifier": hedge["qualifier"],
        "step": None if step is None else plain(stored(Fraction(step))),
        "lower": None if lower is None else plain(lower),
        "lower_inclusive": None if lower is None else bounds[0] == "[",
        "upper": None if upper is None else plain(upper),
        "upper_inclusive": None if upper is None else bounds[1] == "]",
        "bounds_basis": hedge["bounds_basis"],
        "fraction": hedge.get("fraction"),
        "words": hedge.get("words"),
        "flags": hedge.get("flags", []),
    }
