"""Preconditions of requests, and the answers that meet them: strong ETags, 304, gzip, headers for caches."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self

from starlette.requests import Request
from starlette.responses import Response

from app.web.errors import NotAcceptable

GZIP_LEVEL: Final = 5
_SMALLEST_GZIP: Final = 500
_ZERO: Final = re.compile(r"q=0(\.0{0,3})?")
_NAMES: Final = frozenset({b"accept", b"accept-encoding", b"if-none-match"})
_HEADERS_KEPT: Final = 100
"""Different values of a header whose meaning is kept."""


def _digest_of_code() -> str:
    """Return a digest of all code, so that no cached answer outlives the code that made it."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[2].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


BUILD: Final = _digest_of_code()[:16]


class RequestPreconditions(NamedTuple):
    """Accept, Accept-Encoding and If-None-Match of one request."""

    accept: str | None
    takes_gzip: bool
    held: str | None

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the preconditions of a request, from the first header of each name."""
        # At one go: each look into Starlette's headers goes through all of them.
        given = {name: value.decode("latin-1") for name, value in reversed(request.scope["headers"]) if name in _NAMES}
        coding = given.get(b"accept-encoding")
        return cls(given.get(b"accept"), coding is not None and _takes_gzip(coding), given.get(b"if-none-match"))

    def hold_acceptable(self, media_type: str) -> None:
        """Raise NotAcceptable when `Accept` rules the media type out."""
        essence = media_type.partition(";")[0]
        if self.accept is not None and not _accepts(self.accept, essence):
            raise NotAcceptable(essence)

    def tag_of(self, release: str, address: str) -> str:
        """Return the strong ETag of an answer: of release, build, canonical address and encoding."""
        digest = hashlib.sha256(f"{release}\n{BUILD}\n{address}".encode()).hexdigest()[:24]
        return f'"{digest}-gz"' if self.takes_gzip else f'"{digest}"'

    def holds(self, tag: str) -> bool:
        """Return whether the client holds the answer with this tag."""
        return self.held is not None and is_among(tag, self.held)


@lru_cache(_HEADERS_KEPT)
def _accepts(accept: str, essence: str) -> bool:
    """Return whether `Accept` takes a media type (RFC 9110, 12.5.1): its most specific range decides."""
    main = essence.partition("/")[0]
    best: tuple[int, bool] = (-1, not accept.strip())
    for part in accept.split(","):
        wanted, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if wanted in (essence, f"{main}/*", "*/*"):
            refused = any(_ZERO.fullmatch(parameter.replace(" ", "")) for parameter in parameters)
            best = max(best, (wanted.count("*") * -1 + 2, not refused))
    return best[1]


@lru_cache(_HEADERS_KEPT)
def _takes_gzip(given: str) -> bool:
    """Return whether the client accepts gzip (RFC 9110, 12.5.3)."""
    weights = {}
    for part in given.split(","):
        coding, _, weight = part.partition(";")
        weights[coding.strip().lower()] = weight.strip().replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return weights.get("gzip", weights.get("*", False))


def is_among(tag: str, given: str) -> bool:
    """Return whether a tag is among those of `If-None-Match`, which compares weakly (RFC 9110, 13.1.2)."""
    tags = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in tags or tag in tags


def headers_of(tag: str, release: str) -> dict[str, str]:
    """Return the headers that every cacheable answer carries."""
    return {
        "ETag": tag,
        "Cache-Control": "public, max-age=60, stale-while-revalidate=600",
        "Vary": "Accept-Encoding",
        "Tradefacts-Release": release,
    }


def not_modified(tag: str, release: str) -> Response:
    """Return the 304."""
    return Response(status_code=304, headers=headers_of(tag, release))


def whole(
    preconditions: RequestPreconditions, release: str, tag: str, made: tuple[bytes, dict[str, str]], media_type: str
) -> Response:
    """Return a complete answer with headers of its own, compressed where the client accepts that."""
    body, own = made
    headers = headers_of(tag, release) | own
    if preconditions.takes_gzip and len(body) >= _SMALLEST_GZIP:
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type=media_type)
