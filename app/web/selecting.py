"""What a list or an item is about: the resource, and the question as understood, with its conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, and_, case, tuple_

from app.models.base import Base
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.filters import Bound, Condition, Filter, Unclear
from app.web.queries import Certainty, Filters
from app.web.rows import Cell, Column, Shape


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another table that only an item shows: what to select for the record's key, and their shape."""

    shape: Shape
    statement: Callable[[Sequence[Any], Sequence[Column]], Select[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of record as the API serves it.

    `identity` are the columns that an id stands for and `identify` reads them from it (None: it cannot be an id);
    `order` are the columns that lists are ordered by, unique together, ascending, with the types of their values.
    `known` gives the ids to suggest for one that does not exist.
    """

    name: str
    model: type[Base]
    shape: Shape
    identity: tuple[Column, ...]
    identify: Callable[[str], tuple[Any, ...] | None]
    order: tuple[Column, ...]
    order_types: tuple[type, ...]
    known: Callable[[Catalogue], Iterable[str]] | None = None
    relations: Mapping[str, Relation] = field(default_factory=dict)

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
        unbound = ("limit", "cursor", "count", "fields")
        filters = {name: value for name, value in self.query.items() if name not in unbound}
        return f"{self.resource.name}?{urlencode(filters, doseq=True)}"

    def url(self, suffix: str = "", **more: Any) -> str:
        """Give the address that asks this question."""
        query = {**self.query, **more}
        given = {name: _text(value) for name, value in query.items() if value not in (None, [], False)}
        return f"{self.resource.path}{suffix}?{urlencode(given, doseq=True)}" if given else self.resource.path + suffix


def _text(value: Any) -> Any:
    if value is True:
        return "true"
    return ",".join(value) if isinstance(value, tuple) else value


def understand(resource: Resource, query: Filters, catalogue: Catalogue) -> Selection:
    """Turn a query into conditions; Invalid names every value that stands for nothing or for several things."""
    conditions: dict[str, Condition] = {}
    understood: dict[str, Any] = {}
    marks: dict[str, Cell] = {}
    wrong: list[Wrong] = []
    for name, value in query:
        if value is None or value == []:
            continue
        understood[name] = value
        for declared in type(query).model_fields[name].metadata:
            if isinstance(declared, Filter):
                try:
                    found = declared.understand(value, catalogue)
                except Unclear as unclear:
                    wrong.append(_wrong(name, value, unclear))
                    continue
                conditions[name], understood[name] = found.condition, found.value
                marks |= found.marks
    if wrong:
        raise Invalid(wrong)
    if "id" in understood:
        conditions["id"] = any_of(resource, query.id)
    marks |= _bounds(query, conditions)
    fields = understood.get("fields")
    members = tuple(dict.fromkeys(fields.split(","))) if fields else tuple(resource.shape.out.model_fields)
    if fields:
        understood["fields"] = ",".join(members)
    shape = replace(resource.shape, cells={**resource.shape.cells, **marks}) if marks else resource.shape
    return Selection(resource, conditions, understood, shape, members)


def _wrong(name: str, value: Any, unclear: Unclear) -> Wrong:
    return Wrong(
        problem=unclear.problem,
        where="query",
        name=name,
        value=str(value),
        reason=unclear.reason,
        did_you_mean=unclear.did_you_mean,
    )


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
