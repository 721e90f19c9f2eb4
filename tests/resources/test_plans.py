from functools import partial

import pytest
from starlette.testclient import TestClient

from app.resources.plans import PLANS, PlanOut
from tests.resources.conftest import Ids
from tests.resources.records import Json, record_of

SEED = "timesca-565m"
OFFER, WHEAT, TRAIN = f"{SEED}-offer-of-goods", f"{SEED}-wheat-supplies", f"{SEED}-pilot-grain-train"
MEAT, ZONES, SUBCOMMITTEE = (
    f"{SEED}-meat-restrictions",
    f"{SEED}-disease-free-zones",
    f"{SEED}-agriculture-subcommittee",
)
KHORGOS, TRANSIT, BASE = f"{SEED}-khorgos-modernisation", f"{SEED}-transit-directions", f"{SEED}-lianyungang-base"
HUB, CROSSING = f"{SEED}-trade-hub", f"{SEED}-third-railway-crossing"
LATER, ROAD = "invented-hub", "invented-hub-road"


_item = partial(record_of, PLANS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "shipment"}, [TRAIN]),
        ({"standing": "under_way"}, [KHORGOS, TRANSIT]),
        ({"standing": "cancelled"}, []),
        ({"actor": "woah"}, [ZONES, LATER]),  # as one who proposes, and as one who is served
        ({"actor": "ma-xingrui"}, []),
        ({"area": "Urumqi"}, [HUB]),
        ({"area": "CN-XJ"}, [CROSSING, HUB]),  # places inside it
        ({"area": "DEU"}, []),
        ({"place": "CN-XJ"}, [CROSSING, HUB]),
        ({"place": "bakhty"}, [CROSSING]),
        ({"place": "KAZ"}, [ZONES, KHORGOS, CROSSING, HUB]),  # not those that it is a party of
        ({"commodity": "1001"}, [WHEAT]),
        ({"commodity": "pork"}, [OFFER]),
        ({"commodity": "2603"}, []),
        ({"event": "kz-cn-friendly-dialogue-2023"}, [SUBCOMMITTEE, ZONES, MEAT, OFFER, TRAIN, WHEAT]),
        ({"event": "kz-cn-b2b-negotiations-2023"}, []),
        ({"announced_from": "2024"}, [LATER]),
        ({"announced_to": "2024-05"}, []),
        ({"open_ended": "goods"}, [OFFER]),
        ({"open_ended": "time"}, [WHEAT]),
        ({"due_from": "2030"}, [LATER]),
        ({"due_to": "2029"}, []),
        ({"source": "invented"}, [ROAD, LATER]),
        ({"q": "railway"}, [CROSSING]),
        ({"q": "no such words"}, []),
    ],
)
def test_filters_by_value(ids: Ids, query: Json, found: list[str]) -> None:
    assert ids("/v1/plans", **query) == found


def test_a_plan_says_in_which_way_its_source_leaves_it_open(two_sources: TestClient) -> None:
    open_ended = {record: _item(two_sources, record)["open_ended"] for record in (OFFER, WHEAT, TRAIN, LATER)}
    assert open_ended == {OFFER: ["goods"], WHEAT: ["time"], TRAIN: [], LATER: []}
    (words,) = [one for one in _item(two_sources, OFFER)["evidence"] if one["field"] == "open_ended[0]"]
    assert words["quote"] == "other types of high-margin goods"


def test_an_area_is_found_as_party_and_through_those_who_are_of_it(ids: Ids) -> None:
    assert ids("/v1/plans", area="KAZ") == [
        SUBCOMMITTEE,
        ZONES,
        KHORGOS,
        MEAT,  # whose only party of Kazakhstan is a person
        OFFER,
        TRAIN,
        CROSSING,
        HUB,
        WHEAT,
        LATER,
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"value_gte": "1e9"}, {OFFER: "certain"}),
        ({"value_gte": "2e9"}, {}),
        ({"value_gte": "2e9", "certainty": "possible"}, {OFFER: "possible"}),  # more than 1 billion may be 2
        ({"value_lte": "1e9", "certainty": "possible"}, {LATER: "certain"}),
        ({"value_lte": "5e6"}, {}),
        ({"value_lte": "5e6", "certainty": "possible"}, {LATER: "possible"}),
    ],
)
def test_bounds_say_which_rows_meet_them_for_certain(two_sources: TestClient, query: Json, found: Json) -> None:
    rows = two_sources.get("/v1/plans", params=query).json()["items"]
    assert {row["id"]: row["certainty"] for row in rows} == found


def test_rows_are_of_their_shape_and_in_order_of_announcement(two_sources: TestClient) -> None:
    rows = [PlanOut.model_validate(row) for row in two_sources.get("/v1/plans").json()["items"]]
    keys = [(row.announced_on or "", row.id) for row in rows]
    assert len(keys) == 13
    assert keys == sorted(keys)


def test_the_offer_counts_items_and_bounds_their_worth_from_below(client: TestClient) -> None:
    item = _item(client, OFFER)
    count, value = item["item_count"], item["value"]
    assert (count["value"], count["unit"], count["qualifier"]) == (135, "items", "exact")
    assert (value["value"], value["unit"], value["qualifier"]) == (10**9, "USD", "more_than")
    assert (value["lower"], value["upper"], value["bounds"]) == (10**9, None, "()")
    assert [(party["role"], party["area"]["code"], party["actor"]) for party in item["parties"]] == [
        ("proposer", "KAZ", None),
        ("addressee", "CHN", None),
    ]
    assert [good["code"] for good in item["commodities"]] == [
        "chilled-meat-products",
        "fish-products",
        "poultry-meat-and-offal",
        "pork",
        "eggs",
        "horse-meat",
    ]


def test_the_words_of_the_offer_are_attributed_to_the_speaker(client: TestClient) -> None:
    words = next(one for one in _item(client, OFFER)["evidence"] if one["field"] == "value")
    assert (words["quote"], words["start"]) == ("worth over $1 billion", 1606)
    assert (words["speaker"]["id"], words["attribution"]) == ("serik-zhumangarin", "attributed")


def test_wheat_is_a_rate(client: TestClient) -> None:
    quantity = _item(client, WHEAT)["quantity"]
    assert (quantity["value"], quantity["unit"], quantity["per"]) == (1_000_000, "t", "year")
    assert (quantity["qualifier"], quantity["lower"], quantity["bounds"]) == ("at_least", 1_000_000, "[)")


def test_places_and_ordinals_are_shown(client: TestClient) -> None:
    item = _item(client, CROSSING)
    assert item["ordinal"] == 3
    assert [place["code"] for place in item["places"]] == ["bakhty-chuguchak", "bakhty", "CNTCS"]
    assert item["parties"] == []


def test_outcomes_stand_beside_the_plan_and_do_not_change_it(client: TestClient, two_sources: TestClient) -> None:
    assert _item(client, TRAIN)["outcomes"] == []
    item = _item(two_sources, TRAIN)
    assert item["standing"] == "ordered"
    assert [(outcome["happened_on"], outcome["standing"], outcome["gist"]) for outcome in item["outcomes"]] == [
        ("2024-04-20", "under_way", "The train was loaded."),
        ("2024-05", "completed", "The train left."),
    ]
    assert {outcome["source"]["id"] for outcome in item["outcomes"]} == {"invented"}
    assert {outcome["proof"] for outcome in item["outcomes"]} == {"unquoted"}


def test_evidence_of_the_outcomes_is_shown_with_that_of_the_plan(two_sources: TestClient) -> None:
    evidence = _item(two_sources, TRAIN)["evidence"]
    assert {(one["record"]["kind"], one["source"]["id"]) for one in evidence} == {
        ("plan", SEED),
        ("outcome", "invented"),
    }
    outcome = next(one for one in evidence if one["record"]["kind"] == "outcome")
    assert outcome["record"]["url"] == f"/v1/plans/{TRAIN}"


def test_a_plan_links_its_whole_and_its_parts(two_sources: TestClient) -> None:
    assert _item(two_sources, ROAD)["part_of"] == {"id": LATER, "title": "Hub", "url": f"/v1/plans/{LATER}"}
    assert _item(two_sources, LATER)["parts"] == [{"id": ROAD, "title": "Road of the hub", "url": f"/v1/plans/{ROAD}"}]


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (OFFER, "Kazakhstan offered 135 items worth more than USD 1 billion to China: {title}, among others"),
        (WHEAT, "Kazakhstan offered at least 1 million tonnes a year to China: {title}, with no end date"),
        (MEAT, "Serik Zhumangarin asked China for the removal of a barrier: {title}"),
        (ZONES, "The World Organization for Animal Health recommended the confirmation of a status: {title} (5 zones)"),
        (SUBCOMMITTEE, "Serik Zhumangarin proposed an institution: {title}"),
        (TRAIN, "Serik Zhumangarin ordered a shipment: {title}"),
        (KHORGOS, "An infrastructure project is under way: {title}"),
        (BASE, "An infrastructure project has been completed: {title}"),
        (HUB, "An infrastructure project is planned: {title}"),
        (LATER, "Kazakhstan and China plan an infrastructure project: {title} (about USD 5 million), due in 2030"),
    ],
)
def test_each_is_told_in_a_sentence(two_sources: TestClient, record: str, sentence: str) -> None:
    item = _item(two_sources, record)
    assert item["sentence"].rpartition(" (")[0] == sentence.format(title=item["title"])


@pytest.mark.parametrize("bound", ["value_gte", "value_lte"])
def test_without_a_currency_bounds_are_in_dollars_again(client: TestClient, bound: str) -> None:
    asked: dict[str, str | int] = {"currency": "MMK", bound: "1", "limit": 1}
    without = client.get("/v1/plans", params=asked).json()["meta"]["coverage"]["without"]["currency"]
    del asked["currency"]
    assert without == client.get("/v1/plans", params={**asked, "count": "true"}).json()["meta"]["count"]
