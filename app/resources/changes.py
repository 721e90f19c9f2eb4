"""Changes: what each release added, changed and removed, for who keeps a copy of the lists or follows a figure."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr  # nosec B406  # it writes XML, and reads none

import msgspec
from fastapi import Query, Request, Response
from pydantic import Field
from sqlalchemy import Text, cast

from app.database.release_files import NamedRelease
from app.models.provenance import RecordChange
from app.settings import API
from app.vocabulary.terms import Problem
from app.vocabulary.verdicts import ChangedKind, RecordChanged
from app.web.answers import ask, routes_of
from app.web.answers.listing import Question
from app.web.answers.responses import BodyAndHeaders, answer_lazily
from app.web.catalogue import Catalogue
from app.web.errors import ApiError, RequestFault
from app.web.questions import Resource
from app.web.questions.filters import Compares, equals
from app.web.questions.queries import Filters, Paging, RecordId, ReleaseName
from app.web.rows import shape_of
from app.web.rows.cells import Cell, Column, Row, UniqueCell, url_under, value_of
from app.web.rows.formats import to_json
from app.web.schemas import Out
from app.web.snapshot import Snapshot

_Stated = Any
"""A field of a record as JSON: quantities as answers show them, parts and evidence as lists."""


class ChangeOut(Out):
    """One field that a release changed in one record, or a record that it added, removed or shows otherwise."""

    id: str
    """Sequence of the release, and place of the change in it."""
    url: str
    """Address of the change."""
    sequence: int
    """Sequence of the release that made the change."""
    of_release: str
    """Digest of the release that made the change."""
    loaded_at: str
    """When that release was loaded, in UTC."""
    change: RecordChanged
    """What was done to the record."""
    kind: ChangedKind
    """Kind of the record."""
    record: str
    """Id of the record."""
    record_url: str | None
    """Address of the record, which answers while it is there; null for an outcome, which is served with its plan."""
    field: str | None
    """Field that changed; null for a whole record, and where what it shows of other records changed, such as a name."""
    before: _Stated
    """What the field held before; null where that was nothing."""
    after: _Stated
    """What the field holds since."""
    row: Row | None
    """The record as its list shows it since this release, on its last change there; null on the others, once it is
    removed, and for checks and outcomes."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Since(Compares):
    """Selects what releases after one changed, if all of that is held."""

    def resolve(self, value: str, catalogue: Catalogue) -> str:
        """Resolve the name of a release to its sequence; ApiError for one that changes do not follow from."""
        named = NamedRelease.parse(value)
        known = (one for digest, one in catalogue.releases.items() if named.fits(one, digest))
        sequence = next(known, -1) if named.digest else named.sequence or 0
        if catalogue.followed_from <= sequence <= max(catalogue.releases.values()):
            return str(sequence)
        reason = (
            f"changes are followed from release {catalogue.followed_from} on: read each list whole again"
            f" ({API}/areas.jsonl, ...), and follow from the release that its header Tradefacts-Release names"
        )
        fault = RequestFault("query", "since", Problem.CHANGES_GONE, reason, value, (catalogue.release,))
        raise ApiError(Problem.CHANGES_GONE, reason, [fault])


class ChangeFilters(Filters):
    """Filters of changes."""

    since: Annotated[
        ReleaseName | None, _Since(compare=RecordChange.sequence.__gt__, bind=int), Field(examples=["1"])
    ] = None
    """Made after this release, named as for `as_of`: what a copy of the lists of that release lacks."""
    kind: Annotated[ChangedKind | None, equals(RecordChange.kind), Field(examples=["trade_flow"])] = None
    """Kind of the record."""
    change: Annotated[RecordChanged | None, equals(RecordChange.change), Field(examples=["added"])] = None
    """What was done to the record."""
    record: Annotated[RecordId | None, equals(RecordChange.record), Field(examples=["timesca-565m"])] = None
    """Id of the record."""


_ID: Final = re.compile(r"([0-9]{1,15})\.([0-9]{1,15})")


def _parse_id(record: str) -> tuple[int, int] | None:
    """Return the sequence of the release and the place in it."""
    found = _ID.fullmatch(record)
    return (int(found[1]), int(found[2])) if found else None


def _id(_: Catalogue, sequence: int, position: int) -> str:
    return f"{sequence}.{position}"


def _address(_: Catalogue, kind: str, record: str) -> str | None:
    room = ChangedKind(kind).room
    return f"{API}/{room}/{record}" if room else None


def _raw(_: Catalogue, text: str | None) -> msgspec.Raw | None:
    """Return JSON as it is stored, so that a copy has the numbers of a row digit by digit."""
    return None if text is None else msgspec.Raw(text.encode())


def _stored(column: Column) -> Cell:
    return UniqueCell((cast(column, Text),), _raw)


CHANGES: Final = Resource(
    name="changes",
    model=RecordChange,
    shape=shape_of(
        ChangeOut,
        RecordChange,
        id=UniqueCell((RecordChange.sequence, RecordChange.position), _id),
        url=url_under("changes"),
        of_release=value_of(RecordChange.release),
        record_url=UniqueCell((RecordChange.kind, RecordChange.record), _address),
        before=_stored(RecordChange.before),
        after=_stored(RecordChange.after),
        row=_stored(RecordChange.row),
    ),
    order=(RecordChange.sequence, RecordChange.position),
    parse_id=_parse_id,
)
ROUTER: Final = routes_of(
    CHANGES,
    ChangeFilters,
    record="change",
    about_list="List what releases added, changed and removed, in order. Who asks with `since`, the release that a copy"
    " of the lists is of, puts each `row` in its place and takes out what was removed, has the lists of the release"
    " that answers. `/v1/changes.atom` is a feed of them, without `since` of the newest releases.",
    about_item="Return one change.",
    tag="service",
)


class _FeedQuery(ChangeFilters, Paging):
    """The query of the feed."""


_IN_A_FEED: Final = 10
"""Releases whose changes a feed shows at most where its reader does not say since when."""
_ENTRY: Final = """<entry><id>{id}</id><title>{title}</title><updated>{updated}</updated>
<link href={link}/><content type="text">{content}</content></entry>
"""
_FEED: Final = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>{id}</id><title>Changes of trade facts</title>
<author><name>tradefacts</name></author><updated>{updated}</updated>
<link rel="self" href={own}/>{following}
{entries}</feed>
"""


@dataclass(frozen=True, slots=True)
class _Feed:
    """A page of changes as a feed (RFC 4287)."""

    question: Question
    own: str
    """The address that goes on giving the newest changes, where the question is of those of now."""

    @property
    def address(self) -> str:
        """The address of the list of these changes, in this notation."""
        return f"atom {self.question.address} {self.own}"

    def make(self) -> BodyAndHeaders:
        """Build the feed; ids stay the same wherever the same change of the same release is told."""
        body, _ = self.question.make()
        page = msgspec.json.decode(body)
        following = page["next"] and _as_feed(page["next"])
        text = _FEED.format(
            id=_urn(CHANGES.path),
            updated=self.question.snapshot.release.loaded_at,
            own=quoteattr(_as_feed(self.own)),
            following=f'<link rel="next" href={quoteattr(following)}/>' if following else "",
            entries="".join(map(_entry, page["items"])),
        )
        return text.encode(), {"Link": f'<{following}>; rel="next"'} if following else {}


def _as_feed(address: str) -> str:
    """Return the address of the feed of a list."""
    return address.replace(CHANGES.path, f"{CHANGES.path}.atom", 1)


def _entry(change: Row) -> str:
    """Write a change as an entry; ids are the same wherever the same change of the same release is told."""
    told = [change[name] for name in ("of_release", "id", "kind", "record", "change", "field")]
    title = " ".join(filter(None, (change["kind"], change["record"], change["change"], change["field"])))
    content = to_json({name: change[name] for name in ("before", "after", "row")}).decode()
    link = quoteattr(change["record_url"] or change["url"])
    return _ENTRY.format(
        id=_urn(*map(str, told)), title=escape(title), updated=change["loaded_at"], link=link, content=escape(content)
    )


def _urn(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, "\n".join(parts)).urn


def _feed(query: _FeedQuery, snapshot: Snapshot) -> _Feed:
    """Return the feed that a query asks for: without `since`, of as many of the newest releases as fit into a page."""
    asked = ask(CHANGES, query, snapshot)
    if query.since is not None or query.cursor is not None:
        return _Feed(asked, asked.address)
    newest, first = snapshot.release.sequence, snapshot.catalogue.followed_from
    # A reader asks for the first page alone, which is in order: the newest release has to be on it.
    oldest = 0 if first == 1 and newest <= _IN_A_FEED else max(first, newest - _IN_A_FEED)
    found, is_empty = asked, True
    for since in range(max(first, newest - 1), oldest - 1, -1):
        wider = ask(CHANGES, query.model_copy(update={"since": str(since)}), snapshot) if since else asked
        count, _ = wider.count(query.limit + 1)
        if is_empty or count <= query.limit:
            found, is_empty = wider, not count
        if count > query.limit:
            break
    return _Feed(found, asked.address)


@ROUTER.get("/changes.atom", include_in_schema=False)  # the list says what it is
async def follow_changes(query: Annotated[_FeedQuery, Query()], request: Request) -> Response:
    """Return changes as a feed (Atom), those of the newest releases unless `since` says otherwise."""
    return await answer_lazily(request, partial(_feed, query), "application/atom+xml")
