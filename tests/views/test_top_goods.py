"""The goods that two areas trade most, over figures made for it, and what figures in bulk cost an answer about two."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings, bundled
from app.views.relations.shapes import RelationOut
from tests.conftest import Counted
from tests.resources.statistics import flow, source, write

HEADINGS = [f"74{number:02d}" for number in range(1, 14)]


def _rows() -> Iterator[tuple[object, ...]]:
    yield flow("KAZ.CHN.export.2022.TOTAL.stats", 1000)
    yield from (flow(f"KAZ.CHN.export.2022.H6-{code}.stats", 10 * int(code[2:])) for code in HEADINGS)
    yield flow("KAZ.CHN.export.2022.H6-2603.stats", None)
    yield flow("KAZ.CHN.export.2022.H6-74.stats", 910)
    yield flow("KAZ.CHN.export.2022.H6-740311.stats", 999)
    yield flow("KAZ.CHN.export.2021.H6-2709.stats", 10**6)
    yield flow("KAZ.CHN.export.2022.H6-2710.zweite", 10**6)
    yield flow("KAZ.CHN.export.2023-01.H6-2709.stats", 10**6)
    yield flow("KAZ.CHN.export.2023.TOTAL.stats", 2000)
    yield flow("CHN.KAZ.import.2020.H6-740311.stats", 5)
    yield flow("CHN.KAZ.import.2020.H6-740319.stats", 7)
    yield flow("KAZ.CHN.import.2022.TOTAL.stats", 3)
    yield flow("KAZ.CHN.import.2022.H6-7403.stats", 3)
    yield flow("NOR.CHL.export.2022.H6-7403.stats", 3)
    yield flow("NOR.SWE.export.2022.H6-7403.stats", 10**6)
    yield from (_in_euros(flow(f"NOR.SWE.export.2022.{code}.stats", 4)) for code in ("H6-7404", "H6-2603", "TOTAL"))
    yield flow("NOR.PER.export.2022.H6-7403.article", 10**9)
    yield flow("NOR.PER.export.2022.H6-7403.stats", 3)
    yield from (flow(f"NOR.PER.export.2022.H6-{chapter}.stats", 3) for chapter in ("74", "26"))
    yield from (flow("NOR.PER.export.2023.H6-74.stats", usd, statement=at) for at, usd in enumerate((None, 3)))


def _in_euros(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple("EUR" if value == "USD" else value for value in row)


@pytest.fixture(scope="module")
def clients(module_url: str, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over the figures, on each engine in turn."""
    settings = settings_for(module_url)
    load(bundled("seed") / "timesca-565m.toml", settings, loaded_at="2026-01-01T00:00:00Z")
    write(module_url, map(source, ("article", "stats", "zweite")), _rows())
    with TestClient(create_app(settings)) as client:
        yield client


def test_each_side_shows_its_largest_goods(clients: TestClient) -> None:
    answer = clients.get("/v1/relations/CHN/KAZ")
    relation = answer.json()
    RelationOut.model_validate(relation)
    imports, exports, _ = relation["top_goods"]
    assert [imports[name] for name in ("flow", "period", "level", "edition")] == ["import", "2020", "subheading", "H6"]
    assert (imports["reporter"]["code"], imports["origin"]["code"], imports["stated_total"]) == ("CHN", "KAZ", None)
    assert [good["commodity"]["code"] for good in imports["goods"]] == ["H6-740319", "H6-740311"]
    assert [exports[name] for name in ("flow", "period", "level")] == ["export", "2022", "heading"]
    assert (exports["source"]["id"], exports["stated_total"]["value"]) == ("stats", 1000)
    assert [good["primary_value"]["value"] for good in exports["goods"]] == [10 * n for n in range(13, 3, -1)]
    assert [good["share_of_total"]["value"] for good in exports["goods"]] == list(range(13, 3, -1))


def test_a_list_goes_before_a_single_good_of_another_level_source_or_statement(clients: TestClient) -> None:
    (exports,) = clients.get("/v1/relations/NOR/PER").json()["top_goods"]
    assert [exports["period"], exports["level"], exports["source"]["id"]] == ["2022", "chapter", "stats"]
    assert [good["commodity"]["code"] for good in exports["goods"]] == ["H6-26", "H6-74"]


def test_goods_are_ranked_within_the_currency_of_most_of_them(clients: TestClient) -> None:
    (exports,) = clients.get("/v1/relations/NOR/SWE").json()["top_goods"]
    assert [good["primary_value"]["unit"] for good in exports["goods"]] == ["EUR", "EUR"]
    assert exports["stated_total"]["unit"] == "EUR"


@pytest.mark.parametrize("pair", ["CHN/KAZ", "NOR/SWE"])
def test_its_links_resolve(clients: TestClient, pair: str) -> None:
    for way in clients.get(f"/v1/relations/{pair}").json()["top_goods"]:
        for good in way["goods"]:
            assert clients.get(good["url"]).json()["primary_value"] == good["primary_value"]
        summary = clients.get(way["summary"]).json()
        assert len(summary["items"]) >= len(way["goods"])
        assert summary["items"][0]["stated_total"] == way["stated_total"]


def test_a_pair_with_nothing_but_goods_is_not_called_empty(clients: TestClient) -> None:
    relation = clients.get("/v1/relations/NOR/CHL").json()
    assert (relation["totals"], len(relation["top_goods"])) == ([], 1)
    assert relation["sentence"] == "On file about Chile and Norway: 1 statement on their trade."


def test_only_totals_of_figures_in_bulk_are_reasoned_about(clients: TestClient) -> None:
    relation = clients.get("/v1/relations/CHN/KAZ").json()
    assert "stats" in {one["source"]["id"] for one in relation["totals"]}
    reasoned = [relation[name] for name in ("totals", "growth", "balances", "mirror", "conflicts")]
    assert "stats" in str(reasoned)
    assert "H6-" not in str(reasoned)


def test_it_is_one_statement_whatever_there_is(clients: TestClient, statements: Counted) -> None:
    clients.get("/v1/relations/CHN/KAZ")
    counts = set()
    for pair in ("CHN/KAZ", "NOR/CHL"):
        with statements() as run:
            assert clients.get(f"/v1/relations/{pair}").status_code == 200
        counts.add(sum("row_number" in statement for statement in run))
    assert counts == {1}
