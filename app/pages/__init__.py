"""Pages for people: the same facts as `/v1` gives, rendered on the server, with charts and no script."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.responses import RedirectResponse

from app.pages.home import SearchForm, address_of_pair, arrange_home, arrange_search
from app.pages.reading import arrange_text, blank_text, fields_of
from app.pages.records import arrange_record
from app.pages.relation import SECTIONS, arrange
from app.pages.rendering import ICON, STYLE, SVG, FormRoute, PageRoute, answer_page, answer_posted_page, answer_refused
from app.pages.verifying import arrange_claim, blank_claim
from app.settings import ROOT
from app.views.items import WITH_PAGES
from app.views.relations import pair_in_path
from app.vocabulary.text import nearest
from app.web.answers.responses import answer
from app.web.edge.reading import LARGEST_BODY
from app.web.errors import ApiError, NotFound
from app.web.questions.filters.names import AREA
from app.web.questions.queries import Name, RecordId
from app.web.snapshot import Snapshot, snapshots_of

ROUTER: Final = APIRouter(route_class=PageRoute, include_in_schema=False)
_CHARTS: Final = ("trade", "mirror", "balance", "plans")


@ROUTER.get("/")
async def show_home(request: Request) -> Response:
    """Answer what this is, with questions that have answers, and the pairs that most is held about."""
    return await answer_page(request, "home.html", arrange_home)


@ROUTER.get("/relations/{a}/{b}")
async def show_relation(a: Name, b: Name, request: Request) -> Response:
    """Answer with a relation at a glance."""
    return await answer_page(request, "relation.html", partial(_relation, a, b, None))


@ROUTER.get("/relations/{a}/{b}/{part}")
async def show_part_of_relation(a: Name, b: Name, part: Annotated[str, Path()], request: Request) -> Response:
    """Answer with one part of a relation as a whole, or with one of its charts."""
    name, _, suffix = part.rpartition(".")
    if suffix == "svg" and name in _CHARTS:
        return await answer_page(request, "chart.svg", partial(_relation, a, b, name))
    if part not in SECTIONS:
        known = (*SECTIONS, *(f"{chart}.svg" for chart in _CHARTS))
        raise NotFound(part, "the relation", nearest(part, known) or known[:3])
    return await answer_page(request, "relation.html", partial(_relation, a, b, part))


def _relation(a: str, b: str, part: str | None, snapshot: Snapshot) -> Mapping[str, object]:
    pair = pair_in_path(snapshot, a, b)
    first = AREA.resolve(a, snapshot.catalogue)
    codes = (pair.first, pair.second) if first == pair.first else (pair.second, pair.first)
    return {"relation": arrange(snapshot, pair, codes), "part": part}


FORMS: Final = APIRouter(route_class=FormRoute, include_in_schema=False)


@FORMS.get("/relations")
async def find_relation(request: Request) -> Response:
    """Answer where the relation of two areas is, which a form names."""
    given = request.query_params
    if not any(given.values()):
        return RedirectResponse(f"{ROOT}/", status_code=303)
    find = partial(address_of_pair, given.get("a", ""), given.get("b", ""))
    return RedirectResponse(await snapshots_of(request).read(find), status_code=303)


@FORMS.get("/verify")
async def show_claim(request: Request) -> Response:
    """Answer with a form for a claim and, once it is filled in, the verdict on it."""
    given = {name: value.strip() for name, value in request.query_params.items()}
    blank = partial(blank_claim, given)
    if not any(given.values()):
        return await answer_page(request, "verify.html", blank)
    try:
        return await answer_page(request, "verify.html", partial(arrange_claim, given))
    except (ApiError, RequestValidationError) as error:
        return await answer_refused(request, "verify.html", error, await snapshots_of(request).read(blank))


@ROUTER.get("/search")
async def show_search(query: Annotated[SearchForm, Query()], request: Request) -> Response:
    """Answer with a form for words and, once there are some, what is held on them."""
    return await answer_page(request, "search.html", partial(arrange_search, query))


@ROUTER.get("/read")
async def show_reader(request: Request) -> Response:
    """Answer with a form for a text."""
    return await answer_page(request, "read.html", partial(blank_text, {}))


@FORMS.post("/read", max_body_size=LARGEST_BODY)
async def show_text(request: Request) -> Response:
    """Answer with a text, each of its numbers marked; nothing of it is kept."""
    given = await fields_of(request)
    try:
        return await answer_posted_page(request, "read.html", partial(arrange_text, given))
    except (ApiError, RequestValidationError) as error:
        return await answer_refused(request, "read.html", error, blank_text(given))


@ROUTER.get("/style.css")
async def show_style(request: Request) -> Response:
    """Answer with the style of all pages."""
    return await answer(request, lambda _: (STYLE, {}), "text/css; charset=utf-8")


@ROUTER.get("/icon.svg")
async def show_icon(request: Request) -> Response:
    """Answer with the icon of all pages."""
    return await answer(request, lambda _: (ICON, {}), SVG)


def _record_page(kind: str) -> None:
    """Register the page of the records of one kind."""

    @ROUTER.get(f"/{kind}/{{id}}", name=f"show_{kind.replace('-', '_')}_record")
    async def show_record(id: RecordId, request: Request) -> Response:  # noqa: A002  # the parameter's public name
        return await answer_page(request, "record.html", partial(arrange_record, kind, id))


for _kind in WITH_PAGES:
    _record_page(_kind)
