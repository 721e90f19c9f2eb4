"""The short answers that routes give: a page or an item, each from one snapshot, each with its caching headers."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from app.web.answers import listing
from app.web.answers.listing import page
from app.web.catalogue import meant
from app.web.edge import caching
from app.web.edge.cache import CACHE, Answers
from app.web.errors import NotFound
from app.web.questions.queries import Filters
from app.web.questions.selection import Resource, only, understand
from app.web.rows import Row, formats
from app.web.snapshot import Snapshot, data_of

Make = Callable[[Snapshot], tuple[bytes, dict[str, str]]]
"""Makes the body of an answer, and headers of its own."""


async def answer(request: Request, make: Callable[[Snapshot], Any]) -> Response:
    """Answer with JSON made from one snapshot; 304 where the client holds it already."""
    return await answer_bytes(request, lambda snapshot: (formats.to_json(make(snapshot)), {}), formats.JSON)


async def answer_bytes(request: Request, make: Make, media_type: str) -> Response:
    """Answer with a body and headers made from one snapshot; 304 where the client holds it already."""
    asked = f"{request.url.path}?{request.url.query}"
    return await _answer(request, lambda snapshot: (asked, lambda: make(snapshot)), media_type)


async def answer_page(request: Request, resource: Resource, query: Filters) -> Response:
    """Answer one page of a list, with `Link: rel="next"` when there is another."""

    def ask(snapshot: Snapshot) -> tuple[str, Callable[[], tuple[bytes, dict[str, str]]]]:
        selection = understand(resource, query, snapshot.catalogue)

        def make() -> tuple[bytes, dict[str, str]]:
            body, following = page(snapshot, selection, query)
            return body, {"Link": f'<{following}>; rel="next"'} if following else {}

        return selection.address, make

    return await _answer(request, ask, formats.JSON)


async def _answer(
    request: Request, ask: Callable[[Snapshot], tuple[str, Callable[[], tuple[bytes, dict[str, str]]]]], media_type: str
) -> Response:
    """Answer a question, known by its address in canonical form: what the client or the cache holds is not made."""
    cache: Answers | None = request.scope.get(CACHE)

    def work(snapshot: Snapshot) -> tuple[str, str, Response]:
        address, make = ask(snapshot)
        release = snapshot.release.digest
        tag = caching.tag_of(wishes, release, address)
        if caching.is_fresh(wishes, tag):
            return tag, release, caching.not_modified(tag, release)
        response = cache and cache.find(tag)
        return tag, release, response or caching.whole(wishes, release, tag, make(), media_type)

    wishes = caching.wishes_of(request)
    formats.hold_acceptable(wishes.accept, media_type)
    tag, release, response = await data_of(request).read(work)
    if cache and response.body:
        cache.keep(tag, release, response)
    return response


async def answer_item(request: Request, resource: Resource, record: str) -> Response:
    """Answer one record: its row, what belongs to it, and the evidence behind it; NotFound when there is none."""
    return await answer(request, lambda snapshot: item(snapshot, resource, record))


def item(snapshot: Snapshot, resource: Resource, record: str) -> Row:
    """Read one record with its relations; a constant number of statements."""
    condition = only(resource, record)
    shape = resource.shape
    members = list(shape.cells)
    columns = [*shape.columns(members), *resource.identity]
    found = None
    if condition is not None:
        found = snapshot.connection.execute(select(*columns).where(condition)).one_or_none()
    if found is None:
        known = resource.known(snapshot.catalogue) if resource.known else {}
        raise NotFound(record, resource.path, meant(record, known))
    row = shape.reader(members)(snapshot.catalogue, found)
    listing.attach_children(snapshot, shape, shape.children, [row])
    ordered = {name: row[name] for name in shape.out.model_fields}
    key = list(found[-len(resource.identity) :])
    for name, relation in resource.relations.items():
        needed = relation.shape.needed(relation.shape.out.model_fields)
        statement = relation.statement(key, relation.shape.columns(needed))
        read = relation.shape.reader(needed)
        rows = [read(snapshot.catalogue, values) for values in snapshot.connection.execute(statement)]
        shown = [{member: made[member] for member in relation.shape.out.model_fields} for made in rows]
        ordered[name] = shown[0] if relation.is_one else shown
    return {**ordered, "release": snapshot.release.digest}
