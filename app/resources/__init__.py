"""One room per resource: its query, its SQL, its shape and its routes; they never import each other."""

from typing import Final

from fastapi import APIRouter

from app.resources import agreements, events, indicators, plans, trade_flows

ROUTERS: Final[tuple[APIRouter, ...]] = (
    trade_flows.ROUTER,
    events.ROUTER,
    agreements.ROUTER,
    plans.ROUTER,
    indicators.ROUTER,
)
"""The routers of all resources, in the order of the document."""

__all__ = ["ROUTERS"]
