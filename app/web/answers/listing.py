"""How a list is answered: one range scan in key order, one row more than the page, children in one statement a kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from app.web.answers import cursors
from app.web.answers.counting import counted, coverage
from app.web.errors import CursorGone
from app.web.questions.queries import Filters, Paging
from app.web.questions.selection import Resource, Selection, any_of
from app.web.rows import Children, Row, Shape, formats
from app.web.rows.compiled import plan_for, values_of
from app.web.rows.writer import JSON_ROWS, Notation
from app.web.snapshot import Snapshot

COUNTED_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of one page or chunk as text, and the key of the last one when there are more behind it."""

    text: str
    last: Sequence[Any] | None
    is_empty: bool


def fetch(
    snapshot: Snapshot, selection: Selection, notation: Notation, after: Sequence[Any] | None, limit: int
) -> Fetched:
    """Read and write at most `limit` rows from behind a key on."""
    plan = plan_for(snapshot.connection, snapshot.catalogue, selection, notation, behind=after is not None)
    values = values_of(selection, after, limit + 1)
    rows = plan.rows(snapshot.connection, values)
    if not rows:
        return Fetched("", None, is_empty=True)
    columns = plan.writer.spread(rows[:limit], values)
    last = [column[-1] for column in columns[: len(selection.resource.order)]] if len(rows) > limit else None

    def children(name: str, owners: Sequence[str]) -> list[list[Row] | None]:
        return _children_of(snapshot, selection.resource.shape.children[name], owners)

    return Fetched(plan.writer.text(columns, children), last, is_empty=False)


def _children_of(snapshot: Snapshot, children: Children, owners: Sequence[str]) -> list[list[Row] | None]:
    """Read what belongs to the records from another table: one statement."""
    by_owner: dict[str, list[Row]] = {owner: [] for owner in owners}
    read = children.shape.reader(children.shape.needed(children.shape.cells))
    if by_owner:
        for child in snapshot.connection.execute(children.statement(list(by_owner))):
            by_owner[child[0]].append(read(snapshot.catalogue, child[1:]))
    return [by_owner[owner] or (None if children.none_is_unknown else []) for owner in owners]


def attach_children(snapshot: Snapshot, shape: Shape, members: Iterable[str], rows: Sequence[Row]) -> None:
    """Add what belongs to the rows from other tables: one statement for each kind of child."""
    for name in members:
        if name in shape.children:
            found = _children_of(snapshot, shape.children[name], [row["id"] for row in rows])
            for row, own in zip(rows, found, strict=True):
                row[name] = own


def page(snapshot: Snapshot, selection: Selection, query: Filters) -> tuple[bytes, str | None]:
    """Answer one page: items, next, meta; and the address of the next page for the Link header."""
    paging = query if isinstance(query, Paging) else Paging()
    release = snapshot.release.digest
    found = fetch(snapshot, selection, JSON_ROWS, _start(selection, paging, release), paging.limit)
    following = None
    if found.last is not None:
        following = selection.following(cursors.write(release, selection.question, found.last))
    meta = {
        "query": {name: value for name, value in selection.query.items() if name != "count"},
        "release": release,
        **_count(snapshot, selection, wanted=paging.count),
        "missing": _missing(snapshot, selection.resource, query.id),
        "coverage": coverage(snapshot, selection.resource, selection.conditions) if found.is_empty else None,
    }
    rest = formats.to_json({"next": following, "meta": meta})
    # Put together by hand: a page has some 50 kB, and each copy of it costs.
    return b'{"items":[%b],%b' % (found.text[:-1].encode(), rest[1:]), following


def _start(selection: Selection, paging: Paging, release: str) -> list[Any] | None:
    if paging.cursor is None:
        return None
    try:
        return cursors.read(paging.cursor, release, selection.question, selection.resource.order_types)
    except cursors.Stale:
        raise CursorGone(selection.first_page) from None


def _count(snapshot: Snapshot, selection: Selection, *, wanted: bool) -> Row:
    if not wanted:
        return {"count": None, "count_is_capped": None}
    found, is_whole = counted(snapshot, selection.resource, selection.conditions, COUNTED_AT_MOST)
    return {"count": found, "count_is_capped": not is_whole}


def _missing(snapshot: Snapshot, resource: Resource, ids: Sequence[str]) -> list[str] | None:
    """Tell which ids of a batch do not exist at all, whatever the other filters."""
    if not ids:
        return None
    existing = select(*resource.identity).where(any_of(resource, ids))
    found = {tuple(row) for row in snapshot.connection.execute(existing)}
    return [record for record in ids if resource.identify(record) not in found]
