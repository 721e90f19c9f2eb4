"""Whole answers: a page, an item or any other body, each made from one snapshot, with the headers that caches read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response

from app.web.answers.computed import Computed, ComputedQuestion, Listed
from app.web.answers.listing import Made, Question, StoredQuestion, fetch
from app.web.catalogue import meant
from app.web.edge.cache import CACHE, CachedResponses
from app.web.edge.preconditions import RequestPreconditions, not_modified, whole
from app.web.errors import NotFound
from app.web.questions import addresses, resolve
from app.web.questions.queries import Filters
from app.web.questions.selection import Relation, Resource, understand
from app.web.rows import formats
from app.web.rows.cells import Row
from app.web.rows.writer import JSON_ROWS
from app.web.snapshot import Snapshot, data_of


class Draft(Protocol):
    """An answer that is not made yet."""

    @property
    def address(self) -> str:
        """Its address in canonical form, which tells it from all others of a release."""

    def make(self) -> Made:
        """Build its body."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """An answer to a request whose address is taken as it is."""

    address: str
    snapshot: Snapshot
    build: Callable[[Snapshot], Made]

    def make(self) -> Made:
        """Build the body."""
        return self.build(self.snapshot)


async def answer(request: Request, make: Callable[[Snapshot], Any]) -> Response:
    """Answer with JSON made from one snapshot; 304 where the client holds it already."""
    return await answer_bytes(request, lambda snapshot: (formats.to_json(make(snapshot)), {}), formats.JSON)


async def answer_bytes(request: Request, make: Callable[[Snapshot], Made], media_type: str) -> Response:
    """Answer with a body and headers made from one snapshot; 304 where the client holds it already."""
    address = f"{request.url.path}?{request.url.query}"
    return await answer_draft(request, partial(_Plain, address, build=make), media_type)


async def answer_page(request: Request, listing: Listed, query: Filters) -> Response:
    """Answer one page of a list, with `Link: rel="next"` when there is another."""
    return await answer_draft(request, partial(ask, listing, query), formats.JSON)


async def answer_draft(request: Request, draft: Callable[[Snapshot], Draft], media_type: str) -> Response:
    """Answer with what a draft makes, unless the client or the cache holds it already."""
    wanted = RequestPreconditions.of(request)
    wanted.hold_acceptable(media_type)
    cache: CachedResponses | None = request.scope.get(CACHE)

    def read(snapshot: Snapshot) -> tuple[str, str, Response]:
        drafted = draft(snapshot)
        release = snapshot.release.digest
        tag = wanted.tag_of(release, drafted.address)
        if wanted.holds(tag):
            return tag, release, not_modified(tag, release)
        response = cache and cache.find(tag)
        return tag, release, response or whole(wanted, release, tag, drafted.make(), media_type)

    tag, release, response = await data_of(request).read(read)
    if cache and response.body:
        cache.keep(tag, release, response)
    return response


def ask(listing: Listed, query: Filters, snapshot: Snapshot) -> Question:
    """Return a question to a list as understood from a snapshot; Invalid names every value that stands for nothing."""
    if isinstance(listing, Resource):
        chosen = understand(listing, query, snapshot.catalogue)
        canonical = chosen.query, chosen.address, chosen.question, chosen.members
        return StoredQuestion(snapshot, query, *canonical, chosen)
    resolved = resolve(listing.out, query, snapshot.catalogue)
    address, bound_to = addresses(listing.path, resolved.values)
    return ComputedQuestion(snapshot, query, resolved.values, address, bound_to, resolved.members, listing)


async def answer_item(request: Request, listing: Listed, record: str) -> Response:
    """Answer one record: its row, what belongs to it, and the evidence behind it; NotFound when there is none."""
    if isinstance(listing, Computed):
        return await answer(request, partial(listing.item, record=record))
    return await answer_bytes(request, partial(_item, listing, record), formats.JSON)


def _item(resource: Resource, record: str, snapshot: Snapshot) -> Made:
    """Build one record as the list of its id shows it, with its relations; a constant number of statements."""
    key = resource.identify(record)
    found = fetch(snapshot, understand(resource, Filters(id=[record]), snapshot.catalogue), JSON_ROWS, None, 1)
    if key is None or found.is_empty:
        known = resource.known(snapshot.catalogue) if resource.known else {}
        raise NotFound(record, resource.path, meant(record, known))
    beside: Row = {}
    for name, relation in resource.relations.items():
        rows = _related(snapshot, relation, key)
        beside[name] = rows[0] if relation.is_one else rows
    rest = formats.to_json({**beside, "release": snapshot.release.digest})
    return b"%b,%b" % (found.text[: -len("},")].encode(), rest[1:]), {}


def _related(snapshot: Snapshot, relation: Relation, key: Sequence[Any]) -> list[Row]:
    """Read the rows of another table that belong to the record with this key: one statement."""
    members = relation.shape.out.model_fields
    reader = relation.shape.reader(members)
    rows = snapshot.connection.execute(relation.statement(key, reader.columns))
    return [{name: row[name] for name in members} for row in (reader.read(snapshot.catalogue, found) for found in rows)]
