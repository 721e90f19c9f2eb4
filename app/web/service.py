"""The service about itself: index, health, metrics, and the docs with assets of their own."""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.routing import iter_route_contexts
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import select
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from app.models.provenance import Release
from app.settings import ROOT
from app.web.answers.responses import GZIP_LEVEL, RequestPreconditions, answer
from app.web.edge import BOUNDS, TALLIES, RequestTally
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.rows.formats import JSON
from app.web.schemas import Out
from app.web.snapshot import Snapshot, snapshots_of

_ASSETS: Final = "/docs/assets"
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class PathOut(Out):
    """One path, and what it answers."""

    method: str
    """`GET`, or `POST` for what takes a body."""
    path: str
    """The path, with its variable parts in braces."""
    sentence: str
    """What it does, in a sentence."""


class IndexOut(Out):
    """Where everything is."""

    name: str
    """The name of the service."""
    version: str
    """The version of the service."""
    release: str
    """The digest of the data."""
    loaded_at: str
    """When the data were loaded, in UTC."""
    docs: str
    """The documentation for people."""
    document: str
    """The OpenAPI document."""
    collections: dict[str, str]
    """The address of every list."""
    paths: list[PathOut]
    """Everything that can be asked, as the document has it."""


class HealthOut(Out):
    """How the service is."""

    status: str
    """`ok`."""


class ReadyOut(HealthOut):
    """That the data can be read."""

    release: str
    """The digest of the data."""


ROUTER: Final = APIRouter(tags=["service"], route_class=Route)
HEALTH: Final = APIRouter(tags=["service"], route_class=Route)


@ROUTER.get("", response_model=IndexOut)
async def get_index(request: Request) -> Response:
    """Return every path with what it answers, the address of every list, and the release in force."""
    app = request.app

    def make(snapshot: Snapshot) -> Row:
        return {
            "name": app.title,
            "version": app.version,
            "release": snapshot.release.digest,
            "loaded_at": snapshot.release.loaded_at,
            "docs": f"{ROOT}/docs",
            "document": f"{ROOT}/openapi.json",
            "collections": _collections(app),
            "paths": [
                {"method": method.upper(), "path": f"{ROOT}{path}", "sentence": operation["description"]}
                for path, operations in app.openapi()["paths"].items()
                for method, operation in operations.items()
            ],
        }

    return await answer(request, make)


def _collections(app: FastAPI) -> dict[str, str]:
    """List the collections: routes below /v1 with an item route beneath them."""
    paths = {route.path for route in iter_route_contexts(app.routes) if route.path}
    return {
        path.removeprefix("/v1/").replace("-", "_"): f"{ROOT}{path}"
        for path in sorted(paths)
        if path.startswith("/v1/") and any(other.startswith(f"{path}/{{") for other in paths)
    }


@HEALTH.get("/live", response_model=HealthOut)
async def get_live() -> object:
    """Return that the process answers; it asks nobody else."""
    return {"status": "ok"}


@HEALTH.get("/ready", response_model=ReadyOut)
async def get_ready(request: Request) -> object:
    """Return that a release is in force and can be read; 503 otherwise."""
    digest = await snapshots_of(request).read(
        lambda snapshot: snapshot.connection.scalar(
            select(Release.digest).where(Release.digest == snapshot.release.digest)
        )
    )
    return {"status": "ok", "release": digest}


class _Tallies(Collector):
    """The tallies as the client library wants them."""

    def collect(self) -> Iterator[Metric]:
        """Yield the counts by operation and status, and the times by operation."""
        requests = CounterMetricFamily("tradefacts_requests", "Requests answered.", labels=("operation", "status"))
        what = "Time from the request to the end of its answer."
        times = HistogramMetricFamily("tradefacts_request_seconds", what, labels=("operation",))
        by_operation: defaultdict[str, RequestTally] = defaultdict(RequestTally)
        for (operation, status), tally in tuple(TALLIES.items()):
            requests.add_metric((operation, str(status or "none")), sum(tally.buckets))
            whole = by_operation[operation]
            whole.buckets = [sum(pair) for pair in zip(whole.buckets, tally.buckets, strict=True)]
            whole.seconds += tally.seconds
        ends = [*map(str, BOUNDS), "+Inf"]
        for operation, whole in by_operation.items():
            times.add_metric((operation,), list(zip(ends, accumulate(whole.buckets), strict=True)), whole.seconds)
        yield from (requests, times)


REGISTRY.register(_Tallies())


@HEALTH.get("/metrics", include_in_schema=False)
async def get_metrics() -> Response:
    """Return the process's metrics in the text format of Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@HEALTH.get("/openapi.json", include_in_schema=False)
async def get_document(request: Request) -> Response:
    """Return the OpenAPI document."""
    preconditions = RequestPreconditions.of(request, None)
    headers, response = _document(request.app, preconditions._replace(tags=None))
    return preconditions.not_modified(headers) or response


@lru_cache(2)
def _document(app: FastAPI, preconditions: RequestPreconditions) -> tuple[dict[str, str], Response]:
    """Render the document, once for each coding, since that takes as long as many pages; it is of no release."""
    body = bytes(JSONResponse(app.openapi()).body)
    headers = preconditions.headers_of("", sha256(body).hexdigest())
    del headers["Tradefacts-Release"]
    return headers, preconditions.whole(headers, (body, {}), JSON)


@HEALTH.get("/docs", include_in_schema=False)
async def get_docs(request: Request) -> Response:
    """Render the document in Swagger UI, from files of an installed package: no network is needed."""
    page = get_swagger_ui_html(
        openapi_url=f"{ROOT}/openapi.json",
        title=f"{request.app.title}: the API",
        swagger_js_url=f"{ROOT}{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ROOT}{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ROOT}{_ASSETS}/favicon-32x32.png",
        swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True, "filter": True},
    )
    return HTMLResponse(page.body, headers={"Content-Security-Policy": _POLICY})


def mount_docs(app: FastAPI) -> None:
    """Serve the files that the docs are made of."""
    files = StaticFiles(packages=[("fastapi_swagger", "resources")])
    app.mount(_ASSETS, GZipMiddleware(files, compresslevel=GZIP_LEVEL))
