"""What of a request can be read in one way only: its address, and its body, how that is framed, coded and said."""

import json
import re
from collections import Counter
from typing import Final
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.vocabulary.terms import Problem
from app.web.errors import ApiError, Invalid, RequestFault
from app.web.rows import formats
from app.web.rows.cells import Row

LARGEST_BODY: Final = 262_144
"""Bytes that a body may have, on the path that takes one."""
OF_BODIES: Final = frozenset({b"content-length", b"content-encoding", b"transfer-encoding"})
VERSIONS: Final = frozenset({"1.0", "1.1", "2", "3"})
"""Versions of HTTP, as ASGI spells them."""
_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_SLASH: Final = re.compile(rb"%2f|%5c", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def wrong_body(name: bytes, value: bytes, scope: Scope) -> Response | None:
    """Return the answer to a body that is too large, or framed or coded in a way that not all understand alike."""
    if name == b"content-length":
        if value.isdigit() and int(value[:20]) > LARGEST_BODY:
            return ApiError(Problem.TOO_LARGE, f"a body may have {LARGEST_BODY} bytes").response()
    elif name == b"content-encoding":
        if value.strip().lower() not in (b"", b"identity"):
            return ApiError(Problem.WRONG_TYPE, "a body is taken as it is, without Content-Encoding").response()
    elif value.lower() != b"chunked" or any(other == b"content-length" for other, _ in scope["headers"]):
        return ApiError(Problem.UNREADABLE, "a body is sent with its length, or chunked and no more").response()
    return None


async def refuse_version(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a request of a version of HTTP that there is not."""
    await ApiError(Problem.UNREADABLE, "there is no such version of HTTP").response()(scope, receive, send)


def without_prefix(app: ASGIApp, root: str) -> ASGIApp:
    """Return middleware that takes a prefix off the paths of requests, where the proxy has left it on."""

    async def strip(scope: Scope, receive: Receive, send: Send) -> None:
        if (scope["raw_path"] + b"/").startswith(root.encode() + b"/"):
            path, raw_path = (scope[name][len(root) :] for name in ("path", "raw_path"))
            scope = {**scope, "path": path or "/", "raw_path": raw_path or b"/"}
        await app(scope, receive, send)

    return strip


def unreadable(scope: Scope) -> Response | None:
    """Return the answer to an address with escapes that are wrong or that no path has; None where it can be read."""
    raw_path, query = scope["raw_path"], scope["query_string"]
    if _ESCAPE.search(raw_path) or _ESCAPE.search(query):
        return ApiError(Problem.UNREADABLE, "a per cent sign is followed by two hexadecimal digits").response()
    try:
        path = unquote_to_bytes(raw_path).decode()
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        return ApiError(Problem.UNREADABLE, "the address is not UTF-8").response()
    if _SLASH.search(raw_path) or _CONTROL.search(path):
        return ApiError(Problem.NOT_FOUND, "no path holds an encoded slash or a control character").response()
    return None


async def _is_json(request: Request) -> None:
    """Refuse a body of another type before anything reads it as one."""
    essence = request.headers.get("content-type", "").partition(";")[0]
    if essence.strip().lower() != formats.JSON:
        detail = f"this path takes a body of {formats.JSON}, said in Content-Type"
        raise ApiError(Problem.WRONG_TYPE, detail)


def _kept(number: str) -> float:
    """Read a number; ValueError where nothing would be left of it."""
    if not float(number) and re.search("[1-9]", number.lower().partition("e")[0]):
        raise ValueError(number)
    return float(number)


async def _is_unequivocal(request: Request) -> None:
    """Refuse a body that gives a member of an object more than once: readers of JSON differ in which they take."""
    wrong: list[RequestFault] = []

    def note(members: list[tuple[str, object]]) -> None:
        for name, count in Counter(name for name, _ in members).items():
            if count > 1:
                reason = f"it was given {count} times in one object; it takes one value"
                wrong.append(RequestFault("body", name, Problem.DUPLICATE_PARAMETER, reason))

    try:
        json.loads((await request.body()).decode() or "null", object_pairs_hook=note, parse_float=_kept)
    except ValueError as error:  # the framework takes UTF-16 as well, and what is next to nothing for nothing
        raise ApiError(Problem.UNREADABLE, "the body is JSON in UTF-8, with numbers that can be told from 0") from error
    if wrong:
        raise Invalid(wrong)


JSON_BODY: Final[Row] = {
    "max_body_size": LARGEST_BODY,
    "dependencies": [Depends(_is_json), Depends(_is_unequivocal)],
}
"""Keyword arguments of a route that takes a body of JSON."""
