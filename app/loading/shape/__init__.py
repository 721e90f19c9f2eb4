"""The shape of a dossier: one TOML file holds one source and everything it states."""

from app.loading.shape.dossier import Dossier, SourceEntry
from app.loading.shape.entry import EvidenceEntry, QuantityEntry, RecordEntry
from app.loading.shape.records import (
    ActorEntry,
    AgreementEntry,
    BasisEntry,
    EventEntry,
    IndicatorEntry,
    OutcomeEntry,
    ParticipantEntry,
    PartyEntry,
    PlanEntry,
    RemarkEntry,
    TradeFlowEntry,
)

__all__ = [
    "ActorEntry",
    "AgreementEntry",
    "BasisEntry",
    "Dossier",
    "EventEntry",
    "EvidenceEntry",
    "IndicatorEntry",
    "OutcomeEntry",
    "ParticipantEntry",
    "PartyEntry",
    "PlanEntry",
    "QuantityEntry",
    "RecordEntry",
    "RemarkEntry",
    "SourceEntry",
    "TradeFlowEntry",
]
