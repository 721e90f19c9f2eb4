"""Quantities in rows: six columns, read as two, one object."""

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column, null

from app.models.base import QUANTITY_PARTS, Base
from app.vocabulary import BoundsBasis, Qualifier
from app.vocabulary.quantity import SCALE, plain, plain_text, plain_texts, stored
from app.web.rows.cells import Cell, Encode, Pieces, Row


def quantity_of(model: type[Base], name: str) -> Cell:
    """Show a quantity as one object, or null; most are statistics, of which number and unit say everything."""
    amount, lower, upper, unit, bounds, hedge = (getattr(model, name + part) for part in QUANTITY_PARTS)
    said: ColumnElement[str] = unit
    for part in (*(func.coalesce(cast(end, Text), _NOTHING) for end in (lower, upper)), bounds, cast(hedge, Text)):
        said = said.concat(_SPACE).concat(part)
    said = case((hedge.is_(null()), unit), else_=said).label(f"{name}_said")
    return Cell((amount, said), lambda _, *parts: _json(*parts), is_unique=True, text=_text)


_SPACE: Final[ColumnElement[str]] = literal_column("' '")
_NOTHING: Final[ColumnElement[str]] = literal_column("''")
_MARK: Final = 1_234_567_891_234_567
"""Stands for the number where the text of a statistic is taken apart."""


def _json(amount: int | None, said: str | None) -> Row | None:
    """Give the members of a quantity from its number and its unit, behind which stands all else unless a statistic."""
    if said is None or _is_statistic(said):
        return quantity_json(amount, amount, amount, said, "[]", None)
    unit, lower, upper, bounds, hedge = said.split(" ", 4)
    least, most = (int(end) if end else None for end in (lower, upper))
    return quantity_json(amount, least, most, unit, bounds, json.loads(hedge))


def _is_statistic(said: str) -> bool:
    """Tell whether a quantity is said by number and unit alone."""
    return " " not in said


def _text(encode: Encode) -> Callable[..., Pieces]:
    """Write quantities: a statistic is a number inside text known by its unit."""

    @lru_cache(1_000)
    def around(unit: str) -> list[str]:
        return encode([_json(_MARK * SCALE, unit)])[0].split(str(_MARK))

    null = encode([None])[0]

    def one(amount: int, said: str | None) -> str:
        if said is None:
            return null
        return plain_text(amount).join(around(said)) if _is_statistic(said) else encode([_json(amount, said)])[0]

    def write(amounts: Sequence[Any], said: Sequence[Any]) -> Pieces:
        unit = said[0]
        if unit is None or said.count(unit) < len(said) or not _is_statistic(unit):
            return [list(map(one, amounts, said))]
        numbers = plain_texts(amounts)
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
