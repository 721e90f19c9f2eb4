"""Rows of JSON: what UN Comtrade's API answers, and tables as pandas, R and polars write them.

An answer is an object whose `data` (until 2022 `dataset`) is a list of flat objects; a table is such a list
(`orient="records"`), or has one object a line (`lines=True`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import polars as pl

from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.reading.columns import Columns, Header, header_of
from app.loading.statistics.reading.inspect import InspectedFile

_LARGEST: Final = 1 << 29
"""Bytes of an answer, which is held in memory whole: the API gives at most 250,000 rows of some 1,000 bytes."""
_MOST_ROWS: Final = 2_000_000
_MOST_MEMBERS: Final = 500
"""Members of a row, on average: values that are no rows would take a hundred times their text in memory."""
_MOST_PACKED: Final = 200
"""Times that a file grows when it is unpacked: rows of trade grow some thirty times."""
_SMALL: Final = 1 << 24
_BLOCK: Final = 20_000
"""Rows that are Python's objects at a time."""
_Row = Mapping[str, object]
_NO_TABLE: Final = "this is no answer of UN Comtrade's API, and no list of rows"


class _Answer(msgspec.Struct):
    """What is read of an answer; rows stay text until their block is read."""

    data: list[msgspec.Raw] | None = None
    dataset: list[msgspec.Raw] | None = None
    count: int | None = None
    error: str | None = None
    message: str | None = None


# A number keeps its digits: as a float it might become another.
_ROW: Final = msgspec.json.Decoder(dict[str, object], float_hook=str)


def frames(file: InspectedFile, columns: Columns) -> Iterator[tuple[Header, pl.DataFrame, int]]:
    """Yield blocks of rows with their header; a row's line is its place in `data`, from 1."""
    rows = _rows(file)
    names = dict.fromkeys(name for first, row in _decoded(file, rows) for name in row)
    header = header_of(file.name, tuple(names), columns)
    for start in range(0, len(rows), _BLOCK):
        block = [row for _, row in _decoded(file, rows[start : start + _BLOCK], start)]
        frame = pl.DataFrame(
            {
                f"given.{name}": [_text(row.get(header.names[place])) for row in block]
                for name, place in header.places.items()
            }
        )
        lines = pl.Series("line", range(start + 1, start + 1 + len(block)), dtype=pl.UInt32)
        yield header, frame.with_columns(lines), file.size


def texts(file: InspectedFile, lines: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield the rows at these places as they stand in the file."""
    for place, row in enumerate(_rows(file), 1):
        if place in lines:
            yield place, bytes(row).decode()


def _rows(file: InspectedFile) -> list[msgspec.Raw]:
    with file.open() as (stream, _):
        text = stream.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise Refused([Fault(file.name, "", f"JSON of more than {_LARGEST >> 20} MiB is not read; take CSV")])
    objects = text.count(b"{")
    is_blown_up = file.is_gzip and len(text) > max(_SMALL, _MOST_PACKED * file.size)
    if is_blown_up or objects > _MOST_ROWS or text.count(b",") > _MOST_MEMBERS * (objects + 1):
        raise Refused([Fault(file.name, "", f"{_NO_TABLE} of at most {_MOST_ROWS:,}; take CSV")])
    try:
        rows = _rows_of(file.name, file.utf8(text, 1))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused([Fault(file.name, "", f"{_NO_TABLE}: {error}")]) from None
    if not rows:
        raise Refused([Fault(file.name, "", "the list holds no rows")])
    return rows


def _rows_of(name: str, text: bytes) -> list[msgspec.Raw]:
    """Return the rows of a list, of an object a line, or of an answer."""
    if text.lstrip().startswith(b"["):
        return msgspec.json.decode(text, type=list[msgspec.Raw])
    first, *others = text.strip().split(b"\n", 2)[:2]
    if others and first.rstrip().endswith(b"}"):
        return msgspec.json.Decoder(msgspec.Raw).decode_lines(text)
    return _rows_of_answer(name, msgspec.json.decode(text, type=_Answer))


def _rows_of_answer(name: str, answer: _Answer) -> list[msgspec.Raw]:
    if trouble := answer.error or answer.message:
        raise Refused([Fault(name, "", f"the API answered {shown(trouble)}")])
    rows = answer.dataset if answer.data is None else answer.data
    if rows is None:
        raise Refused([Fault(name, "", f"{_NO_TABLE}; pandas writes one with orient='records'")])
    if answer.count not in (None, len(rows)):
        raise Refused([Fault(name, "count", f"says {answer.count} rows, but 'data' holds {len(rows)}")])
    return rows


def _decoded(file: InspectedFile, rows: Sequence[msgspec.Raw], start: int = 0) -> Iterator[tuple[int, _Row]]:
    """Yield rows with their places; raise Refused for one that is no flat object."""
    for place, text in enumerate(rows, start + 1):
        try:
            row = _ROW.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Refused([Fault(file.name, f"row {place}", str(error))]) from None
        nested = [name for name, value in row.items() if isinstance(value, list | dict)]
        if nested:
            reason = f"{shown(nested[0])} holds a list or an object where a plain value belongs"
            raise Refused([Fault(file.name, f"row {place}", reason)])
        yield place, row


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip(" ")
