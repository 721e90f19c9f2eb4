"""Whole answers as bytes, in front of everything else: a question asked again costs one look-up.

Two keys lead to an answer. Its tag stands for route, canonical query, format, encoding and release; routes look there
before they read rows. In front of it stands the request as it was sent: its address and the few headers that any answer
depends on. Whoever sends the same bytes again gets the same bytes again, headers and all, without parsing them.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.edge.caching import is_among
from app.web.edge.guard import LARGEST_HEAD, MOST_HEADERS
from app.web.edge.metrics import Counted, counted, now
from app.web.snapshot import Watch

CACHE: Final = "tradefacts.cache"
"""Where the scope of a request holds the answers kept."""

_READING: Final = frozenset({"GET", "HEAD"})
_OF_A_BODY: Final = frozenset({b"content-length", b"transfer-encoding"})
_OF_A_304: Final = (b"etag", b"cache-control", b"vary", b"tradefacts-release")
_OVERHEAD: Final = 1_500
"""Bytes that an answer, and each request that leads to it, take beside the body."""
_OK: Final = 200
_WHOLE: Final = 2
"""Messages of an answer that is no stream: its start and its body."""
_MOST_REQUESTS: Final = 100
"""Requests that may lead to one answer: spelled otherwise, or with other headers."""

Asked = tuple[bytes | None, ...]


@dataclass(slots=True)
class Kept:
    """One answer: as the route gave it, with the requests that lead to it and the bytes it takes."""

    tag: str
    response: Response
    size: int
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one request is answered: the messages as they leave the application, whole and as a 304."""

    kept: Kept
    tag: bytes
    start: Message
    body: Message
    not_modified: Message
    counted: Counted
    counted_304: Counted


class Answers:
    """The answers kept of one release, at most `size` bytes of them; the least recently used goes first.

    Bytes are those of bodies, headers, and the requests that lead to them, which are as long as clients like.
    """

    def __init__(self, size: int) -> None:
        self.release: str | None = None
        self._room = size
        self._size = size
        self._by_tag: OrderedDict[str, Kept] = OrderedDict()
        self._by_request: dict[Asked, Sent] = {}

    def find(self, tag: str) -> Response | None:
        """Give the answer with this tag."""
        kept = self._by_tag.get(tag)
        return kept.response if kept else None

    def keep(self, tag: str, release: str, response: Response) -> None:
        """Keep an answer of a route under its tag, unless another release has overtaken it."""
        if tag in self._by_tag:
            self._by_tag.move_to_end(tag)
            return
        size = len(response.body) + sum(map(len, chain.from_iterable(response.raw_headers))) + _OVERHEAD
        if size <= self._size and release == self.release:
            self._by_tag[tag] = Kept(tag, response, size)
            self._take(size)

    def again(self, asked: Asked) -> Sent | None:
        """Give what this request was answered before."""
        sent = self._by_request.get(asked)
        if sent is not None:
            self._by_tag.move_to_end(sent.kept.tag)
        return sent

    def remember(self, asked: Asked, start: Message, body: Message, operation: str) -> None:
        """Let a request lead to the answer it got, if that is kept."""
        headers = dict(start["headers"])
        tag = headers.get(b"etag", b"")
        kept = self._by_tag.get(tag.decode("latin-1"))
        if kept is None or len(kept.asked) == _MOST_REQUESTS or asked in self._by_request:
            return
        short = [pair for pair in start["headers"] if pair[0] in _OF_A_304 or pair[0].startswith(b"access-control-")]
        not_modified = {**start, "status": 304, "headers": short}
        numbers = counted(operation, 200), counted(operation, 304)
        self._by_request[asked] = Sent(kept, tag, start, {**body, "body": kept.response.body}, not_modified, *numbers)
        size = _OVERHEAD + sum(map(len, filter(None, asked)))
        kept.asked.append(asked)
        kept.size += size
        self._take(size)

    def turn_to(self, release: str) -> None:
        """Forget all answers, and keep those of another release."""
        self._by_tag.clear()
        self._by_request.clear()
        self._room = self._size
        self.release = release

    def _take(self, size: int) -> None:
        self._room -= size
        while self._room < 0:
            _, oldest = self._by_tag.popitem(last=False)
            self._room += oldest.size
            for asked in oldest.asked:
                del self._by_request[asked]


class ByteCache:
    """The outermost middleware: answers what it was asked before from the release in force, and passes on the rest."""

    def __init__(self, app: ASGIApp, size: int, watch: Watch) -> None:
        self._app = app
        self._answers = Answers(size)
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass on and keep what comes back."""
        start = now()
        release, given = self._watch.release, _simple(scope)
        if release is None or given is None:
            await self._app(scope, receive, send)
            return
        if release != self._answers.release:
            self._answers.turn_to(release)
        get = given.get
        asked = scope["raw_path"], scope["query_string"], get(b"host"), get(b"accept"), get(b"accept-encoding")
        sent = self._answers.again(asked)
        if sent is None:
            await self._ask(asked, release, scope, receive, send)
        elif (held := get(b"if-none-match")) and _holds(held, sent.tag):
            await send(sent.not_modified)
            await send(_EMPTY)
            sent.counted_304(start)
        else:
            await send(sent.start)
            await send(_EMPTY if scope["method"] == "HEAD" else sent.body)
            sent.counted(start)

    async def _ask(self, asked: Asked, release: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and remember an answer that came whole; one that another release has overtaken is forgotten."""
        messages: list[Message] = []

        async def note(message: Message) -> None:
            if len(messages) <= _WHOLE:  # of a stream no more is held than shows that it is one
                messages.append(message)
            await send(message)

        scope[CACHE] = self._answers
        await self._app(scope, receive, note if scope["method"] == "GET" else send)
        is_whole = len(messages) == _WHOLE and messages[0]["status"] == _OK
        if is_whole and self._answers.release == release:
            operation = getattr(scope.get("route"), "name", "none")
            self._answers.remember(asked, messages[0], messages[1], operation)


_EMPTY: Final[Message] = {"type": "http.response.body", "body": b""}


def _simple(scope: Scope) -> dict[bytes, bytes] | None:
    """Give the headers of a request; None for one that is not simple enough, or that the guard may refuse."""
    if scope["method"] not in _READING:
        return None
    headers = scope["headers"]
    given = dict(headers)
    length = len(b"".join(given)) + len(b"".join(given.values())) + 4 * len(given)
    simple = len(given) == len(headers) <= MOST_HEADERS and length <= LARGEST_HEAD
    return given if simple and given.keys().isdisjoint(_OF_A_BODY) else None


def _holds(held: bytes, tag: bytes) -> bool:
    """Tell whether what the client holds is the answer."""
    return held == tag or is_among(tag.decode("latin-1"), held.decode("latin-1"))
