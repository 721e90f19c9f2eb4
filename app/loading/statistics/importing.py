"""Imports a dataset: all of a source or nothing of it, in one step from one release to the next."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from app.database import ReleaseInForce, release_in_force
from app.loading.dossiers import REFERENCE_FILE
from app.loading.faults import Fault, Refused
from app.loading.reference import Reference, reference_data
from app.loading.releases import now, open_builder
from app.loading.releases.builder import ReleaseBuilder
from app.loading.releases.history import (
    SOURCE,
    Fields,
    RecordKey,
    changes_between,
    record_release,
    release_digest,
    stated,
)
from app.loading.releases.tables import check_references_in, imported_sources, retained, synchronise, table_of
from app.loading.statistics.codes import Codes, codes_in, codes_of
from app.loading.statistics.content import CodesContent, Content, Flows, Progress
from app.loading.statistics.dataset import Source, content_digest, names_of, source_row, surveyed
from app.loading.statistics.reading.survey import Surveyed
from app.loading.statistics.rejects import hold_writable
from app.loading.statistics.trouble import Tally
from app.settings import Settings, bundled

_KINDS: Final = {Flows.table: "trade flows", CodesContent.table: "codes of a nomenclature"}
Make = Callable[[Sequence[Surveyed], Progress, Codes], Content]


@dataclass(frozen=True, slots=True)
class Job:
    """One import: the files, their source, and how their content is read. `more` is what else enters the digest."""

    source: Source
    form: str
    files: tuple[Path, ...]
    make: Make
    more: tuple[str, ...] = ()
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; where the same was in force already, nothing was read and the tally is empty."""

    release: ReleaseInForce
    is_new: bool
    tally: Tally = field(default_factory=Tally)
    unread: tuple[str, ...] = ()


def run_import(job: Job, settings: Settings, progress: Progress, *, loaded_at: str | None = None) -> ImportReport:
    """Import the files of a job as its source, in place of what was there under its id.

    Raises Refused with every kind of fault, unless the job has a file for refused rows; LoadFailed for other trouble.
    """
    if job.rejects:
        hold_writable(job.rejects)
    files = surveyed(job.files)
    with open_builder(settings) as builder:
        return _Import(job, files, builder, loaded_at or now()).run(progress)


@dataclass(frozen=True, slots=True)
class _Old:
    """What is in force, read before anything is written: on a server both are one connection."""

    release: ReleaseInForce | None
    reference: str
    contents: Mapping[str, str]
    record: Mapping[RecordKey, Fields]
    table: str | None = None
    """Where the rows are that the source has."""


class _Import:
    """One import under way."""

    def __init__(self, job: Job, files: Sequence[Surveyed], builder: ReleaseBuilder, loaded_at: str) -> None:
        self._job, self._files, self._builder, self._loaded_at = job, files, builder, loaded_at
        # What is in force keeps its reference data; only a database without any gets what comes with this program.
        self._fresh = None if builder.old else reference_data(bundled("seed") / REFERENCE_FILE)
        self._old = _old(builder.old, job.source.id) if builder.old else _nothing(self._fresh)
        self._codes = codes_in(builder.old) if builder.old else codes_of(self._fresh.rows if self._fresh else {})

    def run(self, progress: Progress) -> ImportReport:
        """Read, check and write, and put the outcome in force."""
        job, before = self._job, self._old.release
        digest = content_digest(job.source, job.form, self._files, self._codes.digest, *job.more)
        if before and self._old.contents.get(job.source.id) == digest:
            return ImportReport(before, is_new=False)
        content = job.make(self._files, progress, self._codes)
        content.rejects.is_wanted = job.rejects is not None
        try:
            self._hold_kind(content)
            self._read(content)
            if content.tally.refused and not job.rejects:
                content.find_doubles()
                raise self._refused(content.tally)
            return self._written(content, digest)
        finally:
            content.close()

    def _read(self, content: Content) -> None:
        try:
            content.read()
        except UnicodeDecodeError:  # where the survey found text
            for file in self._files:
                file.hold_unchanged()
            raise

    def _hold_kind(self, content: Content) -> None:
        """Hold that trade takes the place of trade, and codes that of codes."""
        there = self._old.table
        if there and there != content.table:
            reason = (
                f"holds {_KINDS[there]}, and {_KINDS[content.table]} would take their place; choose another (--source)"
            )
            raise Refused([Fault(self._job.source.id, "", reason)])

    def _written(self, content: Content, digest: str) -> ImportReport:
        connection = self._builder.begin({self._job.source.id}, bulk=True)
        if self._fresh:
            synchronise(connection, self._fresh)
        content.write(connection, self._job.source.id)
        tally = content.tally
        if tally.refused and not self._job.rejects:
            raise self._refused(tally)
        if self._job.rejects:
            again = content.rows(content.columns)
            content.rejects.write(self._job.rejects, names_of(self._files), again)
        if not tally.loaded:
            raise Refused([*tally.faults(names_of(self._files)), _nothing_left(self._job)])
        if tally.refused:
            digest = hashlib.sha256(f"{digest} {tally.loaded} of {tally.read}".encode()).hexdigest()
        return self._in_force(connection, content, digest)

    def _in_force(self, connection: Connection, content: Content, digest: str) -> ImportReport:
        source, before = self._job.source, self._old.release
        whole = release_digest({**self._old.contents, source.id: digest}, self._old.reference)
        unread = tuple(sorted(content.unread))
        if before and before.digest == whole:
            return ImportReport(before, is_new=False, tally=content.tally, unread=unread)
        row = source_row(source, self._files, digest)
        connection.execute(insert(table_of("sources")), [row])
        self._builder.index()
        if faults := check_references_in(connection, content.referred):
            raise Refused(faults)
        release = ReleaseInForce(whole, before.sequence + 1 if before else 1, self._loaded_at)
        after = _record(row, content.table, content.tally.loaded)
        record_release(connection, release, self._old.reference, list(_changes(self._old.record, after)))
        self._builder.publish(self._builder.mark)
        return ImportReport(release, is_new=True, tally=content.tally, unread=unread)

    def _refused(self, tally: Tally) -> Refused:
        return Refused(tally.faults(names_of(self._files)))


def _old(connection: Connection, source: str) -> _Old:
    """Read what is in force; raise Refused where the id belongs to a source that a dossier states."""
    contents = retained(connection, ()).contents
    releases, sources = table_of("releases"), table_of("sources")
    latest = select(releases.c.reference_digest).order_by(releases.c.sequence.desc()).limit(1)
    record: Mapping[RecordKey, Fields] = {}
    table = None
    if source in contents:
        if source not in imported_sources(connection):
            raise Refused([Fault(source, "", "is the id of a source that a dossier states; choose another (--source)")])
        row = connection.execute(select(sources).where(sources.c.id == source)).mappings().one()
        counts = {name: _count(connection, name, source) for name in (Flows.table, CodesContent.table)}
        table = max(counts, key=lambda name: counts[name])
        record = _record(dict(row), table, counts[table])
    reference = str(connection.execute(latest).scalar_one())
    return _Old(release_in_force(connection), reference, contents, record, table)


def _nothing(reference: Reference | None) -> _Old:
    return _Old(None, reference.digest if reference else "", {}, {})


def _count(connection: Connection, name: str, source: str) -> int:
    table = table_of(name)
    return connection.execute(select(func.count()).where(table.c.source == source)).scalar_one()


def _record(row: Mapping[str, Any], name: str, count: int) -> Mapping[RecordKey, Fields]:
    """Give a dataset as one record: what its source says, and how many rows there are; they are not told one by one."""
    fields = stated(table_of("sources"), row) | {"content_digest": row["content_digest"], name: count}
    return {(SOURCE, str(row["id"])): fields}


def _changes(before: Mapping[RecordKey, Fields], after: Mapping[RecordKey, Fields]) -> Iterator[dict[str, Any]]:
    """Go through the changes; a new dataset also says with how many rows it came."""
    yield from changes_between(before, after)
    if not before:
        for (kind, record), fields in after.items():
            for name in (Flows.table, CodesContent.table):
                if name in fields:
                    rows = {"field": name, "before": None, "after": fields[name]}
                    yield {"kind": kind, "record": record, "change": "changed"} | rows


def _nothing_left(job: Job) -> Fault:
    return Fault(job.source.id, "", "no row is left to load")
