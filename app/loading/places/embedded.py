"""The place of an embedded release: a fresh file beside the old one, renamed over it when it is whole and durable.

Only one load at a time works beside a release (a lock on `release.db.lock`), so whatever else lies there was left by
a load that was killed, and goes.
"""

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, insert, select

from app.database import REVISION, Unavailable, digests
from app.database.embedded import engine_for, open_file
from app.loading.migrating import migrate
from app.loading.places.place import LOCK_SECONDS, Busy, Place
from app.loading.tables import HISTORY, OWNED, owned_by, table_of, tables_in

_APPLICATION: Final = 0x54524446
"""Marks the file as ours (TRDF), for `file` and others that look."""
_WAIT: Final = 0.1


@contextmanager
def embedded_place(path: Path) -> Iterator[Place]:
    """Open the place of a release file, for one load at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_locked(path))
        _sweep(path)
        stack.callback(_sweep, path)
        yield EmbeddedPlace(path, stack)


class EmbeddedPlace(Place):
    """Builds a release file from nothing, with what is kept copied from the old one."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path = path
        self._new = _new(path)
        self._stack = stack
        self._kept = self._file_to_keep()
        self.outdated = self._kept not in (None, path)
        self.old = self._connect(open_file(self._kept)) if self._kept else None
        self._building: Connection | None = None

    def begin(self, replaced: Collection[str]) -> Connection:
        """Make the new file with its tables, and copy what is kept."""
        raw = sqlite3.connect(f"file:{quote(str(self._new.absolute()))}?mode=rwc", uri=True, isolation_level=None)
        building = self._building = self._connect(raw)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"application_id = {_APPLICATION}"):
            building.exec_driver_sql(f"PRAGMA {pragma}")
        if self._kept:
            building.exec_driver_sql("ATTACH ? AS old", (f"file:{quote(str(self._kept.absolute()))}?immutable=1",))
        building.exec_driver_sql("BEGIN")
        migrate(building)
        if self._kept:
            _copy(building, replaced)
        return building

    def publish(self, mark: int) -> None:
        """Finish the file, make it durable, and rename it over the old one."""
        if self._building is None:
            raise RuntimeError("begin comes before publish")
        self._finish(self._building, mark)
        with self._new.open("rb") as file:
            os.fsync(file.fileno())
        new = digests.digest_of(self._new)
        digests.write(self._path, {new, *digests.allowed(self._path)})
        self._new.replace(self._path)
        digests.sync_folder(self._path.parent)
        digests.write(self._path, {new})

    def _finish(self, building: Connection, mark: int) -> None:
        broken = building.exec_driver_sql("PRAGMA main.foreign_key_check").fetchmany(5)
        if broken:
            raise sqlite3.IntegrityError(f"rows refer to rows that are not there: {broken}")
        building.exec_driver_sql("COMMIT")
        if self._kept:
            building.exec_driver_sql("DETACH old")
        for statement in ("ANALYZE", f"PRAGMA user_version = {mark}", "VACUUM"):
            building.exec_driver_sql(statement)
        building.close()

    def _connect(self, raw: sqlite3.Connection) -> Connection:
        return self._stack.enter_context(engine_for(raw).connect())

    def _file_to_keep(self) -> Path | None:
        """Give the file to copy from: the one in force, or a copy of it brought to this program's tables."""
        if not self._path.exists():
            return None
        digests.verify(self._path)
        if _revision(self._path) == REVISION:
            return self._path
        copy = _migrated(self._path)
        shutil.copyfile(self._path, copy)
        with (
            closing(sqlite3.connect(copy, isolation_level=None)) as raw,
            engine_for(raw).connect() as connection,
        ):
            migrate(connection)
        return copy


def _new(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _migrated(path: Path) -> Path:
    return path.with_name(f"{path.name}.migrated")


def _sweep(path: Path) -> None:
    """Remove what a killed load left."""
    for left in (_new(path), _migrated(path), _new(digests.sidecar(path))):
        for file in (left, left.with_name(f"{left.name}-journal")):
            file.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.lock").open("w") as file:
        end = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > end:
                    raise Busy(f"another load works on {path}") from error
                time.sleep(_WAIT)
        yield


def _revision(path: Path) -> str | None:
    with closing(open_file(path)) as raw:
        try:
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise Unavailable(f"{path} holds no release of ours: {error}") from error
    return row[0] if row else None


def _copy(building: Connection, replaced: Collection[str]) -> None:
    """Copy the history, and the rows of sources that stay, from the attached old file."""
    old = tables_in("old")
    for name in (*HISTORY, *OWNED):
        there = old.tables[f"old.{name}"]
        kept = select(*there.columns)
        if name in OWNED:
            kept = kept.where(~owned_by(there, replaced))
        building.execute(insert(table_of(name)).from_select(there.columns.keys(), kept))
