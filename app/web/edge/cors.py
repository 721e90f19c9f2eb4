"""Cross-origin reading: any page may read any answer, so all answers say the same and none depends on who asks."""

from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ANY: Final = (b"access-control-allow-origin", b"*")
_OPEN: Final = (_ANY, (b"access-control-expose-headers", b"ETag, Link, Retry-After, Tradefacts-Release"))
_PREFLIGHT: Final = (
    _ANY,
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)
"""What a browser that asks first is told, whatever it asks: it judges for itself."""


@dataclass(frozen=True, slots=True)
class Cors:
    """Middleware that lets pages of other origins read."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser that asks first, or pass on and add the headers."""
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in dict(scope["headers"]):
            await send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send({"type": "http.response.body"})
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_OPEN]}
            await send(message)

        await self.app(scope, receive, send_open)
