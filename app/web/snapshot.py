"""One view of one release: a connection, the release that it sees, its catalogue, and what is known of it."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import Any, Final, NamedTuple, TypeVar

from anyio import CapacityLimiter
from sqlalchemy import Connection
from starlette.requests import Request

from app.database import Busy, Database, ReleaseInForce, TooSlow, Unavailable, check_beside, release_in_force
from app.database.embedded import KeptReleases
from app.database.release_files import release_name
from app.database.threads import Budget, ReadThreads, out_of_turn
from app.settings import ROOT, Settings
from app.web.catalogue import Catalogue
from app.web.catalogue.reading import read_catalogue
from app.web.schemas import CITATIONS

T = TypeVar("T")
_LOG: Final = logging.getLogger("tradefacts")
_AHEAD_SECONDS: Final = 30.0
"""How long a start waits for the catalogue: half a second of a processor, and a database that does not answer."""
_MOST_RECORDS: Final = 4_000
"""Records, facts and what follows from them that are kept of a release: some 4 MB."""
_MOST_KEPT: Final = 3
"""Kept releases whose catalogues, and what is known of each, are in memory: some 50 MB each at most."""
_HISTORY: Final = ("/v1/releases", "/v1/changes")
CITATION_SUFFIXES: Final = tuple(f".{suffix}" for suffix in CITATIONS)
"""What stands behind the address of a record in that of its citations."""
KEPT_IN_URLS: Final = "!#$%&'()*+,/:;=?@[]~"
"""What stands in an address as it is; other characters are percent-encoded (RFC 3986), since no header has them."""
DATED: Final = "tradefacts.dated"
"""Where the scope of a request with `as_of` holds what its snapshots are taken from."""
_ENTRY: Final = 10
"""What an entry of the memo counts as beside the records in it: most questions find none, and are kept all the same."""


class ReleaseMemo:
    """What was read of one release and concluded from it, for later questions; the least recently used goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Sequence[Any]] = OrderedDict()
        self._count = 0
        self._lock = Lock()  # on a server, questions are answered in threads

    def get(self, key: Hashable, find: Callable[[], Sequence[T]]) -> Sequence[T]:
        """Return what was found under a key, or find it now; nobody may change it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        check_beside()  # to find it takes long
        found = find()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._count += len(found) + _ENTRY
            while self._count > _MOST_RECORDS:
                self._count -= len(self._kept.popitem(last=False)[1]) + _ENTRY
        return found


class AsOf(NamedTuple):
    """What a request asks for by `as_of`: the name of the release, and what headers tell of it."""

    name: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One release as one answer is made from it; `as_of` is how the request named it, where it did."""

    connection: Connection
    release: ReleaseInForce
    catalogue: Catalogue
    memo: ReleaseMemo
    name: str | None = None
    """What `as_of` names it by in permanent addresses, where releases are kept."""
    as_of: AsOf | None = None

    def permanent(self, address: str) -> str:
        """Return the address that goes on giving what it gives now, where releases are kept, else the one given."""
        if self.name is None or not takes_as_of(address.removeprefix(ROOT)):
            return address
        return f"{address}{'&' if '?' in address else '?'}as_of={self.name}"


def takes_as_of(path: str) -> bool:
    """Return whether a path takes `as_of`: all of /v1 but the lists of all releases and changes; their citations do."""
    return path.startswith("/v1/") and (not path.startswith(_HISTORY) or path.endswith(CITATION_SUFFIXES))


class Snapshots:
    """Takes snapshots of the database, and keeps the catalogue and the memo of the newest release."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.kept = KeptReleases(settings)
        self._known: dict[ReleaseInForce, _OfRelease] = {}
        self._known_of_kept: OrderedDict[str, _OfRelease] = OrderedDict()
        self._reading = Lock()
        self._exports = BoundedSemaphore(settings.max_exports)
        self.export_threads = CapacityLimiter(settings.max_exports)

    async def read_ahead(self) -> None:
        """Read the catalogue before the first question, which would have to wait for it longer than it may."""

        def read(_: Budget) -> None:
            with self.database.snapshot() as connection:
                self._snapshot(connection)

        threads = ReadThreads(1, _AHEAD_SECONDS)
        try:
            await threads.run(read)
        except Unavailable:
            pass  # requests say so
        finally:
            threads.close()

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """Run a short read on one snapshot."""
        return await self.database.read(lambda connection: work(self._snapshot(connection)))

    async def compute(self, work: Callable[[Snapshot], T]) -> T:
        """Run a long computation on one snapshot, beside other requests."""
        return await self.database.compute(lambda connection: work(self._snapshot(connection)))

    @contextmanager
    def export(self) -> Iterator[Snapshot]:
        """Yield one snapshot for a long read; Unavailable while too many are held."""
        if not self._exports.acquire(blocking=False):
            raise Busy("too many exports are running", retry_after=5)
        try:
            with self.database.snapshot() as connection:
                yield self._snapshot(connection)
        finally:
            self._exports.release()

    def _snapshot(self, connection: Connection) -> Snapshot:
        release = release_in_force(connection)
        known = self._known.get(release) or self._learn(connection, release)
        return Snapshot(connection, release, *known)

    def _learn(self, connection: Connection, release: ReleaseInForce) -> "_OfRelease":
        """Read the catalogue of a new release once, for all who wait; that before it stays for who still sees it.

        Data that come again have the digest of an earlier release, but others lie between: they are another release.
        """
        check_beside()  # it takes as long as many requests
        with out_of_turn(), self._reading:
            if release not in self._known:
                last = dict([*self._known.items()][-1:])
                kept = frozenset(one.name for one in self.kept.before(release.sequence) if one.is_readable)
                catalogue = replace(read_catalogue(connection, release.digest), kept=kept)
                name = release_name(release.sequence, release.digest) if self.settings.keep_releases else None
                self._known = last | {release: (catalogue, ReleaseMemo(), name)}
            return self._known[release]

    def snapshot_of(self, connection: Connection, release: ReleaseInForce, as_of: AsOf) -> Snapshot:
        """Return a snapshot of a kept release; the catalogues of the last few that were asked are at hand."""
        with out_of_turn(), self._reading:
            known = self._known_of_kept.get(as_of.name)
            if known is None:
                known = read_catalogue(connection, release.digest), ReleaseMemo(), as_of.name
            self._known_of_kept[as_of.name] = known
            self._known_of_kept.move_to_end(as_of.name)
            while len(self._known_of_kept) > _MOST_KEPT:
                self._known_of_kept.popitem(last=False)
        return Snapshot(connection, release, *known, as_of)

    def close(self) -> None:
        """Close the database, and what is kept beside it."""
        self.kept.close()
        self.database.close()


_OfRelease = tuple[Catalogue, ReleaseMemo, str | None]
"""The catalogue of a release, its memo, and its name where releases are kept."""


def snapshots_of(request: Request) -> Snapshots:
    """Return what the application takes its snapshots from."""
    snapshots: Snapshots = request.scope.get(DATED) or request.app.state.snapshots
    return snapshots


@dataclass(slots=True)
class ReleaseWatch:
    """The release last seen in force, for caches of answers; None before the first look, and when that is long ago."""

    release: ReleaseInForce | None = None
    interval: float = 1.0
    """Seconds between two looks."""
    known_for: float = 60.0
    """Seconds that a release counts as in force after it was last seen: as long as any cache may answer from it."""

    async def run(self, snapshots: Snapshots) -> None:
        """Read the release until cancelled; while the database is away, the last one stays known for a while."""
        seen = monotonic()
        while True:
            try:
                self.release = await snapshots.read(lambda snapshot: snapshot.release)
                seen = monotonic()
            except TooSlow:  # on a busy machine the catalogue of a new release takes longer than a request may
                await snapshots.read_ahead()
            except Unavailable:
                pass  # requests that need the database say so
            except Exception:  # noqa: BLE001  # whatever it is: were looking to end, old answers would be given for ever
                _LOG.exception("the release in force cannot be seen")
            if monotonic() - seen > self.known_for:
                self.release = None
            await asyncio.sleep(self.interval)
