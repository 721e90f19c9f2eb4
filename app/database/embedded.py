"""The embedded engine: a release is an immutable SQLite file, read inline on a kept connection; older ones in threads.

Short reads run in the calling coroutine: most take less time than a change of threads. One that uses up its steps there
is run again in a thread, under the deadline, and the coroutines go on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final, Literal

from sqlalchemy import Connection

from app.database import ERRORS_OF_FILES, INLINE, Database, T, TooSlow, Unavailable, release_in_force
from app.database.release_files import KeptRelease, connect_to, fault_of, kept_releases, open_file, raw_of
from app.database.threads import Budget, Crowded, ReadThreads, gives_turns_up
from app.settings import Settings

STEPS_INLINE: Final = 200_000
"""Steps of SQLite's machine that a read may take inline: some 3 ms."""
_STEPS_PER_CALL: Final = 20_000
"""Steps between two looks at how many they were or how long they took: at each it has to wait for the interpreter."""
_CACHE: Final = -32_768
"""KiB of the file in memory, for short reads: all that leads to the rows of a table of ten million fits in."""
_REFUSED_SECONDS: Final = 1.0
"""How long a file that was found wrong is not read again: to digest it takes as long as many requests."""
Identity = tuple[int, int, int]
"""Inode, time of the last change and size of a file."""


def identity_of(path: Path) -> Identity:
    """Return what a file has of its own, by which another in its place is known; Unavailable where there is none."""
    try:
        status = path.stat()
    except OSError as error:
        raise Unavailable(f"there is no release at {path}: {error.strerror}; run `tradefacts load`") from error
    return status.st_ino, status.st_mtime_ns, status.st_size


@dataclass(frozen=True, slots=True)
class _Generation:
    """One release file, opened: which file it was, the connection of short reads, and those of long ones that rest."""

    identity: Identity
    connection: Connection
    resting: list[Connection]

    def close(self) -> None:
        """Close all connections but those in use."""
        self.connection.close()
        while self.resting:
            self.resting.pop().close()


class EmbeddedDatabase(Database):
    """Reads the release file that the settings name, whichever is there at the moment."""

    kind: Literal["sqlite", "postgresql"] = "sqlite"

    def __init__(self, settings: Settings) -> None:
        if settings.release_path is None:
            raise ValueError("this database is a file, and the settings name a server")
        self._path = settings.release_path
        self._statement_seconds = settings.statement_seconds
        self._threads = ReadThreads(settings.pool_size, settings.deadline_seconds)
        self._generation: _Generation | None = None
        self._refused: tuple[Identity, float, Unavailable] | None = None
        self._opening = Lock()
        self._inline = Lock()
        self._steps = 0
        self._closed = False

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run short work inline, and longer work in a thread."""
        if self._generation is None or self._generation.identity != identity_of(self._path):
            try:
                await self._threads.run(self._current)
            except Crowded:  # all who come just then wait for a large file to be read through
                await self._threads.run(self._current, takes_long=True)
        try:
            with self._inline, ERRORS_OF_FILES:
                if self._generation is None:
                    raise Unavailable("the database is being closed")
                self._steps = STEPS_INLINE
                inline = INLINE.set(True)
                try:
                    return work(self._generation.connection)
                finally:
                    INLINE.reset(inline)
        except TooSlow:
            return await self.compute(work)

    async def compute(self, work: Callable[[Connection], T]) -> T:
        """Run work in a thread, on a connection that no other uses at that time."""

        def run(budget: Budget) -> T:
            end = monotonic() + self._statement_seconds
            with ERRORS_OF_FILES, ExitStack() as stack:
                generation, connection = self._take_connection()
                stack.callback(connection.close)
                raw_of(connection).set_progress_handler(lambda: monotonic() > end, _STEPS_PER_CALL)
                done = budget.run(work, connection)
                with self._inline:
                    if generation is self._generation:
                        stack.pop_all()
                        generation.resting.append(connection)
                return done

        return await self._threads.run(run, takes_long=True)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open the release in force on a connection of its own; it stays readable when another takes its place."""
        with ERRORS_OF_FILES, self._open_connection()[1] as connection:
            yield connection

    def close(self) -> None:
        """Close the kept connection; running threads end at their deadline."""
        self._threads.close()
        with self._inline:
            self._closed = True
            self._close_generation()

    def _close_generation(self) -> None:
        if self._generation:
            self._generation.close()
        self._generation = None

    def _step(self) -> bool:
        self._steps -= _STEPS_PER_CALL
        return self._steps < 0

    def _take_connection(self) -> tuple[_Generation, Connection]:
        """Return a connection to the release in place that rests, else a new one."""
        generation = self._current()
        with self._inline:
            if generation is self._generation and generation.resting:
                return generation, generation.resting.pop()
        return self._open_connection()

    def _open_connection(self) -> tuple[_Generation, Connection]:
        """Open the verified file once more; again when another took its place in between."""
        while True:
            generation = self._current()
            connection = connect_to(partial(open_file, self._path))
            gives_turns_up(connection)
            if identity_of(self._path) == generation.identity:
                return generation, connection
            connection.close()

    def _current(self, _: Budget | None = None) -> _Generation:
        """Return the release that is in place, opened and verified when it is a new one."""
        with self._opening:
            identity = identity_of(self._path)
            while self._generation is None or self._generation.identity != identity:
                if self._refused and self._refused[0] == identity and monotonic() < self._refused[1]:
                    raise self._refused[2]  # it was found wrong a moment ago, and takes long to read through
                try:
                    self._install(self._open(identity))
                except Unavailable as error:
                    if identity_of(self._path) == identity:
                        self._refused = identity, monotonic() + _REFUSED_SECONDS, error
                        raise
                identity = identity_of(self._path)
            return self._generation

    def _install(self, generation: _Generation) -> None:
        with self._inline:
            self._close_generation()
            self._generation = generation
            if self._closed:
                self._close_generation()
                raise Unavailable("the database is being closed")

    def _open(self, identity: Identity) -> _Generation:
        if fault := fault_of(self._path):
            raise fault
        with ERRORS_OF_FILES, ExitStack() as stack:
            connection = stack.enter_context(connect_to(partial(open_file, self._path)))
            raw_of(connection).set_progress_handler(self._step, _STEPS_PER_CALL)
            raw_of(connection).execute(f"PRAGMA cache_size = {_CACHE}")
            release_in_force(connection)
            stack.pop_all()
        return _Generation(identity, connection, [])


@dataclass(frozen=True, slots=True)
class _VerifiedFile:
    """A file as it was found: what is wrong with it, and until when that counts."""

    identity: Identity
    fault: Unavailable | None
    fault_until: float


class KeptReleases:
    """Reads releases that are kept, in threads of their own: each file is opened for one read and closed again."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.release_path
        self._seconds = settings.statement_seconds
        self._threads = ReadThreads(settings.pool_size, settings.deadline_seconds)
        self._seen: dict[Path, _VerifiedFile] = {}
        self._verifying = Lock()

    def before(self, sequence: int) -> Sequence[KeptRelease]:
        """Return those that are older than a release, the oldest first."""
        # A load that was killed may have left the release that is in force still.
        return [one for one in kept_releases(self._path) if one.sequence < sequence] if self._path else []

    async def read(self, kept: KeptRelease, work: Callable[[Connection], T]) -> T:
        """Run work on a kept release, in a thread."""

        def run(budget: Budget) -> T:
            end = monotonic() + self._seconds
            with self.open(kept, lambda: monotonic() > end) as connection:
                return budget.run(work, connection)

        return await self._threads.run(run, takes_long=True)

    @contextmanager
    def open(self, kept: KeptRelease, is_over: Callable[[], bool] = bool) -> Iterator[Connection]:
        """Open a kept release that is byte for byte what a load wrote; Unavailable says what is wrong with it."""
        self._verify(kept.path)
        with ERRORS_OF_FILES, connect_to(partial(open_file, kept.path)) as connection:
            gives_turns_up(connection)
            raw_of(connection).set_progress_handler(is_over, _STEPS_PER_CALL)
            yield connection

    def _verify(self, path: Path) -> None:
        """Check a file once; one found wrong is not read again for a moment."""
        with self._verifying:
            identity = identity_of(path)
            seen = self._seen.get(path)
            if seen is None or seen.identity != identity or (seen.fault and monotonic() > seen.fault_until):
                seen = _VerifiedFile(identity, fault_of(path), monotonic() + _REFUSED_SECONDS)
                self._seen = {one: file for one, file in self._seen.items() if one.exists()} | {path: seen}
            if seen.fault:
                raise seen.fault

    def close(self) -> None:
        """Close the threads."""
        self._threads.close()
