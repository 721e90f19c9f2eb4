"""Lists: what a question to one selects, and the page that answers it, whether its rows are stored or computed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from app.web.answers.counting import counted, coverage
from app.web.errors import CursorGone
from app.web.questions import canonical_url, cursors
from app.web.questions.queries import Filters, Paging
from app.web.questions.selection import Resource, Selection
from app.web.rows import Children, formats
from app.web.rows.cells import Row
from app.web.rows.compiled import compiled_list, existing, values_of
from app.web.rows.writer import JSON_ROWS, Notation
from app.web.schemas import Out
from app.web.snapshot import Snapshot

Made = tuple[bytes, dict[str, str]]
"""The body of an answer, and headers of its own."""

_COUNTED_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of one page or chunk as text, and the key of the last one when there are more behind it."""

    text: str
    last: Sequence[Any] | None
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

    snapshot: Snapshot
    query: Filters
    canonical: Mapping[str, Any]
    """The parameters in canonical form."""
    address: str
    """The address that asks this question."""
    bound_to: str
    """The list and its filters, which a cursor is bound to."""
    members: Sequence[str]
    """The members to show."""

    @property
    @abstractmethod
    def listing(self) -> "Listing":
        """The list that is asked."""

    @abstractmethod
    def fetch(self, notation: Notation, after: Sequence[Any] | None, limit: int) -> Fetched:
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

    def head(self, notation: Notation) -> str:
        """Return what opens a file of the rows."""
        return notation.head(self.listing.out, self.members)

    def make(self) -> Made:
        """Return one page (items, next, meta), and the header that links to the next."""
        paging = self.query if isinstance(self.query, Paging) else Paging()
        release = self.snapshot.release.digest
        found = self.fetch(JSON_ROWS, self._after(paging.cursor), paging.limit)
        following = None
        if found.last is not None:
            following = self._at(cursors.write(release, self.bound_to, found.last))
        meta = {
            "query": {name: value for name, value in self.canonical.items() if name != "count"},
            "release": release,
            **self._count(wanted=paging.count),
            "missing": self.missing() if self.query.id else None,
            "coverage": self.coverage() if found.is_empty else None,
        }
        rest = formats.to_json({"next": following, "meta": meta})
        # Put together by hand: a page has some 50 kB, and each copy of it costs.
        body = b'{"items":[%b],%b' % (found.text[:-1].encode(), rest[1:])
        return body, {"Link": f'<{following}>; rel="next"'} if following else {}

    def _after(self, cursor: str | None) -> list[Any] | None:
        if cursor is None:
            return None
        try:
            return cursors.read(cursor, self.snapshot.release.digest, self.bound_to, self.key_types())
        except cursors.Stale:
            raise CursorGone(self._at(None)) from None

    def _at(self, cursor: str | None) -> str:
        """Return the address of the page at a cursor; without one, of the first page."""
        return canonical_url(self.listing.path, {**self.canonical, "cursor": cursor})

    def _count(self, *, wanted: bool) -> Row:
        if not wanted:
            return {"count": None, "count_is_capped": None}
        found, is_whole = self.count(_COUNTED_AT_MOST)
        return {"count": found, "count_is_capped": not is_whole}


@dataclass(frozen=True, slots=True)
class StoredQuestion(Question):
    """A question to a list of stored rows: one range scan in key order answers it."""

    selection: Selection

    @property
    def listing(self) -> Resource:
        """The resource whose rows are asked for."""
        return self.selection.resource

    def fetch(self, notation: Notation, after: Sequence[Any] | None, limit: int) -> Fetched:
        """Read and write up to `limit` rows after a key (exclusive)."""
        return fetch(self.snapshot, self.selection, notation, after, limit)

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


def fetch(
    snapshot: Snapshot, selection: Selection, notation: Notation, after: Sequence[Any] | None, limit: int
) -> Fetched:
    """Read and write up to `limit` rows after a key (exclusive); children take one statement a kind."""
    found = compiled_list(snapshot.connection, snapshot.catalogue, selection, notation, behind=after is not None)
    values = values_of(selection, after, limit + 1)
    rows = found.statement.rows(snapshot.connection, values)
    if not rows:
        return Fetched("", None, is_empty=True)
    columns = found.writer.spread(rows[:limit], values)
    last = [column[-1] for column in columns[: len(selection.resource.order)]] if len(rows) > limit else None

    def children(name: str, owners: Sequence[str]) -> list[list[Row] | None]:
        return _children_of(snapshot, selection.resource.shape.children[name], owners)

    return Fetched(found.writer.text(columns, children), last, is_empty=False)


def _children_of(snapshot: Snapshot, children: Children, owners: Sequence[str]) -> list[list[Row] | None]:
    """Read what belongs to the records from another table: one statement."""
    by_owner: dict[str, list[Row]] = {owner: [] for owner in owners}
    reader = children.shape.reader(children.shape.cells)
    if by_owner:
        for child in snapshot.connection.execute(children.statement(list(by_owner))):
            by_owner[child[0]].append(reader.read(snapshot.catalogue, child[1:]))
    return [by_owner[owner] or (None if children.none_is_unknown else []) for owner in owners]
