"""Search across what has a name: what is meant comes first, misspelt or not, and each hit leads to its record."""

import pytest
from starlette.testclient import TestClient

FORUM = "Friendly Dialogue of Cross-Border Cooperation between Kazakhstan and China"
WORDS = {
    "Kazahstan": ("areas", "KAZ", False),
    "KAZ": ("areas", "KAZ", True),
    "turkiye": ("areas", "TUR", True),
    "2603": ("commodities", "H6-2603", True),
    "copper": ("commodities", "copper", True),
    "forum kazakhstan china interregional": ("events", "kz-cn-interregional-forum-2024", True),
    "documents signed at the forum": ("agreements", "kz-cn-interregional-forum-2024-documents", True),
    "Saparov Aidarbek": ("actors", "aidarbek-saparov", True),
}


@pytest.mark.parametrize("words", WORDS)
def test_what_is_meant_comes_first_and_can_be_followed(client: TestClient, words: str) -> None:
    hits = client.get("/v1/search", params={"q": words}).json()["items"]
    assert (hits[0]["kind"], hits[0]["id"], hits[0]["is_exact"]) == WORDS[words]
    assert len({(hit["kind"], hit["title"]) for hit in hits}) == len(hits)
    for hit in hits[:3]:
        record = client.get(hit["url"]).json()
        assert hit["title"] in {record.get("name"), record.get("title"), record["id"]}


@pytest.mark.parametrize(
    ("words", "measure"), [("share of imports", "share_of_imports"), ("joint enterprises", "joint_ventures")]
)
def test_a_measure_is_found_by_its_name_and_by_what_texts_call_it(client: TestClient, words: str, measure: str) -> None:
    hits = client.get("/v1/search", params={"q": words}).json()["items"]
    assert [hit["id"] for hit in hits if hit["kind"] == "measures" and hit["is_exact"]] == [measure]
    found = client.get(next(hit["url"] for hit in hits if hit["id"] == measure)).json()
    assert found["meta"]["query"]["measure"] == measure


@pytest.mark.parametrize("words", ["soybeans", "soybean", "Soya bean"])
def test_goods_are_found_under_the_other_spellings_of_their_words(client: TestClient, words: str) -> None:
    assert "H6-1201" in [hit["id"] for hit in client.get("/v1/search", params={"q": words}).json()["items"]]


@pytest.mark.parametrize("words", ["24 or 31 billion", "565m"])
def test_words_that_hold_numbers_are_told_where_figures_are_held(client: TestClient, words: str) -> None:
    hint = client.get("/v1/search", params={"q": words}).json()["hint"]
    assert ("/v1/verify" in hint, "/v1/read" in hint) == (True, True)
    assert client.get("/v1/search?q=copper").json()["hint"] is None


def test_a_source_is_found_by_its_publisher(client: TestClient) -> None:
    hits = client.get("/v1/search?q=times+of+central+asia&kind=sources").json()["items"]
    assert "timesca-565m" in [hit["id"] for hit in hits]


def test_one_list_or_a_few_hits_can_be_asked_for(client: TestClient) -> None:
    found = client.get("/v1/search?q=china").json()["items"]
    assert {hit["kind"] for hit in found} > {"areas", "actors"}
    assert {hit["kind"] for hit in client.get("/v1/search?q=china&kind=actors").json()["items"]} == {"actors"}
    assert client.get("/v1/search?q=china&limit=2").json()["items"] == found[:2]


@pytest.mark.parametrize(
    ("words", "kind", "found", "others"),
    [
        ("trade goal 2030", "plans", "Turnover between Kazakhstan and China", "Wheat supplies"),
        ("goals of Uzbekistan", "plans", "Turnover between Kazakhstan and Uzbekistan", "Wheat supplies"),
        ("March 2023 agreements", "agreements", "Memoranda signed on the sidelines of the forum", "camel milk"),
        ("memorandum of March 2023", "agreements", "Memoranda signed on the sidelines of the forum", "Commercial"),
        ("contracts signed in June 2024", "agreements", "Supplies of dry camel milk", "March 2023"),
        ("forum in Almaty on 28 March 2023", "events", FORUM, "Interregional"),
        ("forum in June 2024", "events", "Interregional Forum Kazakhstan-China", "Friendly dialogue"),
    ],
)
def test_a_record_is_found_by_its_kind_and_its_day_in_words(
    client: TestClient, words: str, kind: str, found: str, others: str
) -> None:
    hits = client.get("/v1/search", params={"q": words}).json()["items"]
    titles = [hit["title"] for hit in hits if hit["kind"] == kind]
    assert (hits[0]["kind"], hits[0]["is_exact"], found in titles) == (kind, False, True)
    assert not [title for title in titles if others in title]
    other = client.get("/v1/search", params={"q": f"{words} of bicycles"}).json()["items"]
    assert not [hit for hit in other if hit["kind"] == kind]


def test_areas_that_are_only_written_alike_are_no_hits_where_the_words_are_a_name(client: TestClient) -> None:
    assert "areas" not in {hit["kind"] for hit in client.get("/v1/search?q=wheat&limit=100").json()["items"]}
    assert "DEU" in [hit["id"] for hit in client.get("/v1/search?q=Germny").json()["items"]]


def test_nothing_like_the_words_is_no_hit(client: TestClient) -> None:
    assert client.get("/v1/search?q=zzzz").json()["items"] == []


@pytest.mark.parametrize("words", [*WORDS, "china"])
def test_both_engines_rank_alike(client: TestClient, postgres_client: TestClient, words: str) -> None:
    ours, theirs = (one.get("/v1/search", params={"q": words}).json()["items"] for one in (client, postgres_client))
    assert ours == theirs
