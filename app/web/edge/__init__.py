"""What stands before the routes: the cache of whole answers outermost, then metrics, CORS and the guard."""

from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.edge.cache import ByteCache
from app.web.edge.guard import Guard, Methods
from app.web.edge.metrics import Metrics
from app.web.snapshot import Watch

_ANY: Final = (b"access-control-allow-origin", b"*")
_OPEN: Final = (_ANY, (b"access-control-expose-headers", b"ETag, Link, Retry-After, Tradefacts-Release"))
_PREFLIGHT: Final = (
    _ANY,
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)
"""The answer to a preflight request, whatever it asks for: the browser judges for itself."""


def stand_before(routes: ASGIApp, methods: Methods, settings: Settings, watch: Watch) -> ASGIApp:
    """Return the application that every request passes before it reaches the routes."""
    app: ASGIApp = Metrics(Cors(Guard(routes, methods, frozenset(settings.allowed_hosts))))
    return ByteCache(app, settings.cache_bytes, watch) if settings.cache_bytes else app


@dataclass(frozen=True, slots=True)
class Cors:
    """Middleware that lets pages of any origin read: all answers carry the same headers, whoever asks."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight request, or pass on and add the headers."""
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in dict(scope["headers"]):
            await send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send({"type": "http.response.body"})
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_OPEN]}
            await send(message)

        await self.app(scope, receive, send_open)
