"""Compiled lists: the statement behind a list and the writer of its rows, kept for all questions of one form.

Questions of one form ask for the same members through the same filters: only bound values differ. The statement runs on
the driver, so that neither it nor its rows are built again each time.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    Table,
    bindparam,
    case,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
)

from app.web.catalogue import Catalogue
from app.web.questions import Resource, Selection
from app.web.questions.filters import Clause, Condition
from app.web.questions.filters.bounds import certainty_of
from app.web.rows import Writer
from app.web.rows.cells import Column
from app.web.rows.formats import Notation
from app.web.rows.statements import Statement, compiled
from app.web.snapshot import Snapshot

_KEPT_AT_MOST: Final = 250
"""Lists kept of a release, some 25 kB each."""
_MOST_RANGES: Final = 100
"""SQLite takes a union of 500; more filters than make so many ranges are looked for in lists."""
_LIMIT: Final = bindparam("rows_at_most", None, Integer())
_AFTER: Final = "after_"


@dataclass(frozen=True, slots=True)
class CompiledList:
    """A statement, and the writer of the rows that it selects."""

    statement: Statement
    writer: Writer


_LISTS: Final[WeakKeyDictionary[Catalogue, dict[object, CompiledList]]] = WeakKeyDictionary()
"""For each release, whose labels the writers hold."""


def compiled_list(
    snapshot: Snapshot, resource: Resource, selection: Selection, notation: Notation, *, after_key: bool
) -> CompiledList:
    """Find or compile the list of a selection, from its start or from the row after a key."""
    kept = _LISTS.setdefault(snapshot.catalogue, {})
    forms = tuple([(name, condition.form) for name, condition in selection.conditions.items()])
    form = (resource, notation, selection.members, forms, after_key, snapshot.connection.dialect.name)
    found = kept.get(form)
    if found is None:
        if len(kept) >= _KEPT_AT_MOST:
            kept.clear()
        found = kept[form] = _compile(snapshot, resource, selection, notation, after_key=after_key)
    return found


def bound_values(selection: Selection, after: Sequence[object] | None, limit: int) -> dict[str, object]:
    """Return the values that a compiled list is run with: each filter's bound ones by its name and a number.

    The canonical value stands under the name alone, for the members that say how a row met the filter.
    """
    values: dict[str, object] = {_LIMIT.key: limit}
    for name, condition in selection.conditions.items():
        values[name] = condition.value
        for number, value in enumerate(condition.bound):
            values[f"{name}{number}"] = value
    if after is not None:
        values |= {f"{_AFTER}{index}": part for index, part in enumerate(after)}
    return values


def _compile(
    snapshot: Snapshot, resource: Resource, selection: Selection, notation: Notation, *, after_key: bool
) -> CompiledList:
    order = resource.order
    conditions = [(one, _parameters(name, one)) for name, one in selection.conditions.items()]
    single = {one.column: parameters[0] for one, parameters in conditions if len(parameters) == 1}
    # Never the last column, so that a row always has something to read.
    fixed = {column: single[column].key for column in order[:-1] if column in single}
    marks = certainty_of(conditions)
    for name, condition in selection.conditions.items():
        marks |= condition.filter.match_cells(condition.form, bindparam(name, None))
    if unknown := marks.keys() - resource.out.model_fields.keys():
        raise TypeError(f"{resource.out.__name__} has no member {', '.join(sorted(unknown))}")
    shape = replace(resource.shape, cells={**resource.shape.cells, **marks})
    writer = Writer(shape, order, selection.members, notation, snapshot.catalogue, fixed)
    ranges = _ranges(conditions, _leading(resource))
    pages = [
        one.page(writer.columns, order, after_key=after_key, is_alone=len(ranges) == 1).group_by(*resource.groups)
        for one in ranges
    ]
    return CompiledList(compiled(snapshot.connection, _union_of_pages(pages, len(order) - len(fixed))), writer)


_Bound = tuple[Condition, Sequence[BindParameter[object]]]
"""A condition, and the SQL parameters that stand for its bound values."""


def _parameters(name: str, condition: Condition) -> Sequence[BindParameter[object]]:
    kind = None if condition.column is None else condition.column.type
    return [bindparam(f"{name}{number}", None, kind) for number in range(len(condition.bound))]


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows that clauses select, and the parameters that columns equal in all of them."""

    clauses: tuple[Clause, ...] = ()
    equal: Mapping[Column, BindParameter[object]] = field(default_factory=dict)

    def page(
        self, columns: Sequence[Column], order: Sequence[Column], *, after_key: bool, is_alone: bool
    ) -> Select[object]:
        """Select a page of the range, in key order, from its start or from the row after a key."""
        start = self._after_key(order, is_alone=is_alone) if after_key else []
        return select(*columns).where(*self.clauses, *start).order_by(*order).limit(_LIMIT)

    def _after_key(self, order: Sequence[Column], *, is_alone: bool) -> list[Clause]:
        """Select the rows after the key. Columns that the range holds equal stay out of the comparison.

        So an index finds the start. One of several ranges may lie wholly before or after the key.
        """
        key: list[object] = [bindparam(f"{_AFTER}{index}", None, column.type) for index, column in enumerate(order)]
        held = len(list(takewhile(self.equal.__contains__, order[:-1])))
        rest, start = order[held:], key[held:]
        if is_alone or not held:
            return [tuple_(*rest) > tuple_(*start)]
        own, reached = tuple_(*(self.equal[column] for column in order[:held])), tuple_(*key[:held])
        least = [literal("" if column.type.python_type is str else -1, column.type) for column in rest]
        start = [case((own > reached, first), else_=part) for first, part in zip(least, start, strict=True)]
        return [own >= reached, tuple_(*rest) > tuple_(*start)]


def _ranges(conditions: Sequence[_Bound], leading: set[str]) -> list[_Range]:
    """List the ranges that conditions select: one for each value where an index leads to it, else one for all."""
    ranges = [_Range()]
    for one, parameters in conditions:
        column = one.column
        most = _MOST_RANGES // len(ranges) if column is not None and column.key in leading else 1
        if column is None or len(parameters) > most:
            clause = one.clause(parameters)
            ranges = [_Range((*found.clauses, clause), found.equal) for found in ranges]
        else:
            ranges = [
                _Range((*found.clauses, column == value), {**found.equal, column: value})
                for found in ranges
                for value in parameters
            ]
    return ranges


def _leading(resource: Resource) -> set[str]:
    """Return the columns that lead an index; none for a table that does not grow with the data."""
    table = resource.model.__table__
    if not resource.indexed_by or not isinstance(table, Table):
        return set()
    indexed = (table.primary_key.columns, *(index.columns for index in table.indexes))
    return {next(iter(columns)).name for columns in indexed}


def _union_of_pages(pages: Sequence[Select[object]], width: int) -> Select[object] | CompoundSelect[object]:
    """Build one page of several by UNION ALL; the first `width` columns are the order, but for those that are fixed."""
    if len(pages) == 1:
        return pages[0]
    places: list[ColumnElement[object]] = [literal_column(str(place)) for place in range(1, width + 1)]
    return union_all(*(select(page.subquery()) for page in pages)).order_by(*places).limit(_LIMIT)


_BATCHES: Final[dict[tuple[Resource, Hashable, str], Statement]] = {}
"""For each resource, size of a batch, and engine."""


def existing_keys(connection: Connection, resource: Resource, batch: Condition) -> set[tuple[object, ...]]:
    """Read which keys of a batch exist, whatever the other filters."""
    form = (resource, batch.form, connection.dialect.name)
    found = _BATCHES.get(form)
    if found is None:
        selected = select(*resource.key_columns).where(batch.clause(_parameters("id", batch)))
        selected = selected.group_by(*resource.groups)
        found = _BATCHES[form] = compiled(connection, selected)
    values = {f"id{number}": value for number, value in enumerate(batch.bound)}
    return {tuple(row) for row in found.rows(connection, values)}
