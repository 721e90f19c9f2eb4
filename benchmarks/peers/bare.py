"""A bare ASGI application: constant bytes, as many as `BODY_BYTES` says, to every request."""

import os
from typing import Any

_BODY = b"x" * int(os.environ["BODY_BYTES"])
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(_BODY)).encode())],
}
_WHOLE = {"type": "http.response.body", "body": _BODY}


async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ARG001  # what ASGI calls
    """Answer."""
    if scope["type"] == "http":
        await send(_START)
        await send(_WHOLE)
