"""Exception handlers: every exception becomes a problem document, which shows no text of an exception but ours."""

import re
from collections.abc import Callable, Coroutine, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, get_args

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.database import Busy, TooSlow, Unavailable
from app.settings import API, ROOT
from app.vocabulary.numbers import OutOfRange
from app.vocabulary.terms import Problem
from app.web.edge import FAILED_FOR, Methods
from app.web.errors import MOST_ERRORS, ApiError, Invalid, RequestFault
from app.web.questions.hints import COLLECTIONS, PARAMETERS, WORDS, asks_for_format, meant
from app.web.questions.queries import PATTERNS, Query, UnknownValue
from app.web.routing import Route, named_fields
from app.web.snapshot import takes_as_of

_QUOTED: Final = re.compile(r"'([^']*)'")
_SUBJECT: Final = re.compile(r"^(Input|String) should")
_REASONS: Final = {
    "missing": "it is required",
    "bool_parsing": "it is true or false",
    "model_attributes_type": "it must be an object",
}
"""The reasons of errors of pydantic that tell all by their kind."""


async def _malformed(request: Request, error: RequestValidationError) -> Response:
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        detail = f"the body is not JSON: it cannot be read from character {faults[0]['loc'][-1]} on"
        return ApiError(Problem.UNREADABLE, detail).response()
    wrong = [_wrong(fault, request.scope) for fault in faults[:MOST_ERRORS]]
    return Invalid(wrong, more=len(faults) - len(wrong)).response()


async def _api_error(_: Request, error: ApiError) -> Response:
    return error.response()


async def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _no_such_path(request).response()
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return ApiError(Problem.TOO_LARGE, "the body is larger than this path takes").response()
    # FastAPI says of a body that it cannot decode only that it cannot be parsed.
    detail = (
        "the body is not UTF-8" if isinstance(error.__cause__, UnicodeDecodeError) else "the request cannot be read"
    )
    return ApiError(Problem.UNREADABLE, detail, status=error.status_code).response()


def _no_such_path(request: Request) -> ApiError:
    """Return the problem of a path that does not exist, with those that may be meant."""
    detail, path = f"there is no such path; {API} lists those there are", request.scope["path"]
    near = tuple(f"{ROOT}{one}" for one in _paths_meant(path, *paths_of(request.app)))
    if not near:
        return ApiError(Problem.NOT_FOUND, detail)
    fault = RequestFault("path", "path", Problem.NOT_FOUND, "there is no such path", path, near)
    return ApiError(Problem.NOT_FOUND, f"{detail}; did you mean {near[0]}?", [fault])


@lru_cache(1)
def paths_of(app: FastAPI) -> tuple[Methods, frozenset[str]]:
    """Return the methods of all paths, and the words that paths of the API begin with."""
    found = (re.match(r"/v1/([a-z-]+)", route.path or "") for route in iter_route_contexts(app.routes))
    return Methods(app), frozenset(match[1] for match in found if match)


def _paths_meant(path: str, methods: Methods, begins: frozenset[str]) -> tuple[str, ...]:
    """Return paths that exist and may be meant: with other slashes, below /v1, or with a word that is like it."""
    parts = [part for part in path.split("/") if part]
    same = f"/{'/'.join(parts)}"
    if methods.of(same):
        return (same,)
    first, *rest = parts[parts[0].lower() == "v1" :] or [""]
    name, dot, suffix = first.lower().partition(".")
    names = (name,) if name in begins else meant(name, begins, COLLECTIONS)
    whole = ["/".join(("/v1", f"{one}{dot}{suffix}", *rest)) for one in names]
    found = [one for one in (*whole, *(f"/v1/{one}" for one in names)) if methods.of(one)]
    return tuple(dict.fromkeys(found))


async def _unavailable(request: Request, error: Unavailable) -> Response:
    request.scope[FAILED_FOR] = error.reason
    headers = {"Retry-After": str(error.retry_after)}
    if isinstance(error, TooSlow):
        detail, wrong = _too_slow(request)
        return ApiError(Problem.TOO_SLOW, detail, wrong, headers=headers).response()
    if isinstance(error, Busy):
        detail = f"{error.reason}; ask again in {error.retry_after} s, or for less: {_cheaper(request)}"
        return ApiError(Problem.UNAVAILABLE, detail, headers=headers).response()
    return ApiError(Problem.UNAVAILABLE, "the data cannot be reached at the moment", headers=headers).response()


def _cheaper(request: Request) -> str:
    """Return what would cost less than what was asked for."""
    route = request.scope["route"]
    model = route.body_model or route.query_model
    return str(getattr(model, "cheaper", Query.cheaper))


def _too_slow(request: Request) -> tuple[str, list[RequestFault]]:
    """Return the detail and the filters that would keep the cost of the answer from growing with the data."""
    cheap = getattr(request.scope["route"].query_model, "cheap", ())
    missing = [name for name in cheap if name not in request.query_params]
    if len(missing) < len(cheap) or not cheap:
        return f"the question took too long; {_cheaper(request)}", []
    reason = "with a filter of this kind, the cost does not grow with the data"
    detail = f"the question took too long; add {', '.join(missing[:-1])} or {missing[-1]}"
    return detail, [RequestFault("query", name, Problem.TOO_SLOW, reason) for name in missing]


async def _internal(_: Request, __: Exception) -> Response:
    return ApiError(Problem.INTERNAL, "the service failed; its log says why").response()


HANDLERS: Final[dict[int | type[Exception], Callable[[Request, Any], Coroutine[object, object, Response]]]] = {
    RequestValidationError: _malformed,
    ApiError: _api_error,
    HTTPException: _http,
    Unavailable: _unavailable,
    Exception: _internal,
}


def _wrong(fault: dict[str, Any], scope: Scope) -> RequestFault:
    """Convert one of pydantic's errors, of a request with this scope."""
    (where, *steps), given = fault["loc"], fault.get("input")
    problem, reason, suggestions = _complaint(fault, str(given), scope)
    # Where it is in the body, `claims[3].period`, or the parameter: neither for the whole.
    inner = steps if where == "body" else steps[:1]
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in inner).removeprefix(".")
    return RequestFault(where, name or where, problem, reason, given if isinstance(given, str) else None, suggestions)


def _complaint(fault: dict[str, Any], given: str, scope: Scope) -> tuple[Problem, str, tuple[str, ...]]:
    """Return the problem, the reason and the suggestions for one of pydantic's errors."""
    context, problem = fault.get("ctx", {}), Problem.MALFORMED_VALUE
    suggestions: tuple[str, ...] = ()
    match fault["type"]:
        case "extra_forbidden":
            name, problem = str(fault["loc"][-1]), Problem.UNKNOWN_PARAMETER
            own = ("as_of",) if fault["loc"][0] == "query" and takes_as_of(scope["path"]) else ()
            names = [*_members(scope["route"], fault["loc"]), *own]
            suggestions = meant(name, names, PARAMETERS)
            reason = f"there is no such parameter here; there are {', '.join(sorted(names))}"
            if asks_for_format(name) and "cursor" in names:
                reason = "the format is part of the address: .csv or .jsonl behind the path"
        case "enum":
            words = _QUOTED.findall(context["expected"])
            reason, suggestions = f"it is one of {', '.join(words)}", meant(given, words, WORDS)
        case "string_pattern_mismatch":
            pattern = PATTERNS[context["pattern"]]
            reason, suggestions = pattern.reason, pattern.suggest(given)
        case "value_error":
            kinds = {UnknownValue: Problem.UNKNOWN_CODE, OutOfRange: Problem.IMPOSSIBLE_VALUE}
            problem = kinds.get(type(context["error"]), problem)
            reason = str(context["error"])
        case kind if kind in _REASONS:
            reason = _REASONS[kind]
        case "too_long":
            reason = f"it takes at most {context['max_length']}"
        case "too_short":
            reason = f"it takes at least {context['min_length']}"
        case _:
            reason = _SUBJECT.sub("it must", fault["msg"])
    return problem, reason, suggestions


def _members(route: Route, place: Sequence[str | int]) -> list[str]:
    """Return the names that would be right where a fault is: parameters, or the members of an object in the body."""
    model = route.body_model if place[0] == "body" else route.query_model
    for step in place[1:-1]:
        if isinstance(step, str):
            annotation = named_fields(model)[step].annotation
            model = next(kind for kind in (annotation, *get_args(annotation)) if hasattr(kind, "model_fields"))
    return list(named_fields(model))
