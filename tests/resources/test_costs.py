"""What questions cost on a large table: what would take too long is refused in time, or left open.

How little pages of a large table cost is measured by `benchmarks` (growth).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.database import connect
from app.main import create_app
from app.resources.trade_flows.query import TradeFlowFilters
from tests.resources.conftest import Filled
from tests.web import bulk

pytestmark = pytest.mark.trial

TOO_WIDE = (
    "/v1/trade-flows?frequency=monthly&limit=5",
    "/v1/trade-flows?primary_value_gte=9e13",
    "/v1/trade-flows?prefer=latest&frequency=monthly",
    "/v1/trade-flows/summary?flow=export&level=subheading&by=partner",
    "/v1/trade-flows/summary.csv?flow=export&level=subheading&by=partner",
)


@pytest.fixture(scope="module")
def client(filled: Filled) -> Iterator[TestClient]:
    with TestClient(create_app(filled(600_000))) as client:
        yield client


@contextmanager
def _limit(data: Any, seconds: float) -> Iterator[None]:
    """Put a tight limit on all that is asked."""
    kept = data.database
    data.database = connect(data.settings.model_copy(update={"statement_seconds": seconds}))
    try:
        yield
    finally:
        data.database.close()
        data.database = kept


def test_a_question_too_wide_is_refused_naming_what_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.embedded.STEPS_INLINE", 50_000)
    client.get("/v1/trade-flows?limit=1")  # which reads the catalogue
    with _limit(client.app.state.snapshots, 0.02):  # type: ignore[attr-defined]  # as the application keeps it
        for url in TOO_WIDE:
            answer = client.get(url)
            assert answer.status_code == 503, f"{url}: {answer.text[:300]}"
            problem = answer.json()
            assert problem["type"].endswith("#too-slow")
            assert answer.headers["retry-after"] == "1"
            assert [wrong["name"] for wrong in problem["errors"]] == list(TradeFlowFilters.cheap)
            assert "add reporter, partner, commodity or source" in problem["detail"]


@pytest.mark.parametrize(
    ("asked", "count", "is_capped"),
    [
        ("frequency=annual", 10_000, True),
        ("reporter=ABW&partner=AFG", 1_000, False),
        (f"flow=export&period=2019-01&source={bulk.SOURCE}", 0, True),
    ],
)
def test_what_cannot_be_counted_in_passing_is_left_open(
    client: TestClient, asked: str, count: int, *, is_capped: bool
) -> None:
    meta = client.get(f"/v1/trade-flows?{asked}&count=true&limit=1").json()["meta"]
    assert (meta["count"], meta["count_is_capped"]) == (count, is_capped)


def test_coverage_of_a_large_list_is_left_open(client: TestClient) -> None:
    empty = client.get("/v1/trade-flows?reporter=ABW&flow=re_import").json()
    assert empty["items"] == []
    assert empty["meta"]["coverage"] == {"total": 1000, "without": {"reporter": None, "flow": 1000}, "is_capped": True}
