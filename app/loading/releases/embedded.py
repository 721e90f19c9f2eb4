"""The builder of an embedded release: a fresh file beside the old one, renamed over it when it is whole and durable.

Only one load at a time works beside a release (a lock on `release.db.lock`), so whatever else lies there was left by
a load that was killed, and goes.
"""

import fcntl
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, false, func, insert, select

from app.database import REVISION, ReleaseInForce, Unavailable, release_in_force
from app.database.release_files import allowed_digests, connect_to, digest_of, open_file, sidecar, uri_of, verify_digest
from app.loading.releases.files import beside, keep, prune, sync, write_digests
from app.loading.releases.tables import (
    CODE_TABLE,
    HISTORY,
    LOCK_SECONDS,
    OWNED,
    REFERENCE,
    imported_sources,
    migrate,
    owned_by,
    remove,
    table_of,
)
from app.models import Base

_APPLICATION: Final = 0x54524446
"""Marks the file as ours (TRDF), for `file` and others that look."""
_CACHE: Final = -65_536
"""KiB in memory while a file is built: indexes are sorted in there."""
_DEFERRED_INDEXES: Final = tuple(
    index for index in table_of("trade_flows").indexes if next(iter(index.columns)).name != "source"
)
"""Indexes built once the rows are in; not that by source, in whose order the rows of a source come anyway."""
_PAGE: Final = 16_384
"""Bytes of a page: files are written and scanned a fifth faster than with 4,096, and looked up in as fast."""
_PRAGMAS: Final = (
    f"page_size = {_PAGE}",  # before anything is written
    "journal_mode = OFF",
    "synchronous = OFF",
    f"cache_size = {_CACHE}",
    "threads = 2",
    f"application_id = {_APPLICATION}",
)
_WAIT: Final = 0.1
_SAMPLE: Final = 4_000
"""Rows of an index that ANALYZE reads at most, where there are millions."""


@contextmanager
def embedded_builder(path: Path, keep_releases: int) -> "Iterator[EmbeddedBuilder]":
    """Open the builder of a release file, for one load at a time, beside so many that are kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_locked(path))
        _remove_leftovers(path)
        stack.callback(_remove_leftovers, path)
        yield EmbeddedBuilder(path, keep_releases, stack)


class EmbeddedBuilder:
    """Builds a release file from nothing, with what stays copied from the previous one.

    `old` is a connection to the release in force, `mark` says where that came from, `outdated` whether its tables are
    of another revision, so that there is work even when no data changed. `publishes` is what is being put in force
    after `release`, which is so still.
    """

    def __init__(self, path: Path, keep_releases: int, stack: ExitStack) -> None:
        self._path, self._keep_releases = path, keep_releases
        self._new = beside(path, "new")
        self._stack = stack
        self._previous = self._previous_file()
        self.outdated = self._previous not in (None, path)
        self.old = self._connect(partial(open_file, self._previous)) if self._previous else None
        self.release = release_in_force(self.old) if self.old else None
        self._built: Connection
        self.mark = int(self.old.exec_driver_sql("PRAGMA user_version").scalar_one()) if self.old else 0
        self._in_bulk = False
        self.publishes: ReleaseInForce | None = None
        prune(path, self.release.sequence if self.release else 0, keep_releases)

    def begin(self, replaced: Collection[str], *, bulk: bool = False) -> Connection:
        """Build the new file: a copy of the previous one where datasets come or stay, else from nothing.

        A file made from nothing is dense and in order, which is worth the time where no rows come or stay by millions,
        or where millions go.
        """
        imported = imported_sources(self.old) if self.old else frozenset()
        self._in_bulk = bulk or bool(imported)
        if self._previous and self._in_bulk and imported.isdisjoint(replaced):
            return self._begin_with_copy(self._previous, replaced, bulk=bulk)
        building = self._open()
        if self._previous:
            building.exec_driver_sql("ATTACH ? AS old", (uri_of(self._previous),))
        building.exec_driver_sql("BEGIN")
        migrate(building)
        self._drop_indexes()
        if self._previous:
            _copy(building, replaced)
        if not bulk:
            self.build_indexes()
        return building

    def build_indexes(self) -> None:
        """Build the indexes over the rows that are there, which is faster than row by row."""
        for index in _DEFERRED_INDEXES:
            index.create(self._built, checkfirst=True)

    def _begin_with_copy(self, previous: Path, replaced: Collection[str], *, bulk: bool) -> Connection:
        shutil.copyfile(previous, self._new)
        building = self._open()
        building.exec_driver_sql("BEGIN")
        if bulk:
            self._drop_indexes()
        remove(building, replaced)
        return building

    def _drop_indexes(self) -> None:
        for index in _DEFERRED_INDEXES:
            index.drop(self._built)

    def _open(self) -> Connection:
        uri = f"file:{quote(str(self._new.absolute()))}?mode=rwc"
        building = self._built = self._connect(partial(sqlite3.connect, uri, uri=True))
        for pragma in _PRAGMAS:
            building.exec_driver_sql(f"PRAGMA {pragma}")
        return building

    def publish(self, mark: int, release: ReleaseInForce) -> None:
        """Write the rest of the file, make it durable, and rename it over the previous one, which may be kept."""
        self._finish(mark)
        self.publishes = release
        with ThreadPoolExecutor(1) as thread:
            durable = thread.submit(sync, self._new)
            new = digest_of(self._new)
            durable.result()
        if self._previous and self.release and self.release.sequence < release.sequence and self._keep_releases:
            keep(self._previous, self.release, self._path)
        prune(self._path, release.sequence, self._keep_releases)
        write_digests(self._path, {new, *allowed_digests(self._path)})
        self._new.replace(self._path)
        sync(self._path.parent)
        write_digests(self._path, {new})

    def _finish(self, mark: int) -> None:
        building = self._built
        for name in (*REFERENCE, *OWNED, *HISTORY):
            # Millions of rows refer to few areas and commodities: check_references_in looks at each of these once.
            if name != "trade_flows" or not self._in_bulk:
                broken = building.exec_driver_sql(f"PRAGMA main.foreign_key_check({name})").fetchmany(5)
                if broken:
                    raise sqlite3.IntegrityError(f"rows refer to rows that are not there: {broken}")
        building.exec_driver_sql("COMMIT")
        limit = _SAMPLE if self._in_bulk else 0
        for statement in (f"PRAGMA analysis_limit = {limit}", "ANALYZE main", f"PRAGMA user_version = {mark}"):
            building.exec_driver_sql(statement)
        if not self._in_bulk:
            building.exec_driver_sql("DETACH old") if self._previous else None
            building.exec_driver_sql("VACUUM")
        building.close()

    def _connect(self, opened: Callable[[], sqlite3.Connection]) -> Connection:
        return self._stack.enter_context(connect_to(opened))

    def _previous_file(self) -> Path | None:
        """Return the file to copy from: the one in force, or a copy of it brought to this program's tables."""
        if not self._path.exists():
            return None
        verify_digest(self._path)
        with connect_to(partial(open_file, self._path)) as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise Unavailable(f"{self._path} holds no release of ours")
        if revision == REVISION:
            return self._path
        copy = beside(self._path, "migrated")
        shutil.copyfile(self._path, copy)
        with connect_to(partial(sqlite3.connect, copy)) as connection:
            migrate(connection)
        return copy


def _remove_leftovers(path: Path) -> None:
    """Remove what a killed load left."""
    for left in (beside(path, "new"), beside(path, "migrated"), beside(sidecar(path), "new"), beside(path, "kept")):
        for file in (left, left.with_name(f"{left.name}-journal")):
            file.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with beside(path, "lock").open("w") as file:
        end = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > end:
                    raise Unavailable(f"another load works on {path}") from error
                time.sleep(_WAIT)
        yield


def _copy(building: Connection, replaced: Collection[str]) -> None:
    """Write the history, the reference data, and the rows of sources that stay, from the attached old file."""
    old = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(old, schema="old")
    for name in (*HISTORY, *REFERENCE, *OWNED):
        there = old.tables[f"old.{name}"]
        staying = select(*there.columns)
        if name in OWNED or name == CODE_TABLE:
            staying = staying.where(~func.coalesce(owned_by(there, replaced), false()))
        if name == "trade_flows":
            staying = staying.order_by(*there.primary_key)
        building.execute(insert(table_of(name)).from_select(there.columns.keys(), staying))
