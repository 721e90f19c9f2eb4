"""Answers as responses: made from one snapshot, with strong ETags, 304, gzip, and the headers that caches read."""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, Self
from urllib.parse import quote

from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.responses import Response

from app.settings import ROOT
from app.vocabulary.terms import Problem
from app.web.edge import HEAD_ONLY
from app.web.edge.cache import CACHE, CachedResponses, etag_matches
from app.web.errors import MEDIA_TYPE as PROBLEM
from app.web.errors import ApiError, RequestFault
from app.web.rows import formats
from app.web.rows.cells import Row
from app.web.snapshot import KEPT_IN_URLS, AsOf, Snapshot, snapshots_of

BodyAndHeaders = tuple[bytes, dict[str, str]]
"""The body of an answer, and headers of its own."""
GZIP_LEVEL: Final = 5
_SMALLEST_GZIP: Final = 500
_ZERO: Final = re.compile(r"q=0(\.0{0,3})?")
_PRECONDITIONS: Final = (b"accept", b"accept-encoding", b"if-none-match", b"range", b"if-range", b"if-match")
_ONE_RANGE: Final = re.compile(r"bytes=(?!-$)([0-9]{0,15})-([0-9]{0,15})")
_HEADERS_KEPT: Final = 100
"""Different values of a header whose meaning is kept."""
_NEGOTIATED: Final = (formats.JSON, "text/html; charset=utf-8")
"""What addresses without a suffix give; one whose suffix names its format gives that, whatever is accepted."""
_MADE_FROM: Final = (".py", ".toml", ".json", ".md", ".html", ".svg", ".css")


def _digest_of_code() -> str:
    """Return a digest of all code and templates, and of the prefix: no cached answer outlives what made it."""
    digest = hashlib.sha256(ROOT.encode())
    for path in sorted(one for one in Path(__file__).parents[2].rglob("*.*") if one.suffix in _MADE_FROM):
        digest.update(path.read_bytes())
    return digest.hexdigest()


BUILD: Final = _digest_of_code()[:16]  # copies of lists compare it: another may show the same records otherwise


class RequestPreconditions(NamedTuple):
    """Accept-Encoding, If-None-Match, Range, If-Range and If-Match of one request."""

    takes_gzip: bool
    tags: str | None
    range: str | None
    if_range: str | None
    if_match: str | None

    @classmethod
    def of(cls, request: Request, media_type: str | None) -> Self:
        """Read the preconditions of a request; ApiError 406 when `Accept` rules out what has no suffix."""
        given: dict[bytes, bytes] = {}
        for name, value in request.scope["headers"]:  # at one go: Starlette's headers are gone through for each name
            given.setdefault(name, value)
        accept, coding, *others = map(given.get, _PRECONDITIONS)
        if accept is not None and media_type in _NEGOTIATED and not _accepts(accept.decode("latin-1"), media_type):
            raise _not_acceptable(request, accept.decode("latin-1"), media_type)
        if HEAD_ONLY in request.scope:  # a range is one of a body
            others[1:3] = None, None
        takes_gzip = coding is not None and _takes_gzip(coding.decode("latin-1"))
        return cls(takes_gzip, *(None if one is None else one.decode("latin-1") for one in others))

    def headers_of(self, release: str, address: str, as_of: AsOf | None = None) -> dict[str, str]:
        """Return the headers of a cacheable answer; its tag is of release, build, address, `as_of` and encoding."""
        address, since = (f"{address} {as_of.name}", as_of.headers) if as_of else (address, {})
        digest = hashlib.sha256(f"{release}\n{BUILD}\n{address}".encode()).hexdigest()[:24]
        return {
            "ETag": f'"{digest}-gz"' if self.takes_gzip else f'"{digest}"',
            "Cache-Control": "public, max-age=60, stale-while-revalidate=600",
            "Vary": "Accept-Encoding",
            "Tradefacts-Release": release,
            "Tradefacts-Build": BUILD,
            **since,
        }

    def not_modified(self, headers: dict[str, str]) -> Response | None:
        """Return the 304, if the client holds the answer of this tag; ApiError 412 by If-Match (RFC 9110, 13.1.1)."""
        if self.if_match is not None and not etag_matches(headers["ETag"], self.if_match, weakly=False):
            raise ApiError(Problem.CHANGED, f"the tag of what is there now is {headers['ETag']}")
        is_known = self.tags is not None and etag_matches(headers["ETag"], self.tags)
        return Response(status_code=304, headers=headers) if is_known else None

    def whole(self, headers: dict[str, str], made: BodyAndHeaders, media_type: str) -> Response:
        """Return a complete answer with headers of its own, compressed where the client accepts that."""
        body, own = made
        links = ", ".join(each["Link"] for each in (headers, own) if "Link" in each)
        headers = {"Accept-Ranges": "bytes"} | headers | own | ({"Link": links} if links else {})
        if self.takes_gzip and len(body) >= _SMALLEST_GZIP:
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return Response(body, headers=headers, media_type=media_type)

    def part_of(self, whole: Response) -> Response:
        """Return the part of a complete answer that `Range` asks for (RFC 9110, 14); ApiError 416 behind its end."""
        found = _ONE_RANGE.fullmatch(self.range or "")
        if found is None or whole.status_code != HTTPStatus.OK or self.if_range not in (None, whole.headers["ETag"]):
            return whole
        (first, last), size = found.groups(), len(whole.body)
        if first and last and int(last) < int(first):
            return whole
        start = int(first) if first else max(0, size - int(last or 0))
        end = min(size, int(last) + 1) if first and last else size
        if start >= size:
            raise ApiError(Problem.OUT_OF_RANGE, f"it has {size} bytes", headers={"Content-Range": f"bytes */{size}"})
        place = {"content-length": str(end - start), "content-range": f"bytes {start}-{end - 1}/{size}"}
        return Response(whole.body[start:end], status_code=206, headers={**whole.headers, **place})


@lru_cache(_HEADERS_KEPT)
def _accepts(accept: str, media_type: str) -> bool:
    """Return whether `Accept` takes a media type (RFC 9110, 12.5.1): its most specific range decides.

    Who takes problems as JSON, as generated clients say first, takes JSON.
    """
    essence = media_type.partition(";")[0]
    taken = (essence, *((PROBLEM,) if essence == formats.JSON else ()), f"{essence.partition('/')[0]}/*", "*/*")
    best: tuple[int, bool] = (-1, not accept.strip())
    for part in accept.split(","):
        wanted, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if wanted in taken:
            refused = any(_ZERO.fullmatch(parameter.replace(" ", "")) for parameter in parameters)
            best = max(best, (wanted.count("*") * -1 + 2, not refused))
    return best[1]


def _not_acceptable(request: Request, accept: str, media_type: str) -> ApiError:
    """Return the problem of a format that this address does not give, with the addresses that do."""
    path, query = request.scope["path"], f"?{request.url.query}" if request.url.query else ""
    routes = [(route.path or "", route.path_regex) for route in iter_route_contexts(request.app.routes)]
    # An id takes any suffix, so that it says nothing.
    given = [regex for path, regex in routes if "{" not in path or "{suffix" in path]
    addresses = {kind.partition(";")[0]: f"{path}.{suffix}" for suffix, kind in formats.FILES.items()}
    others = {kind: f"{ROOT}{one}{query}" for kind, one in addresses.items() if any(each.match(one) for each in given)}
    near = tuple(address for kind, address in others.items() if _accepts(accept, kind)) or tuple(others.values())
    reason = f"this address gives {media_type.partition(';')[0]}"
    told = "; ".join([reason, *(f"{address} gives {kind}" for kind, address in others.items() if address in near)])
    fault = RequestFault("header", "Accept", Problem.NOT_ACCEPTABLE, reason, accept, near)
    return ApiError(Problem.NOT_ACCEPTABLE, told, [fault])


@lru_cache(_HEADERS_KEPT)
def _takes_gzip(given: str) -> bool:
    """Return whether the client accepts gzip (RFC 9110, 12.5.3)."""
    parts = (part.partition(";") for part in given.split(","))
    weights = {coding.strip().lower(): not _ZERO.fullmatch("".join(weight.split())) for coding, _, weight in parts}
    return weights.get("gzip", weights.get("*", False))


class LazyAnswer(Protocol):
    """An answer whose address is known and whose body is made only where neither client nor cache holds it."""

    @property
    def address(self) -> str:
        """Its address in canonical form, which tells it from all others of a release."""

    def make(self) -> BodyAndHeaders:
        """Build its body."""


class AnswerAt(NamedTuple):
    """An answer under the address of the request as it came: a value for JSON, or a body with headers of its own."""

    address: str
    work: Callable[[Snapshot], Any]
    snapshot: Snapshot
    is_value: bool

    def make(self) -> BodyAndHeaders:
        """Build its body."""
        made = self.work(self.snapshot)
        body, headers = (formats.to_json(made), {}) if self.is_value else made
        if self.address.startswith("/v1/"):
            address = quote(f"{ROOT}{self.address}", KEPT_IN_URLS)
            if self.snapshot.name:  # as a rule no releases are kept
                address = self.snapshot.permanent(address)
            headers = {"Link": f'<{address}>; rel="cite-as"'} | headers
        return body, headers


async def answer(
    request: Request, work: Callable[[Snapshot], Any], media_type: str | None = None, *, takes_long: bool = False
) -> Response:
    """Answer with a value made from one snapshot as JSON, or with `BodyAndHeaders` of a media type; or 304."""
    address = f"{request.url.path}?{request.url.query}".removesuffix("?")
    prepare = partial(AnswerAt, address, work, is_value=media_type is None)
    return await answer_lazily(request, prepare, media_type or formats.JSON, takes_long=takes_long)


async def answer_lazily(
    request: Request, prepare: Callable[[Snapshot], LazyAnswer], media_type: str, *, takes_long: bool = False
) -> Response:
    """Answer from one snapshot; the body, where neither client nor cache holds it. It `takes_long` from 5 ms on."""
    preconditions = RequestPreconditions.of(request, media_type)
    cache: CachedResponses | None = request.scope.get(CACHE)

    def read(snapshot: Snapshot) -> Response:
        lazy = prepare(snapshot)
        headers = preconditions.headers_of(snapshot.release.digest, lazy.address, snapshot.as_of)
        ready = preconditions.not_modified(headers) or (cache and cache.find(headers["ETag"]))
        return ready or preconditions.whole(headers, lazy.make(), media_type)

    response = await (snapshots_of(request).compute if takes_long else snapshots_of(request).read)(read)
    if cache and response.body:
        cache.keep(response)
    return preconditions.part_of(response) if preconditions.range else response


async def answer_posted(request: Request, make: Callable[[Snapshot], Row]) -> Response:
    """Answer a body with JSON made from one snapshot, and with the release that this was; `make` may take long."""

    def computed(snapshot: Snapshot) -> Response:
        release = snapshot.release.digest
        headers = {"Cache-Control": "no-store", "Tradefacts-Release": release}
        whole = make(snapshot) | {"release": release}
        return Response(formats.to_json(whole), media_type=formats.JSON, headers=headers)

    RequestPreconditions.of(request, formats.JSON)
    return await snapshots_of(request).compute(computed)


def origin_of(request: Request) -> str:
    """Return scheme and host of whole addresses: what is set, else what was asked."""
    return snapshots_of(request).settings.public_origin or str(request.base_url).rstrip("/").removesuffix(ROOT)


async def answer_whole(
    request: Request, origin: str, make: Callable[[Snapshot], BodyAndHeaders], media_type: str
) -> Response:
    """Answer with text whose addresses are whole and which names its release, so that its tag is of these too."""

    def prepare(snapshot: Snapshot) -> AnswerAt:
        release = snapshot.release  # whose data may have been there before, under another number and day
        made_from = f"{release.sequence} {release.loaded_at} {snapshot.name}"
        address = f"{made_from} {origin}{request.url.path}?{request.url.query}"
        return AnswerAt(address, make, snapshot, is_value=False)

    return await answer_lazily(request, prepare, media_type, takes_long=True)
