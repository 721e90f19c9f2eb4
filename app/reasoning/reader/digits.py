"""An amount on its way through the reader, and the digits of a written number: its value, and one unit of the last."""

import re
from fractions import Fraction
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import ENLARGING
from app.reasoning.reader.numbers import NumberToken

_FIGURES: Final = re.compile(r"\d[\d.,'’ \u00a0\u2009\u202f]*")
_REST: Final = re.compile(r"\d ?([^\W\d_]+)\.? \d+ ?([^\W\d_]+)$")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_TAIL: Final = re.compile(r"[.,](\d+)$")
_NO_DIGIT: Final = re.compile(r"\D")
_COUNTING: Final = 2
"""How many figures count at least where zeros end a number without a magnitude: 3,300 is 33 of 100."""


class Amount(NamedTuple):
    """A number of a text: `first` and `end` count its words, `start` and `stop` its code points.

    `unit` is None where none stands beside it; `measures` is False of dates, codes and names. `bare` is its value
    without its magnitude. `is_cell` in a table or list whose heading says what its figures are in.
    """

    token: NumberToken
    first: int
    end: int
    start: int
    stop: int
    value: Fraction
    step: Fraction
    bare: Fraction
    unit: str | None = None
    is_counted: bool = False
    in_words: bool = False
    is_shared: bool = False
    is_inherited: bool = False
    is_cell: bool = False
    measures: bool = True
    sign: int = 1

    @property
    def magnitude(self) -> Fraction:
        """By how much the words behind the figures enlarge them."""
        return self.value / self.bare if self.bare else Fraction(1)

    def enlarged(self, factor: Fraction | int) -> "Amount":
        """Return the number so many times as large."""
        return self if factor == 1 else self._replace(value=self.value * factor, step=self.step * factor)

    def in_unit_of(self, other: "Amount") -> "Amount":
        """Return the number in the unit of another."""
        return self._replace(unit=other.unit, is_counted=other.is_counted, is_shared=other.is_shared)


def digits(text: str, token: NumberToken) -> tuple[Fraction, Fraction]:
    """Return the value of a number without its magnitude, and one unit of its last digit."""
    value = token.interpretations[0].value
    figures = _FIGURES.match(text, token.start, token.end)
    if not figures:
        last = text[token.start : token.end].lower().split()[-1]
        size = Fraction(ENLARGING.get(last, 1))
        return value / size, size if value >= size else size / 10
    if rest := _REST.search(text, token.start, token.end):  # 2 billion 340 million
        return value / ENLARGING[rest[1].lower()], Fraction(ENLARGING[rest[2].lower()])
    written = figures[0].rstrip(" ,.'’\u00a0\u2009\u202f")
    size = Fraction(1)
    for word in _LETTERS.findall(text, token.start, token.end):
        size *= ENLARGING.get(word.lower(), lexicon.LETTERS.get(word.lower(), 1))
    plain = value / size
    decimals = _decimals(written, plain)
    if decimals or size > 1:
        return plain, size / 10**decimals
    whole = str(plain.numerator)
    zeros = min(len(whole) - len(whole.rstrip("0")), max(len(whole) - _COUNTING, 0))
    return plain, Fraction(10**zeros)


def _decimals(written: str, value: Fraction) -> int:
    """Return how many decimals of a number are written: 11.0 has one."""
    tail = _TAIL.search(written)
    if not tail:
        return 0
    whole = _NO_DIGIT.sub("", written)
    return len(tail[1]) if Fraction(int(whole), 10 ** len(tail[1])) == value else 0
