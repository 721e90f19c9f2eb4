"""Rows of CSV files, block by block: each block ends where a row ends, and knows its first line."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from app.loading.bulk.reading.columns import Columns, Header, header_of
from app.loading.bulk.reading.survey import Surveyed
from app.loading.bulk.trouble import Found
from app.loading.faults import Fault, Refused

BLOCK: Final = 1 << 24
_LONGEST: Final = 1 << 27
_NOT_CSV: Final = "is not CSV: quotation marks must enclose a whole field, and be doubled inside it"

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

    def records(self) -> Iterator[Record]:
        """Go through the rows one by one; blank lines are none."""
        for line, fields in self.raw_records():
            yield line, fields if isinstance(fields, Found) else fitted(fields, self.header.width)

    def raw_records(self) -> Iterator[Record]:
        """Go through the rows as they are, however many fields they have."""
        return iter(self.ready) if self.ready is not None else split(self.block, self.first_line)


def split(block: bytes, first_line: int) -> Iterator[Record]:
    """Take text apart as RFC 4180 says; a row that is not written so is told, and reading goes on behind it."""
    reader = csv.reader(io.StringIO(block.decode(), newline=""), strict=True)
    while True:
        line = first_line + reader.line_num
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, Found(_NOT_CSV)
            continue
        if fields:
            yield line, fields


def fitted(fields: list[str], width: int) -> list[str] | Found:
    """Hold that a row is as long as the header."""
    if len(fields) == width + 1 and not fields[-1]:
        return fields[:-1]
    return fields if len(fields) == width else Found(f"has not the {width} fields of the header")


def table(
    file: int, surveyed: Surveyed, columns: Columns, on_bytes: Callable[[int], None], block: int = BLOCK
) -> Iterator[Rows]:
    """Read a CSV file; the header is line 1. Raises Refused for what concerns the file as a whole."""
    stream, raw = surveyed.open()
    with raw, stream:
        texts = _blocks(surveyed, stream, block)
        line, text = next(texts)
        head, text, line = _head(surveyed.name, text, line)
        header = header_of(surveyed.name, head, columns)
        while True:
            if text:
                yield Rows(file, header, line, text)
            on_bytes(raw.tell())
            following = next(texts, None)
            if following is None:
                return
            line, text = following


def _head(name: str, text: bytes, line: int) -> tuple[list[str], bytes, int]:
    """Split the first row off a block."""
    end = 0
    while True:
        end = text.find(b"\n", end) + 1
        if not end or text.count(b'"', 0, end) % 2 == 0:
            break
    head = text[:end] if end else text
    if b"\r" in head.rstrip(b"\r\n"):
        raise Refused([Fault(name, "line 1", "lines must end with LF or CRLF, not with CR alone")])
    fields = next((fields for _, fields in split(head, line) if not isinstance(fields, Found)), [])
    return fields, text[len(head) :], line + head.count(b"\n")


def _blocks(surveyed: Surveyed, stream: IO[bytes], size: int) -> Iterator[tuple[int, bytes]]:
    """Cut the text behind line ends at which no quotation is open, and put it into UTF-8."""
    line, rest = 1, b""
    while chunk := stream.read(size):
        rest += chunk
        end = rest.rfind(b"\n") + 1
        if not end or rest.count(b'"', 0, end) % 2:
            if len(rest) > _LONGEST + size:
                raise Refused([Fault(surveyed.name, f"line {line}", "a row, or a quotation from here on, has no end")])
            continue
        yield line, _utf8(rest[:end], surveyed.encoding, line)
        line += rest.count(b"\n", 0, end)
        rest = rest[end:]
    if rest or line == 1:
        yield line, _utf8(rest, surveyed.encoding, line)


def _utf8(text: bytes, encoding: str, line: int) -> bytes:
    if line == 1:
        text = text.removeprefix(b"\xef\xbb\xbf")
    return text if encoding == "utf-8" else text.decode(encoding).encode()
