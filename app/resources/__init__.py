"""One module or package for each resource: its query, its shape and its routes; they never import each other."""

from typing import Final

from fastapi import APIRouter

from app.resources import (
    actors,
    agreements,
    areas,
    availability,
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

_MODULES: Final = (
    *(actors, agreements, areas, availability, commodities, events, evidence),
    *(indicators, plans, releases, sources, trade_flows, vocabulary),
)
ROUTERS: Final[tuple[APIRouter, ...]] = tuple(module.ROUTER for module in _MODULES)
"""The routers of all resources; the document puts them in the order of its tags."""

__all__ = ["ROUTERS"]
