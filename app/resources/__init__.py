"""One module or package for each resource: its query, its shape and its routes; they never import each other."""

from typing import Final

from fastapi import APIRouter

from app.resources import (
    actors,
    agreements,
    areas,
    commodities,
    events,
    evidence,
    indicators,
    plans,
    releases,
    sources,
    trade_flows,
    vocabulary,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    trade_flows.ROUTER,
    events.ROUTER,
    agreements.ROUTER,
    commodities.ROUTER,
    plans.ROUTER,
    indicators.ROUTER,
    sources.ROUTER,
    evidence.ROUTER,
    areas.ROUTER,
    actors.ROUTER,
    vocabulary.ROUTER,
    releases.ROUTER,
)
"""The routers of all resources, in the order of the document."""

__all__ = ["ROUTERS"]
