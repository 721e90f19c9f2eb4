"""Exception handlers: every exception becomes a problem document, which shows no text of an exception but ours."""

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, get_args

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.database.base import TooSlow, Unavailable
from app.vocabulary.terms import Problem
from app.vocabulary.text import nearest
from app.web import Route
from app.web.errors import MOST_ERRORS, STATUS, ApiError, Invalid, Wrong, problem_response
from app.web.questions.queries import NamesNothing, NotAmong

_LOG: Final = logging.getLogger("tradefacts")
_QUOTED: Final = re.compile(r"'([^']*)'")
_SUBJECT: Final = re.compile(r"^(Input|String) should")


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(Exception, _internal)


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # how the framework types its handlers
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        detail = f"the body is not JSON: it cannot be read from character {faults[0]['loc'][-1]} on"
        return problem_response(Problem.UNREADABLE, detail)
    told = [_wrong(fault, _known(request, fault["loc"])) for fault in faults[:MOST_ERRORS]]
    return Invalid(told, more=len(faults) - len(told)).response()


async def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)  # noqa: S101  # as above
    return error.response()


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # as above
    if error.status_code == 404:  # noqa: PLR2004  # the framework raises the bare number
        return problem_response(Problem.NOT_FOUND, "there is no such path; /v1 lists those there are")
    if error.status_code == STATUS[Problem.TOO_LARGE]:
        return problem_response(Problem.TOO_LARGE, "the body is larger than this path takes")
    return problem_response(Problem.UNREADABLE, "the request cannot be read", status=error.status_code)


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unavailable)  # noqa: S101  # as above
    _LOG.warning("unavailable: %s", error.reason)
    headers = {"Retry-After": str(error.retry_after)}
    if isinstance(error, TooSlow):
        detail, wrong = _too_slow(request)
        return problem_response(Problem.TOO_SLOW, detail, errors=wrong, headers=headers)
    return problem_response(Problem.UNAVAILABLE, "the data cannot be reached at the moment", headers=headers)


def _too_slow(request: Request) -> tuple[str, list[Wrong]]:
    """Return the detail and the filters that would keep the cost of the answer from growing with the data."""
    cheap = getattr(_route(request).query_model, "cheap", ())
    missing = [name for name in cheap if name not in request.query_params]
    if len(missing) < len(cheap) or not cheap:
        return "the question took too long; narrow it by another filter", []
    reason = "with a filter of this kind, the cost does not grow with the data"
    detail = f"the question took too long; add {', '.join(missing[:-1])} or {missing[-1]}"
    return detail, [Wrong("query", name, Problem.TOO_SLOW, reason) for name in missing]


async def _internal(_: Request, __: Exception) -> Response:
    return problem_response(Problem.INTERNAL, "the service failed; its log says why")


def _route(request: Request) -> Route:
    """Return the route that a request has reached."""
    route: Route = request.scope["route"]
    return route


def _known(request: Request, place: Sequence[str | int]) -> list[str]:
    """Return the names that would be right where a fault is: parameters, or the members of an object in the body."""
    route = _route(request)
    model = route.body_model if place[0] == "body" else route.query_model
    if place[0] == "body":
        for step in place[1:-1]:
            if isinstance(step, str):
                annotation = _members(model)[step]
                model = next(kind for kind in (annotation, *get_args(annotation)) if hasattr(kind, "model_fields"))
    return list(_members(model))


def _members(model: type[BaseModel] | None) -> dict[str, object]:
    return {} if model is None else {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def _spelled(place: Sequence[str | int]) -> str:
    """Format where a fault is: `claims[3].period`; `body` for the whole of it."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place[1:])
    return steps.removeprefix(".") or str(place[0])


def _wrong(fault: dict[str, Any], known: Iterable[str]) -> Wrong:
    """Convert one of pydantic's errors."""
    where, name = str(fault["loc"][0]), _spelled(fault["loc"] if fault["loc"][0] == "body" else fault["loc"][:2])
    given = fault.get("input")
    problem, reason, suggestions = _complaint(fault, str(given), known)
    value = given if isinstance(given, str) else None
    return Wrong(where, name, problem, reason, value, suggestions)


def _complaint(fault: dict[str, Any], given: str, known: Iterable[str]) -> tuple[Problem, str, tuple[str, ...]]:
    """Return the problem, the reason and the suggestions for one of pydantic's errors."""
    context = fault.get("ctx", {})
    match fault["type"]:
        case "extra_forbidden":
            reason = f"there is no such parameter here; there are {', '.join(sorted(known))}"
            return Problem.UNKNOWN_PARAMETER, reason, nearest(str(fault["loc"][-1]), known)
        case "enum":
            words = _QUOTED.findall(context["expected"])
            return Problem.MALFORMED_VALUE, f"it is one of {', '.join(words)}", nearest(given, words)
    error = context.get("error")
    problem = Problem.UNKNOWN_CODE if isinstance(error, NamesNothing) else Problem.MALFORMED_VALUE
    return problem, _reason(fault), error.did_you_mean if isinstance(error, NotAmong) else ()


def _reason(fault: dict[str, Any]) -> str:
    context = fault.get("ctx", {})
    match fault["type"]:
        case "value_error":
            return str(context["error"])
        case "missing":
            return "it is required"
        case "model_attributes_type":
            return "it must be an object"
        case "too_long":
            return f"it takes at most {context['max_length']}"
        case "too_short":
            return f"it takes at least {context['min_length']}"
    return _SUBJECT.sub("it must", fault["msg"])
