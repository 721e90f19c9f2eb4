"""Routing: how a request finds its endpoint, whose query model its parameters are read into."""

from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from typing import Any, TypeVar, get_origin
from urllib.parse import unquote_plus

from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.types import ASGIApp, Receive, Scope, Send

from app.vocabulary.terms import Problem
from app.web.dated import dated
from app.web.edge.reading import VERSIONS
from app.web.errors import Invalid, RequestFault
from app.web.snapshot import takes_as_of

Handle = Callable[[Request], Coroutine[object, object, Response]]
Model = TypeVar("Model", bound=BaseModel)


class Route(APIRoute):
    """A route that takes one query model, one body, or none; parameters that it does not have are refused."""

    @cached_property
    def query_model(self) -> type[BaseModel] | None:
        """The model of the parameters in the address, if the route takes any."""
        return _model(self.dependant.query_params)

    @cached_property
    def body_model(self) -> type[BaseModel] | None:
        """The model of the body, if the route takes one."""
        return _model(self.dependant.body_params)

    def get_route_handler(self) -> Handle:
        """Return the function that answers a request."""
        handle = super().get_route_handler()
        return self.direct() or (handle if self.query_model else _without_parameters(handle))

    def direct(self) -> Handle | None:
        """Return the function that answers without the framework; None where the route takes more than a query model.

        What the framework does for any mixture of parameters, bodies and dependencies costs more than a page of rows
        (measured: pages take 1.3 to 1.8 times as long). The document is made from the same declaration, and faults
        come out the same.
        """
        model, endpoint = self.query_model, self.endpoint
        if model is None or not _takes_only_a_query(self.dependant):
            return None
        (parameter,) = self.dependant.query_params
        lists = {name for name, info in named_fields(model).items() if get_origin(info.annotation) is tuple}

        async def handle(request: Request) -> Response:
            query = request.scope["query_string"]
            pairs = [part.partition("=") for part in query.decode("latin-1").split("&") if part]
            if b"%" in query or b"+" in query:
                pairs = [(unquote_plus(name), mark, unquote_plus(value)) for name, mark, value in pairs]
            values: dict[str, str | list[str]] = {name: value for name, _, value in pairs}
            for name in lists & values.keys():  # the guard has refused all others that stand there twice
                values[name] = [value for other, _, value in pairs if other == name]
            answer: Response = await endpoint(**{parameter.name: read_as(model, values), "request": request})
            return answer

        return handle


def named_fields(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """Return the members of a model by the names that clients give them."""
    return {info.alias or name: info for name, info in model.model_fields.items()} if model else {}


def read_as(model: type[Model], values: Mapping[str, object], where: str = "query") -> Model:
    """Read the values of a request into a model; RequestValidationError tells all that is wrong in them."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise RequestValidationError([{**fault, "loc": (where, *fault["loc"])} for fault in faults]) from error


def _without_parameters(handle: Handle) -> Handle:
    """Refuse all parameters, for a route that takes none in its address."""

    async def handle_bare(request: Request) -> Response:
        if request.query_params:
            beside = " but `as_of`" if request.method == "GET" and takes_as_of(request.scope["path"]) else ""
            reason = f"this path takes no parameters{beside}"
            raise Invalid(
                RequestFault("query", name, Problem.UNKNOWN_PARAMETER, reason, value)
                for name, value in request.query_params.items()
            )
        return await handle(request)

    return handle_bare


def _model(parameters: list[Any]) -> type[BaseModel] | None:
    """Return the model that all parameters of one kind are read into."""
    model = parameters[0].field_info.annotation if len(parameters) == 1 else None
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def _takes_only_a_query(dependant: Dependant) -> bool:
    """Return whether an endpoint takes its query model and the request, and nothing else."""
    others = (
        *(dependant.path_params, dependant.header_params, dependant.cookie_params),
        *(dependant.body_params, dependant.dependencies),
    )
    return not any(others) and dependant.request_param_name == "request"


class DirectRoutes:
    """Leads GET requests by their exact path to the routes that answer directly, and all others to the framework.

    The framework's search among nested routers, its stacks of contexts and its telemetry cost 7 to 15 % of a page.
    Whatever goes wrong is answered by the same handlers on either way.
    """

    def __init__(self, app: FastAPI, framework: ASGIApp) -> None:
        self._app = app
        self._framework = framework
        self._routes: dict[str, tuple[Route, Handle]] = {}
        for context in iter_route_contexts(app.routes):
            route = context.original_route
            if isinstance(route, Route) and context.path and (handle := route.direct()):
                self._routes[context.path] = route, handle
        self._handlers: dict[object, Any] = dict(app.exception_handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        query = scope["query_string"]
        # A name may be written with `%` for any of its letters.
        if (b"as_of" in query or b"%" in query) and (inner := dated(scope, self._app.state.snapshots)):
            try:
                await self(inner, receive, send)
            finally:
                scope["route"] = inner.get("route")  # which is counted
            return
        route = self._routes.get(scope["path"])
        if route is None or scope["method"] != "GET":
            await self._framework(scope, receive, send)
            return
        scope["app"], (scope["route"], handle) = self._app, route
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


class Application(FastAPI):
    """FastAPI behind middleware of ours, which every request passes before anything of the framework runs."""

    outermost: ASGIApp | None = None
    refusing: ASGIApp
    """What answers requests of a version of HTTP that there is not."""
    write_seconds: float
    """How long a client may keep an answer waiting."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection; the framework starts and ends the application."""
        if self.outermost is None or scope["type"] != "http":
            await super().__call__(scope, receive, send)
        elif scope["http_version"] not in VERSIONS:
            await self.refusing(scope, receive, send)
        else:
            await self.outermost(scope, receive, send)
