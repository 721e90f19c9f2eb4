"""Plans: the statement behind a list, compiled once for all questions of one form, and the writer of its rows.

Two questions have one form when they ask for the same members through the same filters: only values differ, and they
are bound anew. A plan is run on the driver, so that neither the statement nor its rows are built again each time. Plans
are kept beside the catalogue, whose labels their writers hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Integer, Select, bindparam, select, tuple_

from app.web.catalogue import Catalogue
from app.web.filters import Condition
from app.web.rows import Column
from app.web.selecting import Selection
from app.web.writing import Notation, Writer

_KEPT_AT_MOST: Final = 500
_LIMIT: Final = "rows_at_most"
_AFTER: Final = "after_"


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement in the words of the driver, and the writer of the rows that it gives."""

    sql: str
    fixed: Mapping[str, Any]
    positions: Sequence[str] | None
    writer: Writer

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run the statement with these values."""
        given = {name: values.get(name, value) for name, value in self.fixed.items()}
        bound = given if self.positions is None else tuple(given[name] for name in self.positions)
        found: list[tuple[Any, ...]] = connection.exec_driver_sql(self.sql, bound).cursor.fetchall()
        return found


def plan_for(
    connection: Connection, catalogue: Catalogue, selection: Selection, notation: Notation, *, behind: bool
) -> Plan:
    """Give the plan of a selection, from its start or from `behind` a key."""
    if selection.form is None:
        return _make(connection, catalogue, selection, notation, behind=behind)
    form = (selection.resource.name, notation, selection.members, selection.form, behind)
    plans: dict[Any, Plan] = catalogue.plans
    plan = plans.get(form)
    if plan is None:
        if len(plans) >= _KEPT_AT_MOST:
            plans.clear()
        plan = plans[form] = _make(connection, catalogue, selection, notation, behind=behind)
    return plan


def values_of(selection: Selection, after: Sequence[Any] | None, limit: int) -> dict[str, Any]:
    """Give the values that a plan is run with."""
    key = {} if after is None else {f"{_AFTER}{index}": part for index, part in enumerate(after)}
    return {**selection.bound, **key, _LIMIT: limit}


def _make(
    connection: Connection, catalogue: Catalogue, selection: Selection, notation: Notation, *, behind: bool
) -> Plan:
    conditions, shape = selection.parameterised()
    writer = Writer(shape, selection.resource.order, selection.members, notation, catalogue)
    statement = _statement(selection, conditions, writer.columns, behind=behind)
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    return Plan(str(compiled), compiled.params, getattr(compiled, "positiontup", None), writer)


def _statement(
    selection: Selection, conditions: Sequence[Condition], columns: Sequence[Column], *, behind: bool
) -> Select[Any]:
    """Select columns of the rows that are asked for, in key order."""
    order = selection.resource.order
    rows = select(*columns).where(*conditions)
    if behind:
        key = [bindparam(f"{_AFTER}{index}", None, type_=column.type) for index, column in enumerate(order)]
        rows = rows.where(order[0] > key[0] if len(order) == 1 else tuple_(*order) > tuple_(*key))
    return rows.order_by(*order).limit(bindparam(_LIMIT, None, type_=Integer()))
