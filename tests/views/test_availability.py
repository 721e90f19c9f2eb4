from collections import defaultdict
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.resources.availability import AVAILABILITY
from app.vocabulary.period import Period
from app.web.answers import item_of

Json = dict[str, Any]


def _rows(client: TestClient, path: str, **query: str) -> list[Json]:
    answer = client.get(path, params={"limit": "500", **query}).json()
    assert answer["next"] is None
    rows: list[Json] = answer["items"]
    return rows


def _counted(flows: list[Json]) -> dict[str, Json]:
    """Count statements of a list as availability does."""
    series = defaultdict[str, list[Json]](list)
    for flow in flows:
        series[f"{flow['reporter']['code']}.{flow['partner']['code']}.{flow['flow']}"].append(flow)
    return {
        name: {
            "periods": sorted({one["period"] for one in of} - {None}, key=lambda period: Period.parse(period).recency),
            "sources": sorted({one["source"]["id"] for one in of}),
            "commodities": len({one["commodity"]["code"] for one in of}),
            "statements": len(of),
            **{proof: sum(one["proof"] == proof for one in of) for proof in ("quoted", "unquoted", "official")},
        }
        for name, of in series.items()
    }


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"reporter": "KAZ"},
        {"reporter": "CHN,KAZ", "partner": "China,CN-XJ"},
        {"flow": "export,import", "period": "2022"},
        {"source": "timesca-565m"},
        {"reporter": "FRA"},
    ],
)
def test_counts_are_those_of_the_list(client: TestClient, query: dict[str, str]) -> None:
    rows = _rows(client, "/v1/availability", **query)
    counted = _counted(_rows(client, "/v1/trade-flows", **query))
    assert [row["id"] for row in rows] == sorted(counted)
    for row in rows:
        shown = {**row, "sources": [source["id"] for source in row["sources"]]}
        assert {name: shown[name] for name in counted[row["id"]]} == counted[row["id"]]
        assert client.get(row["trade_flows"]).status_code == 200


def test_the_sides_of_an_area_are_found_with_its_places(client: TestClient) -> None:
    every = {row["id"] for row in _rows(client, "/v1/availability")}
    of_china = {row["id"] for row in _rows(client, "/v1/availability", area="China")}
    assert of_china == {one for one in every if "CHN" in one or "CN-" in one}
    assert {"CHN.KAZ.export", "KAZ.CHN.export", "KAZ.CN-XJ.total"} < of_china


def test_a_page_goes_on_and_an_item_shows_one_row(client: TestClient) -> None:
    every = _rows(client, "/v1/availability")
    url, walked = "/v1/availability?limit=4", list[Json]()
    while url:
        page = client.get(url).json()
        walked += page["items"]
        url = page["next"]
    assert walked == every
    item = client.get(every[1]["url"]).json()
    item_of(AVAILABILITY).model_validate(item)
    assert {**every[1], "release": item["release"]} == item
    assert AVAILABILITY.parse_id("KAZ.CHN.re-export") == ("KAZ", "CHN", "re_export")
    for absent in ("KAZ.CHN.re-export", "KAZ.CHN", "KAZ"):
        assert client.get(f"/v1/availability/{absent}").status_code == 404


def test_a_batch_and_a_count_are_of_rows_not_of_statements(client: TestClient) -> None:
    every = _rows(client, "/v1/availability")
    meta = client.get("/v1/availability?count=true&limit=1").json()["meta"]
    assert (meta["count"], meta["count_is_capped"]) == (len(every), False)
    batch = client.get(f"/v1/availability?id={every[0]['id']}&id=KAZ.CHN.re-export&id=KAZ").json()
    assert [row["id"] for row in batch["items"]] == [every[0]["id"]]
    assert batch["meta"]["missing"] == ["KAZ.CHN.re-export", "KAZ"]
    assert client.get("/v1/availability?reporter=FRA").json()["meta"]["coverage"]["total"] == len(every)
