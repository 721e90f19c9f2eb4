"""Rows as text: JSON, JSON Lines, and CSV whose columns come from the schema, never from the rows."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import Any, Final, get_args, get_origin

import msgspec

from app.web.rows.cells import Encode, Row, Written
from app.web.schemas import CITATIONS, Out

JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8; header=present"
_TO_QUOTE: Final = re.compile('[",\r\n]')
_EMPTY_LINE: Final = b'""'
"""The one cell of a line that would else be empty, and be overlooked."""
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_TABLES_KEPT: Final = 1_000
ALL_COLUMNS: Final = "all"


def to_json(value: object) -> bytes:
    """Encode an answer; decimals become plain numbers."""
    return _ENCODER.encode(value)


def to_json_each(values: Sequence[object]) -> list[bytes]:
    """Encode parts of an answer, each by itself; no encoding holds a line break."""
    # A list, since msgspec 0.22 never lets go of the iterator of anything else (64 bytes, several in each page).
    return _ENCODER.encode_lines([*values]).split(b"\n")[:-1]


def joined(between: Sequence[bytes], written: Sequence[Written], count: int) -> bytes:
    """Write so many rows at one go, from their members as they are written and the texts between."""
    # All of it is UTF-8 from the start: one quotation mark that is not ASCII would make a text of a page twice as
    # long, and slow to encode.
    text, *behind = between
    columns: list[Iterable[bytes]] = []
    for member, separator in zip(written, behind, strict=True):
        if isinstance(member, bytes):
            text += member + separator
        else:
            columns += (repeat(text, count), member)
            text = separator
    return b"".join(chain.from_iterable(zip(*columns, repeat(text, count), strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class Notation:
    """How rows are written, here as JSON: `end` stands behind each row."""

    media_type: str
    suffix: str
    title: str
    end: bytes

    def head(self, members: Sequence[str]) -> bytes:  # noqa: ARG002  # for CSV
        """Return what opens a file."""
        return b""

    def encoder(self, member: str) -> Encode:  # noqa: ARG002  # for CSV
        """Return what writes one member of the rows."""
        return to_json_each

    def between(self, members: Sequence[str]) -> list[bytes]:
        """Return what stands before the first member of a row, between members, and behind the last."""
        return [*(f'{"," if index else "{"}"{member}":'.encode() for index, member in enumerate(members)), self.end]

    def rows(self, members: Sequence[str], rows: Sequence[Row]) -> bytes:
        """Write rows that are at hand as values."""
        written = [self.encoder(member)([row[member] for row in rows]) for member in members]
        return joined(self.between(members), written, len(rows))


@dataclass(frozen=True, slots=True)
class _CsvColumn:
    """One column of a CSV file: its name, and the way to its value in a row."""

    name: str
    path: tuple[str, ...]

    def cells(self, values: Sequence[Any]) -> list[str]:
        """Write what the column holds of the values of its member, the first on the path."""
        for name in self.path[1:]:
            values = [None if value is None else value[name] for value in values]
        return _quoted(list(map(_cell, values)))


@dataclass(frozen=True, slots=True)
class Csv(Notation):
    """CSV (RFC 4180) with these columns; those of one member stand side by side. A list is one column of JSON."""

    columns: tuple[_CsvColumn, ...]
    bom: bool

    @property
    def members(self) -> tuple[str, ...]:
        """The members of the rows that the columns are made of."""
        return tuple(dict.fromkeys(column.path[0] for column in self.columns))

    def head(self, members: Sequence[str]) -> bytes:
        """Return the line with the names of the columns."""
        names = [column.name for member in members for column in self._of(member)]
        return BOM_UTF8 * self.bom + ",".join(_quoted(names)).encode() + self.end

    def encoder(self, member: str) -> Encode:
        """Return what writes the cells of one member."""
        return _CsvEncoder(self._of(member), is_alone=len(self.columns) == 1)

    def between(self, members: Sequence[str]) -> list[bytes]:
        """Return commas, and the end of a line."""
        return [b"", *(b",",) * (len(members) - 1), self.end]

    def _of(self, member: str) -> tuple[_CsvColumn, ...]:
        return tuple(column for column in self.columns if column.path[0] == member)


@lru_cache(_TABLES_KEPT)
def csv_of(out: type[Out], columns: str | None = None, *, bom: bool = False) -> Csv:
    """Return the notation of a table of some columns (names with commas between them), by default the tidy ones.

    With a byte order mark, Excel knows that the text is UTF-8.
    """
    every = all_columns(out)
    names = tidy_columns(out) if columns is None else tuple(dict.fromkeys(columns.split(",")))
    chosen = every.values() if ALL_COLUMNS in names else [every[name] for name in names]
    return Csv(CSV, "csv", "one CSV table", b"\r\n", tuple(chosen), bom)


JSON_ROWS: Final = Notation(JSON, "json", "JSON", b"},")
"""Each row with a comma behind it, the last one too."""
JSON_LINES: Final = Notation("application/jsonl", "jsonl", "JSON Lines", b"}\n")
ZIP: Final = "application/zip"
PACKED: Final = Notation(ZIP, "zip", "a ZIP file with one CSV table and what describes it", b"")
FILES: Final = {"csv": CSV, "zip": ZIP, JSON_LINES.suffix: JSON_LINES.media_type, **CITATIONS}
"""The media types of files by their suffix."""


def _cell(value: object) -> str:
    """Write one value; text that a spreadsheet would run gets an apostrophe (OWASP ASVS 1.2.10)."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else to_json(value).decode()


def _quoted(cells: list[str]) -> list[str]:
    """Return cells, with quotation marks around those that need them; most need none, or for commas alone."""
    together = "\n".join(cells)
    if '"' in together or "\r" in together or together.count("\n") >= len(cells):
        return ['"' + cell.replace('"', '""') + '"' if _TO_QUOTE.search(cell) else cell for cell in cells]
    return [f'"{cell}"' if "," in cell else cell for cell in cells] if "," in together else cells


@cache
def all_columns(out: type[Out]) -> dict[str, _CsvColumn]:
    """Return the columns of a shape: an object becomes a column per member, its first under the object's own name.

    `reporter` and `reporter_name`; `primary_value` and `primary_value_unit`; lists are one column of JSON.
    """
    columns: list[_CsvColumn] = []
    for member, info in out.model_fields.items():
        inner = _object_in(info.annotation)
        nested = all_columns(inner).values() if inner else ()
        columns += [_CsvColumn(_column_name(member, one.name, inner), (member, *one.path)) for one in nested]
        columns += [] if inner else [_CsvColumn(member, (member,))]
    return {column.name: column for column in columns}


@cache
def tidy_columns(out: type[Out]) -> tuple[str, ...]:
    """Return the names of the columns that a table has where a client names none."""
    names = [
        name
        for member, info in out.model_fields.items()
        for inner in [_object_in(info.annotation)]
        for name in ([_column_name(member, nested, inner) for nested in tidy_columns(inner)] if inner else [member])
        if member != "url"
    ]
    return out.tidy or tuple(names)


def _column_name(member: str, nested: str, inner: type[Out] | None) -> str:
    return member if inner is None or nested == next(iter(inner.model_fields)) else f"{member}_{nested}"


def _object_in(annotation: object) -> type[Out] | None:
    """Return the shape behind `X` or `X | None`; none for scalars and lists."""
    kinds = () if get_origin(annotation) is list else (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Out)), None)


@dataclass(frozen=True, slots=True)
class _CsvEncoder:
    """Writes the values of one member as its cells; a line of one empty cell gets quotes, or readers would skip it.

    All files with these columns have equal ones, so that what was written for one is known to the others.
    """

    columns: tuple[_CsvColumn, ...]
    is_alone: bool

    def __call__(self, values: Sequence[object]) -> list[bytes]:
        """Return the cells of each value, with commas between them."""
        cells = [",".join(row).encode() for row in zip(*(one.cells(values) for one in self.columns), strict=True)]
        return [cell or _EMPTY_LINE for cell in cells] if self.is_alone else cells
