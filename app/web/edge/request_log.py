"""A line of the log for each request: what it was for and how it ended, and nothing of what was asked."""

import logging
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

LOGGED: Final = ("method", "route", "status", "seconds", "bytes", "release", "reason", "tool")
"""What lines of the log say beside their event, these and others."""
_LEVELS: Final = {500: logging.ERROR, 503: logging.WARNING}
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_LOG: Final = logging.getLogger("tradefacts")


@dataclass(slots=True)
class Traffic:
    """Counts that an event loop keeps: requests under way, and what the byte cache knew and did not know."""

    in_flight: int = 0
    hits: int = 0
    misses: int = 0


TRAFFIC: Final = Traffic()


@dataclass(frozen=True, slots=True)
class RequestLog:
    """Writes a line for each request, or only for those that the service failed."""

    paths: dict[str, str]
    """The path of each operation, with its variable parts in braces."""
    writes_all: bool

    def write(self, method: str, operation: str, status: int | None, seconds: float, size: int, release: str) -> None:
        """Write the line of one request; the status is None where the client left before an answer began."""
        said = {
            "method": method if method in _METHODS else "other",
            "route": self.paths.get(operation, "none"),
            "status": status,
            "seconds": round(seconds, 6),
            "bytes": size,
            "release": release,
        }
        _LOG.log(_LEVELS.get(status or 0, logging.INFO), "request", extra=said)


def paths_by_operation(app: FastAPI) -> dict[str, str]:
    """Return the path of each operation, once all routes are in place."""
    return {str(one.name): str(one.path) for one in iter_route_contexts(app.routes) if one.name}
