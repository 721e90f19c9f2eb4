"""What a dossier holds beside its records: its source, the words of its evidence, and what is no statement."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from app.loading import DossierDate, Entry, Plain, Slug, hold_plain
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import parse_decimal, parse_fraction
from app.vocabulary.quantity import Interval, Quantity, interval_of
from app.vocabulary.terms import Attribution, SourceKind

LONGEST_QUOTE: Final = 100
"""Code points a quote may have, and the piece of the text that it is: a phrase, not a passage."""
LONGEST_NEIGHBOUR: Final = 32
"""Code points of the words before a quote, and of those behind it, that may be held to tell it from others like it."""
_LONGEST_TEXT: Final = 10**9
"""Code points that a text may have."""


def _exact(number: object) -> Fraction:
    """Read a whole number, an exact decimal or a fraction in quotation marks; floats never reach this point."""
    if isinstance(number, str):
        return parse_fraction(number)
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise ValueError("a number is written as 13_000_000_000, 33.5 or, for a fraction, as '100/3'")
    return Fraction(parse_decimal(str(number)))


Quote = Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE), AfterValidator(hold_plain)]
Neighbour = Annotated[str, Field(min_length=1, max_length=LONGEST_NEIGHBOUR)]
Position = Annotated[int, Field(ge=0, strict=True)]
"""A place in a text, in code points from 0."""
Exact = Annotated[Fraction, BeforeValidator(_exact)]


class QuoteEntry(Entry):
    """A quote and where it stands: it starts at `at` and ends before `end`, in code points of the text from 0.

    White space of any kind and length in the text, line breaks too, is one space in the quote. `end` is left out where
    the quote is as long as the piece of the text. `prefix` and `suffix` are the text just before and behind the quote,
    as far as they are needed to tell it from others like it (W3C TextQuoteSelector).
    """

    quote: Quote | None = None
    at: Position | None = None
    end: Position | None = None
    prefix: Neighbour | None = None
    suffix: Neighbour | None = None

    @model_validator(mode="after")
    def _quote_has_a_place(self) -> "QuoteEntry":
        if (self.quote is None) != (self.at is None):
            raise ValueError("quote and at belong together: the words and the code point where they start")
        if self.quote is None and (self.end, self.prefix, self.suffix) != (None, None, None):
            raise ValueError("end, prefix and suffix belong to a quote")
        hold_plain(f"[{self.prefix or ''}{self.suffix or ''}]")  # spaces may stand around each
        if self.end is not None and not len(self.quote or "") <= self.end - (self.at or 0) <= LONGEST_QUOTE:
            raise ValueError(f"end lies behind the quote, and at most {LONGEST_QUOTE} code points behind its start")
        return self


class WordsEntry(QuoteEntry):
    """Where a source says something: the quote with its place, who says it and how.

    Without a quote the statement is kept as `not_held`. `attribution` defaults to the record's own, and `speaker` with
    it: words with an attribution of their own have their own speaker, or none.
    """

    speaker: Slug | None = None
    attribution: Attribution | None = None

    @property
    def stated(self) -> Quantity | None:
        """The quantity that the words state, where they state one."""
        return None


class QuantityEntry(WordsEntry):
    """A stated number beside its words; `value` may be missing only when both ends are stated (`between`)."""

    value: Exact | None = None
    unit: Plain
    qualifier: Qualifier
    step: Exact | None = None
    per: Plain | None = None
    lower: Exact | None = None
    upper: Exact | None = None
    bounds: Literal["[]", "[)", "(]", "()"] = "[]"
    can_be_negative: Annotated[bool, Field(strict=True)] = False
    words: Plain | None = None
    _quantity: Quantity = PrivateAttr()

    @model_validator(mode="after")
    def _makes_a_quantity(self) -> "QuantityEntry":
        if self.words and self.quote and self.words not in self.quote:
            raise ValueError("words must be part of the quote")
        self._quantity = Quantity(
            value=self.value,
            unit=self.unit,
            qualifier=self.qualifier,
            interval=self._interval(),
            step=self.step,
            per=self.per,
            words=self.words or self.quote,
        )
        return self

    @property
    def stated(self) -> Quantity:
        """The quantity, with the interval that the qualifier implies or, for `between`, the ends stated here."""
        return self._quantity

    def _interval(self) -> Interval:
        if self.qualifier is Qualifier.BETWEEN:
            if self.lower is None or self.upper is None:
                raise ValueError("'between' needs lower and upper")
            return Interval.between(self.lower, self.upper, self.bounds)
        if self.value is None:
            raise ValueError("value is missing; only 'between' may leave it out")
        if self.lower is not None or self.upper is not None:
            raise ValueError("lower and upper are stated only with 'between'")
        return interval_of(self.qualifier, self.value, self.step, None if self.can_be_negative else Fraction(0))


class EvidenceEntry(WordsEntry):
    """The words behind one field (`place`, `participants[2]`); `quantity` when they state it more coarsely."""

    field: Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\[[0-9]{1,3}\])?(\.[a-z][a-z_]*)?$")]
    quantity: QuantityEntry | None = None
    note: Plain | None = None

    @property
    def stated(self) -> Quantity | None:
        """The quantity as it is stated here, where it differs from the record's."""
        return self.quantity.stated if self.quantity else None


class RecordEntry(Entry):
    """What every record may carry: who says it and how, further evidence, what it is the same as, a note."""

    speaker: Slug | None = None
    attribution: Attribution = Attribution.NARRATED
    evidence: tuple[EvidenceEntry, ...] = ()
    same_as: Slug | None = None
    note: Plain | None = None


class SourceEntry(Entry):
    """Where the dossier's statements come from; what is not known is left out, never guessed.

    `title` is as printed; `place` is where it was written, as its dateline says. `lineage` is the same for sources
    that go back to one root, and so are no independent witnesses. `text_sha256` and `text_length` (in code points)
    describe the text that the quotes were taken from.
    """

    speaker: ClassVar[None] = None
    attribution: ClassVar[Attribution] = Attribution.NARRATED
    id: Slug
    kind: SourceKind
    title: Plain | None = None
    publisher: Plain | None = None
    author: Plain | None = None
    url: Annotated[str, Field(pattern=r"^https?://[!-~]+$", max_length=500)] | None = None
    place: Slug | None = None
    published_on: DossierDate | None = None
    retrieved_on: DossierDate | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    rights: Plain | None = None
    attribution_line: Plain | None = None
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    text_length: Annotated[int, Field(gt=0, le=_LONGEST_TEXT, strict=True)] | None = None
    relays: Slug | None = None
    lineage: Slug | None = None
    supersedes: Slug | None = None
    note: Plain | None = None
    evidence: tuple[EvidenceEntry, ...] = ()

    @model_validator(mode="after")
    def _text_is_known_whole(self) -> "SourceEntry":
        if (self.text_sha256 is None) != (self.text_length is None):
            raise ValueError("text_sha256 and text_length belong together")
        return self


class NoQuantityEntry(QuoteEntry):
    """A number in the text that measures nothing, and why it does not."""

    quote: Quote
    at: Position
    reason: Plain


class SilentSentenceEntry(Entry):
    """A sentence that states no fact, by the position of its first character, and why it does not."""

    at: Position
    reason: Plain


class CoverageEntry(Entry):
    """What the proof of a text may leave uncovered, each with a reason."""

    no_quantity: tuple[NoQuantityEntry, ...] = ()
    silent_sentences: tuple[SilentSentenceEntry, ...] = ()


class NotHeldEntry(Entry):
    """A figure of the source that no record holds, in our own words, and why none does."""

    figure: Plain
    reason: Plain
