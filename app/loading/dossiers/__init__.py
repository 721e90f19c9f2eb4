"""Dossiers: one TOML file each for a source, its records, and what in its text is no statement; a seed is many."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from app.loading import Entry, read
from app.loading.dossiers.entry import (
    CoverageEntry,
    EvidenceEntry,
    NotHeldEntry,
    QuantityEntry,
    RecordEntry,
    SourceEntry,
    WordsEntry,
)
from app.loading.dossiers.records import (
    ActorEntry,
    AgreementEntry,
    EventEntry,
    IndicatorEntry,
    OutcomeEntry,
    PlanEntry,
    TradeFlowEntry,
)
from app.loading.faults import Fault, Refused
from app.loading.reference import REFERENCE_FILE, VOCABULARY_FILE, Reference, reference_data
from app.settings import bundled
from app.vocabulary.terms import Attribution, RecordKind
from app.vocabulary.text import printable

WITH_IDS: Final = tuple(
    kind for kind in RecordKind if kind not in (RecordKind.ACTOR, RecordKind.SOURCE, RecordKind.TRADE_FLOW)
)
"""Kinds whose records have an id of their own, unique over all sources."""
_KINDS: Final[Mapping[str, RecordKind]] = {kind.table: kind for kind in RecordKind}


class StatedRecord(NamedTuple):
    """A record of a dossier: its kind, its public id, where it stands (`events[0]`), and its entry."""

    kind: RecordKind
    id: str
    path: str
    entry: RecordEntry | ActorEntry | SourceEntry


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One piece of evidence: the words behind a field of a record, whoever says them and how."""

    record: StatedRecord
    field: str
    words: WordsEntry

    @property
    def path(self) -> str:
        """Where the field stands in the dossier (`trade_flows[0].growth`)."""
        return f"{self.record.path}.{self.field}"

    @property
    def attribution(self) -> Attribution:
        """How the words are said: as they state themselves, or as the record does."""
        return self.words.attribution or self.record.entry.attribution

    @property
    def speaker(self) -> str | None:
        """Who says the words; those with an attribution of their own have a speaker of their own, or none."""
        return self.words.speaker or (None if self.words.attribution else self.record.entry.speaker)


class Dossier(Entry):
    """One source and all its statements."""

    source: SourceEntry
    coverage: CoverageEntry = CoverageEntry()
    not_held: tuple[NotHeldEntry, ...] = ()
    actors: tuple[ActorEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    agreements: tuple[AgreementEntry, ...] = ()
    trade_flows: tuple[TradeFlowEntry, ...] = ()
    indicators: tuple[IndicatorEntry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    outcomes: tuple[OutcomeEntry, ...] = ()

    def records(self) -> Iterator[StatedRecord]:
        """Yield all records in the order of the fields; a trade flow's id is its natural key, dotted."""
        for table, kind in ((name, _KINDS[name]) for name in type(self).model_fields if name in _KINDS):
            for index, entry in enumerate(getattr(self, table)):
                record = entry.key(self.source.id).id if isinstance(entry, TradeFlowEntry) else entry.id
                yield StatedRecord(kind, record, f"{table}[{index}]", entry)

    @property
    def origin(self) -> StatedRecord:
        """The source as something that the dossier has evidence of."""
        return StatedRecord(RecordKind.SOURCE, self.source.id, "source", self.source)

    def evidence(self) -> Iterator[FieldEvidence]:
        """Yield all evidence, whether it stands beside a value or in a list of its own, as it is written."""
        for record in (self.origin, *self.records()):
            for field, words in _words_of(record.entry):
                yield FieldEvidence(record, field, words)


def _words_of(entry: Entry) -> Iterator[tuple[str, WordsEntry]]:
    """Yield the evidence of one record: quantities, parts with words of their own, and the evidence list."""
    for field, value in entry.parts():
        if isinstance(value, EvidenceEntry):
            yield value.field, value
        elif isinstance(value, QuantityEntry):
            yield field, value
        elif isinstance(value, WordsEntry):
            if value.quote is not None:
                yield field, value
            yield from ((f"{field}.{name}", part) for name, part in value.parts() if isinstance(part, WordsEntry))


_ROWS: Final = 2
"""Raised where a dossier makes other rows than before, so that the next load brings them; 2: what is not held."""


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A dossier and the name of the file it was read from."""

    file: str
    dossier: Dossier

    @property
    def source(self) -> str:
        """The id of the dossier's source."""
        return self.dossier.source.id

    @property
    def digest(self) -> str:
        """Sha256 of what the dossier says, however it is laid out."""
        content = self.dossier.model_dump(mode="python", exclude_defaults=True)
        content["rows"] = _ROWS
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seed:
    """What one load brings: whole sources, and the reference data for all sources."""

    dossiers: tuple[DossierFile, ...]
    reference: Reference

    @property
    def sources(self) -> frozenset[str]:
        """The sources that the load puts in place of what was there."""
        return frozenset(dossier.source for dossier in self.dossiers)


def read_seed(path: Path | None) -> Seed:
    """Read a folder of dossiers, or one file, or the bundled seed; Refused tells all that is wrong with any shape."""
    path = path or bundled("seed")
    faults: list[Fault] = []
    dossiers: list[DossierFile] = []
    reference: Reference | None = None
    try:
        reference = reference_data(*(_beside(path, name) for name in (REFERENCE_FILE, VOCABULARY_FILE)))
    except Refused as refused:
        faults += refused.faults
    for file in _dossier_files(path):
        try:
            dossiers.append(DossierFile(file.name, read(file, Dossier)))
        except Refused as refused:
            faults += refused.faults
    if faults or reference is None:
        raise Refused(faults)
    return Seed(tuple(dossiers), reference)


def _beside(path: Path, name: str) -> Path:
    """Return the file of reference data that lies with the dossiers, or else the bundled one."""
    beside = (path if path.is_dir() else path.parent) / name
    return beside if beside.exists() else bundled("seed") / name


def _dossier_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    files = sorted(file for file in path.glob("*.toml") if file.name not in (REFERENCE_FILE, VOCABULARY_FILE))
    if not files:
        raise Refused([Fault(printable(str(path)), "", "the folder holds no dossier (*.toml)")])
    yield from files
