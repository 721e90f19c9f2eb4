"""The application: the only place where the parts are plugged together."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ctypes import CDLL
from dataclasses import replace
from gc import freeze
from importlib import import_module
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp

from app import mcp, pages, resources
from app.database import connect
from app.pages.rendering import PAGE_HANDLERS
from app.settings import ROOT, Settings
from app.views import checks, citing, dataset, derived, read, relations, search, series, verify
from app.web import docs, document, service
from app.web.document import PROBLEMS
from app.web.edge import Guard, Methods
from app.web.edge.cache import ByteCache
from app.web.edge.logs import RequestLog, paths_by_operation
from app.web.edge.reading import refuse_version, without_prefix
from app.web.routing import Application, DirectRoutes
from app.web.snapshot import ReleaseWatch, Snapshots

_SWITCH_SECONDS: Final = 0.0005
_MOST_HEAPS: Final = -8
_LARGE: Final = -3
"""Numbers of the parameters of `mallopt`, as its header has them."""


def _share_process() -> None:
    """Set what all threads share: how long one may keep the interpreter from others, and the heap.

    The event loop waits for it at each row that it reads, so that with 5 ms, as by default, a page beside long
    computations took three times as long at its slowest (measured). glibc's allocator has a heap for each thread, where
    blocks that go lie between those that stay: after 20,000 mixed requests 259 MiB were held, 224 with one heap for all
    (measured). Blocks of a megabyte and more lie apart from it, where each is new to the process and costs a fault for
    every 4 kB: with those of 64 kB an export took up to a sixth more of a processor, for 3 MiB less (measured).
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    if sys.platform == "linux" and (mallopt := getattr(CDLL(None), "mallopt", None)):
        mallopt(_MOST_HEAPS, 1)
        mallopt(_LARGE, 1 << 20)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application from settings (by default from the environment); it connects when it starts."""
    settings = settings or Settings()
    watch = ReleaseWatch()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        _share_process()
        app.state.snapshots = Snapshots(connect(settings), settings)
        await app.state.snapshots.read_ahead()
        freeze()  # to look through all of a program for garbage takes 0.2 s, for which every request would wait
        watching = asyncio.create_task(watch.run(app.state.snapshots)) if settings.cache_bytes else None
        try:
            yield
        finally:
            if watching:
                watching.cancel()
                await asyncio.wait([watching])
            app.state.snapshots.close()

    app = Application(
        title="tradefacts",
        summary="Bilateral trade facts with their words, hedges and sources",
        description=document.description(),
        version=version("tradefacts"),
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        exception_handlers=PAGE_HANDLERS,
    )
    views = (dataset, checks, derived, verify, read, relations, search, series)
    # Suffixes before ids, and then what is asked for most: the framework tries routes in their order.
    for router in (citing.ROUTER, *resources.ROUTERS, *(view.ROUTER for view in views), service.ROUTER):
        app.include_router(router, prefix="/v1", responses=PROBLEMS)
    app.include_router(service.HEALTH, responses=PROBLEMS)
    app.include_router(pages.ROUTER)
    app.include_router(pages.FORMS)
    app.include_router(mcp.ROUTER)
    app.include_router(docs.ROUTER)
    docs.mount_docs(app)
    document.install(app)
    routes = DirectRoutes(app, super(Application, app).__call__)
    log = RequestLog(paths_by_operation(app), settings.log_requests)
    inner = Guard(routes, Methods(app), frozenset(settings.allowed_hosts), log)
    outer: ASGIApp = ByteCache(inner, settings.cache_bytes, watch, log) if settings.cache_bytes else inner
    if settings.limit:  # the module needs an extra
        outer = import_module("app.web.edge.limits").ClientLimit(outer, inner, settings)
    app.write_seconds = settings.write_deadline_seconds
    app.refusing = replace(inner, app=refuse_version)
    app.outermost = without_prefix(outer, ROOT) if ROOT else outer
    return app
