"""What a list or an item is about: the resource, and the question as understood, with its conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, and_, case, tuple_

from app.models.base import Base
from app.web.catalogue import Catalogue, Names
from app.web.filters import Bound, Condition
from app.web.queries import Certainty, Filters
from app.web.resolving import address, question, resolve
from app.web.rows import Cell, Column, Shape


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another table that only an item shows: what to select for the record's key, and their shape.

    Where `is_one`, there is one such row, and the item shows it as an object.
    """

    shape: Shape
    statement: Callable[[Sequence[Any], Sequence[Column]], Select[Any]]
    is_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of record as the API serves it.

    `identity` are the columns that an id stands for and `identify` reads them from it (None: it cannot be an id);
    `order` are the columns that lists are ordered by, unique together, ascending, with the types of their values.
    `known` gives names and the ids they stand for, to suggest from for an id that does not exist. `served` are,
    for a table that grows with the data, the sets of filters along which an index gives the rows in their order, the
    narrowest first.
    """

    name: str
    model: type[Base]
    shape: Shape
    identity: tuple[Column, ...]
    identify: Callable[[str], tuple[Any, ...] | None]
    order: tuple[Column, ...]
    order_types: tuple[type, ...]
    known: Callable[[Catalogue], Names] | None = None
    relations: Mapping[str, Relation] = field(default_factory=dict)
    served: Sequence[tuple[str, ...]] = ()

    @property
    def path(self) -> str:
        """Where the collection is served."""
        return f"/v1/{self.name}"


@dataclass(frozen=True, slots=True)
class Selection:
    """A question as understood: its conditions, the parameters in their canonical form, and the shape of its rows."""

    resource: Resource
    conditions: Mapping[str, Condition]
    query: Mapping[str, Any]
    shape: Shape
    members: tuple[str, ...]

    @property
    def question(self) -> str:
        """The route and its filters, which a cursor is bound to."""
        return question(self.resource.name, self.query)

    def url(self, **more: Any) -> str:
        """Give the address that asks this question."""
        return address(self.resource.path, {**self.query, **more})


def understand(resource: Resource, query: Filters, catalogue: Catalogue) -> Selection:
    """Turn a query into conditions; Invalid names every value that stands for nothing or for several things."""
    resolved = resolve(resource.shape.out, query, catalogue)
    conditions, marks = dict(resolved.conditions), dict(resolved.marks)
    if query.id:
        conditions["id"] = any_of(resource, query.id)
    marks |= _bounds(query, conditions)
    shape = replace(resource.shape, cells={**resource.shape.cells, **marks}) if marks else resource.shape
    return Selection(resource, conditions, resolved.values, shape, resolved.members)


def any_of(resource: Resource, ids: Iterable[str]) -> Condition:
    """Give the condition that selects the records with these ids."""
    keys = [key for record in ids if (key := resource.identify(record)) is not None]
    return tuple_(*resource.identity).in_(keys)


def _bounds(query: Filters, conditions: dict[str, Condition]) -> dict[str, Cell]:
    """Add the bounds on quantities, and mark each row as certain or possible when there are any."""
    certain: list[Condition] = []
    chosen = getattr(query, "certainty", Certainty.CERTAIN) is Certainty.CERTAIN
    for name, info in type(query).model_fields.items():
        value = getattr(query, name)
        for bound in info.metadata:
            if isinstance(bound, Bound) and value is not None:
                conditions[name] = bound.condition(value, certain=chosen)
                certain.append(bound.condition(value, certain=True))
    if not certain:
        return {}
    column = case((and_(*certain), Certainty.CERTAIN), else_=Certainty.POSSIBLE)
    return {"certainty": Cell((column,), lambda _, value: value)}


def only(resource: Resource, record: str) -> Condition | None:
    """Give the condition that selects one record, or None when the text cannot be an id."""
    key = resource.identify(record)
    if key is None:
        return None
    return and_(*(column == part for column, part in zip(resource.identity, key, strict=True)))
