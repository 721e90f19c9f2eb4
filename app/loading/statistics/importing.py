"""Imports a dataset: all of a source or nothing of it, in one step from one release to the next."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import polars as pl
from sqlalchemy import Connection, func, insert, select

from app.database import ReleaseInForce, release_in_force
from app.loading.dossiers import REFERENCE_FILE
from app.loading.faults import Fault, Refused
from app.loading.reference import Reference, reference_data
from app.loading.releases import ReleaseBuilder, now, open_builder
from app.loading.releases.history import (
    SOURCE,
    Fields,
    RecordKey,
    changes_between,
    record_release,
    release_digest,
    stated,
)
from app.loading.releases.tables import (
    UNINDEXED,
    check_references_in,
    imported_sources,
    retained,
    synchronise,
    table_of,
)
from app.loading.statistics.codes import codes_in, codes_of
from app.loading.statistics.dataset import content_digest, names_of, source_row
from app.loading.statistics.formats import Format
from app.loading.statistics.formats.nomenclature import codes_of_edition
from app.loading.statistics.intake import Intake
from app.loading.statistics.jobs import Job
from app.loading.statistics.reading import blocks, inspected
from app.loading.statistics.reading.inspect import InspectedFile
from app.loading.statistics.tally import RowTally, check_writable
from app.loading.statistics.writing import prefetch, write
from app.settings import Settings, bundled

_TRADE: Final = "trade_flows"
_CODES: Final = "commodities"
_HELD: Final = {_TRADE: "trade flows", _CODES: "codes of a nomenclature"}
_READING: Final = "reading"
_WRITING: Final = "writing"
Progress = Callable[[str, int, int], None]
"""Hears how far a phase has come: its name, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; where the same was in force already, nothing was read and the tally is empty."""

    release: ReleaseInForce
    is_new: bool
    tally: RowTally = field(default_factory=RowTally)
    unread: tuple[str, ...] = ()


def run_import(job: Job, settings: Settings, progress: Progress, *, loaded_at: str | None = None) -> ImportReport:
    """Import the files of a job as its source, in place of what was there under its id.

    Raises Refused with every kind of fault, unless the job has a file for refused rows; LoadFailed for other trouble.
    """
    if job.rejects:
        check_writable(job.rejects)
    files = inspected(job.files)
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

    def __init__(self, job: Job, files: Sequence[InspectedFile], builder: ReleaseBuilder, loaded_at: str) -> None:
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
        form = job.format(self._codes)
        self._check_kind(_CODES if job.edition else _TRADE)
        intake = Intake(form, keeps_refused=job.rejects is not None)
        self._read(intake, progress)
        # Reading ends with what shows only when all rows are there: rows of one key, codes without a parent.
        rows = codes_of_edition(intake, job.edition) if job.edition else intake.rows()
        names, tally = names_of(self._files), intake.tally
        if job.rejects:
            intake.rejects.write(job.rejects, self._files, names)
        elif tally.refused:
            raise Refused(tally.faults(names))
        if not tally.loaded:
            raise Refused([*tally.faults(names), Fault(job.source.id, "", "no row is left to load")])
        if tally.refused:
            digest = hashlib.sha256(f"{digest} {tally.loaded} of {tally.read}".encode()).hexdigest()
        return self._written(intake, rows, digest, progress)

    def _read(self, intake: Intake, progress: Progress) -> None:
        try:
            for block in prefetch(blocks(self._files, intake.columns, partial(progress, _READING))):
                intake.take(block)
        except UnicodeDecodeError:  # where there was text when it was inspected
            for file in self._files:
                file.check_unchanged()
            raise

    def _check_kind(self, table: str) -> None:
        """Raise Refused where trade would take the place of codes, or codes that of trade."""
        there = self._old.table
        if there and there != table:
            reason = f"holds {_HELD[there]}, and {_HELD[table]} would take their place; choose another (--source)"
            raise Refused([Fault(self._job.source.id, "", reason)])

    def _written(
        self, intake: Intake, rows: pl.DataFrame | list[dict[str, object]], digest: str, progress: Progress
    ) -> ImportReport:
        source, before = self._job.source, self._old.release
        whole = release_digest({**self._old.contents, source.id: digest}, self._old.reference)
        unread = tuple(sorted(intake.unread))
        if before and before.digest == whole:
            return ImportReport(before, is_new=False, tally=intake.tally, unread=unread)
        connection = self._builder.begin({source.id}, bulk=True)
        if self._fresh:
            synchronise(connection, self._fresh)
        referred = self._insert(connection, rows, intake.form, progress)
        row = source_row(source, self._files, digest)
        connection.execute(insert(table_of("sources")), [row])
        self._builder.index()
        if faults := check_references_in(connection, referred):
            raise Refused(faults)
        release = ReleaseInForce(whole, before.sequence + 1 if before else 1, self._loaded_at)
        after = _record(row, _CODES if isinstance(rows, list) else _TRADE, intake.tally.loaded)
        record_release(connection, release, self._old.reference, list(_changes(self._old.record, after)))
        self._builder.publish(self._builder.mark)
        return ImportReport(release, is_new=True, tally=intake.tally, unread=unread)

    def _insert(
        self, connection: Connection, rows: pl.DataFrame | list[dict[str, object]], form: Format, progress: Progress
    ) -> Mapping[str, Collection[str]]:
        """Insert all rows; return what they refer to by columns in which a database finds that only slowly."""
        source = self._job.source.id
        # Reporters, who compile what they report, are looked up by an index.
        referred = dict[str, Collection[str]](dict.fromkeys(UNINDEXED, ())) | {
            "compiler": (form.compiler,) if form.compiler else ()
        }
        if isinstance(rows, list):
            connection.execute(insert(table_of(_CODES)), [{**row, "source": source} for row in rows])
            progress(_WRITING, len(rows), len(rows))
            return referred
        done = 0

        def on_rows(count: int) -> None:
            nonlocal done
            done += count
            progress(_WRITING, done, rows.height)

        write(connection, rows, form, source, on_rows)
        return referred


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
        counts = {name: _count(connection, name, source) for name in (_TRADE, _CODES)}
        table = max(counts, key=lambda name: counts[name])
        record = _record(dict(row), table, counts[table])
    reference = str(connection.execute(latest).scalar_one())
    return _Old(release_in_force(connection), reference, contents, record, table)


def _nothing(reference: Reference | None) -> _Old:
    return _Old(None, reference.digest if reference else "", {}, {})


def _count(connection: Connection, name: str, source: str) -> int:
    table = table_of(name)
    return connection.execute(select(func.count()).where(table.c.source == source)).scalar_one()


def _record(row: Mapping[str, object], name: str, count: int) -> Mapping[RecordKey, Fields]:
    """Return a dataset as one record: what its source says, and the number of its rows."""
    fields = stated(table_of("sources"), row) | {"content_digest": row["content_digest"], name: count}
    return {(SOURCE, str(row["id"])): fields}


def _changes(before: Mapping[RecordKey, Fields], after: Mapping[RecordKey, Fields]) -> Iterator[dict[str, object]]:
    """Yield the changes; a new dataset also says with how many rows it came."""
    yield from changes_between(before, after)
    if not before:
        for (kind, record), fields in after.items():
            for name in (_TRADE, _CODES):
                if name in fields:
                    rows = {"field": name, "before": None, "after": fields[name]}
                    yield {"kind": kind, "record": record, "change": "changed"} | rows
