"""Releases: the states that the data have gone through; every answer names the one it was made from."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.models.provenance import Release
from app.web.answers.exports import answer_csv, answer_json_lines
from app.web.answers.pages import answer_item, answer_page
from app.web.document import CSV, JSON_LINES
from app.web.questions.queries import Filters, Paging, RecordId, members_of
from app.web.questions.selection import Resource
from app.web.routes import QueryRoute
from app.web.rows import Cell, shape_of, url_under, value_of
from app.web.schemas import Out, Page


class ReleaseOut(Out):
    """One state of all data."""

    id: str
    """The digest over all sources and reference data."""
    url: str
    """Where this release is served."""
    sequence: int
    """1 for the first release, and one more for each that follows."""
    loaded_at: str
    """When it was loaded, in UTC."""
    reference_digest: str
    """The digest over the reference data alone."""
    counts: dict[str, int]
    """How many rows each table has."""
    in_force: bool
    """Whether answers are made from it now."""


class ReleaseItem(ReleaseOut):
    """One state of all data, and the state that answers."""

    release: str
    """The digest of the data that this answer was made from: the release in force."""


class ReleasePage(Page):
    """A page of releases."""

    items: list[ReleaseOut]
    """The releases, the oldest first."""


class ReleaseFilters(Filters):
    """What narrows releases."""

    fields: Annotated[str | None, members_of(ReleaseOut, "id", "loaded_at")] = None
    """Members to show, separated by commas; all without it."""


class ReleaseQuery(ReleaseFilters, Paging):
    """What narrows releases, page by page."""


RELEASES: Final = Resource(
    name="releases",
    model=Release,
    shape=shape_of(
        ReleaseOut,
        Release,
        id=value_of(Release.digest),
        url=url_under("releases"),
        in_force=Cell((Release.digest,), lambda catalogue, digest: digest == catalogue.release),
    ),
    identity=(Release.digest,),
    identify=lambda record: (record,),
    order=(Release.sequence,),
    order_types=(int,),
)
ROUTER: Final = APIRouter(tags=["service"], route_class=QueryRoute)


@ROUTER.get("/releases", response_model=ReleasePage)
async def list_releases(query: Annotated[ReleaseQuery, Query()], request: Request) -> Response:
    """List the releases of the data, the oldest first."""
    return await answer_page(request, RELEASES, query)


@ROUTER.get("/releases.csv", **CSV)
async def export_releases_csv(query: Annotated[ReleaseFilters, Query()], request: Request) -> Response:
    """Give all releases as one CSV table."""
    return await answer_csv(request, RELEASES, query)


@ROUTER.get("/releases.jsonl", **JSON_LINES)
async def export_releases_jsonl(query: Annotated[ReleaseFilters, Query()], request: Request) -> Response:
    """Give all releases as JSON Lines."""
    return await answer_json_lines(request, RELEASES, query)


@ROUTER.get("/releases/{id}", response_model=ReleaseItem)
async def get_release(
    id: Annotated[RecordId, Path(description="The digest of the release.")],  # noqa: A002  # the public name
    request: Request,
) -> Response:
    """Give one release."""
    return await answer_item(request, RELEASES, id)
