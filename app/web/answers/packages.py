"""Whole lists as a ZIP file: a table of each, with a Frictionless Data Package that says what its columns hold.

The same release gives the same bytes: no time of making stands in them, and members stand in a fixed order.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from typing import Final, get_args, get_origin
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select

from app.models.provenance import Source
from app.web.answers.exports import ListFile
from app.web.answers.listing import Question
from app.web.rows.cells import Row
from app.web.rows.formats import Csv, to_json
from app.web.schemas import Out
from app.web.snapshot import Snapshot

_MANY_ROWS: Final = 1_000_000
"""Rows whose table may pass 2 GB, which only the 64-bit form of ZIP can hold; not every program reads that."""
_TYPES: Final = {Decimal: "number", list: "array", dict: "object", bool: "boolean", int: "integer"}
"""The types of Frictionless for those of members; all others, codes and days among them, are text."""


@dataclass(frozen=True, slots=True)
class Package:
    """Tables of one release, by name, in one file."""

    name: str
    snapshot: Snapshot
    tables: Mapping[str, tuple[Question, Csv]]

    @property
    def address(self) -> str:
        """The address of the lists, which tables of theirs share."""
        lists = (question.address for question, _ in self.tables.values())
        return " ".join(("zip", self.name, self.snapshot.release.loaded_at, *lists))

    def begin(self) -> tuple[Iterator[bytes], bool]:
        """Return the chunks; it may be small."""
        return self._chunks(), True

    def _chunks(self) -> Iterator[bytes]:
        """Yield the file in chunks: the tables, then what they are and whom they cite."""
        written, resources, cited = _Written(), list[Row](), set[str]()
        with ZipFile(written, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it writes, and no more
            for name, (question, table) in self.tables.items():
                digest, size = sha256(), 0
                _, is_small = question.count(_MANY_ROWS)
                with archive.open(_member(f"{name}.csv"), "w", force_zip64=not is_small) as member:
                    for chunk in ListFile(question, table).chunks():
                        member.write(chunk)
                        digest.update(chunk)
                        size += len(chunk)
                        cited |= self._sources_in(chunk, table)
                        yield written.take()
                resources.append(_resource(question.collection.out, name, table, digest.hexdigest(), size))
            archive.writestr(_member("datapackage.json"), self._described(resources, cited))
        yield written.take()

    def _sources_in(self, chunk: bytes, table: Csv) -> set[str]:
        """Return the sources that some whole rows of a table name; all that there are where its rows name none."""
        names = [column.name for column in table.columns]
        if "source" not in names:
            return set(self.snapshot.catalogue.sources)
        rows = csv.reader(StringIO(chunk.decode(), newline=""))
        return {row[names.index("source")] for row in rows}

    def _described(self, resources: Sequence[Row], cited: set[str]) -> bytes:
        """Write what the package holds, and the sources that it cites, with their rights."""
        release, columns = self.snapshot.release, Source.__table__.c
        asked = (columns.id, columns.title, columns.publisher, columns.url, columns.rights, columns.attribution_line)
        rows = self.snapshot.connection.execute(select(*asked).order_by(columns.id)).mappings()
        told = [
            {
                "title": row["title"] or row["publisher"] or row["id"],
                **({"path": row["url"]} if row["url"] else {}),
                **{name: row[name] for name in ("id", "publisher", "rights", "attribution_line")},
            }
            for row in rows
            if row["id"] in cited
        ]
        return to_json(
            {
                "profile": "tabular-data-package",
                "name": f"tradefacts-{self.name}",
                "title": "Bilateral trade facts with their hedges, intervals and sources",
                "version": release.digest,
                "created": release.loaded_at,
                "sources": told,
                "resources": resources,
            }
        )


def _member(name: str) -> ZipInfo:
    """Return the entry of a file: readable by all, and of no time, which ZIP writes as the first of 1980."""
    member = ZipInfo(name)
    member.compress_type, member.create_system, member.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    return member


def _resource(out: type[Out], name: str, table: Csv, digest: str, size: int) -> Row:
    """Return what a table is: its file, and the types of its columns, so that codes keep their zeros."""
    names = [column.name for column in table.columns]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": {
            "fields": [field_of(column.name, out, column.path) for column in table.columns],
            "missingValues": [""],
            **({"primaryKey": ["id"]} if "id" in names else {}),
        },
    }


def field_of(name: str, out: type[Out], path: Sequence[str]) -> Row:
    """Return the type of a column, and what it holds, by the way to its member."""
    info = out.model_fields[path[0]]
    kinds = set(_kinds(info.annotation))
    for inner in kinds:
        if isinstance(inner, type) and issubclass(inner, Out):
            return field_of(name, inner, path[1:])
    kind = next((text for one, text in _TYPES.items() if one in kinds), "string")
    return {"name": name, "type": kind, "description": " ".join((info.description or "").split())}


def _kinds(annotation: object) -> Iterator[object]:
    """Yield the types that a member may have; of a list or an object nothing of what is in it."""
    if get_origin(annotation) in (list, dict):
        yield get_origin(annotation)
    elif args := get_args(annotation):
        for one in args:
            yield from _kinds(one)
    else:
        yield annotation


class _Written:
    """What a ZIP file is written to: it keeps what nobody took yet, and cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Record a piece."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Wait for nothing: a piece is there at once."""

    def take(self) -> bytes:
        """Return what was written since."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
