"""HTTP/1.1 as the server speaks it, but that the byte cache is asked before a request becomes a task.

A task for each request, and a check of each header of an answer that went out before, cost twice what all else of a
cached answer does: with them it is at 0.75 of a bare application's constant bytes. What is out of the ordinary in a
connection (a pipeline, a client that does not read) is the server's own affair, and so is whatever the cache does not
know byte for byte.

And bounds of what one connection may keep: its client's time, requests sent ahead, and answers that are not read. The
server itself has none of these (it only closes a connection that is silent between two requests), and a number of
connections at most, which a hundred slow clients use up. Here the slowest make room for others.
"""

import asyncio
import sys
from time import perf_counter as now
from typing import Final, NamedTuple, Protocol

from uvicorn._types import ASGI3Application  # what a method of the server is declared with
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.vocabulary.terms import Problem
from app.web.edge import OWN_HEADERS, POLICY, REQUEST_ID_HEADER, TALLIES, header_lines, request_id_of
from app.web.edge.cache import ByteCache
from app.web.errors import ApiError

if sys.platform != "win32":
    from resource import RLIMIT_NOFILE, getrlimit

    MOST_CONNECTIONS: Final = getrlimit(RLIMIT_NOFILE)[0] * 3 // 4
    """What leaves room for files and the database."""
else:
    MOST_CONNECTIONS: Final = 500

READ_SECONDS: Final = 15.0
"""How long a client may take for the head of a request, and for its body; what it sends meanwhile does not matter."""
MOST_UNSENT: Final = 32 << 20
"""Bytes of answers that clients do not read, of all connections together."""
_LOOK_SECONDS: Final = 0.5
"""Seconds between two looks at a connection."""
_MOST_AHEAD: Final = 1_000
"""Requests that a client may send before the answer to the first."""
_MOST_BYTES_AHEAD: Final = 1 << 20


class _Seen(NamedTuple):
    """A connection at one look: its request, the bytes that its client left, and for how long it has kept us."""

    cycle: object = None
    unsent: int = 0
    seconds: float = 0.0
    is_awaited: bool = True


class _Cycle(Protocol):
    """What the server holds of one request."""

    keep_alive: bool
    response_started: bool
    response_complete: bool
    more_body: bool


class BoundedConnection(asyncio.Protocol):
    """A connection of a server's protocol that is closed when its client keeps it waiting."""

    app: object
    cycle: _Cycle | None
    connections: set["BoundedConnection"]
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    seen: _Seen = _Seen()
    opened: float = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start a connection; where there are too many, close the one whose request is awaited longest."""
        waiting = (one for one in self.connections if one.seen.is_awaited)
        if len(self.connections) >= MOST_CONNECTIONS and (slowest := max(waiting, key=_slowness, default=None)):
            slowest.transport.abort()
        super().connection_made(transport)
        self.opened = self.loop.time()
        self.loop.call_later(_LOOK_SECONDS, self._look)

    def pause_writing(self) -> None:
        """Wait with answers that are not read; where all together are too many, drop the one that waits longest."""
        super().pause_writing()
        held = [one for one in self.connections if one.transport.get_write_buffer_size()]
        if sum(one.transport.get_write_buffer_size() for one in held) > MOST_UNSENT:
            max(held, key=_slowness).transport.abort()

    def _look(self) -> None:
        """Close the connection where its client has read nothing, or sent no whole request, for too long."""
        if self not in self.connections:
            return
        before, unsent = self.seen, self.transport.get_write_buffer_size()
        is_awaited = self.cycle is None or self.cycle.response_complete or self.cycle.more_body
        is_kept = unsent >= before.unsent if unsent else is_awaited and not before.unsent and self.cycle is before.cycle
        seconds = before.seconds + _LOOK_SECONDS if is_kept else 0.0
        self.seen = _Seen(self.cycle, unsent, seconds, is_awaited)
        if seconds > (getattr(self.app, "write_seconds", READ_SECONDS) if unsent else READ_SECONDS):
            self.transport.abort()
        self.loop.call_later(_LOOK_SECONDS, self._look)


def _slowness(one: BoundedConnection) -> tuple[float, float]:
    return one.seen.seconds, -one.opened


class CachedHttp(BoundedConnection, HttpToolsProtocol):  # type: ignore[misc]  # it says less of the same
    """The server's protocol, which sends a cached answer itself: the bytes are those that the server would send."""

    is_in_head = False
    is_ending = False
    """Whether the rest of what comes is not read: the answers to what came before are the last."""

    def data_received(self, data: bytes) -> None:
        """Read what comes, as long as it is wanted."""
        is_new = self.cycle is None or (self.cycle.response_complete and not self.cycle.more_body)
        if is_new and not self.is_in_head and b"  " in data.partition(b"\r\n")[0]:
            self.send_400_response("Invalid HTTP request received.")
        elif not self.is_ending:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """Start the head of a request."""
        self.is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start a request, unless too many are under way."""
        if len(self.pipeline) >= _MOST_AHEAD or b"#" in self.url:
            raise ValueError  # the parser takes it for one of its own
        self.is_in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # as the server gives it
        """Refuse what cannot be read: after the answers to what came before it, for clients take answers in order."""
        if self.cycle is None or self.cycle.response_complete or (self.cycle.more_body and not self.pipeline):
            self.transport.write(_refusal(self.server_state.default_headers))
            self.transport.close()
        elif self.cycle.more_body:
            self.transport.abort()
        else:
            self.is_ending, self.cycle.keep_alive = True, False

    def on_response_complete(self) -> None:
        """Start the next request, and read on where none waits."""
        super().on_response_complete()
        if self.pipeline:
            self.flow.pause_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Answer from the cache, or start the task that calls the application."""
        start, outermost = now(), getattr(app, "outermost", None)
        is_plain = cycle.keep_alive and cycle.scope["method"] == "GET" and cycle.scope["http_version"] == "1.1"
        is_busy = self.pipeline or self.flow.write_paused
        cache = outermost if isinstance(outermost, ByteCache) and is_plain and not is_busy else None
        prepared = cache.find(cycle.scope) if cache else None
        if cache is None or prepared is None:
            super()._start_asgi_task(cycle, app)
            return
        cycle.response_started = cycle.response_complete = True
        request_id, body = request_id_of(cycle.scope["headers"]), prepared.body["body"]
        own = header_lines(cycle.default_headers)
        end = b"%b: %b\r\n\r\n" % (REQUEST_ID_HEADER, request_id)
        self.transport.write(b"".join((STATUS_LINE[prepared.start["status"]], own, prepared.lines, end)))
        self.transport.write(body)
        cache.record("GET", prepared, len(body), request_id, start)
        self.on_response_complete()


class PlainHttp(BoundedConnection, H11Protocol):  # type: ignore[misc]  # as above
    """The server's other protocol, which needs nothing compiled: `uvicorn --http app.web.edge.protocol:PlainHttp`."""

    def data_received(self, data: bytes) -> None:
        """Read what comes, as long as not too much waits."""
        super().data_received(data)
        if len(self.conn.trailing_data[0]) > _MOST_BYTES_AHEAD:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # as the server gives it
        """Refuse what cannot be read; an answer that was begun is cut, as clients take what comes for its end."""
        if self.cycle and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()
        else:
            self.transport.write(_refusal(self.server_state.default_headers))
            self.transport.close()


def _refusal(own: list[tuple[bytes, bytes]]) -> bytes:
    """Return the answer to what no application sees, for it is no request, with the headers that the server adds."""
    start = now()
    answer = ApiError(Problem.UNREADABLE, "this is no request of HTTP/1.1, or its body is not framed as one").response()
    named = ((REQUEST_ID_HEADER, request_id_of(())), (b"connection", b"close"))
    head = header_lines((*own, *answer.raw_headers, *OWN_HEADERS, POLICY, *named))
    TALLIES["none", answer.status_code].count(start)
    return b"%b%b\r\n%b" % (STATUS_LINE[answer.status_code], head, bytes(answer.body))
