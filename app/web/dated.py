"""Answers from the release that `as_of` names, whatever is asked: the one in force, or one that is kept beside it.

`as_of` is taken off a request before any route reads it, so that routes answer from such a release as from any other.
What they answer is what they answered then, byte for byte but for `as_of` in `next` and in the query that is told; what
has happened since is told in headers.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import quote, unquote_plus

from sqlalchemy import Connection, func, select
from starlette.types import Scope

from app.database import REVISION, release_in_force
from app.database.release_files import KeptRelease, NamedRelease, release_name
from app.models.provenance import RecordChange
from app.settings import API, ROOT
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import Problem
from app.vocabulary.verdicts import ChangedKind
from app.web.errors import ApiError, Invalid, RequestFault
from app.web.questions.queries import PATTERNS, RELEASE
from app.web.snapshot import CITATION_SUFFIXES, DATED, KEPT_IN_URLS, AsOf, Snapshot, Snapshots, T, takes_as_of

_KINDS: Final = {kind.room: kind for kind in ChangedKind if kind.room and kind is not ChangedKind.CHECK}
"""The kind of record of each list all of whose changes are told; of checks, only other verdicts are."""
_SUMS: Final = "summary"
"""Where sums of a list are, which are no record of it."""


def dated(scope: Scope, snapshots: Snapshots) -> Scope | None:
    """Return a request without its `as_of`, to be answered from that release; None where the path takes none."""
    if scope["method"] != "GET" or not takes_as_of(scope["path"]):
        return None
    parts = [part for part in scope["query_string"].split(b"&") if part]
    given = [part for part in parts if unquote_plus(part.partition(b"=")[0].decode("latin-1")) == "as_of"]
    if not given:
        return None
    inner = {**scope, "query_string": b"&".join(part for part in parts if part not in given)}
    text = unquote_plus(given[0].partition(b"=")[2].decode("latin-1"))
    return inner | {DATED: DatedSnapshots(snapshots, text, inner)}


def dated_snapshots(snapshots: Snapshots, name: str) -> Snapshots:
    """Return snapshots of the release of this name, for answers that have no headers."""
    return DatedSnapshots(snapshots, name, {"query_string": b"", "raw_path": b"", "path": f"{API}/"})


class _OlderRelease(NamedTuple):
    """The release that is asked for, where it is not the one in force."""

    release: KeptRelease
    as_of: AsOf


class DatedSnapshots(Snapshots):
    """Takes the snapshots of one request from the release that it names."""

    def __init__(self, now: Snapshots, given: str, scope: Scope) -> None:
        self.settings, self.database, self.kept = now.settings, now.database, now.kept
        self.export_threads = now.export_threads
        self._now, self._given, self._scope = now, given, scope

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """Run a read on the release that is named."""
        return await self._run(self._now.read, work)

    async def compute(self, work: Callable[[Snapshot], T]) -> T:
        """Run a long computation on the release that is named."""
        return await self._run(self._now.compute, work)

    @contextmanager
    def export(self) -> Iterator[Snapshot]:
        """Yield one snapshot of the release that is named, for a long read."""
        with self._now.export() as snapshot:
            found = self._find(snapshot)
            if isinstance(found, AsOf):
                yield replace(snapshot, as_of=found)
                return
            with self.kept.open(found.release) as connection:
                yield self._kept_snapshot(found.as_of, connection)

    async def _run(self, on_newest: Callable[..., Awaitable[T | _OlderRelease]], work: Callable[[Snapshot], T]) -> T:
        """Run work on the newest release, where it is the one that is named, or on the one that is kept."""

        def answer(snapshot: Snapshot) -> T | _OlderRelease:
            found = self._find(snapshot)
            return work(replace(snapshot, as_of=found)) if isinstance(found, AsOf) else found

        def answer_kept(as_of: AsOf, connection: Connection) -> T:
            return work(self._kept_snapshot(as_of, connection))

        made = await on_newest(answer)
        if isinstance(made, _OlderRelease):
            return await self.kept.read(made.release, partial(answer_kept, made.as_of))
        return made

    def _kept_snapshot(self, as_of: AsOf, connection: Connection) -> Snapshot:
        release = release_in_force(connection)
        # The digest that is given may be longer than the one in the name of a file.
        if not release.digest.startswith(NamedRelease.parse(self._given).digest):
            raise self._refused(Problem.NOT_FOUND, "there is no such release here", ())
        return self._now.snapshot_of(connection, release, as_of)

    def _find(self, snapshot: Snapshot) -> AsOf | _OlderRelease:
        """Find the release that is named, the oldest of several; ApiError where there is none to ask."""
        try:
            named = NamedRelease.parse(self._given)
        except ValueError:
            problem, reason = Problem.MALFORMED_VALUE, PATTERNS[RELEASE].reason
            raise Invalid([RequestFault("query", "as_of", problem, reason, self._given)]) from None
        now = snapshot.release
        kept = self.kept.before(now.sequence)
        found = next((one for one in kept if named.fits(one.sequence, one.digest)), None)
        if found and found.is_readable:
            return _OlderRelease(found, AsOf(found.name, self._headers(snapshot, found.sequence)))
        if found:
            reason = f"{found.name} is kept in tables of revision {found.revision}, and this program reads {REVISION}"
            raise self._refused(Problem.RELEASE_GONE, reason, [one for one in kept if one.is_readable])
        if named.fits(now.sequence, now.digest):
            return AsOf(release_name(now.sequence, now.digest), self._headers(snapshot, now.sequence))
        raise self._missing(named, snapshot, kept)

    def _missing(self, named: NamedRelease, snapshot: Snapshot, kept: Sequence[KeptRelease]) -> ApiError:
        """Return why there is no such release: there was none, it is gone, or a server keeps none."""
        was_there = any(named.fits(sequence, digest) for digest, sequence in snapshot.catalogue.releases.items())
        # The row of a release gives way where its data come again.
        if not was_there and (named.digest or not 0 < (named.sequence or 0) <= snapshot.release.sequence):
            return self._refused(Problem.NOT_FOUND, "there is no such release here", kept)
        if self.database.kind == "postgresql":
            reason = "a server holds the release in force alone; SQLite keeps older ones, as files"
            return self._refused(Problem.NOT_KEPT, reason, kept)
        return self._refused(Problem.RELEASE_GONE, "this release is not kept", kept)

    def _refused(self, problem: Problem, reason: str, kept: Sequence[KeptRelease]) -> ApiError:
        names = tuple(one.name for one in kept)
        told = f"{reason}; beside the one in force, {', '.join(names) or 'none'} can be asked"
        return ApiError(problem, told, [RequestFault("query", "as_of", problem, reason, self._given, names)])

    def _headers(self, snapshot: Snapshot, sequence: int) -> Mapping[str, str]:
        """Return where the newest answer is, and the first release since that changed what is asked about."""
        parts = self._scope["query_string"].split(b"&")
        query = b"&".join(part for part in parts if not part.startswith(b"cursor="))  # which is of its release
        address = ROOT + quote(self._scope["raw_path"] + b"?" * bool(query) + query, KEPT_IN_URLS)
        since = select(func.min(RecordChange.sequence)).where(RecordChange.sequence > sequence)
        kind, record = _asked_about(self._scope["path"])
        if kind is ChangedKind.TRADE_FLOW:  # of statistics in bulk, changes of their source are told
            since = since.where(RecordChange.kind.in_((kind, ChangedKind.SOURCE)))
        elif kind:
            since = since.where(RecordChange.kind == kind)
        if record:
            flow = FlowKey.parse(record) if kind is ChangedKind.TRADE_FLOW else None
            since = since.where(RecordChange.record.in_((record, flow.source) if flow else (record,)))
        changed = snapshot.connection.scalar(since)
        return {"Link": f'<{address}>; rel="latest-version"', "Tradefacts-Changed": str(changed or "none")}


def _asked_about(path: str) -> tuple[ChangedKind | None, str | None]:
    """Return the kind of record that a path is about, and the record; neither for an answer made of several kinds."""
    room, *below = path.split("/")[2:]
    kind = _KINDS.get(room.partition(".")[0])
    if kind is None or not below or below[0].partition(".")[0] == _SUMS:
        return kind, None
    suffix = next((one for one in CITATION_SUFFIXES if below[0].endswith(one)), "")
    return kind, below[0].removesuffix(suffix)
