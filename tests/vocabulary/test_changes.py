"""Where records that a release changed are found."""

import json
from pathlib import Path

from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import ChangedKind

PATHS = json.loads((Path(__file__).parents[1] / "golden" / "openapi.json").read_text(encoding="utf-8"))["paths"]


def test_every_kind_has_a_collection_that_is_served_but_for_outcomes() -> None:
    rooms = {kind: kind.room for kind in ChangedKind}
    assert [kind for kind, room in rooms.items() if room is None] == [ChangedKind.OUTCOME]
    assert {room for room in rooms.values() if room and f"/v1/{room}" not in PATHS} == set()
    assert rooms[ChangedKind.COMMODITY] == "commodities"
    assert rooms[ChangedKind.TRADE_FLOW] == "trade-flows"


def test_changes_of_every_kind_of_record_can_be_listed() -> None:
    assert {*map(str, RecordKind)} - {*map(str, ChangedKind)} == set()
