"""The history of releases: the digest of each, and what it added, changed and removed, field by field."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final, Self

from sqlalchemy import Connection, Table, delete, func, insert, select

from app.database import ReleaseInForce
from app.loading import TableRow
from app.loading.releases.tables import OWNED, REFERENCE, newest_release, table_of
from app.models.provenance import RECORD_KEYS
from app.vocabulary.codec import QUANTITY_PARTS, StoredQuantity
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import ChangedKind, RecordChanged

RecordKey = tuple[str, str]
"""The kind and the id of a record."""
Fields = Mapping[str, object]

_KINDS: Final = {kind.table: str(kind) for kind in RecordKind if kind is not RecordKind.ACTOR}
"""The kind of record that each table holds; actors are reference data."""
_DERIVED: Final = {"search", "content_digest", "recency", "frequency", "position", "id", "quoted"}
"""Columns that follow from others."""
_POSITION: Final = ("quote_start", "quote_end", "quote_prefix", "quote_suffix")
_EVIDENCE: Final = ("field", "quote", *_POSITION, "speaker", "attribution", "note", "quantity")
_UNSTATED: Final = {"field": None, "before": None, "after": None}
"""What a change has of a field where it is of the whole record."""
_KEPT: Final = 500
"""Releases whose changes are kept, so that what copies of the lists follow does not grow for ever."""


@dataclass(frozen=True, slots=True)
class ShownRecords:
    """How a release shows its records: the row of each as its list exports it, and the verdict of each check."""

    rows: Mapping[RecordKey, bytes]
    verdicts: Mapping[str, str]


ReadShown = Callable[[Connection], ShownRecords]
"""Reads how the release that a connection sees shows its records."""


@dataclass(frozen=True, slots=True)
class ShownBefore:
    """How the release in force showed its records before a load, since when copies follow it, and the way to read."""

    shown: ShownRecords
    followed_from: int
    read: ReadShown

    @classmethod
    def of(cls, old: Connection | None, read: ReadShown | None) -> Self | None:
        """Read what is in force, if anything is and somebody knows how."""
        return cls(read(old), newest_release(old)["followed_from"], read) if old and read else None


def release_digest(contents: Mapping[str, str], reference: str) -> str:
    """Return the sha256 over the digests of all sources, by id, and of the reference data."""
    lines = [f"{source} {digest}\n" for source, digest in sorted(contents.items())]
    return hashlib.sha256("".join([*lines, f"reference {reference}\n"]).encode()).hexdigest()


def record_release(
    connection: Connection,
    release: ReleaseInForce,
    reference: str,
    changes: Iterable[TableRow],
    before: ShownBefore | None,
) -> None:
    """Write the rows of a release; one of the same digest from earlier on gives way, for the data are there again.

    Without how records were shown before, copies of the lists cannot follow it, and begin with it anew.
    """
    releases, changed, tables = table_of("releases"), table_of("record_changes"), sorted((*OWNED, *REFERENCE))
    oldest = release.sequence - _KEPT
    connection.execute(delete(changed).where(changed.c.sequence <= oldest))
    connection.execute(delete(releases).where(releases.c.digest == release.digest))
    counts = select(*(select(func.count()).select_from(table_of(name)).scalar_subquery() for name in tables))
    counted = dict(zip(tables, connection.execute(counts).one(), strict=True))
    followed_from = max(before.followed_from, oldest) if before else release.sequence
    row = asdict(release) | {"reference_digest": reference, "counts": counted, "followed_from": followed_from}
    connection.execute(insert(releases).values(row))
    every = followed(changes, before.shown, before.read(connection)) if before else changes
    of_release = {"sequence": release.sequence, "release": release.digest, "loaded_at": release.loaded_at, "row": None}
    rows = [{**of_release, "position": position, **change} for position, change in enumerate(every)]
    if rows:
        connection.execute(insert(changed), rows)


def followed(changes: Iterable[TableRow], before: ShownRecords, after: ShownRecords) -> Iterator[TableRow]:
    """Yield changes with those of rows that are shown otherwise, and with the new row of each record on its last one.

    So a copy of the lists needs nothing else: a row follows from other records, too, such as the names of areas.
    Checks whose verdict is another follow.
    """
    told: defaultdict[RecordKey, list[TableRow]] = defaultdict(list)
    for change in changes:
        told[change["kind"], change["record"]].append(change)
    otherwise = {key for key in before.rows.keys() | after.rows.keys() if before.rows.get(key) != after.rows.get(key)}
    for key in sorted(told.keys() | otherwise):
        old, new = before.rows.get(key), after.rows.get(key)
        otherwise_as = _UNSTATED | {"kind": key[0], "record": key[1], "change": _done(old, new)}
        *others, last = told.get(key) or [otherwise_as]
        yield from others
        yield {**last, "row": new.decode() if new else None}
    for check in sorted(before.verdicts.keys() & after.verdicts.keys()):
        verdict, since = before.verdicts[check], after.verdicts[check]
        if verdict != since:
            flip = {"field": "verdict", "before": verdict, "after": since}
            yield {"kind": str(ChangedKind.CHECK), "record": check, "change": _done(verdict, since)} | flip


def _done(before: object, after: object) -> str:
    """Return what was done to a record, by what it was before and is since: None where it was not, or is no more."""
    if before is None:
        return str(RecordChanged.ADDED)
    return str(RecordChanged.REMOVED if after is None else RecordChanged.CHANGED)


def records_of(rows: Mapping[str, Iterable[TableRow]]) -> Mapping[RecordKey, Fields]:
    """Return the records that some rows make up, with all that each says: fields, parts and evidence."""
    records: dict[RecordKey, dict[str, Any]] = {}
    for name, kind in _KINDS.items():
        for row in rows.get(name, ()):
            key = _id(row[column.name] for column in table_of(name).primary_key)
            records[kind, key] = stated(table_of(name), row)
    for name in OWNED:
        if name not in _KINDS and name != "evidence":
            _add_parts(records, table_of(name), rows.get(name, ()))
    for row in rows.get("evidence", ()):
        if (record := _evidenced(row)) is not None:
            evidence = {name: value for name, value in stated(table_of("evidence"), row).items() if name in _EVIDENCE}
            records[record].setdefault("evidence", []).append(evidence)
    return records


def _add_parts(records: Mapping[RecordKey, dict[str, Any]], table: Table, rows: Iterable[TableRow]) -> None:
    """Add participants, parties, places and their like to their records, as a list under the part's own name."""
    owner = next(iter(table.primary_key.columns))
    kind = _KINDS[next(iter(owner.foreign_keys)).column.table.name]
    for row in rows:
        part = {name: value for name, value in stated(table, row).items() if name != owner.name}
        records[kind, row[owner.name]].setdefault(table.name.partition("_")[2], []).append(part)


def _evidenced(row: TableRow) -> RecordKey | None:
    """Return the record that a row of evidence stands behind; None for actors, which are reference data."""
    keys = (
        (kind, [row[part] for part in parts]) for kind, parts in RECORD_KEYS.items() if kind is not RecordKind.ACTOR
    )
    return next(((str(kind), _id(key)) for kind, key in keys if key[0] is not None), None)


def _id(key: Iterable[Any]) -> str:
    """Return the public id of a record by the values of its key, of which only a trade flow's has several."""
    first, *others = key
    return FlowKey(first, *others).id if others else str(first)


def stated(table: Table, row: Mapping[str, Any]) -> dict[str, object]:
    """Return what a row says, quantities as one value each; what is null or follows from others is left out."""
    names = [column.name.removesuffix("_hedge") for column in table.columns if column.name.endswith("_hedge")]
    quantities = {name: StoredQuantity(*(row[f"{name}{part}"] for part in QUANTITY_PARTS)) for name in names}
    covered = _DERIVED.union(f"{name}{part}" for name in names for part in QUANTITY_PARTS)
    others = {name: value for name, value in row.items() if value is not None and name not in covered}
    return others | {name: quantity for name, quantity in quantities.items() if quantity.unit is not None}


def changes_between(before: Mapping[RecordKey, Fields], after: Mapping[RecordKey, Fields]) -> Iterator[TableRow]:
    """Yield the differences by kind, id and field; `before` and `after` are null where nothing was."""
    for kind, record in sorted(before.keys() | after.keys()):
        old, new = before.get((kind, record)), after.get((kind, record))
        base = _UNSTATED | {"kind": kind, "record": record}
        if old is None or new is None:
            yield base | {"change": _done(old, new)}
            continue
        for field in sorted(old.keys() | new.keys()):
            if old.get(field) != new.get(field):
                one = {"field": field, "before": _as_json(old.get(field)), "after": _as_json(new.get(field))}
                yield base | {"change": _done(old, new)} | one


def _as_json(value: object) -> object:
    """Return a value of a record as a column of JSON takes it, quantities as answers show them."""
    match value:
        case StoredQuantity():
            return _as_json({**value.json})
        case Decimal():  # as a number where that is exact, else as text
            return float(value) if Decimal(repr(float(value))) == value else str(value)
        case list():
            return [_as_json(part) for part in value]
        case dict():
            return {name: _as_json(part) for name, part in value.items()}
    return value
