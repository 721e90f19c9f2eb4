"""How the columns of a table are filled from what a format computed of each row; both engines write from this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.vocabulary.codec import QUANTITY_PARTS


@dataclass(frozen=True, slots=True)
class Const:
    """The same in every row."""

    value: str | int | None


@dataclass(frozen=True, slots=True)
class Ref:
    """What was computed of the row."""

    name: str


@dataclass(frozen=True, slots=True)
class If:
    """A value in the rows where the named one is there, null in the others."""

    name: str
    value: str


Filling = Const | Ref | If
Layout = Mapping[str, Filling]
"""By column of the table; a column that is not named is null."""


def statistic(name: str, *, unit: Filling | None = None, unit_word: str = "USD") -> dict[str, Filling]:
    """Fill the six columns of a quantity from one number: the interval of a published statistic is its value."""
    values = (Ref(name), Ref(name), Ref(name), unit or If(name, unit_word), If(name, "[]"), Const(None))
    return dict(zip((f"{name}{part}" for part in QUANTITY_PARTS), values, strict=True))


def bound(layout: Layout) -> tuple[str, ...]:
    """Give the names of what is computed and written, each once, in order of first use."""
    return tuple(dict.fromkeys(filling.name for filling in layout.values() if not isinstance(filling, Const)))


Decoded = Mapping[str, Any]
"""By name, what a stored integer stands for."""
