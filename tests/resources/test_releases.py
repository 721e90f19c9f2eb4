from starlette.testclient import TestClient

from app.resources.releases import RELEASES, ReleaseOut
from app.web.answers import item_of


def test_the_release_in_force_is_the_one_that_answers(client: TestClient) -> None:
    page = client.get("/v1/releases").json()
    (row,) = page["items"]
    ReleaseOut.model_validate(row)
    assert row["id"] == page["meta"]["release"]
    assert (row["sequence"], row["loaded_at"], row["in_force"]) == (1, "2026-01-01T00:00:00Z", True)
    assert row["url"] == f"/v1/releases/{row['id']}"
    assert (row["counts"]["evidence"], row["counts"]["trade_flows"]) == (187, 19)
    assert len(row["reference_digest"]) == 64


def test_older_releases_are_listed_first_and_are_not_in_force(two_sources: TestClient) -> None:
    page = two_sources.get("/v1/releases").json()
    assert [(row["sequence"], row["in_force"]) for row in page["items"]] == [(1, False), (2, True)]
    first, second = page["items"]
    assert first["counts"]["sources"] + 1 == second["counts"]["sources"] == 2
    assert first["reference_digest"] == second["reference_digest"]


def test_an_item_is_its_row_and_names_the_release_that_answers(two_sources: TestClient) -> None:
    first, second = two_sources.get("/v1/releases").json()["items"]
    item = two_sources.get(first["url"]).json()
    item_of(RELEASES).model_validate(item)
    assert item == {**first, "release": second["id"]}


def test_pages_go_by_sequence(two_sources: TestClient) -> None:
    page = two_sources.get("/v1/releases?limit=1&fields=sequence").json()
    assert page["items"] == [{"sequence": 1}]
    assert two_sources.get(page["next"]).json()["items"] == [{"sequence": 2}]


def test_a_batch_names_what_is_missing(client: TestClient) -> None:
    meta = client.get("/v1/releases?id=0123").json()["meta"]
    assert meta["missing"] == ["0123"]
    assert meta["coverage"] == {"total": 1, "without": {"id": 1}, "is_capped": False}
    assert client.get("/v1/releases/0123").status_code == 404


def test_a_release_asked_for_by_its_number_is_suggested_by_its_digest(two_sources: TestClient) -> None:
    first, _ = two_sources.get("/v1/releases").json()["items"]
    answer = two_sources.get("/v1/releases/1")
    assert (answer.status_code, answer.json()["errors"][0]["did_you_mean"]) == (404, [first["id"]])
