from typing import Any

import pytest
from starlette.testclient import TestClient

from app.resources.evidence import EVIDENCE
from app.vocabulary.terms import RecordKind
from app.web.answers import item_of
from app.web.schemas import EvidenceOut

Json = dict[str, Any]
FLOW = "KAZ.CHN.export.2022.TOTAL.timesca-565m.0"


def _rows(client: TestClient, **query: Any) -> list[Json]:
    rows: list[Json] = client.get("/v1/evidence", params={"limit": 500, **query}).json()["items"]
    return rows


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 187),
        ({"source": "timesca-565m"}, 187),
        ({"record": "ma-xingrui"}, 4),
        ({"record": "ma-xingrui", "record_kind": "event"}, 0),
        ({"record": "no-such-record"}, 0),
        ({"record": "no.such.flow"}, 0),
        ({"record_kind": "trade_flow"}, 43),
        ({"record_kind": "actor"}, 10),
        ({"record_kind": "outcome"}, 0),
        ({"record_kind": "source"}, 1),
        ({"record": "timesca-565m", "field": "place"}, 1),  # the dateline
        ({"field": "primary_value"}, 3),
        ({"field": "roles"}, 4),
        ({"field": "roles[1]"}, 2),
        ({"field": "participants[2]"}, 5),
        ({"field": "role"}, 0),
        ({"field": "r%s"}, 0),
        ({"speaker": "Serik Zhumangarin"}, 45),
        ({"speaker": "serik-zhumangarin", "attribution": "quoted"}, 32),
        ({"speaker": "cpc"}, 0),
        ({"attribution": "attributed"}, 13),
        ({"quote_status": "held"}, 187),
        ({"quote_status": "not_held"}, 0),
    ],
)
def test_filters(client: TestClient, query: Json, count: int) -> None:
    assert len(_rows(client, **query)) == count


@pytest.mark.parametrize("kind", [kind for kind in RecordKind if kind is not RecordKind.OUTCOME])
def test_the_evidence_of_a_record_of_any_kind_is_found(client: TestClient, kind: RecordKind) -> None:
    records = {row["record"]["id"] for row in _rows(client, record_kind=kind)}
    assert records
    for record in records:
        found = _rows(client, record=record)
        assert {(row["record"]["kind"], row["record"]["id"]) for row in found} == {(kind, record)}


def test_what_stands_behind_an_outcome_links_to_its_plan(two_sources: TestClient) -> None:
    (row,) = _rows(two_sources, record="invented-train-left", field="standing")
    assert row["record"] == {
        "kind": "outcome",
        "id": "invented-train-left",
        "url": "/v1/plans/timesca-565m-pilot-grain-train",
    }
    assert (row["quote_status"], row["quote"], row["start"], row["end"]) == ("not_held", None, None, None)
    assert row in _rows(two_sources, record_kind="outcome", quote_status="not_held")


def test_rows_are_of_their_shape_and_in_the_order_of_the_text(client: TestClient) -> None:
    rows = _rows(client)
    for row in rows:
        EvidenceOut.model_validate(row)
    starts = [row["start"] for row in rows]
    assert starts == sorted(starts)


def test_a_quote_is_as_long_as_its_position_says(client: TestClient) -> None:
    assert [row["id"] for row in _rows(client) if len(row["quote"]) != row["end"] - row["start"]] == []


def test_words_that_stand_in_the_text_again_show_what_tells_them_apart(client: TestClient) -> None:
    rows = {row["start"]: row for row in _rows(client)}
    assert [rows[1482][name] for name in ("quote", "prefix", "suffix")] == ["Kazakhstan", None, " is ready to offer"]
    assert [rows[2182][name] for name in ("quote", "prefix", "suffix")] == ["Kazakhstan", "“", None]
    assert [rows[4717][name] for name in ("prefix", "suffix")] == [None, None]
    selectors = [(row["prefix"], row["quote"], row["suffix"]) for row in _rows(client)]
    places = {(row["start"], selector) for row, selector in zip(_rows(client), selectors, strict=True)}
    assert len(places) == len({selector for _, selector in places})


def test_the_words_behind_the_value_of_a_trade_flow(client: TestClient) -> None:
    (value,) = _rows(client, record=FLOW, field="primary_value")
    assert (value["quote"], value["start"], value["end"]) == ("exceeded $13 billion", 4717, 4737)
    assert value["record"] == {"kind": "trade_flow", "id": FLOW, "url": f"/v1/trade-flows/{FLOW}"}
    assert value["source"]["url"] == "/v1/sources/timesca-565m"


def test_an_item_is_its_row(client: TestClient) -> None:
    row = _rows(client, record="ma-xingrui")[0]
    item = client.get(row["url"]).json()
    item_of(EVIDENCE).model_validate(item)
    assert item == {**row, "release": item["release"]}
    assert row["url"] == f"/v1/evidence/{row['id']}"


def test_an_unknown_id_is_not_found(client: TestClient) -> None:
    assert client.get("/v1/evidence/timesca-565m-999").status_code == 404


def test_an_unknown_speaker_is_refused_with_the_nearest(client: TestClient) -> None:
    answer = client.get("/v1/evidence?speaker=Serik%20Zhumangarim")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["did_you_mean"] == ["serik-zhumangarin"]
