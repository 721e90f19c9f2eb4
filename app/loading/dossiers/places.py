"""Find quotes in a copy of their text by their words and neighbours, whatever white space the copy has."""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import product
from typing import Final, NamedTuple

from app.loading.dossiers.entry import LONGEST_NEIGHBOUR
from app.loading.dossiers.words import Quotation

_SPACE: Final = r"[\s\u200b\u2060\ufeff]"
_RUN: Final = re.compile(f"{_SPACE}+")
_HYPHENS: Final = "-\u2010\u2011\u2013\u2014/"
"""Signs behind which a line may be broken where no white space stood."""
_BREAK: Final = re.compile(f"(?<=[{_HYPHENS}])(?!$)")


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
    for pair in sorted(product(("", *before), ("", *behind)), key=_length):
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


def _length(pair: tuple[str, str]) -> int:
    return sum(map(len, pair))
