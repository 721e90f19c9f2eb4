"""Rows as bytes: JSON, JSON Lines, and CSV whose columns come from the schema, never from the rows."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import msgspec

from app.web.errors import NotAcceptable
from app.web.rows import Row
from app.web.schemas import Out

JSON: Final = "application/json"
JSON_LINES: Final = "application/jsonl"
CSV: Final = "text/csv; charset=utf-8; header=present"

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_ZERO: Final = re.compile(r"q=0(\.0{0,3})?")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def hold_acceptable(accept: str | None, media_type: str) -> None:
    """Raise NotAcceptable when an `Accept` header rules the media type out (RFC 9110, 12.5.1)."""
    if accept is None or not accept.strip():
        return
    essence = media_type.partition(";")[0]
    main = essence.partition("/")[0]
    best: tuple[int, bool] = (-1, False)
    for part in accept.split(","):
        wanted, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if wanted in (essence, f"{main}/*", "*/*"):
            refused = any(_ZERO.fullmatch(parameter.replace(" ", "")) for parameter in parameters)
            best = max(best, (wanted.count("*") * -1 + 2, not refused))
    if not best[1]:
        raise NotAcceptable(essence)


def to_json(value: Any) -> bytes:
    """Encode an answer; decimals become plain numbers."""
    return _ENCODER.encode(value)


def to_json_lines(rows: Sequence[Row]) -> bytes:
    """Encode one row a line."""
    return _ENCODER.encode_lines(rows)


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """One column of a CSV file: its name, and the way to its value in a row."""

    name: str
    path: tuple[str, ...]

    def cell(self, row: Row) -> str:
        """Give the text of the cell: empty for null, JSON for lists, guarded against formulas."""
        value: Any = row
        for member in self.path:
            value = None if value is None else value[member]
        return _cell(value)


def _cell(value: Any) -> str:
    """Write one value; text that a spreadsheet would run gets an apostrophe (OWASP ASVS 1.2.10)."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else str(value)
        case list() | dict():
            return to_json(value).decode()
    return format(value, "f") if not isinstance(value, int) else str(value)


def csv_columns(out: type[Out], members: Iterable[str]) -> list[CsvColumn]:
    """Give the columns of a shape: an object becomes a column per member, its first under the object's own name.

    `reporter` and `reporter_name`; `primary_value` and `primary_value_unit`; lists are one column of JSON.
    """
    columns: list[CsvColumn] = []
    for member in members:
        inner = _object_in(out.model_fields[member].annotation)
        if inner is None:
            columns.append(CsvColumn(member, (member,)))
            continue
        for nested in csv_columns(inner, inner.model_fields):
            own = nested.path[0] == next(iter(inner.model_fields))
            name = member if own and nested.name == nested.path[0] else f"{member}_{nested.name}"
            columns.append(CsvColumn(name, (member, *nested.path)))
    return columns


def _object_in(annotation: Any) -> type[Out] | None:
    """Give the shape behind `X` or `X | None`; none for scalars and lists."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, Out) and not _is_list(annotation):
            return candidate
    return None


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list


def csv_writer(columns: Sequence[CsvColumn]) -> tuple[bytes, Callable[[Sequence[Row]], bytes]]:
    """Give the header line and the function that writes rows (RFC 4180)."""
    return _lines([[column.name for column in columns]]), lambda rows: _lines(
        [column.cell(row) for column in columns] for row in rows
    )


def _lines(table: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    return text.getvalue().encode()
