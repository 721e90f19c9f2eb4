"""The one path from a database row to an answer: the shape of an answer, and what each of its members is read from.

A shape is compiled once from its pydantic model: every member becomes a cell, the columns it needs and the function
that turns their values into JSON. Lists, items, CSV and JSON Lines all go through it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from sqlalchemy import Select, select

from app.models import Base
from app.web.catalogue import Catalogue
from app.web.rows.cells import Cell, Column, Row, RowReader, label_of, url_under, value_of
from app.web.rows.quantities import quantity_of
from app.web.schemas import Out, QuantityOut, RecordRef, Ref


@dataclass(frozen=True, slots=True)
class Children:
    """Rows of another table that belong to a row: one statement for all parents of a page.

    `owner` is the column that holds the parent's id; `shape` says what each child shows. Where `none_is_unknown`, a
    parent without children shows null: the source does not state them.
    """

    owner: Column
    order: tuple[Column, ...]
    shape: "Shape"
    none_is_unknown: bool = False

    def statement(self, parents: Sequence[object]) -> Select[Any]:
        """Select the children of all parents, each parent's in order."""
        columns = self.shape.columns(self.shape.cells)
        return select(self.owner, *columns).where(self.owner.in_(parents)).order_by(self.owner, *self.order)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the members of one pydantic model are read; `cells` and `children` together are all its members."""

    out: type[Out]
    cells: Mapping[str, Cell]
    children: Mapping[str, Children] = field(default_factory=dict)

    def needed(self, members: Iterable[str]) -> list[str]:
        """Return the members to read so that the named ones can be shown, in the order of the shape."""
        wanted: set[str] = set()
        waiting = [name for name in members if name in self.cells]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting.extend(need for need in self.cells[name].needs if need in self.cells)
        return [name for name in self.cells if name in wanted]

    def columns(self, members: Iterable[str]) -> list[Column]:
        """Return the columns behind the members, in order."""
        return [column for name in members for column in self.cells[name].columns]

    def reader(self, members: Iterable[str]) -> RowReader:
        """Return the reader of rows with these members, and with those that they are made from."""
        return RowReader([(name, self.cells[name]) for name in self.needed(members)])


def shape_of(out: type[Out], model: type[Base], **special: Cell | Children) -> Shape:
    """Compile a shape: members are read from the columns of the same name unless `special` says otherwise.

    A column that refers to reference data is shown by its label, and `url` is where the record itself is served.
    """
    cells: dict[str, Cell] = {}
    children: dict[str, Children] = {}
    for name, info in out.model_fields.items():
        given = special.pop(name, None)
        if isinstance(given, Children):
            children[name] = given
        elif given is not None:
            cells[name] = given
        elif name == "url":
            cells[name] = url_under(model.__tablename__.replace("_", "-"))
        else:
            cells[name] = _cell(model, name, {info.annotation, *get_args(info.annotation)})
    if special:
        raise TypeError(f"{out.__name__} has no member {', '.join(special)}")
    return Shape(out, _in_order_of_need(cells), children)


def _cell(model: type[Base], name: str, types: set[object]) -> Cell:
    """Read a member from its columns, by the types that it may have."""
    if QuantityOut in types:
        return quantity_of(model, name)
    column = getattr(model, name)
    return label_of(column) if types & {Ref, RecordRef} else value_of(column)


def _in_order_of_need(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Put members behind those they are made from; answers are written in the order of the model."""
    ordered: dict[str, Cell] = {}

    def place(name: str) -> None:
        if name in cells and name not in ordered:
            for need in cells[name].needs:
                place(need)
            ordered[name] = cells[name]

    for name in cells:
        place(name)
    return ordered


def basis_of(out: type[Out], model: Any) -> Cell:
    """Show who compiled a figure and how it came about, as an object."""
    shape = shape_of(out, model, kind=value_of(model.basis_kind), note=value_of(model.basis_note))
    reader = shape.reader(shape.cells)

    def read(catalogue: Catalogue, *values: object) -> Row:
        return reader.read(catalogue, values)

    return Cell(tuple(reader.columns), read)
