"""A dataset to import: its files, what its source is called, and what of it enters the release's digest."""

import functools
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.loading import Entry, Plain, Slug
from app.loading.releases.tables import table_of
from app.loading.statistics.reading.inspect import InspectedFile
from app.vocabulary.terms import SourceKind
from app.vocabulary.text import printable, searchable

_SUFFIXES: Final = (".gz", ".csv", ".json", ".txt")
_LONGEST: Final = 80
_LISTED: Final = 3
_RULES: Final = 2
"""Raised when the same file would be read otherwise than before."""


class DatasetEntry(Entry):
    """What is said of a dataset's source, held as a dossier's is; its id is where its rows are found and replaced."""

    id: Slug
    title: Plain
    publisher: Plain | None
    url: str | None
    version: Plain | None
    rights: Plain | None
    attribution_line: Plain | None


def slug_of(*words: str) -> str:
    """Build an id of words, such as the name of a file without what says its form."""
    bare = [functools.reduce(str.removesuffix, _SUFFIXES, word) for word in words]
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(bare)).strip("-").lower()[:_LONGEST].strip("-")


def titled(what: str, files: Sequence[Path]) -> str:
    """Build a title of what a dataset is and of the names of its files; of many only the first are named."""
    names = [printable(file.name or str(file)).strip() for file in files[:_LISTED]]
    others = len(files) - len(names)
    return f"{what}: {', '.join(names)}{f' and {others} more' if others else ''}"


def names_of(files: Sequence[InspectedFile]) -> list[str]:
    """Return what messages call the files: their names, or their paths where two have one name."""
    names = [file.name for file in files]
    return [printable(str(file.path)) if names.count(file.name) > 1 else file.name for file in files]


def content_digest(source: DatasetEntry, form: str, files: Sequence[InspectedFile], *more: str) -> str:
    """Return the sha256 of all that decides what a dataset becomes: its files, what is said of it, and our rules."""
    said = repr((_RULES, form, sorted(source.model_dump().items()), [file.digest for file in files], more))
    return hashlib.sha256(said.encode()).hexdigest()


def source_row(source: DatasetEntry, files: Sequence[InspectedFile], digest: str) -> dict[str, object]:
    """Build the row of the dataset's source; the note names the files that lines are counted in."""
    listed = "; ".join(f"{file.name} (sha256 {file.digest})" for file in files)
    note = f"Imported from {listed}."
    row = dict.fromkeys(table_of("sources").c.keys())
    row |= source.model_dump() | {"kind": str(SourceKind.DATASET), "note": note, "content_digest": digest}
    row["search"] = searchable((source.title, source.publisher, note))
    return row
