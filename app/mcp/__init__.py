"""Another face of the same facts: tools for agents by the Model Context Protocol, and what a model reads first.

The protocol's package is an extra, and is imported when the first agent asks: it takes a second, and memory.
"""

from asyncio import to_thread
from importlib import import_module
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

from app.settings import API, ROOT, is_installed
from app.vocabulary.terms import Problem
from app.web.answers.responses import answer, origin_of
from app.web.errors import ApiError
from app.web.routing import Route
from app.web.snapshot import snapshots_of

ROUTER: Final = APIRouter(route_class=Route, include_in_schema=False)
_LLMS: Final = Path(__file__).with_name("llms.md").read_text().format(api=API, root=ROOT).encode()


@ROUTER.post("/mcp")
async def answer_agent(request: Request) -> Response:
    """Answer one message of an agent; ApiError where the protocol's package is not installed."""
    if not is_installed("mcp"):
        detail = "agents are not served here: the operator installs the extra, `pip install 'tradefacts[mcp]'`"
        raise ApiError(Problem.NOT_FOUND, detail)
    server = await to_thread(import_module, f"{__name__}.server")
    response: Response = server.Exchange(snapshots_of(request), origin_of(request))
    return response


@ROUTER.get("/llms.txt")
async def show_llms(request: Request) -> Response:
    """Answer when to ask this service, how, and how to cite it."""
    return await answer(request, lambda _: (_LLMS, {}), "text/plain; charset=utf-8")
