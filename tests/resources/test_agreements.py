from functools import partial

import pytest
from starlette.testclient import TestClient

from app.resources.agreements import AGREEMENTS, AgreementOut
from tests.resources.conftest import Ids
from tests.resources.records import Json, record_of

PACKAGE = "kz-cn-friendly-dialogue-2023-documents"
COMMERCIAL = "kz-cn-friendly-dialogue-2023-commercial"
FORUM = "kz-cn-friendly-dialogue-2023"
TREATY, MEMORANDUM, PAPERS = "invented-treaty", "invented-memorandum", "invented-package"


_item = partial(record_of, AGREEMENTS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "commercial"}, [COMMERCIAL]),
        ({"kind": "interregional"}, []),
        ({"status": "in_force"}, [TREATY]),
        ({"event": FORUM}, [COMMERCIAL, PACKAGE]),
        ({"event": "belt-and-road-initiative"}, []),
        ({"part_of": PACKAGE}, [COMMERCIAL]),
        ({"part_of": COMMERCIAL}, []),
        ({"area": "KAZ"}, [MEMORANDUM, COMMERCIAL, PACKAGE, TREATY]),
        ({"area": "Xinjiang"}, [COMMERCIAL, PACKAGE]),  # its party secretary spoke, and its delegation was there
        ({"area": "DEU"}, []),
        ({"area": "FRA"}, []),
        ({"actor": "cpc"}, [TREATY]),
        ({"actor": "woah"}, []),
        ({"commodity": "wheat"}, [TREATY]),
        ({"commodity": "1001"}, [TREATY]),  # through the match of the good
        ({"commodity": "10*"}, [TREATY]),
        ({"commodity": "2603"}, []),
        ({"sector": "transport"}, [TREATY]),
        ({"sector": "energy"}, []),
        ({"signed_from": "2023-03-29"}, [TREATY]),
        ({"signed_to": "2023"}, [COMMERCIAL, PACKAGE]),
        ({"signed_to": "2022"}, []),
        ({"source": "invented"}, [MEMORANDUM, PAPERS, TREATY]),
        ({"q": "TERMINALS"}, [MEMORANDUM]),
        ({"q": "no such words"}, []),
    ],
)
def test_filters_by_value(ids: Ids, query: Json, found: list[str]) -> None:
    assert ids("/v1/agreements", **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"value_gte": "565350000"}, {COMMERCIAL: "certain"}),
        ({"value_gte": "565350001"}, {}),
        ({"value_gte": "565350001", "certainty": "possible"}, {COMMERCIAL: "possible"}),
        ({"value_gte": "565450000", "certainty": "possible"}, {}),  # the upper end is open
        ({"value_gte": "2e7", "certainty": "possible"}, {MEMORANDUM: "certain", COMMERCIAL: "certain"}),
        ({"value_gte": "25e6", "value_lte": "1e8", "certainty": "possible"}, {MEMORANDUM: "possible"}),
        ({"value_lte": "30000000"}, {MEMORANDUM: "certain"}),
        ({"document_count_gte": "6"}, {PACKAGE: "certain"}),
        ({"document_count_lte": "5"}, {MEMORANDUM: "certain", COMMERCIAL: "certain"}),
        ({"document_count_gte": "17"}, {}),
        ({"document_count_gte": "17", "certainty": "possible"}, {}),  # none is stated of the others
    ],
)
def test_bounds_say_which_rows_meet_them_for_certain(two_sources: TestClient, query: Json, found: Json) -> None:
    rows = two_sources.get("/v1/agreements", params=query).json()["items"]
    assert {row["id"]: row["certainty"] for row in rows} == found


@pytest.mark.parametrize(
    ("begin", "end", "is_within"),
    [
        ("2024-04-01", "2024-04-30", True),
        ("2024-04", "2024-04", True),
        ("2024-01-01", "2024-12-31", True),
        ("2024-04-02", "2024-04-30", False),
        ("2024-04-01", "2024-04-29", False),
        ("2024-04-12", "2024-04-12", False),
    ],
)
def test_a_month_is_within_dates_where_all_its_days_are(
    two_sources: TestClient, begin: str, end: str, *, is_within: bool
) -> None:
    asked = {"signed_from": begin, "signed_to": end}
    certain = two_sources.get("/v1/agreements", params=asked).json()
    assert [(row["id"], row["certainty"]) for row in certain["items"]] == [(TREATY, "certain")] * is_within
    left_out = certain["meta"]["left_out"]
    assert (left_out and left_out["rows"]) == (None if is_within else 1)
    possible = two_sources.get("/v1/agreements", params={**asked, "certainty": "possible"}).json()
    assert [(row["id"], row["certainty"]) for row in possible["items"]] == [
        (TREATY, "certain" if is_within else "possible")
    ]
    assert possible["meta"]["left_out"] is None


def test_what_straddles_a_bound_is_counted(two_sources: TestClient) -> None:
    meta = two_sources.get("/v1/agreements", params={"value_gte": "565350001"}).json()["meta"]
    assert meta["left_out"]["rows"] == 1
    assert "certainty" not in meta["query"]


def test_rows_are_of_their_shape_and_in_order_of_signing(two_sources: TestClient) -> None:
    rows = two_sources.get("/v1/agreements").json()["items"]
    assert [AgreementOut.model_validate(row).id for row in rows] == [MEMORANDUM, PAPERS, COMMERCIAL, PACKAGE, TREATY]


def test_a_package_has_a_count_and_parts_but_no_value(client: TestClient) -> None:
    item = _item(client, PACKAGE)
    count = item["document_count"]
    assert (count["value"], count["unit"], count["qualifier"], count["lower"]) == (16, "documents", "exact", 16)
    assert (item["value"], item["value_status"]) == (None, "not_stated")
    assert item["parts"] == [
        {"id": COMMERCIAL, "title": "Commercial documents signed at the forum", "url": f"/v1/agreements/{COMMERCIAL}"}
    ]


def test_parties_are_null_where_the_source_does_not_name_them(client: TestClient, two_sources: TestClient) -> None:
    assert _item(client, PACKAGE)["parties"] is None
    listed = client.get("/v1/agreements", params={"fields": "parties"}).json()["items"]
    assert listed == [{"parties": None}, {"parties": None}]
    parties = _item(two_sources, TREATY)["parties"]
    assert [(party["area"] or party["actor"])["url" if party["actor"] else "code"] for party in parties] == [
        "KAZ",
        "/v1/actors/cpc",
        "CHN",
    ]


def test_goods_are_named_by_code_and_name(two_sources: TestClient) -> None:
    assert _item(two_sources, TREATY)["commodities"] == [{"code": "wheat", "name": "wheat"}]


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (PACKAGE, "Sixteen documents were signed at the {forum} on 28 March 2023"),
        (COMMERCIAL, "Five commercial documents worth USD 565.4 million were signed at the {forum} on 28 March 2023"),
        (
            TREATY,
            (
                "A treaty was signed by Kazakhstan, the Communist Party of China and China in April 2024 "
                "and is in force: Treaty on the transit of grain"
            ),
        ),
        (
            MEMORANDUM,
            (
                "One memorandum worth between USD 20 million and 30 million was signed at the talks on transit "
                "and is no longer in force: Memorandum on terminals"
            ),
        ),
        (PAPERS, "A package of documents was signed: Papers of the round table"),
    ],
)
def test_each_is_told_in_a_sentence(two_sources: TestClient, record: str, sentence: str) -> None:
    item = _item(two_sources, record)
    forum = two_sources.get(f"/v1/events/{FORUM}").json()["name"]
    assert item["sentence"].partition(" (")[0] == sentence.format(forum=forum)


def test_a_list_without_rows_says_what_there_is(client: TestClient) -> None:
    meta = client.get("/v1/agreements", params={"area": "DEU", "kind": "package"}).json()["meta"]
    assert meta["coverage"] == {"total": 2, "without": {"area": 1, "kind": 0}, "is_capped": False}
