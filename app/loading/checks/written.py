"""Whether sources that stay still find what they refer to, after others went and came: asked of the database itself."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, Table, and_, exists, select

from app.loading.faults import Fault
from app.loading.kept import RECORDS
from app.loading.tables import OWNED, REFERENCE, table_of

_STAYS: Final = "what stays in the database"
_MOST: Final = 20
"""Faults told of one kind of reference."""


def check_written(connection: Connection) -> tuple[Fault, ...]:
    """Give a fault for every reference that leads nowhere; the sources of the load itself were checked before."""
    faults: list[Fault] = []
    for name in (*REFERENCE, *OWNED):
        table = table_of(name)
        for constraint in table.foreign_key_constraints:
            faults += _dangling(connection, table, constraint)
    for name in RECORDS:
        faults += _lost_twins(connection, table_of(name))
    return tuple(faults)


def _dangling(connection: Connection, table: Table, constraint: ForeignKeyConstraint) -> Iterator[Fault]:
    target = constraint.referred_table.alias("target")
    pairs = [(element.parent, target.c[element.column.name]) for element in constraint.elements]
    columns = [column.name for column, _ in pairs]
    lost = and_(
        *(column.is_not(None) for column, _ in pairs),
        ~exists().where(and_(*(column == key for column, key in pairs))),
    )
    for row in _rows(connection, table, lost):
        yield _fault(table, row, columns, constraint.referred_table.name)


def _lost_twins(connection: Connection, table: Table) -> Iterator[Fault]:
    """Look at `same_as`, which no foreign key guards."""
    if "same_as" not in table.c:
        return
    twin = table.alias("twin")
    lost = and_(table.c.same_as.is_not(None), ~exists().where(twin.c.id == table.c.same_as))
    for row in _rows(connection, table, lost):
        yield _fault(table, row, ["same_as"], table.name)


def _rows(connection: Connection, table: Table, lost: ColumnElement[bool]) -> list[Mapping[str, Any]]:
    return [dict(row) for row in connection.execute(select(table).where(lost).limit(_MOST)).mappings()]


def _fault(table: Table, row: Mapping[str, Any], columns: list[str], target: str) -> Fault:
    key = ".".join(str(row[column.name]) for column in table.primary_key)
    named = ".".join(str(row[column]) for column in columns)
    return Fault(_STAYS, f"{table.name}[{key}].{'+'.join(columns)}", f"{named!r} would not be in {target} any more")
