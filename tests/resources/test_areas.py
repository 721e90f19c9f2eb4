from functools import partial

import pytest
from starlette.testclient import TestClient

from app.resources.areas import AREAS, AreaOut
from tests.resources.records import Json, record_of

_item = partial(record_of, AREAS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "port"}, ["CNLYG"]),
        ({"kind": "port", "q": "khorgos"}, []),
        ({"parent": "Xinjiang", "kind": "city"}, ["CNHRS", "CNTCS", "CNURM"]),
        ({"parent": "MCO", "kind": "city"}, []),
        ({"q": "синьцзян"}, ["CN-XJ"]),
        ({"q": "398"}, ["KAZ"]),
        ({"q": "no such place"}, []),
        ({"id": ["KAZ", "CHN"]}, ["CHN", "KAZ"]),
    ],
)
def test_filters(client: TestClient, query: Json, found: list[str]) -> None:
    answer = client.get("/v1/areas", params=query).json()
    assert [row["id"] for row in answer["items"]] == found


def test_names_are_understood_as_codes(client: TestClient) -> None:
    meta = client.get("/v1/areas", params={"parent": "xuar", "limit": 1}).json()["meta"]
    assert meta["query"] == {"parent": "CN-XJ", "limit": 1}


def test_rows_are_of_their_shape_and_in_order_of_code(client: TestClient) -> None:
    rows = client.get("/v1/areas?limit=500").json()["items"]
    codes = [AreaOut.model_validate(row).code for row in rows]
    assert codes == sorted(codes)
    assert all(row["id"] == row["code"] for row in rows)


def test_a_country_has_its_codes_other_names_and_parts(client: TestClient) -> None:
    item = _item(client, "KAZ")
    inside = item.pop("inside")
    aliases = item.pop("aliases")
    item.pop("release")
    assert item == {
        "id": "KAZ",
        "url": "/v1/areas/KAZ",
        "code": "KAZ",
        "kind": "country",
        "name": "Kazakhstan",
        "parent": None,
        "alpha2": "KZ",
        "m49": "398",
        "locode": None,
        "note": None,
    }
    assert {"alias": "Казахстан", "language": "ru", "source": None} in aliases
    assert len([area for area in inside if area["code"].startswith("KZ-")]) >= 17
    assert inside == sorted(inside, key=lambda area: str(area["code"]))


def test_a_number_keeps_its_leading_zeros(client: TestClient) -> None:
    assert _item(client, "W00")["m49"] == "000"


def test_a_point_of_infrastructure_has_its_locode_and_what_it_lies_in(client: TestClient) -> None:
    item = _item(client, "KZHOR")
    assert (item["locode"], item["kind"], item["parent"]["code"], item["inside"]) == (
        "KZHOR",
        "checkpoint",
        "KZ-33",
        [],
    )


@pytest.mark.parametrize(("wrong", "meant"), [("CN", "CHN"), ("kaz", "KAZ"), ("398", "KAZ"), ("China", "CHN")])
def test_another_spelling_is_unknown_and_led_to_the_code(client: TestClient, wrong: str, meant: str) -> None:
    answer = client.get(f"/v1/areas/{wrong}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"][0] == meant
