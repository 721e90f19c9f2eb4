"""Rows of statistics into `trade_flows`: by INSERT on SQLite, by COPY on PostgreSQL.

Rows are written in the order of the key, so that the pages of the table fill one after another.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, chain, count, pairwise
from typing import Final, TypeVar

import polars as pl
import psycopg
from sqlalchemy import Connection

from app.loading.statistics.formats import KEY, QUANTITIES, Format, enum_of
from app.vocabulary.measures import Frequency
from app.vocabulary.period import Period

T = TypeVar("T")

_PART: Final = 32_000
"""Rows that are prepared at a time."""
_ROWS: Final = 50
"""Rows in one INSERT: Python's lock changes hands once for each, and a longer program no longer fits the caches."""
_NULL: Final = -1
"""Bound in place of null, which the driver takes long to bind; no number that we load is negative."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a column of the table holds: the same as `column` of the rows or, where that has a value, a constant."""

    column: str
    constant: str | None = None

    def expression(self) -> pl.Expr:
        """Return the cell as polars computes it."""
        value = pl.col(self.column)
        return value if self.constant is None else pl.when(value.is_not_null()).then(pl.lit(self.constant))

    def sql(self, parameter: str, *, is_nullable: bool) -> str:
        """Return the cell as SQLite computes it from what is bound."""
        value = parameter if self.constant is None else "'{}'".format(self.constant.replace("'", "''"))
        return f"CASE WHEN {parameter} <> {_NULL} THEN {value} END" if is_nullable else value


def write(connection: Connection, rows: pl.DataFrame, file_format: Format, source: str) -> Iterator[int]:
    """Write all rows in the order in which they come; yield after each part how many are written."""
    rows = rows.select(column for column in rows.get_columns() if column.null_count() < rows.height)
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        # An empty table is filled by a fifth faster, for rows are appended without a search: so few come after many.
        raw.execute("CREATE TEMP TABLE few AS SELECT * FROM trade_flows WHERE (SELECT count(*) FROM trade_flows) < 1e4")
        raw.execute("DELETE FROM trade_flows WHERE EXISTS (SELECT 1 FROM few)")
        yield from accumulate(_insert(raw, _with_periods(rows), file_format, source))
        raw.execute("INSERT INTO trade_flows SELECT * FROM few")
        raw.execute("DROP TABLE few")
    elif isinstance(raw, psycopg.Connection):
        yield from accumulate(_copy(raw, rows, file_format, source))


def prefetch(things: Iterable[T]) -> Iterator[T]:
    """Compute the next item in a thread; worthwhile because polars, sqlite3 and sockets release Python's lock."""
    making = iter(things)
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, making, None)
        while (thing := following.result()) is not None:
            following = thread.submit(next, making, None)
            yield thing


def table_rows(rows: pl.DataFrame, file_format: Format, source: str) -> pl.DataFrame:
    """Compute the rows as they are written; columns that are not there are null."""
    rows = _with_periods(rows)
    return rows.select(**{name: cell.expression() for name, cell in _cells(file_format, source, rows.columns).items()})


def _with_periods(rows: pl.DataFrame) -> pl.DataFrame:
    periods = {recency: Period.from_recency(recency) for recency in rows["recency"].unique()}
    words = [str(period) for period in periods.values()]
    frequencies = [str(period.frequency) for period in periods.values() if period]
    recency = pl.col("recency")
    return rows.with_columns(
        period=recency.replace_strict(list(periods), words, return_dtype=pl.Enum(sorted(words))),
        frequency=recency.replace_strict(list(periods), frequencies, return_dtype=enum_of(Frequency)),
    )


def _cells(file_format: Format, source: str, columns: Sequence[str]) -> Mapping[str, TableCell]:
    """Return the columns of the table that can be made from those of the rows.

    A published statistic is exact, so its interval is its value.
    """
    cells = {name: TableCell(name) for name in (*KEY, "period", "frequency", "valuation", "estimated", "line")}
    # Every row has a line, so these are the same in all.
    cells |= {"source": TableCell("line", source), "statement": TableCell("line", "0")}
    cells |= {"basis_kind": TableCell("line", file_format.basis_kind)}
    compiler = file_format.compiler
    cells |= {"compiler": TableCell("line", compiler)} if compiler else {"compiled_by": TableCell("reporter")}
    for name in QUANTITIES:
        unit = file_format.units.get(name)
        cells |= {f"{name}_{part}": TableCell(name) for part in ("amount", "lower", "upper")}
        cells |= {
            f"{name}_unit": TableCell(name, unit) if unit else TableCell(f"{name}_unit"),
            f"{name}_bounds": TableCell(name, "[]"),
        }
    return {name: cell for name, cell in cells.items() if cell.column in columns}


def _insert(raw: sqlite3.Connection, rows: pl.DataFrame, file_format: Format, source: str) -> Iterator[int]:
    """Insert the rows by statements whose rows are alike in the columns that change seldom: these are bound once."""
    cells = _cells(file_format, source, rows.columns)
    bound = rows.select(dict.fromkeys(cell.column for cell in cells.values()).keys())
    changes = bound.select(_is_new(name).sum() for name in bound.columns).row(0, named=True)
    shared = [name for name in bound.columns if changes[name] * _ROWS <= bound.height]
    statement = cache(partial(_statement, bound, cells, shared))
    row, is_first = pl.row_index(), pl.any_horizontal(pl.row_index() == 0, *map(_is_new, shared))
    starts = (row - pl.when(is_first).then(row).forward_fill()) % _ROWS == 0
    # No thread prepares the next part: Python's lock would change hands once for each statement.
    for part in bound.iter_slices(_PART):
        at = part.select(starts.arg_true()).to_series()
        heads, columns = ([*map(_python_values, one)] for one in (part[at].select(shared), part.drop(shared)))
        for place, (start, end) in enumerate(pairwise([*at, part.height])):
            own = chain.from_iterable(column[start:end] for column in columns)
            raw.execute(statement(end - start), [*(head[place] for head in heads), *own])
        yield part.height


def _is_new(column: str) -> pl.Expr:
    return pl.col(column).ne_missing(pl.col(column).shift())


def _statement(bound: pl.DataFrame, cells: Mapping[str, TableCell], shared: Sequence[str], rows: int) -> str:
    """Return the INSERT of so many rows; what they share is bound first, then column by column what is theirs."""
    nullable = {column.name for column in bound.get_columns() if column.null_count()}
    places = {name: [place] * rows for place, name in enumerate(shared, 1)}
    firsts = zip(bound.drop(shared).columns, count(1 + len(shared), rows), strict=False)
    places |= {name: [*range(first, first + rows)] for name, first in firsts}
    values = (
        ", ".join(one.sql(f"?{places[one.column][row]}", is_nullable=one.column in nullable) for one in cells.values())
        for row in range(rows)
    )
    return f"INSERT INTO trade_flows ({', '.join(cells)}) VALUES ({'), ('.join(values)})"  # noqa: S608  # our own words


def _python_values(column: pl.Series) -> list[object]:
    if not isinstance(column.dtype, pl.Enum):
        return column.fill_null(_NULL).to_list()
    # The same word again and again is one object of Python's, which takes a third of the time of making new ones.
    words = [*column.dtype.categories, _NULL]
    return list(map(words.__getitem__, column.to_physical().cast(pl.Int32).fill_null(-1).to_list()))


def _copy(raw: psycopg.Connection, rows: pl.DataFrame, file_format: Format, source: str) -> Iterator[int]:
    columns = table_rows(rows.head(1), file_format, source).columns
    # As COPY reads them fastest; no code, word or number of ours holds a tab or a backslash.
    parts = (
        table_rows(part, file_format, source).write_csv(
            include_header=False, separator="\t", quote_style="never", null_value="\\N"
        )
        for part in rows.iter_slices(_PART)
    )
    with raw.cursor() as cursor, cursor.copy(f"COPY trade_flows ({', '.join(columns)}) FROM STDIN".encode()) as table:
        for text in prefetch(parts):
            table.write(text)
            yield text.count("\n")
