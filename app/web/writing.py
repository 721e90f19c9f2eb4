"""Rows as text: a writer compiled from a shape turns what the database gave into JSON, JSON Lines or CSV.

It works column by column, so that the machinery is paid once for a chunk and not for each of its cells: the texts of
all columns are made first, then one template takes a row's texts together. Most columns hold few different values (an
area, a year, a source, nothing), so what was written for a value is kept and found again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, Final

from sqlalchemy import JSON, Text, cast

from app.web import formats
from app.web.catalogue import Catalogue
from app.web.rows import Cell, Column, Encode, Shape
from app.web.schemas import Out

_KEPT_AT_MOST: Final = 10_000
"""Different values of one column whose text is kept."""

Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Notation:
    """How rows are written: the text of one member, what holds a row's members together, and what opens a file."""

    encode: Callable[[type[Out], str, Sequence[str]], Encode]
    template: Callable[[type[Out], Sequence[str]], str]
    head: Callable[[type[Out], Sequence[str]], str] = lambda *_: ""


def _json_row(_: type[Out], members: Sequence[str]) -> str:
    return "{" + ",".join(f'"{member}":%s' for member in members) + "}"


def _csv_encode(out: type[Out], member: str, members: Sequence[str]) -> Encode:
    write = formats.csv_cells(formats.csv_columns(out, [member]))
    is_alone = len(formats.csv_columns(out, members)) == 1
    return (lambda value: write(value) or formats.EMPTY_LINE) if is_alone else write


JSON_ROWS: Final = Notation(lambda *_: formats.to_text, _json_row)
JSON_LINES: Final = Notation(lambda *_: formats.to_text, lambda *named: _json_row(*named) + "\n")
CSV: Final = Notation(_csv_encode, lambda _, members: formats.csv_row(["%s"] * len(members)), formats.csv_head)


class Kept(dict[Any, Any]):
    """What a function gave for the values it was asked for, forgotten when there are too many."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, value: Any) -> Any:
        if len(self) >= _KEPT_AT_MOST:
            self.clear()
        made = self[value] = self._function(value)
        return made


@dataclass(frozen=True, slots=True)
class _Step:
    """One member under way: where its columns are, and what is made of them, column by column.

    `values` are for the members made from this one; `encode` writes them where there is no shorter way by `texts`.
    """

    name: str
    columns: Sequence[int]
    needs: tuple[str, ...]
    values: Callable[..., Iterable[Any]] | None
    texts: Callable[..., Iterable[str]] | None
    encode: Encode | None


class Writer:
    """Writes rows of a shape: `columns` are what to select, `texts` turns what came into one text a row.

    The columns of the order come first, whether shown or not: they are the key of a row. No column is read twice.
    """

    def __init__(
        self, shape: Shape, order: Sequence[Column], members: Sequence[str], notation: Notation, catalogue: Catalogue
    ) -> None:
        self._children = [name for name in members if name in shape.children]
        shown = shape.needed((*members, *(("id",) if self._children else ())))
        self._places = {column: place for place, column in enumerate(dict.fromkeys((*order, *shape.columns(shown))))}
        self.columns = [_as_text(column) for column in self._places]
        self._members = members
        self._template = notation.template(shape.out, members)
        self._encode = {name: notation.encode(shape.out, name, members) for name in members}
        self._steps = list(self._compile(shape, shown, catalogue))

    def _compile(self, shape: Shape, shown: Sequence[str], catalogue: Catalogue) -> Iterator[_Step]:
        needed = {need for name in shown for need in shape.cells[name].needs} | ({"id"} if self._children else set())
        for name in shown:
            cell, encode = shape.cells[name], self._encode.get(name)
            columns = [self._places[column] for column in cell.columns]
            read = _reader(cell, catalogue)
            values = _over_columns(cell, read) if name in needed else None
            texts = _texts(cell, read, encode) if encode and not (values and cell.is_unique and not cell.text) else None
            yield _Step(name, columns, cell.needs, values, texts, encode)

    def texts(self, rows: Sequence[Values], children: Callable[[str, Values], Values]) -> Iterable[str]:
        """Write rows; `children` gives what a member of another table holds for each of the ids."""
        if not rows:
            return ()
        columns: list[Values] = list(zip(*rows, strict=True))
        values: dict[str, Values] = {}
        texts: dict[str, Iterable[str]] = {}
        for step in self._steps:
            given = [*[columns[place] for place in step.columns], *[values[need] for need in step.needs]]
            given = given or [(None,) * len(rows)]
            if step.values:
                values[step.name] = list(step.values(*given))
            if step.texts:
                texts[step.name] = step.texts(*given)
            elif step.encode:
                texts[step.name] = map(step.encode, values[step.name])
        for name in self._children:
            texts[name] = map(self._encode[name], children(name, values["id"]))
        return map(self._template.__mod__, zip(*(texts[name] for name in self._members), strict=True))


def _as_text(column: Column) -> Column:
    """Select JSON as the text it is stored as, which can be kept and compared."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _reader(cell: Cell, catalogue: Catalogue) -> Callable[..., Any]:
    """Give the cell's function for values as they are selected here."""
    documents = [index for index, column in enumerate(cell.columns) if isinstance(column.type, JSON)]
    if not cell.columns and not cell.needs:
        return lambda _: cell.read(catalogue)
    if not documents:
        return partial(cell.read, catalogue)

    def read(*values: Any) -> Any:
        given = list(values)
        for index in documents:
            given[index] = given[index] and json.loads(given[index])
        return cell.read(catalogue, *given)

    return read


def _texts(cell: Cell, read: Callable[..., Any], encode: Encode) -> Callable[..., Iterable[str]]:
    """Give the function from the cell's columns to texts."""
    if cell.text is None:
        return _over_columns(cell, lambda *values: encode(read(*values)))
    write, null = cell.text(encode), encode(None)
    return lambda *columns: map(write, *columns) if any(map(any, columns)) else repeat(null, len(columns[0]))


def _over_columns(cell: Cell, function: Callable[..., Any]) -> Callable[..., Iterable[Any]]:
    """Let a function run down columns, once for each of the values that come again."""
    if cell.is_unique or cell.needs:
        return partial(map, function)
    if len(cell.columns) > 1:
        kept = Kept(lambda key: function(*key))
        return lambda *columns: map(kept.__getitem__, zip(*columns, strict=True))
    return partial(map, Kept(function).__getitem__)
