"""Convert the entries of a dossier to rows: for each table, dictionaries ready to insert."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from sqlalchemy import Table

from app.loading import Entry, TableRow
from app.loading.dossiers import DossierFile, FieldEvidence, StatedRecord
from app.loading.dossiers.entry import EvidenceEntry, QuantityEntry
from app.loading.dossiers.records import (
    AgreementEntry,
    EventEntry,
    IndicatorEntry,
    PlanEntry,
    RemarkEntry,
    TradeFlowEntry,
)
from app.models import Base
from app.models.provenance import RECORD_KEYS
from app.vocabulary.codec import QUANTITY_PARTS, StoredQuantity
from app.vocabulary.period import Period, recency_of
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import QuoteStatus, RecordKind
from app.vocabulary.text import searchable

_NO_RECORD: Final[TableRow] = dict.fromkeys(chain.from_iterable(RECORD_KEYS.values()))
"""The columns of evidence that name a record; those of one kind are filled."""


def rows_of(files: Iterable[DossierFile]) -> Mapping[str, list[TableRow]]:
    """Return all rows of some sources, by table."""
    rows: defaultdict[str, list[TableRow]] = defaultdict(list)
    for file in files:
        for table, row in _rows(file):
            rows[table].append(row)
    return rows


def _rows(file: DossierFile) -> Iterator[tuple[str, TableRow]]:
    """Yield all rows of one source, each with its table."""
    source, tables = file.dossier.source, Base.metadata.tables
    evidence = list(file.dossier.evidence())
    quoted = _quoted(evidence) if source.text_sha256 else frozenset()
    words = searchable((source.title, source.publisher, source.author, source.note))
    yield "sources", _row(tables["sources"], source, content_digest=file.digest, search=words)
    for position, listed in enumerate(file.dossier.not_held):
        yield "source_not_held", _row(tables["source_not_held"], listed, source=source.id, position=position)
    for record in file.dossier.records():
        if record.kind is RecordKind.ACTOR:  # evidence about the reference data
            continue
        yield record.kind.table, _record_row(record, source.id, is_quoted=(record.kind, record.id) in quoted)
        for field in type(record.entry).model_fields:
            # Some lists of a record are tables of their own; the others are columns of the record's.
            if (part := tables.get(f"{record.kind}_{field}")) is not None:
                yield from ((part.name, row) for row in _part_rows(part, record, field))
    yield from (("evidence", row) for row in _evidence_rows(source.id, evidence))


def _quoted(evidence: Sequence[FieldEvidence]) -> frozenset[tuple[RecordKind, str]]:
    """Return the records of whose evidence all words are held; a record that is quoted in part is not quoted."""
    held = {(piece.record.kind, piece.record.id): True for piece in evidence}
    held |= {(piece.record.kind, piece.record.id): False for piece in evidence if piece.words.quote is None}
    return frozenset(record for record, is_held in held.items() if is_held)


def _row(table: Table, entry: Entry, **more: object) -> TableRow:
    """Return a row: the entry's fields that are columns or quantities of the table, and what more is a column."""
    columns = table.columns
    row: TableRow = {name: value for name, value in more.items() if name in columns}
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if f"{field}_amount" in columns:
            row |= _quantity(field, value.stated if isinstance(value, QuantityEntry) else None)
        elif field in columns and field not in row:
            # The engines store a term as bare text.
            if isinstance(value, tuple):
                row[field] = [str(one) for one in value]
            else:
                row[field] = str(value) if isinstance(value, str) else value
    return row


def _quantity(name: str, quantity: Quantity | None) -> TableRow:
    values = StoredQuantity.of(quantity) if quantity else (None,) * len(QUANTITY_PARTS)
    return {f"{name}{part}": value for part, value in zip(QUANTITY_PARTS, values, strict=True)}


def _record_row(record: StatedRecord, source: str, *, is_quoted: bool) -> TableRow:
    entry = record.entry
    more: TableRow = {"source": source, "quoted": is_quoted, "search": searchable(_searched(entry))}
    if isinstance(entry, TradeFlowEntry | IndicatorEntry):
        basis = entry.basis
        more |= {
            "recency": recency_of(entry.period),
            "frequency": str(Period.parse(entry.period).frequency) if entry.period else None,
            "compiled_by": basis.compiled_by,
            "compiler": basis.compiler,
            "basis_kind": str(basis.kind),
            "valuation": str(basis.valuation),
            "basis_note": basis.note,
        }
    return _row(Base.metadata.tables[record.kind.table], entry, **more)


def _searched(entry: Entry) -> Iterator[str | None]:
    """Yield the words that a record is found by."""
    match entry:
        case EventEntry():
            labels = (participant.label for participant in entry.participants)
            gists = (remark.gist for remark in entry.remarks)
            yield from (entry.name, entry.series, *entry.topics, *entry.sectors, *labels, *gists, entry.note)
        case IndicatorEntry():
            yield from (entry.measure.replace("_", " "), entry.scope, *entry.sectors, entry.note)
        case AgreementEntry():
            yield from (entry.title, *entry.sectors, entry.note)
        case PlanEntry():
            yield from (entry.title, entry.note)


def _part_rows(table: Table, record: StatedRecord, field: str) -> Iterator[TableRow]:
    """Yield the parts of a record in the order in which they stand, numbered from 0; some are bare codes."""
    *_, code = table.columns.keys()
    for position, part in enumerate(getattr(record.entry, field)):
        row = _row(table, part) if isinstance(part, Entry) else {code: part}
        if isinstance(part, RemarkEntry):
            # A remark without a speaker of its own is the record's speaker's.
            row["speaker"] = part.speaker or record.entry.speaker
        yield {str(record.kind): record.id, "position": position, **row}


def _evidence_rows(source: str, evidence: Iterable[FieldEvidence]) -> Iterator[TableRow]:
    """Yield the evidence of a dossier: by position in the text, and last what has no words, as written."""
    ordered = sorted(evidence, key=lambda piece: (piece.words.at is None, piece.words.at or 0))
    for position, piece in enumerate(ordered, start=1):
        record, words = piece.record, piece.words
        key = record.entry.key(source) if isinstance(record.entry, TradeFlowEntry) else (record.id,)
        further = words if isinstance(words, EvidenceEntry) else None
        yield {
            "id": f"{source}-{position:03d}",
            "source": source,
            "position": position,
            "field": piece.field,
            "speaker": piece.speaker,
            "attribution": str(piece.attribution),
            "note": further.note if further else None,
            "quote_status": str(QuoteStatus.NOT_HELD if words.quote is None else QuoteStatus.HELD),
            "quote": words.quote,
            "quote_start": words.at,
            "quote_end": words.end or (None if words.at is None else words.at + len(words.quote or "")),
            "quote_prefix": words.prefix,
            "quote_suffix": words.suffix,
            **_quantity("quantity", further.stated if further else None),
            **_NO_RECORD,
            **dict(zip(RECORD_KEYS[record.kind], key, strict=True)),
        }
