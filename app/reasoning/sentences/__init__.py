"""Facts in one English sentence each, made from their fields and from the words of their hedges alone."""

from app.reasoning.sentences.agreements import agreement
from app.reasoning.sentences.derived import derived_fact
from app.reasoning.sentences.events import event
from app.reasoning.sentences.indicators import indicator
from app.reasoning.sentences.plans import plan
from app.reasoning.sentences.sums import trade_sum, trade_total
from app.reasoning.sentences.trade_flows import came_to, came_to_dollars, traded

__all__ = [
    "agreement",
    "came_to",
    "came_to_dollars",
    "derived_fact",
    "event",
    "indicator",
    "plan",
    "trade_sum",
    "trade_total",
    "traded",
]
