"""Reads of releases that are kept beside the one in force."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic

from sqlalchemy import Connection, Engine

from app.database import T, Unavailable
from app.database.embedded import REFUSED_SECONDS, STEPS_PER_CALL, Identity, identity_of
from app.database.errors import ERRORS_OF_FILES
from app.database.release_files import KeptRelease, engine_for, kept_releases, open_file, raw_of, verify_digest
from app.database.threads import Budget, ReadThreads
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class _VerifiedFile:
    """A file as it was found: its engine, which holds the statements that were compiled, and what is wrong with it."""

    identity: Identity
    engine: Engine
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
        with ERRORS_OF_FILES, self._verified(kept.path).connect() as connection:
            raw_of(connection).set_progress_handler(is_over, STEPS_PER_CALL)
            yield connection

    def _verified(self, path: Path) -> Engine:
        """Return the engine of a file that is verified once; one found wrong is not read again for a moment."""
        with self._verifying:
            identity = identity_of(path)
            seen = self._seen.get(path)
            if seen is None or seen.identity != identity or (seen.fault and monotonic() > seen.fault_until):
                seen = _verify(path, identity)
                self._seen = {one: file for one, file in self._seen.items() if one.exists()} | {path: seen}
            if seen.fault:
                raise seen.fault
            return seen.engine

    def close(self) -> None:
        """Close the threads."""
        self._threads.close()


def _verify(path: Path, identity: Identity) -> _VerifiedFile:
    fault = None
    try:
        verify_digest(path)
    except Unavailable as error:
        fault = error
    return _VerifiedFile(identity, engine_for(partial(open_file, path)), fault, monotonic() + REFUSED_SECONDS)
