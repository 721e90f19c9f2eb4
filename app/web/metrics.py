"""Counts and times of requests, by operation, for `/metrics`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from time import perf_counter as now
from typing import Final

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Counted", "Metrics", "counted", "now"]

_REQUESTS: Final = Counter("tradefacts_requests_total", "Requests answered.", ("operation", "status"))
_SECONDS: Final = Histogram(
    "tradefacts_request_seconds",
    "Time from the request to the end of its answer.",
    ("operation",),
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)

Counted = Callable[[float], None]
"""Counts one request, given when it began."""


@cache
def counted(operation: str, status: int | str) -> Counted:
    """Give the function that counts a request of this operation, answered with this status."""
    add, observe = _REQUESTS.labels(operation, str(status)).inc, _SECONDS.labels(operation).observe

    def count(start: float) -> None:
        add()
        observe(now() - start)

    return count


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
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            counted(getattr(scope.get("route"), "name", "none"), status)(start)
