"""Facts in one English sentence each, made from their fields and from the words of their hedges alone."""

from app.reasoning.wording.agreements import agreement
from app.reasoning.wording.derived import derived_fact
from app.reasoning.wording.events import event
from app.reasoning.wording.indicators import indicator
from app.reasoning.wording.plans import plan
from app.reasoning.wording.sums import trade_sum, trade_total
from app.reasoning.wording.trade_flows import came_to, came_to_dollars, traded

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
