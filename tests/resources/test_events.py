from typing import Any

import pytest
from starlette.testclient import TestClient

from app.resources.events import EVENTS, EventOut
from app.web.answers import item_of
from tests.resources.conftest import Ids

Json = dict[str, Any]
FORUM = "kz-cn-friendly-dialogue-2023"
TALKS = "kz-cn-b2b-negotiations-2023"
VISIT = "ma-xingrui-visit-kazakhstan-2023"
INITIATIVE = "belt-and-road-initiative"


@pytest.fixture(scope="module")
def forum(client: TestClient) -> Json:
    item: Json = client.get(f"/v1/events/{FORUM}").json()
    item_of(EVENTS).model_validate(item)
    return item


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "forum"}, [FORUM, "invented-month"]),
        ({"series": "kz-cn-friendly-dialogue"}, [FORUM]),
        ({"series": "another"}, []),
        ({"part_of": FORUM}, [TALKS]),
        ({"part_of": TALKS}, []),
        ({"sector": "food industry"}, [TALKS]),
        ({"sector": "food"}, []),
        ({"source": "invented"}, ["invented-talks", "invented-month"]),
        ({"q": "Infrastructure could"}, [FORUM]),
        ({"q": "no such words"}, []),
        ({"id": [TALKS, FORUM]}, [TALKS, FORUM]),
    ],
)
def test_filters_by_value(ids: Ids, query: Json, found: list[str]) -> None:
    assert ids("/v1/events", **query) == found


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("KZ-10", [FORUM, "invented-talks"]),  # among the regions of a participant; the place lies inside
        ("East Kazakhstan", [FORUM]),
        ("KZ-75", [TALKS, FORUM]),  # its place
        ("Xinjiang", [FORUM]),
        ("CHN", [VISIT, TALKS, FORUM, "invented-month"]),  # somebody of it, who is on no side
        ("FRA", ["invented-month"]),  # a side
        ("KAZ", [VISIT, TALKS, FORUM, "invented-talks"]),  # the place lies inside, or a participant is of it
        ("DEU", ["invented-month"]),
        ("USA", []),
    ],
)
def test_an_area_is_where_it_took_place_or_who_took_part(ids: Ids, area: str, found: list[str]) -> None:
    assert ids("/v1/events", area=area) == found


@pytest.mark.parametrize(
    ("actor", "found"),
    [
        ("Serik Zhumangarin", [FORUM]),
        ("ma-xingrui", [VISIT]),
        ("kz-ministry-trade-integration", ["invented-talks"]),
        ("woah", ["invented-talks"]),  # who only spoke
    ],
)
def test_an_actor_took_part_or_spoke(ids: Ids, client: TestClient, actor: str, found: list[str]) -> None:
    assert ids("/v1/events", actor=actor) == found
    assert client.get("/v1/events", params={"actor": "cpc"}).json()["items"] == []


@pytest.mark.parametrize(
    ("date_from", "date_to", "found"),
    [
        ("2024-04-01", "2024-04-01", ["invented-talks"]),  # in the middle of it
        ("2024-04-02", None, ["invented-talks", "invented-month"]),
        ("2024-04-03", None, ["invented-month"]),
        (None, "2024-03-29", [INITIATIVE, TALKS, FORUM]),
        (None, "2024-03-30", [INITIATIVE, TALKS, FORUM, "invented-talks"]),
        ("2024-05-20", "2024-05-20", []),  # the month that is known of it is not within the day
        ("2024-05-01", "2024-05-31", ["invented-month"]),
        ("2024-06", None, []),
        ("2013-07", "2013-07", []),  # known by its year alone
        ("2013-01-01", "2013-12-31", [INITIATIVE]),
        ("2014", "2014", []),  # that it went on is not stated
        ("2023", "2023", [TALKS, FORUM]),
    ],
)
def test_dates_find_what_was_on_then(ids: Ids, date_from: str | None, date_to: str | None, found: list[str]) -> None:
    given = {"date_from": date_from, "date_to": date_to}
    assert ids("/v1/events", **{name: date for name, date in given.items() if date}) == found


@pytest.mark.parametrize(("day", "found"), [("2024-05-20", "invented-month"), ("2013-07", INITIATIVE)])
def test_an_event_known_by_its_month_or_year_may_have_been_on_a_day_of_it(ids: Ids, day: str, found: str) -> None:
    assert ids("/v1/events", date_from=day, date_to=day, certainty="possible") == [found]


def test_the_list_is_in_the_order_of_dates(client: TestClient) -> None:
    rows = client.get("/v1/events").json()["items"]
    assert [row["id"] for row in rows] == [VISIT, INITIATIVE, TALKS, FORUM]
    assert [EventOut.model_validate(row).starts_on for row in rows] == [None, "2013", "2023-03-28", "2023-03-28"]


def test_pages_meet_without_gap_or_overlap(client: TestClient) -> None:
    found: list[str] = []
    following = "/v1/events?limit=1"
    while following:
        page = client.get(following).json()
        found += [row["id"] for row in page["items"]]
        following = page["next"]
    assert found == [VISIT, INITIATIVE, TALKS, FORUM]


def test_the_forum_is_told_in_a_sentence(forum: Json) -> None:
    name = "Friendly Dialogue of Cross-Border Cooperation between Kazakhstan and China"
    assert forum["name"] == name
    assert (
        forum["sentence"]
        == f"The 2nd {name} took place in the city of Almaty on 28 March 2023 (The Times of Central Asia)."
    )


def test_the_day_of_the_forum_is_stated_and_the_year_inferred(forum: Json) -> None:
    assert (forum["starts_on"], forum["ends_on"], forum["edition"]) == ("2023-03-28", "2023-03-28", 2)
    assert "The year follows from" in forum["date_inference"]
    assert forum["place"] == {"code": "KZ-75", "name": "Almaty city"}
    title = "Ma Xingrui's official visit"
    assert forum["part_of"] == {"id": VISIT, "title": title, "url": f"/v1/events/{VISIT}"}


def test_participants_stand_in_the_order_of_the_source(forum: Json) -> None:
    participants = forum["participants"]
    opener, governor, governors = participants[:3]
    assert opener["actor"] == {
        "id": "serik-zhumangarin",
        "title": "Serik Zhumangarin",
        "url": "/v1/actors/serik-zhumangarin",
    }
    assert (opener["role"], opener["side"]["code"], opener["count"]) == ("opened the forum", "KAZ", None)
    assert governor["areas"] == [{"code": "KZ-75", "name": "Almaty city"}]
    assert [area["code"] for area in governors["areas"]] == ["KZ-10", "KZ-33", "KZ-19", "KZ-63"]


def test_participants_are_counted_with_their_hedges(forum: Json) -> None:
    counts = [participant["count"] for participant in forum["participants"] if participant["count"]]
    assert [(count["value"], count["unit"], count["qualifier"]) for count in counts] == [
        (4, "regions", "exact"),
        (150, "people", "more_than"),
        (20, "people", "exact"),
        (10, "people", "exact"),
    ]
    entrepreneurs = counts[1]
    assert (entrepreneurs["lower"], entrepreneurs["upper"], entrepreneurs["bounds"]) == (150, None, "()")
    assert entrepreneurs["words"] == "more than 150"


def test_remarks_name_their_speaker_or_nobody(forum: Json) -> None:
    speakers = [remark["speaker"] and remark["speaker"]["id"] for remark in forum["remarks"]]
    assert speakers == [None, *["serik-zhumangarin"] * 3, None, None, "serik-zhumangarin"]
    assert forum["remarks"][6]["gist"] == "The infrastructure could carry more wheat to China."


def test_an_item_links_what_was_signed_planned_and_held_within(forum: Json) -> None:
    assert [ref["title"] for ref in forum["agreements"]] == [
        "Bilateral documents signed at the forum",
        "Commercial documents signed at the forum",
    ]
    assert forum["agreements"][0]["url"] == "/v1/agreements/kz-cn-friendly-dialogue-2023-documents"
    titles = [ref["title"] for ref in forum["plans"]]
    assert len(titles) == 6
    assert titles == sorted(titles)
    assert [ref["id"] for ref in forum["parts"]] == [TALKS]


def test_the_words_behind_the_edition_are_shown(forum: Json) -> None:
    words = next(one for one in forum["evidence"] if one["field"] == "edition")
    assert (words["quote"], words["start"], words["end"], words["attribution"]) == ("2nd", 109, 112, "narrated")
    assert words["record"] == {"kind": "event", "id": FORUM, "url": f"/v1/events/{FORUM}"}


def test_an_empty_answer_says_what_would_be_found_without_each_filter(client: TestClient) -> None:
    answer = client.get("/v1/events", params={"kind": "policy", "area": "KZ-10"}).json()
    assert answer["items"] == []
    assert answer["meta"]["coverage"] == {"total": 4, "without": {"kind": 1, "area": 0}, "is_capped": False}


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ({"area": "Kazakstan"}, "KAZ"),
        ({"actor": "serik zhumangarim"}, "serik-zhumangarin"),
        ({"actor": "Xingrui"}, "ma-xingrui"),  # a part of a name
        ({"area": "cooperation khorgos"}, "icbc-khorgos"),
        ({"kind": "form"}, "forum"),
    ],
)
def test_what_names_nothing_is_refused_with_what_would(client: TestClient, query: Json, suggested: str) -> None:
    answer = client.get("/v1/events", params=query)
    assert answer.status_code == 422
    assert suggested in answer.json()["errors"][0]["did_you_mean"]
