"""A limit on how often one client may ask, where the operator sets one: elsewhere this module is not even loaded.

A window begins with a client's first request. What is counted is in the memory of the worker, and answers from the byte
cache count as others do. The header fields are those of draft-ietf-httpapi-ratelimit-headers-11.
"""

from dataclasses import replace
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time
from typing import Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.vocabulary.terms import Problem
from app.web.edge import Guard
from app.web.errors import ApiError

_NEVER: Final = frozenset({"/live", "/ready", "/metrics"})
"""What is asked by the machine, the orchestrator and Prometheus."""
_EXPOSED: Final = (b"access-control-expose-headers", b"RateLimit, RateLimit-Policy")
_OF_A_SITE: Final = 8
"""Bytes of an IPv6 address that one site has; the rest it may choose anew for each request."""


class ClientLimit:
    """Middleware that answers 429 to a client who asks too often, and tells all others how often they still may."""

    def __init__(self, app: ASGIApp, guard: Guard, settings: Settings) -> None:
        """Set what is limited, and the guard of its routes, which refuses as it does all else."""
        self._app, self._proxies = app, settings.proxies
        self._refused = replace(guard, app=ApiError(Problem.TOO_MANY, f"a client may ask {settings.limit}").response())
        self._limit = parse(settings.limit)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._policy = b'"client";q=%d;w=%d' % (self._limit.amount, self._limit.get_expiry())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request, and answer it or refuse it."""
        if scope["path"] in _NEVER:
            await self._app(scope, receive, send)
            return
        client = self._client(scope)
        is_within = self._limiter.hit(self._limit, client)
        window = self._limiter.get_window_stats(self._limit, client)
        seconds = b"%d" % max(1, ceil(window.reset_time - time()))
        told = [
            (b"ratelimit-policy", self._policy),
            (b"ratelimit", b'"client";r=%d;t=%b' % (window.remaining, seconds)),
        ]
        told += [_EXPOSED] if is_within else [_EXPOSED, (b"retry-after", seconds)]

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        await (self._app if is_within else self._refused)(scope, receive, send_told)

    def _client(self, scope: Scope) -> str:
        """Return what tells a client from others: its address, as the connection or our outermost proxy has it."""
        peer = scope["client"][0] if scope["client"] else ""
        given = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").split(b",")
        passed = given[-self._proxies].decode("latin-1").strip() if 0 < self._proxies <= len(given) else peer
        try:
            address = ip_address(passed)
        except ValueError:
            return str(peer)
        if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
            return address.packed[:_OF_A_SITE].hex()
        return str(getattr(address, "ipv4_mapped", address))
