"""Resources: what kinds of records the API serves, each with its columns, its order and its relations."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from operator import eq
from typing import Any, Final

from sqlalchemy import Select, and_, false, inspect, or_, select

from app.models import Base
from app.vocabulary.naming import Names
from app.web.catalogue import Catalogue
from app.web.questions.filters import Clause, Condition, Filter, elements
from app.web.rows import Shape
from app.web.rows.cells import Column
from app.web.schemas import Out


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another table that only an item shows, in order: those whose `owner` columns hold the record's key.

    Where `is_one`, there is one such row, and the item shows it as an object.
    """

    shape: Shape
    owner: tuple[Column, ...]
    order: tuple[Column, ...] = ()
    is_one: bool = False

    def statement(self, key: Sequence[Any], columns: Sequence[Column]) -> Select[Any]:
        """Select columns of the rows that belong to the record with this key."""
        return select(*columns).where(self.belongs_to(key)).order_by(*self.order)

    def belongs_to(self, key: Sequence[Any]) -> Clause:
        """Build the clause that a row belongs to the record with this key."""
        return and_(*map(eq, self.owner, key))


def _itself(record: str) -> tuple[str, ...]:
    return (record,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource:
    """One kind of record as the API serves it.

    `identify` reads the primary key from an id (None: it cannot be an id); `order` are the columns that lists are
    ordered by, unique together, ascending. `known` gives names and the ids they stand for, to suggest from for an id
    that does not exist. `served` are, for a table that grows with the data, the sets of filters along which an index
    gives the rows in their order, the narrowest first.
    """

    name: str
    model: type[Base]
    shape: Shape
    order: tuple[Column, ...]
    identify: Callable[[str], tuple[Any, ...] | None] = _itself
    known: Callable[[Catalogue], Names] | None = None
    relations: Mapping[str, Relation] = field(default_factory=dict)
    served: Sequence[tuple[str, ...]] = ()

    @property
    def path(self) -> str:
        """Where the collection is served."""
        return f"/v1/{self.name}"

    @property
    def out(self) -> type[Out]:
        """The shape of its rows."""
        return self.shape.out

    @property
    def identity(self) -> tuple[Column, ...]:
        """The columns that an id stands for."""
        return inspect(self.model).primary_key

    @property
    def order_types(self) -> list[type]:
        """The types of what the columns of the order hold."""
        return [column.type.python_type for column in self.order]


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch(Filter):
    """Selects the records with these ids; texts that cannot be ids select nothing."""

    identity: tuple[Column, ...]
    identify: Callable[[str], tuple[Any, ...] | None]

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Bind the ids as one list, or keys of several parts each by itself, filled up so that forms come again."""
        keys = [key for record in values if (key := self.identify(record)) is not None]
        if len(self.identity) == 1:
            return Condition(self, values, (json.dumps([key[0] for key in keys]),))
        size = next(size for size in _SIZES if size >= len(keys))
        filled = [*keys, *keys[-1:] * (size - len(keys))]
        return Condition(self, values, tuple(chain.from_iterable(filled)), size)

    def clause(self, parameters: Sequence[Any], _: Hashable) -> Clause:
        """Compare with the list of ids or, spelled out, with each key: SQLite would go through the table for a list."""
        if len(self.identity) == 1:
            return self.identity[0].in_(elements(parameters[0]))
        width = len(self.identity)
        keys = [parameters[start : start + width] for start in range(0, len(parameters), width)]
        return or_(false(), *(and_(*map(eq, self.identity, key)) for key in keys))


_SIZES: Final = (0, 1, 2, 5, 10, 20, 50, 100)


@cache
def batch_of(resource: Resource) -> Batch:
    """Return the filter `id` of a resource."""
    return Batch(identity=resource.identity, identify=resource.identify)
