"""What follows from the article alone, over HTTP: each interval computed by hand from the words."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.views.derived import DerivedOut

BILLION = 10**9


def _derived(client: TestClient, **filters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/v1/derived", params={"source": "timesca-565m", **filters}).json()[
        "items"
    ]
    return items


def _interval(item: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    quantity = item["quantity"]
    return quantity["lower"], quantity["lower_inclusive"], quantity["upper"], quantity["upper_inclusive"]


def _one(items: list[dict[str, Any]], start: str) -> dict[str, Any]:
    (found,) = (item for item in items if item["sentence"].startswith(start))
    return found


def test_rows_are_of_the_shape_documented(client: TestClient) -> None:
    items = _derived(client)
    assert {item["rule"] for item in items} == {
        *("balance", "turnover", "narrowing", "level_before", "part_from_share", "documents_remaining")
    }
    for item in items:
        DerivedOut.model_validate(item)
        assert client.get(item["url"]).json()["id"] == item["id"]
        assert [client.get(entry["url"]).status_code for entry in item["inputs"]] == [200] * len(item["inputs"])


def test_ids_are_unique(client: TestClient) -> None:
    ids = [item["id"] for item in _derived(client)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("rule", "start", "interval"),
    [
        ("balance", "Kazakhstan's trade balance", (1.5 * BILLION, False, 3.5 * BILLION, False)),
        ("narrowing", "Kazakhstan's exports to China", (13 * BILLION, False, 14 * BILLION, False)),
        ("narrowing", "Trade between", (23.5 * BILLION, False, 24.5 * BILLION, False)),
        ("turnover", "Exports and imports", (23.5 * BILLION, False, None, None)),
        ("level_before", "Kazakhstan's imports from China in 2021", (7.86 * BILLION, False, 8.62 * BILLION, False)),
        ("level_before", "Kazakhstan's exports to China in 2021", (0, False, 10.5 * BILLION, False)),
        ("level_before", "Transit volume in Kazakhstan (all transit by rail", (8_200_000, False, 8_400_000, False)),
        ("documents_remaining", "The rest of the package", (11, True, 11, True)),
    ],
)
def test_what_follows_from_the_article(client: TestClient, rule: str, start: str, interval: tuple[Any, ...]) -> None:
    assert _interval(_one(_derived(client, rule=rule), start)) == interval


def test_a_doubled_transit_leaves_a_wide_level_before(client: TestClient) -> None:
    lower, _, upper, _ = _interval(
        _one(_derived(client, rule="level_before"), "Transit volume in Kazakhstan (transit by road")
    )
    assert 392_000 <= lower <= 392_220
    assert 653_760 <= upper <= 654_000


def test_a_share_on_an_unknown_basis_is_computed_only_when_assumed(client: TestClient) -> None:
    (told,) = _derived(client, rule="part_from_share")
    assert (told["status"], told["quantity"]) == ("not_comparable", None)
    assert "does not say on whose figures" in told["reason"]
    (assumed,) = _derived(client, rule="part_from_share", assume="same_basis")
    assert _interval(assumed) == (9.4 * BILLION, False, None, None)
    assert assumed["assumptions"] == ["the inputs are on one basis"]


def test_the_rest_of_a_package_has_no_value(client: TestClient) -> None:
    rules = [item["rule"] for item in _derived(client) if any(entry["kind"] == "agreement" for entry in item["inputs"])]
    assert rules == ["documents_remaining"]


def test_lists_page_and_export_like_all_others(client: TestClient) -> None:
    whole = _derived(client, limit="500")
    walked, url = [], "/v1/derived?source=timesca-565m&limit=3"
    while url:
        page = client.get(url).json()
        walked += page["items"]
        url = page["next"]
    assert walked == whole
    lines = client.get("/v1/derived.jsonl?source=timesca-565m").text.splitlines()
    assert len(lines) == len(whole)
    assert len(client.get("/v1/derived.csv?source=timesca-565m&fields=id,rule").text.splitlines()) == len(whole) + 1


def test_what_cannot_be_is_refused(client: TestClient) -> None:
    assert client.get("/v1/derived?area=Narnia").json()["type"].endswith("#unknown-code")
    assert client.get("/v1/derived?assume=peace").status_code == 422
    assert client.get("/v1/derived/balance.CHN.KAZ.000000000000").status_code == 404
    empty = client.get("/v1/derived?period=1999").json()
    assert empty["items"] == []
    assert empty["meta"]["coverage"]["without"]["period"] > 0
