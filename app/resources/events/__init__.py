"""Events: what took place, who took part, and what was said."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.resources.events.query import EventFilters, EventQuery
from app.resources.events.shape import EVENTS, EventItem, EventPage
from app.web.answers.exports import answer_csv, answer_json_lines
from app.web.answers.pages import answer_item, answer_page
from app.web.document import CSV, JSON_LINES
from app.web.questions.queries import RecordId
from app.web.routes import QueryRoute

ROUTER: Final = APIRouter(tags=["events"], route_class=QueryRoute)


@ROUTER.get("/events", response_model=EventPage)
async def list_events(query: Annotated[EventQuery, Query()], request: Request) -> Response:
    """List events by date, with who took part and what was said."""
    return await answer_page(request, EVENTS, query)


@ROUTER.get("/events.csv", **CSV)
async def export_events_csv(query: Annotated[EventFilters, Query()], request: Request) -> Response:
    """Give all events that meet the filters as one CSV table."""
    return await answer_csv(request, EVENTS, query)


@ROUTER.get("/events.jsonl", **JSON_LINES)
async def export_events_jsonl(query: Annotated[EventFilters, Query()], request: Request) -> Response:
    """Give all events that meet the filters as JSON Lines."""
    return await answer_json_lines(request, EVENTS, query)


@ROUTER.get("/events/{id}", response_model=EventItem)
async def get_event(
    id: Annotated[RecordId, Path(description="The id of the event.")],  # noqa: A002  # the parameter's public name
    request: Request,
) -> Response:
    """Give one event with what was signed and planned there, and the words behind it."""
    return await answer_item(request, EVENTS, id)
