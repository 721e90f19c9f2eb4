"""Imports a dataset: all of a source or nothing of it, in one step from one release to the next."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import polars as pl
from sqlalchemy import Connection, func, insert, select

from app.database import ReleaseInForce
from app.loading.faults import Fault, Refused
from app.loading.reference import Reference, reference_data
from app.loading.releases import ReleaseBuilder, now, open_builder
from app.loading.releases.history import (
    Fields,
    ReadShown,
    RecordKey,
    ShownBefore,
    changes_between,
    record_release,
    release_digest,
    stated,
)
from app.loading.releases.tables import (
    UNINDEXED,
    check_references_in,
    imported_sources,
    newest_release,
    retained,
    synchronise,
    table_of,
)
from app.loading.statistics.codes import codes_in, codes_of
from app.loading.statistics.formats import Format
from app.loading.statistics.formats.nomenclature import codes_of_edition
from app.loading.statistics.intake import Intake, RowTally, check_writable
from app.loading.statistics.jobs import DatasetEntry, Job
from app.loading.statistics.reading import blocks, inspected
from app.loading.statistics.reading.inspect import InspectedFile
from app.loading.statistics.writing import prefetch, write
from app.reasoning import lineage_of
from app.settings import Settings
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.text import printable, searchable
from app.vocabulary.verdicts import RecordChanged

_TABLES: Final = {"trade_flows": "trade flows", "commodities": "codes of a nomenclature"}
"""Where the rows of a dataset are, and what they are called."""
_RULES_VERSION: Final = 3
"""Raised whenever the program comes to read the same file differently, so that it is imported anew."""
_Rows = pl.DataFrame | list[dict[str, object]]
Progress = Callable[[str, int, int], None]
"""Hears how far a phase has come: its name, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; where the same was in force already, nothing was read and the tally is empty."""

    release: ReleaseInForce
    is_new: bool
    tally: RowTally = field(default_factory=RowTally)
    unread: tuple[str, ...] = ()


def run_import(
    job: Job, settings: Settings, progress: Progress, *, loaded_at: str | None = None, shown: ReadShown | None = None
) -> ImportReport:
    """Import the files of a job as its source, in place of what was there under its id; `shown` is as for `load`.

    Raises Refused with every kind of fault, unless the job has a file for refused rows; LoadFailed for other trouble.
    """
    if job.rejects:
        check_writable(job.rejects)
    files = inspected(job.files)
    with open_builder(settings) as builder:
        return _Import(job, files, builder, progress).run(loaded_at or now(), shown)


class _Import:
    """One import under way; what is in force is read first, for on a server both are one connection."""

    def __init__(self, job: Job, files: Sequence[InspectedFile], builder: ReleaseBuilder, progress: Progress) -> None:
        self._job, self._files, self._builder, self._progress = job, files, builder, progress
        self._table = "commodities" if job.edition else "trade_flows"
        # What is in force keeps its reference data; only a database without any gets what comes with this program.
        if old := builder.old:
            self._new_reference: Reference | None = None
            self._reference, self._codes = newest_release(old)["reference_digest"], codes_in(old)
            if not self._codes.units:  # tables that another version of this program made
                raise Refused([Fault(job.source.id, "", "the database has no open words yet; `tradefacts load` first")])
        else:
            self._new_reference = fresh = reference_data()
            self._reference, self._codes = fresh.digest, codes_of(fresh.rows)
        self._contents = retained(old, ()).contents
        self._record = self._record_in(old) if old and job.source.id in self._contents else {}

    def run(self, loaded_at: str, shown: ReadShown | None) -> ImportReport:
        """Run the import: read, check and write the rows, and put the release in force."""
        job, before = self._job, self._builder.release
        digest = self._content_digest()
        if before and self._contents.get(job.source.id) == digest:
            return ImportReport(before, is_new=False)
        intake = Intake(job.format(self._codes), keeps_refused=job.rejects is not None)
        read = blocks(self._files, intake.file_format.columns, partial(self._progress, "reading"))
        for block in prefetch(read):
            intake.add(block)
        # Reading ends with what shows only when all rows are there: rows of one key, codes without a parent.
        rows = codes_of_edition(intake, job.edition) if job.edition else intake.rows()
        self._check(intake)
        tally, unread = intake.tally, tuple(sorted(intake.unread))
        if tally.refused:
            digest = hashlib.sha256(f"{digest} {tally.loaded} of {tally.read}".encode()).hexdigest()
        whole = release_digest({**self._contents, job.source.id: digest}, self._reference)
        if before and before.digest == whole:
            return ImportReport(before, is_new=False, tally=tally, unread=unread)
        release = ReleaseInForce(whole, before.sequence + 1 if before else 1, loaded_at)
        self._write(intake, rows, digest, release, ShownBefore.of(self._builder.old, shown))
        return ImportReport(release, is_new=True, tally=tally, unread=unread)

    def _record_in(self, connection: Connection) -> Mapping[RecordKey, Fields]:
        """Return what is in force under the id; raise Refused where that is a dossier, or of the other kind of rows."""
        source, sources = self._job.source.id, table_of("sources")
        if source not in imported_sources(connection):
            raise Refused([Fault(source, "", "is the id of a source that a dossier states; choose another (--source)")])
        own = {name: select(func.count()).where(table_of(name).c.source == source) for name in _TABLES}
        counts = {name: count for name, counted in own.items() if (count := connection.scalar(counted))}
        for other in counts.keys() - {self._table}:
            reason = f"holds {_TABLES[other]}, and {_TABLES[self._table]} would take their place"
            raise Refused([Fault(source, "", f"{reason}; choose another (--source)")])
        row = connection.execute(select(sources).where(sources.c.id == source)).mappings().one()
        return _record(dict(row), counts)

    def _content_digest(self) -> str:
        """Return the sha256 of all that decides what a dataset becomes: its files, its source, and our rules."""
        job, files = self._job, [file.digest for file in self._files]
        others = (self._codes.digest, *job.other_digests)
        source = sorted(job.source.model_dump().items())
        return hashlib.sha256(repr((_RULES_VERSION, job.format_name, source, files, others)).encode()).hexdigest()

    def _check(self, intake: Intake) -> None:
        """Write refused rows where they are wanted; raise Refused where they are not, or where no row is left."""
        named = Counter(file.name for file in self._files)
        names = [printable(str(file.path)) if named[file.name] > 1 else file.name for file in self._files]
        if self._job.rejects:
            intake.tally.write_refused(self._job.rejects, self._files, names)
        elif intake.tally.refused:
            raise Refused(intake.tally.faults(names))
        if not intake.tally.loaded:
            nothing = Fault(self._job.source.id, "", f"no row is left to load{intake.tally.why_nothing()}")
            raise Refused([*intake.tally.faults(names), nothing])

    def _write(
        self, intake: Intake, rows: _Rows, digest: str, release: ReleaseInForce, before: ShownBefore | None
    ) -> None:
        source, loaded = self._job.source.id, intake.tally.loaded
        connection = self._builder.begin({source}, bulk=True)
        if self._new_reference:
            synchronise(connection, self._new_reference)
        if isinstance(rows, pl.DataFrame):
            for written in write(connection, rows, intake.file_format, source):
                self._progress("writing", written, loaded)
        else:
            connection.execute(insert(table_of(self._table)), [{**row, "source": source} for row in rows])
        row = self._source_row(digest, _lineage(self._job.source, rows, intake.file_format))
        connection.execute(insert(table_of("sources")), [row])
        self._builder.build_indexes()
        # Who compiles is the reporter, which an index tells, or the compiler of all rows.
        compilers = (intake.file_format.compiler,) if intake.file_format.compiler else ()
        if faults := check_references_in(connection, dict.fromkeys(UNINDEXED, ()) | {"compiler": compilers}):
            raise Refused(faults)
        record_release(connection, release, self._reference, list(self._changes(row, loaded)), before)
        self._builder.publish(self._builder.mark, release)

    def _changes(self, row: Mapping[str, object], loaded: int) -> Iterator[dict[str, object]]:
        """Yield what the import changed; a new dataset also says with how many rows it came."""
        yield from changes_between(self._record, _record(row, {self._table: loaded}))
        if not self._record:
            count = {"field": self._table, "before": None, "after": loaded}
            yield {"kind": str(RecordKind.SOURCE), "record": row["id"], "change": str(RecordChanged.CHANGED)} | count

    def _source_row(self, digest: str, lineage: str | None) -> dict[str, object]:
        """Return the row of the dataset's source; the note names the files that lines are counted in."""
        source = self._job.source
        note = f"Imported from {'; '.join(f'{file.name} (sha256 {file.digest})' for file in self._files)}."
        row: dict[str, object] = dict.fromkeys(table_of("sources").c.keys())
        row |= source.model_dump() | {"kind": str(SourceKind.DATASET), "note": note, "content_digest": digest}
        return row | {"lineage": lineage, "search": searchable((source.title, source.publisher, note))}


def _lineage(source: DatasetEntry, rows: object, file_format: Format) -> str | None:
    """Return what rows of trade go back to: what the operator says, else their publisher and their one reporter."""
    if source.lineage or not isinstance(rows, pl.DataFrame):
        return source.lineage
    reporters = [] if file_format.compiler else rows["reporter"].unique().to_list()
    return lineage_of(source.publisher, reporters[0] if len(reporters) == 1 else None)


def _record(row: Mapping[str, object], counts: Mapping[str, int]) -> Mapping[RecordKey, Fields]:
    """Return a dataset as one record: what its source says, and the number of its rows."""
    fields = stated(table_of("sources"), row) | {"content_digest": row["content_digest"], **counts}
    return {(str(RecordKind.SOURCE), str(row["id"])): fields}
