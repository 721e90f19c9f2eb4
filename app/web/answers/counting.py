"""How many rows there are, counted as far as a bounded piece of work goes, so that no answer waits for a count.

Large tables (`Resource.served`) are scanned up to a limit, in key order, along the filters that an index serves; beyond
it the count is a lower bound and coverage is null.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import FromClause, Select, Subquery, and_, case, func, literal_column, select, true

from app.web.questions import Resource
from app.web.questions.filters import Clause
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_COVERED_AT_MOST: Final = 1_000
_LOOKED_AT: Final = 5
"""How many rows are looked at for each that may be counted."""


def counted(snapshot: Snapshot, resource: Resource, conditions: Mapping[str, Clause], at_most: int) -> tuple[int, bool]:
    """Count rows up to `at_most`; return the count and whether that is all of them."""
    looked_at, meeting = snapshot.connection.execute(_tally(resource, conditions, at_most)).one()
    return min(meeting, at_most), meeting <= at_most and looked_at <= at_most * _LOOKED_AT


def coverage(snapshot: Snapshot, resource: Resource, conditions: Mapping[str, Clause]) -> Row:
    """Count what does exist: all rows, and for each filter the rows there would be without it; one statement."""
    without = {name: {other: conditions[other] for other in conditions if other != name} for name in conditions}
    first, *more = (_tally(resource, kept, _COVERED_AT_MOST).subquery() for kept in ({}, *without.values()))
    beside: FromClause = first
    for tally in more:
        beside = beside.join(tally, true())
    columns = (column for tally in (first, *more) for column in tally.c)
    row = snapshot.connection.execute(select(*columns).select_from(beside)).one()
    pairs = [row[place : place + 2] for place in range(0, len(row), 2)]
    counts = [_count(looked_at, meeting) for looked_at, meeting in pairs]
    is_capped = any(meeting > _COVERED_AT_MOST for _, meeting in pairs)
    return {"total": counts[0], "without": dict(zip(without, counts[1:], strict=True)), "is_capped": is_capped}


def _count(looked_at: int, meeting: int) -> int | None:
    """Return how many rows meet the conditions; None where too few of all were looked at to say."""
    if meeting < _COVERED_AT_MOST and looked_at > _COVERED_AT_MOST * _LOOKED_AT:
        return None
    return min(meeting, _COVERED_AT_MOST)


def _tally(resource: Resource, conditions: Mapping[str, Clause], at_most: int) -> Select[int, int]:
    """Select how many rows were looked at, and how many of these meet the conditions."""
    if not conditions or not resource.indexed_by:
        met: Select[object] = (
            select(literal_column("1").label("meets")).select_from(resource.model).where(*conditions.values())
        )
        seen = met.group_by(*resource.groups).limit(at_most + 1).subquery()
    else:
        seen = _seen(resource, conditions, at_most * _LOOKED_AT + 1)
    return select(func.count(), func.coalesce(func.sum(seen.c.meets), 0)).select_from(seen)


def _seen(resource: Resource, conditions: Mapping[str, Clause], limit: int) -> Subquery:
    """Select whether each of the rows that are looked at meets the conditions that no index serves."""
    served = next((names for names in resource.indexed_by if set(names) <= conditions.keys()), ())
    others = [condition for name, condition in conditions.items() if name not in served]
    meets: Any = case((and_(true(), *others), literal_column("1")), else_=literal_column("0"))
    rows = select(meets.label("meets")).select_from(resource.model)
    return rows.where(*(conditions[name] for name in served)).order_by(*resource.order).limit(limit).subquery()
