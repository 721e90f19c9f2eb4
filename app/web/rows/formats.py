"""Rows as bytes: JSON, JSON Lines, and CSV whose columns come from the schema, never from the rows."""

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

_QUOTE: Final = '"'
_TO_QUOTE: Final = re.compile('[",\r\n]')
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


def to_texts(values: Sequence[Any]) -> list[str]:
    """Encode parts of an answer, each as text; no encoding holds a line break."""
    return _ENCODER.encode_lines(values).decode().split("\n")[:-1]


def to_json_lines(rows: Sequence[Row]) -> bytes:
    """Encode one row a line."""
    return _ENCODER.encode_lines(rows)


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """One column of a CSV file: its name, and the way to its value in a row."""

    name: str
    path: tuple[str, ...]

    def value(self, value: Any) -> Any:
        """Give what the cell holds of the value of its member, the first on the path."""
        for name in self.path[1:]:
            value = None if value is None else value[name]
        return value


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


def csv_cells(columns: Sequence[CsvColumn]) -> Callable[[Any], str]:
    """Give the function that writes the value of one member as the cells it has."""

    def write(value: Any) -> str:
        return ",".join(_quoted(_cell(column.value(value))) for column in columns)

    return write


def csv_row(cells: Sequence[str]) -> str:
    """Give a line of cells that are written already (RFC 4180)."""
    return ",".join(cells) + "\r\n"


def csv_head(out: type[Out], members: Iterable[str]) -> str:
    """Give the line with the names of the columns."""
    return csv_row([_quoted(column.name) for column in csv_columns(out, members)])


def csv_table(out: type[Out], rows: Iterable[Row], members: Sequence[str]) -> bytes:
    """Give rows as a whole CSV file."""
    writers = [(member, csv_cells(csv_columns(out, [member]))) for member in members]
    lines = (",".join(write(row[member]) for member, write in writers) or EMPTY_LINE for row in rows)
    return "".join((csv_head(out, members), *(csv_row([line]) for line in lines))).encode()


EMPTY_LINE: Final = '""'
"""The one cell of a line that would else be empty, and be overlooked."""


def _quoted(cell: str) -> str:
    return f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _TO_QUOTE.search(cell) else cell
