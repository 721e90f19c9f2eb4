from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.resources.actors import ACTORS, ActorOut
from app.settings import Settings
from tests.conftest import ARTICLE
from tests.resources.records import Json, record_of

OUTCOME = """
[source]
id = "world-news"
kind = "article"
title = "A source that sorts behind the seed's"

[[outcomes]]
id = "train-left"
plan = "timesca-565m-pilot-grain-train"
standing = "completed"
gist = "The train left."
evidence = [{ field = "standing", speaker = "serik-zhumangarin", attribution = "attributed" }]
"""
MA, MINISTER, MINISTRY = "ma-xingrui", "serik-zhumangarin", "kz-ministry-trade-integration"
SOME = [MA, MINISTER, MINISTRY, "cpc", "woah"]


_item = partial(record_of, ACTORS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "person"}, [MA, MINISTER]),
        ({"area": "KAZ"}, [MINISTRY, MINISTER]),
        ({"area": "DEU"}, []),
        ({"kind": "person", "area": "CN"}, [MA]),
        ({"organisation": "Communist Party of China"}, [MA]),
        ({"organisation": "woah"}, []),
        ({"q": "Ma Xingrui"}, [MA]),
        ({"q": "马兴瑞"}, [MA]),
        ({"q": "nobody"}, []),
    ],
)
def test_filters(client: TestClient, query: Json, found: list[str]) -> None:
    answer = client.get("/v1/actors", params={"id": SOME, **query}).json()
    assert [row["id"] for row in answer["items"]] == found


def test_rows_are_of_their_shape_and_in_order_of_id(client: TestClient) -> None:
    ids = [ActorOut.model_validate(row).id for row in client.get("/v1/actors").json()["items"]]
    assert set(SOME) <= set(ids)
    assert ids == sorted(ids)


def test_a_person_is_named_as_the_source_does_with_other_names_beside(client: TestClient) -> None:
    item = _item(client, MA)
    assert (item["kind"], item["name"], item["area"]) == (
        "person",
        "Ma Xinzhui",
        {"code": "CHN", "name": "China"},
    )
    assert [(alias["alias"], alias["language"]) for alias in item["aliases"]] == [
        ("Ma Xingrui", "en"),
        ("Ма Синжуй", "ru"),
        ("马兴瑞", "zh"),
    ]
    assert item["note"].startswith("The name is as the source states it")


def test_offices_are_given_with_their_organisation_or_without(client: TestClient) -> None:
    assert _item(client, MINISTER)["roles"] == [
        {"title": "Deputy Prime Minister", "organisation": None},
        {
            "title": "Minister of Trade and Integration",
            "organisation": {
                "id": MINISTRY,
                "title": "Ministry of Trade and Integration of Kazakhstan",
                "url": f"/v1/actors/{MINISTRY}",
            },
        },
    ]


def test_evidence_states_the_name_and_the_offices(client: TestClient) -> None:
    evidence = _item(client, MA)["evidence"]
    assert [(one["field"], one["quote"], one["start"], one["end"]) for one in evidence] == [
        ("name", "Ma Xinzhui", 327, 337),
        ("roles[0]", "Politburo", 355, 364),
        ("roles[1]", "CPC Party Committee", 439, 458),
        ("area", "Xinjiang Uygur", 466, 480),
    ]
    assert {(one["attribution"], one["speaker"]) for one in evidence} == {("narrated", None)}
    assert {(one["record"]["kind"], one["record"]["url"]) for one in evidence} == {("actor", f"/v1/actors/{MA}")}


def test_statements_are_what_somebody_says_about_any_record(client: TestClient) -> None:
    item = _item(client, MINISTER)
    assert len(item["statements"]) == 45
    assert {one["speaker"]["id"] for one in item["statements"]} == {MINISTER}
    assert {one["attribution"] for one in item["statements"]} == {"quoted", "attributed"}
    assert len({one["record"]["kind"] for one in item["statements"]}) > 1
    assert _item(client, MA)["statements"] == []


def test_statements_go_by_source(tmp_path: Path, settings_for: Callable[..., Settings]) -> None:
    settings, later = settings_for(f"sqlite:///{tmp_path / 'release.db'}"), tmp_path / "world-news.toml"
    later.write_text(OUTCOME)
    load(ARTICLE, settings)
    load(later, settings)
    with TestClient(create_app(settings)) as client:
        statements = _item(client, MINISTER)["statements"]
    assert [one["source"]["id"] for one in statements] == [*["timesca-565m"] * 45, "world-news"]
    assert statements[-1]["record"]["kind"] == "outcome"


@pytest.mark.parametrize(("wrong", "meant"), [("ma-xinrui", MA), ("oie", "woah"), ("CPC", "cpc")])
def test_another_spelling_is_unknown_and_led_to_the_id(client: TestClient, wrong: str, meant: str) -> None:
    answer = client.get(f"/v1/actors/{wrong}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"][0] == meant


def test_a_list_without_rows_says_what_there_is(client: TestClient) -> None:
    meta = client.get("/v1/actors", params={"kind": "organisation", "id": [MA, "cpc"], "organisation": "cpc"}).json()[
        "meta"
    ]
    assert meta["coverage"]["total"] >= len(SOME)
    assert meta["coverage"]["without"] == {"kind": 1, "organisation": 1, "id": 0}
