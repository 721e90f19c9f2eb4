"""What Prometheus reads: requests by their routes, the cache, the pool, and the release; all of this process."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from hmac import compare_digest
from itertools import accumulate
from typing import Final

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from app.database import ReleaseInForce, Unavailable
from app.vocabulary.terms import Problem
from app.web.edge import BOUNDS, TALLIES, RequestTally
from app.web.edge.request_log import TRAFFIC, paths_by_operation
from app.web.errors import TOLD, ApiError
from app.web.routing import Route
from app.web.snapshot import Snapshots, snapshots_of

ROUTER: Final = APIRouter(route_class=Route, include_in_schema=False)


@ROUTER.get("/metrics")
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
    own = _Collected(
        lambda: (*_of_requests(paths_by_operation(request.app)), *_of_state(snapshots), *_of_release(release))
    )
    return Response(generate_latest(REGISTRY) + generate_latest(own), media_type=CONTENT_TYPE_LATEST)


class _Collected(Collector):
    """Metrics of this moment, as the client library wants them."""

    def __init__(self, find: Callable[[], tuple[Metric, ...]]) -> None:
        self._find = find

    def collect(self) -> Iterator[Metric]:
        """Yield them."""
        yield from self._find()


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
        problems.add_metric((problem,), TOLD[problem])
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
