"""Rows of the JSON that UN Comtrade's API answers: an object whose `data` is a list of flat objects."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import polars as pl

from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.reading.columns import Columns, Header, header_of
from app.loading.statistics.reading.inspect import InspectedFile

_LARGEST: Final = 1 << 29
"""Bytes of an answer, which is held in memory whole: the API gives at most 250,000 rows of some 1,000 bytes."""
_BLOCK: Final = 20_000
"""Rows that are Python's objects at a time."""
_Row = Mapping[str, object]


class _Answer(msgspec.Struct):
    """What is read of an answer; rows stay text until their block is read."""

    data: list[msgspec.Raw] | None = None
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
        raise Refused([Fault(file.name, "", f"an answer of more than {_LARGEST >> 20} MiB; take the CSV download")])
    try:
        answer = msgspec.json.decode(file.utf8(text, 1), type=_Answer)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused([Fault(file.name, "", f"this is no answer of UN Comtrade's API: {error}")]) from None
    if trouble := answer.error or answer.message:
        raise Refused([Fault(file.name, "", f"the API answered {shown(trouble)}")])
    rows = answer.data
    if not rows:
        raise Refused([Fault(file.name, "data", "the list holds no rows")])
    if answer.count not in (None, len(rows)):
        raise Refused([Fault(file.name, "count", f"says {answer.count} rows, but 'data' holds {len(rows)}")])
    return rows


def _decoded(file: InspectedFile, rows: Sequence[msgspec.Raw], start: int = 0) -> Iterator[tuple[int, _Row]]:
    """Yield rows with their places; raise Refused for one that is no flat object."""
    for place, text in enumerate(rows, start + 1):
        try:
            row = _ROW.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Refused([Fault(file.name, f"data[{place}]", str(error))]) from None
        nested = [name for name, value in row.items() if isinstance(value, list | dict)]
        if nested:
            reason = f"{shown(nested[0])} holds a list or an object where a plain value belongs"
            raise Refused([Fault(file.name, f"data[{place}]", reason)])
        yield place, row


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip(" ")
