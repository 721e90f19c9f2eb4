"""Rows into SQLite: many in one statement, and only what differs between rows is bound to it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection

from app.loading.bulk.engines import Part
from app.loading.bulk.layout import Const, Filling, If, Layout, bound

_ROWS: Final = 32
"""Rows in one statement: more are no faster."""
_PIECE: Final = _ROWS * 2_000
"""Rows that are Python's objects at a time."""


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
    for part in parts:
        folded = _folded(part, layout, decoded)
        names = bound(folded)
        many, single = _statement(folded, names, _ROWS), _statement(folded, names, 1)
        for piece in part.pieces(_PIECE):
            values = list(chain.from_iterable(zip(*piece.columns(names, decoded), strict=True)))
            whole = piece.size // _ROWS * _ROWS * len(names)
            raw.executemany(many, _cut(values, 0, whole, _ROWS * len(names)))
            raw.executemany(single, _cut(values, whole, len(values), len(names)))
            on_rows(piece.size)


def _folded(part: Part, layout: Layout, decoded: Mapping[str, Any]) -> Layout:
    """Write into the statement what is the same in all rows of a part."""
    same = part.constants([name for name in bound(layout) if name != "line"])
    return {column: _fold(filling, same, decoded) for column, filling in layout.items()}


def _fold(filling: Filling, same: Mapping[str, Any], decoded: Mapping[str, Any]) -> Filling:
    if isinstance(filling, Const) or filling.name not in same:
        return filling
    value = same[filling.name]
    if value is None:
        return Const(None)
    if isinstance(filling, If):
        return Const(filling.value)
    table = decoded.get(filling.name)
    return Const(value if table is None else table[value])


def _cut(values: list[Any], start: int, end: int, size: int) -> Iterator[list[Any]]:
    return (values[place : place + size] for place in range(start, end, size))


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
