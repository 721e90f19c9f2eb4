"""One record of any kind by its id, as its own address answers."""

from collections.abc import Mapping
from typing import Final

import msgspec

from app.resources.actors import ACTORS
from app.resources.agreements import AGREEMENTS
from app.resources.areas import AREAS
from app.resources.availability import AVAILABILITY
from app.resources.changes import CHANGES
from app.resources.commodities import COMMODITIES
from app.resources.events import EVENTS
from app.resources.evidence import EVIDENCE
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.releases import RELEASES
from app.resources.sources import SOURCES
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.resources.vocabulary import TERMS
from app.views.checks import CHECKS
from app.views.derived import DERIVED
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
"""The collections whose records are shown one by one, by their names."""
EVERY: Final[Mapping[str, Collection]] = {
    **KINDS,
    **{one.name: one for one in (TERMS, AVAILABILITY, RELEASES, CHANGES)},
}
"""All collections."""


def read_record(kind: str, record: str, snapshot: Snapshot) -> Row:
    """Return a record as JSON has it; NotFound where there is none."""
    listed = EVERY[kind]
    made = (
        to_json(listed.item(snapshot, record))
        if isinstance(listed, Computed)
        else read_item(listed, record, snapshot)[0]
    )
    row: Row = msgspec.json.decode(made)
    return row
