"""What the service writes of itself on standard error: a line for each event, as JSON or for people.

Of a request it says what that was for and how it ended. Of what a client sends, only the id of its request is in it: no
query, no header, no body. What may quote them, the message of an exception that a request met and whatever a library
says meanwhile, is left out; where it arose stays.
"""

import logging
import sys
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from structlog.dev import ConsoleRenderer
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.tracebacks import ExceptionDictTransformer
from structlog.types import EventDict, Processor

from app.settings import LogFormat
from app.web.errors import REQUEST_ID

LOGGED: Final = ("method", "route", "status", "seconds", "bytes", "release", "reason", "tool")
"""What lines of the log say beside their event, these and others."""
_LEVELS: Final = {500: logging.ERROR, 503: logging.WARNING}
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_LOG: Final = logging.getLogger("tradefacts")
_QUOTING_NOTHING: Final = ("tradefacts", "uvicorn")
"""Loggers whose messages hold nothing that a client sent."""
_STRUCTURED: Final = ExceptionDictTransformer(show_locals=False, use_rich=False)


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

    def write(self, method: str, operation: str, status: int | None, seconds: float, **told: object) -> None:
        """Write the line of one request, with what else is told of it; no status is that of a client who left first."""
        said = {
            "method": method if method in _METHODS else "other",
            "route": self.paths.get(operation, "none"),
            "status": status,
            "seconds": round(seconds, 6),
            **told,
        }
        _LOG.log(_LEVELS.get(status or 0, logging.INFO), "request", extra=said)


def paths_by_operation(app: FastAPI) -> dict[str, str]:
    """Return the path of each operation, once all routes are in place."""
    return {str(one.name): str(one.path) for one in iter_route_contexts(app.routes) if one.name}


def make_formatter(form: LogFormat) -> logging.Formatter:
    """Return what formats every record, ours and those of libraries."""
    is_json = form == "json"
    ending: list[Processor] = [JSONRenderer()] if is_json else [_as_text, ConsoleRenderer(colors=sys.stderr.isatty())]
    return ProcessorFormatter(
        processors=[
            TimeStamper(fmt="iso"),
            add_log_level,
            add_logger_name,
            ExtraAdder(LOGGED),
            _without_quotes,
            ProcessorFormatter.remove_processors_meta,
            *ending,
        ]
    )


def _without_quotes(_: object, __: str, event: EventDict) -> EventDict:
    """Add the id of the request, and remove what may quote it."""
    event["event"] = event["event"].strip()
    error = event.pop("exc_info", None)
    if error:
        event["exception"] = _STRUCTURED(error)
    request = REQUEST_ID.get()
    if request is not None:
        event["request_id"] = request
        _remove_messages(event.get("exception", ()))
        if event["logger"].partition(".")[0] not in _QUOTING_NOTHING:
            record: logging.LogRecord = event["_record"]
            event["event"] = f"said at {record.pathname}:{record.lineno}"
    return event


def _remove_messages(chain: Any) -> None:
    """Remove the messages of exceptions, their causes, and those in their groups."""
    for one in chain:
        one |= {"exc_value": "", "exc_notes": [], "syntax_error": None}
        for group in one["exceptions"]:
            _remove_messages(group)


def _as_text(_: object, __: str, event: EventDict) -> EventDict:
    """Format an exception as lines."""
    if "exception" in event:
        event["exception"] = "\n".join(
            "\n  ".join([f"{one['exc_type']}: {one['exc_value']}", *map(_frame, one["frames"])])
            for one in event["exception"]
        )
    return event


def _frame(frame: dict[str, Any]) -> str:
    return f"{frame['filename']}:{frame['lineno']} in {frame['name']}"
