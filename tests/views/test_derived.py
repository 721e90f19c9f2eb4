"""Derived facts as a list: their shape, pages, exports and errors; `test_article` has what follows."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.views.derived import DerivedOut


def _derived(client: TestClient, **filters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/v1/derived", params={"source": "timesca-565m", **filters}).json()[
        "items"
    ]
    return items


def test_rows_are_of_the_shape_documented(client: TestClient) -> None:
    items = _derived(client)
    assert {item["rule"] for item in items} == {
        *("balance", "turnover", "narrowing", "level_before", "part_from_share", "documents_remaining")
    }
    for item in items:
        DerivedOut.model_validate(item)
        assert client.get(item["url"]).json()["id"] == item["id"]
        assert [client.get(entry["url"]).status_code for entry in item["inputs"]] == [200] * len(item["inputs"])


def test_several_values_find_what_each_of_them_finds(client: TestClient) -> None:
    for name, values in (
        ("period", ("2021", "2022")),
        ("commodity", ("TOTAL", "copper")),
        ("counterpart", ("CHN", "RUS")),
    ):
        found = [_ids(client, area="KAZ", **{name: value}) for value in (*values, ",".join(values))]
        assert set(found[2]) == {*found[0], *found[1]}, name
        assert len(set(found[2])) == len(found[2]) > 0


def test_of_several_sources_facts_follow_together(client: TestClient) -> None:
    found = [_ids(client, source=source) for source in ("timesca-565m", "astanatimes-2023-04-20")]
    together = _ids(client, source="timesca-565m,astanatimes-2023-04-20")
    assert set(together) >= {*found[0], *found[1]}


def _ids(client: TestClient, **filters: str) -> list[str]:
    return [item["id"] for item in client.get("/v1/derived", params={"limit": "500", **filters}).json()["items"]]


@pytest.mark.parametrize("path", ["/v1/derived", "/v1/checks"])
def test_an_id_is_found_beside_either_of_its_areas_as_either_side(client: TestClient, path: str) -> None:
    items = client.get(path, params={"area": "CHN", "counterpart": "KAZ", "limit": "500"}).json()["items"]
    named = next(item["id"] for item in items if ".CHN.KAZ." in item["id"])
    for sides in ("area=CHN", "area=KAZ", "counterpart=CHN", "counterpart=KAZ", "area=KAZ&counterpart=CHN,RUS"):
        assert [item["id"] for item in client.get(f"{path}?id={named}&{sides}").json()["items"]] == [named], sides
    assert client.get(f"{path}?id={named}&area=USA").json()["items"] == []
    assert client.get(f"{path}?id={named}&area=CHN&counterpart=CHN").json()["type"].endswith("#one-area")


@pytest.mark.parametrize("path", ["/v1/derived", "/v1/checks"])
@pytest.mark.parametrize("trade", ["CHN.CHN", "CHN.CN-XJ", "CN-XJ.CHN", "KAZ.KAZ.H6-2603", "CHN.total.2022", "XXX.KAZ"])
def test_an_id_may_name_what_is_no_pair(client: TestClient, path: str, trade: str) -> None:
    record = f"{'mirror' if path == '/v1/checks' else 'balance'}.{trade}.09e320a10d81"
    assert client.get(f"{path}/{record}").json()["type"].endswith("#not-found")
    answer = client.get(path, params={"id": record}).json()
    assert (answer["items"], answer["meta"]["missing"]) == ([], [record])


def test_too_many_pairs_are_refused(client: TestClient) -> None:
    areas = "KAZ,KGZ,UZB,TJK,TKM,CHN,RUS,DEU,FRA,ITA,ESP"
    answer = client.get("/v1/derived", params={"area": areas, "counterpart": areas})
    assert answer.status_code == 422
    assert [error["name"] for error in answer.json()["errors"]] == ["counterpart"]


def test_what_cannot_be_is_refused(client: TestClient) -> None:
    assert client.get("/v1/derived?area=Narnia").json()["type"].endswith("#unknown-code")
    assert client.get("/v1/derived?assume=peace").status_code == 422
    assert client.get("/v1/derived/balance.CHN.KAZ.000000000000").status_code == 404
    empty = client.get("/v1/derived?period=1999").json()
    assert empty["items"] == []
    assert empty["meta"]["coverage"]["without"]["period"] > 0
