"""The shapes that several resources answer with; no field has a default, and what is unknown is null."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from app.vocabulary.measures import Qualifier
from app.vocabulary.terms import Attribution, Problem, Proof, QuoteStatus, RecordKind

JsonNumber = Annotated[int | Decimal, WithJsonSchema({"type": "number"})]
"""A plain decimal number in JSON, without exponent; exact to 1/10,000."""

LINKED: Final = "application/ld+json"
CITATIONS: Final = {
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "txt": "text/plain; charset=utf-8",
    "jsonld": LINKED,
}
"""The media types of citations by their suffix."""


class Bounds(StrEnum):
    """Interval notation: `[` and `]` stand by an end that belongs to it, `(` and `)` by one that does not."""

    BOTH = "[]"
    LOWER = "[)"
    UPPER = "(]"
    NEITHER = "()"


class Out(BaseModel):
    """Something the API answers with; `tidy` are the columns of its table unless a client names others.

    Without them these are all columns but addresses, and of the objects inside it their own.
    """

    tidy: ClassVar[tuple[str, ...]] = ()
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Ref(Out):
    """An area or a commodity: its code, and its name in English."""

    code: str
    """The code, or for goods named only in words their id."""
    name: str
    """The name in English."""


class RecordRef(Out):
    """A link to another record."""

    tidy = ("id",)
    id: str
    """The id of the record."""
    title: str | None
    """Title of the record; null for a source whose printed title is not known."""
    url: str
    """Address of the record."""


class RecordOut(Out):
    """A record under its id."""

    id: str
    """Id of the record."""
    url: str
    """Address of the record and of what belongs to it."""


class LineOut(RecordOut):
    """A record in one sentence."""

    sentence: str
    """The record in one English sentence."""
    proof: Proof
    """How the record can be proved."""


class PartyOut(Out):
    """A party to an agreement or a plan: either an actor or an area."""

    actor: RecordRef | None
    """The person or organisation; null for an area."""
    area: Ref | None
    """The area; null for a person or organisation."""


class RecordOfKind(Out):
    """A link to the record that a piece of evidence stands behind."""

    kind: RecordKind
    """The kind of record."""
    id: str
    """The id of the record."""
    url: str
    """Address of the record."""


class QuantityOut(Out):
    """A number with its unit, its hedge, and the interval that it allows."""

    tidy = ("value", "unit", "qualifier", "lower", "upper")
    value: JsonNumber | None
    """The number as stated, in units; null when only the two ends are known."""
    unit: str
    """The unit; never millions or thousands of it."""
    per: str | None
    """For a rate, what it is counted by: `year`."""
    qualifier: Qualifier
    """How the number was hedged."""
    step: JsonNumber | None
    """One unit of the last digit as stated; null for exact and one-sided numbers."""
    lower: JsonNumber | None
    """The lower end of the interval; null where there is none."""
    upper: JsonNumber | None
    """The upper end of the interval; null where there is none."""
    bounds: Bounds
    """Ends that belong to the interval."""
    words: str | None
    """The words of the source; null for published statistics."""
    text: str
    """The quantity in words for people: `more than USD 13 billion`."""


class EvidenceOut(Out):
    """What stands behind one field of one record: the words of its source, where these are held."""

    id: str
    """The id of this piece of evidence."""
    url: str
    """Address of the record."""
    source: RecordRef
    """Source that holds the words."""
    record: RecordOfKind
    """Record that they are evidence of."""
    field: str
    """Field of the record that they state."""
    quote_status: QuoteStatus
    """Whether the exact words are held."""
    quote: str | None
    """The words, at most 100 characters, any white space of the text as one space; null when they are not held."""
    start: int | None
    """Start of the quote in the text, in code points from 0 (W3C TextPositionSelector)."""
    end: int | None
    """End of the quote, exclusive."""
    prefix: str | None
    """The text just before the quote, at most 32 characters, as far as it is needed to tell the quote from others like
    it (W3C TextQuoteSelector); null where it is not."""
    suffix: str | None
    """The text just behind the quote, likewise."""
    speaker: RecordRef | None
    """Speaker; null when the source speaks for itself."""
    attribution: Attribution
    """How the source attributes the words."""
    quantity: QuantityOut | None
    """The quantity as stated here, when it is coarser than the record's."""
    note: str | None
    """Editor's note."""


class Coverage(Out):
    """Counts of what does exist, where no row meets the filters."""

    total: int
    """How many rows the collection has (counting stops at 1,000)."""
    without: dict[str, int | None]
    """For each filter, how many rows there would be without it (counting stops at 1,000); null: too long to count."""
    is_capped: bool
    """Whether counting stopped at 1,000 anywhere: there are more."""


class LeftOut(Out):
    """What an answer did not look at or show, and why."""

    sources: list[RecordRef]
    """Statistics in bulk that were not looked at, or not as a whole."""
    rows: int
    """Rows that may meet bounds, but not for certain (counting stops at 1,000)."""
    reason: str
    """Why, and what to ask so that they are there."""


class Meta(Out):
    """Metadata of an answer: the query as understood, and the release that answered."""

    query: dict[str, object]
    """The parameters as understood: names resolved to codes, defaults filled in."""
    release: str
    """Digest of the release."""
    cursor: str | None
    """The `cursor` of the next page, as `next` has it; null on the last one."""
    count: int | None
    """How many rows there are in all, with `count=true`; counting stops at 10,000."""
    count_is_capped: bool | None
    """Whether counting stopped before the end; null without `count=true`."""
    missing: list[str] | None
    """The ids asked for that do not exist; null when none were asked for."""
    coverage: Coverage | None
    """What does exist, when `items` is empty."""
    left_out: LeftOut | None
    """What was left out; null where nothing was. Trade flows that straddle bounds are not counted."""


class Page(Out):
    """One page of a list; `items` are added for each list."""

    next: str | None
    """The address of the next page, or null on the last one."""
    meta: Meta
    """Metadata of the answer."""


class ProblemError(Out):
    """One fault of a request."""

    in_: Annotated[str, Field(alias="in")]
    """Location of the parameter: `query`, `path`, `header` or `body`."""
    name: str
    """The parameter."""
    problem: Problem
    """Kind of problem."""
    value: str | None
    """Value given, cut after 100 characters."""
    reason: str
    """Reason why it is refused, and what would be accepted."""
    did_you_mean: list[str]
    """Values that would be accepted, nearest first."""


class ProblemOut(Out):
    """A problem document (RFC 9457)."""

    type: str
    """A link to what explains it."""
    title: str
    """Its title."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong."""
    errors: list[ProblemError]
    """All its faults."""
    first_page: str | None
    """Where a stale cursor starts again."""
    instance: str | None
    """Of 500 and 503: its id in the log."""
