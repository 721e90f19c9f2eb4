"""Proof of a dossier against a copy of its text: every quote at its place, every number and sentence accounted for."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from app.loading import Examination
from app.loading.dossiers import Dossier, FieldEvidence
from app.loading.dossiers.entry import QuantityEntry
from app.loading.dossiers.lexicon import sentences
from app.loading.dossiers.numbers import NumberKind, NumberToken, numbers
from app.loading.dossiers.words import Quotation, check_words, ends_of, field_of, quotations, quoted_points
from app.loading.faults import Fault
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Quantity

_DATE_OR_PERIOD: Final = re.compile(r"[12][0-9]{3}[-/Q0-9]*")
_YEAR_QUARTER_DAY: Final = re.compile(r"[12][0-9]{3}|(?<=Q)[1-4]|(?<=-[0-9][0-9]-)[0-9]{2}")
_COUNTING: Final = (NumberKind.CARDINAL, NumberKind.ORDINAL)


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What was compared and the faults that were found; `quoted` counts the code points inside quotes, each once."""

    source: str
    text_length: int
    statements: int
    quotes: int
    quoted: int
    numbers: int
    sentences: int
    faults: tuple[Fault, ...]

    @property
    def proved(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def prove(dossier: Dossier, text: bytes) -> ProofReport:
    """Compare a dossier with the bytes of its text; all that is wrong comes back at once, as faults."""
    return _Comparison(dossier, text).proof()


class _Comparison:
    """A dossier beside its text: the checks of `lint` on its words, and those that only the text allows."""

    def __init__(self, dossier: Dossier, text: bytes) -> None:
        self._dossier = dossier
        self._digest = hashlib.sha256(text).hexdigest()
        self._examination = Examination("")
        self._fault = self._examination.fault
        self._prose = self._decoded(text)
        self._claimed = tuple(quotations(dossier))
        self._quotes = tuple(quote for quote in self._claimed if self._stands(quote))
        self._numbers = tuple(numbers(self._prose))
        self._sentences = tuple(sentences(self._prose))

    def proof(self) -> ProofReport:
        """Run all checks and return what they found."""
        self._check_identity()
        check_words(self._dossier, self._examination)
        self._check_quotes()
        self._check_numbers()
        self._check_sentences()
        return ProofReport(
            source=self._dossier.source.id,
            text_length=len(self._prose),
            statements=len(tuple(self._dossier.evidence())),
            quotes=len(self._quotes),
            quoted=quoted_points(self._quotes),
            numbers=len(self._numbers),
            sentences=len(self._sentences),
            faults=tuple(self._examination.faults),
        )

    def _decoded(self, text: bytes) -> str:
        try:
            return text.decode("utf-8")
        except UnicodeDecodeError as error:
            self._fault("", f"the text is not UTF-8: byte {error.start}")
            return ""

    def _stands(self, quote: Quotation) -> bool:
        return self._prose[quote.start : quote.end] == quote.words

    def _check_identity(self) -> None:
        """Check that this is the text that the quotes were taken from."""
        source = self._dossier.source
        if source.text_sha256 != self._digest:
            self._fault("source.text_sha256", f"is {source.text_sha256}, the text's is {self._digest}")
        if source.text_length != len(self._prose):
            self._fault("source.text_length", f"is {source.text_length}, the text has {len(self._prose)} code points")

    def _check_quotes(self) -> None:
        """Check that each quote stands where it says, and that no statement lacks its words."""
        for quote in self._claimed:
            if not self._stands(quote):
                elsewhere = self._prose.find(quote.words)
                hint = "and nowhere else" if elsewhere < 0 else f"but first at {elsewhere}"
                self._fault(quote.path, f"{quote.words!r} does not stand at {quote.start}, {hint}")
        for piece in self._dossier.evidence():
            if piece.words.quote is None:
                self._fault(piece.path, "no quote, though the text is at hand")

    def _check_numbers(self) -> None:
        """Check that each number is the value of a field quoted with it, or listed as no quantity, and not both."""
        needed: set[str] = set()
        for token in self._numbers:
            around = [quote for quote in self._quotes if _holds(quote, token)]
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


def _holds(quote: Quotation, token: NumberToken) -> bool:
    return quote.start <= token.start and token.end <= quote.end


def _is_value(token: NumberToken, piece: FieldEvidence) -> bool:
    """Return whether a number of the text is the value of the field that the words around it stand behind."""
    value = _value(piece)
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


def _value(piece: FieldEvidence) -> object:
    """Return what the record holds in the field that the words stand behind."""
    try:
        return field_of(piece.record.entry, piece.field)
    except LookupError:  # which check_words tells, except of actors: theirs are in the reference data
        return None


def _plain_numbers(value: object) -> frozenset[int]:
    """Return the numbers of a field that is no quantity: a count, or year, quarter and day of a date.

    Months are words in prose: taking 2023-05-06 for its month would let "May 5" pass.
    """
    if isinstance(value, int):
        return frozenset({value})
    if isinstance(value, str) and _DATE_OR_PERIOD.fullmatch(value):
        return frozenset(map(int, _YEAR_QUARTER_DAY.findall(value)))
    return frozenset()
