"""Puts rows into tables: reference data brought to what it should be, a source's rows all at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from app.loading.reference import Reference
from app.loading.releases.tables import BROUGHT, REFERENCE, table_of

Row = Mapping[str, Any]


def insert_rows(connection: Connection, rows: Mapping[str, Sequence[Row]]) -> None:
    """Insert rows by table; references are checked when the load ends."""
    for name, some in rows.items():
        if some:
            connection.execute(insert(table_of(name)), list(some))


def synchronise(connection: Connection, reference: Reference) -> None:
    """Bring the reference tables to their rows; what is the same already is not touched, nor what a source brought."""
    for name in REFERENCE:
        _bring(connection, table_of(name), reference.rows.get(name, ()))


def _bring(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    key = tuple(column.name for column in table.primary_key)
    wanted = {tuple(row[part] for part in key): dict(row) for row in rows}
    own = select(table).where(table.c.source.is_(None)) if table.name == BROUGHT else select(table)
    there = {tuple(row[part] for part in key): dict(row) for row in connection.execute(own).mappings()}
    stale = [dict(zip(key, values, strict=True)) for values, row in there.items() if row != wanted.get(values)]
    fresh = [row for values, row in wanted.items() if row != there.get(values)]
    if stale:
        connection.execute(delete(table).where(*(table.c[part] == bindparam(part) for part in key)), stale)
    if fresh:
        connection.execute(insert(table), fresh)
