"""Proof of a dossier against a copy of its text: every quote at its place, every number and sentence accounted for."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from app.loading import Examination
from app.loading.dossiers import Dossier, FieldEvidence
from app.loading.dossiers.entry import QuantityEntry
from app.loading.dossiers.quotes import (
    FoundQuote,
    Whereabouts,
    check_words,
    ends_of,
    field_of,
    found_in,
    neighbours_of,
    numbers_in,
    quotations,
    quoted_points,
)
from app.loading.faults import Fault, shown
from app.reasoning.reader.lexicon import NumberKind
from app.reasoning.reader.numbers import NumberToken
from app.reasoning.reader.prose import sentences
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Quantity

_DATE_OR_PERIOD: Final = re.compile(r"[12][0-9]{3}[-/Q0-9]*")
_YEAR_QUARTER_DAY: Final = re.compile(r"[12][0-9]{3}|(?<=Q)[1-4]|(?<=-[0-9][0-9]-)[0-9]{2}")
_COUNTING: Final = (NumberKind.CARDINAL, NumberKind.ORDINAL)
_FOUND: Final = (Whereabouts.AT_PLACE, Whereabouts.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What was compared, where each quote was found, and the faults.

    `quoted` counts the code points inside quotes and their neighbours, each once. Of another text than the one that the
    quotes were taken from, numbers and sentences are not looked at. `remarks` name quotes that it would not tell apart.
    """

    source: str
    text_length: int
    statements: int
    quoted: int
    numbers: int
    sentences: int
    found: tuple[FoundQuote, ...]
    another_text: bool
    identity: tuple[Fault, ...]
    others: tuple[Fault, ...]
    remarks: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong; that it is another text comes first."""
        return self.identity + self.others

    @property
    def proved(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    @property
    def found_again(self) -> bool:
        """Whether this is another text that has each quote at its place, or at one other."""
        return self.another_text and self.found != () and not self.others


def prove(dossier: Dossier, text: bytes) -> ProofReport:
    """Compare a dossier with the bytes of its text; all that is wrong comes back at once, as faults."""
    return _Comparison(dossier, text).proof()


class _Comparison:
    """A dossier beside its text: the checks of `lint` on its words, and those that only the text allows."""

    def __init__(self, dossier: Dossier, text: bytes) -> None:
        self._dossier = dossier
        self._digest = hashlib.sha256(text).hexdigest()
        self._another = dossier.source.text_sha256 not in (None, self._digest)
        self._examination = Examination("")
        self._fault = self._examination.fault
        self._prose, self._unreadable = "", ""
        try:
            self._prose = text.decode()
        except UnicodeDecodeError as error:
            self._unreadable = f"the text is not UTF-8: byte {error.start}"
        self._found = tuple(found_in(self._prose, quote) for quote in quotations(dossier))
        held = tuple(found.quotation for found in self._found if _stands(found))
        self._quotes = () if self._another else held
        self._numbers = () if self._another else tuple(numbers_in(self._prose))
        self._sentences = () if self._another else tuple(sentences(self._prose))

    def proof(self) -> ProofReport:
        """Run all checks and return what they found."""
        check_words(self._dossier, self._examination)
        self._check_quotes()
        if not self._another:
            self._check_numbers()
            self._check_sentences()
        return ProofReport(
            source=self._dossier.source.id,
            text_length=len(self._prose),
            statements=len(tuple(self._dossier.evidence())),
            quoted=quoted_points(quotations(self._dossier)),
            numbers=len(self._numbers),
            sentences=len(self._sentences),
            found=self._found,
            another_text=self._another,
            identity=tuple(self._identity()),
            others=tuple(self._examination.faults),
            remarks=() if self._another else tuple(self._remarks()),
        )

    def _identity(self) -> Iterator[Fault]:
        """Yield what tells this text from the one that the quotes were taken from."""
        source = self._dossier.source
        if self._unreadable:
            yield Fault("", "", self._unreadable)
        if source.text_sha256 != self._digest:
            yield Fault("", "source.text_sha256", f"is {source.text_sha256}, the text's is {self._digest}")
        if source.text_length != len(self._prose):
            reason = f"is {source.text_length}, the text has {len(self._prose)} code points"
            yield Fault("", "source.text_length", reason)

    def _check_quotes(self) -> None:
        """Check that each quote stands where it says (in another text, at one place), and no statement lacks one."""
        for found in self._found:
            if _stands(found) or (self._another and found.whereabouts in _FOUND):
                continue
            self._fault(found.quotation.path, self._misplaced(found))
        for piece in () if self._another else self._dossier.evidence():
            if piece.words.quote is None:
                self._fault(piece.path, "no quote, though the text is at hand")

    def _misplaced(self, found: FoundQuote) -> str:
        quote, starts = found.quotation, found.starts
        if quote.start in starts:
            end = next(end for start, end in found.spans if start == quote.start)
            return f"{shown(quote.words)} ends at {end}, not at {quote.end}: end = {end}"
        alike = found_in(self._prose, quote._replace(prefix="", suffix="")).starts
        if not starts and alike:
            return f"{shown(quote.words)} stands at {_listed(alike)}, but not between its prefix and suffix"
        hint = f"but {'first ' * (len(starts) == 1)}at {_listed(starts)}" if starts else "and nowhere else"
        return f"{shown(quote.words)} does not stand at {quote.start}, {hint}"

    def _remarks(self) -> Iterator[Fault]:
        """Yield the quotes that another text would not tell from others like them, with what would."""
        for found in self._found:
            if _stands(found) and len(found.spans) > 1:
                pair = neighbours_of(self._prose, found.quotation)
                names = zip(("prefix", "suffix"), pair or (), strict=False)
                told = " and ".join(f"{name} = {words!r}" for name, words in names if words) or "no prefix and suffix"
                reason = f"{shown(found.quotation.words)} stands at {_listed(found.starts)}; {told} would tell which"
                yield Fault("", found.quotation.path, reason)

    def _check_numbers(self) -> None:
        """Check that each number is the value of a field quoted with it, or listed as no quantity, and not both."""
        needed: set[str] = set()
        for token in self._numbers:
            around = [quote for quote in self._quotes if quote.start <= token.start and token.end <= quote.end]
            evidence = [quote.evidence for quote in around if quote.evidence]
            if any(_is_value(token, piece) for piece in evidence):
                continue
            listings = [quote.path for quote in around if not quote.evidence]
            needed.update(listings)
            if not listings:
                others = ", ".join(piece.path for piece in evidence)
                trouble = f"not the value of {others}" if others else "neither evidence nor listed"
                self._fault("", f"the number {self._prose[token.start : token.end]!r} at {token.start} is {trouble}")
        for quote in self._quotes:
            if not quote.evidence and quote.path not in needed:
                self._fault(quote.path, f"{quote.words!r} holds no number that needs listing")

    def _check_sentences(self) -> None:
        """Check that each sentence has a statement or is listed as silent, and not both."""
        listed = {entry.at for entry in self._dossier.coverage.silent_sentences}
        evidence = [quote for quote in self._quotes if quote.evidence]
        for start, end in self._sentences:
            speaks = any(quote.start < end and start < quote.end for quote in evidence)
            if speaks and start in listed:
                self._fault("coverage.silent_sentences", f"the sentence at {start} does hold a statement")
            if not speaks and start not in listed:
                words = self._prose[start : min(end, start + 40)]
                self._fault("", f"the sentence at {start} has no statement and is not listed: {words!r}")
        for stray in sorted(listed - {start for start, _ in self._sentences}):
            self._fault("coverage.silent_sentences", f"no sentence starts at {stray}")


def _stands(found: FoundQuote) -> bool:
    return (found.quotation.start, found.quotation.end) in found.spans


def _listed(places: Sequence[int]) -> str:
    return ", ".join(map(str, places))


def _is_value(token: NumberToken, piece: FieldEvidence) -> bool:
    """Return whether a number of the text is the value of the field that the words around it stand behind."""
    value = None
    with suppress(LookupError):  # which check_words tells, except of actors: theirs are in the reference data
        value = field_of(piece.record.entry, piece.field)
    quantity = piece.words.stated or (value.stated if isinstance(value, QuantityEntry) else None)
    if quantity:
        return covers(quantity, token)
    plain = _plain_numbers(value)
    return any(kind in _COUNTING and value in plain for kind, value in token.interpretations)


def covers(quantity: Quantity, token: NumberToken) -> bool:
    """Return whether one number of a text is the value of a quantity, or one of the two ends of `between`."""
    value = set() if quantity.value is None else {abs(quantity.value)}
    ends = ends_of(quantity) if quantity.qualifier is Qualifier.BETWEEN else set()
    return not token.amounts(quantity.unit).isdisjoint(value | ends)


def _plain_numbers(value: object) -> frozenset[int]:
    """Return the numbers of a field that is no quantity: a count, or year, quarter and day of a date.

    Months are words in prose: taking 2023-05-06 for its month would let "May 5" pass.
    """
    if isinstance(value, int):
        return frozenset({value})
    if isinstance(value, str) and _DATE_OR_PERIOD.fullmatch(value):
        return frozenset(map(int, _YEAR_QUARTER_DAY.findall(value)))
    return frozenset()
