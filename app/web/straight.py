"""The straight way to lists: their paths hold no parameters, so an exact look-up leads to the function that answers.

All other requests go through the framework, whose search among nested routers, stacks of contexts and telemetry cost
more than a page of rows. Whatever goes wrong is answered by the same handlers on either way.
"""

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.routes import Handle, QueryRoute


class Straight:
    """Leads GET requests for lists to their routes, and all others to the framework."""

    def __init__(self, app: FastAPI, framework: ASGIApp) -> None:
        self._app = app
        self._framework = framework
        self._routes: dict[str, tuple[QueryRoute, Handle]] = {}
        for context in iter_route_contexts(app.routes):
            route = context.original_route
            if isinstance(route, QueryRoute) and (handle := route.straight()) and context.path:
                self._routes[context.path] = route, handle
        handlers = {kind: handler for kind, handler in app.exception_handlers.items() if kind is not Exception}
        self._answered = ServerErrorMiddleware(
            ExceptionMiddleware(self._answer, handlers), app.exception_handlers[Exception]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        found = self._routes.get(scope["path"])
        if found is None or scope["method"] != "GET":
            await self._framework(scope, receive, send)
            return
        scope["app"], scope["route"] = self._app, found[0]
        await self._answered(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, handle = self._routes[scope["path"]]
        response = await handle(Request(scope, receive))
        await response(scope, receive, send)
