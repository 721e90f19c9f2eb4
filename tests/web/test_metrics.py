"""What Prometheus reads: all that the operators' page names, by templates of routes, and for who has the token."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.database import Unavailable
from app.database.threads import ReadThreads
from app.main import create_app
from app.settings import Settings
from app.vocabulary.terms import Problem
from app.web.snapshot import Snapshots

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
TOKEN = "t0ken"  # noqa: S105  # of a test
STANDARD = ("process_", "python_")


def _between(name: str) -> str:
    return PAGE.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]


def _scrape(client: TestClient) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Read all samples by their names, as Prometheus would."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def _value(client: TestClient, name: str, **labels: str) -> float:
    """Give the sum of the samples that have these labels."""
    return sum(value for own, value in _scrape(client).get(name, ()) if labels.items() <= own.items())


def test_the_page_names_each_metric_with_its_labels(client: TestClient) -> None:
    client.get("/v1/plans?limit=1")
    told = {
        name: set(re.findall(r"`(\w+)`", labels))
        for name, labels in re.findall(r"^\| `(\w+)` \|([^|]*)\|", _between("metrics"), re.MULTILINE)
    }
    scraped = {
        re.sub(r"_(bucket|sum|count)$", "", name): {*labels} - {"le"}
        for name, samples in _scrape(client).items()
        for labels, _ in samples
        if not name.startswith(STANDARD)
    }
    assert scraped == told


def test_alerts_name_what_there_is(client: TestClient) -> None:
    client.get("/v1/plans?limit=1")
    scraped = _scrape(client)
    rows = re.findall(r"^\| `(.+?)` \| .+ \| .+ \|$", _between("alerts"), re.MULTILINE)
    assert len(rows) == _between("alerts").count("\n| `") > 10
    for expression in rows:
        assert expression.count("(") == expression.count(")")
        names = re.findall(r"\b(?:tradefacts|process)_\w+", expression)
        assert names, expression
        for name in names:
            assert name in scraped, expression
        for name, wanted in re.findall(r"(\w+)\{(.*?)\}", expression):
            for label in re.findall(r"(\w+)[=!~]+\"", wanted):
                assert all(label in labels for labels, _ in scraped[name]), expression
    assert set(re.findall(r'problem="(.*?)"', _between("alerts"))) <= set(Problem)


def test_a_route_is_told_by_its_template_and_never_by_its_path(client: TestClient) -> None:
    before = _value(client, "tradefacts_requests_total", route="/v1/plans/{id}", status="404")
    for one in range(3):
        client.get(f"/v1/plans/secret-{one}")
        client.get(f"/secret-{one}")
    assert _value(client, "tradefacts_requests_total", route="/v1/plans/{id}", status="404") == before + 3
    assert "secret" not in client.get("/metrics").text
    name, route = "tradefacts_request_seconds_count", "/v1/plans/{id}"
    assert _value(client, name, route=route) == _value(client, "tradefacts_requests_total", route=route)


def test_refusals_are_counted_by_their_type(client: TestClient) -> None:
    def count() -> tuple[float, float]:
        name = "tradefacts_problems_total"
        return _value(client, name, problem="unknown-parameter"), _value(client, name, problem="not-found")

    unknown, missing = count()
    client.get("/v1/plans?x=1")
    client.get("/v1/plans/nothing")
    assert count() == (unknown + 1, missing + 1)
    assert {labels["problem"] for labels, _ in _scrape(client)["tradefacts_problems_total"]} == set(Problem)


def test_the_cache_and_the_token(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> None:
    settings = settings_for(f"sqlite:///{seed_sqlite}", cache_bytes=2**22, metrics_token=TOKEN)
    with TestClient(create_app(settings)) as client:
        for wrong in (
            {},
            {b"Authorization": "Bearer other"},
            {b"Authorization": TOKEN},
            {b"Authorization": "Bearer é"},
        ):
            answer = client.get("/metrics", headers=[(name, value.encode()) for name, value in wrong.items()])
            assert (answer.status_code, b"tradefacts_" in answer.content) == (404, False)
        client.headers["Authorization"] = f"Bearer {TOKEN}"

        def count() -> tuple[float, float]:
            return _value(client, "tradefacts_cache_hits_total"), _value(client, "tradefacts_cache_misses_total")

        client.get("/v1/plans?limit=1")
        hits, misses = count()
        for _ in range(4):
            client.get("/v1/plans?limit=1")
        now = count()
        for never_kept in ("/live", "/v1/nothing", "/v1/plans.csv"):
            client.get(never_kept)
        assert now == (hits + 4, misses)
        client.get("/v1/plans?limit=2")
        assert count() == (hits + 4, misses + 1)


def test_what_is_under_way_is_counted(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _value(client, "tradefacts_requests_in_flight") == 1  # the scrape
    monkeypatch.setattr(Snapshots, "read", _fail)
    client.get("/v1/plans")
    assert _value(client, "tradefacts_requests_in_flight") == 1


async def _fail(_: object, __: object) -> object:
    raise Unavailable("away")


def test_the_release_is_told_and_that_it_cannot_be_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    release = client.get("/v1/releases").json()["items"][0]
    assert _value(client, "tradefacts_ready") == 1
    assert _value(client, "tradefacts_release_sequence") == release["sequence"]
    assert _value(client, "tradefacts_release_loaded_timestamp_seconds") == 1767225600  # LOADED_AT
    monkeypatch.setattr(Snapshots, "read", _fail)
    assert _value(client, "tradefacts_ready") == 0
    assert "tradefacts_release_sequence" not in _scrape(client)


def test_a_pool_tells_what_runs_and_what_waits(client: TestClient) -> None:
    assert _value(client, "tradefacts_pool_size", pool="short") == 8
    assert _value(client, "tradefacts_pool_size", pool="long") == 2
    assert _value(client, "tradefacts_pool_busy") == 0

    async def more_than_may_take_long() -> list[dict[str, tuple[int, int]]]:
        threads, end = ReadThreads(8, 60), Event()
        waiting = [
            asyncio.create_task(threads.run(lambda _: end.wait(), takes_long=takes_long))
            for takes_long in (True, True, True, False, False)
        ]
        await asyncio.sleep(0)
        seen = [threads.usage()]
        end.set()
        await asyncio.gather(*waiting)
        threads.close()
        return [*seen, threads.usage()]

    busy, free = asyncio.run(more_than_may_take_long())
    assert (busy, free) == ({"long": (3, 2), "short": (2, 8)}, {"long": (0, 2), "short": (0, 8)})
