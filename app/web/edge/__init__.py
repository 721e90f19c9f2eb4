"""What every request passes before the routes: refused where none can answer it, counted, and open to all origins.

Each has an id, the client's own or a new one, which its answer and the lines of the log carry. HEAD is
answered as GET without the body, and OPTIONS with the methods of the path. Counts are plain numbers, since one event
loop counts all.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import count
from operator import mul
from secrets import token_hex
from time import perf_counter as now
from typing import Final
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.vocabulary.terms import Problem
from app.web.edge.logs import TRAFFIC, RequestLog
from app.web.edge.reading import OF_BODIES, unreadable, wrong_body
from app.web.errors import FAILURES, REQUEST_ID, ApiError, Invalid, RequestFault

BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds that the buckets of times end at."""
_EXPOSED: Final = b"ETag, Link, Retry-After, Tradefacts-Changed, Tradefacts-Release, Tradefacts-Build, X-Request-ID"
OWN_HEADERS: Final = (  # every page of every origin may read the API: it only reads, and knows no users
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""Of all that is no page: opened in a browser it runs nothing, loads nothing, and stands in no frame."""
SECURITY_HEADERS: Final = frozenset({POLICY[0], b"cross-origin-opener-policy", *(name for name, _ in OWN_HEADERS)})
"""Names of the headers that an answer from a cache has as well, and a 304."""
REQUEST_ID_HEADER: Final = b"x-request-id"
_SANE_ID: Final = re.compile(rb"[\w.-]{1,64}", re.ASCII)
_PROCESS: Final = token_hex(4).encode()
_NUMBERS: Final = count(1)
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
"""The answer to a preflight request, whatever it asks for: the browser judges for itself."""
FAILED_FOR: Final = "tradefacts.failed_for"
"""Where the scope of a request that ends in 503 holds why."""
HEAD_ONLY: Final = "tradefacts.head_only"
"""Set in the scope of a HEAD request, for answers that would cost much to make and not send."""

LONGEST_ADDRESS: Final = 8192
"""Bytes of path and query together, as many as RFC 9110 recommends (4.1): a batch of 100 ids fits."""
LARGEST_HEAD: Final = 16_384
MOST_HEADERS: Final = 64
_PLAIN_PATH: Final = re.compile(rb"[!-$&-\[\]-~]*")
"""Printable ASCII that nothing can be wrong with: no per cent sign, no backslash."""
_PLAIN_QUERY: Final = re.compile(rb"(?:[!-$&-~]|%[0-7][0-9A-Fa-f])*")
"""ASCII, encoded or not: a query may hold every character."""
_PLAIN_NAMES: Final = re.compile(rb"[\w.-]*", re.ASCII)
_HOST: Final = re.compile(rb"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?", re.ASCII)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_REPEATABLE: Final = frozenset({"id"})

_PROBED: Final = frozenset({"/live", "/ready"})
"""What the machine and the orchestrator ask by whatever address the service has, not by a name of it."""
_PATHS_KEPT: Final = 1_000


@dataclass(slots=True)
class RequestTally:
    """The requests of one operation that were answered with one status: a histogram of their times, and the sum."""

    buckets: list[int] = field(default_factory=partial(mul, [0], len(BOUNDS) + 1))
    seconds: float = 0.0

    def count(self, start: float) -> float:
        """Record one request, given when it began; return the seconds that it took."""
        seconds = now() - start
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds
        return seconds


TALLIES: Final[dict[tuple[str, int | None], RequestTally]] = defaultdict(RequestTally)
"""By operation and status; None where the client left before an answer began."""


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the id that a client gave its request, where it is one sane word, or a new one."""
    given = [value for name, value in headers if name == REQUEST_ID_HEADER]
    is_sane = len(given) == 1 and _SANE_ID.fullmatch(given[0])
    return given[0] if is_sane else b"%b-%x" % (_PROCESS, next(_NUMBERS))


def header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as HTTP/1.1 does."""
    return b"".join(b"%b: %b\r\n" % header for header in headers)


class Methods:
    """The methods of every path of an application, so that `Allow` is complete; one with GET takes HEAD and OPTIONS."""

    def __init__(self, app: FastAPI) -> None:
        """Read the paths of all routes, once they are in place; a mounted folder of files is read-only."""
        self._patterns: list[tuple[re.Pattern[str], Sequence[str]]] = []
        for route in iter_route_contexts(app.routes):
            methods = getattr(route, "methods", None) or {"GET"}
            every = (*methods, "HEAD", "OPTIONS") if "GET" in methods else (*methods, "OPTIONS")
            self._patterns.append((route.path_regex, every))
        self.of = lru_cache(_PATHS_KEPT)(self._of)

    def _of(self, path: str) -> Sequence[str]:
        """Return the methods that a path takes, sorted; none for a path that does not exist."""
        return sorted({method for pattern, methods in self._patterns if pattern.match(path) for method in methods})


@dataclass(frozen=True, slots=True)
class Guard:
    """Middleware that refuses what no route can answer, adds headers for browsers, and counts every answer."""

    app: ASGIApp
    methods: Methods
    hosts: frozenset[str]
    log: RequestLog

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, answer OPTIONS, or call the application; then count, as `none` where no route answered."""
        start, is_head = now(), scope["method"] == "HEAD"
        status: int | None = None
        size, release, request_id = 0, "", request_id_of(scope["headers"])
        REQUEST_ID.set(request_id.decode())
        # A copy: the server must go on seeing HEAD, or it waits for the body that Content-Length promises.
        inner = {**scope, "method": "GET", HEAD_ONLY: True} if is_head else scope

        async def send_counted(message: Message) -> None:
            nonlocal status, size, release
            if message["type"] == "http.response.start":
                status, headers = message["status"], dict(message["headers"])
                release = headers.get(b"tradefacts-release", b"").decode()
                policy = () if POLICY[0] in headers else (POLICY,)
                own = (*OWN_HEADERS, *policy, (REQUEST_ID_HEADER, request_id))
                message = {**message, "headers": [*message["headers"], *own]}
            elif is_head:
                message = {**message, "body": b""}
            else:
                size += len(message["body"])
            await send(message)

        is_plain = _PLAIN_PATH.fullmatch(scope["raw_path"]) and _PLAIN_QUERY.fullmatch(scope["query_string"])
        refused = (  # the most basic fault first
            self._wrong_head(scope)
            or (None if is_plain else unreadable(scope))
            or self._wrong_method(scope)
            or _repeated(scope)
        )
        TRAFFIC.in_flight += 1
        try:
            await (refused or self.app)(inner, receive, send_counted)
        finally:
            TRAFFIC.in_flight -= 1
            scope["route"] = inner.get("route")
            operation = getattr(scope["route"], "name", "none")
            seconds = TALLIES[operation, status].count(start)
            if self.log.writes_all or status in FAILURES:
                why = {"reason": inner[FAILED_FOR]} if FAILED_FOR in inner else {}
                self.log.write(scope["method"], operation, status, seconds, bytes=size, release=release, **why)

    def _wrong_head(self, scope: Scope) -> Response | None:
        """Return the answer to a request that is too long, or is not for a host of ours."""
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return ApiError(Problem.TOO_LONG, f"an address may have {LONGEST_ADDRESS} bytes").response()
        size, hosts = 0, []
        for name, value in scope["headers"]:
            size += len(name) + len(value) + 4
            if name == b"host":
                hosts.append(value)
            elif name in OF_BODIES and (wrong := wrong_body(name, value, scope)):
                return wrong
            if _CONTROL.search(value):
                return ApiError(Problem.UNREADABLE, "a header holds no control characters").response()
        if size > LARGEST_HEAD or len(scope["headers"]) > MOST_HEADERS:
            detail = f"a request may have {MOST_HEADERS} headers of {LARGEST_HEAD} bytes in all"
            return ApiError(Problem.TOO_LONG, detail, status=431).response()
        if len(hosts) != 1:
            detail = f"a request has one Host header; this one has {len(hosts)}"
        elif not _HOST.fullmatch(hosts[0]):
            detail = "Host is a name or an address, and a port"
        elif not ("*" in self.hosts or scope["path"] in _PROBED or self.hosts & _host_patterns(hosts[0])):
            detail = "this service does not answer for the host named"
        else:
            return None
        return ApiError(Problem.UNREADABLE, detail).response()

    def _wrong_method(self, scope: Scope) -> Response | None:
        methods, method = self.methods.of(scope["path"]), scope["method"]
        if method == "OPTIONS" and b"access-control-request-method" in dict(scope["headers"]):
            return Response(status_code=204, headers=_PREFLIGHT)
        if not methods or (method in methods and method != "OPTIONS"):
            return None
        allow = {"Allow": ", ".join(methods)}
        if method == "OPTIONS":
            return Response(status_code=204, headers=allow)
        return ApiError(Problem.METHOD_NOT_ALLOWED, f"this path takes {allow['Allow']}", headers=allow).response()


def _host_patterns(host: bytes) -> frozenset[str]:
    """Return the entries of the setting that allow a host: its own name, and `*.` before that of its domain."""
    name = re.sub(r":[0-9]*$", "", host.decode("latin-1")).lower()
    return frozenset({name, f"*.{name.partition('.')[2]}"})


def _repeated(scope: Scope) -> Response | None:
    raw = [part.partition(b"=")[0] for part in scope["query_string"].split(b"&") if part]
    if len(set(raw)) == len(raw) and _PLAIN_NAMES.fullmatch(b"".join(raw)):
        return None
    names = Counter(unquote_to_bytes(name.replace(b"+", b" ")).decode() for name in raw)
    wrong = [
        RequestFault("query", name, Problem.DUPLICATE_PARAMETER, f"it was given {count} times; it takes one value")
        for name, count in names.items()
        if count > 1 and name not in _REPEATABLE
    ]
    return Invalid(wrong).response() if wrong else None
