from functools import partial

import pytest
from starlette.testclient import TestClient

from app.resources.commodities import COMMODITIES, CommodityOut
from tests.resources.records import Json, record_of

EVERYTHING_IN_VAIN = "code=TOTAL*&parent=TOTAL*&matches=TOTAL*&level=good&nomenclature=hs&edition=H6&q=x"


_item = partial(record_of, COMMODITIES)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"code": "2603"}, ["H6-2603"]),
        ({"code": "2603*"}, ["H6-2603", "H6-260300"]),
        ({"code": "copper cathodes"}, ["copper-cathodes"]),
        ({"code": "2603", "level": "chapter"}, []),
        ({"level": "total"}, ["TOTAL"]),
        ({"parent": "7402"}, ["H6-740200"]),
        ({"parent": "copper"}, ["copper-cathodes"]),
        ({"parent": "copper-cathodes"}, []),
        ({"nomenclature": "un_comtrade"}, ["H6-99", "H6-9999", "H6-999999", "TOTAL"]),
        ({"nomenclature": "words", "edition": "H6"}, []),
        ({"edition": "H6", "code": "2603"}, ["H6-2603"]),
        ({"edition": "h6", "code": "2604"}, ["H6-2604"]),
        ({"matches": "7403"}, ["copper", "copper-cathodes"]),
        ({"matches": "26*"}, ["copper-ores-and-concentrates", "iron-ore", "other-ores", "uranium"]),
        ({"matches": "TOTAL"}, []),
        ({"q": "МЕДЬ"}, ["copper"]),
        ({"q": "no such good"}, []),
        ({"id": ["TOTAL", "H6-0101"]}, ["H6-0101", "TOTAL"]),
    ],
)
def test_filters(client: TestClient, query: Json, found: list[str]) -> None:
    answer = client.get("/v1/commodities", params=query).json()
    assert [row["id"] for row in answer["items"]] == found


def test_a_code_is_text_and_keeps_its_zeros(client: TestClient) -> None:
    row = client.get("/v1/commodities?code=0101").json()["items"][0]
    assert (row["id"], row["code"], row["edition"]) == ("H6-0101", "0101", "H6")
    line = client.get("/v1/commodities.csv?code=0101&columns=code,level").text.splitlines()[1]
    assert line == "0101,heading"


def test_rows_are_of_their_shape_and_in_order_of_id(client: TestClient) -> None:
    rows = client.get("/v1/commodities?code=74*&limit=500").json()["items"]
    ids = [CommodityOut.model_validate(row).id for row in rows]
    assert ids[0] == "H6-74"
    assert ids == sorted(ids)
    assert all(row["matches"] == [] for row in rows)


def test_goods_in_words_have_the_codes_they_match(client: TestClient) -> None:
    item = _item(client, "copper-cathodes")
    assert (item["code"], item["level"], item["nomenclature"], item["edition"]) == (None, "good", "words", None)
    assert item["parent"] == {"code": "copper", "name": "copper"}
    assert [(match["commodity"]["code"], match["match"]) for match in item["matches"]] == [
        ("H6-7403", "broader"),
        ("H6-740311", "exact"),
    ]
    assert item["matches"][1]["note"] == "Chosen by the editor: the code adds sections of cathodes"
    assert (item["children"], item["matched_by"]) == ([], [])


def test_a_code_has_what_lies_below_it_and_the_goods_matched_to_it(client: TestClient) -> None:
    item = _item(client, "H6-2603")
    assert item["name"] == "Copper ores and concentrates"
    assert item["parent"]["code"] == "H6-26"
    assert [child["code"] for child in item["children"]] == ["H6-260300"]
    assert [(one["good"]["code"], one["match"]) for one in item["matched_by"]] == [
        ("copper-ores-and-concentrates", "exact")
    ]


def test_only_the_very_code_is_matched_by_goods(client: TestClient) -> None:
    assert [one["good"]["code"] for one in _item(client, "H6-26")["matched_by"]] == ["other-ores"]


@pytest.mark.parametrize(("wrong", "meant"), [("2603", "H6-2603"), ("H6-2604x", "H6-2604"), ("coper", "copper")])
def test_another_spelling_is_unknown_and_led_to_the_id(client: TestClient, wrong: str, meant: str) -> None:
    answer = client.get(f"/v1/commodities/{wrong}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"][0] == meant


def test_a_code_that_does_not_exist_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/commodities?code=2699")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "code"


@pytest.mark.parametrize("engine", ["client", "postgres_client"])
def test_a_branch_of_thousands_is_one_parameter(request: pytest.FixtureRequest, engine: str) -> None:
    client = request.getfixturevalue(engine)
    meta = client.get(f"/v1/commodities?{EVERYTHING_IN_VAIN}").json()["meta"]
    assert meta["query"]["code"] == "TOTAL*"
    assert set(meta["coverage"]["without"].values()) == {0}
    found = client.get("/v1/commodities?code=TOTAL*&count=true&limit=1").json()["meta"]["count"]
    assert found == client.get("/v1/commodities?count=true&limit=1").json()["meta"]["count"] - 33  # all but the goods
