"""What lists promise to cost: each filter of trade flows that is promised reads a range of an index, in key order."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.resources.trade_flows.query import TradeFlowFilters
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.web.answers import ask
from app.web.answers.compiled import bound_values, compiled_list
from app.web.questions.queries import Filters
from app.web.rows.formats import JSON_ROWS
from app.web.snapshot import Snapshot, Snapshots
from tests.resources.conftest import Filled
from tests.web import bulk

KEY = ["ZZZ", "ZZZ", "export", 978_012, "H6-010121", "a", 0]
PAIR = {"reporter": "ABW", "partner": "AFG"}
PROMISED: list[dict[str, str]] = [
    {"reporter": "ABW"},
    PAIR,
    {**PAIR, "flow": "export", "period": "2022"},
    {**PAIR, "period_from": "2019", "period_to": "2020"},
    {"partner": "AFG"},
    {"commodity": "010121"},
    {"commodity": "2603"},
    {**PAIR, "commodity": "2603"},
    {"source": bulk.SOURCE},
    {**PAIR, "source": bulk.SOURCE},
    {"reporter": "ABW,AFG"},
    {"reporter": "AFG,ABW", "partner": "ALB,AFG,AGO"},
    {"commodity": "010121,010129"},
    {"source": f"{bulk.SOURCE},timesca-565m"},
]


@pytest.fixture(scope="module")
def client(filled: Filled) -> Iterator[TestClient]:
    with TestClient(create_app(filled(30_000))) as client:
        yield client


@pytest.fixture(scope="module")
def data(client: TestClient) -> Snapshots:
    return client.app.state.snapshots  # type: ignore[attr-defined,no-any-return]  # as the application keeps it


def _plan(snapshot: Snapshot, query: Filters, *, after_key: bool) -> str:
    """Give how the engine would answer a page of this question."""
    selection = ask(TRADE_FLOWS, query, snapshot).selection
    connection = snapshot.connection
    statement = compiled_list(snapshot, TRADE_FLOWS, selection, JSON_ROWS, after_key=after_key).statement
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    values = bound_values(selection, KEY if after_key else None, 51)
    explained = replace(statement, text=f"{explain} {statement.text}", is_json=False)
    return "\n".join(str(row[-1]) for row in explained.rows(connection, values))


@pytest.mark.parametrize("after_key", [False, True])
@pytest.mark.parametrize("asked", PROMISED, ids="+".join)
def test_a_promised_filter_reads_a_range_in_order(data: Snapshots, asked: dict[str, str], *, after_key: bool) -> None:
    with data.export() as snapshot:
        plan = _plan(snapshot, TradeFlowFilters.model_validate(asked), after_key=after_key)
    assert "SCAN trade_flows" not in plan
    assert "Seq Scan on trade_flows" not in plan
    if len({"reporter", "partner"} & set(asked)) < len(PAIR):  # what is sorted inside a pair is small
        assert "Bitmap" not in plan, plan
        assert "B-TREE" not in re.sub(r"SCAN anon_\d+\nUSE TEMP B-TREE", "", plan)


def test_a_batch_of_ids_is_looked_up(data: Snapshots) -> None:
    with data.export() as snapshot:
        if snapshot.connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL looks up whole keys in any spelling")
        ids = [f"ABW.AFG.export.2022.{code}.{bulk.SOURCE}.0" for code in ("H6-010121", "H6-010129")]
        assert "SCAN trade_flows" not in _plan(snapshot, TradeFlowFilters(id=ids), after_key=False)
