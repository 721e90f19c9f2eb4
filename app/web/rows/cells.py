"""Cells: what one member of a row is read from, and how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.web.catalogue import Catalogue

Row = dict[str, Any]
Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Read = Callable[..., Any]
Encode = Callable[[Sequence[Any]], list[str]]
"""Writes the values of one member in some notation: JSON, or the cells of CSV."""
Pieces = Sequence[str | list[str]]
"""A member of all rows in pieces: text that is the same in each, and columns of texts, one for each row."""
Text = Callable[[Encode], Callable[..., Pieces]]
"""Gives the function that writes a member straight from its columns (JSON columns as text)."""
Down = Callable[[Catalogue], Callable[..., list[Any]]]
"""Gives the function that makes a member of many rows from columns of values."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Cell:
    """One member of a row: `columns` are read from the database, `needs` are members made before it.

    `read(catalogue, *values)` gives its JSON value, the values of the columns first, then those of the needs.
    What it writes is kept for values that come again, except where every row has its own (`is_unique`). `down` is a
    shorter way to the values of many rows, `text` to the same text.
    """

    columns: tuple[Column, ...]
    read: Read
    needs: tuple[str, ...] = ()
    is_unique: bool = False
    down: Down | None = None
    text: Text | None = None


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
    path = f"/v1/{collection}/"
    return Cell((), lambda _, record: path + record, ("id",), down=lambda _: lambda ids: [path + one for one in ids])


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
