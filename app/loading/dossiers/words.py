"""Check that the words behind a record can be what they say: a field that is there, an amount that is in them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from app.loading import Entry, Examination
from app.loading.dossiers import Dossier, FieldEvidence
from app.loading.dossiers.entry import QuoteEntry, RecordEntry
from app.loading.dossiers.numbers import numbers
from app.loading.dossiers.records import ActorEntry
from app.loading.faults import shown, suggestion
from app.loading.reference import Reference
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.quantity import Quantity

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
_ABOUT_EVIDENCE: Final = set(RecordEntry.model_fields) - {"same_as"}
"""Fields that say how a record is known; no words stand behind them."""


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
    for piece in dossier.evidence():
        yield from _quotation(piece.path, piece.words, piece)
    for index, listed in enumerate(dossier.coverage.no_quantity):
        yield from _quotation(f"coverage.no_quantity[{index}]", listed, None)


def _quotation(path: str, entry: QuoteEntry, evidence: FieldEvidence | None) -> Iterator[Quotation]:
    if entry.quote is not None and entry.at is not None and entry.stop is not None:
        prefix, suffix = entry.prefix or "", entry.suffix or ""
        yield Quotation(path, entry.quote, entry.at, entry.stop, prefix, suffix, evidence)


def quoted_points(quotes: Iterable[Quotation]) -> int:
    """Return how many code points of a text some quotes and their neighbours hold, each counted once."""
    pieces = (range(quote.start - len(quote.prefix), quote.end + len(quote.suffix)) for quote in quotes)
    return len({point for piece in pieces for point in piece})


def check_words(dossier: Dossier, examination: Examination, reference: Reference | None = None) -> None:
    """Check all evidence of a dossier; words about actors only where the reference data say what an actor holds."""
    for piece in dossier.evidence():
        quantity, quote = piece.words.stated, piece.words.quote
        if quantity and quote is not None and not states(quantity, quote):
            examination.fault(piece.path, f"the quote {shown(quote)} does not state {quantity_to_text(quantity)}")
    _check_places(dossier, examination)
    _check_not_held(dossier, examination)
    for _, _, path, entry in dossier.records():
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


def _check_not_held(dossier: Dossier, examination: Examination) -> None:
    """Check that what is said to be held by no record is a figure, and is said once."""
    said: set[str] = set()
    for index, listed in enumerate(dossier.not_held):
        path = f"not_held[{index}].figure"
        examination.once(path, listed.figure, said, "figure")
        if not any(numbers(listed.figure)):
            examination.fault(path, f"no number stands in {shown(listed.figure)}")


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
