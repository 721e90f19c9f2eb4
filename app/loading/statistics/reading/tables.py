"""Rows of CSV files, block by block: each block ends where a row ends, and knows its first line."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from app.loading.faults import Fault, Refused
from app.loading.statistics.reading.columns import Columns, Header, header_of
from app.loading.statistics.reading.survey import Surveyed
from app.loading.statistics.trouble import Found

BLOCK: Final = 1 << 24
_LONGEST: Final = 1 << 24
_LONGEST_HEAD: Final = 1 << 16
_NOT_CSV: Final = Found("is not CSV: quotation marks must enclose a whole field, and be doubled inside it")

Record = tuple[int, list[str] | Found]
"""A row's line with its fields, or with what is wrong with it as a whole."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file: a block of its text (UTF-8), or records that were read already."""

    file: int
    header: Header
    first_line: int
    block: bytes = b""
    ready: list[Record] | None = field(default=None)
    texts: Sequence[str] = ()
    """How records that were read already stand in their file."""

    def records(self) -> Iterator[Record]:
        """Go through the rows one by one; blank lines are none."""
        for line, fields in self.raw_records():
            yield line, fields if isinstance(fields, Found) else fitted(fields, self.header.width)

    def raw_records(self) -> Iterator[Record]:
        """Go through the rows as they are, however many fields they have."""
        return iter(self.ready) if self.ready is not None else split(self.block, self.first_line, self.header.width)


def split(block: bytes, first_line: int, width: int | None = None) -> Iterator[Record]:
    """Take text apart as RFC 4180 says; of a row that is not written so its first line is told, and reading goes on.

    So does a row, where its width is known, within whose quotation marks another whole row stands: a mark is missing,
    and what stands between this one and the next is no text of theirs but rows that would be lost.
    """
    text = io.StringIO(block.decode(), newline="\n")
    line = first_line
    reader = csv.reader(text, strict=True)
    while True:
        start, before = text.tell(), reader.line_num
        try:
            fields: list[str] | Found = next(reader)
        except StopIteration:
            return
        except csv.Error:
            fields = _NOT_CSV
        lines = reader.line_num - before
        if lines > 1 and (isinstance(fields, Found) or (width and _holds_rows(fields, width))):
            fields, lines = _NOT_CSV, 1
            text.seek(start)
            text.readline()
            reader = csv.reader(text, strict=True)
        if fields:
            yield line, fields
        line += lines


def _holds_rows(fields: list[str], width: int) -> bool:
    """Tell whether a field of several lines has as many commas as a row, from parts of two."""
    return width > 1 and any("\n" in field and field.count(",") >= width - 1 for field in fields)


def fitted(fields: list[str], width: int) -> list[str] | Found:
    """Hold that a row is as long as the header."""
    if len(fields) == width + 1 and not fields[-1]:
        return fields[:-1]
    return fields if len(fields) == width else Found(f"has not the {width} fields of the header")


def table(
    file: int, surveyed: Surveyed, columns: Columns, on_bytes: Callable[[int], None], block: int = BLOCK
) -> Iterator[Rows]:
    """Read a CSV file; the header is line 1. Raises Refused for what concerns the file as a whole."""
    with surveyed.open() as (stream, raw):
        texts = _blocks(surveyed, stream, block)
        line, text = next(texts)
        head, text, line = _head(surveyed.name, text, line)
        header = header_of(surveyed.name, head, columns)
        is_empty = True
        while True:
            is_empty = is_empty and not text.strip()
            if text:
                yield Rows(file, header, line, text)
            on_bytes(raw.tell())
            following = next(texts, None)
            if following is None:
                break
            line, text = following
    if is_empty:
        raise Refused([Fault(surveyed.name, "", "holds no rows, only the names of columns")])


def _head(name: str, text: bytes, line: int) -> tuple[list[str], bytes, int]:
    """Split the first row off a block."""
    start = text[:_LONGEST_HEAD]
    end = next((place + 1 for place in _line_ends(start) if not start.count(b'"', 0, place) % 2), len(start))
    head = text[:end]
    if b"\r" in head.rstrip(b"\r\n"):
        raise Refused([Fault(name, f"line {line}", "lines must end with LF or CRLF, not with CR alone")])
    fields = next((fields for _, fields in split(head, line)), Found("is blank, where the names of the columns belong"))
    if isinstance(fields, Found):
        raise Refused([Fault(name, f"line {line}", f"the header {fields}")])
    return fields, text[end:], line + head.count(b"\n")


def _line_ends(text: bytes) -> Iterator[int]:
    end = text.find(b"\n")
    while end >= 0:
        yield end
        end = text.find(b"\n", end + 1)


def _blocks(surveyed: Surveyed, stream: IO[bytes], size: int) -> Iterator[tuple[int, bytes]]:
    """Cut the text behind line ends at which no quotation is open, and put it into UTF-8."""
    line, rest = 1, b""
    while chunk := stream.read(size):
        rest += chunk
        while end := _cut(rest) or _lone_line(surveyed.name, rest, line):
            yield line, surveyed.utf8(rest[:end], line)
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
    if rest or line == 1:
        yield line, surveyed.utf8(rest, line)


def _cut(text: bytes) -> int:
    """Find behind which line no quotation is open, from the end; 0 where there is none."""
    end = text.rfind(b"\n") + 1
    is_open = text.count(b'"', 0, end) % 2
    while end and is_open:
        mark = text.rfind(b'"', 0, end)
        end = text.rfind(b"\n", 0, mark) + 1
        is_open = text.count(b'"', end, mark) % 2
    return end


def _lone_line(name: str, text: bytes, line: int) -> int:
    """Give up on a quotation that does not end: its first line goes by itself, and reading goes on behind it."""
    if len(text) <= _LONGEST:
        return 0
    end = text.find(b"\n") + 1
    if not end:
        raise Refused([Fault(name, f"line {line}", f"is longer than {_LONGEST:,} bytes: this is no table")])
    return end
