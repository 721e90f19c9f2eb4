"""Quotes, the words behind records: where a text has them, and whether they can be what they say."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from itertools import chain, product
from typing import Final, NamedTuple

from app.loading import Entry, Examination
from app.loading.dossiers import Dossier, FieldEvidence
from app.loading.dossiers.entry import LONGEST_NEIGHBOUR, QuoteEntry, RecordEntry
from app.loading.dossiers.records import ActorEntry
from app.loading.faults import shown, suggestion
from app.loading.reference import Reference
from app.reasoning.reader.numbers import NumberToken, numbers
from app.reasoning.reader.prose import unbroken
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.quantity import Quantity

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
_ABOUT_EVIDENCE: Final = set(RecordEntry.model_fields) - {"same_as"}
"""Fields that say how a record is known; no words stand behind them."""
_SPACE: Final = r"[\s\u200b\u2060\ufeff]"
_RUN: Final = re.compile(f"{_SPACE}+")
_HYPHENS: Final = "-\u2010\u2011\u2013\u2014/"
"""Signs behind which a line may be broken where no white space stood."""
_BREAK: Final = re.compile(f"(?<=[{_HYPHENS}])(?!$)")


class Quotation(NamedTuple):
    """Words of a dossier with the place they claim; `evidence` is None for numbers listed as no quantity."""

    path: str
    words: str
    start: int
    end: int
    prefix: str
    suffix: str
    evidence: FieldEvidence | None


def quotations(dossier: Dossier) -> Iterator[Quotation]:
    """Yield every quote of a dossier, those of numbers listed as no quantity last."""
    stated = ((piece.path, piece.words, piece) for piece in dossier.evidence())
    listed = ((f"coverage.no_quantity[{at}]", one, None) for at, one in enumerate(dossier.coverage.no_quantity))
    for path, words, evidence in chain[tuple[str, QuoteEntry, FieldEvidence | None]](stated, listed):
        if words.quote is not None and words.at is not None:
            end, beside = words.end or words.at + len(words.quote), (words.prefix or "", words.suffix or "")
            yield Quotation(path, words.quote, words.at, end, *beside, evidence)


def quoted_points(quotes: Iterable[Quotation]) -> int:
    """Return how many code points of a text some quotes and their neighbours hold, each counted once."""
    return len(
        {point for quote in quotes for point in range(quote.start - len(quote.prefix), quote.end + len(quote.suffix))}
    )


class Whereabouts(StrEnum):
    """Where a copy of a text has a quote."""

    AT_PLACE = "at its place"
    ELSEWHERE = "elsewhere"
    UNDECIDED = "at several places"
    NOT_FOUND = "not found"


class FoundQuote(NamedTuple):
    """A quote of a dossier, and where a copy of its text has its words between its neighbours: (start, end)."""

    quotation: Quotation
    spans: tuple[tuple[int, int], ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """The first code points of the places."""
        return tuple(start for start, _ in self.spans)

    @property
    def whereabouts(self) -> Whereabouts:
        """Where the copy has the quote; of several places only the one that the dossier names can be chosen."""
        if self.quotation.start in self.starts:
            return Whereabouts.AT_PLACE
        match len(self.spans):
            case 0:
                return Whereabouts.NOT_FOUND
            case 1:
                return Whereabouts.ELSEWHERE
        return Whereabouts.UNDECIDED


def found_in(text: str, quotation: Quotation) -> FoundQuote:
    """Find a quote in a text: each run of white space stands for any other, and hyphens may end a line."""
    before = _pattern(quotation.prefix) + _gap(quotation.prefix)
    behind = _gap(quotation.words) + _pattern(quotation.suffix)
    pattern = re.compile(f"{before}({_pattern(quotation.words)})(?={behind})")
    spans, match = dict[tuple[int, int], None](), pattern.search(text)
    while match:
        spans[match.span(1)] = None
        match = pattern.search(text, match.start() + 1)  # places may overlap
    return FoundQuote(quotation, tuple(spans))


def neighbours_of(text: str, quotation: Quotation) -> tuple[str, str] | None:
    """Return the shortest prefix and suffix, of whole words, that tell a quote from others like it; None if none do."""
    start, end = quotation.start, quotation.end
    before = (text[place:start] for place in _edges(text, max(0, start - LONGEST_NEIGHBOUR), start))
    behind = (text[end:place] for place in _edges(text, end, min(len(text), end + LONGEST_NEIGHBOUR)))
    for pair in sorted(product(("", *before), ("", *behind)), key=lambda pair: sum(map(len, pair))):
        # White space at their far ends would not be found where a copy begins or ends there.
        prefix, suffix = _RUN.sub(" ", pair[0]).lstrip(), _RUN.sub(" ", pair[1]).rstrip()
        if len(found_in(text, quotation._replace(prefix=prefix, suffix=suffix)).spans) == 1:
            return prefix, suffix
    return None


def _pattern(words: str) -> str:
    """Return the expression of words with any white space between them, or behind a hyphen."""
    pieces = (map(re.escape, _BREAK.split(word)) for word in _RUN.split(words))
    return f"{_SPACE}+".join(f"{_SPACE}*".join(piece) for piece in pieces)


def _gap(before: str) -> str:
    return f"{_SPACE}*" if before.endswith(tuple(_HYPHENS)) else ""


def _edges(text: str, first: int, last: int) -> Iterator[int]:
    """Yield the places of a piece of a text, its ends among them, at which no word goes on."""
    for place in range(first, last + 1):
        if not (text[place - 1 : place].isalnum() and text[place : place + 1].isalnum()):
            yield place


def numbers_in(text: str) -> Iterator[NumberToken]:
    """Yield every number of a text, those that run over the end of a line too, with its place in the text."""
    plain, places = unbroken(text)
    for token in numbers(plain):
        yield token._replace(start=places[token.start], end=places[token.end - 1] + 1)


def check_words(dossier: Dossier, examination: Examination, reference: Reference | None = None) -> None:
    """Check all evidence of a dossier; words about actors only where the reference data say what an actor holds."""
    for piece in dossier.evidence():
        quantity, quote = piece.words.stated, piece.words.quote
        if quantity and quote is not None and not states(quantity, quote):
            examination.fault(piece.path, f"the quote {shown(quote)} does not state {quantity_to_text(quantity)}")
    _check_places(dossier, examination)
    said: set[str] = set()
    for index, listed in enumerate(dossier.not_held):
        examination.once(f"not_held[{index}].figure", listed.figure, said, "figure")
        if not any(numbers(listed.figure)):
            examination.fault(f"not_held[{index}].figure", f"no number stands in {shown(listed.figure)}")
    for _, _, path, entry in (dossier.origin, *dossier.records()):
        holder = _actor(entry, reference) if isinstance(entry, ActorEntry) else entry
        for index, evidence in enumerate(entry.evidence if holder else ()):
            where = f"{path}.evidence[{index}]"
            try:
                field_of(holder, evidence.field)
            except LookupError as error:
                examination.fault(f"{where}.field", str(error.args[0]))
            if evidence.quantity and evidence.quantity.quote is not None:
                reason = "the words stand in the evidence itself, not in its quantity"
                examination.fault(f"{where}.quantity.quote", reason)


def _check_places(dossier: Dossier, examination: Examination) -> None:
    """Check that quotes lie within their text, and hold at most half of it."""
    length = dossier.source.text_length
    quotes = tuple(quotations(dossier))
    for quote in quotes:
        if length is None:
            reason = "a quote needs source.text_sha256 and source.text_length: which text is it from?"
            examination.fault(quote.path, reason)
        elif (end := quote.end + len(quote.suffix)) > length:
            examination.fault(quote.path, f"the quote ends at {end}, the text at {length}")
        if len(quote.prefix) > quote.start:
            examination.fault(quote.path, f"the prefix is longer than the {quote.start} code points before the quote")
    quoted = quoted_points(quotes)
    if length is not None and 2 * quoted > length:
        reason = f"the quotes hold {quoted} of the text's {length} code points; at most half may be quoted"
        examination.fault("source.text_length", reason)


def states(quantity: Quantity, quote: str) -> bool:
    """Return whether the words state the amount: one of their numbers is its value or, without one, two are its ends.

    The sign of a change is in the verb ("fell by 5%"), so amounts are compared without it.
    """
    stated = {amount for token in numbers(quote) for amount in token.amounts(quantity.unit)}
    if quantity.value is None:
        return len(ends_of(quantity)) > 0 and ends_of(quantity) <= stated
    return abs(quantity.value) in stated


def ends_of(quantity: Quantity) -> set[Fraction]:
    """Return the ends of a quantity's interval, without their signs."""
    return {abs(end) for end in (quantity.interval.lower, quantity.interval.upper) if end is not None}


def field_of(holder: object, field: str) -> object:
    """Return what an entry holds in a field such as `participants[2].count`.

    LookupError says why no words can be evidence of the field: it is not there, or empty.
    """
    part = holder
    for name, index in _STEP.findall(field):
        names = _names(part)
        if name not in names:
            raise LookupError(f"there is no field {shown(name)}{suggestion(name, names)}")
        part = part[name] if isinstance(part, Mapping) else getattr(part, name)
        if index and not isinstance(part, tuple):
            raise LookupError(f"{name} is no list")
        if index and int(index) >= len(part):
            raise LookupError(f"{name} has {len(part)} entries, counted from 0")
        part = part[int(index)] if index else part
        if part is None or part == ():
            raise LookupError(f"{name} is empty, so no words can state it")
    return part


def _names(part: object) -> list[str]:
    if isinstance(part, Mapping):
        return sorted(part)
    return [name for name in type(part).model_fields if name not in _ABOUT_EVIDENCE] if isinstance(part, Entry) else []


def _actor(entry: ActorEntry, reference: Reference | None) -> Mapping[str, object] | None:
    """Return what the reference data hold of an actor; None without reference data."""
    if reference is None:
        return None
    row = next((row for row in reference.rows["actors"] if row["id"] == entry.id), {})
    fields = {name: value for name, value in row.items() if name in ("kind", "name", "area")}
    for name in ("aliases", "roles"):
        fields[name] = tuple(part for part in reference.rows[f"actor_{name}"] if part["actor"] == entry.id)
    return fields
