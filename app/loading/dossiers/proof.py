"""Proves a dossier against a copy of its text: every quote at its place, every number and sentence accounted for."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app.loading.dossiers.lexicon import NumberKind, NumberToken, covers, numbers, sentences, states
from app.loading.dossiers.shape import Dossier, QuantityEntry, SourceEntry
from app.loading.dossiers.shape.dossier import CoverageEntry
from app.loading.dossiers.shape.entry import Entry
from app.loading.dossiers.shape.statements import Statement, statements
from app.vocabulary import Quantity, RecordKind

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
_DATE_OR_PERIOD: Final = re.compile(r"[12][0-9]{3}[-/Q0-9]*")
_YEAR_QUARTER_DAY: Final = re.compile(r"[12][0-9]{3}|(?<=Q)[1-4]|(?<=-[0-9][0-9]-)[0-9]{2}")
_COUNTING: Final = (NumberKind.CARDINAL, NumberKind.ORDINAL)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was compared and what was found wrong; `quoted` counts the code points inside quotes, each once."""

    source: str
    text_sha256: str
    text_length: int
    statements: int
    quotes: int
    quoted: int
    numbers: int
    numbers_listed: int
    sentences: int
    sentences_listed: int
    findings: tuple[str, ...]

    @property
    def proved(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings


class _Quote(NamedTuple):
    """Words of the dossier with the place they claim; `statement` is None for numbers listed as no quantity."""

    path: str
    words: str
    start: int
    statement: Statement | None

    @property
    def end(self) -> int:
        return self.start + len(self.words)

    def stands_in(self, prose: str) -> bool:
        return prose[self.start : self.end] == self.words


def prove(dossier: Dossier, text: bytes) -> Proof:
    """Compare a dossier with the bytes of its text; all that is wrong comes back at once, as findings."""
    prose, unreadable = _decoded(text)
    digest = hashlib.sha256(text).hexdigest()
    said = tuple(statements(dossier))
    claimed = tuple(_quotes(dossier.coverage, said))
    quotes = tuple(quote for quote in claimed if quote.stands_in(prose))
    tokens, spans = tuple(numbers(prose)), tuple(sentences(prose))
    quoted = _union(quotes)
    findings = (
        *unreadable,
        *_identity(dossier.source, digest, len(prose)),
        *_places(claimed, said, prose),
        *_share(quoted, len(prose)),
        *_fields(said),
        *_amounts(said),
        *_uncovered_numbers(quotes, tokens, prose),
        *_silent_sentences(dossier.coverage, quotes, spans, prose),
    )
    return Proof(
        source=dossier.source.id,
        text_sha256=digest,
        text_length=len(prose),
        statements=len(said),
        quotes=len(quotes),
        quoted=quoted,
        numbers=len(tokens),
        numbers_listed=sum(any(_holds(quote, token) for quote in quotes if not quote.statement) for token in tokens),
        sentences=len(spans),
        sentences_listed=len(dossier.coverage.silent_sentences),
        findings=findings,
    )


def _decoded(text: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return text.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return "", (f"the text is not UTF-8: byte {error.start}",)


def _quotes(coverage: CoverageEntry, said: tuple[Statement, ...]) -> Iterator[_Quote]:
    for statement in said:
        if statement.quote is not None and statement.at is not None:
            yield _Quote(statement.path, statement.quote, statement.at, statement)
    for index, listed in enumerate(coverage.no_quantity):
        yield _Quote(f"coverage.no_quantity[{index}]", listed.quote, listed.at, None)


def _identity(source: SourceEntry, digest: str, length: int) -> Iterator[str]:
    """Whether this is the text that the quotes were taken from."""
    if source.text_sha256 != digest:
        yield f"source.text_sha256 is {source.text_sha256}, the text's is {digest}"
    if source.text_length != length:
        yield f"source.text_length is {source.text_length}, the text has {length} code points"


def _places(claimed: tuple[_Quote, ...], said: tuple[Statement, ...], prose: str) -> Iterator[str]:
    """Whether each quote stands where it says, and whether no statement lacks its words."""
    for quote in claimed:
        if not quote.stands_in(prose):
            elsewhere = prose.find(quote.words)
            hint = "and nowhere else" if elsewhere < 0 else f"but first at {elsewhere}"
            yield f"{quote.path}: {quote.words!r} does not stand at {quote.start}, {hint}"
    for statement in said:
        if statement.quote is None:
            yield f"{statement.path}: no quote, though the text is at hand"


def _share(quoted: int, length: int) -> Iterator[str]:
    if 2 * quoted > length:
        yield f"the quotes hold {quoted} of {length} code points, at most half of a text may be quoted"


def _union(quotes: Iterable[_Quote]) -> int:
    total, reached = 0, 0
    for quote in sorted(quotes, key=lambda quote: quote.start):
        total += max(0, quote.end - max(quote.start, reached))
        reached = max(reached, quote.end)
    return total


def _fields(said: tuple[Statement, ...]) -> Iterator[str]:
    """Whether the field that the words stand behind holds anything; those of actors are reference data."""
    for statement in said:
        if statement.kind is not RecordKind.ACTOR and _field(statement) in (None, ()):
            yield f"{statement.path}: evidence for a field that the record leaves empty or does not have"


def _amounts(said: tuple[Statement, ...]) -> Iterator[str]:
    """Whether each quantity's own words state its amount."""
    for statement in said:
        quantity = statement.coarser or statement.quantity
        if quantity and statement.quote and not states(quantity, statement.quote):
            yield f"{statement.path}: {statement.quote!r} does not state {_show(quantity)}"


def _uncovered_numbers(quotes: tuple[_Quote, ...], tokens: tuple[NumberToken, ...], prose: str) -> Iterator[str]:
    """Whether each number is the value of a field quoted with it, or listed as no quantity, and not both."""
    needed = set()
    for token in tokens:
        around = [quote for quote in quotes if _holds(quote, token)]
        evidence = [quote.statement for quote in around if quote.statement]
        if any(_gives(statement, token) for statement in evidence):
            continue
        listings = [quote.path for quote in around if not quote.statement]
        needed.update(listings)
        if not listings:
            where = f"the number {prose[token.start : token.end]!r} at {token.start}"
            others = ", ".join(statement.path for statement in evidence)
            yield f"{where} is not the value of {others}" if others else f"{where} is neither evidence nor listed"
    for quote in quotes:
        if not quote.statement and quote.path not in needed:
            yield f"{quote.path}: {quote.words!r} holds no number that needs listing"


def _holds(quote: _Quote, token: NumberToken) -> bool:
    return quote.start <= token.start and token.end <= quote.end


def _gives(statement: Statement, token: NumberToken) -> bool:
    """Say whether a number of the text is the value of the field that the words around it stand behind."""
    held = statement.coarser or statement.quantity or _field(statement)
    if isinstance(held, QuantityEntry):
        held = held.quantity()
    if isinstance(held, Quantity):
        return covers(held, token)
    return any(reading.kind in _COUNTING and reading.value in _plain_numbers(held) for reading in token.readings)


def _plain_numbers(held: Any) -> frozenset[int]:
    """Give the numbers of a field that is no quantity: a count, or year, quarter and day of a date.

    Months are words in prose: taking 2023-05-06 for its month would let "May 5" pass.
    """
    if isinstance(held, int):
        return frozenset({held})
    if isinstance(held, str) and _DATE_OR_PERIOD.fullmatch(held):
        return frozenset(map(int, _YEAR_QUARTER_DAY.findall(held)))
    return frozenset()


def _field(statement: Statement) -> Any:
    """Follow a field such as `participants[2].count` into the entry; None where there is nothing."""
    held: Any = statement.entry
    for name, index in _STEP.findall(statement.field):
        held = getattr(held, name, None) if isinstance(held, Entry) else None
        if index:
            held = held[int(index)] if isinstance(held, tuple) and int(index) < len(held) else None
    return held


def _silent_sentences(
    coverage: CoverageEntry, quotes: tuple[_Quote, ...], spans: tuple[tuple[int, int], ...], prose: str
) -> Iterator[str]:
    """Whether each sentence has a statement or is listed as silent, and not both."""
    listed = {entry.at for entry in coverage.silent_sentences}
    evidence = [quote for quote in quotes if quote.statement]
    for start, end in spans:
        speaks = any(quote.start < end and start < quote.end for quote in evidence)
        if speaks and start in listed:
            yield f"coverage.silent_sentences: the sentence at {start} does hold a statement"
        if not speaks and start not in listed:
            yield f"the sentence at {start} has no statement and is not listed: {prose[start : min(end, start + 40)]!r}"
    for stray in sorted(listed - {start for start, _ in spans}):
        yield f"coverage.silent_sentences: no sentence starts at {stray}"


def _show(quantity: Quantity) -> str:
    value = f"{quantity.lower} to {quantity.upper}" if quantity.value is None else f"{quantity.value}"
    return f"{value} {quantity.unit}"
