"""The application: the only place where the parts are plugged together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI

from app import pages, resources
from app.database import connect
from app.pages.rendering import PAGE_HANDLERS
from app.settings import API, ROOT, Settings
from app.views import checks, derived, read, relations, search, series, verify
from app.web import docs, document, service
from app.web.document import PROBLEMS
from app.web.edge import Guard, Methods, without_prefix
from app.web.edge.cache import ByteCache
from app.web.routing import Application, DirectRoutes
from app.web.snapshot import ReleaseWatch, Snapshots

_DESCRIPTION: Final = f"""\
Events, agreements, commodities, trade flows, plans and indicators between two countries: every number with its unit,
its hedge, the interval that the hedge allows, its source, and how it can be proved.

Ask for [all that is held about Kazakhstan and China]({API}/relations/KAZ/CHN), hold
[a number that somebody claims]({API}/verify?from=KAZ&to=CHN&period=2022&value=13e9&unit=USD) against it, or go through
[what each side says of their trade]({API}/trade-flows?reporter=KAZ,CHN&partner=KAZ,CHN&period=2022).

* `proof` says how: `quoted` (the words, their place and the hash of the text are held), `unquoted` (an editor read it;
  its words, or some of them, are not held), `official` (a row of an official file, with its line), or `derived`.
* Parameters that do not exist, codes that name nothing and malformed values are refused with what would be right.
* Parameters on areas, flows, periods, commodities and sources take several values, each once, with commas between them:
  `reporter=KAZ,CHN`. A name that holds commas itself is found whole.
* Lists are walked by following `next`; `.csv` and `.jsonl` give them whole.
* `null` means unknown or not stated, never zero.
* Every answer names the release of the data that it was made from.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application from settings (by default from the environment); it connects when it starts."""
    settings = settings or Settings()
    watch = ReleaseWatch()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = connect(settings)
        app.state.snapshots = Snapshots(database, settings)
        await app.state.snapshots.read_ahead()
        watching = asyncio.create_task(watch.run(app.state.snapshots)) if settings.cache_bytes else None
        try:
            yield
        finally:
            if watching:
                watching.cancel()
                await asyncio.wait([watching])
            database.close()

    app = Application(
        title="tradefacts",
        summary="Bilateral trade facts with their words, hedges and sources",
        description=_DESCRIPTION,
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
    views = checks.ROUTER, derived.ROUTER, verify.ROUTER, read.ROUTER, relations.ROUTER, search.ROUTER, series.ROUTER
    for router in document.in_order((*resources.ROUTERS, *views, service.ROUTER)):
        app.include_router(router, prefix="/v1", responses=PROBLEMS)
    app.include_router(service.HEALTH, responses=PROBLEMS)
    app.include_router(pages.ROUTER)
    app.include_router(pages.FORMS)
    app.include_router(docs.ROUTER)
    docs.mount_docs(app)
    document.install(app)
    routes = DirectRoutes(app, super(Application, app).__call__)
    inner = Guard(routes, Methods(app), frozenset(settings.allowed_hosts))
    outer = ByteCache(inner, settings.cache_bytes, watch) if settings.cache_bytes else inner
    app.outermost = without_prefix(outer, ROOT) if ROOT else outer
    return app
