"""Bounds of what one connection may keep: its client's time, requests sent ahead, and answers that are not read.

The server itself has none of these (it only closes a connection that is silent between two requests), and a number of
connections at most, which a hundred slow clients use up. Here the slowest make room for others.
"""

import asyncio
import sys
from typing import Final, NamedTuple, Protocol

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
_EVERY: Final = 0.5
"""Seconds between two looks at a connection."""


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
        self.loop.call_later(_EVERY, self._look)

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
        seconds = before.seconds + _EVERY if is_kept else 0.0
        self.seen = _Seen(self.cycle, unsent, seconds, is_awaited)
        if seconds > (getattr(self.app, "write_seconds", READ_SECONDS) if unsent else READ_SECONDS):
            self.transport.abort()
        self.loop.call_later(_EVERY, self._look)


def _slowness(one: BoundedConnection) -> tuple[float, float]:
    return one.seen.seconds, -one.opened
