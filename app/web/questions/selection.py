"""What a list or an item is about: the resource, and the question as understood, with its conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import product
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, case, false, or_

from app.models.base import Base
from app.web.catalogue import Catalogue, Names
from app.web.questions.canonical import asked, resolve
from app.web.questions.filters import Bound, Compared, Condition, Understood, conditions_of
from app.web.questions.queries import Certainty, Filters
from app.web.rows import Cell, Column, Shape
from app.web.schemas import Out


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

    @property
    def out(self) -> type[Out]:
        """The shape of its rows."""
        return self.shape.out


@dataclass(frozen=True)
class Selection:
    """A question as understood: its filters, the parameters in their canonical form, and the members to show."""

    resource: Resource
    filters: Mapping[str, Understood | Compared]
    query: Mapping[str, Any]
    members: tuple[str, ...]
    address: str
    """The address that asks this question."""
    question: str
    """The list and its filters, which a cursor is bound to."""

    @property
    def conditions(self) -> dict[str, Condition]:
        """The conditions with their values."""
        return conditions_of(self.filters)

    @property
    def form(self) -> tuple[tuple[str, int], ...] | None:
        """What questions have in common that differ in bound values alone; None where there may be no other."""
        compared = self._compared
        if len(compared) < len(self.filters):
            return None
        return tuple([(name, len(one.others)) for name, one in compared])

    @property
    def bound(self) -> dict[str, Any]:
        """The values that the parameters of its form stand for."""
        return {
            f"{name}{number or ''}": value
            for name, one in self._compared
            for number, value in enumerate((one.bound, *one.others))
        }

    @cached_property
    def _compared(self) -> list[tuple[str, Compared]]:
        return [(name, one) for name, one in self.filters.items() if isinstance(one, Compared)]

    @property
    def fixed(self) -> dict[Column, str]:
        """The columns of the order that hold one value in all rows, and the parameters that bind it.

        Never the last of them, so that a row always has something to read.
        """
        names = {one.fixed: name for name, one in self._compared if one.fixed is not None}
        return {column: names[column] for column in self.resource.order[:-1] if column in names}

    def parameterised(self) -> tuple[list[tuple[Condition, ...]], Shape]:
        """Give the conditions with parameters for the bound values, once for each range, and the shape as marked."""
        choices: list[list[Condition]] = []
        cells = dict(self.resource.shape.cells)
        for name, filtered in self.filters.items():
            if isinstance(filtered, Understood):
                choices.append([filtered.condition])
                cells |= filtered.marks
                continue
            numbers = range(1 + len(filtered.others))
            parameters: list[BindParameter[Any]] = [bindparam(f"{name}{number or ''}", None) for number in numbers]
            choices.append([filtered.compare(parameter) for parameter in parameters])
            cells |= filtered.marks(parameters[0])
        return list(product(*choices)), replace(self.resource.shape, cells=cells)


def understand(resource: Resource, query: Filters, catalogue: Catalogue) -> Selection:
    """Turn a query into conditions; Invalid names every value that stands for nothing or for several things."""
    resolved = resolve(resource.shape.out, query, catalogue)
    filters = dict(resolved.filters)
    if query.id:
        filters["id"] = Understood(any_of(resource, query.id), query.id)
    filters |= _bounds(query)
    return Selection(resource, filters, resolved.values, resolved.members, *asked(resource.path, resolved.values))


def any_of(resource: Resource, ids: Iterable[str]) -> Condition:
    """Give the condition that selects the records with these ids."""
    conditions = [condition for record in ids if (condition := only(resource, record)) is not None]
    # Spelled out, since SQLite looks up a list of whole keys by going through the table.
    return or_(false(), *conditions)


def _bounds(query: Filters) -> dict[str, Understood]:
    """Give the bounds on quantities, and mark each row as certain or possible when there are any."""
    given = {
        name: (bound, value)
        for name, bound in _bounds_of(type(query)).items()
        if (value := getattr(query, name)) is not None
    }
    if not given:
        return {}
    chosen = getattr(query, "certainty", Certainty.CERTAIN) is Certainty.CERTAIN
    certain = and_(*(bound.condition(value, certain=True) for bound, value in given.values()))
    marks = {"certainty": Cell((case((certain, Certainty.CERTAIN), else_=Certainty.POSSIBLE),), lambda _, value: value)}
    return {
        name: Understood(bound.condition(value, certain=chosen), value, marks) for name, (bound, value) in given.items()
    }


@cache
def _bounds_of(query: type[Filters]) -> dict[str, Bound]:
    """Give the parameters of a query that bound a quantity."""
    return {
        name: bound for name, info in query.model_fields.items() for bound in info.metadata if isinstance(bound, Bound)
    }


def only(resource: Resource, record: str) -> Condition | None:
    """Give the condition that selects one record, or None when the text cannot be an id."""
    key = resource.identify(record)
    if key is None:
        return None
    return and_(*(column == part for column, part in zip(resource.identity, key, strict=True)))
