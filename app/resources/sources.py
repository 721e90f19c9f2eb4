"""Sources: where statements come from, and which of them are no independent witnesses."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.models import Base
from app.models.provenance import Source, SourceNotHeld
from app.vocabulary.terms import RecordKind, SourceKind
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import Clause, equals, text_in
from app.web.questions.filters.bounds import on_or_after, on_or_before
from app.web.questions.queries import BoundedFilters, Certainty, Date, Name, Words
from app.web.rows import Relation, Shape, shape_of
from app.web.rows.cells import NULL, Cell, value_of
from app.web.rows.related import evidence_of
from app.web.schemas import Out, RecordRef, Ref


class SourceOut(Out):
    """An article, report, statement or dataset."""

    id: str
    """The id of the source."""
    url: str
    """Where this source is served here."""
    kind: SourceKind
    """Kind of source."""
    title: str | None
    """Title as printed; null where unknown, as all members below."""
    publisher: str | None
    """Publisher."""
    author: str | None
    """Author."""
    place: Ref | None
    """Place that its dateline names."""
    original_url: str | None
    """Address of the original."""
    published_on: str | None
    """The day, month or year of publication."""
    retrieved_on: str | None
    """Date of retrieval."""
    language: str | None
    """The language of the text, as an ISO 639-1 code."""
    version: str | None
    """The version of a dataset, as its publisher counts them."""
    rights: str | None
    """Rights in the text, and what is kept here."""
    attribution_line: str | None
    """Line by which to credit the source."""
    text_sha256: str | None
    """The SHA-256 of the text that quotes and positions belong to."""
    text_length: int | None
    """The length of that text in code points."""
    relays: RecordRef | None
    """Organisation or person whose statement it relays."""
    lineage: str | None
    """Name that sources share when they go back to one root: they do not confirm each other."""
    supersedes: RecordRef | None
    """Source that it supersedes."""
    certainty: Certainty | None
    """With bounds: whether they are met for certain."""
    note: str | None
    """Editor's note."""
    content_digest: str
    """The SHA-256 of everything loaded from it."""


class SourceCountsOut(Out):
    """Numbers of records of each kind that a source states."""

    events: int
    """Events."""
    agreements: int
    """Agreements, packages and their parts alike."""
    trade_flows: int
    """Statements about trade."""
    indicators: int
    """Indicators."""
    plans: int
    """Plans, whole ones and their parts alike."""
    outcomes: int
    """Outcomes of plans."""
    evidence: int
    """Pieces of evidence."""


class NotHeldOut(Out):
    """A figure that a source states and no record holds."""

    figure: str
    """The figure, in our own words."""
    reason: str
    """Why it is not held."""


class SourceFilters(BoundedFilters):
    """Filters of sources."""

    kind: Annotated[SourceKind | None, equals(Source.kind), Field(examples=["article"])] = None
    """Kind of source."""
    publisher: Annotated[Name | None, equals(Source.publisher), Field(examples=["The Times of Central Asia"])] = None
    """Publisher, exactly as `publisher` shows it; `q` finds parts of the name."""
    language: Annotated[Name | None, equals(Source.language), Field(examples=["en"])] = None
    """The language of the text, as an ISO 639-1 code."""
    lineage: Annotated[Name | None, equals(Source.lineage), Field(examples=["kz-official-figures"])] = None
    """Lineage of the source."""
    published_from: Annotated[Date | None, on_or_after(Source.published_on), Field(examples=["2023-03"])] = None
    """Published on or after this day, month or year; never a source whose day is not known."""
    published_to: Annotated[Date | None, on_or_before(Source.published_on), Field(examples=["2023"])] = None
    """Published by this day, or within this month or year; never a source whose day is not known."""
    q: Annotated[Words | None, text_in(Source.search), Field(examples=["kazakhstan"])] = None
    """Words in the title, the publisher or the note."""


def _counted(table: str) -> Cell:
    """Count the rows that a table holds of a source."""
    rows: Any = select(func.count()).where(Base.metadata.tables[table].c.source == Source.id).correlate(Source)
    return value_of(rows.scalar_subquery())


_ITSELF: Final = aliased(Source)


class _SharedLineage(Relation):
    """Other sources of the same lineage."""

    def belongs_to(self, key: Sequence[str]) -> Clause:
        """Build the clause that a source is another of the same lineage; sources without one share none."""
        lineage = select(_ITSELF.lineage).where(_ITSELF.id == key[0]).scalar_subquery()
        return and_(Source.lineage == lineage, Source.id != key[0])


_COUNTS: Final = Shape(SourceCountsOut, {table: _counted(table) for table in SourceCountsOut.model_fields})

SOURCES: Final = Resource(
    name="sources",
    model=Source,
    shape=shape_of(SourceOut, Source, original_url=value_of(Source.url), certainty=NULL),
    order=(Source.id,),
    names=attrgetter("source_names"),
    relations={
        "shares_lineage_with": _SharedLineage(
            shape_of(RecordRef, Source),
            (Source.id,),
            (Source.id,),
            about="Other sources of the same lineage: where they agree, it is one witness that speaks.",
        ),
        "superseded_by": Relation(
            shape_of(RecordRef, Source), (Source.supersedes,), (Source.id,), about="Sources that supersede it."
        ),
        "not_held": Relation(
            shape_of(NotHeldOut, SourceNotHeld),
            (SourceNotHeld.source,),
            (SourceNotHeld.position,),
            about="Figures that it states and that no record holds.",
        ),
        "evidence": evidence_of(RecordKind.SOURCE),
        "counts": Relation(_COUNTS, (Source.id,), is_one=True, about="Numbers of records of each kind that it states."),
    },
)
ROUTER: Final = routes_of(
    SOURCES,
    SourceFilters,
    record="source",
    about_list="List sources by id: articles, reports, statements and datasets.",
    about_item="Return one source with its relatives, and how many records of each kind it states.",
)
