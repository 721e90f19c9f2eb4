"""The engine that needs nothing but Python: lists for columns, a SQLite file to sort in."""

import csv
import io
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, Final

from app.loading.statistics.engines.engine import (
    DUPLICATE,
    KEY,
    PLACE,
    Batch,
    Column,
    Engine,
    Part,
    Rule,
    Usual,
    Verdicts,
    Whole,
    judge,
)
from app.loading.statistics.layout import Const, Filling, If, Layout
from app.loading.statistics.numbers import scaled
from app.loading.statistics.reading.tables import Rows
from app.loading.statistics.trouble import Apart, Found, Place, Refuse, Tally, Trouble

_PART: Final = 200_000


class PlainBatch(Batch):
    """A batch whose columns are lists."""

    def __init__(self, rows: Rows, records: list[list[str]], verdicts: Verdicts, caches: dict[Any, Any]) -> None:
        self._texts = {name: [fields[place] for fields in records] for name, place in rows.header.places.items()}
        self._size = len(records)
        self._verdicts = verdicts
        self._caches = caches
        self.checks: list[tuple[list[int], tuple[str, ...]]] = []

    def has(self, name: str) -> bool:
        return name in self._texts

    def text(self, row: int, names: Sequence[str]) -> str:
        """Give what stands in the file, for a message."""
        return ", ".join(self._texts[name][row] for name in names)

    def coded(self, rule: Rule, *names: str) -> Column:
        cache = self._caches.setdefault(rule, {})
        results = [
            cache[key] if key in cache else cache.setdefault(key, rule(*(text.strip(" ") for text in key)))
            for key in zip(*(self._texts[name] for name in names), strict=True)
        ]
        return self._checked(results, names)

    def each(self, rule: Whole, names: Sequence[str], made: int, usual: Usual | None = None) -> list[Column]:  # noqa: ARG002  # one row is read like another
        rows = zip(*(self._texts[name] for name in names), strict=True)
        results = [rule(*texts) for texts in rows]
        self._checked(results, (names[0],))
        nothing = (None,) * made
        filled = [nothing if isinstance(result, Refuse) else result for result in results]
        return [[values[place] for values in filled] for place in range(made)]

    def number(self, name: str, *, least: int = 0, blank: Sequence[str] | None = ("",), factor: int = 1) -> Column:
        blanks = frozenset(blank or ())
        results: list[int | Trouble | None] = []
        for raw in self._texts[name]:
            text = raw.strip(" ")
            value = None if text in blanks else scaled(text, factor)
            results.append(None if isinstance(value, int) and value < least else value)
        return self._checked(results, (name,))

    def equal(self, one: Column, other: Column) -> Column:
        return [int(left is not None and left == right) for left, right in zip(one, other, strict=True)]

    def decided(self, rule: Callable[..., int | None], *columns: Column) -> Column:
        return [rule(*values) for values in zip(*columns, strict=True)]

    def taken(self, which: Column, *columns: Column) -> Column:
        return [
            None if place is None else values[place]
            for place, values in zip(which, zip(*columns, strict=True), strict=True)
        ]

    def where(self, there: Column, column: Column) -> Column:
        return [None if mark is None else value for mark, value in zip(there, column, strict=True)]

    def constant(self, value: int | None) -> Column:
        return [value] * self._size

    def _checked(self, results: list[Any], names: tuple[str, ...]) -> Column:
        if any(isinstance(result, Apart | Refuse) for result in results):
            number = self._verdicts.number
            self.checks.append(
                ([number(result) if isinstance(result, Apart | Refuse) else 0 for result in results], names)
            )
            return [None if isinstance(result, Apart | Refuse) else result for result in results]
        return results


class PlainEngine(Engine):
    """Sorts in a SQLite file that nobody else sees."""

    def __init__(
        self, tally: Tally, on_refused: Callable[[Place, list[Found]], None], *, renumbers: bool = False
    ) -> None:
        super().__init__(tally, on_refused, renumbers=renumbers)
        self._store = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._names: list[str] = []

    def take(self, rows: Rows, compute: Callable[[Batch], Mapping[str, Column]]) -> None:
        lines: list[int] = []
        records: list[list[str]] = []
        for line, fields in rows.records():
            self._tally.read += 1
            if isinstance(fields, Found):
                self._refuse(Place(rows.file, line), [fields])
            else:
                lines.append(line)
                records.append(fields)
        batch = PlainBatch(rows, records, self._verdicts, self._caches)
        columns = compute(batch)
        good = self._judged(batch, rows.file, lines)
        self._keep({**columns, "file": [rows.file] * len(lines), "line": lines}, good)

    def parts(self) -> Iterator[Part]:
        if not self._names:
            return
        order = ", ".join((*KEY, *PLACE))
        cursor = self._store.execute(f"SELECT {', '.join(self._names)} FROM kept ORDER BY {order}")  # noqa: S608  # our names
        key = tuple(self._names.index(name) for name in KEY)
        rows = self._unique(groupby(cursor, lambda row: tuple(row[place] for place in key)))
        if self._renumbers:
            rows = self._renumbered(rows, key)
        while part := list(islice(rows, _PART)):
            yield PlainPart(self._names, part)

    def close(self) -> None:
        self._store.close()

    def _unique(self, groups: Any) -> Iterator[tuple[Any, ...]]:
        file, line = self._names.index("file"), self._names.index("line")
        for _, group in groups:
            first, *others = group
            if not others:
                yield first
                continue
            for row in (first, *others):
                self._refuse(Place(row[file], row[line]), [Found(DUPLICATE)])

    def _renumbered(self, rows: Iterator[tuple[Any, ...]], key: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
        *place, statement = key
        for _, group in groupby(rows, lambda row: tuple(row[part] for part in place)):
            for number, row in enumerate(group):
                yield (*row[:statement], number, *row[statement + 1 :])

    def _judged(self, batch: PlainBatch, file: int, lines: list[int]) -> list[int]:
        """Count the rows with trouble, and give the places of the others."""
        good: list[int] = []
        for row, line in enumerate(lines):
            numbers = [check[row] for check, _ in batch.checks]
            if not any(numbers):
                good.append(row)
                continue
            named = [
                (",".join(names), lambda names=names, row=row: batch.text(row, names)) for _, names in batch.checks
            ]
            verdict = judge(self._verdicts, numbers, named)
            if isinstance(verdict, Apart):
                self._tally.set_apart(verdict.rule)
            else:
                self._refuse(Place(file, line), verdict)
        return good

    def _refuse(self, place: Place, found: list[Found]) -> None:
        self._tally.refuse(place, found)
        self._on_refused(place, found)

    def _keep(self, columns: Mapping[str, Column], good: list[int]) -> None:
        if not self._names:
            self._names = list(columns)
            self._store.execute(f"CREATE TABLE kept ({', '.join(self._names)})")
            self._store.execute("BEGIN")
        marks = ", ".join("?" * len(self._names))
        ordered = [columns[name] for name in self._names]
        values = ([column[row] for column in ordered] for row in good)
        self._store.executemany(f"INSERT INTO kept VALUES ({marks})", values)  # noqa: S608  # marks


class PlainPart(Part):
    """A part whose rows are tuples."""

    def __init__(self, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        self._names = list(names)
        self._rows = rows
        self.size = len(rows)

    def pieces(self, size: int) -> Iterator[Part]:
        for start in range(0, self.size, size):
            yield PlainPart(self._names, self._rows[start : start + size])

    def constants(self, names: Sequence[str]) -> dict[str, int | str | None]:
        columns = zip(names, self.columns(names, {}), strict=True)
        return {name: values[0] for name, values in columns if len(set(values)) == 1}

    def distinct(self, name: str) -> set[int | str]:
        place = self._names.index(name)
        return {row[place] for row in self._rows} - {None}

    def missing(self, names: Sequence[str]) -> frozenset[str]:
        places = {name: self._names.index(name) for name in names}
        return frozenset(name for name, place in places.items() if any(row[place] is None for row in self._rows))

    def columns(self, names: Sequence[str], decoded: Mapping[str, Any], nothing: str | None = None) -> list[list[Any]]:
        columns = []
        for name in names:
            place, table = self._names.index(name), decoded.get(name)
            values = (row[place] for row in self._rows)
            columns.append([nothing if value is None else value if table is None else table[value] for value in values])
        return columns

    def copy_text(self, layout: Layout, decoded: Mapping[str, Any]) -> bytes:
        columns = [self._filled(filling, decoded) for filling in layout.values()]
        text = io.StringIO(newline="")
        csv.writer(text).writerows(zip(*columns, strict=True))
        return text.getvalue().encode()

    def _filled(self, filling: Filling, decoded: Mapping[str, Any]) -> list[Any]:
        if isinstance(filling, Const):
            return [filling.value] * self.size
        values = self.columns([filling.name], {} if isinstance(filling, If) else decoded)[0]
        return [None if value is None else filling.value for value in values] if isinstance(filling, If) else values
