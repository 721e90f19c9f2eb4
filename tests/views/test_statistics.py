"""What views make of statistics in bulk: all goods, the goods that prose states, and those that a question names."""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings, bundled
from tests.conftest import Counted, forget
from tests.resources.statistics import Row, flow, source, write
from tests.web import bulk

PAIR = {"area": "KAZ", "counterpart": "CHN"}
CODES = ["260300", "270900", "740311"]


def _rows() -> Iterator[Row]:
    for code in ("TOTAL", *(f"H6-{code}" for code in CODES)):
        yield flow(f"KAZ.CHN.export.2022.{code}.stats", 1000)
        yield flow(f"KAZ.CHN.import.2022.{code}.stats", 600)
        yield flow(f"CHN.KAZ.import.2022.{code}.stats", 2000)
    yield flow("KAZ.CHN.export.2022.H6-740311.paper", 1100)
    yield flow("KAZ.RUS.export.2022.H6-270900.stats", 5)
    for code, month, theirs in (
        ("740311", "01", 1050),
        ("740311", "02", 2000),
        ("260300", "02", 800),
        ("2603", "02", 1),
    ):
        yield flow(f"KAZ.CHN.export.2021-{month}.H6-{code}.stats", 1000)
        yield flow(f"CHN.KAZ.import.2021-{month}.H6-{code}.stats", theirs)
    yield flow("KAZ.CHN.export.2021-01.H6-270900.stats", 1)
    for name in ("stats", "paper"):
        yield flow(f"KAZ.DEU.export.2022.TOTAL.{name}", 600)
        yield flow(f"KAZ.W00.export.2022.TOTAL.{name}", 2400)
        yield flow(f"KAZ.W00.import.2022.TOTAL.{name}", 100)


@pytest.fixture(scope="module")
def clients(module_url: str, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over the article and the figures, on each engine in turn."""
    settings = settings_for(module_url)
    load(bundled("seed") / "timesca-565m.toml", settings, loaded_at="2026-01-01T00:00:00Z")
    paper = ("paper", "article", *source("paper")[2:])
    write(module_url, [source("stats"), paper], _rows())
    with TestClient(create_app(settings)) as client:
        yield client


def _items(client: TestClient, name: str, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/{name}", params={**PAIR, **asked})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _goods(items: list[dict[str, Any]]) -> set[str]:
    """Give the goods of the inputs that are from the statistics."""
    keys = (fact["id"].split(".") for item in items for fact in item["inputs"])
    return {key[4] for key in keys if len(key) == 7 and key[5] == "stats"}


@pytest.mark.parametrize("name", ["derived", "checks"])
def test_goods_that_nobody_names_are_left_out(clients: TestClient, name: str) -> None:
    assert "H6-270900" not in _goods(_items(clients, name))
    items = _items(clients, name, commodity="270900")
    assert items
    assert all("H6-270900" in _goods([item]) for item in items)
    assert {item["id"] for item in _items(clients, name)}.isdisjoint(item["id"] for item in items)


@pytest.mark.parametrize("name", ["derived", "checks"])
def test_what_was_not_looked_at_is_said(clients: TestClient, name: str) -> None:
    def left_out(**asked: str) -> Any:
        return clients.get(f"/v1/{name}", params=asked).json()["meta"]["left_out"]

    for asked in ({}, {"area": "KAZ"}, {"period": "2022"}):
        assert [one["id"] for one in left_out(**asked)["sources"]] == ["stats"]
        assert "`area` and `counterpart`" in left_out(**asked)["reason"]
    assert "`commodity` names others" in left_out(**PAIR)["reason"]
    assert left_out(**PAIR, commodity="TOTAL") is None


def test_goods_that_prose_states_are_looked_at(clients: TestClient) -> None:
    items = _items(clients, "checks", rule="sources_on_one_key")
    compared = [{fact["source"]["id"] for fact in item["inputs"]} for item in items if "H6-740311" in _goods([item])]
    assert compared == [{"stats", "paper"}]


@pytest.mark.parametrize("name", ["derived", "checks"])
def test_what_follows_of_named_goods_is_found_by_its_id(clients: TestClient, name: str) -> None:
    items = _items(clients, name, commodity="270900")
    assert items
    for item in items:
        assert item["id"].split(".")[1:4] == ["CHN", "KAZ", "H6-270900"]
        assert clients.get(item["url"]).json()["sentence"] == item["sentence"]
    others = (*_items(clients, name, commodity="740311"), *_items(clients, name))
    ids = list(dict.fromkeys(item["id"] for item in (*items, *others)))
    batch = clients.get(f"/v1/{name}", params={"id": ids, "limit": 500}).json()
    assert [item["id"] for item in batch["items"]] == ids
    assert batch["meta"]["missing"] == []


def test_a_mirror_of_named_goods(clients: TestClient) -> None:
    (found,) = _items(clients, "checks", commodity="H6-270900", rule="mirror", verdict="importer_higher")
    assert (found["ratio"]["value"], found["period"]) == (0.5, "2022")


def test_claims_about_goods_are_held_against_them(clients: TestClient) -> None:
    claims = [
        {"from": "KAZ", "to": "CHN", "period": "2022", "value": 1000, "unit": "USD", "commodity": code}
        for code in ("270900", "740311", "0101")
    ]
    answer = clients.post("/v1/verify", json={"claims": claims}).json()
    assert [item["verdict"] for item in answer["items"]] == ["depends_on_basis", "depends_on_basis", "undetermined"]


@pytest.mark.parametrize("path", ["relations/KAZ/CHN", "checks?area=KAZ&counterpart=CHN&commodity=270900"])
def test_it_takes_as_many_statements_whatever_there_is(clients: TestClient, statements: Counted, path: str) -> None:
    counts = set()
    for asked in (path, path.replace("CHN", "RUS"), path.replace("KAZ", "NOR")):
        forget(clients)
        with statements() as run:
            assert clients.get(f"/v1/{asked}").status_code == 200
        counts.add(len(run))
    assert len(counts) <= 2


def test_no_answer_walks_all_goods_of_a_pair(
    seed_sqlite: Path, tmp_path: Path, settings_for: Callable[..., Settings], statements: Counted
) -> None:
    """SQLite plans by averages, which are of a pair here as many rows as an answer may not read."""
    path = bulk.filled_copy(seed_sqlite, tmp_path, 10 * bulk.PER_PAIR)
    with TestClient(create_app(settings_for(f"sqlite:///{path}"))) as client:
        client.get("/v1/trade-flows")
        with statements() as run:
            assert client.get("/v1/relations/KAZ/CHN/mirror.csv").status_code == 200
    asked = [statement for statement in run if "FROM trade_flows" in statement or "JOIN trade_flows" in statement]
    assert len(asked) == 2
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as database:
        for statement in asked:
            plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?")).fetchall()
            lines = [line for *_, line in plan if "trade_flows" in line]
            assert lines
            assert all("ix_trade_flows_by" in line for line in lines), lines


def test_a_share_of_trade_with_the_world_belongs_to_the_pair(clients: TestClient) -> None:
    items = _items(clients, "derived", area="KAZ", counterpart="DEU", rule="share")
    assert len(items) == 2  # of prose, and of statistics in bulk
    for item in items:
        assert item["sentence"].startswith("The share of Germany in Kazakhstan's exports to the world in 2022 ")
    assert {"KAZ.W00.export.2022.TOTAL.paper.0"} <= {fact["id"] for item in items for fact in item["inputs"]}
    listed = clients.get("/v1/derived", params={"rule": "share", "area": "DEU"}).json()["items"]
    assert [item["id"] for item in listed] == [item["id"] for item in items if _sources(item) == {"paper"}]
    for item in items:
        assert clients.get(item["url"]).json()["sentence"] == item["sentence"]


def _sources(item: dict[str, Any]) -> set[str]:
    return {fact["source"]["id"] for fact in item["inputs"]}


def test_what_follows_of_trade_with_the_world_is_found_by_its_id(clients: TestClient) -> None:
    items = _items(clients, "derived", area="KAZ", counterpart="W00", rule="balance")
    assert [_sources(item) for item in items] in ([{"paper"}, {"stats"}], [{"stats"}, {"paper"}])
    assert [clients.get(item["url"]).status_code for item in items] == [200, 200]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            {"commodity": "74*,260300", "frequency": "monthly"},
            {("260300", "2021-02"): 25, ("740311", "2021-02"): -50, ("740311", "2021-01"): -4.76},
        ),
        ({"commodity": "74*,260300", "frequency": "monthly", "gap_gte": "50"}, {("740311", "2021-02"): -50}),
        ({"commodity": "74*,2603*", "gap_gte": "50.01"}, {("2603", "2021-02"): 99900}),
        ({"commodity": "27*", "period_to": "2021"}, {}),
        ({"commodity": "270900,260300", "period": "2022"}, {("260300", "2022"): -50, ("270900", "2022"): -50}),
        ({"commodity": "26*,74*", "period_to": "2021-01"}, {("740311", "2021-01"): -4.76}),
    ],
)
def test_both_sides_are_compared_in_a_branch_of_goods(
    clients: TestClient, asked: dict[str, str], found: dict[tuple[str, str], float]
) -> None:
    path = "/v1/relations/KAZ/CHN/mirror"
    items = clients.get(path, params=asked).json()["items"]
    assert [item["gap_relative"]["value"] for item in items] == [*found.values()]
    columns = "commodity,period,gap_relative,exports_record,imports_record"
    table = csv.reader(clients.get(f"{path}.csv", params={**asked, "columns": columns}).text.splitlines()[1:])
    assert [tuple(line) for line in table] == [
        (f"H6-{code}", period, str(gap), *(one["id"] for one in item["inputs"]))
        for ((code, period), gap), item in zip(found.items(), items, strict=True)
    ]
    for item in items:
        assert clients.get(item["url"]).json()["sentence"] == item["sentence"]


def test_what_is_too_much_to_compare_is_refused(clients: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/v1/relations/KAZ/CHN/mirror?commodity="
    assert {clients.get(path + goods).status_code for goods in ("26*", "260300")} == {200}
    monkeypatch.setattr("app.views.relations._MOST", 3)
    for goods in ("26*", "260300"):  # too many codes, and too many figures of one
        errors = clients.get(path + goods).json()["errors"]
        assert [(one["name"], one["problem"]) for one in errors] == [("commodity", "not-summable")]
    assert clients.get(f"{path}260300&period=2022").status_code == 200
