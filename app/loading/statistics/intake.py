"""Rows of files into rows of ours, and what becomes of each: read = loaded + set apart + refused, told by reason."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.formats import Format, Refusal, amount, amounts, given, number
from app.loading.statistics.reading import Block, texts
from app.loading.statistics.reading.inspect import InspectedFile
from app.vocabulary.text import printable

_ROW: Final = ("file", "line")
_HEADER: Final = (*_ROW, "reason", "row")
_FIRST: Final = 5
"""Rows that are named for one reason."""


@dataclass(slots=True)
class _FaultKind:
    """The rows with one fault: their count, their files, and file, line and value of the first few."""

    count: int = 0
    files: set[int] = field(default_factory=set)
    first: list[tuple[int, int, str]] = field(default_factory=list)

    def fault(self, reason: str, columns: str, names: Sequence[str]) -> Fault:
        """Return them as one fault, by the names of the files: of one file it is the file's own."""
        (only, *others) = sorted(self.files)
        rows = (
            (f"{names[file]} line " if others else "") + str(line) + (f" ({shown(value)})" if columns else "")
            for file, line, value in self.first
        )
        where = f"{self.count} {'row' if self.count == 1 else 'rows'}, {'' if others else 'line '}{', '.join(rows)}"
        more = ", ..." if self.count > len(self.first) else ""
        return Fault(f"{len(self.files)} files" if others else names[only], columns, f"{reason}: {where}{more}")


@dataclass(slots=True)
class RowTally:
    """Counts of rows, and the kinds of faults with their first rows.

    With `keeps_refused` every refused row is kept with its reasons: of a file with nothing else, that fills the memory.
    """

    keeps_refused: bool = False
    read: int = 0
    set_apart: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    _kinds: dict[tuple[str, str], _FaultKind] = field(default_factory=dict)
    _reasons: defaultdict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def loaded(self) -> int:
        """Rows that load."""
        return self.read - self.refused - self.set_apart.total()

    def record(self, columns: str, faults: pl.DataFrame) -> None:
        """Record faults of rows, and the columns to blame, if any; of each `file`, `line`, `reason` and `value`."""
        for file, line, reason, value in faults.iter_rows() if self.keeps_refused else ():
            self._reasons[file, line].append(f"{columns} {shown(value)} {reason}" if columns else reason)
        first = (pl.col(name).head(_FIRST) for name in ("file", "line", "value"))
        kinds = faults.group_by("reason", maintain_order=True).agg(
            pl.len(), pl.col("file").unique().alias("in"), *first
        )
        for reason, count, places, *rows in kinds.iter_rows():
            kind = self._kinds.setdefault((reason, columns), _FaultKind())
            kind.count += count
            kind.files.update(places)
            kind.first += list(zip(*rows, strict=True))[: _FIRST - len(kind.first)]

    def faults(self, files: Sequence[str]) -> list[Fault]:
        """List every kind of fault once, with its count and its first rows."""
        return [kind.fault(reason, columns, files) for (reason, columns), kind in self._kinds.items()]

    def why_nothing(self) -> str:
        """Return how many rows were set apart, by rule, as the end of a sentence; nothing where none was."""
        rules = [f"{count:,} by the rule '{rule}'" for rule, count in self.set_apart.most_common()]
        refused = f"; {self.refused:,} refused" if self.refused else ""
        return f": of {self.read:,} read, set apart are {', '.join(rules)}{refused}" if rules else ""

    def refused_by_reason(self) -> Mapping[str, int]:
        """Return how many rows have each fault; a row with two faults counts under both."""
        return {f"{columns} {reason}".lstrip(): kind.count for (reason, columns), kind in self._kinds.items()}

    def write_refused(self, path: Path, files: Sequence[InspectedFile], names: Sequence[str]) -> None:
        """Write every refused row with its reasons, in the order of files and lines; their texts are read now."""
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(_HEADER)
            for place, file in enumerate(files):
                lines = {line for at, line in self._reasons if at == place}
                for line, text in texts(file, lines) if lines else ():
                    writer.writerow((names[place], line, "; ".join(self._reasons[place, line]), text))


class Intake:
    """Gathers the rows that load from the blocks of all files, in narrow columns: some 60 bytes a row in memory."""

    def __init__(self, file_format: Format, *, keeps_refused: bool) -> None:
        self.tally = RowTally(keeps_refused)
        self.unread: set[str] = set()
        self.file_format = file_format
        self._kept: list[pl.DataFrame] = []
        self._refusals = (*_number_refusals(file_format), *file_format.refusals)

    def add(self, block: Block) -> None:
        """Compute the rows of a block, and keep those that no rule sets apart and that have no fault."""
        self.unread.update(block.unread)
        self.tally.read += block.rows.height
        rows = self._computed(block)
        kept = self._without_refused(self._without_set_apart(rows))
        if kept.height:
            self._kept.append(kept.select(*_ROW, *self.file_format.values))

    def rows(self) -> pl.DataFrame:
        """Return all rows that are kept, in the order of the key; those that share a key are refused."""
        if not self._kept:
            return pl.DataFrame()
        rows = pl.concat(self._kept, rechunk=True)
        self._kept.clear()
        # Rows of one key stay in the order of files and lines.
        rows = rows.with_columns(_sort_key(rows, self.file_format.key).alias("key")).sort("key", maintain_order=True)
        is_same = rows["key"] == rows["key"].shift()
        rows = rows.drop("key")
        if not is_same.any():
            return rows
        doubled = is_same.fill_null(value=False) | is_same.shift(-1, fill_value=False)
        columns, reason = self.file_format.doubled
        value = pl.col(self.file_format.key[0]).cast(pl.String)
        self.refuse(columns, rows.filter(doubled).select(*_ROW, reason=pl.lit(reason), value=value))
        return rows.filter(~doubled)

    def refuse(self, columns: str, faults: pl.DataFrame) -> None:
        """Refuse rows for faults that show only beside other rows (`RowTally.record`)."""
        self.tally.refused += faults.height
        self.tally.record(columns, faults)

    def _computed(self, block: Block) -> pl.DataFrame:
        file_format, numbers = self.file_format, self.file_format.numbers.items()
        lacking = [name for name in file_format.columns.all if f"given.{name}" not in block.rows.columns]
        rows = block.rows.with_columns(
            pl.lit(block.file, pl.UInt16).alias("file"),
            *(pl.lit(None, pl.String).alias(f"given.{name}") for name in lacking),
        )
        parsed = {f"number.{name}": amounts(rows[f"given.{name}"], how.factor) for name, how in numbers}
        return rows.with_columns(**parsed).with_columns(**file_format.values)

    def _without_set_apart(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Count the rows that a rule sets apart, each under the first such rule, and return the others."""
        rules = [pl.when(one.when).then(pl.lit(one.rule)) for one in self.file_format.set_apart]
        if not rules:
            return rows
        applied = rows.select(pl.coalesce(rules).alias("rule")).to_series()
        if applied.null_count() == rows.height:
            return rows
        self.tally.set_apart.update(dict(applied.drop_nulls().value_counts().iter_rows()))
        return rows.filter(applied.is_null())

    def _without_refused(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Record the faults of all rows, and return those that have none."""
        faulty = [one.when.fill_null(value=False) for one in self._refusals]
        is_faulty = rows.select(pl.any_horizontal(faulty)).to_series()
        if not is_faulty.any():
            return rows
        refused = rows.filter(is_faulty)
        self.tally.refused += refused.height
        for refusal in self._refusals:
            value = pl.concat_str([given(name).fill_null("") for name in refusal.columns], separator=", ")
            faults = refused.filter(refusal.when)
            faults = faults.select(*_ROW, reason=refusal.reason.cast(pl.String), value=value)
            self.tally.record(",".join(refusal.columns), faults)
        return rows.filter(~is_faulty)


def _sort_key(rows: pl.DataFrame, key: Sequence[str]) -> pl.Expr:
    """Return a number that sorts as the key does: one sort of numbers takes a fifth of the time of a sort by columns.

    64 bits hold some 5,000 areas twice, 7 flows, the codes of seven editions, and two million periods.
    """
    sort_key = pl.lit(0, dtype=pl.UInt64)
    for name in key:
        column = pl.col(name)
        is_word = isinstance(rows.schema[name], pl.Enum)
        place = (column.to_physical() if is_word else column.rank("dense")).cast(pl.UInt64)
        sort_key = sort_key * (place.max() + 1) + place
    return sort_key


def _number_refusals(file_format: Format) -> Iterator[Refusal]:
    """Yield for each column of numbers the refusal of what is none."""
    for name, how in file_format.numbers.items():
        wrong = number(name).is_null() & ~given(name).is_in(list(how.blank))
        why = partial(amount, factor=how.factor)  # of what is no amount, the reason
        yield Refusal((name,), wrong, given(name).map_elements(why, return_dtype=pl.String))


def check_writable(path: Path) -> None:
    """Raise Refused, before anything is read, where refused rows could not be written, or over what else is there."""
    try:
        reason = _why_not_writable(path)
    except OSError as error:
        reason = f"cannot be written: {error.strerror}"
    if reason:
        raise Refused([Fault(printable(str(path)), "", f"{reason} (--rejects)")])


def _why_not_writable(path: Path) -> str | None:
    with suppress(FileNotFoundError, NotADirectoryError):
        path.stat()
    if path.is_dir():
        return "is a folder; refused rows are written into a file"
    if not path.parent.is_dir():
        return "is in a folder that does not exist"
    if path.exists() and not path.is_file():
        return "is a pipe or a device; refused rows are written into a file"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "cannot be written"
    if path.is_file() and not _is_ours(path):
        return "is there already and holds something else than refused rows; choose another file"
    return None


def _is_ours(path: Path) -> bool:
    """Return whether a file is empty, or holds the refused rows of an earlier import."""
    head = ",".join(_HEADER).encode()
    with path.open("rb") as file:
        return file.read(len(head)) in (b"", head)
