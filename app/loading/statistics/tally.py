"""What becomes of the rows of an import: read = loaded + set apart + refused, told by rule and by reason."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.reading import texts
from app.loading.statistics.reading.inspect import InspectedFile
from app.vocabulary.text import printable

_HEADER: Final = ("file", "line", "reason", "row")
_FIRST: Final = 5
"""Rows that are named for one reason."""


@dataclass(slots=True)
class _FaultKind:
    """The rows with one fault: their count, their files, and file, line and value of the first few."""

    count: int = 0
    files: set[int] = field(default_factory=set)
    first: list[tuple[int, int, str]] = field(default_factory=list)


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
            self._reasons[file, line].append(_joined(columns, shown(value) if columns else "", reason))
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
        return [
            Fault(_file_of(kind, files), columns, f"{reason}: {_counted(kind, columns, files)}")
            for (reason, columns), kind in self._kinds.items()
        ]

    def why_nothing(self) -> str:
        """Return how many rows were set apart, by rule, as the end of a sentence; nothing where none was."""
        rules = [f"{count:,} by the rule '{rule}'" for rule, count in self.set_apart.most_common()]
        refused = f"; {self.refused:,} refused" if self.refused else ""
        return f": of {self.read:,} read, set apart are {', '.join(rules)}{refused}" if rules else ""

    def refused_by_reason(self) -> Mapping[str, int]:
        """Return how many rows have each fault; a row with two faults counts under both."""
        return {_joined(columns, reason): kind.count for (reason, columns), kind in self._kinds.items()}

    def write_refused(self, path: Path, files: Sequence[InspectedFile], names: Sequence[str]) -> None:
        """Write every refused row with its reasons, in the order of files and lines; their texts are read now."""
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(_HEADER)
            for place, file in enumerate(files):
                lines = {line for at, line in self._reasons if at == place}
                for line, text in texts(file, lines) if lines else ():
                    writer.writerow((names[place], line, "; ".join(self._reasons[place, line]), text))


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))


def _file_of(kind: _FaultKind, files: Sequence[str]) -> str:
    (first, *others) = sorted(kind.files)
    return f"{len(kind.files)} files" if others else files[first]


def _counted(kind: _FaultKind, columns: str, files: Sequence[str]) -> str:
    several = len(kind.files) > 1
    rows = (
        (f"{files[file]} line " if several else "") + str(line) + (f" ({shown(value)})" if columns else "")
        for file, line, value in kind.first
    )
    more = ", ..." if kind.count > len(kind.first) else ""
    start = f"{kind.count} {'row' if kind.count == 1 else 'rows'}, {'' if several else 'line '}"
    return f"{start}{', '.join(rows)}{more}"


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
