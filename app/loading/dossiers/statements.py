"""Every piece of evidence that a dossier holds, whether it stands beside a value or in a list of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.loading import Entry
from app.loading.dossiers import Dossier
from app.loading.dossiers.entry import EvidenceEntry, QuantityEntry, RecordEntry, WordsEntry
from app.loading.dossiers.records import TradeFlowEntry
from app.vocabulary.period import UNDATED_RECENCY, FlowKey, Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import Attribution, RecordKind

KINDS: Final[Mapping[str, RecordKind]] = {
    "actors": RecordKind.ACTOR,
    "events": RecordKind.EVENT,
    "agreements": RecordKind.AGREEMENT,
    "trade_flows": RecordKind.TRADE_FLOW,
    "indicators": RecordKind.INDICATOR,
    "plans": RecordKind.PLAN,
    "outcomes": RecordKind.OUTCOME,
}
"""The tables of a dossier that hold records, and the kind each holds."""
RECORDS: Final = tuple(table for table in KINDS if table not in ("actors", "trade_flows"))
"""Tables whose records have an id of their own, unique over all sources."""


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One piece of evidence: the record and field it stands behind, the words, and the quantity that the field holds.

    `path` is where it stands in the dossier (`trade_flows[0].growth`); `coarser` is the quantity as stated here when it
    differs from the record's.
    """

    kind: RecordKind
    record: str
    entry: Entry
    path: str
    field: str
    quote: str | None
    at: int | None
    speaker: str | None
    attribution: Attribution
    quantity: Quantity | None
    coarser: Quantity | None
    note: str | None

    @property
    def stated(self) -> Quantity | None:
        """The quantity that the words themselves state."""
        return self.coarser or self.quantity


def recency(period: str | None) -> int:
    """Return what stands for a period in keys; a record without one comes last."""
    return Period.parse(period).recency if period else UNDATED_RECENCY


def flow_key(flow: TradeFlowEntry, source: str) -> FlowKey:
    """Return the natural key of a statement about trade."""
    return FlowKey(
        flow.reporter, flow.partner, str(flow.flow), recency(flow.period), flow.commodity, source, flow.statement
    )


def record_id(entry: Any, source: str) -> str:
    """Return the public id of a record's entry: its own, or for a trade flow its natural key, dotted."""
    return flow_key(entry, source).id if isinstance(entry, TradeFlowEntry) else str(entry.id)


def records_of(dossier: Dossier, *tables: str) -> Iterator[tuple[str, str, Any]]:
    """Yield the records of some tables, or of all: the table, the path (`events[0]`) and the entry of each."""
    for table in tables or KINDS:
        for index, entry in enumerate(getattr(dossier, table)):
            yield table, f"{table}[{index}]", entry


def statements(dossier: Dossier) -> Iterator[FieldEvidence]:
    """Yield all evidence of a dossier in the order in which it is written."""
    for table, path, entry in records_of(dossier):
        record = record_id(entry, dossier.source.id)
        for field, words in _words_of(entry):
            yield _statement(KINDS[table], record, entry, f"{path}.{field}", field, words)


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


def _statement(kind: RecordKind, record: str, entry: Entry, path: str, field: str, words: WordsEntry) -> FieldEvidence:
    owner = entry if isinstance(entry, RecordEntry) else None
    evidence = words if isinstance(words, EvidenceEntry) else None
    return FieldEvidence(
        kind=kind,
        record=record,
        entry=entry,
        path=path,
        field=field,
        quote=words.quote,
        at=words.at,
        # Words with an attribution of their own have a speaker of their own, or none.
        speaker=words.speaker or (owner.speaker if owner and words.attribution is None else None),
        attribution=words.attribution or (owner.attribution if owner else Attribution.NARRATED),
        quantity=words.quantity if isinstance(words, QuantityEntry) else None,
        coarser=evidence.quantity.quantity if evidence and evidence.quantity else None,
        note=evidence.note if evidence else None,
    )
