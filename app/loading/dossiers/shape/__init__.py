"""The shape of a dossier: one TOML file holds one source and everything it states."""

from app.loading.dossiers.shape.dossier import Dossier, SourceEntry
from app.loading.dossiers.shape.entry import EvidenceEntry, QuantityEntry, RecordEntry
from app.loading.dossiers.shape.records import (
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
