"""Rows of CSV files, block by block: each block ends where a row ends, and knows its first line.

A file must be CSV as RFC 4180 has it, with commas, and rows as long as the header. One that is not is refused with the
line where it goes wrong: what follows a missing quotation mark cannot be told from the text of a field.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import IO, Final

import polars as pl

from app.loading.faults import Fault, Refused
from app.loading.statistics.reading.columns import Columns, Header, header_of
from app.loading.statistics.reading.inspect import InspectedFile

BLOCK: Final = 1 << 24
_LONGEST: Final = 1 << 24
"""Bytes of a row at most."""

CsvRecord = tuple[int, list[str]]
"""The line at which a row starts, and its fields."""


def frames(file: InspectedFile, columns: Columns, size: int = BLOCK) -> Iterator[tuple[Header, pl.DataFrame, int]]:
    """Yield the rows of a file with its header, and how many bytes were read; the header is line 1."""
    is_empty = True
    with file.open() as (stream, raw):
        blocks = _blocks(file, stream, size)
        line, text = next(blocks)
        names, text, line = _split_header(file.name, text, line)
        header = header_of(file.name, names, columns)
        while True:
            frame = _frame(file.name, text, line, header)
            is_empty = is_empty and frame.is_empty()
            if not frame.is_empty():
                yield header, frame, raw.tell()
            following = next(blocks, None)
            if following is None:
                break
            line, text = following
    if is_empty:
        raise Refused([Fault(file.name, "", "holds no rows, only the names of columns")])


def texts(file: InspectedFile, lines: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield the rows that start at these lines, written as CSV."""
    with file.open() as (stream, _):
        for first, text in _blocks(file, stream, BLOCK):
            if not any(line in lines for line in range(first, first + text.count(b"\n") + 1)):
                continue
            for line, fields in records(file.name, text, first):
                if line in lines:
                    written = io.StringIO(newline="")
                    csv.writer(written, lineterminator="").writerow(fields)
                    yield line, written.getvalue()


def records(name: str, text: bytes, line: int, width: int | None = None) -> Iterator[CsvRecord]:
    """Yield the rows of a text that starts at a line, but for blank ones; raise Refused where it is no CSV."""
    reader = csv.reader(io.StringIO(text.decode(), newline="\n"), strict=True)
    first = line
    try:
        for fields in reader:
            if fields:
                yield line, _fitted(name, fields, line, width) if width else fields
            line = first + reader.line_num
    except csv.Error as error:
        reason = f"is not CSV ({error}): quotation marks must enclose a whole field, and be doubled inside it"
        raise Refused([Fault(name, f"line {line}", reason)]) from None


def _fitted(name: str, fields: list[str], line: int, width: int) -> list[str]:
    """Return the fields of a row as long as the header; UN Comtrade ends its rows, but not its header, with a comma."""
    if len(fields) == width + 1 and not fields[-1]:
        fields = fields[:-1]
    if len(fields) != width:
        raise Refused([Fault(name, f"line {line}", f"has {len(fields)} fields, but the header has {width}")])
    if width > 1 and any("\n" in field and field.count(",") >= width - 1 for field in fields):
        # Else the rows in between would be lost without a word, in a column that nobody may read.
        reason = "holds whole rows within quotation marks: one of them is missing, or stands where it should not"
        raise Refused([Fault(name, f"line {line}", reason)])
    return fields


def _split_header(name: str, text: bytes, line: int) -> tuple[list[str], bytes, int]:
    """Split the first row off a block."""
    ends = (match.end() for match in re.finditer(b"\n", text))
    end = next((end for end in ends if not text.count(b'"', 0, end) % 2), len(text))
    head = next(records(name, text[:end], line), None)
    if head is None:
        raise Refused([Fault(name, f"line {line}", "is blank, where the names of the columns belong")])
    names = head[1][:-1] if len(head[1]) > 1 and not head[1][-1].strip() else head[1]
    return names, text[end:], line + text.count(b"\n", 0, end)


def _blocks(file: InspectedFile, stream: IO[bytes], size: int) -> Iterator[tuple[int, bytes]]:
    """Split the text behind line ends at which no quotation is open, and convert it to UTF-8."""
    line, rest = 1, b""
    while chunk := stream.read(size):
        rest += chunk
        if end := _last_row_end(rest):
            yield line, file.utf8(rest[:end], line)
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
        elif len(rest) > _LONGEST:
            reason = f"starts a row of more than {_LONGEST:,} bytes: a quotation mark is missing"
            raise Refused([Fault(file.name, f"line {line}", reason)])
    if rest or line == 1:
        yield line, file.utf8(rest, line)


def _last_row_end(text: bytes) -> int:
    """Return where the last whole row ends: behind a line end at which no quotation is open; 0 where there is none."""
    end = text.rfind(b"\n") + 1
    is_open = text.count(b'"', 0, end) % 2
    while end and is_open:
        mark = text.rfind(b'"', 0, end)
        end = text.rfind(b"\n", 0, mark) + 1
        is_open = text.count(b'"', end, mark) % 2
    return end


def _frame(name: str, text: bytes, line: int, header: Header) -> pl.DataFrame:
    """Read a block with polars where every line is surely one row, else with `csv`, which tells where rows start."""
    width = len(header.names)
    frame = _read_ordinary(text, width, header) if _is_ordinary(text) else None
    if frame is None:
        rows = list(records(name, text, line, width))
        frame = pl.DataFrame(
            {f"given.{column}": [fields[place] for _, fields in rows] for column, place in header.places.items()},
            schema_overrides=dict.fromkeys((f"given.{column}" for column in header.places), pl.String),
        )
        lines = pl.Series("line", [line for line, _ in rows], dtype=pl.UInt32)
    else:
        lines = pl.int_range(line, line + frame.height, dtype=pl.UInt32, eager=True).alias("line")
    if b" " in text:
        frame = frame.with_columns(pl.all().str.strip_chars(" "))
    return frame.with_columns(lines)


def _read_ordinary(text: bytes, width: int, header: Header) -> pl.DataFrame | None:
    """Read a block of which every line is a row; None where one may be longer or shorter than others."""
    first = text[: text.find(b"\n") + 1] or text
    has_last_comma = first.rstrip(b"\r\n").endswith(b",") and _commas(first) == width
    width += has_last_comma
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if _commas(text) != lines * (width - 1):
        return None
    wanted = sorted({*header.places.values(), *([width - 1] if has_last_comma else [])})
    try:
        frame = pl.read_csv(
            io.BytesIO(text),
            has_header=False,
            schema={str(place): pl.String for place in range(width)},
            columns=wanted,
            empty_string_is_null=False,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines or (has_last_comma and (frame[str(width - 1)] != "").any()):
        return None
    return frame.select(pl.col(str(place)).alias(f"given.{name}") for name, place in header.places.items())


def _is_ordinary(text: bytes) -> bool:
    """Return whether no line is blank, lines end alike, and quotation marks stand beside commas and line ends."""
    returns = text.count(b"\r")
    if not text or (returns and returns != text.count(b"\r\n")):
        return False
    if b"\n\n" in text or (returns and b"\n\r\n" in text) or text.startswith((b"\n", b"\r\n")):
        return False
    marks = text.count(b'"')
    if not marks:
        return True
    opened = text.count(b',"') + text.count(b'\n"') + text.startswith(b'"')
    closed = text.count(b'",') + text.count(b'"\n') + text.count(b'"\r\n') + text.endswith(b'"')
    return opened == closed and opened + closed == marks


def _commas(text: bytes) -> int:
    """Count the commas between fields: those outside of quotation marks."""
    return (b"".join(text.split(b'"')[::2]) if b'"' in text else text).count(b",")
