"""Lists: what a question to one selects, and the page that answers it, whether its rows are stored or computed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol
from urllib.parse import quote_plus

from app.vocabulary.terms import Problem
from app.web.answers.counting import counted, coverage
from app.web.answers.responses import Made
from app.web.errors import ApiError
from app.web.questions import Resource, Selection, cursors
from app.web.questions.queries import Filters, Paging
from app.web.rows import formats
from app.web.rows.cells import Row
from app.web.rows.compiled import compiled_list, existing, values_of
from app.web.rows.writer import JSON_ROWS, Notation
from app.web.schemas import Out
from app.web.snapshot import Snapshot

OF_THE_LIST: Final = frozenset({"fields", "limit", "cursor", "count"})
"""Parameters that say how rows are shown, not which: a cursor may be used with others of these."""
_LONGEST_KEPT: Final = 200
"""Characters: longer texts, such as cursors, do not come again, and clients may send many."""
_COUNTED_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of one page or chunk as text, and the key of the last one when there are more behind it."""

    text: str
    last: Sequence[object] | None
    is_empty: bool


class Listing(Protocol):
    """A list, whether its rows are stored or computed."""

    @property
    def name(self) -> str:
        """The name of the collection."""

    @property
    def path(self) -> str:
        """Where the list is served."""

    @property
    def out(self) -> type[Out]:
        """The shape of its rows."""


@dataclass(frozen=True, slots=True)
class Question(ABC):
    """A question to a list, as understood from one snapshot."""

    listing: Listing
    snapshot: Snapshot
    query: Filters
    selection: Selection

    @abstractmethod
    def fetch(self, notation: Notation, after: Sequence[object] | None, limit: int) -> Fetched:
        """Read and write up to `limit` rows after a key (exclusive)."""

    @abstractmethod
    def count(self, at_most: int) -> tuple[int, bool]:
        """Return how many rows there are, counted up to `at_most`, and whether that is all of them."""

    @abstractmethod
    def missing(self) -> list[str]:
        """Return the ids asked for that do not exist, whatever the other filters."""

    @abstractmethod
    def coverage(self) -> Row:
        """Return what does exist: how many rows in all, and without each filter."""

    @abstractmethod
    def key_types(self) -> Sequence[type]:
        """Return the types of the parts of a row's key."""

    @property
    def address(self) -> str:
        """The address that asks this question."""
        return canonical_url(self.listing.path, self.selection.values)

    def head(self, notation: Notation) -> str:
        """Return what opens a file of the rows."""
        return notation.head(self.listing.out, self.selection.members)

    def make(self) -> Made:
        """Return one page (items, next, meta), and the header that links to the next."""
        paging = self.query if isinstance(self.query, Paging) else Paging()
        values, release = self.selection.values, self.snapshot.release.digest
        found = self.fetch(JSON_ROWS, self._after(paging.cursor) if paging.cursor else None, paging.limit)
        following = None
        if found.last is not None:
            question = question_of(self.listing.path, values)
            following = self._at(cursors.write(release, question, found.last))
        count, is_whole = self.count(_COUNTED_AT_MOST) if paging.count else (None, None)
        meta = {
            "query": {name: value for name, value in values.items() if name != "count"},
            "release": release,
            "count": count,
            "count_is_capped": None if is_whole is None else not is_whole,
            "missing": self.missing() if self.query.id else None,
            "coverage": self.coverage() if found.is_empty else None,
        }
        rest = formats.to_json({"next": following, "meta": meta})
        # Put together by hand: a page has some 50 kB, and each copy of it costs.
        body = b'{"items":[%b],%b' % (found.text[:-1].encode(), rest[1:])
        return body, {"Link": f'<{following}>; rel="next"'} if following else {}

    def _after(self, cursor: str) -> list[object]:
        question = question_of(self.listing.path, self.selection.values)
        try:
            return cursors.read(cursor, self.snapshot.release.digest, question, self.key_types())
        except cursors.Stale:
            detail = "the data have changed since this cursor was made; start again at first_page"
            raise ApiError(Problem.CURSOR_GONE, detail, first_page=self._at(None)) from None

    def _at(self, cursor: str | None) -> str:
        """Return the address of the page at a cursor; without one, of the first page."""
        return canonical_url(self.listing.path, {**self.selection.values, "cursor": cursor})


@dataclass(frozen=True, slots=True)
class StoredQuestion(Question):
    """A question to a list of stored rows: one range scan in key order answers it."""

    listing: Resource

    def fetch(self, notation: Notation, after: Sequence[object] | None, limit: int) -> Fetched:
        """Read and write up to `limit` rows after a key (exclusive); children take one statement a kind."""
        found = compiled_list(self.snapshot, self.listing, self.selection, notation, behind=after is not None)
        values = values_of(self.selection, after, limit + 1)
        rows = found.statement.rows(self.snapshot.connection, values)
        if not rows:
            return Fetched("", None, is_empty=True)
        columns = found.writer.spread(rows[:limit], values)
        last = [column[-1] for column in columns[: len(self.listing.order)]] if len(rows) > limit else None
        return Fetched(found.writer.text(columns, self._children), last, is_empty=False)

    def _children(self, member: str, owners: Sequence[str]) -> list[list[Row] | None]:
        """Read what belongs to the records from another table: one statement."""
        children = self.listing.shape.children[member]
        by_owner: dict[str, list[Row]] = {owner: [] for owner in owners}
        reader = children.shape.reader(children.shape.cells)
        if by_owner:
            for child in self.snapshot.connection.execute(children.statement(list(by_owner))):
                by_owner[child[0]].append(reader.read(self.snapshot.catalogue, child[1:]))
        return [by_owner[owner] or (None if children.none_is_unknown else []) for owner in owners]

    def count(self, at_most: int) -> tuple[int, bool]:
        """Return how many rows there are, counted up to `at_most`, and whether that is all of them."""
        return counted(self.snapshot, self.listing, self.selection.clauses, at_most)

    def missing(self) -> list[str]:
        """Return the ids asked for that do not exist, whatever the other filters."""
        found = existing(self.snapshot.connection, self.listing, self.selection.conditions["id"])
        return [record for record in self.query.id if self.listing.identify(record) not in found]

    def coverage(self) -> Row:
        """Return what does exist: how many rows in all, and without each filter."""
        return coverage(self.snapshot, self.listing, self.selection.clauses)

    def key_types(self) -> Sequence[type]:
        """Return the types of the parts of a row's key."""
        return self.listing.order_types


def canonical_url(path: str, values: Mapping[str, object]) -> str:
    """Return the address that asks with these values; what is empty or off is left out."""
    written = _query_string(values)
    return f"{path}?{written}" if written else path


def question_of(path: str, values: Mapping[str, object]) -> str:
    """Return which rows an address asks for, whatever of them it shows: what a cursor is bound to."""
    return f"{path}?{_query_string({name: values[name] for name in values if name not in OF_THE_LIST})}"


def _query_string(values: Mapping[str, object]) -> str:
    written: list[str] = []
    for name, value in values.items():
        if value is None or value is False:  # but zero is a value
            continue
        for one in value if isinstance(value, tuple) else (value,):
            write = _parameter.__wrapped__ if isinstance(one, str) and len(one) > _LONGEST_KEPT else _parameter
            written.append(write(name, one))
    return "&".join(written)


@lru_cache(10_000, typed=True)
def _parameter(name: str, value: object) -> str:
    """Write one parameter as it stands in an address; a page needs its own in three addresses."""
    return f"{name}={quote_plus('true' if value is True else str(value))}"
