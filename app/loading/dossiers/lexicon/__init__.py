"""The lexicon: which words of English prose are numbers, what they are worth, and where sentences end."""

import re
from collections.abc import Iterator
from typing import Final

_ABBREVIATIONS = (
    "mr mrs ms dr prof gen col sen rep gov st no nos vol fig approx ca vs etc inc ltd co corp bros jr sr"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
ABBREVIATIONS: Final = frozenset(_ABBREVIATIONS.split())
"""Words whose full stop ends no sentence; single letters and dotted ones (U.S., a.m.) are such as well."""

_PARAGRAPH: Final = re.compile(r"\S(?:.*\S)?")
_STOP: Final = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9А-Я])")
_BEFORE: Final = re.compile(r"[^\s\"'“‘«(\[]+$")
_DOTTED: Final = re.compile(r"[^\W\d_](\.[^\W\d_])*")
_OPENING, _CLOSING = "([", ")]"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences as (start, end) in code points, without the white space around them.

    A line ends its last sentence, so a headline is one; a stop ends a sentence when a capital, a figure or an opening
    mark follows, unless it belongs to an abbreviation or stands inside brackets.
    """
    for paragraph in _PARAGRAPH.finditer(text):
        start = paragraph.start()
        for stop in _STOP.finditer(text, start, paragraph.end()):
            if _ends_sentence(text[start : stop.start()], stop[0]):
                yield start, stop.end()
                start = stop.end() + len(text[stop.end() :]) - len(text[stop.end() :].lstrip())
        yield start, paragraph.end()


def _ends_sentence(before: str, stop: str) -> bool:
    """Return whether a stop ends the sentence that has run up to it."""
    depth = sum(map(before.count, _OPENING)) - sum(map(before.count, _CLOSING))
    if depth > sum(map(stop.count, _CLOSING)):
        return False
    word = _BEFORE.search(before)
    if word is None or not stop.startswith(".") or stop.startswith(".."):
        return True
    return word[0].lower() not in ABBREVIATIONS and not _DOTTED.fullmatch(word[0])
