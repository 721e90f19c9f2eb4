"""The engine of the extra `bulk`: polars reads, maps, sorts; what is out of the ordinary goes the plain way.

All that is kept stays in memory, some 70 bytes a row, and is sorted range by range, so that only one range is there twice.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import polars as pl

from app.loading.bulk.engines.engine import (
    DUPLICATE,
    KEY,
    Batch,
    Column,
    Engine,
    Part,
    Rule,
    Verdicts,
    judge,
)
from app.loading.bulk.layout import Const, Filling, If, Layout
from app.loading.bulk.numbers import scaled
from app.loading.bulk.reading.tables import Rows
from app.loading.bulk.trouble import Apart, Found, Place, Refuse, Tally
from app.vocabulary.quantity import SCALE

_PART: Final = 250_000
"""Rows sorted at a time, about."""
_EVERY: Final = 50
_REACH: Final = "reach"
_MANY: Final = 2**14
"""More than there are areas."""
_WHOLE: Final = ("_amount", "_lower", "_upper")
"""How columns of numbers end, among those that are made row by row."""
_ONE: Final = (
    ((pl.col("reporter").cast(pl.Int64) * 2**14 + pl.col("partner")) * 2**3 + pl.col("flow")) * 2**26
    + pl.col("recency")
).alias("one")
_OTHER: Final = (pl.col("commodity").cast(pl.Int64) * 2**32 + pl.col("statement")).alias("other")
"""The key in two numbers: areas are fewer than 2^14, flows than 2^3, recencies than 2^26 (tests hold this)."""
_SORTED: Final = ("one", "other", "file", "line")
_BETWEEN: Final = "\0"
"""Stands in no text: files that hold it are refused."""
_PLAIN_NUMBER: Final = r"^[0-9]{1,11}(\.[0-9]{1,4})?$"
"""Numbers that double precision holds exactly in 1/SCALE; all others are read one by one."""
_PLAIN_WHOLE: Final = 2**51 // SCALE // 1000


class FastBatch(Batch):
    """A batch whose columns are polars' series."""

    def __init__(self, texts: pl.DataFrame, verdicts: Verdicts, caches: dict[Any, Any]) -> None:
        self._texts = texts
        self._verdicts = verdicts
        self._caches = caches
        self.checks: list[tuple[pl.Series, tuple[str, ...]]] = []

    def has(self, name: str) -> bool:
        return name in self._texts.columns

    def text(self, row: int, names: Sequence[str]) -> str:
        """Give what stands in the file, for a message."""
        return ", ".join(self._texts[name][row] for name in names)

    def coded(self, rule: Rule, *names: str) -> Column:
        texts = self._texts[names[0]]
        if len(names) > 1:
            texts = self._texts.select(pl.concat_str(names, separator=_BETWEEN)).to_series()
        return self._mapped(texts, self._caches.setdefault(rule, {}), lambda text: rule(*_stripped(text, names)), names)

    def each(
        self, rule: Callable[..., tuple[Any, ...] | Refuse], names: Sequence[str], made: Sequence[str]
    ) -> list[Column]:
        results = [rule(*texts) for texts in self._texts.select(names).iter_rows()]
        nothing = (None,) * len(made)
        if any(isinstance(result, Refuse) for result in results):
            numbers = [self._verdicts.number(result) if isinstance(result, Refuse) else 0 for result in results]
            self.checks.append((pl.Series(numbers, dtype=pl.Int32), (names[0],)))
            results = [nothing if isinstance(result, Refuse) else result for result in results]
        schema = {name: pl.Int64 if name.endswith(_WHOLE) else pl.String for name in made}
        return pl.DataFrame(results, schema=schema, orient="row").get_columns()

    def number(self, name: str, *, least: int = 0, blank: Sequence[str] | None = ("",), factor: int = 1) -> Column:
        texts = self._texts[name].str.strip_chars(" ")
        # A file's own zeros are many, so they are left to the plain numbers; only real blanks are looked at one by one.
        is_plain = texts.str.contains(_PLAIN_NUMBER)
        near = texts.cast(pl.Float64, strict=False)
        is_plain = is_plain & (near < _PLAIN_WHOLE)
        values = (near * (SCALE * factor)).round().cast(pl.Int64, strict=False)
        others = texts.filter(~is_plain)
        if len(others):
            cache = self._caches.setdefault(("number", blank, factor), {})
            blanks = frozenset(blank or ())
            slow = self._mapped(
                pl.select(pl.when(is_plain).then(pl.lit("0")).otherwise(texts)).to_series(),
                cache,
                lambda text: None if text in blanks else scaled(text, factor),
                (name,),
            )
            values = values.zip_with(is_plain, slow)
        return pl.select(pl.when(values >= least).then(values)).to_series()

    def equal(self, one: Column, other: Column) -> Column:
        return (one == other).fill_null(value=False).cast(pl.Int64)

    def decided(self, rule: Callable[..., int | None], *columns: Column) -> Column:
        frame = pl.DataFrame({str(place): column for place, column in enumerate(columns)})
        known = frame.unique()
        results = pl.Series("result", [rule(*row) for row in known.rows()], dtype=pl.Int64)
        joined = frame.join(
            known.with_columns(results), on=frame.columns, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined["result"]

    def taken(self, which: Column, *columns: Column) -> Column:
        chain: Any = pl.when(pl.lit(value=False)).then(None)
        for place, column in enumerate(columns):
            chain = chain.when(which == place).then(column)
        return pl.select(chain.otherwise(None).cast(pl.Int64)).to_series()

    def where(self, there: Column, column: Column) -> Column:
        return pl.select(pl.when(there.is_not_null()).then(column)).to_series()

    def constant(self, value: int | None) -> Column:
        return pl.select(pl.repeat(value, self._texts.height, dtype=pl.Int64)).to_series()

    def _mapped(
        self, texts: pl.Series, cache: dict[str, Any], rule: Callable[[str], Any], names: tuple[str, ...]
    ) -> pl.Series:
        known = texts.unique().to_list()
        for text in known:
            if text not in cache:
                cache[text] = rule(text)
        results = [cache[text] for text in known]
        troubled = [isinstance(result, Apart | Refuse) for result in results]
        if any(troubled):
            numbers = [
                self._verdicts.number(result) if bad else 0 for result, bad in zip(results, troubled, strict=True)
            ]
            self.checks.append((texts.replace_strict(known, numbers, return_dtype=pl.Int32), names))
            results = [None if bad else result for result, bad in zip(results, troubled, strict=True)]
        if not any(result is not None for result in results):
            return self.constant(None)
        mapped: pl.Series = texts.replace_strict(known, results, return_dtype=pl.Int64)
        return mapped


def _stripped(text: str, names: tuple[str, ...]) -> list[str]:
    return [part.strip(" ") for part in (text.split(_BETWEEN) if len(names) > 1 else [text])]


class FastEngine(Engine):
    """Keeps small columns in memory."""

    def __init__(
        self, tally: Tally, on_refused: Callable[[Place, list[Found]], None], *, renumbers: bool = False
    ) -> None:
        self._renumbers = renumbers
        self._tally = tally
        self._on_refused = on_refused
        self._verdicts = Verdicts()
        self._caches: dict[Any, Any] = {}
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
        found = _frame(rows)
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
            reach = (pl.col("reporter") * _MANY + pl.col("partner")).cast(pl.Int32).alias(_REACH)
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
        return [-1, *sorted(inner), _MANY**2]

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


def _frame(rows: Rows) -> pl.DataFrame | None:
    block, width = rows.block, rows.header.width
    if rows.ready is not None or not _is_ordinary(block):
        return None
    first = block[: block.find(b"\n") + 1] or block
    extra = first.rstrip(b"\r\n").endswith(b",") and _commas(first) == width
    width += extra
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if _commas(block) != lines * (width - 1):
        return None
    schema = {str(place): pl.String for place in range(width)}
    wanted = sorted({*rows.header.places.values(), *([width - 1] if extra else [])})
    try:
        frame = pl.read_csv(
            io.BytesIO(block),
            has_header=False,
            schema=schema,
            columns=wanted,
            empty_string_is_null=False,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines or (extra and (frame[str(width - 1)] != "").any()):
        return None
    return frame.select(pl.col(str(place)).alias(name) for name, place in rows.header.places.items())


def _is_ordinary(block: bytes) -> bool:
    """Say that no line is blank, lines end alike, and every quotation mark stands beside a comma or a line's end."""
    returns = block.count(b"\r")
    if not block or (returns and returns != block.count(b"\r\n")):
        return False
    if b"\n\n" in block or b"\n\r\n" in block or block.startswith((b"\n", b"\r\n")):
        return False
    marks = block.count(b'"')
    if not marks:
        return True
    opened = block.count(b',"') + block.count(b'\n"') + block.startswith(b'"')
    closed = block.count(b'",') + block.count(b'"\n') + block.count(b'"\r\n') + block.endswith(b'"')
    return opened == closed and opened + closed == marks


def _commas(block: bytes) -> int:
    """Count the commas between fields: those outside of quotation marks."""
    if b'"' not in block:
        return block.count(b",")
    return b"".join(block.split(b'"')[::2]).count(b",")


class FastPart(Part):
    """A part that is one frame."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self.size = frame.height

    def pieces(self, size: int) -> Iterator[Part]:
        for piece in self._frame.iter_slices(size):
            yield FastPart(piece)

    def constants(self, names: Sequence[str]) -> dict[str, int | str | None]:
        distinct = self._frame.select(pl.col(names).n_unique())
        return {name: self._frame[name][0] for name in names if distinct[name][0] == 1}

    def columns(self, names: Sequence[str], decoded: Mapping[str, Any]) -> list[list[Any]]:
        return [_listed(self._frame[name], decoded.get(name)) for name in names]

    def copy_text(self, layout: Layout, decoded: Mapping[str, Any]) -> bytes:
        columns = [self._filled(filling, decoded).alias(name) for name, filling in layout.items()]
        return self._frame.select(columns).write_csv(include_header=False).encode()

    def _filled(self, filling: Filling, decoded: Mapping[str, Any]) -> pl.Expr:
        if isinstance(filling, Const):
            return pl.lit(filling.value)
        column = pl.col(filling.name)
        if isinstance(filling, If):
            return pl.when(column.is_not_null()).then(pl.lit(filling.value))
        table = decoded.get(filling.name)
        if table is None:
            return column
        known = self._frame[filling.name].drop_nulls().unique().to_list()
        return column.replace_strict(known, [table[value] for value in known], default=None, return_dtype=pl.String)


def _listed(column: pl.Series, table: Any) -> list[Any]:
    values = column.to_list()
    if table is None:
        return values
    if column.null_count():
        return [None if value is None else table[value] for value in values]
    return [table[value] for value in values]
