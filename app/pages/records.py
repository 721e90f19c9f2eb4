"""The page of one record: the members of its JSON, its evidence with words and speakers, and what belongs to it."""

from collections.abc import Mapping
from typing import Final

from app.pages.home import held_pairs
from app.pages.relation import PlanShown, arrange
from app.resources.areas import AREAS
from app.resources.commodities import COMMODITIES
from app.resources.plans import PLANS
from app.resources.sources import SOURCES
from app.views.items import read_record
from app.views.reading import read_facts
from app.views.relations import pair_in_path
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_SHOWN_APART: Final = frozenset(
    ("id", "url", "sentence", "proof", "release", "evidence", "name", "title", "note", "inputs", "steps", "formula")
)
_OF_THE_LIST: Final = frozenset(("certainty", "preferred", "matched_via", "statement"))
"""Members that say why a list holds a row, and nothing of the record."""
_TELLING: Final = frozenset(("same_as", "reason"))
"""Members whose lack says nothing: there is no other statement, and nothing stood in the way of a result."""


def arrange_record(kind: str, record: str, snapshot: Snapshot) -> Mapping[str, object]:
    """Build a record for its page: what it is called, what is stated of it, and what is not."""
    row, bylines = read_record(kind, record, snapshot), snapshot.catalogue.bylines
    members = {name: value for name, value in row.items() if name not in _SHOWN_APART | _OF_THE_LIST}
    return {
        "kind": kind,
        "row": row,
        # A source without a title is called by its publisher and day.
        "heading": row.get("title") or row.get("name") or row.get("sentence") or bylines.get(row["id"], row["id"]),
        "members": {name: value for name, value in members.items() if value not in (None, [], {})},
        "unstated": [name for name, value in members.items() if value is None and name not in _TELLING],
        "goal": _goal(row, snapshot) if kind == PLANS.name and row["kind"] in snapshot.catalogue.words.aims else None,
        "lines": _lines(kind, row["id"], snapshot),
        "pairs": [pair for pair in held_pairs(snapshot) if row["id"] in pair.codes] if kind == AREAS.name else [],
    }


def _goal(plan: Row, snapshot: Snapshot) -> PlanShown | None:
    """Return a goal of turnover as the page of its two areas shows it."""
    ends = [*dict.fromkeys(one["area"]["code"] for one in plan["parties"] if one["area"])]
    if len(ends) != 2:  # noqa: PLR2004  # a pair
        return None
    pair = pair_in_path(snapshot, ends[0], ends[1])
    planned: list[PlanShown] = arrange(snapshot, pair, (ends[0], ends[1]))["planned"]
    return next((one for one in planned if one.is_goal and plan["id"] in [line["id"] for line in one.told.lines]), None)


def _lines(kind: str, record: str, snapshot: Snapshot) -> list[Row]:
    """Return the statements of a source, or on goods, as prose has them; each once."""
    if kind not in (SOURCES.name, COMMODITIES.name):
        return []
    lines = {
        fact.record: {**fact.described.row, "id": fact.record, "url": fact.url}
        for fact in read_facts(snapshot, None)
        if record == (fact.source.id if kind == SOURCES.name else fact.subject.commodity) and fact.described
    }
    return [*lines.values()]
