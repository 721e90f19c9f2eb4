"""The service about itself: index, health, and what Prometheus reads of this process."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from hmac import compare_digest
from itertools import accumulate
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from app.database import ReleaseInForce, Unavailable
from app.models.provenance import Release
from app.settings import ROOT
from app.vocabulary.terms import Problem
from app.web.answers.responses import answer
from app.web.edge import BOUNDS, TALLIES, RequestTally
from app.web.edge.logs import TRAFFIC, paths_by_operation
from app.web.errors import PROBLEM_COUNTS, ApiError
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Out
from app.web.snapshot import Snapshot, Snapshots, snapshots_of


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
    document = await run_in_threadpool(app.openapi)  # outside of any deadline: what is ended would be begun anew

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
                for path, operations in document["paths"].items()
                for method, operation in operations.items()
            ],
        }

    return await answer(request, make, takes_long=True)


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


@HEALTH.get("/metrics", include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Return the process's metrics in the text format of Prometheus; ApiError where they want a token."""
    snapshots = snapshots_of(request)
    token = snapshots.settings.metrics_token
    given = request.headers.get("authorization", "").encode()
    if token and not compare_digest(given, f"Bearer {token.get_secret_value()}".encode()):
        raise ApiError(Problem.NOT_FOUND, "there is no such path for who has no token of it")
    try:
        release = await snapshots.read(lambda snapshot: snapshot.release)
    except Unavailable:
        release = None
    paths = paths_by_operation(request.app)
    own = _Collected((*_of_requests(paths), *_of_state(snapshots), *_of_release(release)))
    return Response(generate_latest(REGISTRY) + generate_latest(own), media_type=CONTENT_TYPE_LATEST)


class _Collected(Collector):
    """Metrics of this moment, as the client library wants them."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """Return them."""
        return self._metrics


def _of_requests(paths: dict[str, str]) -> Iterator[Metric]:
    """Yield the counts of requests by operation and status, and their times by operation."""
    requests = CounterMetricFamily("tradefacts_requests", "Requests answered.", labels=("operation", "route", "status"))
    what = "Time from the request to the end of its answer."
    times = HistogramMetricFamily("tradefacts_request_seconds", what, labels=("operation", "route"))
    by_operation: defaultdict[str, RequestTally] = defaultdict(RequestTally)
    for (operation, status), tally in tuple(TALLIES.items()):
        requests.add_metric((operation, paths.get(operation, "none"), str(status or "none")), sum(tally.buckets))
        whole = by_operation[operation]
        whole.buckets = [sum(pair) for pair in zip(whole.buckets, tally.buckets, strict=True)]
        whole.seconds += tally.seconds
    ends = [*map(str, BOUNDS), "+Inf"]
    for operation, whole in by_operation.items():
        buckets = list(zip(ends, accumulate(whole.buckets), strict=True))
        times.add_metric((operation, paths.get(operation, "none")), buckets, whole.seconds)
    yield from (requests, times)


def _of_state(snapshots: Snapshots) -> Iterator[Metric]:
    """Yield what is under way, refused, kept and busy."""
    yield GaugeMetricFamily("tradefacts_requests_in_flight", "Requests being answered.", TRAFFIC.in_flight)
    problems = CounterMetricFamily("tradefacts_problems", "Problems told, by their type.", labels=("problem",))
    for problem in Problem:
        problems.add_metric((problem,), PROBLEM_COUNTS[problem])
    yield problems
    yield CounterMetricFamily("tradefacts_cache_hits", "Requests answered from the byte cache.", TRAFFIC.hits)
    yield CounterMetricFamily("tradefacts_cache_misses", "Requests it answers from now on.", TRAFFIC.misses)
    size = GaugeMetricFamily("tradefacts_pool_size", "Reads that may run beside each other.", labels=("pool",))
    busy = GaugeMetricFamily("tradefacts_pool_busy", "Reads that run.", labels=("pool",))
    waiting = GaugeMetricFamily("tradefacts_pool_waiting", "Reads that wait for others.", labels=("pool",))
    for pool, (taken, most) in snapshots.database.usage().items():
        size.add_metric((pool,), most)
        busy.add_metric((pool,), min(taken, most))
        waiting.add_metric((pool,), max(taken - most, 0))
    yield from (size, busy, waiting)


def _of_release(release: ReleaseInForce | None) -> Iterator[Metric]:
    """Yield whether the data can be read, and of which load they are."""
    yield GaugeMetricFamily("tradefacts_ready", "Whether a release could be read just now.", release is not None)
    if release:
        loaded = datetime.fromisoformat(release.loaded_at).timestamp()
        yield GaugeMetricFamily("tradefacts_release_loaded_timestamp_seconds", "When it was loaded.", loaded)
        yield GaugeMetricFamily("tradefacts_release_sequence", "Its number: each load adds one.", release.sequence)
