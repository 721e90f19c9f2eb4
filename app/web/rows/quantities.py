"""Quantities in rows: six columns, read as two, one object."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from typing import Final

from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column

from app.models import Base, quantity_columns
from app.reasoning.arithmetic import HUNDRED, quotient, scaled
from app.vocabulary.codec import QuantityJson, StoredQuantity, amount_text, quantity_to_json
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import SCALE, decimal_texts, prose_texts
from app.vocabulary.quantity import Interval, Quantity, Undefined, widened
from app.vocabulary.words import PERCENT
from app.web.catalogue import Catalogue
from app.web.rows.cells import Cell, Encode, UniqueCell, Values

_SPACE: Final[ColumnElement[str]] = literal_column("' '")
_NOTHING: Final[ColumnElement[str]] = literal_column("''")
_NUMBER: Final = 1_234_567_891_234_567
_PROSE: Final = "~"
_WITH_COMMA: Final = f"{_PROSE},{_PROSE}"
"""Placeholders that are encoded once, to find the constant text around number and prose."""
_PLACES: Final = re.compile(f"({_NUMBER}|{_PROSE})")


def quantity_of(model: type[Base], name: str) -> Cell:
    """Build the cell that shows a quantity as one object, or null; of most, number and unit say everything."""
    amount, lower, upper, unit, bounds, hedge = quantity_columns(model, name)
    packed: ColumnElement[str] = unit
    for part in (*(func.coalesce(cast(end, Text), _NOTHING) for end in (lower, upper)), bounds, cast(hedge, Text)):
        packed = packed.concat(_SPACE).concat(part)
    packed = case((hedge.is_(None), unit), else_=packed).label(f"{name}_said")
    return _QuantityCell((amount, packed), _read)


def _read(_: Catalogue, amount: int | None, packed: str | None) -> QuantityJson | None:
    """Return the members of a quantity from its number and its unit, behind which stands all else of a hedged one."""
    if packed is None:
        return None
    unit, *hedged = packed.split(" ", 4)
    if not hedged:
        return StoredQuantity(amount, amount, amount, unit, "[]").json
    lower, upper, bounds, hedge = hedged
    least, most = (int(end) if end else None for end in (lower, upper))
    return StoredQuantity(amount, least, most, unit, bounds, json.loads(hedge)).json


@dataclass(frozen=True, eq=False)
class _QuantityCell(UniqueCell):
    """A quantity; a column of statistics in one unit, as most are, is written at one go."""

    def texts(self, catalogue: Catalogue, encode: Encode, columns: Sequence[Values]) -> list[bytes]:
        """Write many quantities: those that are nothing, or statistics in one unit, or hedged alike, at one go."""
        amounts, packed = columns
        if packed.count(packed[0]) == len(packed):
            return self._alike(catalogue, amounts, packed[0], encode)
        alike = defaultdict[str | None, list[int]](list)
        for amount, one in zip(amounts, packed, strict=True):
            alike[one].append(amount)
        texts = {one: iter(self._alike(catalogue, own, one, encode)) for one, own in alike.items()}
        return [next(texts[one]) for one in packed]

    def _alike(self, catalogue: Catalogue, amounts: Values, packed: str | None, encode: Encode) -> list[bytes]:
        if packed is None or " " in packed:
            return encode([self.read(catalogue, amount, packed) for amount in amounts])
        return _statistics(packed, encode).texts(amounts)


class _Statistics:
    """Writes published statistics in one unit: each is a number and its prose inside text that all of them share."""

    def __init__(self, unit: str, encode: Encode) -> None:
        """Find what stands around the number, and around its prose without and with a comma, which CSV quotes."""
        self._unit, self._encode = unit, encode
        members, said = StoredQuantity.statistic(_NUMBER * SCALE, unit).json, amount_text(0, unit)
        texts = encode([{**members, "text": said.replace("0", prose)} for prose in (_PROSE, _WITH_COMMA)])
        plain, quoted = (_PLACES.split(text.decode().replace(_WITH_COMMA, _PROSE)) for text in texts)
        self._pieces = list(zip(plain, quoted, strict=True))  # a table need not show all of them
        self._singular = SCALE if unit.endswith("s") else -1

    def texts(self, amounts: Sequence[int]) -> list[bytes]:
        """Write a column of them; a singular ("1 document"), and what is less than nothing, are written otherwise."""
        if min(amounts) < 0 or self._singular in amounts:
            return self._encode([StoredQuantity.statistic(amount, self._unit).json for amount in amounts])
        words = prose_texts(tuple(amounts))
        given: dict[str, Iterable[str]] = {str(_NUMBER): decimal_texts(amounts), _PROSE: words}
        columns = [
            given.get(piece)
            or ([quoted if "," in one else piece for one in words] if quoted != piece else repeat(piece, len(amounts)))
            for piece, quoted in self._pieces
        ]
        return "\n".join(map("".join, zip(*columns, strict=True))).encode().split(b"\n")


_statistics: Final = lru_cache(1_000)(_Statistics)


def percent_of(part: Interval | None, whole: Interval | None) -> QuantityJson | None:
    """Compute a part in per cent of a whole, rounded outwards to a hundredth; None where either is not known."""
    if part is None or whole is None:
        return None
    if part.lower is None or part.lower != part.upper or not whole.lower or whole.lower != whole.upper:
        ratio = quotient(part, whole)
        if isinstance(ratio, Undefined):
            return None
        return quantity_to_json(Quantity.of(widened(scaled(ratio, HUNDRED), Fraction(1, 100)), PERCENT))
    hundredths, rest = divmod(part.lower * 10_000, whole.lower)
    lower, upper = (int(end) * SCALE // 100 for end in (hundredths, hundredths + bool(rest)))
    if rest:
        return StoredQuantity(None, lower, upper, PERCENT, "()", {"qualifier": Qualifier.BETWEEN}).json
    return StoredQuantity.statistic(lower, PERCENT).json
