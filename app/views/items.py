"""One record of any kind by its id, as its own address answers."""

from collections.abc import Mapping
from typing import Final

import msgspec

from app import resources
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.checks import CHECKS
from app.views.derived import DERIVED
from app.web.answers import read_item
from app.web.answers.listing import Collection, Computed
from app.web.rows.cells import Row
from app.web.rows.formats import to_json
from app.web.snapshot import Snapshot

_SHOWN: Final[tuple[Collection, ...]] = (
    *(resources.events.EVENTS, resources.agreements.AGREEMENTS, TRADE_FLOWS, resources.plans.PLANS),
    *(resources.indicators.INDICATORS, resources.sources.SOURCES, resources.evidence.EVIDENCE, CHECKS, DERIVED),
    *(resources.actors.ACTORS, resources.areas.AREAS, resources.commodities.COMMODITIES),
)
_OTHERS: Final[tuple[Collection, ...]] = (
    *(resources.vocabulary.TERMS, resources.availability.AVAILABILITY),
    *(resources.releases.RELEASES, resources.changes.CHANGES),
)
WITH_PAGES: Final[Mapping[str, Collection]] = {one.name: one for one in _SHOWN}
"""The collections whose records are shown one by one, by their names."""
SERVED: Final[Mapping[str, Collection]] = {one.name: one for one in (*_SHOWN, *_OTHERS)}
"""All collections."""


def read_record(kind: str, record: str, snapshot: Snapshot) -> Row:
    """Return a record as JSON has it; NotFound where there is none."""
    listed = SERVED[kind]
    if isinstance(listed, Computed):
        made = to_json(listed.item(snapshot, record))
    else:
        made, _ = read_item(listed, record, snapshot)
    row: Row = msgspec.json.decode(made)
    return row
