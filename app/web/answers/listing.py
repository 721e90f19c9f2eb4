"""Lists: what a question to one selects, and the page that answers it, whether its rows are stored or computed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar
from urllib.parse import quote_plus

from app.settings import API
from app.vocabulary.terms import Problem
from app.web.answers.compiled import bound_values, compiled_list, existing_keys
from app.web.answers.counting import MOST_COVERED, count_rows, coverage
from app.web.answers.responses import BodyAndHeaders
from app.web.catalogue import Catalogue
from app.web.errors import ApiError, NotFound
from app.web.questions import Resource, Selection, cursors
from app.web.questions.filters.bounds import straddling
from app.web.questions.queries import Filters, Paging
from app.web.rows import formats
from app.web.rows.cells import Row
from app.web.rows.formats import JSON_ROWS, Notation
from app.web.schemas import Out
from app.web.snapshot import Snapshot

PRESENTATION: Final = frozenset({"fields", "columns", "bom", "limit", "cursor", "count", "as_of"})
"""Parameters that say how rows are shown, not which: a cursor may be used with others of these."""
_COUNTED_AT_MOST: Final = 10_000
_quoted: Final = lru_cache(2_000)(quote_plus)  # each sum of a summary has an address, most of it that of the next
_DOUBTFUL: Final = "they straddle a bound, or are dated too coarsely to say; `certainty=possible` shows them too"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of one page or chunk as text in UTF-8, and the key of the last one where more rows follow."""

    text: bytes
    last_key: Sequence[object] | None
    is_empty: bool


QueryValues = Mapping[str, Any]
"""Values of parameters in canonical form; those of a parameter that takes several as a tuple."""


class Identified(Protocol):
    """Something that is computed, told from all others of its list by an id."""

    @property
    def id(self) -> str:
        """The id of its row."""


T = TypeVar("T", bound=Identified)


@dataclass(frozen=True, slots=True)
class Computed(ABC, Generic[T]):
    """A list that is computed rather than stored. An item is its row."""

    order_types: ClassVar[Sequence[type]] = (str,)
    """The types of the parts of a row's key, which is its id."""
    name: str
    out: type[Out]

    @abstractmethod
    def find(self, snapshot: Snapshot, filters: QueryValues) -> Sequence[T]:
        """Compute all that meets the filters (in canonical form), in a stable order."""

    @abstractmethod
    def row(self, one: T, catalogue: Catalogue) -> Row:
        """Return the row of what was computed; made only for what is shown."""

    def narrow(self, record: str, catalogue: Catalogue) -> QueryValues:  # noqa: ARG002  # for ids that name something
        """Return the filters that an id implies, so that one row is found without computing all."""
        return {}

    @property
    def path(self) -> str:
        """Where the list is served."""
        return f"{API}/{self.name}"

    def item(self, snapshot: Snapshot, record: str) -> Row:
        """Return the row with this id; NotFound when there is none."""
        for one in self.find(snapshot, self.narrow(record, snapshot.catalogue)):
            if one.id == record:
                return {**self.row(one, snapshot.catalogue), "release": snapshot.release.digest}
        raise NotFound(record, self.path)


Collection = Resource | Computed[Any]
"""What is served as a list and its items: stored records, or what is computed from them."""


@dataclass(frozen=True)
class Question(ABC):
    """A question to a list, as understood from one snapshot."""

    collection: Collection
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
    def left_out(self) -> Row | None:
        """Return what was not looked at or not shown; None where nothing was."""

    @property
    def address(self) -> str:
        """The address that asks this question."""
        return _joined(self.collection.path, self._parameters)

    @cached_property
    def _parameters(self) -> Mapping[str, str]:
        """The parameters as they stand in an address; a page needs three addresses."""
        return parameters_of(self.selection.values)

    def make(self) -> BodyAndHeaders:
        """Return one page (items, next, meta), and the header that links to the next."""
        paging = self.query if isinstance(self.query, Paging) else Paging()
        values, release = self.selection.values, self.snapshot.release.digest
        found = self.fetch(JSON_ROWS, self._after(paging.cursor) if paging.cursor else None, paging.limit)
        cursor = following = None
        if found.last_key is not None:
            cursor = cursors.write(release, cursor_scope(self.collection.path, self._parameters), found.last_key)
            following = _joined(self.collection.path, {**self._parameters, **parameters_of({"cursor": cursor})})
        count, is_whole = self.count(_COUNTED_AT_MOST) if paging.count else (None, None)
        meta = {
            "query": {name: value for name, value in values.items() if name != "count"},
            "release": release,
            "cursor": cursor,
            "count": count,
            "count_is_capped": None if is_whole is None else not is_whole,
            "missing": self.missing() if self.query.id else None,
            "coverage": self.coverage() if found.is_empty else None,
            "left_out": self.left_out(),
        }
        rest = formats.to_json({"next": following, "meta": meta})
        # Joined at one go from views: a page has some 75 kB, and `%` copies it thrice (a tenth of its time, measured).
        body = b"".join((b'{"items":[', memoryview(found.text)[:-1], b"],", memoryview(rest)[1:]))
        return body, {"Link": f'<{following}>; rel="next"'} if following else {}

    def _after(self, cursor: str) -> list[object]:
        question = cursor_scope(self.collection.path, self._parameters)
        try:
            return cursors.read(cursor, self.snapshot.release.digest, question, self.collection.order_types)
        except cursors.Stale:
            detail = "the data have changed since this cursor was made; start again at first_page"
            first_page = canonical_url(self.collection.path, {**self.selection.values, "cursor": None})
            raise ApiError(Problem.CURSOR_GONE, detail, first_page=first_page) from None


@dataclass(frozen=True)
class StoredQuestion(Question):
    """A question to a list of stored rows: one range scan in key order answers it."""

    collection: Resource

    def fetch(self, notation: Notation, after: Sequence[object] | None, limit: int) -> Fetched:
        """Read and write up to `limit` rows after a key (exclusive); children take one statement a kind."""
        found = compiled_list(self.snapshot, self.collection, self.selection, notation, after_key=after is not None)
        values = bound_values(self.selection, after, limit + 1)
        rows = found.statement.rows(self.snapshot.connection, values)
        if not rows:
            return Fetched(b"", None, is_empty=True)
        columns = found.writer.columns_of(rows[:limit], values)
        last_key = [column[-1] for column in columns[: len(self.collection.order)]] if len(rows) > limit else None
        return Fetched(found.writer.text(columns, self._children), last_key, is_empty=False)

    def _children(self, member: str, owners: Sequence[str]) -> list[list[Row] | None]:
        return self.collection.shape.children[member].of_each(self.snapshot, owners)

    def count(self, at_most: int) -> tuple[int, bool]:
        """Return how many rows there are, counted up to `at_most`, and whether that is all of them."""
        return count_rows(self.snapshot, self.collection, self.selection.clauses, at_most)

    def missing(self) -> list[str]:
        """Return the ids asked for that do not exist, whatever the other filters."""
        found = existing_keys(self.snapshot.connection, self.collection, self.selection.conditions["id"])
        return [record for record in self.query.id if self.collection.parse_id(record) not in found]

    def coverage(self) -> Row:
        """Return what does exist: how many rows in all, and without each filter."""
        return coverage(self.snapshot, self.collection, self.selection)

    def left_out(self) -> Row | None:
        """Return how many rows may meet bounds, but not for certain."""
        # Of a table that grows, to count them would take too long.
        doubtful = {} if self.collection.indexed_by else straddling(self.selection.conditions)
        rows, _ = count_rows(self.snapshot, self.collection, doubtful, MOST_COVERED) if doubtful else (0, True)
        return {"sources": [], "rows": rows, "reason": _DOUBTFUL} if rows else None


def canonical_url(path: str, values: Mapping[str, object]) -> str:
    """Return the address that asks with these values; what is empty or off is left out."""
    return _joined(path, parameters_of(values))


def cursor_scope(path: str, parameters: Mapping[str, str]) -> str:
    """Return what a cursor is bound to: path and filters, without the parameters that say how rows are shown."""
    return f"{path}?{'&'.join([parameters[name] for name in parameters if name not in PRESENTATION])}"


def _joined(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{'&'.join(parameters.values())}" if parameters else path


def parameters_of(values: Mapping[str, object]) -> dict[str, str]:
    """Write each parameter as it stands in an address, by its name; what is empty or off is left out."""
    # But zero is a value.
    return {name: _parameter(name, value) for name, value in values.items() if value is not None and value is not False}


def _parameter(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return "&".join([_parameter(name, each) for each in value])
    return f"{name}={_quoted('true' if value is True else str(value))}"
