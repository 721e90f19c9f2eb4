"""Releases: a load puts all of a source or nothing of it in force, in one step from one release to the next."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.database import REVISION, ReleaseInForce, Unavailable, connect, driver_error, release_in_force
from app.database.release_files import open_file
from app.loading import TableRow
from app.loading.dossiers import Seed, read_seed
from app.loading.dossiers.checks import check_seed
from app.loading.dossiers.rows import rows_of
from app.loading.faults import Refused
from app.loading.reference import PACKAGES
from app.loading.releases.embedded import EmbeddedBuilder, embedded_builder
from app.loading.releases.history import (
    ReadShown,
    ShownBefore,
    changes_between,
    record_release,
    records_of,
    release_digest,
)
from app.loading.releases.server import ServerBuilder, server_builder
from app.loading.releases.tables import check_references_in, insert_rows, retained, rows_in, synchronise
from app.settings import Settings, bundled
from app.vocabulary.verdicts import RecordChanged

ReleaseBuilder = EmbeddedBuilder | ServerBuilder
"""One load's view of a database: what is in force, and where the next release is built."""
_BITS: Final = 31
BY_HAND: Final = 0
"""The mark of a release that an operator loaded."""
_ENGINE_ERRORS: Final = (OSError, SQLAlchemyError, sqlite3.Error, psycopg.Error)
"""What SQLite, PostgreSQL, SQLAlchemy and the disk raise."""


class LoadFailed(Exception):
    """Something outside the dossiers kept a load from ending: the disk, the server, another load.

    `release` is what was being published, and may be in force.
    """

    def __init__(self, reason: str, release: ReleaseInForce | None = None) -> None:
        super().__init__(reason)
        self.release = release


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; `is_new` is false when the data were in force already."""

    release: ReleaseInForce
    is_new: bool
    sources: tuple[str, ...]
    added: int = 0
    changed: int = 0
    removed: int = 0


def load(
    path: Path | None, settings: Settings, *, loaded_at: str | None = None, shown: ReadShown | None = None
) -> LoadReport:
    """Load a folder of dossiers, one dossier, or the bundled seed (None), and return what became of it.

    `shown` reads how lists show records, so that copies of the lists can follow what changes.

    Sources of the path take the place of what was there under their ids; all others stay. Raises Refused with every
    fault of the dossiers and LoadFailed for all other trouble. Either way the release in force stays, but for one case:
    where the very last step fails (making a rename durable), LoadFailed names the new one, and `in_force` tells.
    """
    seed = read_seed(path)
    mark = bundle_mark() if path is None else BY_HAND
    with open_builder(settings) as builder:
        return _load(seed, builder, mark, loaded_at or now(), shown)


@contextmanager
def open_builder(settings: Settings) -> Iterator[ReleaseBuilder]:
    """Open the builder of the settings' database for one load; LoadFailed tells of all that is no fault of files."""
    builder: ReleaseBuilder | None = None
    try:
        path, url = settings.release_path, settings.database_url or ""
        kept = settings.keep_releases
        with embedded_builder(path, kept) if path is not None else server_builder(url) as builder:
            yield builder
    except (*_ENGINE_ERRORS, Unavailable) as error:
        raise LoadFailed(str(driver_error(error)).strip(), builder.publishes if builder else None) from error


def now() -> str:
    """Return the time, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_force(settings: Settings, *, at_primary: bool = False) -> ReleaseInForce:
    """Return the release that a server would answer from now; Unavailable says why there is none.

    Of several hosts it may be a standby that answers; `at_primary` asks the one that loads write to.
    """
    try:
        if at_primary and settings.release_path is None:
            url = make_conninfo(settings.database_url or "", target_session_attrs="read-write")
            settings = settings.model_copy(update={"database_url": url})
        with closing(connect(settings)) as database, database.snapshot() as connection:
            return release_in_force(connection)
    except _ENGINE_ERRORS as error:
        raise Unavailable(str(driver_error(error)).strip()) from error


def _load(seed: Seed, builder: ReleaseBuilder, mark: int, loaded_at: str, shown: ReadShown | None) -> LoadReport:
    """Check the seed against what stays, and write and publish the next release where anything changed."""
    sources = tuple(sorted(seed.sources))
    staying = retained(builder.old, seed.sources)
    if faults := check_seed(seed, staying):
        raise Refused(faults)
    before = builder.release
    contents = {file.source: file.digest for file in seed.dossiers}
    digest = release_digest({**staying.contents, **contents}, seed.reference.digest)
    if before and before.digest == digest:
        if builder.outdated:
            _write(seed, builder, rows_of(seed.dossiers))
            builder.publish(mark, before)
        return LoadReport(before, is_new=False, sources=sources)
    release = ReleaseInForce(digest, before.sequence + 1 if before else 1, loaded_at)
    # The rows in force are read before they are removed; the new ones need no reading back.
    old = records_of(rows_in(builder.old, seed.sources)) if builder.old else {}
    shown_before = ShownBefore.of(builder.old, shown)
    rows = rows_of(seed.dossiers)
    changes = list(changes_between(old, records_of(rows)))
    record_release(_write(seed, builder, rows), release, seed.reference.digest, changes, shown_before)
    builder.publish(mark, release)
    return _report(release, sources, changes)


def _write(seed: Seed, builder: ReleaseBuilder, rows: Mapping[str, Sequence[TableRow]]) -> Connection:
    """Write the rows in place of what was there of their sources."""
    connection = builder.begin(seed.sources)
    synchronise(connection, seed.reference)
    insert_rows(connection, rows)
    if faults := check_references_in(connection):
        raise Refused(faults)
    return connection


def _report(release: ReleaseInForce, sources: tuple[str, ...], changes: Sequence[TableRow]) -> LoadReport:
    records = {(change["change"], change["kind"], change["record"]) for change in changes}
    added, changed, removed = (sum(kind == one for one, *_ in records) for kind in RecordChanged)
    return LoadReport(release, is_new=True, sources=sources, added=added, changed=changed, removed=removed)


def bundle_mark() -> int:
    """Return the mark of the bundled seed as this program would load it; never 0."""
    seen = hashlib.sha256(REVISION.encode())
    for file in sorted(bundled("seed").glob("*.toml")):
        seen.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    for package in ("tradefacts", *PACKAGES):
        seen.update(f"{package} {version(package)}\0".encode())
    mark: int = int.from_bytes(seen.digest()) % (2**_BITS - 1) + 1
    return mark


def is_stale(settings: Settings) -> bool:
    """Return whether the embedded release is missing, or was made from the bundled seed of another version."""
    path = settings.release_path
    try:
        if path is None or not path.exists():
            return path is not None
    except OSError:  # a name too long to look for, which the load will tell
        return True
    try:
        with closing(open_file(path)) as raw:
            (mark,) = raw.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:  # a file that is none of ours was put there by hand
        return False
    return mark not in (BY_HAND, bundle_mark())
