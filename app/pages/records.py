"""The page of one record: the members of its JSON, its evidence with words and speakers, and what belongs to it."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from app.pages.home import held_pairs
from app.resources.actors import ACTORS
from app.resources.agreements import AGREEMENTS
from app.resources.areas import AREAS
from app.resources.commodities import COMMODITIES
from app.resources.events import EVENTS
from app.resources.evidence import EVIDENCE
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.sources import SOURCES
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.checks import CHECKS
from app.views.derived import DERIVED
from app.views.reading import read_facts
from app.web.answers import read_item
from app.web.answers.listing import Collection, Computed
from app.web.rows.cells import Row
from app.web.rows.formats import to_json
from app.web.snapshot import Snapshot

_LISTED: Final[tuple[Collection, ...]] = (
    *(EVENTS, AGREEMENTS, TRADE_FLOWS, PLANS, INDICATORS, SOURCES, EVIDENCE),
    *(CHECKS, DERIVED, ACTORS, AREAS, COMMODITIES),
)
KINDS: Final[Mapping[str, Collection]] = {listed.name: listed for listed in _LISTED}
"""The collections whose records have a page."""

_SHOWN_APART: Final = frozenset(
    ("id", "url", "sentence", "proof", "release", "evidence", "name", "title", "note", "inputs", "steps", "formula")
)
_OF_THE_LIST: Final = frozenset(("certainty", "preferred", "matched_via", "statement"))
"""Members that say why a list holds a row, and nothing of the record."""


def arrange_record(kind: str, record: str, snapshot: Snapshot) -> Mapping[str, object]:
    """Build a record for its page: what it is called, what is stated of it, and what is not."""
    listed, bylines = KINDS[kind], snapshot.catalogue.bylines
    made = (
        to_json(listed.item(snapshot, record))
        if isinstance(listed, Computed)
        else read_item(listed, record, snapshot)[0]
    )
    row: dict[str, Any] = msgspec.json.decode(made)
    members = {name: value for name, value in row.items() if name not in _SHOWN_APART | _OF_THE_LIST}
    return {
        "kind": kind,
        "row": row,
        # A source without a title is called by its publisher and day.
        "heading": row.get("title") or row.get("name") or row.get("sentence") or bylines.get(row["id"], row["id"]),
        "members": {name: value for name, value in members.items() if value not in (None, [], {})},
        "unstated": [name for name, value in members.items() if value is None],
        "lines": _lines(kind, row["id"], snapshot),
        "pairs": [pair for pair in held_pairs(snapshot) if row["id"] in pair.codes] if kind == AREAS.name else [],
    }


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
