"""Rows into SQLite: many in one statement, and only what differs between rows is bound to it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from sqlalchemy import Connection

from app.loading.bulk.engines import Part
from app.loading.bulk.layout import Const, Filling, If, Layout, bound

_ROWS: Final = 32
"""Rows in one statement: more are no faster."""


def insert_parts(
    connection: Connection,
    parts: Iterable[Part],
    layout: Layout,
    decoded: Mapping[str, Any],
    on_rows: Callable[[int], None],
) -> None:
    """Insert the parts in the order in which they come: it is the table's own, so pages fill one after another."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(f"sqlite3 is the one driver here, not {type(raw)}")
    names = bound(layout)
    many, single = _statement(layout, names, _ROWS), _statement(layout, names, 1)
    for part in parts:
        rows = zip(*part.columns(names, decoded), strict=True)
        whole, rest = divmod(part.size, _ROWS)
        raw.executemany(many, _flat(rows, whole))
        raw.executemany(single, islice(rows, rest))
        on_rows(part.size)


def _flat(rows: Iterator[tuple[Any, ...]], count: int) -> Iterator[tuple[Any, ...]]:
    """Join the values of _ROWS rows at a time."""
    for _ in range(count):
        yield tuple(chain.from_iterable(islice(rows, _ROWS)))


def _statement(layout: Layout, names: Sequence[str], rows: int) -> str:
    places = {name: place for place, name in enumerate(names, 1)}
    values = (
        "(" + ", ".join(_sql(filling, places, row * len(names)) for filling in layout.values()) + ")"
        for row in range(rows)
    )
    return f"INSERT INTO trade_flows ({', '.join(layout)}) VALUES {', '.join(values)}"  # noqa: S608  # our own words


def _sql(filling: Filling, places: Mapping[str, int], offset: int) -> str:
    if isinstance(filling, Const):
        return _literal(filling.value)
    mark = f"?{offset + places[filling.name]}"
    return f"iif({mark} IS NULL, NULL, {_literal(filling.value)})" if isinstance(filling, If) else mark


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
