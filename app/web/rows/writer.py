"""Rows as text: a writer compiled from a shape turns what the database gave into JSON, JSON Lines or CSV.

It works column by column, so that the machinery is paid once for a chunk and not for each of its cells. A member that
is the same in all rows of a chunk (most are: the reporter, the source, nothing) is written once, and stands between the
columns of those that differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from sqlalchemy import JSON, Text, cast

from app.web.catalogue import Catalogue
from app.web.rows import Shape, formats
from app.web.rows.cells import Cell, Column, Encode, Pieces, Row, Values
from app.web.schemas import Out


@dataclass(frozen=True, slots=True, eq=False)
class Notation:
    """How rows are written: `encode` writes one member of them.

    `between` returns the separators: before the first member, between members, after the last.
    """

    encode: Callable[[type[Out], str, Sequence[str]], Encode]
    between: Callable[[Sequence[str]], Sequence[str]]
    head: Callable[[type[Out], Sequence[str]], str]

    def rows(self, out: type[Out], members: Sequence[str], rows: Sequence[Row]) -> str:
        """Write rows that are at hand as values."""
        written = {member: [self.encode(out, member, members)([row[member] for row in rows])] for member in members}
        return self.joined(members, written, len(rows))

    def file(self, out: type[Out], members: Sequence[str], rows: Sequence[Row]) -> bytes:
        """Write a whole file of rows that are at hand."""
        return (self.head(out, members) + self.rows(out, members, rows)).encode()

    def joined(self, members: Sequence[str], written: Mapping[str, Pieces], count: int) -> str:
        """Join the written members of so many rows."""
        first, *behind = self.between(members)
        pieces = [
            first,
            *chain.from_iterable((*written[name], text) for name, text in zip(members, behind, strict=True)),
        ]
        return _together(pieces, count)


def _encode_json(_out: type[Out], _member: str, _members: Sequence[str]) -> Encode:
    return formats.to_texts


def _between_json(members: Sequence[str]) -> list[str]:
    return [*(f'{"," if index else "{"}"{member}":' for index, member in enumerate(members)), "},"]


def _between_lines(members: Sequence[str]) -> list[str]:
    return [*_between_json(members)[:-1], "}\n"]


def _between_csv(members: Sequence[str]) -> list[str]:
    return ["", *"," * (len(members) - 1), formats.csv_row([""])]


def _no_head(_out: type[Out], _members: Sequence[str]) -> str:
    return ""


JSON_ROWS: Final = Notation(_encode_json, _between_json, _no_head)
"""Each row with a comma behind it, the last one too."""
JSON_LINES: Final = Notation(_encode_json, _between_lines, _no_head)
CSV_ROWS: Final = Notation(formats.csv_encoder, _between_csv, formats.csv_head)


@dataclass(frozen=True, slots=True)
class _Step:
    """One member under way: where its columns and needs are, and whether it is shown, needed by others, or both."""

    name: str
    cell: Cell
    places: Sequence[int]
    encode: Encode | None
    is_needed: bool

    def make(self, catalogue: Catalogue, given: Sequence[Values]) -> tuple[Values, Pieces]:
        """Make the member of each row, and write it where it is shown."""
        if not self.is_needed:
            return (), self.cell.texts(catalogue, given, self.encode) if self.encode else ()
        made = self.cell.values(catalogue, given)
        return made, [self.encode(made)] if self.encode else ()

    def make_once(self, catalogue: Catalogue, given: Sequence[Values], count: int) -> tuple[Values, Pieces]:
        """Make and write a member that is the same in all rows."""
        made, pieces = self.make(catalogue, [column[:1] for column in given])
        return [*made] * count, [piece if isinstance(piece, str) else piece[0] for piece in pieces]


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
        """Compile the writer of these members."""
        self._children = [name for name in members if name in shape.children]
        shown = shape.needed((*members, *(("id",) if self._children else ())))
        places = {column: place for place, column in enumerate(dict.fromkeys((*order, *shape.columns(shown))))}
        self._fixed = [(place, fixed[column]) for column, place in places.items() if column in fixed]
        self.columns = [_as_text(column) for column in places if column not in fixed]
        self._members, self._notation, self._catalogue = members, notation, catalogue
        self._encode = {name: notation.encode(shape.out, name, members) for name in members}
        needed = {need for name in shown for need in shape.cells[name].needs} | ({"id"} if self._children else set())
        self._steps = [
            _Step(name, cell, [places[column] for column in cell.columns], self._encode.get(name), name in needed)
            for name, cell in ((name, shape.cells[name]) for name in shown)
        ]

    def spread(self, rows: Sequence[Values], bound: Mapping[str, object]) -> list[Values]:
        """Return the columns of rows that were read with these values, the fixed ones in their places."""
        columns: list[Values] = list(zip(*rows, strict=True))
        for place, name in self._fixed:
            columns.insert(place, (bound[name],) * len(rows))
        return columns

    def text(self, columns: Sequence[Values], children: Callable[[str, Values], Values]) -> str:
        """Write rows; `children` returns what a member of another table holds for each of the ids."""
        count = len(columns[0])
        values, written = self._written(columns, count)
        for name in self._children:
            written[name] = [self._encode[name](children(name, values["id"]))]
        return self._notation.joined(self._members, written, count)

    def _written(self, columns: Sequence[Values], count: int) -> tuple[dict[str, Values], dict[str, Pieces]]:
        """Go through the steps, and return the values and the pieces of each member."""
        is_same = [column[0] == column[-1] and column.count(column[0]) == count for column in columns]
        values: dict[str, Values] = {}
        written: dict[str, Pieces] = {}
        same: set[str] = set()
        for step in self._steps:
            needs = step.cell.needs
            given = [*[columns[place] for place in step.places], *[values[need] for need in needs]]
            if same.issuperset(needs) and all(map(is_same.__getitem__, step.places)):
                same.add(step.name)
                values[step.name], written[step.name] = step.make_once(self._catalogue, given, count)
            else:
                values[step.name], written[step.name] = step.make(self._catalogue, given)
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
