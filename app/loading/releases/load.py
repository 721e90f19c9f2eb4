"""Loads dossiers: all of a source or nothing of it, in one step from one release to the next."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.database import ReleaseInForce, Unavailable, connect, release_in_force
from app.loading.dossiers.checks import check_seed, check_written
from app.loading.dossiers.rows import rows_of
from app.loading.dossiers.seed import Seed, read_seed
from app.loading.faults import Fault, Refused
from app.loading.releases.bundle import BY_HAND, bundle_mark
from app.loading.releases.changes import changes_between, records_of
from app.loading.releases.kept import kept_records
from app.loading.releases.places import Busy, Place, place_of
from app.loading.releases.releasing import record_release, release_digest
from app.loading.releases.tables import imported_sources
from app.loading.releases.writing import insert_rows, synchronise
from app.settings import Settings


class LoadFailed(Exception):
    """Something outside the dossiers kept a load from ending: the disk, the server, another load."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; `is_new` is false when the data were in force already."""

    release: ReleaseInForce
    is_new: bool
    sources: tuple[str, ...]
    added: int = 0
    changed: int = 0
    removed: int = 0


def load(path: Path | None, settings: Settings, *, loaded_at: str | None = None) -> LoadReport:
    """Load a folder of dossiers, one dossier, or the bundled seed (None), and say what became of it.

    Sources of the path take the place of what was there under their ids; all others stay. Raises Refused with every
    fault of the dossiers and LoadFailed for all other trouble. Either way the release in force stays, but for one case:
    where the very last step fails (making a rename durable), the new one is in force; `in_force` tells.
    """
    seed = read_seed(path)
    mark = bundle_mark() if path is None else BY_HAND
    with named_trouble(), place_of(settings) as place:
        return _load(seed, place, mark, loaded_at or now())


@contextmanager
def named_trouble() -> Iterator[None]:
    """Raise LoadFailed for all that is not a fault of the files."""
    try:
        yield
    except (OSError, SQLAlchemyError, sqlite3.Error, psycopg.Error, Busy, Unavailable) as error:
        raise LoadFailed(str(getattr(error, "orig", None) or error).strip()) from error


def now() -> str:
    """Give the time, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_force(settings: Settings, *, at_primary: bool = False) -> ReleaseInForce:
    """Give the release that a server would answer from now; Unavailable says why there is none.

    Of several hosts it may be a standby that answers; `at_primary` asks the one that loads write to.
    """
    if at_primary and settings.release_path is None:
        url = make_conninfo(settings.database_url or "", target_session_attrs="read-write")
        settings = settings.model_copy(update={"database_url": url})
    database = connect(settings)
    try:
        with database.snapshot() as connection:
            return release_in_force(connection)
    finally:
        database.close()


def _load(seed: Seed, place: Place, mark: int, loaded_at: str) -> LoadReport:
    _hold_no_dataset(seed, place)
    kept = kept_records(place.old, seed.sources)
    if faults := check_seed(seed, kept):
        raise Refused(faults)
    before = release_in_force(place.old) if place.old else None
    digest = release_digest(
        {**kept.contents, **{file.source: file.digest for file in seed.dossiers}}, seed.reference.digest
    )
    sources = tuple(sorted(seed.sources))
    if before and before.digest == digest:
        if place.outdated:
            _write(seed, place)
            place.publish(mark)
        return LoadReport(before, is_new=False, sources=sources)
    old = records_of(place.old, seed.sources) if place.old else {}
    release = ReleaseInForce(digest, before.sequence + 1 if before else 1, loaded_at)
    connection = _write(seed, place)
    changes = list(changes_between(old, records_of(connection, seed.sources)))
    record_release(connection, release, seed.reference.digest, changes)
    place.publish(mark)
    return _report(release, sources, changes)


def _hold_no_dataset(seed: Seed, place: Place) -> None:
    """Refuse dossiers that have the id of a dataset: that one is replaced by importing it."""
    taken = imported_sources(place.old) if place.old else ()
    faults = [
        Fault(file.file, "source.id", f"{file.source!r} is a dataset that was imported; choose another id")
        for file in seed.dossiers
        if file.source in taken
    ]
    if faults:
        raise Refused(faults)


def _write(seed: Seed, place: Place) -> Connection:
    connection = place.begin(seed.sources)
    synchronise(connection, seed.reference)
    for file in seed.dossiers:
        insert_rows(connection, rows_of(file))
    if faults := check_written(connection):
        raise Refused(faults)
    return connection


def _report(release: ReleaseInForce, sources: tuple[str, ...], changes: Sequence[Mapping[str, object]]) -> LoadReport:
    records = {kind: {(one["kind"], one["record"]) for one in changes if one["change"] == kind} for kind in _KINDS}
    counts = {kind: len(some) for kind, some in records.items()}
    return LoadReport(release, is_new=True, sources=sources, **counts)


_KINDS = ("added", "changed", "removed")
