"""Lists whose rows are computed rather than stored: the same envelope, parameters and formats as all other lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from app.web.answers import cursors
from app.web.answers.listing import COUNTED_AT_MOST
from app.web.answers.pages import answer, answer_bytes
from app.web.errors import CursorGone, NotFound
from app.web.questions.canonical import OF_THE_LIST, address, asked, resolve
from app.web.questions.queries import Filters, Paging
from app.web.rows import Row, formats
from app.web.schemas import Out
from app.web.snapshot import Snapshot

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Computed:
    """A list that a view computes; `rows` gives all rows that meet the filters (as understood), in a stable order.

    Every row has an `id` of its own; an item is its row. `narrow` gives the filters that an id implies, so that one row
    is found without computing all.
    """

    name: str
    out: type[Out]
    rows: Callable[[Snapshot, Values], list[Row]]
    narrow: Callable[[str], Values]

    @property
    def path(self) -> str:
        """Where the list is served."""
        return f"/v1/{self.name}"

    def find(self, snapshot: Snapshot, record: str) -> Row | None:
        """Give the row with this id, or None."""
        rows = self.rows(snapshot, self.narrow(record))
        return next((row for row in rows if row["id"] == record), None)


@dataclass(frozen=True, slots=True)
class _Selected:
    """The rows of a question, and the question as understood."""

    rows: Sequence[Row]
    query: Values
    members: tuple[str, ...]
    missing: list[str] | None
    coverage: Row | None


async def answer_computed_page(request: Request, computed: Computed, query: Filters) -> Response:
    """Answer one page of a computed list."""

    def make(snapshot: Snapshot) -> tuple[bytes, dict[str, str]]:
        body, following = _page(snapshot, computed, query)
        return formats.to_json(body), {"Link": f'<{following}>; rel="next"'} if following else {}

    return await answer_bytes(request, make, formats.JSON)


async def answer_computed_item(request: Request, computed: Computed, record: str) -> Response:
    """Answer one row by its id."""

    def make(snapshot: Snapshot) -> Row:
        row = computed.find(snapshot, record)
        if row is None:
            raise NotFound(record, computed.path)
        return {**row, "release": snapshot.release.digest}

    return await answer(request, make)


async def answer_computed_csv(request: Request, computed: Computed, query: Filters) -> Response:
    """Answer a whole computed list as CSV."""

    def make(snapshot: Snapshot) -> tuple[bytes, dict[str, str]]:
        selected = _select(snapshot, computed, query)
        return formats.csv_table(computed.out, selected.rows, selected.members), _attachment(computed, "csv")

    return await answer_bytes(request, make, formats.CSV)


async def answer_computed_json_lines(request: Request, computed: Computed, query: Filters) -> Response:
    """Answer a whole computed list as JSON Lines."""

    def make(snapshot: Snapshot) -> tuple[bytes, dict[str, str]]:
        selected = _select(snapshot, computed, query)
        rows = [_cut(row, selected.members) for row in selected.rows]
        return formats.to_json_lines(rows), _attachment(computed, "jsonl")

    return await answer_bytes(request, make, formats.JSON_LINES)


def _attachment(computed: Computed, suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{computed.name}.{suffix}"'}


def _cut(row: Row, members: Sequence[str]) -> Row:
    return {name: row[name] for name in members}


def _select(snapshot: Snapshot, computed: Computed, query: Filters) -> _Selected:
    resolved = resolve(computed.out, query, snapshot.catalogue)
    filters = {name: value for name, value in resolved.values.items() if name not in OF_THE_LIST | {"id"}}
    rows, missing = _rows(snapshot, computed, filters, query.id)
    coverage = None if rows else _coverage(snapshot, computed, filters, query.id)
    return _Selected(rows, resolved.values, resolved.members, missing, coverage)


def _rows(
    snapshot: Snapshot, computed: Computed, filters: Values, ids: Sequence[str]
) -> tuple[list[Row], list[str] | None]:
    """Give the rows that meet the filters: all, or those of a batch of ids, each once, and the ids that do not exist.

    Each trade that the ids of a batch name is computed once.
    """
    if not ids:
        return computed.rows(snapshot, filters), None
    trades = {frozenset(item for item in computed.narrow(record).items() if item[0] in TRADE) for record in ids}
    every = {row["id"] for trade in trades for row in computed.rows(snapshot, dict(trade))}
    meeting = {row["id"]: row for trade in trades for row in computed.rows(snapshot, {**dict(trade), **filters})}
    rows = [meeting[record] for record in dict.fromkeys(ids) if record in meeting]
    return rows, [record for record in ids if record not in every]


TRADE: Final = ("area", "counterpart", "commodity")
"""The filters that a trade is named by: the pair, and its goods where these are not all."""


def _coverage(snapshot: Snapshot, computed: Computed, filters: Values, ids: Sequence[str]) -> Row:
    """Tell how many rows there are at all, and without each filter."""
    without = {
        name: len(_rows(snapshot, computed, {other: filters[other] for other in filters if other != name}, ids)[0])
        for name in filters
    }
    if ids:
        without["id"] = len(computed.rows(snapshot, filters))
    return {"total": len(computed.rows(snapshot, {})), "without": without, "is_capped": False}


def _page(snapshot: Snapshot, computed: Computed, query: Filters) -> tuple[Row, str | None]:
    selected = _select(snapshot, computed, query)
    paging = query if isinstance(query, Paging) else Paging()
    release = snapshot.release.digest
    _, question = asked(computed.path, selected.query)
    start = _start(computed, selected, paging, release, question)
    shown = selected.rows[start : start + paging.limit]
    following = None
    if start + paging.limit < len(selected.rows):
        cursor = cursors.write(release, question, [shown[-1]["id"]])
        following = address(computed.path, {**selected.query, "cursor": cursor})
    count = len(selected.rows) if paging.count else None
    meta = {
        "query": {name: value for name, value in selected.query.items() if name != "count"},
        "release": release,
        "count": None if count is None else min(count, COUNTED_AT_MOST),
        "count_is_capped": None if count is None else count > COUNTED_AT_MOST,
        "missing": selected.missing,
        "coverage": selected.coverage,
    }
    return {"items": [_cut(row, selected.members) for row in shown], "next": following, "meta": meta}, following


def _start(computed: Computed, selected: _Selected, paging: Paging, release: str, question: str) -> int:
    """Give the index behind the row that the cursor names."""
    if paging.cursor is None:
        return 0
    try:
        (last,) = cursors.read(paging.cursor, release, question, [str])
    except cursors.Stale:
        raise CursorGone(address(computed.path, {**selected.query, "cursor": None})) from None
    return next((index + 1 for index, row in enumerate(selected.rows) if row["id"] == last), 0)
