"""Links between records: to the one a record refers to, back from those that refer to it, and to lists of codes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.web.catalogue import Catalogue, Label, record_label
from app.web.questions.selection import Relation
from app.web.rows import Cell, Children, Column, Shape, url_under, value_of
from app.web.schemas import RecordRef, Ref


def link_of(collection: str, key: Column, title: InstrumentedAttribute[str]) -> Cell:
    """Show the record that a key refers to by id, title and link; `title` is the column of its table that names it."""
    other = aliased(title.class_)
    named = select(getattr(other, title.key)).where(other.id == key).scalar_subquery()
    return Cell((key, named), lambda _, record, name: record and record_label(collection, record, name))


def links_back(collection: str, key: InstrumentedAttribute[str | None], title: InstrumentedAttribute[str]) -> Relation:
    """Give the relation from a record to those of a table that refer to it by `key`, in the order of their titles."""
    record = title.class_.id
    shape = Shape(RecordRef, {"id": value_of(record), "title": value_of(title), "url": url_under(collection)})
    return referring(shape, key, title, record)


def referring(shape: Shape, key: Column, *order: Column) -> Relation:
    """Give the relation from a record to the rows of any table that refer to it by `key`."""

    def statement(owner: Sequence[Any], wanted: Sequence[Column]) -> Select[Any]:
        return select(*wanted).where(key == owner[0]).order_by(*order)

    return Relation(shape, statement)


def areas_under(owner: InstrumentedAttribute[str], area: InstrumentedAttribute[str]) -> Children:
    """Show the areas that a table lists for a record, by code and name."""
    return _listed(owner, area, lambda catalogue: catalogue.areas)


def commodities_under(owner: InstrumentedAttribute[str], commodity: InstrumentedAttribute[str]) -> Children:
    """Show the commodities that a table lists for a record, by code and name."""
    return _listed(owner, commodity, lambda catalogue: catalogue.commodities)


def _listed(
    owner: InstrumentedAttribute[str],
    code: InstrumentedAttribute[str],
    labels: Callable[[Catalogue], Mapping[str, Label]],
) -> Children:
    name = Cell((code,), lambda catalogue, value: labels(catalogue)[value]["name"])
    return Children(owner, (owner.class_.position,), Shape(Ref, {"code": value_of(code), "name": name}))
