"""How lists show the records of a release, for the loader to compare it with the next (`app/loading/releases`).

It calls nothing of the loader's, which knows of no list: the command line hands `read_shown` to it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from sqlalchemy import Connection

from app.database import ReleaseInForce
from app.loading.releases.history import ShownRecords
from app.models.facts import TradeFlow
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.checks import CHECKS
from app.views.items import SERVED
from app.vocabulary.verdicts import ChangedKind
from app.web.answers.listing import StoredQuestion
from app.web.catalogue.reading import read_catalogue
from app.web.questions import Resource, Selection
from app.web.questions.filters import Condition
from app.web.questions.filters.names import source_is
from app.web.questions.queries import Filters
from app.web.rows.formats import JSON_LINES
from app.web.snapshot import ReleaseMemo, Snapshot

_SERVED: Final = {kind: SERVED[kind.room] for kind in ChangedKind if kind.room}
FOLLOWED: Final[Mapping[ChangedKind, Resource]] = {
    kind: listed for kind, listed in _SERVED.items() if isinstance(listed, Resource)
}
"""The lists of which copies can be kept, by the kind of their records."""
_ROWS: Final = 500
_OF_SOURCE: Final = source_is(TradeFlow.source)


class _Identified(msgspec.Struct):
    """What is read of a row to tell it from others."""

    id: str


def read_shown(connection: Connection) -> ShownRecords:
    """Read how the release that a connection sees shows its records, without the rows of statistics in bulk."""
    release = ReleaseInForce("", 0, "")
    snapshot = Snapshot(connection, release, read_catalogue(connection, release.digest), ReleaseMemo())
    rows = {
        (kind.value, msgspec.json.decode(row, type=_Identified).id): row
        for kind, resource in FOLLOWED.items()
        for row in _rows(resource, snapshot)
    }
    return ShownRecords(rows, {check.id: check.verdict.value for check in CHECKS.find(snapshot, {})})


def _rows(resource: Resource, snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the rows of a list as it exports them; of trade those of each source that dossiers state."""
    if resource is not TRADE_FLOWS:
        yield from _selected(resource, snapshot, {})
        return
    for source in snapshot.catalogue.prose:  # each is found by an index, however many rows there are in bulk
        yield from _selected(resource, snapshot, {"source": _OF_SOURCE.condition([source], snapshot.catalogue)})


def _selected(resource: Resource, snapshot: Snapshot, conditions: dict[str, Condition]) -> Iterator[bytes]:
    selection = Selection({}, conditions, tuple(resource.out.model_fields))
    question, after = StoredQuestion(resource, snapshot, Filters(), selection), None
    while True:
        found = question.fetch(JSON_LINES, after, _ROWS)
        yield from found.text.splitlines()
        after = found.last_key
        if after is None:
            return
