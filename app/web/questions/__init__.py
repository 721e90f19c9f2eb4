"""Questions understood: what kinds of records there are, names resolved to codes, and conditions built."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import chain
from operator import eq
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import and_, false, inspect, or_

from app.models import Base
from app.vocabulary.terms import Problem
from app.vocabulary.text import Names
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Unclear, Wrong
from app.web.questions.filters import Clause, Condition, Filter, elements
from app.web.questions.filters.bounds import possibly
from app.web.questions.queries import Certainty, Query
from app.web.rows import Relation, Shape
from app.web.rows.cells import Column
from app.web.schemas import Out

MOST_VALUES: Final = 50
"""Values that one parameter takes: each may be a range of an index to read."""
_KEPT_AT_MOST: Final = 2_000
_CONDITIONS: Final[WeakKeyDictionary[Catalogue, dict[tuple[Filter, object], Condition]]] = WeakKeyDictionary()
"""For each release, the conditions that were built: words of questions are few and come again."""


def _itself(record: str) -> tuple[str, ...]:
    return (record,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """One kind of record as the API serves it.

    `identify` reads the primary key from an id (None: it cannot be an id); `order` are the columns that lists are
    ordered by, unique together, ascending. `known` gives names and the ids they stand for, to suggest from for an id
    that does not exist. `served` are, for a table that grows with the data, the sets of filters along which an index
    gives the rows in their order, the narrowest first. Where `is_grouped`, a row is what the rows of the table have in
    common that are alike in the columns of the order.
    """

    name: str
    model: type[Base]
    shape: Shape
    order: tuple[Column, ...]
    identify: Callable[[str], tuple[object, ...] | None] = _itself
    known: Callable[[Catalogue], Names] | None = None
    relations: Mapping[str, Relation] = field(default_factory=dict)
    served: Sequence[tuple[str, ...]] = ()
    is_grouped: bool = False

    @cached_property
    def path(self) -> str:
        """Where the collection is served."""
        return f"/v1/{self.name}"

    @cached_property
    def out(self) -> type[Out]:
        """The shape of its rows."""
        return self.shape.out

    @cached_property
    def identity(self) -> tuple[Column, ...]:
        """The columns that an id stands for."""
        return self.groups or inspect(self.model).primary_key

    @property
    def groups(self) -> tuple[Column, ...]:
        """The columns that statements group by; none as a rule."""
        return self.order if self.is_grouped else ()

    @cached_property
    def order_types(self) -> list[type]:
        """The types of what the columns of the order hold."""
        return [column.type.python_type for column in self.order]


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch(Filter):
    """Selects the records with these ids; texts that cannot be ids select nothing."""

    identity: tuple[Column, ...]
    identify: Callable[[str], tuple[object, ...] | None]

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition on one list, or on each key of several parts, filled up so that forms come again."""
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


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query selects: its parameters in canonical form, the conditions of its filters, the members to show."""

    values: Mapping[str, Any]
    conditions: dict[str, Condition]
    members: tuple[str, ...]

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses of the conditions, with their values."""
        return {name: condition.clause() for name, condition in self.conditions.items()}


def resolve(out: type[Out], query: Query, catalogue: Catalogue) -> Selection:
    """Resolve every parameter of a query; Invalid names all that stand for nothing or for several things."""
    kept = _CONDITIONS.setdefault(catalogue, {})
    declared = _filters_of(type(query))
    values: dict[str, object] = {}
    conditions: dict[str, Condition] = {}
    wrong: list[Wrong] = []
    for name, value in vars(query).items():
        if value is None or value == ():
            continue
        values[name] = value
        if name not in declared:
            continue
        key = declared[name], value
        try:
            condition = kept.get(key) or _condition(name, *key, catalogue)
        except Invalid as invalid:
            wrong += invalid.errors
            continue
        conditions[name], values[name] = condition, condition.value
    for begin, end in _ranges_of(type(query)):
        if begin in conditions and end in conditions:
            wrong += _contradictions(begin, end, conditions)
    if wrong:
        raise Invalid(wrong)
    if getattr(query, "certainty", None) is Certainty.POSSIBLE:
        conditions = possibly(conditions)
    return Selection(values, conditions, _members_of(out, values.get("fields")))


@cache
def _filters_of(query: type[Query]) -> dict[str, Filter]:
    """Return the parameters of a query that select rows by themselves."""
    return {
        name: declared
        for name, info in query.model_fields.items()
        for declared in info.metadata
        if isinstance(declared, Filter)
    }


_ENDS: Final = {"_from": "_to", "_gte": "_lte"}
"""How the names of two parameters end that are the beginning and the end of one range."""


@cache
def _ranges_of(query: type[Query]) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a query that begin a range, each with the one that ends it."""
    names = query.model_fields
    pairs = (
        (name, name.removesuffix(low) + high) for name in names for low, high in _ENDS.items() if name.endswith(low)
    )
    return tuple((begin, end) for begin, end in pairs if end in names)


def _contradictions(begin: str, end: str, conditions: Mapping[str, Condition]) -> Iterator[Wrong]:
    """Find out whether a range ends before it begins; both are named, each with what the other would make right."""
    if conditions[begin].is_beyond(conditions[end]):
        first, last = (str(conditions[name].value) for name in (begin, end))
        empty = Unclear(Problem.EMPTY_RANGE, f"nothing lies from `{begin}={first}` to `{end}={last}`", (last,))
        yield empty.at("query", begin, first)
        yield replace(empty, did_you_mean=(first,)).at("query", end, last)


@lru_cache(1_000)
def _members_of(out: type[Out], fields: str | None) -> tuple[str, ...]:
    """Return the members that `fields` asks for, each once; all without it."""
    return tuple(out.model_fields if fields is None else dict.fromkeys(fields.split(",")))


def _condition(name: str, declared: Filter, value: Any, catalogue: Catalogue) -> Condition:
    """Build and keep the condition of one parameter; Invalid names each value that is unclear, empty or doubled."""
    several = declared.takes_several and "," in value
    if several and value.count(",") >= MOST_VALUES:
        too_many = Unclear(Problem.MALFORMED_VALUE, f"it takes at most {MOST_VALUES} values")
        raise Invalid([too_many.at("query", name, value)])
    resolved: dict[Any, object] = {}
    wrong: list[Wrong] = []
    for one in declared.split(value, catalogue) if several else (value,):
        try:
            resolved[_resolve_one(declared, one, resolved, catalogue)] = one
        except Unclear as unclear:
            wrong.append(unclear.at("query", name, one))
    if wrong:
        raise Invalid(wrong)
    kept, built = _CONDITIONS[catalogue], declared.condition(sorted(resolved), catalogue)
    if len(kept) >= _KEPT_AT_MOST:
        kept.clear()
    kept[declared, value] = built
    return built


def _resolve_one(declared: Filter, value: object, before: Mapping[object, object], catalogue: Catalogue) -> object:
    """Resolve one value of a parameter, which may be neither empty nor stand for what one before it does."""
    if value == "":
        raise Unclear(Problem.MALFORMED_VALUE, "there is no value between two commas, or before or after one")
    code = declared.resolve(value, catalogue)
    if code in before:
        raise Unclear(Problem.DUPLICATE_PARAMETER, f"it stands there twice, as `{before[code]}` and as `{value}`")
    return code
