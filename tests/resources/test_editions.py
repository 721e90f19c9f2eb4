"""A code without its edition means that code in every edition there is; goods in words are matched in each."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings
from tests.conftest import ARTICLE
from tests.resources.statistics import code, flow, source, write

Json = dict[str, Any]
EXPORTS, IMPORTS = "KAZ.CHN.export.2022", "CHN.KAZ.import.2022"
ORES = "copper-ores-and-concentrates"
GOODS = ("H6-2603", "H5-2603", "H0-2603")


def _rows() -> Iterator[tuple[Any, ...]]:
    for usd, goods in enumerate(GOODS, 1000):
        yield flow(f"{EXPORTS}.{goods}.stats", usd)
        yield flow(f"{IMPORTS}.{goods}.stats", usd)
    yield flow(f"{EXPORTS}.{ORES}.stats", 7)
    yield flow(f"{EXPORTS}.copper-cathodes.stats", 5)
    yield flow(f"{EXPORTS}.H5-260300.stats", 3)
    yield flow(f"{EXPORTS}.TOTAL.stats", 9000)
    yield flow("KAZ.CHN.export.2013.H0-2603.stats", 88)


def _codes() -> Iterator[tuple[Any, ...]]:
    for edition in ("H0", "H5"):
        for number in ("26", "2603", "260300", "7403", "740311"):
            parent = f"{edition}-{number[:-2]}" if number.startswith("260") else None
            name = "Copper ores and concentrates" if (edition, number) == ("H5", "2603") else None
            yield code(edition, number, "stats", name=name, parent=parent)


@pytest.fixture(scope="module")
def api(module_url: str, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over figures of three editions, on each engine in turn."""
    settings = settings_for(module_url)
    load(ARTICLE, settings, loaded_at="2026-01-01T00:00:00Z")
    write(module_url, [source("stats")], _rows(), _codes())
    with TestClient(create_app(settings)) as client:
        yield client


def _answer(api: TestClient, path: str, **query: str) -> Json:
    answer = api.get(f"/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def _found(api: TestClient, commodity: str, **more: str) -> dict[str, str | None]:
    """Return the goods that a question finds, each with the code and the match that it was found through."""
    items = _answer(api, "trade-flows", commodity=commodity, source="stats", limit="100", **more)["items"]
    return {
        row["commodity"]["code"]: (via := row["matched_via"]) and f"{via['commodity']['code']} {via['match']}"
        for row in items
        if row["period"] == "2022" and row["flow"] == "export"
    }


def test_a_code_without_its_edition_means_each(api: TestClient) -> None:
    assert _found(api, "2603") == {**dict.fromkeys(GOODS), ORES: "H6-2603 exact"}
    assert _found(api, "740311") == {"copper-cathodes": "H6-740311 exact"}
    query = _answer(api, "trade-flows", commodity="2603")["meta"]["query"]
    assert query["commodity"] == "2603"


def test_a_branch_without_its_edition_means_each(api: TestClient) -> None:
    assert _found(api, "2603*") == {**dict.fromkeys((*GOODS, "H5-260300")), ORES: "H6-2603 exact"}
    assert _found(api, "26*") == _found(api, "2603*")
    assert _found(api, "H0-26*") == {"H0-2603": None, ORES: "H0-2603 close"}


def test_codes_with_and_without_an_edition_go_together(api: TestClient) -> None:
    assert _found(api, "2603,TOTAL,H5-260300") == {
        **dict.fromkeys((*GOODS, "TOTAL", "H5-260300")),
        ORES: "H6-2603 exact",
    }
    twice = api.get("/v1/trade-flows?commodity=2603,2603")
    assert (twice.status_code, twice.json()["errors"][0]["value"]) == (422, "2603")


@pytest.mark.parametrize(
    ("commodity", "edition", "found"),
    [
        ("2603", "H6", {"H6-2603"}),
        ("2603", "H5", {"H5-2603"}),
        ("2603*", "H5", {"H5-2603", "H5-260300"}),
        ("740311", "H6", set()),
        ("H5-2603", "H6", set()),
    ],
)
def test_an_edition_narrows_a_code(api: TestClient, commodity: str, edition: str, found: set[str]) -> None:
    assert set(_found(api, commodity, edition=edition)) == found
    unknown = api.get("/v1/trade-flows?edition=H9")
    assert unknown.json()["errors"][0]["did_you_mean"] == ["H0", "H5", "H6"]


@pytest.mark.parametrize(
    ("asked", "via"),
    [
        ("H6-2603", "H6-2603 exact"),
        ("H5-2603", "H5-2603 exact"),  # of the same name in both editions
        ("H0-2603", "H0-2603 close"),
        ("H0-260300", "H0-260300 close"),
        ("H0-2603,H6-2603", "H6-2603 exact"),
    ],
)
def test_goods_in_words_are_matched_through_the_same_code_of_another_edition(
    api: TestClient, asked: str, via: str
) -> None:
    assert _found(api, asked)[ORES] == via


def test_a_match_through_another_edition_says_no_more_than_it_knows(api: TestClient) -> None:
    assert _found(api, "H6-7403") == {"copper-cathodes": "H6-7403 broader"}
    assert _found(api, "H0-7403") == {"copper-cathodes": "H0-7403 related"}


def test_pages_lead_on(api: TestClient) -> None:
    whole = _answer(api, "trade-flows", commodity="2603", limit="100")["items"]
    walked: list[Json] = []
    following = "/v1/trade-flows?commodity=2603&limit=2"
    while following:
        page = api.get(following).json()
        walked, following = walked + page["items"], page["next"]
    assert walked == whole
    assert len(whole) > 4


def test_commodities_are_found_in_each_edition(api: TestClient) -> None:
    assert [row["id"] for row in _answer(api, "commodities", code="2603")["items"]] == sorted(GOODS)
    assert [row["id"] for row in _answer(api, "commodities", code="2603", edition="H0")["items"]] == ["H0-2603"]
    exported = api.get("/v1/trade-flows.csv", params={"commodity": "2603", "source": "stats"})
    assert exported.text.count("\n") == 9


def test_a_sum_is_of_one_edition(api: TestClient) -> None:
    asked = {"reporter": "KAZ", "partner": "CHN", "source": "stats", "commodity": "2603", "period": "2022"}
    mixed = api.get(f"/v1/trade-flows/summary?{urlencode(asked)}")
    assert [error["did_you_mean"] for error in mixed.json()["errors"]] == [["H0", "H5", "H6"]]
    (one,) = _answer(api, "trade-flows/summary", edition="H6", **asked)["items"]
    assert (one["commodity"]["code"], one["primary_value"]["value"]) == ("H6-2603", 1000)
    each = _answer(api, "trade-flows/summary", by="edition", **asked)["items"]
    assert [(row["edition"], row["commodity"]["code"]) for row in each] == [
        ("H0", "H0-2603"),
        ("H5", "H5-2603"),
        ("H6", "H6-2603"),
    ]
    assert "commodity=H6-2603&" in one["trade_flows"]
    assert len([row for row in api.get(one["trade_flows"]).json()["items"] if not row["matched_via"]]) == 1
    two = _answer(api, "trade-flows/summary", edition="H6", **asked | {"commodity": "2603,7403"})["items"]
    assert "copper ores and concentrates and copper;" in two[0]["sentence"].lower()
    branch = _answer(api, "trade-flows/summary", edition="H5", level="heading", **asked | {"commodity": "2603*"})
    assert "commodity=H5-2603%2A" in branch["items"][0]["trade_flows"]


@pytest.mark.parametrize("collection", ["checks", "derived"])
def test_what_is_computed_is_of_each_edition(api: TestClient, collection: str) -> None:
    def ids(commodity: str) -> set[str]:
        asked = {"area": "KAZ", "counterpart": "CHN", "commodity": commodity, "limit": "500"}
        return {row["id"] for row in _answer(api, collection, **asked)["items"]}

    assert ids("2603") == {one for goods in GOODS for one in ids(goods)}
    if collection == "checks":
        assert len(ids("2603")) == len(GOODS)  # a mirror of each edition, and none between two


@pytest.mark.parametrize(
    ("value", "period", "commodity", "verdict"),
    [
        ("1000", "2022", "H6-2603", "supported"),
        ("1001", "2022", "H5-2603", "supported"),
        ("1002", "2022", "H0-2603", "supported"),
        ("5000000", "2022", "H6-2603", "contradicted"),
        ("88", "2013", "H0-2603", "supported"),
    ],
)
def test_a_claim_is_held_against_each_edition(
    api: TestClient, value: str, period: str, commodity: str, verdict: str
) -> None:
    asked = {"from": "KAZ", "to": "CHN", "period": period, "value": value, "unit": "USD", "commodity": "2603"}
    answer = _answer(api, "verify", step="0.5", source="stats", **asked)
    assert (answer["verdict"], answer["claim"]["commodity"]["code"]) == (verdict, commodity)
