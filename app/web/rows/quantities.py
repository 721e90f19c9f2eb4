"""Quantities in rows: six columns, read as two, one object."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column

from app.models import Base
from app.reasoning.sums import ratio
from app.vocabulary import Qualifier, Quantity, Unit
from app.vocabulary.codec import QUANTITY_PARTS, QuantityJson, amount_text, columns_to_json, quantity_to_json
from app.vocabulary.interval import Interval, widened
from app.vocabulary.numbers import SCALE, decimal_texts, proses
from app.web.catalogue import Catalogue
from app.web.rows.cells import Cell, Encode, Pieces, Values

_SPACE: Final[ColumnElement[str]] = literal_column("' '")
_NOTHING: Final[ColumnElement[str]] = literal_column("''")
_NUMBER: Final = 1_234_567_891_234_567
_PROSE: Final = "~"
"""They stand for the number and for its text where what is written of a statistic is taken apart."""


def quantity_of(model: type[Base], name: str) -> Cell:
    """Show a quantity as one object, or null; most are statistics, of which number and unit say everything."""
    amount, lower, upper, unit, bounds, hedge = (getattr(model, name + part) for part in QUANTITY_PARTS)
    said: ColumnElement[str] = unit
    for part in (*(func.coalesce(cast(end, Text), _NOTHING) for end in (lower, upper)), bounds, cast(hedge, Text)):
        said = said.concat(_SPACE).concat(part)
    said = case((hedge.is_(None), unit), else_=said).label(f"{name}_said")
    return _QuantityCell((amount, said), _read, is_unique=True)


def _read(_: Catalogue, amount: int | None, said: str | None) -> QuantityJson | None:
    """Return the members of a quantity from its number and its unit, behind which stands all else of a hedged one."""
    if said is None or _is_statistic(said):
        return columns_to_json(amount, amount, amount, said, "[]", None)
    unit, lower, upper, bounds, hedge = said.split(" ", 4)
    least, most = (int(end) if end else None for end in (lower, upper))
    return columns_to_json(amount, least, most, unit, bounds, json.loads(hedge))


def _is_statistic(said: str) -> bool:
    """Return whether a quantity is said by number and unit alone."""
    return " " not in said


@dataclass(frozen=True, eq=False)
class _QuantityCell(Cell):
    """A quantity; a column of statistics in one unit, as most are, is written at one go."""

    def texts(self, catalogue: Catalogue, columns: Sequence[Values], encode: Encode) -> Pieces:
        """Write many quantities."""
        amounts, said = columns
        unit = said[0]
        if unit is not None and said.count(unit) == len(said) and _is_statistic(unit):
            statistics = _statistics(unit, encode)
            if statistics.are_plain(amounts):
                return statistics.pieces(amounts)
        return [encode(self.values(catalogue, columns))]


class _Statistics:
    """Writes published statistics in one unit: each is a number and its prose inside text that all of them share."""

    def __init__(self, unit: str, encode: Encode) -> None:
        """Find what the encoder writes around the number, and around its prose."""
        members = columns_to_json(_NUMBER * SCALE, _NUMBER * SCALE, _NUMBER * SCALE, unit, "[]", None)
        plain, with_comma = encode([{**(members or {}), "text": text} for text in (_PROSE, f"{_PROSE},")])
        numbers, _, self._end = plain.partition(_PROSE)
        self._around = numbers.split(str(_NUMBER))
        self._unit = unit
        self._before, _, self._behind = amount_text(0, unit).partition("0")
        # CSV puts quotation marks around a text only where it has the comma of thousands; JSON has them already.
        self._quotes_commas = len(with_comma) > len(plain) + 1

    def are_plain(self, amounts: Sequence[int]) -> bool:
        """Return whether none is singular ("1 document") or has a sign, which CSV marks for spreadsheets."""
        return not (SCALE in amounts and self._unit.endswith("s")) and min(amounts) >= 0

    def pieces(self, amounts: Sequence[int]) -> Pieces:
        """Write a column of them."""
        numbers, texts = decimal_texts(amounts), proses(tuple(amounts))
        before, behind = self._before, self._behind
        if self._quotes_commas:
            texts = [f'"{before}{text}{behind}"' if "," in text else f"{before}{text}{behind}" for text in texts]
            before = behind = ""
        first, second, third, last = self._around
        return [first, numbers, second, numbers, third, numbers, last + before, texts, behind + self._end]


@lru_cache(1_000)
def _statistics(unit: str, encode: Encode) -> _Statistics:
    return _Statistics(unit, encode)


def percent_of(part: Interval | None, whole: Interval | None) -> QuantityJson | None:
    """Compute a part in per cent of a whole, rounded outwards to a hundredth; None where either is not known."""
    if part is None or whole is None:
        return None
    if part.lower is None or part.lower != part.upper or not whole.lower or whole.lower != whole.upper:
        result = ratio(part, whole)
        return quantity_to_json(Quantity.of(widened(result, Fraction(1, 100)), Unit.PERCENT)) if result else None
    hundredths, rest = divmod(part.lower * 10_000, whole.lower)
    lower, upper = (int(end) * SCALE // 100 for end in (hundredths, hundredths + bool(rest)))
    if rest:
        return columns_to_json(None, lower, upper, Unit.PERCENT, "()", {"qualifier": Qualifier.BETWEEN})
    return columns_to_json(lower, lower, upper, Unit.PERCENT, "[]", None)
