"""The file of refused rows: where each stands, why it was refused, and the row itself."""

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.loading.faults import Fault, Refused, printable
from app.loading.statistics.reading.tables import Rows
from app.loading.statistics.trouble import Found, Place

HEADER: Final = ("file", "line", "reason", "row")


def hold_writable(path: Path) -> None:
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
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "cannot be written"
    if path.is_file() and not _is_ours(path):
        return "is there already and holds something else than refused rows; choose another file"
    return None


def _is_ours(path: Path) -> bool:
    """Tell whether a file is empty, or holds the refused rows of an earlier import."""
    head = ",".join(HEADER).encode()
    with path.open("rb") as file:
        return file.read(len(head)) in (b"", head)


class Rejects:
    """Gathers refused rows, where they are wanted; their text is looked up at the end: not all faults show at once."""

    def __init__(self) -> None:
        self.is_wanted = False
        self._reasons: defaultdict[Place, list[str]] = defaultdict(list)

    def add(self, place: Place, found: Iterable[Found]) -> None:
        """Note a refused row; a file of which all are refused would fill the memory for nothing."""
        if self.is_wanted:
            self._reasons[place].extend(map(str, found))

    def write(self, path: Path, names: Sequence[str], again: Iterable[Rows]) -> None:
        """Read the files again and write every refused row, in the order of files and lines."""
        lines = {(place.file, place.line) for place in self._reasons}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for rows in again:
                for line, text in _texts(rows, lines):
                    reasons = "; ".join(self._reasons[Place(rows.file, line)])
                    writer.writerow((names[rows.file], line, reasons, text))


def _texts(rows: Rows, lines: set[tuple[int, int]]) -> Iterable[tuple[int, str]]:
    """Give the wanted rows of a block as CSV, those that are no CSV as they stand."""
    if rows.ready is None:
        end = rows.first_line + rows.block.count(b"\n")
        if not any((rows.file, line) in lines for line in range(rows.first_line, end + 1)):
            return
    plain = rows.texts or rows.block.decode().split("\n")
    for line, fields in rows.raw_records():
        if (rows.file, line) in lines:
            yield line, plain[line - rows.first_line].rstrip("\r") if isinstance(fields, Found) else _joined(fields)


def _joined(fields: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(fields)
    return text.getvalue()
