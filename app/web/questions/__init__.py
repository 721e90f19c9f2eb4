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
from app.settings import API
from app.vocabulary.terms import Problem
from app.vocabulary.text import Names
from app.web.catalogue import Catalogue, named_elsewhere
from app.web.errors import Invalid, RequestFault, UnresolvedValue
from app.web.questions.filters import Clause, Condition, Filter
from app.web.questions.filters.bounds import in_currency, relaxed
from app.web.questions.queries import Certainty, Query, Table
from app.web.rows import Relation, Shape
from app.web.rows.cells import Column
from app.web.rows.statements import json_elements
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
    """One kind of record as the API serves it."""

    name: str
    model: type[Base]
    shape: Shape
    order: tuple[Column, ...]
    """The columns that lists are ordered by, ascending; no two rows are alike in all of them."""
    parse_id: Callable[[str], tuple[object, ...] | None] = _itself
    """Returns the primary key that an id stands for; None for a text that cannot be an id."""
    names: Callable[[Catalogue], Names] | None = None
    """Returns names with the ids they stand for, to suggest from where an id does not exist."""
    relations: Mapping[str, Relation] = field(default_factory=dict)
    """What an item shows besides its row."""
    indexed_by: Sequence[tuple[str, ...]] = ()
    """For a table that grows with the data: sets of filters for which an index gives rows in order, narrowest first."""
    is_grouped: bool = False
    """Whether a row stands for all rows of the table with the same values in the columns of the order."""

    @cached_property
    def path(self) -> str:
        """Where the collection is served."""
        return f"{API}/{self.name}"

    @cached_property
    def out(self) -> type[Out]:
        """The shape of its rows."""
        return self.shape.out

    @cached_property
    def key_columns(self) -> tuple[Column, ...]:
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

    key_columns: tuple[Column, ...]
    parse_id: Callable[[str], tuple[object, ...] | None]

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition on one list of ids, or on keys of several parts, repeating the last up to a batch size.

        So a statement is compiled for eight sizes, not for each.
        """
        keys = [key for record in values if (key := self.parse_id(record)) is not None]
        if len(self.key_columns) == 1:
            return Condition(self, values, (json.dumps([key[0] for key in keys]),))
        size = next(size for size in _BATCH_SIZES if size >= len(keys))
        filled = [*keys, *keys[-1:] * (size - len(keys))]
        return Condition(self, values, tuple(chain.from_iterable(filled)), size)

    def clause(self, parameters: Sequence[Any], _: Hashable) -> Clause:
        """Compare with the list of ids or, spelled out, with each key: SQLite would go through the table for a list."""
        if len(self.key_columns) == 1:
            return self.key_columns[0].in_(json_elements(parameters[0]))
        width = len(self.key_columns)
        keys = [parameters[start : start + width] for start in range(0, len(parameters), width)]
        return or_(false(), *(and_(*map(eq, self.key_columns, key)) for key in keys))


_BATCH_SIZES: Final = (0, 1, 2, 5, 10, 20, 50, 100)


@cache
def batch_of(resource: Resource) -> Batch:
    """Return the filter `id` of a resource."""
    return Batch(key_columns=resource.key_columns, parse_id=resource.parse_id)


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
    built = _CONDITIONS.setdefault(catalogue, {})
    filters = _filters_of(type(query))
    values: dict[str, object] = {}
    conditions: dict[str, Condition] = {}
    wrong: list[RequestFault] = []
    for name, value in vars(query).items():
        if value is None or value == ():
            continue
        values[name] = value
        if name not in filters:
            continue
        key = filters[name], value
        try:
            condition = built.get(key) or _build_condition(name, *key, catalogue)
        except Invalid as invalid:
            wrong += [_told_elsewhere(one, filters, catalogue) for one in invalid.errors]
            continue
        conditions[name], values[name] = condition, condition.value
    for begin, end in _ranges_of(type(query)):
        if begin in conditions and end in conditions:
            wrong += _contradictions(begin, end, conditions)
    if wrong:
        raise Invalid(wrong)
    if "currency" in values:
        conditions = in_currency(conditions, values["currency"])
    if getattr(query, "certainty", None) is Certainty.POSSIBLE:
        conditions = relaxed(conditions)
    table = query.notation(out).members if isinstance(query, Table) else None
    return Selection(values, conditions, table or members_of(out, values.get("fields")))


def _told_elsewhere(fault: RequestFault, filters: Mapping[str, Filter], catalogue: Catalogue) -> RequestFault:
    """Return a fault that also says which parameters take its value, such as a country given as goods."""
    if fault.problem is not Problem.UNKNOWN_CODE:
        return fault
    namings = {name: one.naming for name, one in filters.items() if one.naming}
    fitting = " or ".join(f"`{one}`" for one in named_elsewhere(fault, namings, catalogue))
    return replace(fault, reason=f"{fault.reason}; {fitting} may be meant") if fitting else fault


@cache
def _filters_of(query: type[Query]) -> dict[str, Filter]:
    """Return the parameters of a query that select rows by themselves."""
    return {
        name: filter_
        for name, info in query.model_fields.items()
        for filter_ in info.metadata
        if isinstance(filter_, Filter)
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


def _contradictions(begin: str, end: str, conditions: Mapping[str, Condition]) -> Iterator[RequestFault]:
    """Check that a range does not end before it begins; yields a fault of each end that suggests the other's value."""
    if conditions[begin].is_beyond(conditions[end]):
        first, last = (str(conditions[name].value) for name in (begin, end))
        empty = UnresolvedValue(Problem.EMPTY_RANGE, f"nothing lies from `{begin}={first}` to `{end}={last}`", (last,))
        yield empty.at("query", begin, first)
        yield replace(empty, did_you_mean=(first,)).at("query", end, last)


@lru_cache(1_000)
def members_of(out: type[Out], fields: str | None) -> tuple[str, ...]:
    """Return the members that `fields` asks for, each once; all without it."""
    return tuple(out.model_fields if fields is None else dict.fromkeys(fields.split(",")))


def _build_condition(name: str, filter_: Filter, value: Any, catalogue: Catalogue) -> Condition:
    """Build and store the condition of one parameter; Invalid names each value that is unclear, empty or doubled."""
    several = filter_.takes_several and "," in value
    if several and value.count(",") >= MOST_VALUES:
        too_many = UnresolvedValue(Problem.MALFORMED_VALUE, f"it takes at most {MOST_VALUES} values")
        raise Invalid([too_many.at("query", name, value)])
    resolved: dict[Any, object] = {}
    wrong: list[RequestFault] = []
    for one in filter_.split(value, catalogue) if several else (value,):
        try:
            resolved[_resolve_one(filter_, one, resolved, catalogue)] = one
        except UnresolvedValue as unclear:
            wrong.append(unclear.at("query", name, one))
    if wrong:
        raise Invalid(wrong)
    built, condition = _CONDITIONS[catalogue], filter_.condition(sorted(resolved), catalogue)
    if len(built) >= _KEPT_AT_MOST:
        built.clear()
    built[filter_, value] = condition
    return condition


def _resolve_one(filter_: Filter, value: object, before: Mapping[object, object], catalogue: Catalogue) -> object:
    """Resolve one value of a parameter, which may be neither empty nor mean the same as one before it."""
    if value == "":
        raise UnresolvedValue(Problem.MALFORMED_VALUE, "there is no value between two commas, or before or after one")
    code = filter_.resolve(value, catalogue)
    if code in before:
        raise UnresolvedValue(
            Problem.DUPLICATE_PARAMETER, f"it stands there twice, as `{before[code]}` and as `{value}`"
        )
    return code
