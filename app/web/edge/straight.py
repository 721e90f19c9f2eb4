"""The straight way to lists: their paths hold no parameters, so an exact look-up leads to the function that answers.

All other requests go through the framework, whose search among nested routers, stacks of contexts and telemetry cost
more than a page of rows. Whatever goes wrong is answered by the same handlers on either way.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
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
        self._handlers: dict[Any, Any] = dict(app.exception_handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        found = self._routes.get(scope["path"])
        if found is None or scope["method"] != "GET":
            await self._framework(scope, receive, send)
            return
        scope["app"], (scope["route"], handle) = self._app, found
        request = Request(scope, receive)
        try:
            response = await handle(request)
        except Exception as error:
            kind = next(kind for kind in type(error).__mro__ if kind in self._handlers)
            explained = await self._handlers[kind](request, error)
            await explained(scope, receive, send)
            if kind is Exception:
                raise  # the server logs what nobody expected
        else:
            await response(scope, receive, send)
