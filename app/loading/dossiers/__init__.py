"""Dossiers: one TOML file each for a source, its records, and what in its text is no statement; a seed is many."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from app.loading import DossierDate, Entry, Plain, Slug, read
from app.loading.dossiers.entry import Quote
from app.loading.dossiers.records import (
    ActorEntry,
    AgreementEntry,
    EventEntry,
    IndicatorEntry,
    OutcomeEntry,
    PlanEntry,
    TradeFlowEntry,
)
from app.loading.faults import Fault, Refused, printable
from app.loading.reference import Reference, reference_data
from app.settings import bundled
from app.vocabulary.terms import SourceKind

REFERENCE_FILE: Final = "reference.toml"
LONGEST_TEXT: Final = 10**9
"""Code points that a text may have."""


class SourceEntry(Entry):
    """Where the dossier's statements come from; what is not known is left out, never guessed.

    `lineage` is the same for sources that go back to one root, and so are no independent witnesses. `text_sha256` and
    `text_length` (in code points) describe the text that the quotes were taken from.
    """

    id: Slug
    kind: SourceKind
    title: Plain
    publisher: Plain | None = None
    author: Plain | None = None
    url: Annotated[str, Field(pattern=r"^https?://[!-~]+$", max_length=500)] | None = None
    published_on: DossierDate | None = None
    retrieved_on: DossierDate | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    rights: Plain | None = None
    attribution_line: Plain | None = None
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    text_length: Annotated[int, Field(gt=0, le=LONGEST_TEXT, strict=True)] | None = None
    relays: Slug | None = None
    lineage: Slug | None = None
    supersedes: Slug | None = None
    note: Plain | None = None

    @model_validator(mode="after")
    def _text_is_known_whole(self) -> "SourceEntry":
        if (self.text_sha256 is None) != (self.text_length is None):
            raise ValueError("text_sha256 and text_length belong together")
        return self


class NoQuantityEntry(Entry):
    """A number in the text that measures nothing, and why it does not."""

    quote: Quote
    at: Annotated[int, Field(ge=0, strict=True)]
    reason: Plain


class SilentSentenceEntry(Entry):
    """A sentence that states no fact, by the position of its first character, and why it does not."""

    at: Annotated[int, Field(ge=0, strict=True)]
    reason: Plain


class CoverageEntry(Entry):
    """What the proof of a text may leave uncovered, each with a reason."""

    no_quantity: tuple[NoQuantityEntry, ...] = ()
    silent_sentences: tuple[SilentSentenceEntry, ...] = ()


class Dossier(Entry):
    """One source and all its statements."""

    source: SourceEntry
    coverage: CoverageEntry = CoverageEntry()
    actors: tuple[ActorEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    agreements: tuple[AgreementEntry, ...] = ()
    trade_flows: tuple[TradeFlowEntry, ...] = ()
    indicators: tuple[IndicatorEntry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    outcomes: tuple[OutcomeEntry, ...] = ()


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
        said = self.dossier.model_dump(mode="python", exclude_defaults=True)
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
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
        reference = reference_data(_reference_file(path))
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


def _reference_file(path: Path) -> Path:
    """Return the reference file that lies with the dossiers, or else the bundled one."""
    beside = (path if path.is_dir() else path.parent) / REFERENCE_FILE
    return beside if beside.exists() else bundled("seed") / REFERENCE_FILE


def _dossier_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    files = sorted(file for file in path.glob("*.toml") if file.name != REFERENCE_FILE)
    if not files:
        raise Refused([Fault(printable(str(path)), "", "the folder holds no dossier (*.toml)")])
    yield from files
