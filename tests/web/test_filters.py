"""Filters of several values: what they find, how they are written in canonical form, and what is refused."""

from typing import Any

import pytest
from starlette.testclient import TestClient

Json = dict[str, Any]


@pytest.fixture(params=["client", "postgres_client"])
def api(request: pytest.FixtureRequest) -> TestClient:
    """Give the API on each engine."""
    client: TestClient = request.getfixturevalue(request.param)
    return client


def _ids(api: TestClient, path: str) -> list[str]:
    return [row["id"] for row in _answer(api, path)["items"]]


def _answer(api: TestClient, path: str) -> Json:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def _errors(api: TestClient, path: str) -> list[tuple[str, str | None, str]]:
    answer = api.get(path)
    assert answer.status_code == 422, answer.text
    return [(error["name"], error["value"], error["reason"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("collection", "name", "values"),
    [
        ("trade-flows", "reporter", ["KAZ", "China"]),
        ("trade-flows", "partner", ["KAZ", "China"]),
        ("trade-flows", "flow", ["export", "total"]),
        ("trade-flows", "period", ["2022", "2021"]),
        ("trade-flows", "commodity", ["1001", "2603", "74*"]),
        ("trade-flows", "commodity", ["TOTAL", "wheat"]),
        ("trade-flows", "source", ["timesca-565m"]),
        ("events", "area", ["CN-XJ", "KZ-75"]),
        ("agreements", "area", ["KAZ", "CHN"]),
        ("plans", "commodity", ["1001", "26*"]),
        ("plans", "place", ["CN-XJ", "KAZ"]),
        ("indicators", "area", ["KAZ", "CHN"]),
        ("indicators", "period", ["2022", "2021"]),
        ("areas", "parent", ["KAZ", "CHN"]),
        ("actors", "area", ["KAZ", "CHN"]),
        ("commodities", "parent", ["74", "2603"]),
        ("commodities", "code", ["2603", "74*"]),
        ("evidence", "source", ["timesca-565m"]),
    ],
)
def test_several_values_find_what_each_of_them_finds(
    api: TestClient, collection: str, name: str, values: list[str]
) -> None:
    path = f"/v1/{collection}?limit=500"
    found = [_ids(api, f"{path}&{name}={value}") for value in values]
    assert any(found)
    together = _ids(api, f"{path}&{name}={','.join(values)}")
    every = _ids(api, path) if len(together) < 500 else together
    wanted = {record for ids in found for record in ids}
    assert set(together) == wanted
    assert len(together) == len(wanted)
    order = {record: place for place, record in enumerate(every)}
    if wanted <= order.keys():
        assert together == sorted(together, key=order.__getitem__)


def test_pages_over_several_ranges_hold_the_order(api: TestClient) -> None:
    asked = "/v1/trade-flows?reporter=KAZ,CHN&partner=CHN,KAZ,RUS&flow=import,export,total"
    whole = _ids(api, f"{asked}&limit=500")
    walked: list[str] = []
    following: str | None = f"{asked}&limit=2"
    while following:
        page = _answer(api, following)
        walked += [row["id"] for row in page["items"]]
        following = page["next"]
    assert walked == whole
    assert len({record.split(".")[0] for record in whole}) == 2


def test_the_query_is_shown_resolved_and_in_order(api: TestClient) -> None:
    one, other = (
        _answer(api, f"/v1/trade-flows?reporter={reporters}&period={periods}&limit=1")
        for reporters, periods in (("kazakhstan,CN", "2022,2021"), ("CHN, KAZ", "2021,2022"))
    )
    assert one["meta"]["query"]["reporter"] == "CHN,KAZ"
    assert one["meta"]["query"]["period"] == "2021,2022"
    assert one == other


def test_goods_found_through_one_of_several_codes_say_which(api: TestClient) -> None:
    rows = _answer(api, "/v1/trade-flows?commodity=TOTAL,74*,2603&limit=500")["items"]
    alone = {
        row["id"]: row["matched_via"]
        for code in ("74*", "2603")
        for row in _answer(api, f"/v1/trade-flows?commodity={code}&limit=500")["items"]
    }
    shown = {row["id"]: row["matched_via"] for row in rows}
    assert {record: shown[record] for record in alone} == alone
    assert {row["matched_via"] for row in rows if row["commodity"]["code"] == "TOTAL"} <= {None}


def test_a_name_that_holds_commas_is_found_whole(api: TestClient) -> None:
    name = "Saint Helena, Ascension and Tristan da Cunha"
    assert _answer(api, f"/v1/trade-flows?reporter={name}")["meta"]["query"]["reporter"] == "SHN"
    several = _answer(api, f"/v1/trade-flows?reporter=KAZ,{name},China")
    assert several["meta"]["query"]["reporter"] == "CHN,KAZ,SHN"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ("reporter=KAZ,Kazakhstan", [("Kazakhstan", "it stands there twice, as `KAZ` and as `Kazakhstan`")]),
        ("reporter=KAZ,,CHN", [("", "there is no value between two commas, or before or after one")]),
        ("reporter=KAZ,", [("", "there is no value between two commas, or before or after one")]),
        ("period=2022,2022", [("2022", "it stands there twice, as `2022` and as `2022`")]),
        ("flow=export,export", [("export", "it stands there twice, as `export` and as `export`")]),
        ("source=timesca-565m,timesca-565m", None),
        ("commodity=2603,H6-2603", None),
        ("commodity=26*,26*", None),
    ],
)
def test_an_empty_or_doubled_value_is_refused(
    api: TestClient, asked: str, refused: list[tuple[str, str]] | None
) -> None:
    errors = _errors(api, f"/v1/trade-flows?{asked}")
    name = asked.partition("=")[0]
    assert [error[0] for error in errors] == [name]
    if refused is not None:
        assert errors == [(name, value, reason) for value, reason in refused]


def test_all_that_names_nothing_is_refused_at_once(api: TestClient) -> None:
    errors = _errors(api, "/v1/trade-flows?reporter=KAS,CHN,Atlantis&commodity=unobtainium,2603")
    assert [(name, value) for name, value, _ in errors] == [
        ("reporter", "KAS"),
        ("reporter", "Atlantis"),
        ("commodity", "unobtainium"),
    ]


def test_words_of_a_closed_list_are_suggested(api: TestClient) -> None:
    (error,) = api.get("/v1/trade-flows?flow=export,imports").json()["errors"]
    assert (error["name"], error["did_you_mean"][0]) == ("flow", "import")
    assert "of export, import" in error["reason"]


def test_too_many_values_are_refused(api: TestClient) -> None:
    periods = ",".join(str(year) for year in range(1950, 2010))
    assert api.get(f"/v1/trade-flows?period={periods}").status_code == 422
    (error,) = _errors(api, f"/v1/events?area={'KAZ,' * 60}CHN")
    assert error[2] == "it takes at most 50 values"


def test_branches_of_commodities_beside_codes_agree_with_the_tree(api: TestClient) -> None:
    every = {row["id"]: row for row in _answer(api, "/v1/commodities?limit=500&code=74*")["items"]}
    assert len(every) > 50

    def inside(record: str | None, root: str) -> bool:
        while record is not None and record != root:
            record = (every[record]["parent"] or {}).get("code") if record in every else None
        return record == root

    for parent, code in (("74*", "7403*"), ("7403*", "74*"), ("74*", "7403"), ("74", "74*"), ("7403*", "7403*")):
        found = _ids(api, f"/v1/commodities?limit=500&parent={parent}&code={code}")
        above, below = (f"H6-{text.removesuffix('*')}" for text in (parent, code))
        wanted = [
            record
            for record, row in every.items()
            if (inside(record, below) if code.endswith("*") else record == below)
            and row["parent"]
            and (inside(row["parent"]["code"], above) if parent.endswith("*") else row["parent"]["code"] == above)
        ]
        assert found == wanted, (parent, code)


def test_zero_is_a_value(api: TestClient) -> None:
    page = _answer(api, "/v1/trade-flows?primary_value_gte=0&limit=1")
    assert "primary_value_gte=0&" in page["next"]
    assert _answer(api, page["next"])["items"] != page["items"]


@pytest.mark.parametrize("kind", ["events", "agreements", "plans"])
def test_originals_leave_out_what_repeats_another_source(client: TestClient, kind: str) -> None:
    every, originals = (
        client.get(f"/v1/{kind}", params={"limit": "500", "originals": asked}).json()["items"]
        for asked in ("false", "true")
    )
    assert {row["same_as"] for row in every} > {None}
    assert originals == [row for row in every if not row["same_as"]]
