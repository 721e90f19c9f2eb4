"""One module or package for each resource: its query, its shape and its routes; they never import each other."""

from typing import Final

from app.resources import (
    actors,
    agreements,
    areas,
    availability,
    changes,
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

ROUTERS: Final = (
    trade_flows.ROUTER,
    *(actors.ROUTER, agreements.ROUTER, areas.ROUTER, availability.ROUTER, changes.ROUTER, commodities.ROUTER),
    *(events.ROUTER, evidence.ROUTER, indicators.ROUTER, plans.ROUTER, releases.ROUTER, sources.ROUTER),
    vocabulary.ROUTER,
)
"""The routers of all resources, the one asked for most first; the document puts them in the order of its tags."""
