"""Cells: what one member of a row is read from, how its value is made, and how it is written."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.vocabulary.terms import Proof
from app.web.catalogue import Catalogue, Label

Row = dict[str, Any]
Values = Sequence[Any]
Column = ColumnElement[object] | InstrumentedAttribute[Any]
Encode = Callable[[Values], list[str]]
"""Writes the values of one member in some notation: JSON, or the cells of CSV."""
Pieces = Sequence[str | list[str]]
"""A member of all rows in pieces: text that is the same in each, and columns of texts, one for each row."""
Known = dict[Values, Any]

_KNOWN_AT_MOST: Final = 10_000
_NEW: Final = object()


@dataclass(frozen=True, eq=False)
class Cell:
    """One member of a row: `columns` are read from the database, `needs` are members made before it.

    `read(catalogue, *values)` returns its JSON value, from the values of the columns first, then those of the needs.
    Few values come again and again in most columns, so what was made of them is kept for the release and found again,
    except where every row has its own (`is_unique`) or the member is made from others.
    """

    columns: tuple[Column, ...]
    read: Callable[..., Any]
    needs: tuple[str, ...] = ()
    is_unique: bool = False
    _known: WeakKeyDictionary[Catalogue, dict[Encode | None, Known]] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )

    def values(self, catalogue: Catalogue, columns: Sequence[Values]) -> list[Any]:
        """Make the member of many rows from columns of values as the database holds them (JSON as text)."""
        return self._recall(catalogue, None, columns) if self.repeats else self._make(catalogue, _rows(columns))

    def texts(self, catalogue: Catalogue, columns: Sequence[Values], encode: Encode) -> Pieces:
        """Write the member of many rows."""
        return [self._recall(catalogue, encode, columns) if self.repeats else encode(self.values(catalogue, columns))]

    @property
    def repeats(self) -> bool:
        """Whether few values come again and again."""
        return not (self.is_unique or self.needs)

    def _recall(self, catalogue: Catalogue, encode: Encode | None, columns: Sequence[Values]) -> list[Any]:
        """Return what is known of each row's values, after making what is not."""
        rows = _rows(columns)
        known = self._known.setdefault(catalogue, {}).setdefault(encode, {})
        try:
            return list(map(known.__getitem__, rows))
        except KeyError:
            # Threads share what is known, and one may clear it meanwhile: the answer is put together apart.
            found = {row: known.get(row, _NEW) for row in rows}
        new = [row for row, value in found.items() if value is _NEW]
        values = self._make(catalogue, new)
        made = dict(zip(new, encode(values) if encode else values, strict=True))
        if len(known) > _KNOWN_AT_MOST:
            known.clear()
        known.update(made)
        found.update(made)
        return list(map(found.__getitem__, rows))

    def _make(self, catalogue: Catalogue, rows: Iterable[Values]) -> list[object]:
        if self._documents:
            rows = map(self._parsed, rows)
        return [self.read(catalogue, *row) for row in rows]

    @cached_property
    def _documents(self) -> Sequence[int]:
        return [index for index, column in enumerate(self.columns) if isinstance(column.type, JSON)]

    def _parsed(self, row: Values) -> Values:
        parsed = list(row)
        for index in self._documents:
            parsed[index] = parsed[index] and json.loads(parsed[index])
        return parsed


def _rows(columns: Sequence[Values]) -> list[Values]:
    """Return the rows of columns; without any, the one row that holds nothing."""
    return list(zip(*columns, strict=True)) if columns else [()]


class RowReader:
    """Makes single rows as values: `columns` are what to select for them."""

    def __init__(self, cells: Iterable[tuple[str, Cell]]) -> None:
        """Note where the columns of each cell will stand."""
        self.columns: list[Column] = []
        self._steps: list[tuple[str, Cell, slice]] = []
        for name, cell in cells:
            start = len(self.columns)
            self.columns += cell.columns
            self._steps.append((name, cell, slice(start, len(self.columns))))

    def read(self, catalogue: Catalogue, values: Sequence[object]) -> Row:
        """Return the row whose columns hold these values; values behind them are another's."""
        row: Row = {}
        for name, cell, columns in self._steps:
            row[name] = cell.read(catalogue, *values[columns], *[row[need] for need in cell.needs])
        return row


def _as_it_is(_: Catalogue, value: object) -> object:
    return value


def value_of(column: Column, *, is_unique: bool = False) -> Cell:
    """Show the column as it is."""
    return Cell((column,), _as_it_is, is_unique=is_unique)


def _null(_: Catalogue) -> None:
    return None


def nothing() -> Cell:
    """Show null: what only certain questions fill in."""
    return Cell((), _null)


def label_of(column: Column) -> Cell:
    """Show the area, commodity, source or actor that a column refers to, by its label."""
    return Cell((column,), partial(_label, _referred(column)))


def name_of(column: Column) -> Cell:
    """Show the area or commodity that a column refers to, by its name alone."""
    return Cell((column,), partial(_name, _referred(column)))


def _referred(column: Column) -> str:
    """Return the table that a column refers to; the catalogue holds its labels under the same name."""
    (key,) = column.foreign_keys
    return key.target_fullname.partition(".")[0]


def _label(table: str, catalogue: Catalogue, code: str | None) -> Label | None:
    labels: Mapping[str | None, Label] = getattr(catalogue, table)
    return labels.get(code)


def _name(table: str, catalogue: Catalogue, code: str) -> str:
    labels: Mapping[str, Label] = getattr(catalogue, table)
    return labels[code]["name"]


def areas_of(column: Column) -> Cell:
    """Show a list of areas by code and name."""
    return Cell((column,), _areas)


def _areas(catalogue: Catalogue, codes: Sequence[str]) -> list[Label]:
    return [catalogue.areas[code] for code in codes]


def proof_of(quoted: Column) -> Cell:
    """Show how a record can be proved, from whether its words are held; null there is a row of an official file."""
    return Cell((quoted,), _proof)


def _proof(_: Catalogue, held: bool | None) -> Proof:  # noqa: FBT001  # the value of a column
    return Proof.OFFICIAL if held is None else Proof.QUOTED if held else Proof.UNQUOTED


def url_under(collection: str) -> Cell:
    """Show where the record itself is served."""
    return Cell((), partial(_url, f"/v1/{collection}/"), ("id",))


def _url(path: str, _: Catalogue, record: str) -> str:
    return path + record


def sentence_of(say: Callable[[Mapping[str, object]], str], *needs: str, **more: Cell) -> Cell:
    """Make the sentence of a fact from the members it mentions, and from `more` that the row itself does not show."""
    reader = RowReader(more.items())

    def read(catalogue: Catalogue, *values: object) -> str:
        fact = dict(zip(needs, values[len(reader.columns) :], strict=True))
        return say({**fact, **reader.read(catalogue, values)})

    return Cell(tuple(reader.columns), read, needs)
