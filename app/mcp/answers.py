"""What the tools of agents answer: answers of the API, cut to what tells most, in less than 2,000 tokens."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from pydantic import BaseModel, Field

from app.resources import ROUTERS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views import IN_BRIEF, cut
from app.views.checks import ROUTER as CHECKS_ROUTER
from app.views.citing.citation import Cited, citations_of, plain_text, sources_in
from app.views.derived import ROUTER as DERIVED_ROUTER
from app.views.items import SERVED, read_record
from app.views.read import TextQuery, answer_text
from app.views.relations import RelationQuery, answer_relation
from app.views.search import SearchQuery, answer_search
from app.views.series import SeriesQuery, answer_series
from app.views.verify.query import ClaimQuery
from app.web.answers import ask
from app.web.answers.listing import Collection, canonical_url
from app.web.questions.queries import Filters, Name, Query, RecordId
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_TOLD: Final = (IN_BRIEF - {"links"}) | {"proof", "lower", "upper", "bounds", "unit", "title", "items"}
"""What is told of records: what a brief answer has, and how they are proved, and their intervals."""
_TOLD_UNSAID: Final = frozenset(
    (
        *("quote", "quote_status", "field", "record", "change", "kind", "sequence", "loaded_at"),
        *("explanation", "publisher", "published_on", "reporter", "partner", "periods"),
    )
)
"""What is told beside of records that have no sentence."""
_TOLD_OF_TEXT: Final = frozenset(("quote", "period", "label", "sentence", "facts", "url", "verify", "labels"))


class RelationAsked(RelationQuery):
    """Two areas, and the sections of the answer on them."""

    told = _TOLD
    brief: bool = True
    a: Annotated[Name, Field(examples=["KAZ"])]
    """One area: code, name or alias."""
    b: Annotated[Name, Field(examples=["China"])]
    """The other area."""


class ClaimAsked(ClaimQuery):
    """A claim, answered briefly."""

    told = _TOLD | ClaimQuery.told | {"formula", "source"}
    brief: bool = True


class AddressAsked(Query):
    """An address that an answer has."""

    url: Annotated[str, Field(min_length=1, max_length=2000, examples=["/v1/sources/timesca-565m"])]
    """The address, as an answer has it."""


class RecordAsked(Query):
    """A record, by the name of its list and its id."""

    kind: str
    """The name of the list."""
    id: RecordId
    """The id."""


def search(query: SearchQuery, snapshot: Snapshot) -> Row:
    """Return what words may mean."""
    return cut(answer_search(query, snapshot), {"items": 1})


def relation(query: RelationAsked, snapshot: Snapshot) -> Row:
    """Return what is held about two areas, or some sections of it."""
    return answer_relation(query, query.a, query.b, snapshot)


def series(query: SeriesQuery, snapshot: Snapshot) -> Row:
    """Return a series, with the address of the statements that its figures are of."""
    row = answer_series(query, snapshot)
    about = row.pop("meta")
    statements = canonical_url(TRADE_FLOWS.path, about["query"])
    return cut({"statements": statements, **row, **about}, {"items": 1})


def read(query: TextQuery, snapshot: Snapshot) -> Row:
    """Return what becomes of the numbers of a text, counted by their labels."""
    row = answer_text(query, snapshot)
    labels = {str(label): count for label, count in row["labels"].items() if count}
    return cut(row | {"labels": labels}, {"items": 1}, _TOLD_OF_TEXT | labels.keys())


def _page(collection: Collection, query: Filters, snapshot: Snapshot) -> Row:
    row: Row = msgspec.json.decode(ask(collection, query, snapshot).make()[0])
    return row


def list_page(collection: Collection, query: Filters, snapshot: Snapshot) -> Row:
    """Return a page of a list that ends where there is room for no more, with the address of the next."""
    page = _page(collection, query, snapshot)
    told = _TOLD if "sentence" in collection.out.model_fields else _TOLD | _TOLD_UNSAID
    row = cut(page, {"items": 1}, told)
    count = len(row["items"])
    if 0 < count < len(page["items"]):
        page = _page(collection, query.model_copy(update={"limit": count}), snapshot)
    meta = {name: page["meta"][name] for name in ("coverage", "missing", "left_out")}
    return {"items": row["items"], "next": page["next"], **meta}


def record(origin: str, query: RecordAsked, snapshot: Snapshot) -> Row:
    """Return a record with what belongs to it and how it is cited; members that are not stated are named at its end."""
    row = read_record(query.kind, query.id, snapshot)
    cited = Cited(query.kind, query.id, origin, row["url"], row, sources_in(row))
    stated = {name: value for name, value in row.items() if value not in (None, [], {})}
    stated["cite"] = plain_text(cited, citations_of(cited, snapshot)).decode().splitlines()
    sections = {name: 1 for name, value in stated.items() if isinstance(value, list)}
    unstated = [name for name, value in row.items() if value is None]
    return cut(stated, sections) | {"not_stated": unstated}


LISTS: Final[Mapping[str, type[BaseModel]]] = {
    name: route.query_model
    for router in (*ROUTERS, CHECKS_ROUTER, DERIVED_ROUTER)
    for route in router.routes
    if isinstance(route, Route) and route.query_model and (name := route.path.removeprefix("/")) in SERVED
}
"""The parameters of each list."""
