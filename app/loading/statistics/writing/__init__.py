"""Writes sorted rows into `trade_flows`: as a file's only tenant on SQLite, by COPY on PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import polars as pl
import psycopg
from sqlalchemy import Connection

from app.loading.statistics.formats import FREQUENCY, QUANTITIES
from app.loading.statistics.writing.embedded import batches, insert
from app.vocabulary.period import Period

T = TypeVar("T")

_CLOSED: Final = pl.lit("[]", dtype=pl.Enum(["[]"]))
"""The bounds of an interval that is one number."""
_PART: Final = 32_000
"""Rows that are written at a time."""


def write(connection: Connection, rows: pl.DataFrame, source: str, on_rows: Callable[[int], None]) -> None:
    """Write all rows in the order in which they come, which is that of the key; tell after each part how many."""
    parts = (_filled(part.select(**table_columns(part, source))) for part in rows.iter_slices(_PART))
    if connection.dialect.name == "sqlite":
        insert(connection, prefetch(batches(parts)), on_rows)
    else:
        _copy(connection, prefetch(parts), on_rows)


def prefetch(things: Iterable[T]) -> Iterator[T]:
    """Compute the next item in a thread; worthwhile because polars, sqlite3 and sockets release Python's lock."""
    making = iter(things)
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, making, None)
        while (thing := following.result()) is not None:
            following = thread.submit(next, making, None)
            yield thing


def table_columns(rows: pl.DataFrame, source: str) -> dict[str, pl.Expr]:
    """Compute the columns of the table; those that are not named are null.

    A published statistic is exact, so its interval is its value.
    """
    periods = {recency: Period.from_recency(recency) for recency in rows["recency"].unique()}
    spelled = [str(period) for period in periods.values()]
    frequencies = [str(period.frequency) for period in periods.values() if period]
    columns = {name: pl.col(name) for name in ("reporter", "partner", "flow", "recency", "commodity")}
    columns |= {
        "source": pl.lit(source),
        "statement": pl.lit(0),
        "period": pl.col("recency").replace_strict(list(periods), spelled, return_dtype=pl.Enum(sorted(spelled))),
        "frequency": pl.col("recency").replace_strict(list(periods), frequencies, return_dtype=FREQUENCY),
    }
    for name in QUANTITIES:
        if name in rows.columns:
            is_there = pl.when(pl.col(name).is_not_null())
            columns |= {f"{name}{part}": pl.col(name) for part in ("_amount", "_lower", "_upper")}
            columns |= {f"{name}_unit": is_there.then(f"{name}_unit"), f"{name}_bounds": is_there.then(_CLOSED)}
    others = ("compiled_by", "compiler", "basis_kind", "valuation", "estimated", "line")
    return columns | {name: pl.col(name) for name in others if name in rows.columns}


def _filled(part: pl.DataFrame) -> pl.DataFrame:
    """Leave out the columns that are null in all rows of a part, since that is what they are by default."""
    return part.select(column for column in part.get_columns() if column.null_count() < part.height)


def _copy(connection: Connection, parts: Iterable[pl.DataFrame], on_rows: Callable[[int], None]) -> None:
    """Copy the parts in the order in which they come, which is the key's."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError(f"psycopg is the one driver here, not {type(raw)}")
    with raw.cursor() as cursor:
        for part in parts:
            with cursor.copy(f"COPY trade_flows ({', '.join(part.columns)}) FROM STDIN (FORMAT csv)") as rows:
                rows.write(part.write_csv(include_header=False).encode())
            on_rows(part.height)
