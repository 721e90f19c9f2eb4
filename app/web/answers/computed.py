"""Lists whose rows are computed rather than stored: the same envelope, parameters and formats as all other lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.web.answers.listing import PRESENTATION, Computed, Fetched, Identified, QueryValues, Question
from app.web.rows.cells import Row
from app.web.rows.formats import Notation

TRADE_FILTERS: Final = ("area", "counterpart", "commodity")
"""The filters that a trade is named by: the pair, and its goods where these are not all."""

_NO_PAIR: Final = "statistics in bulk are looked at only where `area` and `counterpart` are both named"
_NO_GOODS: Final = (
    "of statistics in bulk, all goods together and goods that dossiers state are looked at; `commodity` names others"
)


@dataclass(frozen=True)
class ComputedQuestion(Question):
    """A question to a computed list."""

    collection: Computed[Any]

    def fetch(self, notation: Notation, after: Sequence[object] | None, limit: int) -> Fetched:
        """Write up to `limit` rows after a key (exclusive)."""
        every = self._every
        start = next((index for index, one in enumerate(every, 1) if after == [one.id]), 0)
        shown = every[start : start + limit]
        rows = [self.collection.row(one, self.snapshot.catalogue) for one in shown]
        last_key = [shown[-1].id] if start + limit < len(every) else None
        return Fetched(notation.rows(self.selection.members, rows), last_key, is_empty=not every)

    def count(self, at_most: int) -> tuple[int, bool]:
        """Return how many rows there are, up to `at_most`, and whether that is all of them."""
        count = len(self._every)
        return min(count, at_most), count <= at_most

    def missing(self) -> list[str]:
        """Return the ids asked for that do not exist, whatever the other filters."""
        existing = {one.id for one in self._find_in_trades({}, self.query.id)}
        return [record for record in self.query.id if record not in existing]

    def coverage(self) -> Row:
        """Return what does exist: how many rows in all, and without each filter."""
        filters = self._filters
        without = {
            name: len(self._find({other: filters[other] for other in filters if other != name}, self.query.id))
            for name in filters
        }
        if self.query.id:
            without["id"] = len(self._find(filters))
        return {"total": len(self._find({})), "without": without, "is_capped": False}

    def left_out(self) -> Row | None:
        """Return the statistics in bulk, of which only those of a named pair and of named goods are looked at."""
        filters, catalogue = self._filters, self.snapshot.catalogue
        reason = _NO_PAIR if not set(TRADE_FILTERS[:2]) <= filters.keys() else _NO_GOODS
        if not catalogue.bulk or self.query.id or (reason is _NO_GOODS and TRADE_FILTERS[-1] in filters):
            return None
        return {"sources": [catalogue.sources[source] for source in catalogue.bulk], "rows": 0, "reason": reason}

    @property
    def _filters(self) -> QueryValues:
        conditions = self.selection.conditions
        several = {name: condition.bound for name, condition in conditions.items() if condition.filter.takes_several}
        return {
            name: several.get(name, value)
            for name, value in self.selection.values.items()
            if name not in PRESENTATION | {"id"}
        }

    @property
    def _every(self) -> Sequence[Identified]:
        kept = vars(self)  # up to Python 3.11, cached_property has all questions wait for the statements of one
        if "found" not in kept:
            kept["found"] = self._find(self._filters, self.query.id)
        found: Sequence[Identified] = kept["found"]
        return found

    def _find(self, filters: QueryValues, ids: Sequence[str] = ()) -> Sequence[Identified]:
        """Compute what meets the filters: all, or those of a batch of ids, each once."""
        if not ids:
            return self.collection.find(self.snapshot, filters)
        meeting = {one.id: one for one in self._find_in_trades(filters, ids)}
        return [meeting[record] for record in dict.fromkeys(ids) if record in meeting]

    def _find_in_trades(self, filters: QueryValues, ids: Sequence[str]) -> Iterator[Identified]:
        """Compute what there is of each trade that the ids name, once a trade."""
        narrowed = (self.collection.narrow(record, self.snapshot.catalogue) for record in ids)
        for trade in {frozenset(item for item in narrow.items() if item[0] in TRADE_FILTERS) for narrow in narrowed}:
            yield from self.collection.find(self.snapshot, {**dict(trade), **filters})
