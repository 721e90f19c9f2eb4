"""Problem documents (RFC 9457), and the exceptions that become one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec
from starlette.responses import Response

from app.settings import API
from app.vocabulary.terms import Problem

REQUEST_ID: Final[ContextVar[str | None]] = ContextVar("tradefacts.request_id", default=None)
"""The id of the request that is being answered."""
PROBLEM_COUNTS: Final[Counter[Problem]] = Counter()
"""How often each problem was told."""
FAILURES: Final = frozenset({500, 503})
"""Statuses of failures of the service, which its log tells of too; 501 is for what it was never made for."""
MEDIA_TYPE: Final = "application/problem+json"
MOST_ERRORS: Final = 100
"""Errors listed in one answer: a short request must not be answered with megabytes."""
_LONGEST_ECHO: Final = 100

_OTHER_STATUSES: Final = {
    Problem.UNREADABLE: 400,
    Problem.NOT_FOUND: 404,
    Problem.METHOD_NOT_ALLOWED: 405,
    Problem.NOT_ACCEPTABLE: 406,
    Problem.CHANGES_GONE: 410,
    Problem.CURSOR_GONE: 410,
    Problem.RELEASE_GONE: 410,
    Problem.CHANGED: 412,
    Problem.TOO_LARGE: 413,
    Problem.TOO_LONG: 414,
    Problem.WRONG_TYPE: 415,
    Problem.OUT_OF_RANGE: 416,
    Problem.TOO_MANY: 429,
    Problem.INTERNAL: 500,
    Problem.NOT_KEPT: 501,
    Problem.UNAVAILABLE: 503,
    Problem.TOO_SLOW: 503,
}
STATUS: Final[Mapping[Problem, int]] = {problem: _OTHER_STATUSES.get(problem, 422) for problem in Problem}
"""The status of each problem: 422 where a parameter is at fault."""


@dataclass(frozen=True, slots=True)
class RequestFault:
    """One fault of a request: where it is, why it is one, what was given, and what would be right."""

    where: str
    name: str
    problem: Problem
    reason: str
    value: str | None = None
    did_you_mean: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the member of `errors` in a problem document."""
        return {
            "in": self.where,
            "name": echo(self.name),
            "problem": self.problem,
            "value": None if self.value is None else echo(self.value),
            "reason": self.reason,
            "did_you_mean": list(self.did_you_mean),
        }


@dataclass
class UnresolvedValue(Exception):
    """A value of the right form that names nothing, or several things."""

    problem: Problem
    reason: str
    did_you_mean: tuple[str, ...] = ()

    def at(self, where: str, name: str, value: object) -> RequestFault:
        """Return the fault of the parameter that has this value."""
        return RequestFault(where, name, self.problem, self.reason, str(value), self.did_you_mean)


class ApiError(Exception):
    """A request that is answered with a problem document; `first_page` is where to start again with a stale cursor."""

    def __init__(
        self,
        problem: Problem,
        detail: str,
        errors: Iterable[RequestFault] = (),
        *,
        first_page: str | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        status: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.errors = tuple(errors)
        self._problem = problem
        self._status = status or STATUS[problem]
        self._headers = {"Cache-Control": "no-store", **headers}
        self._body = {
            "type": f"{API}/vocabulary/problem#{problem}",
            "title": problem.explanation,
            "status": self._status,
            "detail": detail,
            "errors": [wrong.as_json() for wrong in self.errors],
            "first_page": first_page,
        }

    def response(self) -> Response:
        """Return the answer, and count it."""
        PROBLEM_COUNTS[self._problem] += 1
        request = REQUEST_ID.get() if self._status in FAILURES else None
        body = msgspec.json.encode(self._body | {"instance": request and f"urn:x-request-id:{request}"})
        return Response(body, status_code=self._status, media_type=MEDIA_TYPE, headers=self._headers)


class NotFound(ApiError):
    """No record of a collection has this id; `did_you_mean` are ids that exist."""

    def __init__(self, record: str, collection: str, did_you_mean: tuple[str, ...] = ()) -> None:
        problem, reason = Problem.NOT_FOUND, f"there is no such record in {collection}"
        super().__init__(problem, reason, [RequestFault("path", "id", problem, reason, record, did_you_mean)])


class Invalid(ApiError):
    """Parameters that cannot be understood, all at once; past MOST_ERRORS they and `more` are only counted."""

    def __init__(self, errors: Iterable[RequestFault], *, more: int = 0) -> None:
        every = tuple(errors)
        listed, more = every[:MOST_ERRORS], more + len(every[MOST_ERRORS:])
        kinds = {wrong.problem for wrong in listed}
        problem = kinds.pop() if len(kinds) == 1 else Problem.SEVERAL
        reasons = [f"{echo(wrong.name)}: {wrong.reason}" for wrong in listed]
        super().__init__(problem, "; ".join([*reasons, *([f"and {more} more"] if more else [])]), listed)


def echo(text: str) -> str:
    """Return what was given, cut and marked as cut where it is long; lone surrogates are shown escaped."""
    text = text.encode(errors="backslashreplace").decode()
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"
