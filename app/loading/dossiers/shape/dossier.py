"""The whole of a dossier: its source, its records, and what in the text is no statement."""

from typing import Annotated

from pydantic import Field, model_validator

from app.loading.dossiers.shape.entry import Date, Entry, Plain, Quote, Slug
from app.loading.dossiers.shape.records import (
    ActorEntry,
    AgreementEntry,
    EventEntry,
    IndicatorEntry,
    OutcomeEntry,
    PlanEntry,
    TradeFlowEntry,
)
from app.vocabulary import SourceKind


class SourceEntry(Entry):
    """Where the dossier's statements come from; what is not known is left out, never guessed.

    `origin` names the common root of sources that are no independent witnesses. `text_sha256` and `text_length` (in
    code points) describe the text that the quotes were taken from.
    """

    id: Slug
    kind: SourceKind
    title: Plain
    publisher: Plain | None = None
    author: Plain | None = None
    url: Annotated[str, Field(pattern=r"^https?://[!-~]+$", max_length=500)] | None = None
    published_on: Date | None = None
    retrieved_on: Date | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    rights: Plain | None = None
    attribution_line: Plain | None = None
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    text_length: Annotated[int, Field(gt=0, strict=True)] | None = None
    relays: Slug | None = None
    origin: Slug | None = None
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
