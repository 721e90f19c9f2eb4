"""What stands before the routes: the cache of whole answers outermost, then what counts and opens them, then the guard.

Requests are counted by operation for `/metrics`, as plain numbers, since one event loop counts them all; the client
library formats them when it is asked.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from time import perf_counter as now
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Entrance", "RequestTally", "now", "tally_of"]

_BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds that the buckets of times end at."""
_BUCKETS: Final = len(_BOUNDS) + 1


def _no_requests() -> list[int]:
    return [0] * _BUCKETS


@dataclass(slots=True)
class RequestTally:
    """The requests of one operation that were answered with one status: how many took how long, and all together."""

    took: list[int] = field(default_factory=_no_requests)
    seconds: float = 0.0

    def count(self, start: float) -> None:
        """Record one request, given when it began."""
        seconds = now() - start
        self.took[bisect_left(_BOUNDS, seconds)] += 1
        self.seconds += seconds


_TALLIES: Final[dict[tuple[str, str], RequestTally]] = defaultdict(RequestTally)


def tally_of(operation: str, status: int | str) -> RequestTally:
    """Return the tally of an operation and a status."""
    return _TALLIES[operation, str(status)]


class _Tallies(Collector):
    """The tallies as the client library wants them."""

    def collect(self) -> Iterator[Metric]:
        """Yield the counts by operation and status, and the times by operation."""
        requests = CounterMetricFamily("tradefacts_requests", "Requests answered.", labels=("operation", "status"))
        what = "Time from the request to the end of its answer."
        times = HistogramMetricFamily("tradefacts_request_seconds", what, labels=("operation",))
        by_operation: defaultdict[str, RequestTally] = defaultdict(RequestTally)
        for (operation, status), tally in tuple(_TALLIES.items()):
            requests.add_metric((operation, status), sum(tally.took))
            whole = by_operation[operation]
            whole.took = [sum(pair) for pair in zip(whole.took, tally.took, strict=True)]
            whole.seconds += tally.seconds
        ends = [*map(str, _BOUNDS), "+Inf"]
        for operation, whole in by_operation.items():
            times.add_metric((operation,), list(zip(ends, accumulate(whole.took), strict=True)), whole.seconds)
        yield from (requests, times)


REGISTRY.register(_Tallies())


_ANY: Final = (b"access-control-allow-origin", b"*")
_OPEN: Final = (_ANY, (b"access-control-expose-headers", b"ETag, Link, Retry-After, Tradefacts-Release"))
_PREFLIGHT: Final = (
    _ANY,
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)
"""The answer to a preflight request, whatever it asks for: the browser judges for itself."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Middleware that counts answers and lets pages of any origin read them; without a route they count as `none`."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight request or call the application, then count."""
        start, status = now(), "none"

        async def send_open(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *_OPEN]}
            await send(message)

        try:
            if scope["method"] == "OPTIONS" and b"access-control-request-method" in dict(scope["headers"]):
                status = "204"
                await send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
                await send({"type": "http.response.body"})
            else:
                await self.app(scope, receive, send_open)
        finally:
            tally_of(getattr(scope.get("route"), "name", "none"), status).count(start)
