"""The embedded engine: a release is an immutable SQLite file, read inline on a kept connection.

Short reads run in the calling coroutine: most take less time than a change of threads. One that uses up its steps there
is run again in a thread, under the deadline, and the coroutines go on.

Its sidecar, `release.db.sha256`, says which bytes the file may have, in the form that `sha256sum` writes
and checks. While a load puts a new file in place it names two digests, the old file's and the new one's, so that a
reader finds its file named at every moment.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final, Literal
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine

from app.database import (
    Database,
    ReadThreads,
    T,
    TooSlow,
    TranslatedErrors,
    Unavailable,
    driver_error,
    release_in_force,
)
from app.settings import Settings

STEPS_INLINE: Final = 2_000_000
"""Steps of SQLite's machine that a read may take inline: some 30 ms."""
_STEPS_PER_CALL: Final = 10_000
_CACHE: Final = -32_768
"""KiB of the file in memory, for short reads: all that leads to the rows of a table of ten million fits in."""
_REFUSED_SECONDS: Final = 1.0
"""How long a file that was found wrong is not read again: to digest it takes as long as many requests."""

_SUFFIX: Final = ".sha256"
_REMEDY: Final = "; restore both files, or remove them and load again"

_MACHINE_ERRORS: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
"""Errors of the file or the machine, never of the statement."""

_Identity = tuple[int, int, int]


def open_file(path: Path) -> sqlite3.Connection:
    """Open a release read-only, without locks and without ever making a file."""
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?immutable=1", uri=True, check_same_thread=False)


def engine_for(raw: sqlite3.Connection) -> Engine:
    """Return an engine for one connection that is open already; it starts no transactions."""
    return create_engine("sqlite://", creator=lambda: raw, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def sidecar(release: Path) -> Path:
    """Return where the digests of a release file are."""
    return release.with_name(release.name + _SUFFIX)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def allowed_digests(release: Path) -> frozenset[str]:
    """Read the digests that a release file may have; none when there is no sidecar."""
    try:
        lines = sidecar(release).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(line.split()[0] for line in lines if line.strip())


def verify_digest(release: Path) -> None:
    """Check that the file is byte for byte what a load wrote; Unavailable says that it is not."""
    try:
        wanted = allowed_digests(release)
        digest = digest_of(release) if wanted else None
    except OSError as error:
        raise Unavailable(f"{error.filename} cannot be read: {error.strerror}") from error
    if not wanted:
        raise Unavailable(f"{sidecar(release)} is missing or empty, so {release} cannot be trusted{_REMEDY}")
    if digest not in wanted:
        raise Unavailable(f"{release} is damaged: its bytes are not those that were loaded{_REMEDY}")


@dataclass(frozen=True, slots=True)
class _Generation:
    """One release file, opened: which file it was, and the connection that short reads share."""

    identity: _Identity
    connection: Connection


class EmbeddedDatabase(Database):
    """Reads the release file that the settings name, whichever is there at the moment."""

    kind: Literal["sqlite", "postgresql"] = "sqlite"

    def __init__(self, settings: Settings) -> None:
        if settings.release_path is None:
            raise ValueError("this database is a file, and the settings name a server")
        self._path = settings.release_path
        self._settings = settings
        self._generation: _Generation | None = None
        self._refused: tuple[_Identity, float, Unavailable] | None = None
        self._opening = threading.Lock()
        self._inline = threading.Lock()
        self._threads = ReadThreads(settings.pool_size, settings.deadline_seconds)
        self._steps = 0
        self._closed = False

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run short work inline, and longer work in a thread."""
        if self._generation is None or self._generation.identity != _identity(self._path):
            await self._threads.run(self._current)
        try:
            with self._inline, _TRANSLATED_ERRORS:
                if self._generation is None:
                    raise Unavailable("the database is being closed")
                self._steps = STEPS_INLINE
                return work(self._generation.connection)
        except TooSlow:
            return await self.compute(work)

    async def compute(self, work: Callable[[Connection], T]) -> T:
        """Run work in a thread, on a connection of its own."""

        def run() -> T:
            end = monotonic() + self._settings.statement_seconds
            with self._own_connection(lambda: monotonic() > end) as connection:
                return work(connection)

        return await self._threads.run(run)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open the release in force on a connection of its own; it stays readable when another takes its place."""
        with self._own_connection(lambda: False) as connection:
            yield connection

    def close(self) -> None:
        """Close the kept connection; running threads end at their deadline."""
        self._threads.close()
        with self._inline:
            self._closed = True
            self._close_generation()

    def _close_generation(self) -> None:
        if self._generation:
            self._generation.connection.close()
        self._generation = None

    def _step(self) -> bool:
        self._steps -= _STEPS_PER_CALL
        return self._steps < 0

    @contextmanager
    def _own_connection(self, is_over: Callable[[], bool]) -> Iterator[Connection]:
        """Open the verified file once more; again when another took its place in between."""
        with _TRANSLATED_ERRORS:
            while True:
                identity = self._current().identity
                with closing(open_file(self._path)) as raw:
                    if _identity(self._path) != identity:
                        continue
                    raw.set_progress_handler(is_over, _STEPS_PER_CALL)
                    with engine_for(raw).connect() as connection:
                        yield connection
                    return

    def _current(self) -> _Generation:
        """Return the release that is in place, opened and verified when it is a new one."""
        with self._opening:
            identity = _identity(self._path)
            while self._generation is None or self._generation.identity != identity:
                if self._refused and self._refused[0] == identity and monotonic() < self._refused[1]:
                    raise self._refused[2]  # it was found wrong a moment ago, and takes long to read through
                try:
                    self._install(self._open(identity))
                except Unavailable as error:
                    if _identity(self._path) == identity:
                        self._refused = identity, monotonic() + _REFUSED_SECONDS, error
                        raise
                identity = _identity(self._path)
            return self._generation

    def _install(self, generation: _Generation) -> None:
        with self._inline:
            self._close_generation()
            self._generation = generation
            if self._closed:
                self._close_generation()
                raise Unavailable("the database is being closed")

    def _open(self, identity: _Identity) -> _Generation:
        verify_digest(self._path)
        with _TRANSLATED_ERRORS, ExitStack() as stack:
            raw = stack.enter_context(closing(open_file(self._path)))
            raw.set_progress_handler(self._step, _STEPS_PER_CALL)
            raw.execute(f"PRAGMA cache_size = {_CACHE}")
            connection = stack.enter_context(engine_for(raw).connect())
            release_in_force(connection)
            stack.pop_all()
        return _Generation(identity, connection)


def _identity(path: Path) -> _Identity:
    try:
        status = path.stat()
    except OSError as error:
        raise Unavailable(f"there is no release at {path}: {error.strerror}; run `tradefacts load`") from error
    return status.st_ino, status.st_mtime_ns, status.st_size


def _translate(error: BaseException) -> Unavailable | None:
    """Return what an error of SQLite or of the file means; None for an error of the statement."""
    original = driver_error(error)
    code = getattr(original, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == sqlite3.SQLITE_INTERRUPT:
        return TooSlow()
    return Unavailable(f"the release cannot be read: {original}") if code & 0xFF in _MACHINE_ERRORS else None


_TRANSLATED_ERRORS: Final = TranslatedErrors(_translate)
