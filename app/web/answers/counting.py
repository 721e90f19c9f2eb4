"""How many rows there are, counted as far as a bounded piece of work goes, so that no answer waits for a count.

Large tables (`Resource.indexed_by`) are scanned up to a limit, in key order, by the filters that an index serves;
beyond it the count is a lower bound and coverage is null.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import FromClause, Select, Subquery, and_, case, func, literal_column, select, true

from app.vocabulary.words import USD
from app.web.questions import Resource, Selection
from app.web.questions.filters import Clause
from app.web.questions.filters.bounds import in_currency
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_ClausesOf = Callable[[Selection], Mapping[str, Clause]]
MOST_COVERED: Final = 1_000
_SCANNED_PER_COUNTED: Final = 5
"""How many rows are scanned at most for each that may be counted."""


def count_rows(
    snapshot: Snapshot, resource: Resource, conditions: Mapping[str, Clause], at_most: int
) -> tuple[int, bool]:
    """Count rows up to `at_most`; return the count and whether that is all of them."""
    scanned, matching = snapshot.connection.execute(_select_counts(resource, conditions, at_most)).one()
    return min(matching, at_most), matching <= at_most and scanned <= at_most * _SCANNED_PER_COUNTED


def coverage(
    snapshot: Snapshot, resource: Resource, selection: Selection, clauses_of: _ClausesOf = attrgetter("clauses")
) -> Row:
    """Count what does exist: all rows, and for each filter the rows there would be without it; one statement."""
    without = {name: clauses_of(_without(selection, name)) for name in selection.conditions}
    first, *more = (_select_counts(resource, others, MOST_COVERED).subquery() for others in ({}, *without.values()))
    side_by_side: FromClause = first
    for selected in more:
        side_by_side = side_by_side.join(selected, true())
    columns = (column for selected in (first, *more) for column in selected.c)
    row = snapshot.connection.execute(select(*columns).select_from(side_by_side)).one()
    pairs = [row[place : place + 2] for place in range(0, len(row), 2)]
    counts = [_count(scanned, matching) for scanned, matching in pairs]
    is_capped = any(matching > MOST_COVERED for _, matching in pairs)
    return {"total": counts[0], "without": dict(zip(without, counts[1:], strict=True)), "is_capped": is_capped}


def _without(selection: Selection, name: str) -> Selection:
    """Return what the query selects that leaves out one filter; without `currency`, amounts are in USD."""
    others = {other: condition for other, condition in selection.conditions.items() if other != name}
    return replace(selection, conditions=in_currency(others, USD) if name == "currency" else others)


def _count(scanned: int, matching: int) -> int | None:
    """Return how many rows meet the conditions; None where the scan ended too early to say."""
    if matching < MOST_COVERED and scanned > MOST_COVERED * _SCANNED_PER_COUNTED:
        return None
    return min(matching, MOST_COVERED)


def _select_counts(resource: Resource, conditions: Mapping[str, Clause], at_most: int) -> Select[int, int]:
    """Select how many rows were scanned, and how many of these meet the conditions."""
    if not conditions or not resource.indexed_by:
        met: Select[object] = (
            select(literal_column("1").label("matches")).select_from(resource.model).where(*conditions.values())
        )
        scan = met.group_by(*resource.groups).limit(at_most + 1).subquery()
        return select(func.count(), func.count()).select_from(scan)  # a sum would take a third more
    scan = _scan(resource, conditions, at_most * _SCANNED_PER_COUNTED + 1)
    return select(func.count(), func.coalesce(func.sum(scan.c.matches), 0)).select_from(scan)


def _scan(resource: Resource, conditions: Mapping[str, Clause], limit: int) -> Subquery:
    """Select for each row that is scanned whether it meets the conditions that no index serves."""
    served = next((names for names in resource.indexed_by if set(names) <= conditions.keys()), ())
    others = [condition for name, condition in conditions.items() if name not in served]
    matches: Any = case((and_(true(), *others), literal_column("1")), else_=literal_column("0"))
    rows = select(matches.label("matches")).select_from(resource.model)
    return rows.where(*(conditions[name] for name in served)).order_by(*resource.order).limit(limit).subquery()
