"""How a list is answered: one range scan in key order, one row more than the page, children in one statement a kind."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select, tuple_

from app.web import cursors
from app.web.counting import counted, coverage
from app.web.errors import CursorGone
from app.web.queries import Filters, Paging
from app.web.rows import Column, Row, Shape
from app.web.selecting import Resource, Selection, any_of, understand
from app.web.snapshot import Snapshot

COUNTED_AT_MOST: Final = 10_000


def statement(selection: Selection, members: Sequence[str], after: Sequence[Any] | None, limit: int) -> Select[Any]:
    """Select the members' columns, then the key, of the rows behind `after`, in key order."""
    order = selection.resource.order
    rows = select(*selection.shape.columns(members), *order).where(*selection.conditions.values())
    if after is not None:
        rows = rows.where(_behind(order, after))
    return rows.order_by(*order).limit(limit)


def _behind(order: Sequence[Column], key: Sequence[Any]) -> ColumnElement[bool]:
    return order[0] > key[0] if len(order) == 1 else tuple_(*order) > tuple_(*key)


def fetch(
    snapshot: Snapshot, selection: Selection, after: Sequence[Any] | None, limit: int
) -> tuple[list[Row], Sequence[Any] | None]:
    """Read a page's rows, and the key of its last row when there are more behind it."""
    members = selection.shape.needed((*selection.members, *_owners(selection)))
    found = snapshot.connection.execute(statement(selection, members, after, limit + 1)).all()
    width = len(selection.resource.order)
    read = selection.shape.reader(members)
    rows = [read(snapshot.catalogue, row) for row in found[:limit]]
    attach_children(snapshot, selection.shape, selection.members, rows)
    shown = [{name: row[name] for name in selection.members} for row in rows]
    more = len(found) > limit
    return shown, list(found[limit - 1])[-width:] if more else None


def _owners(selection: Selection) -> tuple[str, ...]:
    return ("id",) if any(name in selection.shape.children for name in selection.members) else ()


def attach_children(snapshot: Snapshot, shape: Shape, members: Iterable[str], rows: Sequence[Row]) -> None:
    """Read what belongs to the rows from other tables: one statement for each kind of child."""
    for name in members:
        children = shape.children.get(name)
        if children is None:
            continue
        by_owner: dict[str, list[Row]] = {row["id"]: row.setdefault(name, []) for row in rows}
        read = children.shape.reader(children.shape.needed(children.shape.cells))
        if by_owner:
            for child in snapshot.connection.execute(children.statement(list(by_owner))):
                by_owner[child[0]].append(read(snapshot.catalogue, child[1:]))
        if children.none_is_unknown:
            for row in rows:
                row[name] = row[name] or None


def page(snapshot: Snapshot, resource: Resource, query: Filters) -> tuple[Row, str | None]:
    """Answer one page: items, next, meta; and the address of the next page for the Link header."""
    selection = understand(resource, query, snapshot.catalogue)
    paging = query if isinstance(query, Paging) else Paging()
    after = _start(selection, paging, snapshot.release.digest)
    items, last = fetch(snapshot, selection, after, paging.limit)
    following = None
    if last is not None:
        following = selection.url(cursor=cursors.write(snapshot.release.digest, selection.question, last))
    meta = {
        "query": {name: value for name, value in selection.query.items() if name != "count"},
        "release": snapshot.release.digest,
        **_count(snapshot, selection, wanted=paging.count),
        "missing": _missing(snapshot, resource, query.id),
        "coverage": None if items else coverage(snapshot, resource, selection.conditions),
    }
    return {"items": items, "next": following, "meta": meta}, following


def _start(selection: Selection, paging: Paging, release: str) -> list[Any] | None:
    if paging.cursor is None:
        return None
    try:
        return cursors.read(paging.cursor, release, selection.question, selection.resource.order_types)
    except cursors.Stale:
        raise CursorGone(selection.url(cursor=None)) from None


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
