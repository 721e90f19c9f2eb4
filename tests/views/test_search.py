"""Search across what has a name: what is meant comes first, misspelt or not, and each hit leads to its record."""

import pytest
from starlette.testclient import TestClient

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


def test_a_source_is_found_by_its_publisher(client: TestClient) -> None:
    hits = client.get("/v1/search?q=times+of+central+asia&kind=sources").json()["items"]
    assert "timesca-565m" in [hit["id"] for hit in hits]


def test_one_list_or_a_few_hits_can_be_asked_for(client: TestClient) -> None:
    found = client.get("/v1/search?q=china").json()["items"]
    assert {hit["kind"] for hit in found} > {"areas", "actors"}
    assert {hit["kind"] for hit in client.get("/v1/search?q=china&kind=actors").json()["items"]} == {"actors"}
    assert client.get("/v1/search?q=china&limit=2").json()["items"] == found[:2]


def test_nothing_like_the_words_is_no_hit(client: TestClient) -> None:
    assert client.get("/v1/search?q=zzzz").json()["items"] == []


@pytest.mark.parametrize("words", [*WORDS, "china"])
def test_both_engines_rank_alike(client: TestClient, postgres_client: TestClient, words: str) -> None:
    ours, theirs = (one.get("/v1/search", params={"q": words}).json()["items"] for one in (client, postgres_client))
    assert ours == theirs
