"""The one path from a database row to an answer: the shape of an answer, and what each of its members is read from.

A shape is compiled once from its pydantic model: every member becomes a cell, the columns it needs and the function
that turns their values into JSON. Lists, items, CSV and JSON Lines all go through it.

A writer is compiled from a shape, and turns what the database gave into JSON, JSON Lines or CSV. It works column by
column, so that the machinery is paid once for a chunk and not for each of its cells. A member that is the same in all
rows of a chunk (most are: the reporter, the source, nothing) is written once, and stands between the columns of those
that differ.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import eq
from types import MappingProxyType
from typing import Any, Final, get_args

from sqlalchemy import ColumnElement, Connection, and_, bindparam, select

from app.models import Base
from app.vocabulary.terms import Proof
from app.web.catalogue import Catalogue
from app.web.rows.cells import (
    Cell,
    Column,
    Encode,
    Make,
    Row,
    RowReader,
    Values,
    Written,
    label_of,
    object_of,
    proof_of,
    url_under,
    value_of,
)
from app.web.rows.formats import Notation, joined
from app.web.rows.quantities import quantity_of
from app.web.rows.statements import Statement, as_text, compiled, json_elements
from app.web.schemas import Out, QuantityOut, RecordRef, Ref
from app.web.snapshot import Snapshot

_KEY: Final = "key"
"""The parameters of a relation's statement, with a number behind."""


@dataclass(frozen=True, eq=False)
class Relation:
    """Rows of another table that belong to records, in order: those whose `owner` columns hold the key of one.

    `shape` says what each row shows. Where `is_one`, there is one such row, shown as an object. Where
    `none_is_unknown`, a record without any shows null: the source does not state them. `about` describes the member to
    clients, where only an item shows it.
    """

    shape: "Shape"
    owner: tuple[Column, ...]
    order: tuple[Column, ...] = ()
    is_one: bool = False
    none_is_unknown: bool = False
    about: str = ""
    _statements: dict[tuple[str, bool], Statement] = field(default_factory=dict, init=False, repr=False)
    """By engine, and for a list of ids or for one key."""

    def belongs_to(self, key: Sequence[Any]) -> ColumnElement[bool]:
        """Build the clause that a row belongs to the record with this key."""
        return and_(*map(eq, self.owner, key))

    def of(self, snapshot: Snapshot, key: Sequence[object]) -> list[Row]:
        """Read the rows that belong to the record with this key: one statement."""
        return [row for _, row in self._rows(snapshot, key, is_batch=False)]

    def of_each(self, snapshot: Snapshot, owners: Sequence[str]) -> list[list[Row] | None]:
        """Read the rows that belong to each of the records with these ids: one statement."""
        by_owner: dict[object, list[Row]] = {one: [] for one in owners}
        for one, row in self._rows(snapshot, [json.dumps(owners)], is_batch=True):
            by_owner[one].append(row)
        return [by_owner[one] or (None if self.none_is_unknown else []) for one in owners]

    def _rows(self, snapshot: Snapshot, key: Sequence[object], *, is_batch: bool) -> Iterator[tuple[object, Row]]:
        """Yield rows, each behind the first column of the key that it belongs to."""
        statement = self._statements.get((snapshot.connection.dialect.name, is_batch))
        if statement is None:
            statement = self._compiled(snapshot.connection, is_batch=is_batch)
        rows = statement.rows(snapshot.connection, {f"{_KEY}{place}": part for place, part in enumerate(key)})
        if rows:
            owners, *columns = zip(*rows, strict=True)
            members = self.shape.out.model_fields
            for owner, row in zip(owners, self._reader.rows(snapshot.catalogue, columns), strict=True):
                yield owner, {name: row[name] for name in members}

    def _compiled(self, connection: Connection, *, is_batch: bool) -> Statement:
        """Compile and store the statement that reads the rows of one key, or of a list of ids."""
        key = [bindparam(f"{_KEY}{place}", None, column.type) for place, column in enumerate(self.owner)]
        first = self.owner[0]
        belongs = first.in_(json_elements(bindparam(f"{_KEY}0"))) if is_batch else self.belongs_to(key)
        selected = select(first, *map(as_text, self._reader.columns)).where(belongs)
        selected = selected.order_by(*([first] if is_batch else []), *self.order)
        statement = self._statements[connection.dialect.name, is_batch] = compiled(connection, selected)
        return statement

    @cached_property
    def _reader(self) -> RowReader:
        return self.shape.reader(self.shape.out.model_fields)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the members of one pydantic model are read; `cells` and `children` together are all its members.

    `cells` also has the parts that members are made from and that no row shows.
    """

    out: type[Out]
    cells: Mapping[str, Cell]
    children: Mapping[str, Relation] = field(default_factory=dict)

    def needed(self, members: Iterable[str]) -> list[str]:
        """Return the members to make so that the named ones can be shown, each behind those that it is made from."""
        own = [name for name in members if name in self.cells]
        return list(dict.fromkeys(one for name in own for one in (*self.needed(self.cells[name].needs), name)))

    def columns(self, members: Iterable[str]) -> list[Column]:
        """Return the columns behind the members, in order."""
        return [column for name in members for column in self.cells[name].columns]

    def reader(self, members: Iterable[str]) -> RowReader:
        """Return the reader of rows with these members, and with those that they are made from."""
        return RowReader((name, self.cells[name]) for name in self.needed(members))


def shape_of(
    out: type[Out], model: type[Base], *, parts: Mapping[str, Cell] = MappingProxyType({}), **special: Cell | Relation
) -> Shape:
    """Compile a shape: members are read from the columns of the same name unless `special` says otherwise.

    A column that refers to reference data is shown by its label, and `url` is where the record itself is served.
    """
    cells = dict(parts)
    children: dict[str, Relation] = {}
    for name, info in out.model_fields.items():
        given = special.pop(name, None)
        if isinstance(given, Relation):
            children[name] = given
        elif given is not None:
            cells[name] = given
        elif name == "url":
            cells[name] = url_under(model.__tablename__.replace("_", "-"))
        else:
            cells[name] = _cell(model, name, {info.annotation, *get_args(info.annotation)})
    if special:
        raise TypeError(f"{out.__name__} has no member {', '.join(special)}")
    return Shape(out, cells, children)


def _cell(model: Any, name: str, types: set[object]) -> Cell:
    """Read a member from its columns, by the types that it may have."""
    if QuantityOut in types:
        return quantity_of(model, name)
    if Proof in types:
        return proof_of(model.quoted)
    column = getattr(model, name)
    return label_of(column) if types & {Ref, RecordRef} else value_of(column)


def basis_of(out: type[Out], model: Any) -> Cell:
    """Build the cell that shows who compiled a figure and how it came about, as an object."""
    return object_of(shape_of(out, model, kind=value_of(model.basis_kind), note=value_of(model.basis_note)).cells)


@dataclass(frozen=True, slots=True)
class _Step:
    """How one member is made: where its columns and needs are, and what makes it of them.

    What no other member needs is made as text. What others need is made as values, and `encode` writes them where they
    are shown as well.
    """

    name: str
    places: Sequence[int]
    make: Make
    encode: Encode | None


class Writer:
    """Writes rows of a shape: `columns` are what to select, `columns_of` and `text` turn the result into rows as text.

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
        self._members, self._between = members, notation.between(members)
        self._encode = {name: notation.encoder(name) for name in members}
        self._children = [name for name in members if name in shape.children]
        for_children = ("id",) if self._children else ()
        made = shape.needed((*members, *for_children))
        needed = {need for name in made for need in shape.cells[name].needs}.union(for_children)
        places = {column: place for place, column in enumerate(dict.fromkeys((*order, *shape.columns(made))))}
        self.columns = [as_text(column) for column in places if column not in fixed]
        self._fixed = [(place, fixed[column]) for column, place in places.items() if column in fixed]
        # What is made of the columns stands behind them.
        self._made = {name: place for place, name in enumerate(made, len(places))}
        self._steps = [
            _Step(
                name,
                [*map(places.__getitem__, cell.columns), *map(self._made.__getitem__, cell.needs)],
                cell.bind(catalogue, None if name in needed else self._encode.get(name)),
                self._encode.get(name) if name in needed else None,
            )
            for name, cell in ((name, shape.cells[name]) for name in made)
        ]

    def columns_of(self, rows: Sequence[Values], bound: Mapping[str, object]) -> list[Values]:
        """Return rows as columns, with the fixed ones, which were not read, filled in from the bound values."""
        columns: list[Values] = list(zip(*rows, strict=True))
        for place, name in self._fixed:
            columns.insert(place, (bound[name],) * len(rows))
        return columns

    def text(self, columns: Sequence[Values], children: Callable[[str, Values], Values]) -> bytes:
        """Write rows in UTF-8; `children` returns what a member of another table holds for each of the ids."""
        count = len(columns[0])
        made = [*columns]
        is_same = [column[0] == column[-1] and column.count(column[0]) == count for column in columns]
        written: dict[str, Written] = {}
        for step in self._steps:
            given = [made[place] for place in step.places]
            once = all(map(is_same.__getitem__, step.places))
            found = step.make([column[:1] for column in given] if once else given)
            made.append([*found] * count if once else found)
            is_same.append(once)
            texts = step.encode(found) if step.encode else found
            written[step.name] = texts[0] if once else texts
        for name in self._children:
            written[name] = self._encode[name](children(name, made[self._made["id"]]))
        return joined(self._between, [written[name] for name in self._members], count)
