"""Plans: the statement behind a list, compiled once for all questions of one form, and the writer of its rows.

Two questions have one form when they ask for the same members through the same filters: only values differ, and they
are bound anew. A plan is run on the driver, so that neither the statement nor its rows are built again each time. Plans
are kept beside the catalogue, whose labels their writers hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    bindparam,
    literal_column,
    select,
    tuple_,
    union_all,
)

from app.database import rows_of
from app.web.catalogue import Catalogue
from app.web.questions.filters import Condition, plain_value
from app.web.questions.selection import Selection
from app.web.rows import Column
from app.web.rows.writer import Notation, Writer

Query = Select[Any] | CompoundSelect[Any]

_KEPT_AT_MOST: Final = 500
_LIMIT: Final = "rows_at_most"
_AFTER: Final = "after_"


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement and the writer of the rows that it gives: in the words of the driver, where it is kept."""

    statement: str | Query
    positions: Sequence[str] | None
    constants: Mapping[str, Any]
    writer: Writer

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Run the statement with these values."""
        if not isinstance(self.statement, str):
            return connection.execute(self.statement, values).all()
        given = {**self.constants, **values}
        bound = given if self.positions is None else tuple([given[name] for name in self.positions])
        return rows_of(connection, self.statement, bound)


def plan_for(
    connection: Connection, catalogue: Catalogue, selection: Selection, notation: Notation, *, behind: bool
) -> Plan:
    """Give the plan of a selection, from its start or from `behind` a key."""
    if selection.form is None:
        statement, writer = _made(catalogue, selection, notation, behind=behind)
        return Plan(statement, None, {}, writer)
    form = (selection.resource.name, notation, selection.members, selection.form, behind)
    plans: dict[Any, Plan] = catalogue.plans
    plan = plans.get(form)
    if plan is None:
        if len(plans) >= _KEPT_AT_MOST:
            plans.clear()
        statement, writer = _made(catalogue, selection, notation, behind=behind)
        compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        constants = {name: plain_value(value) for name, value in compiled.params.items()}
        positions = getattr(compiled, "positiontup", None)
        plan = plans[form] = Plan(str(compiled), positions, constants, writer)
    return plan


def values_of(selection: Selection, after: Sequence[Any] | None, limit: int) -> dict[str, Any]:
    """Give the values that a plan is run with."""
    key = {} if after is None else {f"{_AFTER}{index}": part for index, part in enumerate(after)}
    return {**selection.bound, **key, _LIMIT: limit}


def _made(catalogue: Catalogue, selection: Selection, notation: Notation, *, behind: bool) -> tuple[Query, Writer]:
    ranges, shape = selection.parameterised()
    writer = Writer(shape, selection.resource.order, selection.members, notation, catalogue, selection.fixed)
    return _statement(selection, ranges, writer.columns, behind=behind), writer


def _statement(
    selection: Selection, ranges: Sequence[Sequence[Condition]], columns: Sequence[Column], *, behind: bool
) -> Query:
    """Select columns of the rows that are asked for, in key order; of several ranges, each gives a page to be merged.

    The columns of the order come first, but for those that are fixed.
    """
    order = selection.resource.order
    limit = bindparam(_LIMIT, None, type_=Integer())
    start: list[Condition] = []
    if behind:
        key = [bindparam(f"{_AFTER}{index}", None, type_=column.type) for index, column in enumerate(order)]
        start = [order[0] > key[0] if len(order) == 1 else tuple_(*order) > tuple_(*key)]
    rows = [select(*columns).where(*conditions, *start).order_by(*order).limit(limit) for conditions in ranges]
    if len(rows) == 1:
        return rows[0]
    read = len(order) - len(selection.fixed)
    places: list[ColumnElement[Any]] = [literal_column(str(place)) for place in range(1, read + 1)]
    return union_all(*(select(one.subquery()) for one in rows)).order_by(*places).limit(limit)
