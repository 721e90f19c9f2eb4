"""Events: what took place, who took part, and what was said."""

from typing import Final

from fastapi import APIRouter

from app.resources.events.query import EventFilters
from app.resources.events.shape import EVENTS, EventItem, EventPage
from app.web.answers import add_item, add_lists
from app.web.routes import Route

ROUTER: Final = APIRouter(tags=["events"], route_class=Route)

add_lists(
    ROUTER,
    EVENTS,
    EventFilters,
    EventPage,
    "List events by date, with who took part and what was said.",
)
add_item(
    ROUTER,
    EVENTS,
    EventItem,
    "event",
    "Return one event with what was signed and planned there, and the words behind it.",
)
