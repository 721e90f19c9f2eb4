"""Cells: what one member of a row is read from, how its value is made, and how it is written."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.settings import API
from app.vocabulary.terms import Proof
from app.vocabulary.words import OpenWord, WordList
from app.web.catalogue import Catalogue, Label

Row = dict[str, Any]
Values = Sequence[Any]
Column = ColumnElement[object] | InstrumentedAttribute[Any]
Encode = Callable[[Values], list[bytes]]
"""Writes the values of one member in some notation: JSON, or the cells of CSV."""
Written = bytes | list[bytes]
"""A member of all rows in UTF-8: once where it is the same in each, else a text for each row."""
Make = Callable[[Sequence[Values]], Any]
"""Makes one member of many rows from columns as the database holds them (JSON as text)."""
Memo = dict[Any, Any]

_KEPT_AT_MOST: Final = 10_000


@dataclass(frozen=True, eq=False)
class Cell:
    """One member of a row: `columns` are read from the database, `needs` are members made before it.

    `read(catalogue, *values)` returns its JSON value, from the values of the columns first, then those of the needs.
    Most columns hold few values many times, so what was made of each value is remembered for the release.
    """

    columns: tuple[Column, ...]
    read: Callable[..., Any]
    needs: tuple[str, ...] = ()
    _memos: WeakKeyDictionary[Catalogue, dict[Encode | None, Memo]] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )

    def bind(self, catalogue: Catalogue, encode: Encode | None) -> Make:
        """Return what makes the member of rows of a release, or what writes it."""
        return partial(self._from_memo, self._memos.setdefault(catalogue, {}).setdefault(encode, {}), catalogue, encode)

    def _from_memo(self, memo: Memo, catalogue: Catalogue, encode: Encode | None, columns: Sequence[Values]) -> Values:
        """Return what is remembered for each row's values; where any is not, make all of them anew."""
        is_one = len(columns) == 1  # a tuple for each value would take as long as to find what was made of it
        rows: Values = columns[0] if is_one else list(zip(*columns, strict=True)) or [()]
        try:
            return list(map(memo.__getitem__, rows))
        except KeyError:  # as it is asked first in a release, or in this notation, or of one of the rows
            distinct = list(dict.fromkeys(rows))
        # Threads share the memo, and one may clear it meanwhile: the answer is put together apart.
        values = self._make(catalogue, zip(distinct, strict=True) if is_one else distinct)
        made = dict(zip(distinct, encode(values) if encode else values, strict=True))
        if len(memo) > _KEPT_AT_MOST:
            memo.clear()
        memo.update(made)
        return list(map(made.__getitem__, rows))

    def _make(self, catalogue: Catalogue, rows: Iterable[Values]) -> list[object]:
        if documents := self._documents:
            rows = [
                [value and json.loads(value) if place in documents else value for place, value in enumerate(row)]
                for row in rows
            ]
        return [self.read(catalogue, *row) for row in rows]

    @cached_property
    def _documents(self) -> Sequence[int]:
        return [index for index, column in enumerate(self.columns) if isinstance(column.type, JSON)]


class UniqueCell(Cell):
    """A member of which each row has a value of its own, or that is made from other members: nothing of it is kept."""

    def bind(self, catalogue: Catalogue, encode: Encode | None) -> Make:
        """Return what makes the member of rows of a release, or what writes it."""
        return partial(self.texts, catalogue, encode) if encode else partial(self.values, catalogue)

    def values(self, catalogue: Catalogue, columns: Sequence[Values]) -> Values:
        """Build the member of many rows."""
        return self._make(catalogue, list(zip(*columns, strict=True)) or [()])

    def texts(self, catalogue: Catalogue, encode: Encode, columns: Sequence[Values]) -> list[bytes]:
        """Write the member of many rows."""
        return encode(self.values(catalogue, columns))


class _ValueCell(UniqueCell):
    """A column shown as it is."""

    def values(self, catalogue: Catalogue, columns: Sequence[Values]) -> Values:
        """Return the column."""
        return super().values(catalogue, columns) if self._documents else columns[0]


class RowReader:
    """Makes single rows as values: `columns` are what to select for them."""

    def __init__(self, cells: Iterable[tuple[str, Cell]]) -> None:
        """List the columns of all cells, and find where those of each stand."""
        self.columns: list[Column] = []
        self._steps: list[tuple[str, Cell, slice]] = []
        for name, cell in cells:
            start = len(self.columns)
            self.columns += cell.columns
            self._steps.append((name, cell, slice(start, len(self.columns))))

    def rows(self, catalogue: Catalogue, columns: Sequence[Values]) -> list[Row]:
        """Return the rows of which these are the columns, as the driver gives them; each has all members."""
        count, made = len(columns[0]), dict[str, Values]()
        for name, cell, places in self._steps:
            given, make = [*columns[places], *map(made.__getitem__, cell.needs)], cell.bind(catalogue, None)
            made[name] = make(given) if given else [*make(())] * count
        return [dict(zip(made, values, strict=True)) for values in zip(*made.values(), strict=True)]

    def read(self, catalogue: Catalogue, *values: object) -> Row:
        """Return the row whose columns hold these values; values behind them are another's."""
        row: Row = {}
        for name, cell, columns in self._steps:
            row[name] = cell.read(catalogue, *values[columns], *[row[need] for need in cell.needs])
        return row


def _as_it_is(_: Catalogue, value: object) -> object:
    return value


def value_of(column: Column) -> Cell:
    """Build the cell that shows the column as it is."""
    return _ValueCell((column,), _as_it_is)


def object_of(cells: Mapping[str, Cell]) -> Cell:
    """Build the cell that shows several members as one object."""
    reader = RowReader(cells.items())
    return Cell(tuple(reader.columns), reader.read)


def _null(_: Catalogue) -> None:
    return None


NULL: Final = Cell((), _null)
"""The cell that shows null, for a member that only certain filters fill in (`Filter.match_cells`)."""


def label_of(column: Column) -> Cell:
    """Build the cell that shows the area, commodity, source or actor that a column refers to, by its label."""
    return Cell((column,), partial(_label, _referred(column)))


def country_of(column: Column) -> Cell:
    """Build the cell of the label of the country that an area lies in."""
    return Cell((column,), _country)


def _country(catalogue: Catalogue, code: str | None) -> Label | None:
    return catalogue.areas[catalogue.country_of(code)] if code else None


def word_of(column: Column, listed: WordList) -> Cell:
    """Build the cell of an open word with what is known of it, for sentences."""

    def read(catalogue: Catalogue, code: str) -> OpenWord:
        return catalogue.words.lists[listed][code]

    return Cell((column,), read)


def name_of(column: Column) -> Cell:
    """Build the cell that shows the area or commodity that a column refers to, by its name alone."""
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
    """Build the cell that shows a list of areas by code and name."""
    return Cell((column,), _areas)


def _areas(catalogue: Catalogue, codes: Sequence[str]) -> list[Label]:
    return [catalogue.areas[code] for code in codes]


def proof_of(quoted: Column) -> Cell:
    """Build the cell that shows how a record can be proved; null in `quoted` is a row of an official file."""
    return Cell((quoted,), _proof)


def _proof(_: Catalogue, held: bool | None) -> Proof:  # noqa: FBT001  # the value of a column
    return Proof.OFFICIAL if held is None else Proof.QUOTED if held else Proof.UNQUOTED


def url_under(collection: str) -> Cell:
    """Build the cell that shows where the record itself is served."""
    return _UrlCell((), partial(_url, f"{API}/{collection}/"), ("id",))


class _UrlCell(UniqueCell):
    """An address, put together for all rows at one go: every row of every list has one."""

    def values(self, catalogue: Catalogue, columns: Sequence[Values]) -> Values:
        """Write the addresses of many rows."""
        return list(map(self.read(catalogue, "").__add__, columns[0]))


def _url(path: str, _: Catalogue, record: str) -> str:
    return path + record


def _byline(catalogue: Catalogue, source: str) -> str:
    return catalogue.bylines[source]


def sentence_of(say: Callable[[Mapping[str, object]], str], source: Column, *needs: str, **more: Cell) -> Cell:
    """Build the sentence of a fact from the members it mentions, and from `more` that the row itself does not show.

    Its source stands at the end, in brackets.
    """
    reader = RowReader({**more, "byline": Cell((source,), _byline)}.items())

    def read(catalogue: Catalogue, *values: object) -> str:
        fact = dict(zip(needs, values[len(reader.columns) :], strict=True))
        beside = reader.read(catalogue, *values)
        return f"{say({**fact, **beside}).removesuffix('.')} ({beside['byline']})."

    return UniqueCell(tuple(reader.columns), read, needs)
