"""Routes of lists: their parameters are read straight into the query model, which is all that these routes depend on.

What the framework does for any mixture of parameters, bodies and dependencies costs more than a page of rows. The
document is made from the same declaration, and faults come out the same.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final, get_origin
from urllib.parse import unquote_plus

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from app.web.questions.words import remembering

Handle = Callable[[Request], Coroutine[Any, Any, Response]]
_decoded: Final = remembering(unquote_plus)


class QueryRoute(APIRoute):
    """A route; one that takes nothing but a query model and the request is handled without the framework's detours."""

    def get_route_handler(self) -> Handle:
        """Give the function that answers a request."""
        return self.straight() or super().get_route_handler()

    def straight(self) -> Handle | None:
        """Give the function that answers without the framework; None where the route takes something else as well."""
        model = _query_model(self.dependant)
        if model is None:
            return None
        name, query = model
        lists = {info.alias or key for key, info in query.model_fields.items() if get_origin(info.annotation) is list}
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            values = _values(request.scope["query_string"], lists)
            try:
                asked = query.model_validate(values)
            except ValidationError as error:
                raise RequestValidationError(
                    [{**fault, "loc": ("query", *fault["loc"])} for fault in error.errors(include_url=False)]
                ) from error
            answer: Response = await endpoint(**{name: asked, "request": request})
            return answer

        return handle


def _values(query: bytes, lists: set[str]) -> dict[str, str | list[str]]:
    """Read a query string; the guard has refused names that stand there twice, but for those of lists."""
    pairs = [part.partition("=") for part in query.decode("latin-1").split("&") if part]
    if b"%" in query or b"+" in query:
        pairs = [(_decoded(name), mark, _decoded(value)) for name, mark, value in pairs]
    values: dict[str, str | list[str]] = {name: value for name, _, value in pairs}
    for name in lists & values.keys():
        values[name] = [value for other, _, value in pairs if other == name]
    return values


def _query_model(dependant: Any) -> tuple[str, type[BaseModel]] | None:
    """Give name and model of the only parameter, where there is nothing else but the request."""
    others = (
        *(dependant.path_params, dependant.header_params, dependant.cookie_params),
        *(dependant.body_params, dependant.dependencies),
    )
    if any(others) or dependant.request_param_name != "request" or len(dependant.query_params) != 1:
        return None
    (parameter,) = dependant.query_params
    model = parameter.field_info.annotation
    return (parameter.name, model) if isinstance(model, type) and issubclass(model, BaseModel) else None
