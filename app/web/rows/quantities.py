"""Quantities in rows: six columns, one object."""

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from app.models.base import QUANTITY_PARTS, Base
from app.vocabulary import BoundsBasis, Qualifier
from app.vocabulary.quantity import SCALE, plain, plain_text, stored
from app.web.rows.cells import Cell, Encode, Row


def quantity_of(model: type[Base], name: str) -> Cell:
    """Show the six columns of a quantity as one object, or null."""
    columns = tuple(getattr(model, name + part) for part in QUANTITY_PARTS)
    return Cell(columns, lambda _, *parts: quantity_json(*parts), is_unique=True, text=_text)


def _hedge(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else json.loads(text)


_MARK: Final = 1_234_567_891_234_567
"""Stands for the number where the text of a statistic is taken apart."""


def _text(encode: Encode) -> Callable[..., str]:
    """Write quantities: where the interval is the value, it is a number inside text known by its unit and hedge."""
    null = encode(None)

    @lru_cache(1_000)
    def around(unit: str, hedge: str | None) -> list[str]:
        scaled = _MARK * SCALE
        return encode(quantity_json(scaled, scaled, scaled, unit, "[]", _hedge(hedge))).split(str(_MARK))

    def write(amount: int | None, lower: int, upper: int, unit: str | None, bounds: str, hedge: str | None) -> str:
        if unit is None:
            return null
        if amount is not None and amount == lower == upper and bounds == "[]":
            return plain_text(amount).join(around(unit, hedge))
        return encode(quantity_json(amount, lower, upper, unit, bounds, _hedge(hedge)))

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
