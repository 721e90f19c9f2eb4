"""Cursors: where the next page starts, bound to the route, the filters and the release they were made for.

<first 12 hex digits of the release>.<key of the last row, base64url JSON>.<16 hex digits of a checksum>
"""

import base64
import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec

from app.vocabulary.terms import Problem
from app.web.errors import Invalid, RequestFault

_Part = str | Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
"""A part of a key, as a column of either engine can hold it."""
PATTERN: Final = r"[0-9a-f]{12}\.[A-Za-z0-9_-]{2,1200}\.[0-9a-f]{16}"


class Stale(Exception):
    """The cursor is of another release."""


def write(release: str, scope: str, key: Sequence[object]) -> str:
    """Return the cursor that continues after the row with this key; `scope` is the route with its filters."""
    payload = base64.urlsafe_b64encode(msgspec.json.encode(list(key))).rstrip(b"=").decode()
    return f"{release[:12]}.{payload}.{_checksum(release, scope, payload)}"


def read(cursor: str, release: str, scope: str, types: Sequence[type]) -> list[Any]:
    """Return the key that a cursor holds; Stale for another release, Invalid when altered or of another question."""
    given_release, payload, checksum = cursor.split(".")
    if given_release != release[:12]:
        raise Stale
    if checksum != _checksum(release, scope, payload):
        raise _not_ours("it was made for another question, or altered; take it from `next` as it is")
    try:
        key = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=list[_Part])
    except (ValueError, msgspec.DecodeError):  # no base64, no UTF-8 or no JSON
        raise _not_ours("it was altered") from None
    if [type(part) for part in key] != list(types) or any("\0" in part for part in key if isinstance(part, str)):
        raise _not_ours("it was altered")
    return key


def _not_ours(reason: str) -> Invalid:
    return Invalid([RequestFault("query", "cursor", Problem.UNKNOWN_CODE, reason)])


def _checksum(release: str, scope: str, payload: str) -> str:
    return hashlib.sha256(f"{release}\n{scope}\n{payload}".encode()).hexdigest()[:16]
