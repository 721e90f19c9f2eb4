"""One consistent view of one release: a connection, the release it sees, and that release's catalogue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TypeVar

from sqlalchemy import Connection
from starlette.requests import Request

from app.database import Database, ReleaseInForce, Unavailable, release_in_force
from app.settings import Settings
from app.web.catalogue import Catalogue, read_catalogue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one answer is made from."""

    connection: Connection
    release: ReleaseInForce
    catalogue: Catalogue


class Data:
    """The database as the web sees it: snapshots, the newest catalogue kept, exports counted."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self._catalogue: Catalogue | None = None
        self._exports = BoundedSemaphore(settings.max_exports)

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """Run a short read on one snapshot."""
        return await self.database.read(lambda connection: work(self._snapshot(connection)))

    async def compute(self, work: Callable[[Snapshot], T]) -> T:
        """Run work on one snapshot that takes long for what it makes of it, beside other requests."""
        return await self.database.compute(lambda connection: work(self._snapshot(connection)))

    @contextmanager
    def export(self) -> Iterator[Snapshot]:
        """Hold one snapshot for a long read; Unavailable while too many are held."""
        if not self._exports.acquire(blocking=False):
            raise Unavailable("too many exports are running", retry_after=5)
        try:
            with self.database.snapshot() as connection:
                yield self._snapshot(connection)
        finally:
            self._exports.release()

    def _snapshot(self, connection: Connection) -> Snapshot:
        release = release_in_force(connection)
        catalogue = self._catalogue
        if catalogue is None or catalogue.release != release.digest:
            self._catalogue = catalogue = read_catalogue(connection, release.digest)
        return Snapshot(connection, release, catalogue)


def data_of(request: Request) -> Data:
    """Give the data that the application was made with."""
    data: Data = request.app.state.data
    return data
