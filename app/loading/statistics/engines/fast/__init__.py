"""The engine of the extra `bulk`: polars reads, maps, sorts; what is out of the ordinary goes the plain way.

All that is kept stays in memory, some 70 bytes a row, and is sorted range by range: only one range is there twice.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final

import polars as pl

from app.loading.statistics.engines.engine import DUPLICATE, KEY, Batch, Column, Engine, Part, judge
from app.loading.statistics.engines.fast.batch import FastBatch
from app.loading.statistics.engines.fast.part import FastPart
from app.loading.statistics.engines.fast.reading import frame_of
from app.loading.statistics.reading.tables import Rows
from app.loading.statistics.trouble import Apart, Found, Place, Tally

_PART: Final = 250_000
"""Rows sorted at a time, about."""
_EVERY: Final = 50
_REACH: Final = "reach"
_AREAS: Final = 2**14
"""More than there are, as the next two; a test holds it."""
_FLOWS: Final = 2**3
_RECENCIES: Final = 2**26
_STATEMENTS: Final = 2**32
_ONE: Final = (
    ((pl.col("reporter").cast(pl.Int64) * _AREAS + pl.col("partner")) * _FLOWS + pl.col("flow")) * _RECENCIES
    + pl.col("recency")
).alias("one")
_OTHER: Final = (pl.col("commodity").cast(pl.Int64) * _STATEMENTS + pl.col("statement")).alias("other")
_SORTED: Final = ("one", "other", "file", "line")
"""The key in two numbers, then the place."""


class FastEngine(Engine):
    """Keeps small columns in memory."""

    def __init__(
        self, tally: Tally, on_refused: Callable[[Place, list[Found]], None], *, renumbers: bool = False
    ) -> None:
        super().__init__(tally, on_refused, renumbers=renumbers)
        self._batches: list[pl.DataFrame] = []
        self._rows = 0

    def take(self, rows: Rows, compute: Callable[[Batch], Mapping[str, Column]]) -> None:
        texts, lines = self._read(rows)
        self._tally.read += texts.height
        batch = FastBatch(texts, self._verdicts, self._caches)
        columns = compute(batch)
        good = self._judged(batch, rows.file, lines)
        frame = pl.DataFrame({**columns, "line": lines}).with_columns(file=pl.lit(rows.file, pl.Int64))
        self._keep(frame if good is None else frame.filter(good))

    def parts(self) -> Iterator[Part]:
        for low, high in pairwise(self._borders()):
            within = [batch.slice(*_between(batch[_REACH], low, high)) for batch in self._batches]
            part = pl.concat(within, how="vertical_relaxed").with_columns(_ONE, _OTHER).sort(_SORTED)
            part = self._unique(part)
            if self._renumbers:
                part = part.with_columns(statement=pl.int_range(pl.len(), dtype=pl.Int64).over(KEY[:-1]))
            if part.height:
                yield FastPart(part)

    def close(self) -> None:
        self._batches.clear()

    def _read(self, rows: Rows) -> tuple[pl.DataFrame, pl.Series]:
        """Read a block with polars where that surely gives what the plain way would give; else the plain way."""
        found = frame_of(rows)
        if found is not None:
            return found, pl.Series("line", range(rows.first_line, rows.first_line + found.height), dtype=pl.Int64)
        lines: list[int] = []
        records: list[list[str]] = []
        for line, fields in rows.records():
            if isinstance(fields, Found):
                self._tally.read += 1
                self._refuse(Place(rows.file, line), [fields])
            else:
                lines.append(line)
                records.append(fields)
        texts = {name: [fields[place] for fields in records] for name, place in rows.header.places.items()}
        return pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)), pl.Series("line", lines, dtype=pl.Int64)

    def _judged(self, batch: FastBatch, file: int, lines: pl.Series) -> pl.Series | None:
        """Count the rows with trouble, and give a mask of the others; None where there is no trouble."""
        if not batch.checks:
            return None
        table = pl.DataFrame({str(place): check for place, (check, _) in enumerate(batch.checks)})
        good = table.select(pl.all_horizontal(pl.all() == 0)).to_series()
        rows = (~good).arg_true().to_list()
        troubled = table.filter(~good).rows()
        for row, numbers in zip(rows, troubled, strict=True):
            named = [
                (",".join(names), lambda names=names, row=row: batch.text(row, names)) for _, names in batch.checks
            ]
            verdict = judge(self._verdicts, numbers, named)
            if isinstance(verdict, Apart):
                self._tally.set_apart(verdict.rule)
            else:
                self._refuse(Place(file, lines[row]), verdict)
        return good

    def _refuse(self, place: Place, found: list[Found]) -> None:
        self._tally.refuse(place, found)
        self._on_refused(place, found)

    def _keep(self, frame: pl.DataFrame) -> None:
        """Keep a batch in as few bytes as its numbers need, sorted roughly: by reporter and partner."""
        if frame.height:
            reach = (pl.col("reporter") * _AREAS + pl.col("partner")).cast(pl.Int32).alias(_REACH)
            ordered = frame.with_columns(reach).sort(_REACH)
            self._batches.append(ordered.select(_shrunk(column) for column in ordered.get_columns()))
            self._rows += frame.height

    def _borders(self) -> list[int]:
        """Cut the keys into ranges of about _PART rows."""
        count = -(-self._rows // _PART)
        if not count:
            return []
        sample = pl.concat([batch[_REACH].gather_every(_EVERY) for batch in self._batches])
        ordered = sample.sort()
        inner = {int(ordered[place * len(ordered) // count]) for place in range(1, count)}
        return [-1, *sorted(inner), _AREAS**2]

    def _unique(self, part: pl.DataFrame) -> pl.DataFrame:
        same = (pl.col("one") == pl.col("one").shift(1)) & (pl.col("other") == pl.col("other").shift(1))
        marks = part.select(same.fill_null(value=False)).to_series()
        if not marks.any():
            return part
        doubled = marks | marks.shift(-1, fill_value=False)
        for file, line in part.filter(doubled).select("file", "line").iter_rows():
            self._refuse(Place(file, line), [Found(DUPLICATE)])
        return part.filter(~doubled)


def _shrunk(column: pl.Series) -> pl.Series:
    return column if column.name == _REACH or not column.dtype.is_integer() else column.shrink_dtype()


def _between(reach: pl.Series, low: int, high: int) -> tuple[int, int]:
    """Give where a sorted column has its values from `low` up to, but without, `high`, and how many."""
    start, end = (int(reach.search_sorted(border)) for border in (low, high))
    return start, end - start
