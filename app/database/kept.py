"""Releases that are kept beside the one in force: files whose names say which release each holds, and of which schema.

`release.db.3-0123456789ab-0009` is the third release, of the digest that begins so, in tables of revision 0009; its
sidecar says which bytes it may have, as that of the release in force does.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from sqlalchemy import Connection, Engine

from app.database import REVISION, ReleaseInForce, T, Unavailable
from app.database.embedded import REFUSED_SECONDS, STEPS_PER_CALL, engine_for, open_file, raw_of, verify_digest
from app.database.errors import ERRORS_OF_FILES
from app.database.threads import Budget, ReadThreads
from app.settings import Settings

SHORT: Final = 12
"""Digits of a digest that name a release."""
FILE: Final = rf"\.([0-9]{{1,9}})-([0-9a-f]{{{SHORT}}})-([0-9a-z]+)"
"""What stands behind the name of the release file in that of a kept one: sequence, digest, revision."""


def name_of(release: ReleaseInForce) -> str:
    """Return the name that a release has wherever it is kept: its sequence and the beginning of its digest."""
    return f"{release.sequence}-{release.digest[:SHORT]}"


@dataclass(frozen=True, slots=True, order=True)
class KeptRelease:
    """A release file beside the one in force."""

    sequence: int
    digest: str
    revision: str
    path: Path

    @property
    def name(self) -> str:
        """Its name, as `name_of` gives it."""
        return f"{self.sequence}-{self.digest}"

    @property
    def is_readable(self) -> bool:
        """Whether its tables are those that this program reads."""
        return self.revision == REVISION


def kept_path(release: Path, kept: ReleaseInForce, revision: str = REVISION) -> Path:
    """Return where a release is kept beside a release file."""
    return release.with_name(f"{release.name}.{name_of(kept)}-{revision}")


def kept_releases(release: Path) -> list[KeptRelease]:
    """Return the releases that are kept beside a release file, the oldest first."""
    pattern, paths = re.compile(re.escape(release.name) + FILE), list[Path]()
    with suppress(OSError):  # whoever reads the release in force says that there is no such folder
        paths += release.parent.iterdir()
    matches = ((path, pattern.fullmatch(path.name)) for path in paths)
    return sorted(KeptRelease(int(match[1]), match[2], match[3], path) for path, match in matches if match)


class KeptReleases:
    """Reads releases that are kept, in threads of their own: each file is opened for one read and closed again."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.release_path
        self._seconds = settings.statement_seconds
        self._threads = ReadThreads(settings.pool_size, settings.deadline_seconds)
        self._seen: dict[Path, tuple[tuple[int, int, int], float, Unavailable | None]] = {}
        self._engines: dict[Path, Engine] = {}
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
            try:
                status = path.stat()
            except OSError as error:
                raise Unavailable(f"{path} cannot be read: {error.strerror}") from error
            identity = status.st_ino, status.st_mtime_ns, status.st_size
            seen, until, wrong = self._seen.get(path, (None, 0.0, None))
            if seen != identity or (wrong and monotonic() > until):
                wrong = None
                try:
                    verify_digest(path)
                except Unavailable as error:
                    wrong = error
                there = [one for one in {*self._seen, path} if one.exists()]
                self._seen = {one: known for one, known in self._seen.items() if one in there}
                self._seen[path] = identity, monotonic() + REFUSED_SECONDS, wrong
                # One for each file, which holds the statements that were compiled.
                self._engines = {one: self._engines.get(one) or engine_for(partial(open_file, one)) for one in there}
            if wrong:
                raise wrong
            return self._engines.get(path) or engine_for(partial(open_file, path))

    def close(self) -> None:
        """Close the threads."""
        self._threads.close()
