"""The facts themselves: trade flows, events, agreements, indicators, plans and their outcomes."""

from app.models.facts.agreements import Agreement, AgreementCommodity, AgreementParty
from app.models.facts.events import Event, EventParticipant, EventRemark
from app.models.facts.indicators import Indicator
from app.models.facts.plans import Outcome, Plan, PlanCommodity, PlanParty, PlanPlace
from app.models.facts.trade_flows import TradeFlow

__all__ = [
    "Agreement",
    "AgreementCommodity",
    "AgreementParty",
    "Event",
    "EventParticipant",
    "EventRemark",
    "Indicator",
    "Outcome",
    "Plan",
    "PlanCommodity",
    "PlanParty",
    "PlanPlace",
    "TradeFlow",
]
