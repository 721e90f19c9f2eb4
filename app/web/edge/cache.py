"""The outermost middleware: whole answers as bytes, so that a question asked again costs one look-up.

Three keys lead to an answer, each tried before the next:

1. The request byte for byte as it came, all its headers included: clients that stay connected repeat themselves.
2. The request by all that any answer depends on: its address and a few headers.
3. The tag of the answer: route, canonical query, format, encoding and release. Routes look there before they read rows.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter as now
from typing import Any, Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.database import ReleaseInForce
from app.web.edge import (
    LARGEST_HEAD,
    MOST_HEADERS,
    REQUEST_ID_HEADER,
    SECURITY_HEADERS,
    TALLIES,
    RequestTally,
    header_lines,
    request_id_of,
)
from app.web.edge.logs import TRAFFIC, RequestLog
from app.web.errors import REQUEST_ID
from app.web.snapshot import ReleaseWatch

CACHE: Final = "tradefacts.cache"
"""Where the scope of a request holds the cached responses."""

_READING: Final = frozenset({"GET", "HEAD"})
_NOT_SIMPLE: Final = frozenset({b"content-length", b"transfer-encoding", b"range", b"if-match"})
_VARYING_HEADERS: Final = (b"host", b"accept", b"accept-encoding")
_OF_ANSWERS: Final = {b"etag", b"cache-control", b"vary", b"tradefacts-release", b"tradefacts-build"}
_HEADERS_OF_304: Final = SECURITY_HEADERS | _OF_ANSWERS
_OVERHEAD: Final = 1_500
"""Bytes that an answer, and each request that leads to it, take beside the body."""
_OK: Final = 200
_MESSAGES: Final = 2
"""Messages of an answer that is no stream: its start and its body."""
_MOST_REQUESTS: Final = 100
"""Requests that may lead to one answer: spelled otherwise, or with other headers."""
_MOST_REPEATED: Final = 50
"""Of these, those that are known byte for byte: behind a proxy that marks every request, none ever comes again."""
_EMPTY: Final[Message] = {"type": "http.response.body", "body": b""}

RequestKey = tuple[bytes | tuple[bytes, bytes] | None, ...]
"""A request: its path, its query string, and all its headers or the values of those that any answer depends on."""


@dataclass(slots=True)
class CachedResponse:
    """One answer: as the route gave it, with the requests that lead to it and the bytes it takes."""

    tag: str
    response: Response
    size: int
    requests: list[RequestKey] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a request is answered, ready to send, whole or as a 304; `lines` are its headers as HTTP/1.1 has them."""

    cached: CachedResponse
    start: Message
    body: Message
    lines: bytes
    operation: str
    tally: RequestTally
    not_modified: "Prepared | None" = None


class CachedResponses:
    """The answers of one release, at most `size` bytes of them; the least recently used goes first.

    Bytes are those of bodies, headers, and the requests that lead to them, which are as long as clients like.
    """

    def __init__(self, size: int) -> None:
        self.release: ReleaseInForce | None = None
        self._room = size
        self._size = size
        self._by_tag: OrderedDict[str, CachedResponse] = OrderedDict()
        self._by_request: dict[RequestKey, Prepared] = {}

    def find(self, tag: str) -> Response | None:
        """Return the answer with this tag."""
        cached = self._by_tag.get(tag)
        return cached.response if cached else None

    def keep(self, response: Response) -> None:
        """Store an answer of a route under its tag, unless another release is in force by now."""
        tag = response.headers["ETag"]
        if tag in self._by_tag:
            self._by_tag.move_to_end(tag)
            return
        size = len(response.body) + sum(map(len, chain.from_iterable(response.raw_headers))) + _OVERHEAD
        is_in_force = self.release is not None and response.headers["Tradefacts-Release"] == self.release.digest
        if size <= self._size and is_in_force:
            self._by_tag[tag] = CachedResponse(tag, response, size)
            self._reserve(size)

    def lookup(self, request: RequestKey) -> Prepared | None:
        """Return the prepared answer to a request that came before."""
        prepared = self._by_request.get(request)
        if prepared is not None:
            TRAFFIC.hits += 1
            self._by_tag.move_to_end(prepared.cached.tag)
        return prepared

    def prepare(self, request: RequestKey, start: Message, body: Message, operation: str) -> None:
        """Build the messages that answer a request from now on, where its answer is stored."""
        tag = dict(start["headers"]).get(b"etag", b"").decode("latin-1")
        cached = self._by_tag.get(tag)
        if cached is None:
            return
        TRAFFIC.misses += 1
        headers = [pair for pair in start["headers"] if pair[0] != REQUEST_ID_HEADER]
        short = [pair for pair in headers if pair[0] in _HEADERS_OF_304]
        start_of_304 = {**start, "status": 304, "headers": short}
        not_modified = Prepared(cached, start_of_304, _EMPTY, header_lines(short), operation, TALLIES[operation, 304])
        whole = {**start, "headers": headers}, {**body, "body": cached.response.body}, header_lines(headers)
        prepared = Prepared(cached, *whole, operation, TALLIES[operation, _OK], not_modified)
        self.link(request, prepared, _MOST_REQUESTS)

    def link(self, request: RequestKey, prepared: Prepared, at_most: int) -> None:
        """Record that a request leads to a prepared answer, unless `at_most` requests do already."""
        cached = prepared.cached
        if len(cached.requests) >= at_most or request in self._by_request:
            return
        self._by_request[request] = prepared
        size = _OVERHEAD + len(prepared.lines)
        size += sum(sum(map(len, part)) if isinstance(part, tuple) else len(part or b"") for part in request)
        cached.requests.append(request)
        cached.size += size
        self._reserve(size)

    def start_release(self, release: ReleaseInForce) -> None:
        """Remove all answers, and store only those of this release from now on."""
        self._by_tag.clear()
        self._by_request.clear()
        self._room = self._size
        self.release = release

    def _reserve(self, size: int) -> None:
        """Count bytes that were added, and remove the least recently used answers where there is no room for them."""
        self._room -= size
        while self._room < 0:
            _, oldest = self._by_tag.popitem(last=False)
            self._room += oldest.size
            for request in oldest.requests:
                del self._by_request[request]


class ByteCache:
    """Middleware that answers what it was asked before from the release in force, and passes on the rest."""

    def __init__(self, app: ASGIApp, size: int, watch: ReleaseWatch, log: RequestLog) -> None:
        self.log = log
        self._app = app
        self._responses = CachedResponses(size)
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or call the application and store what it answers."""
        start = now()
        prepared = self.find(scope) or await self._by_headers(scope, receive, send)
        if prepared is not None:
            request_id, headers = request_id_of(scope["headers"]), prepared.start["headers"]
            await send({**prepared.start, "headers": [*headers, (REQUEST_ID_HEADER, request_id)]})
            await send(body := _EMPTY if scope["method"] == "HEAD" else prepared.body)
            self.record(scope["method"], prepared, len(body["body"]), request_id, start)

    def record(self, method: str, prepared: Prepared, size: int, request_id: bytes, start: float) -> None:
        """Count an answer from here of so many bytes that began at `start`, and log it where every request is."""
        seconds = prepared.tally.count(start)
        if self.log.writes_all:
            token = REQUEST_ID.set(request_id.decode())
            told = {"bytes": size, "release": prepared.cached.response.headers["Tradefacts-Release"]}
            self.log.write(method, prepared.operation, prepared.start["status"], seconds, **told)
            REQUEST_ID.reset(token)

    def find(self, scope: Mapping[str, Any]) -> Prepared | None:
        """Return the answer, from the release in force, to a request that came before byte for byte."""
        release = self._watch.release
        if release is None or scope["method"] not in _READING:
            return None
        if release != self._responses.release:
            self._responses.start_release(release)
        return self._responses.lookup((scope["raw_path"], scope["query_string"], *scope["headers"]))

    async def _by_headers(self, scope: Scope, receive: Receive, send: Send) -> Prepared | None:
        """Return the answer to a request that came before with other headers; else call the application."""
        is_read = self._watch.release is not None and scope["method"] in _READING
        given = _simple_headers(scope) if is_read else None
        if given is None:
            await self._app(scope, receive, send)
            return None
        by_headers = [given.get(name) for name in _VARYING_HEADERS]
        request = (scope["raw_path"], scope["query_string"], *by_headers)
        prepared = self._responses.lookup(request)
        if prepared is None:
            await self._forward(request, scope, receive, send)
            return None
        tags = given.get(b"if-none-match")
        if tags and prepared.not_modified and etag_matches(prepared.cached.tag, tags.decode("latin-1")):
            prepared = prepared.not_modified
        repeated = (scope["raw_path"], scope["query_string"], *scope["headers"])
        self._responses.link(repeated, prepared, _MOST_REPEATED)
        return prepared

    async def _forward(self, request: RequestKey, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application, and record an answer that came whole while its release is in force."""
        messages: list[Message] = []

        async def note(message: Message) -> None:
            if len(messages) <= _MESSAGES:  # of a stream no more is held than shows that it is one
                messages.append(message)
            await send(message)

        release = self._responses.release
        scope[CACHE] = self._responses
        await self._app(scope, receive, note if scope["method"] == "GET" else send)
        is_whole = len(messages) == _MESSAGES and messages[0]["status"] == _OK
        if is_whole and self._responses.release == release:
            operation = getattr(scope.get("route"), "name", "none")
            self._responses.prepare(request, messages[0], messages[1], operation)


def _simple_headers(scope: Scope) -> dict[bytes, bytes] | None:
    """Return the headers of a request; None for one that is not simple enough, or that the guard may refuse."""
    headers = scope["headers"]
    given = dict(headers)
    length = len(b"".join(given)) + len(b"".join(given.values())) + 4 * len(given)
    simple = len(given) == len(headers) <= MOST_HEADERS and length <= LARGEST_HEAD
    return given if simple and given.keys().isdisjoint(_NOT_SIMPLE) else None


def etag_matches(tag: str, given: str, *, weakly: bool = True) -> bool:
    """Return whether a tag is among those of `If-None-Match`, or of `If-Match`, not `weakly` (RFC 9110, 13.1)."""
    tags = {part.strip().removeprefix("W/" if weakly else "") for part in given.split(",")}
    return "*" in tags or tag in tags
