"""Counts and times of requests, by operation, for `/metrics`.

They are kept as plain numbers, for one loop counts them all; the client library puts them into words when it is asked.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from time import perf_counter as now
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Counted", "Metrics", "counted", "now"]

_BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds that the buckets of times end at."""

Counted = Callable[[float], None]
"""Counts one request, given when it began."""


@dataclass(slots=True)
class _Tally:
    """The requests of one operation: how many by status, how many took how long, and how long they took together."""

    answered: Counter[str] = field(default_factory=Counter)
    took: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))
    seconds: float = 0.0


_TALLIES: Final[dict[str, _Tally]] = {}


@cache
def counted(operation: str, status: int | str) -> Counted:
    """Give the function that counts a request of this operation, answered with this status."""
    tally, named = _TALLIES.setdefault(operation, _Tally()), str(status)
    answered, took = tally.answered, tally.took

    def count(start: float) -> None:
        seconds = now() - start
        answered[named] += 1
        took[bisect_left(_BOUNDS, seconds)] += 1
        tally.seconds += seconds

    return count


class _Tallies(Collector):
    """Gives the tallies to the client library."""

    def collect(self) -> Iterator[Metric]:
        """Put all numbers into words."""
        requests = CounterMetricFamily("tradefacts_requests", "Requests answered.", labels=("operation", "status"))
        what = "Time from the request to the end of its answer."
        seconds = HistogramMetricFamily("tradefacts_request_seconds", what, labels=("operation",))
        ends = [*map(str, _BOUNDS), "+Inf"]
        for operation, tally in tuple(_TALLIES.items()):
            for status, number in tuple(tally.answered.items()):
                requests.add_metric((operation, status), number)
            seconds.add_metric((operation,), list(zip(ends, accumulate(tally.took), strict=True)), tally.seconds)
        yield from (requests, seconds)


REGISTRY.register(_Tallies())


@dataclass(frozen=True, slots=True)
class Metrics:
    """Middleware that counts what is answered; requests that reach no route count as `none`."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, then count."""
        start, status = now(), "none"

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            counted(getattr(scope.get("route"), "name", "none"), status)(start)
