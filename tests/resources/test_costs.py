"""What questions cost on a large table: those with a promised filter stay fast, others are refused in time."""

import itertools
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from starlette.testclient import TestClient

from app.database import connect
from app.loading.reference import reference_data
from app.loading.releases import load
from app.main import create_app
from app.resources.trade_flows.query import TradeFlowFilters
from app.settings import Settings, bundled
from tests.resources.conftest import ARTICLE
from tests.resources.statistics import flow, source, write

pytestmark = pytest.mark.trial

YEARS = range(2018, 2023)
SMALL, LARGE = 10_000, 600_000
PROMISED = ["reporter", "partner", "commodity", "source"]
PAIR_AND_YEAR = "reporter=KAZ&partner=CHN&flow=export&period=2022"
TOO_WIDE = (
    "/v1/trade-flows?period=1999",
    "/v1/trade-flows?frequency=monthly&limit=5",
    "/v1/trade-flows?primary_value_gte=9e13",
    "/v1/trade-flows?prefer=latest&frequency=monthly",
    "/v1/trade-flows/summary?flow=export&level=subheading&by=partner",
    "/v1/trade-flows/summary.csv?flow=export&level=subheading&by=partner",
)


def _rows(number: int) -> Iterator[tuple[Any, ...]]:
    """Give figures in the order of their key: one pair in full, and as many others as are wanted."""
    reference = reference_data(bundled("seed") / "reference.toml")
    countries = sorted(row["code"] for row in reference.rows["areas"] if row["kind"] == "country")
    codes = sorted(row["id"] for row in reference.rows["commodities"] if row["level"] == "subheading")
    others = itertools.product(countries[:100], countries[100:], YEARS, codes[::160])
    picked = ((one, other, year, code) for one, other, year, code in others if (one, other) != ("KAZ", "CHN"))
    yield from (flow(f"{one}.{other}.export.{year}.{code}.bulk", 7) for one, other, year, code in _some(picked, number))
    for partner, year, code in itertools.product(("CHN", "W00"), YEARS, codes[::10]):
        yield flow(f"KAZ.{partner}.export.{year}.{code}.bulk", 7)
    yield from (flow(f"KAZ.{partner}.export.{year}.TOTAL.bulk", 10**6) for partner in ("CHN", "W00") for year in YEARS)


def _some(rows: Iterator[Any], number: int) -> Iterator[Any]:
    return itertools.islice((row for row in rows if row[0] != "KAZ"), number)


class Table:
    """A database of so many rows, and clients with the limits that a test needs."""

    def __init__(self, url: str, number: int, settings_for: Callable[..., Settings]) -> None:
        self._url, self._settings_for = url, settings_for
        load(ARTICLE, settings_for(url, statement_seconds=60, deadline_seconds=60))
        write(url, [source("bulk")], _rows(number))

    def client(self) -> TestClient:
        return TestClient(create_app(self._settings_for(self._url, statement_seconds=30, deadline_seconds=60)))

    @contextmanager
    def limit(self, client: TestClient, seconds: float) -> Iterator[None]:
        """Put a tight limit on all that is asked; the catalogue has been read."""
        client.get("/v1/trade-flows?limit=1")
        data = client.app.state.data  # type: ignore[attr-defined]  # as the application keeps it
        kept = data.database
        data.database = connect(self._settings_for(self._url, statement_seconds=seconds, deadline_seconds=60))
        yield
        data.database.close()
        data.database = kept


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tables(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]
) -> dict[int, Table]:
    """Give a small and a large table, on each engine in turn."""
    return {
        number: Table(_url(request, tmp_path_factory.mktemp("costs")), number, settings_for)
        for number in (SMALL, LARGE)
    }


def _url(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'release.db'}"
    server, name = request.getfixturevalue("postgres"), f"costs_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server.replace("/postgres?", f"/{name}?"))


def test_the_filters_promised_exist() -> None:
    assert set(PROMISED) <= set(TradeFlowFilters.model_fields)
    assert TradeFlowFilters.cheap == tuple(PROMISED)


def test_a_question_too_wide_is_refused_naming_what_is_missing(
    tables: dict[int, Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.embedded.STEPS_INLINE", 50_000)
    with tables[LARGE].client() as client, tables[LARGE].limit(client, 0.02):
        for url in TOO_WIDE:
            answer = client.get(url)
            assert answer.status_code == 503, f"{url}: {answer.text[:300]}"
            problem = answer.json()
            assert problem["type"].endswith("#too-slow")
            assert answer.headers["retry-after"] == "1"
            assert [wrong["name"] for wrong in problem["errors"]] == PROMISED
            assert "add reporter, partner, commodity or source" in problem["detail"]


def test_what_cannot_be_counted_in_passing_is_left_open(tables: dict[int, Table]) -> None:
    with tables[LARGE].client() as client:
        empty = client.get("/v1/trade-flows?reporter=KAZ&flow=re_import").json()
        assert empty["items"] == []
        assert empty["meta"]["coverage"] == {"total": 1000, "without": {"reporter": None, "flow": 1000}}
        counted = client.get("/v1/trade-flows?frequency=annual&count=true&limit=1").json()["meta"]
        assert (counted["count"], counted["count_is_capped"]) == (10_000, True)
        counted = client.get("/v1/trade-flows?reporter=KAZ&partner=World&count=true&limit=1").json()["meta"]
        assert (counted["count"], counted["count_is_capped"]) == (5 * 562 + 5, False)
        rare = client.get("/v1/trade-flows?flow=export&period=2019-01&count=true&limit=1&source=bulk").json()["meta"]
        assert (rare["count"], rare["count_is_capped"]) == (0, True)


def test_a_pair_and_year_costs_the_same_in_any_table(tables: dict[int, Table]) -> None:
    urls = (
        f"/v1/trade-flows/summary?{PAIR_AND_YEAR}&by=chapter&level=subheading",
        f"/v1/trade-flows?{PAIR_AND_YEAR}&limit=50",
        "/v1/trade-flows?reporter=KAZ&partner=CHN&flow=re_import",
        "/v1/relations/KAZ/CHN",
    )
    with ExitStack() as stack:
        clients = {number: stack.enter_context(table.client()) for number, table in tables.items()}
        for url in urls:
            taken: dict[int, list[float]] = {SMALL: [], LARGE: []}
            for _ in range(41):
                for number, client in clients.items():
                    started = perf_counter()
                    assert client.get(url).status_code == 200
                    taken[number].append(perf_counter() - started)
            ratio = statistics.median(taken[LARGE]) / statistics.median(taken[SMALL])
            assert ratio < 1.3, f"{url}: {ratio:.2f} times"
