"""Rows into SQLite: many in one statement, and only what differs between rows is bound to it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import polars as pl
from sqlalchemy import Connection

_ROWS: Final = 250
"""Rows in one statement: the more, the less often Python's lock changes hands."""
_NOTHING: Final = ""
"""Bound in place of null, which the driver takes long to bind; no text that we load is empty."""


InsertBatch = tuple[str, list[list[object]], int]
"""A statement, the values to run it with, and how many rows that makes."""


def batches(parts: Iterable[pl.DataFrame]) -> Iterator[InsertBatch]:
    """Yield for each part the statement for many rows, then that for each of those that are left."""
    for part in parts:
        bound, sql = _bindings(part)
        values, width = _row_by_row(bound), len(bound)
        whole = part.height // _ROWS * _ROWS
        # An empty batch would be what is prefetched, and the next part be waited for.
        for rows, start, end in ((_ROWS, 0, whole), (1, whole, part.height)):
            if start < end:
                cut = [values[at * width : (at + rows) * width] for at in range(start, end, rows)]
                yield _statement(part.columns, sql, width, rows), cut, end - start


def insert(connection: Connection, made: Iterable[InsertBatch], on_rows: Callable[[int], None]) -> None:
    """Run the batches in the order of the table, so that its pages fill one after another."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(f"sqlite3 is the one driver here, not {type(raw)}")
    for statement, values, rows in made:
        raw.executemany(statement, values)
        on_rows(rows)


def _bindings(part: pl.DataFrame) -> tuple[list[pl.Series], list[str]]:
    """Return the columns to bind, and for each column its SQL, a template in which `{n}` is a parameter.

    A column that holds the same in all rows is written out, and one that holds the same as another is bound with it.
    """
    bound: list[pl.Series] = []
    sql = []
    for column in part.get_columns():
        # The line is always bound: of a single row all else is the same, and a statement must bind something.
        if column.name != "line" and not column.null_count() and (column == column[0]).all():
            sql.append(_literal(column[0]))
            continue
        place = next((place for place, other in enumerate(bound) if _is_same(column, other)), len(bound))
        if place == len(bound):
            bound.append(column)
        sql.append(f"nullif({{{place}}}, '')" if column.null_count() else f"{{{place}}}")
    return bound, sql


def _is_same(column: pl.Series, other: pl.Series) -> bool:
    # Two values tell most columns apart, and types of thousands of words take long to compare.
    return column[0] == other[0] and column[-1] == other[-1] and column.dtype == other.dtype and column.equals(other)


def _literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("'", "''").replace("{", "{{").replace("}", "}}")
    return f"'{escaped}'"


def _statement(columns: list[str], sql: list[str], width: int, rows: int) -> str:
    row = f"({', '.join(sql)})"
    values = (row.format(*(f"?{at + place}" for place in range(1, width + 1))) for at in range(0, rows * width, width))
    return f"INSERT INTO trade_flows ({', '.join(columns)}) VALUES {', '.join(values)}"  # noqa: S608  # our own words


def _row_by_row(columns: list[pl.Series]) -> list[object]:
    """Return all values of all rows in one list."""
    values: list[object] = [None] * (len(columns) * len(columns[0]))
    for place, column in enumerate(columns):
        values[place :: len(columns)] = _listed(column)
    return values


def _listed(column: pl.Series) -> list[object]:
    if isinstance(column.dtype, pl.Enum):
        # The same word again and again is one object of Python's, which takes a third of the time of making new ones.
        words = [*column.dtype.categories, _NOTHING]
        return list(map(words.__getitem__, column.to_physical().cast(pl.Int32).fill_null(len(words) - 1).to_list()))
    if column.null_count():
        return [_NOTHING if value is None else value for value in column.to_list()]
    return column.to_list()
