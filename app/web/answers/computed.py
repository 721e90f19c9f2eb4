"""Lists whose rows are computed rather than stored: the same envelope, parameters and formats as all other lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.web.answers.listing import Fetched, Question
from app.web.errors import NotFound
from app.web.questions.canonical import OF_THE_LIST
from app.web.rows import Row
from app.web.rows.writer import Notation
from app.web.schemas import Out
from app.web.snapshot import Snapshot

Values = Mapping[str, Any]

TRADE: Final = ("area", "counterpart", "commodity")
"""The filters that a trade is named by: the pair, and its goods where these are not all."""


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

    def item(self, snapshot: Snapshot, record: str) -> Row:
        """Return the row with this id; NotFound when there is none."""
        for row in self.rows(snapshot, self.narrow(record)):
            if row["id"] == record:
                return {**row, "release": snapshot.release.digest}
        raise NotFound(record, self.path)


@dataclass(frozen=True, slots=True)
class ComputedQuestion(Question):
    """A question to a computed list."""

    listing: Computed

    def fetch(self, notation: Notation, after: Sequence[Any] | None, limit: int) -> Fetched:
        """Compute the rows, and write up to `limit` of them after a key (exclusive)."""
        rows = self._rows(self._filters(), self.query.id)
        start = next((index for index, row in enumerate(rows, 1) if after == [row["id"]]), 0)
        shown = rows[start : start + limit]
        last = [shown[-1]["id"]] if start + limit < len(rows) else None
        return Fetched(notation.rows(self.listing.out, self.members, shown), last, is_empty=not rows)

    def count(self, at_most: int) -> tuple[int, bool]:
        """Return how many rows there are, up to `at_most`, and whether that is all of them."""
        count = len(self._rows(self._filters(), self.query.id))
        return min(count, at_most), count <= at_most

    def missing(self) -> list[str]:
        """Return the ids asked for that do not exist, whatever the other filters."""
        every = {row["id"] for row in self._rows_of_trades({}, self.query.id)}
        return [record for record in self.query.id if record not in every]

    def coverage(self) -> Row:
        """Return what does exist: how many rows in all, and without each filter."""
        filters = self._filters()
        without = {
            name: len(self._rows({other: filters[other] for other in filters if other != name}, self.query.id))
            for name in filters
        }
        if self.query.id:
            without["id"] = len(self._rows(filters))
        return {"total": len(self._rows({})), "without": without, "is_capped": False}

    def key_types(self) -> Sequence[type]:
        """Return the types of the parts of a row's key, which is its id."""
        return (str,)

    def _filters(self) -> Values:
        return {name: value for name, value in self.canonical.items() if name not in OF_THE_LIST | {"id"}}

    def _rows(self, filters: Values, ids: Sequence[str] = ()) -> list[Row]:
        """Compute the rows that meet the filters: all, or those of a batch of ids, each once."""
        if not ids:
            return self.listing.rows(self.snapshot, filters)
        meeting = {row["id"]: row for row in self._rows_of_trades(filters, ids)}
        return [meeting[record] for record in dict.fromkeys(ids) if record in meeting]

    def _rows_of_trades(self, filters: Values, ids: Sequence[str]) -> Iterator[Row]:
        """Compute the rows of each trade that the ids name, once a trade."""
        narrowed = map(self.listing.narrow, ids)
        for trade in {frozenset(item for item in narrow.items() if item[0] in TRADE) for narrow in narrowed}:
            yield from self.listing.rows(self.snapshot, {**dict(trade), **filters})
