"""Rows of the words behind the facts: numbered through a text in the order in which they stand there."""

from collections.abc import Iterator
from typing import Any

from app.loading.dossiers.rows.columns import measured_as
from app.loading.dossiers.rows.facts import recency
from app.loading.dossiers.shape import Dossier, TradeFlowEntry
from app.loading.dossiers.shape.statements import Statement, statements
from app.vocabulary import QuoteStatus, RecordKind

_SINGLE_KEYS = tuple(str(kind) for kind in RecordKind if kind is not RecordKind.TRADE_FLOW)


def evidence_rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Go through the evidence of a dossier: by position in the text, and last what has no words, as written."""
    source = dossier.source.id
    ordered = sorted(statements(dossier), key=lambda said: (said.at is None, said.at or 0))
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
            **measured_as("quantity", said.coarser),
            **_record(said, source),
        }


def _quote(said: Statement) -> dict[str, Any]:
    if said.quote is None or said.at is None:
        return {"quote_status": str(QuoteStatus.NOT_HELD), "quote": None, "quote_start": None, "quote_end": None}
    end = said.at + len(said.quote)
    return {"quote_status": str(QuoteStatus.HELD), "quote": said.quote, "quote_start": said.at, "quote_end": end}


def _record(said: Statement, source: str) -> dict[str, Any]:
    """Give the columns of all kinds of record, of which those of one kind are filled."""
    row: dict[str, Any] = dict.fromkeys(_SINGLE_KEYS)
    flow = said.entry if isinstance(said.entry, TradeFlowEntry) else None
    key = {
        "reporter": flow and flow.reporter,
        "partner": flow and flow.partner,
        "flow": flow and str(flow.flow),
        "recency": flow and recency(flow.period),
        "commodity": flow and flow.commodity,
        "source": flow and source,
        "statement": flow and flow.statement,
    }
    row |= {f"trade_flow_{part}": value for part, value in key.items()}
    if flow is None:
        row[str(said.kind)] = said.record
    return row
