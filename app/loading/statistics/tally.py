"""What becomes of the rows of an import: read = loaded + set apart + refused, told by rule and by reason."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.reading import texts
from app.loading.statistics.reading.inspect import InspectedFile
from app.vocabulary.text import printable

REJECTS_HEADER: Final = ("file", "line", "reason", "row")
FIRST: Final = 5
"""Rows that are named for one reason."""


@dataclass(frozen=True, slots=True)
class RowRef:
    """Where a row stands: the number of its file among those imported, and its line."""

    file: int
    line: int


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault of one row: the columns to blame, if any, and what stands there."""

    reason: str
    columns: str = ""
    value: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.columns, shown(self.value) if self.columns else "", self.reason)))


@dataclass(slots=True)
class _Kind:
    """All rows with one fault: how many, in which files, and the first of them."""

    count: int = 0
    files: set[int] = field(default_factory=set)
    first: list[tuple[RowRef, str]] = field(default_factory=list)


@dataclass(slots=True)
class RowTally:
    """Counts of rows, and the kinds of faults with their first rows."""

    read: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    _kinds: dict[tuple[str, str], _Kind] = field(default_factory=dict)

    @property
    def loaded(self) -> int:
        """Rows that load."""
        return self.read - self.refused - self.excluded.total()

    def record(self, error: RowError, rows: Sequence[RowRef], values: Sequence[str], count: int) -> None:
        """Record that so many rows of a file have a fault, and what stands in the first of them."""
        kind = self._kinds.setdefault((error.reason, error.columns), _Kind())
        kind.count += count
        kind.files.update(row.file for row in rows)
        kind.first += list(zip(rows, values, strict=True))[: FIRST - len(kind.first)]

    def faults(self, files: Sequence[str]) -> list[Fault]:
        """List every kind of fault once, with its count and its first rows."""
        return [
            Fault(_file_of(kind, files), columns, f"{reason}: {_counted(kind, columns, files)}")
            for (reason, columns), kind in self._kinds.items()
        ]

    def refused_by_reason(self) -> Mapping[str, int]:
        """Return how many rows have each fault; a row with two faults counts under both."""
        return {
            " ".join(filter(None, (columns, reason))): kind.count for (reason, columns), kind in self._kinds.items()
        }


def _file_of(kind: _Kind, files: Sequence[str]) -> str:
    (first, *others) = sorted(kind.files)
    return f"{len(kind.files)} files" if others else files[first]


def _counted(kind: _Kind, columns: str, files: Sequence[str]) -> str:
    several = len(kind.files) > 1
    rows = (
        (f"{files[row.file]} line " if several else "") + str(row.line) + (f" ({shown(value)})" if columns else "")
        for row, value in kind.first
    )
    more = ", ..." if kind.count > len(kind.first) else ""
    said = f"{kind.count} {'row' if kind.count == 1 else 'rows'}, {'' if several else 'line '}"
    return f"{said}{', '.join(rows)}{more}"


class Rejects:
    """Collects the refused rows where they are wanted; their texts are read at the end, for some show only then."""

    def __init__(self, *, is_wanted: bool) -> None:
        # A file of which all rows are refused would fill the memory for nothing.
        self.is_wanted = is_wanted
        self._reasons: defaultdict[RowRef, list[str]] = defaultdict(list)

    def add(self, row: RowRef, reason: str) -> None:
        """Record why a row is refused."""
        if self.is_wanted:
            self._reasons[row].append(reason)

    def write(self, path: Path, files: Sequence[InspectedFile], names: Sequence[str]) -> None:
        """Write every refused row with its reasons, in the order of files and lines."""
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(REJECTS_HEADER)
            for place, file in enumerate(files):
                lines = {row.line for row in self._reasons if row.file == place}
                for line, text in texts(file, lines) if lines else ():
                    writer.writerow((names[place], line, "; ".join(self._reasons[RowRef(place, line)]), text))


def check_writable(path: Path) -> None:
    """Raise Refused, before anything is read, where refused rows could not be written, or over what else is there."""
    try:
        reason = _trouble(path)
    except OSError as error:
        reason = f"cannot be written: {error.strerror}"
    if reason:
        raise Refused([Fault(printable(str(path)), "", f"{reason} (--rejects)")])


def _trouble(path: Path) -> str | None:
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
    head = ",".join(REJECTS_HEADER).encode()
    with path.open("rb") as file:
        return file.read(len(head)) in (b"", head)
