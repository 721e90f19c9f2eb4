"""Every piece of evidence a dossier holds, whether it stands beside a value or in a list of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.loading.dossiers.shape.dossier import Dossier
from app.loading.dossiers.shape.entry import Entry, EvidenceEntry, QuantityEntry, RecordEntry, Words
from app.loading.dossiers.shape.records import TradeFlowEntry
from app.vocabulary import UNDATED, Attribution, Period, Quantity, RecordKind

KINDS: dict[str, RecordKind] = {
    "actors": RecordKind.ACTOR,
    "events": RecordKind.EVENT,
    "agreements": RecordKind.AGREEMENT,
    "trade_flows": RecordKind.TRADE_FLOW,
    "indicators": RecordKind.INDICATOR,
    "plans": RecordKind.PLAN,
    "outcomes": RecordKind.OUTCOME,
}
"""The tables of a dossier that hold records, and the kind each holds."""


@dataclass(frozen=True, slots=True)
class Statement:
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


def record_id(entry: Entry, source: str) -> str:
    """Give the public id: the entry's own, or for a trade flow its natural key, dotted."""
    if isinstance(entry, TradeFlowEntry):
        period = Period.parse(entry.period).slug if entry.period else UNDATED
        key = (entry.reporter, entry.partner, entry.flow, period, entry.commodity, source, entry.statement)
        return ".".join(map(str, key))
    return str(entry.id)  # type: ignore[attr-defined]  # every other record entry has an id


def statements(dossier: Dossier) -> Iterator[Statement]:
    """Go through all evidence of a dossier in the order in which it is written."""
    for table, kind in KINDS.items():
        for index, entry in enumerate(getattr(dossier, table)):
            record = record_id(entry, dossier.source.id)
            for field, words in _words_of(entry):
                yield _statement(kind, record, entry, f"{table}[{index}]", field, words)


def _words_of(entry: Entry) -> Iterator[tuple[str, Words]]:
    """Go through the evidence of one record: quantities, parts with words of their own, and the evidence list."""
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if field == "evidence":
            yield from ((evidence.field, evidence) for evidence in value)
        elif isinstance(value, Words):
            yield field, value
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, Words):
                    yield from _words_of_part(part, f"{field}[{index}]")


def _words_of_part(part: Words, field: str) -> Iterator[tuple[str, Words]]:
    if part.quote is not None:
        yield field, part
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Words):
            yield f"{field}.{name}", value


def _statement(kind: RecordKind, record: str, entry: Entry, path: str, field: str, words: Words) -> Statement:
    owner = entry if isinstance(entry, RecordEntry) else None
    coarser = words.quantity.quantity() if isinstance(words, EvidenceEntry) and words.quantity else None
    return Statement(
        kind=kind,
        record=record,
        entry=entry,
        path=f"{path}.{field}",
        field=field,
        quote=words.quote,
        at=words.at,
        # Words with an attribution of their own have a speaker of their own, or none.
        speaker=words.speaker or (owner.speaker if owner and words.attribution is None else None),
        attribution=words.attribution or (owner.attribution if owner else Attribution.NARRATED),
        quantity=words.quantity() if isinstance(words, QuantityEntry) else None,
        coarser=coarser,
        note=words.note if isinstance(words, EvidenceEntry) else None,
    )
