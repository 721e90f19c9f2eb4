"""English prose as its words, as its sentences, and as one line a paragraph."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon

_PARAGRAPH: Final = re.compile(r"\S(?:.*\S)?")
_STOP: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?:\[\d{1,3}\])*+(?=\s++[\"'“‘«(\[]*+[A-Z0-9А-Я])")
_BEFORE: Final = re.compile(r"[^\s\"'“‘«(\[]+$")
_LONGEST_ABBREVIATION: Final = 24
_DOTTED: Final = re.compile(r"[^\W\d_](\.[^\W\d_])*")
_CURRENCY_BEHIND: Final = re.compile(r"\s(?:[A-Z]{3}\b|Euros?\b|Dollars?\b|US|[€$£])")
_FIGURE_BEHIND: Final = re.compile(r"\s+[-+\u2212]?\d")
_NO_SPACE: Final = re.compile(r"\S")
_PIECE: Final = re.compile(r"\s+|\S+")
_HYPHENATED: Final = re.compile(r"[^\W_][-\u2010\u2011\u2013]")
_NO_BREAK: Final = ("\u00a0", "\u202f")


def unbroken(text: str) -> tuple[str, list[int]]:
    """Return a text as if its paragraphs stood on one line each, and where each of its characters stands in the text.

    White space is one space, but between paragraphs an empty line. A line broken behind a hyphen goes on without one,
    and a space that does not break stays, for it separates thousands.
    """
    pieces, places = list[str](), list[int]()
    for match in _PIECE.finditer(text):
        start, piece = match.start(), match[0]
        if piece.isspace() and piece not in _NO_BREAK:
            goes_on = "\n" in piece and _HYPHENATED.fullmatch(text, max(0, start - 2), start)
            piece = "\n\n" if piece.count("\n") > 1 else "" if goes_on else " "
            places += [start] * len(piece)
        else:
            places += range(start, match.end())
        pieces.append(piece)
    return "".join(pieces), places


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences as (start, end) in code points, without the white space around them.

    A line ends its last sentence, so a headline is one; a stop ends a sentence when a capital, a figure or an opening
    mark follows, unless it belongs to an abbreviation or stands inside brackets.
    """
    for paragraph in _PARAGRAPH.finditer(text):
        start = counted = paragraph.start()
        depth = 0
        for stop in _STOP.finditer(text, start, paragraph.end()):
            piece = text[counted : stop.end()]
            depth += sum(map(piece.count, "([")) - sum(map(piece.count, ")]"))
            counted = stop.end()
            if depth <= 0 and _ends_sentence(text, start, stop):
                yield start, stop.end()
                start = counted = _NO_SPACE.search(text, counted).start()  # type: ignore[union-attr]  # a stop has a word behind it
                depth = 0
        yield start, paragraph.end()


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    """Return whether a stop outside brackets ends the sentence that has run up to it."""
    # As far back as an abbreviation may reach: the time for a text grows with its length, not with its square.
    word = _BEFORE.search(text, max(start, stop.start() - _LONGEST_ABBREVIATION), stop.start())
    if stop[0].startswith("...") and _FIGURE_BEHIND.match(text, stop.end()):
        return False  # Wheat ...... 12.5
    if word is None or not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    if word[0].lower() in lexicon.SHORT and _CURRENCY_BEHIND.match(text, stop.end()):
        return False
    return word[0].lower() not in lexicon.ABBREVIATIONS and not _DOTTED.fullmatch(word[0])


_WORD: Final = re.compile(r"(?:[A-Z]\.){2,}|'s\b|[^\W\d_]+|\d{1,30}(?:[.,]\d{1,30})*|\S")
_SOFT: Final = re.compile(r"(?<=[^\s.!?:;…|])([ \t\r]*\n[ \t\r]*)(?=[a-z(%€$£¥])")


class Word(NamedTuple):
    """A word, a figure or a mark of a text, in small letters, with its place."""

    start: int
    end: int
    text: str
    is_capital: bool


class Prose:
    """A text as a reader goes through it: its words in order, and its sentences as (first, past the last) of them."""

    def __init__(self, text: str) -> None:
        # Every character keeps its place: a line that goes on becomes white space of the same length.
        self.text: Final = _SOFT.sub(_as_spaces, text)
        found = _WORD.finditer(self.text.replace("’", "'"))
        self.words: Final = tuple(Word(*one.span(), one[0].lower(), one[0][0].isupper()) for one in found)
        self._texts: Final = tuple(word.text for word in self.words)
        self._count: Final = len(self.words)
        self._starts: Final = tuple(word.start for word in self.words)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The sentences, each as its first word and the one behind its last."""
        return tuple((self.index(start), self.index(end)) for start, end in sentences(self.text))

    def index(self, place: int) -> int:
        """Return the number of the first word that starts at a place or behind it."""
        return bisect_left(self._starts, place)

    def at(self, index: int) -> str:
        """Return a word by its number; no word stands outside the text."""
        return self._texts[index] if 0 <= index < self._count else ""

    def is_name(self, index: int) -> bool:
        """Return whether a word begins with a capital."""
        return 0 <= index < self._count and self.words[index].is_capital

    def breaks_before(self, index: int) -> int:
        """Return how many lines end right before a word; more than one where a paragraph begins."""
        return self.text.count("\n", self.words[index - 1].end, self.words[index].start) if index > 0 else 0

    def phrase(self, first: int, end: int) -> str:
        """Return the words from one to another with single spaces between them."""
        return " ".join(self._texts[max(0, first) : end])

    def pairs(self, first: int, end: int) -> Iterator[str]:
        """Yield each of some words with the one behind it, and a space between them."""
        return map(" ".join, pairwise(self.within(first, end + 1)))

    def within(self, first: int, end: int) -> tuple[str, ...]:
        """Return the words from one to another."""
        return self._texts[max(0, first) : end] if end > 0 else ()


def _as_spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])
