"""Rows as text: a writer compiled from a shape turns what the database gave into JSON, JSON Lines or CSV.

It works column by column, so that the machinery is paid once for a chunk and not for each of its cells. A member that
is the same in all rows of a chunk (most are: the reporter, the source, nothing) is written once, and stands between the
columns of those that differ. Most of these hold few values, so what was written for one is kept and found again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, repeat
from typing import Any, Final

from sqlalchemy import JSON, Text, cast

from app.web.catalogue import Catalogue
from app.web.rows import Cell, Column, Encode, Kept, Pieces, Row, Shape, formats, kept
from app.web.schemas import Out

Values = Sequence[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Notation:
    """How rows are written: the texts of one member, what holds a row's members together, and what opens a file."""

    encode: Callable[[type[Out], str, Sequence[str]], Encode]
    between: Callable[[Sequence[str]], Sequence[str]]
    head: Callable[[type[Out], Sequence[str]], str] = lambda *_: ""

    def rows(self, out: type[Out], members: Sequence[str], rows: Sequence[Row]) -> str:
        """Write rows that are at hand as values."""
        first, *behind = self.between(members)
        pieces: list[str | list[str]] = [first]
        for member, between in zip(members, behind, strict=True):
            pieces += (self.encode(out, member, members)([row[member] for row in rows]), between)
        return _together(pieces, len(rows))


def _json_between(members: Sequence[str], end: str) -> list[str]:
    return [*(f'{"," if index else "{"}"{member}":' for index, member in enumerate(members)), end]


def _csv_encode(out: type[Out], member: str, members: Sequence[str]) -> Encode:
    return _csv_encoder(out, member, is_alone=len(formats.csv_columns(out, members)) == 1)


@cache
def _csv_encoder(out: type[Out], member: str, *, is_alone: bool) -> Encode:
    write = formats.csv_cells(formats.csv_columns(out, [member]))
    return lambda values: [write(value) or (formats.EMPTY_LINE if is_alone else "") for value in values]


def _csv_between(members: Sequence[str]) -> list[str]:
    return ["", *"," * (len(members) - 1), formats.csv_row([""])]


JSON_ROWS: Final = Notation(lambda *_: formats.to_texts, partial(_json_between, end="},"))
"""Each row with a comma behind it, the last one too."""
JSON_LINES: Final = Notation(lambda *_: formats.to_texts, partial(_json_between, end="}\n"))
CSV: Final = Notation(_csv_encode, _csv_between, formats.csv_head)


@dataclass(frozen=True, slots=True)
class _Ways:
    """What is made of a cell's columns.

    `values` are for the members made from this one and for `encode`; `write` is a shorter way to the text. `known`
    finds again what was made of a row's columns, and its text.
    """

    encode: Encode | None
    values: Callable[..., list[Any]]
    write: Callable[..., Pieces] | None
    known: Mapping[tuple[Any, ...], tuple[Any, str]] | None


@dataclass(frozen=True, slots=True)
class _Step:
    """One member under way: where its columns are, and what is made of them, column by column."""

    name: str
    columns: Sequence[int]
    needs: tuple[str, ...]
    ways: _Ways
    is_needed: bool

    def once(self, columns: Sequence[Values], count: int) -> tuple[Values, Pieces]:
        """Make and write a member that is the same in all rows."""
        if self.ways.known is not None:
            value, text = self.ways.known[tuple([column[0] for column in columns])]
            return [value] * count if self.is_needed else (), (text,)
        made, pieces = self.each([column[:1] for column in columns])
        return [*made] * count, [piece if isinstance(piece, str) else piece[0] for piece in pieces]

    def each(self, columns: Sequence[Values]) -> tuple[Values, Pieces]:
        """Make and write a member that differs; what nobody needs is only written."""
        ways = self.ways
        made = ways.values(*columns) if self.is_needed or not ways.write else ()
        if ways.write:
            return made, ways.write(*columns)
        return made, [ways.encode(made)] if ways.encode else ()


class Writer:
    """Writes rows of a shape: `columns` are what to select, `text` turns what came into rows.

    The columns of the order come first, whether shown or not: they are the key of a row. No column is read twice, and
    those that are `fixed` are not read at all: all rows hold what the parameter of this name is bound to.
    """

    def __init__(
        self,
        shape: Shape,
        order: Sequence[Column],
        members: Sequence[str],
        notation: Notation,
        catalogue: Catalogue,
        fixed: Mapping[Column, str],
    ) -> None:
        self._children = [name for name in members if name in shape.children]
        shown = shape.needed((*members, *(("id",) if self._children else ())))
        self._places = {column: place for place, column in enumerate(dict.fromkeys((*order, *shape.columns(shown))))}
        self._fixed = [(place, fixed[column]) for column, place in self._places.items() if column in fixed]
        self.columns = [_as_text(column) for column in self._places if column not in fixed]
        self._members = members
        self._between = notation.between(members)
        self._encode = {name: notation.encode(shape.out, name, members) for name in members}
        self._steps = list(self._compile(shape, shown, catalogue))

    def _compile(self, shape: Shape, shown: Sequence[str], catalogue: Catalogue) -> Iterator[_Step]:
        needed = {need for name in shown for need in shape.cells[name].needs} | ({"id"} if self._children else set())
        for name in shown:
            cell = shape.cells[name]
            columns = [self._places[column] for column in cell.columns]
            yield _Step(name, columns, cell.needs, _ways(cell, self._encode.get(name), catalogue), name in needed)

    def spread(self, rows: Sequence[Values], bound: Mapping[str, Any]) -> list[Values]:
        """Give the columns of rows that were read with these values, the fixed ones in their places."""
        columns: list[Values] = list(zip(*rows, strict=True))
        for place, name in self._fixed:
            columns.insert(place, (bound[name],) * len(rows))
        return columns

    def text(self, columns: Sequence[Values], children: Callable[[str, Values], Values]) -> str:
        """Write rows; `children` gives what a member of another table holds for each of the ids."""
        count = len(columns[0])
        values, written = self._written(columns, count)
        for name in self._children:
            written[name] = [self._encode[name](children(name, values["id"]))]
        pieces: list[str | list[str]] = [self._between[0]]
        for name, behind in zip(self._members, self._between[1:], strict=True):
            pieces += (*written[name], behind)
        return _together(pieces, count)

    def _written(self, columns: Sequence[Values], count: int) -> tuple[dict[str, Values], dict[str, Pieces]]:
        """Go through the steps, and give the values and the pieces of each member."""
        is_same = [column[0] == column[-1] and column.count(column[0]) == count for column in columns]
        values: dict[str, Values] = {}
        written: dict[str, Pieces] = {}
        same: set[str] = set()
        for step in self._steps:
            given = [*[columns[place] for place in step.columns], *[values[need] for need in step.needs]]
            if same.issuperset(step.needs) and all(map(is_same.__getitem__, step.columns)):
                same.add(step.name)
                values[step.name], written[step.name] = step.once(given, count)
            else:
                values[step.name], written[step.name] = step.each(given)
        return values, written


def _together(pieces: Pieces, count: int) -> str:
    """Put so many rows together at one go, text that stands beside text first."""
    columns: list[Iterable[str]] = []
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            columns += (repeat(text, count), piece)
            text = ""
    return "".join(chain.from_iterable(zip(*columns, repeat(text, count), strict=True)))


def _as_text(column: Column) -> Column:
    """Select JSON as the text it is stored as, which can be kept and compared."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _ways(cell: Cell, encode: Encode | None, catalogue: Catalogue) -> _Ways:
    """Give what is made of a cell, once for all plans: what was written is kept once, however members are ordered.

    Nothing of it holds the cell itself, so that what belongs to a cell of one question goes with it.
    """
    ways: dict[Encode | None, _Ways] = catalogue.written.setdefault(cell, {})
    if encode not in ways:
        read = _reader(cell, catalogue)
        write = _write(cell, read, encode) if encode else None
        known = None if cell.is_unique or cell.needs else _known(read, encode)
        ways[encode] = _Ways(encode, _values(cell, catalogue, read), write, known)
    return ways[encode]


def _reader(cell: Cell, catalogue: Catalogue) -> Callable[..., Any]:
    """Give the cell's function for values as they are selected here."""
    documents = [index for index, column in enumerate(cell.columns) if isinstance(column.type, JSON)]
    plain = partial(cell.read, catalogue)
    if not documents:
        return plain

    def read(*values: Any) -> Any:
        given = list(values)
        for index in documents:
            given[index] = given[index] and json.loads(given[index])
        return plain(*given)

    return read


def _values(cell: Cell, catalogue: Catalogue, read: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Let a cell's function run down columns, once for each of the values that come again."""
    if cell.down is not None:
        return cell.down(catalogue)
    if cell.is_unique or cell.needs:
        return lambda *columns: list(map(read, *columns))
    return kept(read, len(cell.columns))


def _known(read: Callable[..., Any], encode: Encode | None) -> Kept:
    """Keep what a cell's function makes of the columns of a row, and its text."""

    def make(values: tuple[Any, ...]) -> tuple[Any, str]:
        value = read(*values)
        return value, encode([value])[0] if encode else ""

    return Kept(make)


def _write(cell: Cell, read: Callable[..., Any], encode: Encode) -> Callable[..., Pieces] | None:
    """Give the way from a cell's columns to their texts that needs no values; None where there is none."""
    if cell.text is not None:
        return cell.text(encode)
    if cell.is_unique or cell.needs:
        return None
    texts = kept(lambda *values: encode([read(*values)])[0], len(cell.columns))
    return lambda *columns: [texts(*columns)]
