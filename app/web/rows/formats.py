"""Rows as bytes: JSON, JSON Lines, and CSV whose columns come from the schema, never from the rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args

import msgspec

from app.web.schemas import Out

JSON: Final = "application/json"
JSON_LINES: Final = "application/jsonl"
CSV: Final = "text/csv; charset=utf-8; header=present"

_QUOTE: Final = '"'
_TO_QUOTE: Final = re.compile('[",\r\n]')
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def to_json(value: object) -> bytes:
    """Encode an answer; decimals become plain numbers."""
    return _ENCODER.encode(value)


def to_texts(values: Sequence[object]) -> list[str]:
    """Encode parts of an answer, each as text; no encoding holds a line break."""
    return _ENCODER.encode_lines(values).decode().split("\n")[:-1]


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """One column of a CSV file: its name, and the way to its value in a row."""

    name: str
    path: tuple[str, ...]

    def value(self, value: Any) -> object:
        """Return what the cell holds of the value of its member, the first on the path."""
        for name in self.path[1:]:
            value = None if value is None else value[name]
        return value


def _cell(value: object) -> str:
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
    """Return the columns of a shape: an object becomes a column per member, its first under the object's own name.

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


def _object_in(annotation: object) -> type[Out] | None:
    """Return the shape behind `X` or `X | None`; none for scalars and lists."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, Out) and not _is_list(annotation):
            return candidate
    return None


def _is_list(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) is list


@dataclass(frozen=True, slots=True, eq=False)
class CsvEncoder:
    """Writes the values of one member as its cells; a line of one empty cell gets quotes, or readers would skip it."""

    columns: Sequence[CsvColumn]
    is_alone: bool

    def __call__(self, values: Sequence[object]) -> list[str]:
        """Return the cells of each value, with commas between them."""
        return [self._cells(value) or (EMPTY_LINE if self.is_alone else "") for value in values]

    def _cells(self, value: object) -> str:
        return ",".join([_quoted(_cell(column.value(value))) for column in self.columns])


def csv_encoder(out: type[Out], member: str, members: Sequence[str]) -> CsvEncoder:
    """Return the encoder of one member of a file, the same for all files, so that what it wrote is known again."""
    return _csv_encoder(out, member, is_alone=len(csv_columns(out, members)) == 1)


@cache
def _csv_encoder(out: type[Out], member: str, *, is_alone: bool) -> CsvEncoder:
    return CsvEncoder(csv_columns(out, [member]), is_alone)


def csv_row(cells: Sequence[str]) -> str:
    """Return a line of cells that are written already (RFC 4180)."""
    return ",".join(cells) + "\r\n"


def csv_head(out: type[Out], members: Iterable[str]) -> str:
    """Return the line with the names of the columns."""
    return csv_row([_quoted(column.name) for column in csv_columns(out, members)])


EMPTY_LINE: Final = '""'
"""The one cell of a line that would else be empty, and be overlooked."""


def _quoted(cell: str) -> str:
    return f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _TO_QUOTE.search(cell) else cell
