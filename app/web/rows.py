"""The one path from a database row to an answer: what each member of a shape is read from, and how.

A shape is compiled once from its pydantic model: every member becomes a cell, the columns it needs and the function
that turns their values into JSON. Lists, items, CSV and JSON Lines all go through it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, get_args

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from app.models.base import QUANTITY_PARTS, Base
from app.vocabulary import BoundsBasis, Qualifier
from app.vocabulary.quantity import plain, stored
from app.web.catalogue import Catalogue
from app.web.schemas import Out, QuantityOut

Row = dict[str, Any]
Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Read = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One member of a row: `columns` are read from the database, `needs` are members made before it.

    `read(catalogue, *values)` gives its JSON value, the values of the columns first, then those of the needs.
    """

    columns: tuple[Column, ...]
    read: Read
    needs: tuple[str, ...] = ()


def value_of(column: Column) -> Cell:
    """Show the column as it is."""
    return Cell((column,), lambda _, value: value)


def area_of(column: Column) -> Cell:
    """Show an area by code and name."""
    return Cell((column,), lambda catalogue, code: catalogue.areas.get(code))


def areas_of(column: Column) -> Cell:
    """Show a list of areas by code and name."""
    return Cell((column,), lambda catalogue, codes: [catalogue.areas[code] for code in codes])


def commodity_of(column: Column) -> Cell:
    """Show a commodity by code and name."""
    return Cell((column,), lambda catalogue, code: catalogue.commodities.get(code))


def source_of(column: Column) -> Cell:
    """Show a source by id, title and link."""
    return Cell((column,), lambda catalogue, source: catalogue.sources.get(source))


def actor_of(column: Column) -> Cell:
    """Show a person or organisation by id, name and link."""
    return Cell((column,), lambda catalogue, actor: catalogue.actors.get(actor))


def url_under(collection: str) -> Cell:
    """Show where the record itself is served."""
    return made(lambda record: f"/v1/{collection}/{record}", "id")


def made(function: Read, *needs: str) -> Cell:
    """Make a member from other members of the same row."""
    return Cell((), lambda _, *values: function(*values), needs)


def sentence_of(say: Callable[[Mapping[str, Any]], str], *needs: str, **more: Cell) -> Cell:
    """Make the sentence of a fact from the members it mentions, and from `more` that the row itself does not show."""
    columns = tuple(column for cell in more.values() for column in cell.columns)

    def read(catalogue: Catalogue, *values: Any) -> str:
        fact = dict(zip(needs, values[len(columns) :], strict=True))
        start = 0
        for name, cell in more.items():
            end = start + len(cell.columns)
            fact[name] = cell.read(catalogue, *values[start:end])
            start = end
        return say(fact)

    return Cell(columns, read, needs)


def basis_of(model: Any, *, valued: bool) -> Cell:
    """Show who compiled a figure and how it came about; `valued` for trade, which has a valuation."""
    names = ("basis_kind", "compiled_by", "compiler", "basis_note", *(("valuation",) if valued else ()))

    def read(catalogue: Catalogue, kind: str, area: str | None, actor: str | None, note: str | None, *rest: str) -> Row:
        return {
            "kind": kind,
            "compiled_by": area and catalogue.areas[area],
            "compiler": actor and catalogue.actors[actor],
            **({"valuation": rest[0]} if valued else {}),
            "note": note,
        }

    return Cell(tuple(getattr(model, name) for name in names), read)


def quantity_of(model: type[Base], name: str) -> Cell:
    """Show the six columns of a quantity as one object, or null."""
    return Cell(tuple(getattr(model, name + part) for part in QUANTITY_PARTS), lambda _, *parts: quantity_json(*parts))


_STATISTIC: Final[Mapping[str, Any]] = {"qualifier": Qualifier.EXACT, "bounds_basis": BoundsBasis.STATED}


def quantity_json(
    amount: int | None,
    lower: int | None,
    upper: int | None,
    unit: str | None,
    bounds: str | None,
    hedge: Mapping[str, Any] | None,
) -> Row | None:
    """Give the members of `QuantityOut` from the columns of a quantity (`models.base.measured`)."""
    if unit is None or bounds is None:
        return None
    hedge = hedge or _STATISTIC
    step = hedge.get("step")
    return {
        "value": None if amount is None else plain(amount),
        "unit": unit,
        "per": hedge.get("per"),
        "qualifier": hedge["qualifier"],
        "step": None if step is None else plain(stored(Fraction(step))),
        "lower": None if lower is None else plain(lower),
        "lower_inclusive": None if lower is None else bounds[0] == "[",
        "upper": None if upper is None else plain(upper),
        "upper_inclusive": None if upper is None else bounds[1] == "]",
        "bounds_basis": hedge["bounds_basis"],
        "fraction": hedge.get("fraction"),
        "words": hedge.get("words"),
        "flags": hedge.get("flags", []),
    }


@dataclass(frozen=True, slots=True)
class Children:
    """Rows of another table that belong to a row: one statement for all parents of a page.

    `owner` is the column that holds the parent's id; `shape` says what each child shows. Where `none_is_unknown`, a
    parent without children shows null: the source does not state them.
    """

    owner: Column
    order: tuple[Column, ...]
    shape: "Shape"
    where: ColumnElement[bool] | None = None
    none_is_unknown: bool = False

    def statement(self, parents: Sequence[Any]) -> Select[Any]:
        """Select the children of all parents, each parent's in order."""
        columns = self.shape.columns(self.shape.cells)
        statement = select(self.owner, *columns).where(self.owner.in_(parents)).order_by(self.owner, *self.order)
        return statement if self.where is None else statement.where(self.where)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the members of one pydantic model are read; `cells` and `children` together are all its members."""

    out: type[Out]
    cells: Mapping[str, Cell]
    children: Mapping[str, Children] = field(default_factory=dict)

    def needed(self, members: Iterable[str]) -> list[str]:
        """Give the members to read so that the named ones can be shown, in the order of the shape."""
        wanted: set[str] = set()
        waiting = [name for name in members if name in self.cells]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting.extend(need for need in self.cells[name].needs if need in self.cells)
        return [name for name in self.cells if name in wanted]

    def columns(self, members: Iterable[str]) -> list[Column]:
        """Give the columns behind the members, in order."""
        return [column for name in members for column in self.cells[name].columns]

    def reader(self, members: Sequence[str]) -> Callable[[Catalogue, Sequence[Any]], Row]:
        """Compile the function that makes the row with these members from the values of their columns."""
        steps: list[tuple[str, Read, slice, tuple[str, ...]]] = []
        start = 0
        for name in members:
            cell = self.cells[name]
            end = start + len(cell.columns)
            steps.append((name, cell.read, slice(start, end), cell.needs))
            start = end

        def read_row(catalogue: Catalogue, values: Sequence[Any]) -> Row:
            row: Row = {}
            for name, read, columns, needs in steps:
                row[name] = read(catalogue, *values[columns], *[row[need] for need in needs])
            return row

        return read_row


def shape_of(out: type[Out], model: type[Base], **special: Cell | Children) -> Shape:
    """Compile a shape: members are read from the columns of the same name unless `special` says otherwise."""
    cells: dict[str, Cell] = {}
    children: dict[str, Children] = {}
    for name, info in out.model_fields.items():
        given = special.pop(name, None)
        if isinstance(given, Children):
            children[name] = given
        elif given is not None:
            cells[name] = given
        elif _is_quantity(info.annotation):
            cells[name] = quantity_of(model, name)
        else:
            cells[name] = value_of(getattr(model, name))
    if special:
        raise TypeError(f"{out.__name__} has no member {', '.join(special)}")
    return Shape(out, _in_order_of_need(cells), children)


def _is_quantity(annotation: Any) -> bool:
    return annotation is QuantityOut or QuantityOut in get_args(annotation)


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
