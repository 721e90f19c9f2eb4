"""Whether sources that stay still find what they refer to, after others went and came: asked of the database itself."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import CTE, Column, ColumnElement, Connection, ForeignKeyConstraint, Table, and_, exists, func, select

from app.loading.faults import Fault
from app.loading.releases.kept import RECORDS
from app.loading.releases.tables import OWNED, REFERENCE, table_of

_STAYS: Final = "what stays in the database"
_LARGE: Final = table_of("trade_flows")
"""The table that may hold millions of rows."""
_LEADING: Final = {next(iter(_LARGE.primary_key)), *(next(iter(index.columns)) for index in _LARGE.indexes)}
UNINDEXED: Final = tuple(column.name for column in _LARGE.columns if column.foreign_keys and column not in _LEADING)
"""Columns of `trade_flows` that refer to something, and whose distinct values only the whole table tells."""
_MOST: Final = 20
"""Faults told of one kind of reference."""


def check_written(
    connection: Connection, referred: Mapping[str, Collection[str]] = MappingProxyType({})
) -> tuple[Fault, ...]:
    """Give a fault for every reference that leads nowhere; the sources of the load itself were checked before.

    An import says what its rows refer to by UNINDEXED columns; what stays was looked at when it came, and an import
    takes nothing away from areas and actors.
    """
    faults: list[Fault] = []
    for name in (*REFERENCE, *OWNED):
        table = table_of(name)
        for constraint in table.foreign_key_constraints:
            if table is _LARGE:
                faults += _unknown(connection, constraint, referred)
            else:
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


def _unknown(
    connection: Connection, constraint: ForeignKeyConstraint, referred: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    """Look up each distinct reference once: of millions of rows, few refer to anything new."""
    (element,) = constraint.elements
    column, target = element.parent, element.column
    if column.name in referred:
        codes = referred[column.name]
        there = connection.execute(select(target).where(target.in_(sorted(codes)))).scalars()
        lost = sorted(set(codes).difference(there))
    else:
        used = _distinct(column)
        unknown = select(used).where(used.c.value.is_not(None), ~exists().where(target == used.c.value))
        lost = list(connection.execute(unknown.order_by(used.c.value).limit(_MOST)).scalars())
    for code in lost[:_MOST]:
        yield Fault(_STAYS, f"{_LARGE.name}.{column.name}", f"{code!r} would not be in {target.table.name} any more")


def _distinct(column: Column[Any]) -> CTE:
    """Select the distinct values of a column: where an index leads with it, by jumping from each value to the next."""
    if column not in _LEADING:
        return select(column.label("value")).where(column.is_not(None)).distinct().cte("used")
    used = select(func.min(column).label("value")).cte("used", recursive=True)
    following = select(func.min(column)).where(column > used.c.value).scalar_subquery()
    return used.union_all(select(following).where(used.c.value.is_not(None)))


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
