"""Rows of the sources and of the facts they state."""

from collections.abc import Iterator
from typing import Any

from app.loading.dossiers.rows.columns import filled, numbered
from app.loading.dossiers.shape import (
    AgreementEntry,
    BasisEntry,
    Dossier,
    EventEntry,
    IndicatorEntry,
    OutcomeEntry,
    PlanEntry,
    SourceEntry,
    TradeFlowEntry,
)
from app.vocabulary import Period
from app.vocabulary.folding import searchable
from app.vocabulary.period import UNDATED_RECENCY

Placed = Iterator[tuple[str, dict[str, Any]]]
"""Rows, each with the table it belongs to."""


def source_row(source: SourceEntry, digest: str) -> dict[str, Any]:
    """Give the row of a source."""
    words = (source.title, source.publisher, source.author, source.note)
    return filled("sources", source, content_digest=digest, search=searchable(words))


def fact_rows(dossier: Dossier) -> Placed:
    """Go through the rows of all facts of a dossier."""
    source = dossier.source.id
    for event in dossier.events:
        yield from _event(event, source)
    for agreement in dossier.agreements:
        yield from _agreement(agreement, source)
    for flow in dossier.trade_flows:
        yield "trade_flows", trade_flow_row(flow, source)
    for indicator in dossier.indicators:
        yield "indicators", _indicator(indicator, source)
    for plan in dossier.plans:
        yield from _plan(plan, source)
    for outcome in dossier.outcomes:
        yield "outcomes", _outcome(outcome, source)


def trade_flow_row(flow: TradeFlowEntry, source: str) -> dict[str, Any]:
    """Give the row of a statement about trade."""
    period = Period.parse(flow.period) if flow.period else None
    return filled(
        "trade_flows",
        flow,
        source=source,
        recency=recency(flow.period),
        frequency=str(period.frequency) if period else None,
        valuation=str(flow.basis.valuation),
        **_basis(flow.basis),
    )


def recency(period: str | None) -> int:
    """Give what stands for a period in keys; a record without one comes last."""
    return Period.parse(period).recency if period else UNDATED_RECENCY


def _basis(basis: BasisEntry) -> dict[str, Any]:
    return {
        "compiled_by": basis.compiled_by,
        "compiler": basis.compiler,
        "basis_kind": str(basis.kind),
        "basis_note": basis.note,
    }


def _event(event: EventEntry, source: str) -> Placed:
    labels = (participant.label for participant in event.participants)
    gists = (remark.gist for remark in event.remarks)
    words = (event.name, event.series, *event.topics, *event.sectors, *labels, *gists, event.note)
    yield "events", filled("events", event, source=source, search=searchable(words))
    people = [filled("event_participants", participant) for participant in event.participants]
    remarks = [filled("event_remarks", remark, speaker=remark.speaker or event.speaker) for remark in event.remarks]
    for row in numbered("event", event.id, people):
        yield "event_participants", row
    for row in numbered("event", event.id, remarks):
        yield "event_remarks", row


def _agreement(agreement: AgreementEntry, source: str) -> Placed:
    words = (agreement.title, *agreement.sectors, agreement.note)
    yield "agreements", filled("agreements", agreement, source=source, search=searchable(words))
    for row in numbered("agreement", agreement.id, (filled("agreement_parties", party) for party in agreement.parties)):
        yield "agreement_parties", row
    for row in numbered("agreement", agreement.id, ({"commodity": code} for code in agreement.commodities)):
        yield "agreement_commodities", row


def _indicator(indicator: IndicatorEntry, source: str) -> dict[str, Any]:
    words = (indicator.measure.replace("_", " "), indicator.scope, *indicator.sectors, indicator.note)
    return filled(
        "indicators",
        indicator,
        source=source,
        recency=recency(indicator.period),
        search=searchable(words),
        **_basis(indicator.basis),
    )


def _plan(plan: PlanEntry, source: str) -> Placed:
    yield "plans", filled("plans", plan, source=source, search=searchable((plan.title, plan.note)))
    for row in numbered("plan", plan.id, (filled("plan_parties", party) for party in plan.parties)):
        yield "plan_parties", row
    for row in numbered("plan", plan.id, ({"area": code} for code in plan.places)):
        yield "plan_places", row
    for row in numbered("plan", plan.id, ({"commodity": code} for code in plan.commodities)):
        yield "plan_commodities", row


def _outcome(outcome: OutcomeEntry, source: str) -> dict[str, Any]:
    return filled("outcomes", outcome, source=source)
