"""Files into blocks of rows: columns of texts, and the line at which each row starts."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from app.loading.faults import Fault, Refused
from app.loading.statistics.reading import answers, tables
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.reading.inspect import InspectedFile, inspect
from app.vocabulary.text import printable


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a file: the columns `line` and `given.{name}`; and the file's columns that are not read."""

    file: int
    rows: pl.DataFrame
    unread: tuple[str, ...]


def inspected(paths: Sequence[Path]) -> list[InspectedFile]:
    """Check all files before any is loaded; Refused names those that cannot be read, or are given twice."""
    faults: list[Fault] = []
    files: dict[str, InspectedFile] = {}
    for path in paths:
        try:
            file = inspect(path)
        except Refused as refused:
            faults += refused.faults
            continue
        if file.digest in files:
            same = printable(str(files[file.digest].path))
            faults.append(Fault(printable(str(path)), "", f"holds the same bytes as {same}"))
        files.setdefault(file.digest, file)
    if faults:
        raise Refused(faults)
    return list(files.values())


def blocks(
    files: Sequence[InspectedFile], columns: Columns, on_bytes: Callable[[int, int], None] | None = None
) -> Iterator[Block]:
    """Read all files block by block, and tell after each how many bytes were read, and of how many."""
    tell = on_bytes or (lambda *_: None)
    whole = sum(file.size for file in files)
    before = 0
    for place, file in enumerate(files):
        reader = answers.frames if file.is_json else tables.frames
        for header, frame, position in reader(file, columns):
            yield Block(place, frame, header.unread)
            tell(before + position, whole)
        before += file.size
    tell(whole, whole)


def texts(file: InspectedFile, lines: Collection[int]) -> Iterator[tuple[int, str]]:
    """Read a file again for rows that start at these lines, as they stand there."""
    return answers.texts(file, lines) if file.is_json else tables.texts(file, lines)
