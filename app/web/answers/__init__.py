"""What a client gets: the routes of a collection, and the pages, items and files that they answer with."""

from dataclasses import replace
from functools import partial
from types import GenericAlias
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field, create_model

from app.vocabulary.text import Names
from app.web import document
from app.web.answers.computed import ComputedQuestion
from app.web.answers.exports import File, ListFile, answer_export
from app.web.answers.listing import Collection, Computed, Question, StoredQuestion
from app.web.answers.packages import Package
from app.web.answers.responses import BodyAndHeaders, answer, answer_lazily
from app.web.catalogue import suggest_codes
from app.web.errors import NotFound
from app.web.questions import Resource, batch_of, resolve
from app.web.questions.queries import Filters, Paging, RecordId, Table, columns_of, fields_of
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.rows.formats import JSON, JSON_LINES, JSON_ROWS, PACKED, Notation, csv_of, to_json
from app.web.schemas import Out, Page
from app.web.snapshot import Snapshot

_MOST_INLINE: Final = 100
"""Rows of a page that is made while others wait."""
# pydantic would look for the source of classes made here through all frames of the import: a sixth of every start.
_WITHOUT_SOURCE: Final = {"use_attribute_docstrings": False}


def routes_of(
    collection: Collection,
    filters: type[Filters],
    *,
    record: str,
    about_list: str,
    about_item: str,
    tag: str | None = None,
) -> APIRouter:
    """Return the routes of a collection: its list, its exports and its records.

    `record` is what operations call a record (`get_trade_flow`); `about_list` and `about_item` describe them.
    """
    router = APIRouter(tags=[tag or collection.name], route_class=Route)
    add_lists(router, collection, filters, about_list)
    add_item(router, collection, record, about_item)
    return router


def add_lists(
    router: APIRouter, collection: Collection, filters: type[Filters], about: str, records: str | None = None
) -> None:
    """Register the list of a collection and its exports as CSV and JSON Lines.

    `records` is what operations call the records where that is not the name of the collection.
    """
    records = records or collection.name.replace("-", "_")
    cut = _query("Shown", filters, fields=(fields_of(collection.out.model_fields, "id", "url"), None))
    table = _query("Tabulated", filters, Table, columns=(columns_of(collection.out), None))

    class Paged(cut, Paging):  # type: ignore[valid-type,misc]  # mypy cannot follow a class that is a parameter
        """The query of one list, page by page."""

    @router.get(f"/{collection.name}", response_model=_page_of(collection), name=f"list_{records}", description=about)
    async def list_records(query: Annotated[Paged, Query()], request: Request) -> Response:
        takes_long = isinstance(collection, Computed) or query.limit > _MOST_INLINE
        return await answer_lazily(request, partial(ask, collection, query), JSON, takes_long=takes_long)

    _add_export(router, collection, table, csv_of(collection.out), records, document.AS_CSV)
    _add_export(router, collection, cut, JSON_LINES, records, document.AS_JSON_LINES)
    _add_export(router, collection, table, PACKED, records, document.AS_ZIP)


def _query(name: str, *bases: type[Any], **parameters: Any) -> type[Filters]:
    """Build the query of a list with one more parameter, which says what is shown."""
    return create_model(name, __base__=bases, __cls_kwargs__=_WITHOUT_SOURCE, **parameters)


def _page_of(collection: Collection) -> type[Page]:
    """Build the shape of a page, which is named after the shape of its rows."""
    rows: Any = GenericAlias(list, collection.out)
    return create_model(
        collection.out.__name__.removesuffix("Out") + "Page",
        __base__=Page,
        __doc__=f"A page of `{collection.path}`.",
        __cls_kwargs__=_WITHOUT_SOURCE,
        items=(rows, Field(description="The rows.")),
    )


def _add_export(
    router: APIRouter,
    collection: Collection,
    filters: type[Filters],
    notation: Notation,
    records: str,
    documented: dict[str, Any],
) -> None:
    about = f"Return all {records.replace('_', ' ')} that meet the filters as {notation.title}."
    name = f"export_{records}_{notation.suffix}"

    @router.get(f"/{collection.name}.{notation.suffix}", name=name, description=about, **documented)
    async def export_records(
        query: Annotated[filters, Query()],  # type: ignore[valid-type]  # a class of this call
        request: Request,
    ) -> Response:
        return await answer_export(request, partial(_file, collection, notation, query), notation.media_type)


def _file(collection: Collection, notation: Notation, query: Filters, snapshot: Snapshot) -> File:
    """Return a list as a file of a notation; tables have the columns asked for."""
    question = ask(collection, query, snapshot)
    if not isinstance(query, Table):
        return ListFile(question, notation)
    table = query.notation(collection.out)
    if notation is PACKED:
        return Package(collection.name, snapshot, {collection.name: (question, table)})
    return ListFile(question, table)


def add_item(router: APIRouter, collection: Collection, record: str, about: str) -> None:
    """Register the route of one record of a collection; `record` is what operations call it."""
    item = item_of(collection)
    described = Path(description=f"The id of the {record.replace('_', ' ')}.")

    @router.get(f"/{collection.name}/{{id}}", response_model=item, name=f"get_{record}", description=about)
    async def get_record(
        id: Annotated[RecordId, described],  # noqa: A002  # the parameter's public name
        request: Request,
    ) -> Response:
        if isinstance(collection, Computed):
            return await answer(request, partial(collection.item, record=id), takes_long=True)
        return await answer(request, partial(read_item, collection, id), JSON)


def item_of(collection: Collection) -> type[Out]:
    """Build the shape of a record by itself: its row, and what belongs to it."""
    members: dict[str, Any] = {
        name: (
            relation.shape.out if relation.is_one else GenericAlias(list, relation.shape.out),
            Field(description=relation.about),
        )
        for name, relation in (collection.relations if isinstance(collection, Resource) else {}).items()
    }
    members["release"] = (str, Field(description="Digest of the release."))
    return create_model(
        collection.out.__name__.removesuffix("Out") + "Item",
        __base__=collection.out,
        __doc__=f"A record of `{collection.path}`, with what belongs to it.",
        __cls_kwargs__=_WITHOUT_SOURCE,
        **members,
    )


def ask(collection: Collection, query: Filters, snapshot: Snapshot) -> Question:
    """Return a question to a list as understood from a snapshot; Invalid names every value that stands for nothing."""
    selection = resolve(collection.out, query, snapshot.catalogue)
    if snapshot.as_of is not None:
        selection = replace(selection, values={**selection.values, "as_of": snapshot.as_of.name})
    if isinstance(collection, Computed):
        return ComputedQuestion(collection, snapshot, query, selection)
    if query.id:
        selection.conditions["id"] = batch_of(collection).condition(query.id, snapshot.catalogue)
    return StoredQuestion(collection, snapshot, query, selection)


def read_item(resource: Resource, record: str, snapshot: Snapshot) -> BodyAndHeaders:
    """Build one record as the list of its id shows it, with its relations; a constant number of statements."""
    key = resource.parse_id(record)
    found = ask(resource, Filters(id=(record,)), snapshot).fetch(JSON_ROWS, None, 1)
    if key is None or found.is_empty:
        known = resource.names(snapshot.catalogue) if resource.names else Names()
        raise NotFound(record, resource.path, suggest_codes(record, known, snapshot.catalogue))
    beside: Row = {}
    for name, relation in resource.relations.items():
        rows = relation.of(snapshot, key)
        beside[name] = rows[0] if relation.is_one else rows
    rest = to_json({**beside, "release": snapshot.release.digest})
    return b"%b,%b" % (found.text[: -len(JSON_ROWS.end)], rest[1:]), {}
