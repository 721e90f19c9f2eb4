"""Applications with faults that trials must see: controls for what they measure."""

import gzip
import json
import sys
from typing import Any, cast

from fastapi import FastAPI

from app.main import create_app

LEAKED = 20_000
"""Bytes that each request leaves behind."""


def leaking() -> FastAPI:
    """Make the application, but that it keeps something of each request for ever."""
    app: Any = create_app()
    inner, kept = app.outermost, []

    async def outermost(scope: Any, receive: Any, send: Any) -> None:
        kept.append(bytearray(LEAKED))
        await inner(scope, receive, send)

    app.outermost = outermost
    return cast("FastAPI", app)


def greedy() -> FastAPI:
    """Make the application, but that a thread that computes lets no other one in."""
    app: Any = create_app()
    inner = app.outermost

    async def outermost(scope: Any, receive: Any, send: Any) -> None:
        sys.setswitchinterval(0.5)
        await inner(scope, receive, send)

    app.outermost = outermost
    return cast("FastAPI", app)


def gullible() -> FastAPI:
    """Make the application, but that it unpacks and reads what is posted, however large, before anybody looks."""
    app: Any = create_app()
    inner, largest = app.outermost, [b""]

    async def outermost(scope: Any, receive: Any, send: Any) -> None:
        body, is_more = b"", scope["method"] == "POST"
        while is_more:
            message = await receive()
            body, is_more = body + message.get("body", b""), message.get("more_body", False)
        if (b"content-encoding", b"gzip") in scope["headers"]:
            body = gzip.decompress(body)
        try:
            largest.append(json.loads(body) if body else b"")
        except (ValueError, RecursionError):
            largest.append(body)

        async def again() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        await inner(scope, again, send)

    app.outermost = outermost
    return cast("FastAPI", app)
