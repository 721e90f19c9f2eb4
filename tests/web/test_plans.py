"""What lists promise to cost: each filter of trade flows that is promised is a range of an index in key order."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.database import connect
from app.database.base import Database
from app.loading.releases import load
from app.resources.trade_flows.query import TradeFlowFilters
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.settings import Settings
from app.web.answers import ask
from app.web.questions import Selection
from app.web.questions.queries import Filters
from app.web.rows import formats
from app.web.rows import writer as writing
from app.web.rows.compiled import compiled_list, values_of
from app.web.snapshot import Data, Snapshot
from tests.web import bulk

ROWS = 30_000
UNMARKED = dict.fromkeys(("matched_via", "preferred", "certainty"))
KEY = ["ZZZ", "ZZZ", "export", 978_012, "H6-010121", "a", 0]
PAIR = {"reporter": "ABW", "partner": "AFG"}
PROMISED: list[dict[str, Any]] = [
    {"reporter": "ABW"},
    PAIR,
    {**PAIR, "flow": "export"},
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
OTHERS: list[dict[str, Any]] = [
    {},
    {"reporter": "ABW,AFG,AGO", "flow": "import,export", "period": "2021,2019"},
    {"commodity": "0101*,2603,010221"},
    {"reporter": "ABW,AFG", "commodity": "01*"},
    {"primary_value_gte": "5e6", "primary_value_lte": "9e6", "certainty": "possible"},
    {"reporter": "ABW", "prefer": "official"},
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def data(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]
) -> Iterator[tuple[Database, Data]]:
    """Give the seed with statistics in bulk, on either engine."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("bulk") / "release.db"
        shutil.copy(request.getfixturevalue("seed_sqlite"), path)
        bulk.fill_sqlite(path, ROWS)
        settings = settings_for(f"sqlite:///{path}")
    else:
        settings = settings_for(request.getfixturevalue("module_postgres"))
        load(None, settings)
        bulk.fill_postgres(str(settings.database_url), ROWS)
    database = connect(settings)
    yield database, Data(database, settings)
    database.close()


def _explained(snapshot: Snapshot, query: Filters, *, behind: bool) -> str:
    """Give how the engine would answer a page of this question."""
    selection = ask(TRADE_FLOWS, query, snapshot).selection
    connection = snapshot.connection
    statement = compiled_list(snapshot, TRADE_FLOWS, selection, writing.JSON_ROWS, behind=behind).statement
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    explained = replace(statement, text=f"{explain} {statement.text}")
    return "\n".join(
        str(row[-1]) for row in explained.rows(connection, values_of(selection, KEY if behind else None, 51))
    )


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("asked", PROMISED, ids="+".join)
def test_a_promised_filter_reads_a_range_in_order(
    data: tuple[Database, Data], asked: dict[str, Any], *, behind: bool
) -> None:
    _, source = data
    with source.export() as snapshot:
        plan = _explained(snapshot, TradeFlowFilters.model_validate(asked), behind=behind)
    assert "SCAN trade_flows" not in plan
    assert "Seq Scan on trade_flows" not in plan
    if len({"reporter", "partner"} & set(asked)) < len(PAIR):  # what is sorted inside a pair is small
        assert "Bitmap" not in plan, plan
        assert "B-TREE" not in re.sub(r"SCAN anon_\d+\nUSE TEMP B-TREE", "", plan)


def test_a_batch_of_ids_is_looked_up(data: tuple[Database, Data]) -> None:
    _, source = data
    with source.export() as snapshot:
        connection = snapshot.connection
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL looks up whole keys in any spelling")
        ids = [f"ABW.AFG.export.2022.{code}.{bulk.SOURCE}.0" for code in ("H6-010121", "H6-010129")]
        assert "SCAN trade_flows" not in _explained(snapshot, TradeFlowFilters(id=ids), behind=False)


@pytest.mark.parametrize("asked", [*OTHERS, *PROMISED], ids=lambda asked: "+".join(asked) or "none")
def test_pages_chunks_and_engines_do_not_change_the_rows(data: tuple[Database, Data], asked: dict[str, Any]) -> None:
    """Walk in small steps and in one, through plans and through values: the same rows in the same order."""
    _, source = data
    with source.export() as snapshot:
        query = TradeFlowFilters.model_validate(asked)
        question = ask(TRADE_FLOWS, query, snapshot)
        values = _values(snapshot, question.selection, 1_200)
        texts: list[str] = []
        after = None
        for _ in range(12):
            found = question.fetch(writing.JSON_ROWS, after, 100)
            texts.append(found.text)
            after = found.last
            if after is None:
                break
    shown = [{**row, **UNMARKED} for row in json.loads(f"[{''.join(texts)[:-1]}]")]
    assert shown == [json.loads(formats.to_json(row)) for row in values]


def _values(snapshot: Snapshot, selection: Selection, limit: int) -> list[dict[str, Any]]:
    """Read rows with the values of their conditions and without a writer."""
    shape = TRADE_FLOWS.shape
    members = shape.needed(selection.members)
    order = TRADE_FLOWS.order
    statement = select(*shape.columns(members)).where(*selection.clauses.values()).order_by(*order).limit(limit)
    reader = shape.reader(members)
    return [reader.read(snapshot.catalogue, row) for row in snapshot.connection.execute(statement)]
