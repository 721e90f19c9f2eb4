"""What a client gets: the routes of a collection, and the pages, items and files that they answer with."""

from types import GenericAlias
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field, create_model

from app.web import document
from app.web.answers.computed import Listed
from app.web.answers.exports import CSV, JSON_LINES, Format, answer_export
from app.web.answers.pages import answer_item, answer_page
from app.web.questions.queries import Filters, Paging, RecordId
from app.web.routes import Route
from app.web.schemas import Out, Page


def routes_of(
    listing: Listed,
    filters: type[Filters],
    item: type[Out],
    *,
    record: str,
    listed: str,
    shown: str,
    tag: str | None = None,
) -> APIRouter:
    """Return the routes of a collection: its list, its exports and its records.

    `record` is what operations call a record; `listed` and `shown` describe the list and the record.
    """
    router = APIRouter(tags=[tag or listing.name], route_class=Route)
    add_lists(router, listing, filters, listed)
    add_item(router, listing, item, record, shown)
    return router


def add_lists(
    router: APIRouter, listing: Listed, filters: type[Filters], about: str, records: str | None = None
) -> None:
    """Register the list of a collection and its exports as CSV and JSON Lines.

    `records` is what operations call the records where that is not the name of the collection.
    """
    records = records or listing.name.replace("-", "_")
    paged: type[Filters] = type("Paged", (filters, Paging), {"__doc__": filters.__doc__})

    @router.get(f"/{listing.name}", response_model=_page_of(listing), name=f"list_{records}", description=about)
    async def list_records(
        query: Annotated[paged, Query()],  # type: ignore[valid-type]  # a class made above, which mypy cannot follow
        request: Request,
    ) -> Response:
        return await answer_page(request, listing, query)

    _add_export(router, listing, filters, CSV, records, document.CSV)
    _add_export(router, listing, filters, JSON_LINES, records, document.JSON_LINES)


def _page_of(listing: Listed) -> type[Page]:
    """Build the shape of a page, which is named after the shape of its rows."""
    rows: Any = GenericAlias(list, listing.out)
    return create_model(
        f"{listing.out.__name__.removesuffix('Out')}Page",
        __base__=Page,
        __doc__=f"A page of `{listing.path}`.",
        items=(rows, Field(description="The rows, in the order of the list.")),
    )


def _add_export(
    router: APIRouter,
    listing: Listed,
    filters: type[Filters],
    form: Format,
    records: str,
    documented: dict[str, Any],
) -> None:
    about = f"Return all {records.replace('_', ' ')} that meet the filters as {form.title}."
    name = f"export_{records}_{form.suffix}"

    @router.get(f"/{listing.name}.{form.suffix}", name=name, description=about, **documented)
    async def export_records(
        query: Annotated[filters, Query()],  # type: ignore[valid-type]  # a class of this call
        request: Request,
    ) -> Response:
        return await answer_export(request, listing, query, form)


def add_item(router: APIRouter, listing: Listed, item: type[Out], record: str, about: str) -> None:
    """Register the route of one record of a collection; `record` is what operations call it."""
    described = Path(description=f"The id of the {record.replace('_', ' ')}.")

    @router.get(f"/{listing.name}/{{id}}", response_model=item, name=f"get_{record}", description=about)
    async def get_record(
        id: Annotated[RecordId, described],  # noqa: A002  # the parameter's public name
        request: Request,
    ) -> Response:
        return await answer_item(request, listing, id)
