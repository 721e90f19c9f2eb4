"""Convert the entries of a dossier to rows: for each table, dictionaries ready to insert."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.loading import Entry, TableRow
from app.loading.dossiers import DossierFile
from app.loading.dossiers.entry import QuantityEntry
from app.loading.dossiers.records import EventEntry, IndicatorEntry, RemarkEntry, TradeFlowEntry
from app.loading.dossiers.statements import KINDS, FieldEvidence, flow_key, recency, record_id, records_of, statements
from app.models import Base
from app.vocabulary.codec import QUANTITY_PARTS, StoredQuantity
from app.vocabulary.period import FlowKey, Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import QuoteStatus, RecordKind
from app.vocabulary.text import searchable

_PART_TABLES: Final = {
    ("events", "participants"): "event_participants",
    ("events", "remarks"): "event_remarks",
    ("agreements", "parties"): "agreement_parties",
    ("agreements", "commodities"): "agreement_commodities",
    ("plans", "parties"): "plan_parties",
    ("plans", "places"): "plan_places",
    ("plans", "commodities"): "plan_commodities",
}
"""Lists of a record that are tables of their own; the other lists are columns of the record's."""
_CODES: Final = {"places": "area", "commodities": "commodity"}
"""The column of what a list of bare codes refers to."""
_EVIDENCED: Final = tuple(str(kind) for kind in RecordKind if kind is not RecordKind.TRADE_FLOW)
"""Columns of evidence that name a record by its id, of which one is filled."""


def rows_of(file: DossierFile) -> Mapping[str, list[TableRow]]:
    """Return all rows of one source, by table."""
    rows: defaultdict[str, list[TableRow]] = defaultdict(list)
    source = file.dossier.source
    words = (source.title, source.publisher, source.author, source.note)
    evidence = list(statements(file.dossier))
    quoted = _quoted(evidence) if source.text_sha256 else frozenset()
    rows["sources"].append(_row("sources", source, content_digest=file.digest, search=searchable(words)))
    for table, _, entry in records_of(file.dossier):
        if table == "actors":  # evidence about the reference data
            continue
        row = _record_row(table, entry, source.id)
        if "quoted" in Base.metadata.tables[table].columns:
            row["quoted"] = (KINDS[table], record_id(entry, source.id)) in quoted
        rows[table].append(row)
        for (owner, field), part_table in _PART_TABLES.items():
            if owner == table:
                rows[part_table] += _part_rows(part_table, entry, field, KINDS[table])
    rows["evidence"].extend(_evidence_rows(source.id, evidence))
    return rows


def _quoted(evidence: Iterable[FieldEvidence]) -> frozenset[tuple[RecordKind, str]]:
    """Return the records of whose evidence all words are held; a record that is quoted in part is not quoted."""
    held = {(said.kind, said.record) for said in evidence if said.quote is not None}
    return frozenset(held.difference((said.kind, said.record) for said in evidence if said.quote is None))


def _row(table: str, entry: Entry, **more: object) -> TableRow:
    """Return a row: the entry's fields that are columns or quantities of the table, and what else is given."""
    columns = Base.metadata.tables[table].columns
    row: TableRow = {}
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if f"{field}_amount" in columns:
            row |= _quantity(field, value.quantity if isinstance(value, QuantityEntry) else None)
        elif field in columns:
            # The engines store a term as bare text.
            row[field] = list(value) if isinstance(value, tuple) else str(value) if isinstance(value, str) else value
    return row | more


def _quantity(name: str, quantity: Quantity | None) -> TableRow:
    values = StoredQuantity.of(quantity) if quantity else (None,) * len(QUANTITY_PARTS)
    return {f"{name}{part}": value for part, value in zip(QUANTITY_PARTS, values, strict=True)}


def _record_row(table: str, entry: Any, source: str) -> TableRow:
    more: TableRow = {"source": source}
    columns = Base.metadata.tables[table].columns
    if "basis_kind" in columns:
        more["recency"] = recency(entry.period)
        basis = entry.basis
        more |= {"compiled_by": basis.compiled_by, "compiler": basis.compiler, "basis_note": basis.note}
        more["basis_kind"] = str(basis.kind)
    if isinstance(entry, TradeFlowEntry):
        more["frequency"] = str(Period.parse(entry.period).frequency) if entry.period else None
        more["valuation"] = str(entry.basis.valuation)
    if "search" in columns:
        more["search"] = searchable(_searched(entry))
    return _row(table, entry, **more)


def _searched(entry: Any) -> Iterator[str | None]:
    """Yield the words that a record is found by."""
    match entry:
        case EventEntry():
            labels = (participant.label for participant in entry.participants)
            gists = (remark.gist for remark in entry.remarks)
            yield from (entry.name, entry.series, *entry.topics, *entry.sectors, *labels, *gists)
        case IndicatorEntry():
            yield from (entry.measure.replace("_", " "), entry.scope, *entry.sectors)
        case _:
            yield from (entry.title, *getattr(entry, "sectors", ()))
    yield entry.note


def _part_rows(table: str, entry: Any, field: str, kind: RecordKind) -> Iterator[TableRow]:
    """Yield the parts of a record in the order in which they stand, numbered from 0."""
    for position, part in enumerate(getattr(entry, field)):
        if isinstance(part, Entry):
            # A remark without a speaker of its own is the record's speaker's.
            more = {"speaker": part.speaker or entry.speaker} if isinstance(part, RemarkEntry) else {}
            row = _row(table, part, **more)
        else:
            row = {_CODES[field]: part}
        yield {str(kind): entry.id, "position": position, **row}


def _evidence_rows(source: str, evidence: Iterable[FieldEvidence]) -> Iterator[TableRow]:
    """Yield the evidence of a dossier: by position in the text, and last what has no words, as written."""
    ordered = sorted(evidence, key=lambda said: (said.at is None, said.at or 0))
    for position, said in enumerate(ordered, start=1):
        yield {
            "id": f"{source}-{position:03d}",
            "source": source,
            "position": position,
            "field": said.field,
            "speaker": said.speaker,
            "attribution": str(said.attribution),
            "note": said.note,
            **_quote(said),
            **_quantity("quantity", said.coarser),
            **_evidenced(said, source),
        }


def _quote(said: FieldEvidence) -> TableRow:
    if said.quote is None or said.at is None:
        return {"quote_status": str(QuoteStatus.NOT_HELD), "quote": None, "quote_start": None, "quote_end": None}
    end = said.at + len(said.quote)
    return {"quote_status": str(QuoteStatus.HELD), "quote": said.quote, "quote_start": said.at, "quote_end": end}


def _evidenced(said: FieldEvidence, source: str) -> TableRow:
    """Return the columns of all kinds of record, of which those of one kind are filled."""
    key = flow_key(said.entry, source) if isinstance(said.entry, TradeFlowEntry) else (None,) * len(FlowKey._fields)
    row: TableRow = {f"trade_flow_{part}": value for part, value in zip(FlowKey._fields, key, strict=True)}
    single = {kind: said.record if kind == said.kind else None for kind in _EVIDENCED}
    return row | single
