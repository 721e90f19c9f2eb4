"""Rows into SQLite: many in one statement, and only what differs between rows is bound to it."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from app.loading.statistics.ahead import ahead
from app.loading.statistics.engines import Part
from app.loading.statistics.layout import Const, Filling, If, Layout, bound
from app.loading.statistics.writing.folding import folded

_ROWS: Final = 250
"""Rows in one statement: the more, the less often Python's lock changes hands."""
_PIECE: Final = _ROWS * (32_000 // 250)
"""Rows that are Python's objects at a time."""
_NOTHING: Final = ""
"""Bound in place of null, which the driver takes long to bind; no text that we load is empty."""

_Batch = tuple[str, Iterator[list[Any]], int]
"""A statement, the values to run it with, and how many rows that makes."""


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
    for statement, values, rows in ahead(_batches(parts, layout, decoded)):
        raw.executemany(statement, values)
        on_rows(rows)


def _batches(parts: Iterable[Part], layout: Layout, decoded: Mapping[str, Any]) -> Iterator[_Batch]:
    for part in parts:
        here = folded(part, layout, decoded)
        names = bound(here)
        missing = part.missing(names)
        many, single = (_statement(here, names, missing, rows) for rows in (_ROWS, 1))
        for piece in part.pieces(_PIECE):
            values = _row_by_row(piece, names, decoded)
            whole = piece.size // _ROWS * _ROWS
            # A batch of nothing would be what is made ahead, and the next piece be waited for.
            if whole:
                yield many, _cut(values, 0, whole * len(names), _ROWS * len(names)), whole
            if piece.size > whole:
                yield single, _cut(values, whole * len(names), len(values), len(names)), piece.size - whole


def _row_by_row(piece: Part, names: Sequence[str], decoded: Mapping[str, Any]) -> list[Any]:
    """Give all values of all rows in one list."""
    values: list[Any] = [None] * (piece.size * len(names))
    for place, column in enumerate(piece.columns(names, decoded, _NOTHING)):
        values[place :: len(names)] = column
    return values


def _cut(values: list[Any], start: int, end: int, size: int) -> Iterator[list[Any]]:
    return (values[place : place + size] for place in range(start, end, size))


def _statement(layout: Layout, names: Sequence[str], missing: Collection[str], rows: int) -> str:
    places = {name: place for place, name in enumerate(names, 1)}
    values = (
        "(" + ", ".join(_sql(filling, places, missing, row * len(names)) for filling in layout.values()) + ")"
        for row in range(rows)
    )
    return f"INSERT INTO trade_flows ({', '.join(layout)}) VALUES {', '.join(values)}"  # noqa: S608  # our own words


def _sql(filling: Filling, places: Mapping[str, int], missing: Collection[str], offset: int) -> str:
    if isinstance(filling, Const):
        return _literal(filling.value)
    mark = f"?{offset + places[filling.name]}"
    value = _literal(filling.value) if isinstance(filling, If) else mark
    return f"iif({mark} = {_literal(_NOTHING)}, NULL, {value})" if filling.name in missing else value


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
