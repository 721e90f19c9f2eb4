"""How a page is made: templates that escape all they are given, and the headers of a page that loads nothing of others.

Problems are told on a page of their own, with the status and the words of the problem document.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import msgspec
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.pages.charts import HEIGHT, TRACK, WIDTH
from app.pages.totals import page_of
from app.reasoning.sentences.names import day, possessive
from app.settings import ROOT
from app.views.verify.query import ClaimIn
from app.vocabulary.terms import Proof
from app.vocabulary.text import nearest
from app.web.answers.responses import BodyAndHeaders, answer
from app.web.errors import ApiError
from app.web.handlers import HANDLERS, paths_of
from app.web.routing import Handle, Route
from app.web.snapshot import Snapshot, snapshots_of

Handler = Callable[[Request, Any], Coroutine[object, object, Response]]
HTML: Final = "text/html; charset=utf-8"
SVG: Final = "image/svg+xml"
_TEMPLATES: Final = Path(__file__).with_name("templates")
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {"Content-Security-Policy": _POLICY, "Cross-Origin-Opener-Policy": "same-origin"}
_KEPT_HEADERS: Final = ("cache-control", "retry-after", "allow")
_CHART_STYLE: Final = (_TEMPLATES / "chart.css").read_text()
STYLE: Final = (_CHART_STYLE + (_TEMPLATES / "style.css").read_text()).encode()
ICON: Final = (_TEMPLATES / "icon.svg").read_bytes()
_HASH: Final = base64.b64encode(hashlib.sha256(_CHART_STYLE.encode()).digest()).decode()
_CHART_HEADERS: Final = {"Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'"}
"""A chart may be embedded by anybody, and carries its style in itself."""


def _words(term: str) -> str:
    """Write a word of a closed list as prose has it."""
    return term.replace("_", " ")


def _field(path: str) -> str:
    """Write which field a piece of evidence states: `participants[2].count` is the count of the third."""
    return _words(re.sub(r"s?\[(\d+)\]\.?", lambda found: f" {int(found[1]) + 1} ", path)).strip()


def _number(number: float) -> str:
    """Write a number of an axis."""
    return (f"{number:,.0f}" if number == round(number) else f"{number:,g}").replace("-", "−")


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.globals |= {"WIDTH": WIDTH, "HEIGHT": HEIGHT, "TRACK": TRACK, "style": _CHART_STYLE, "root": ROOT}
_ENVIRONMENT.globals |= {"proofs": {str(one): one.explanation for one in Proof}}
_ENVIRONMENT.filters |= {
    "page": page_of,
    "words": _words,
    "field": _field,
    "number": _number,
    "whose": possessive,
    "day": day,
}


def render(template: str, **shown: object) -> bytes:
    """Render a template."""
    return _ENVIRONMENT.get_template(template).render(shown).encode()


def _page(template: str, arrange: Callable[[Snapshot], Mapping[str, object]], snapshot: Snapshot) -> bytes:
    """Render a page of what is arranged from one snapshot, with what every page shows of it."""
    return render(template, **arrange(snapshot), release=snapshot.release, bylines=snapshot.catalogue.bylines)


async def answer_page(request: Request, template: str, arrange: Callable[[Snapshot], Mapping[str, object]]) -> Response:
    """Answer with a page, or a chart to embed, of what is arranged from one snapshot, cached as JSON is."""
    media_type, headers = (SVG, _CHART_HEADERS) if template.endswith(".svg") else (HTML, _HEADERS)

    def make(snapshot: Snapshot) -> BodyAndHeaders:
        return _page(template, arrange, snapshot), {}

    response = await answer(request, make, media_type, takes_long=True)
    response.headers.update(headers)  # a 304 as well: browsers put its headers in the place of those they hold
    return response


async def answer_posted_page(
    request: Request, template: str, arrange: Callable[[Snapshot], Mapping[str, object]]
) -> Response:
    """Answer what was posted with a page that nobody may keep; to arrange it may take long."""

    def make(snapshot: Snapshot) -> Response:
        body = _page(template, arrange, snapshot)
        return Response(body, media_type=HTML, headers=_HEADERS | {"Cache-Control": "no-store"})

    return await snapshots_of(request).compute(make)


class PageRoute(Route):
    """A route of a page: what goes wrong is told on a page as well."""


class FormRoute(PageRoute):
    """A page that reads what a form gives by itself, since forms give the fields that are left empty, too."""

    @cached_property
    def query_model(self) -> type[BaseModel] | None:
        """The model that faults are told by."""
        return ClaimIn

    def direct(self) -> Handle | None:
        """Return none: the fields of a form are no query model."""
        return None

    def get_route_handler(self) -> Handle:
        """Return the function that answers a request."""
        return APIRoute.get_route_handler(self)


async def answer_refused(
    request: Request, template: str, error: ApiError | RequestValidationError, shown: Mapping[str, object]
) -> Response:
    """Answer with the page of a form, on which the problem is told."""
    kind = ApiError if isinstance(error, ApiError) else RequestValidationError
    response = await HANDLERS[kind](request, error)
    return await _refused(request, response, template, {**shown, "problem": _problem_in(response)})


def _problem_in(response: Response) -> dict[str, Any]:
    """Read a problem document."""
    return msgspec.json.decode(response.body, type=dict)


async def _refused(request: Request, response: Response, template: str, shown: Mapping[str, Any]) -> Response:
    """Return a page with the status and the headers of a problem document, and the names of codes that are meant."""
    is_meant = any(error["did_you_mean"] for error in shown["problem"]["errors"])
    names = await snapshots_of(request).read(attrgetter("catalogue.prose_names")) if is_meant else {}
    kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return HTMLResponse(
        render(template, **shown, names=names), status_code=response.status_code, headers=_HEADERS | kept
    )


def _suggested(request: Request, problem: Mapping[str, Any]) -> list[str]:
    """Return addresses that would be right: this one, with the nearest in the place of what was wrong."""
    path = request.url.path
    wrong = [error for error in problem["errors"] if error["in"] == "path" and error["value"]]
    if request.scope.get("route") is not None:
        parts = path.split("/")
        fixed = ((error["value"], better) for error in wrong for better in error["did_you_mean"])
        return [ROOT + "/".join(better if part == given else part for part in parts) for given, better in fixed]
    room, *rest = path.strip("/").split("/")
    rooms = {str(route.path).split("/")[1] for route in iter_route_contexts(request.app.routes) if route.path}
    near = [better for error in wrong for better in error["did_you_mean"]]
    pages = [page_of(one) for one in near]
    pages += ["/".join((ROOT, better, *rest)) for better in nearest(room, rooms - {"", room})]
    exists = paths_of(request.app)[0].of
    return [one for one in dict.fromkeys(pages) if exists(one.removeprefix(ROOT))] or near


def _is_for_people(request: Request) -> bool:
    """Return whether a request is for a page, or may be for one that does not exist."""
    route = request.scope.get("route")
    takes_pages = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1")
    return isinstance(route, PageRoute) or (route is None and takes_pages)


def _for_people(handle: Handler) -> Handler:
    """Return a handler that tells what a handler of exceptions does on a page of its own, where people ask."""

    async def explain(request: Request, error: Exception) -> Response:
        response = await handle(request, error)
        if not _is_for_people(request):
            return response
        problem = _problem_in(response)
        shown = {"problem": problem, "path": request.url.path, "suggested": _suggested(request, problem)}
        return await _refused(request, response, "problem.html", shown)

    return explain


PAGE_HANDLERS: Final = {kind: _for_people(handle) for kind, handle in HANDLERS.items()}
"""What answers for exceptions: as below, but on a page where people ask."""
