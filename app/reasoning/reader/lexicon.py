"""The words that the reader knows: a file of `lists/` for each topic, in it a list or a table for each kind of word.

A list has blanks between its words and _ inside a phrase; a table has a list behind what its words stand for. Below are
those of numbers, with their values, and those that say what a number is in.
"""

import re
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, Final, NamedTuple
from unicodedata import numeric

from app.vocabulary import tables_beside


class Topic:
    """The lists and tables of a topic. What no file has is a KeyError when the program starts."""

    def __init__(self, name: str) -> None:
        self._kinds: Final = _kinds(name)

    def ordered(self, kind: str) -> tuple[str, ...]:
        """Return the words of a list in its order."""
        return _words(self._kinds[kind])

    def words(self, kind: str) -> frozenset[str]:
        """Return the words of a list."""
        return frozenset(self.ordered(kind))

    def either(self, kind: str) -> str:
        """Return a pattern of any word of a list, the longest first."""
        return "|".join(sorted(map(re.escape, self.ordered(kind)), key=len, reverse=True))

    def table(self, kind: str) -> dict[str, tuple[str, ...]]:
        """Return a table: what its words stand for, with them."""
        return {key: _words(below) for key, below in self._kinds[kind].items()}

    def meanings(self, kind: str) -> dict[str, str]:
        """Return what each word of a table stands for."""
        return {word: key for key, words in self.table(kind).items() for word in words}

    def sizes(self, kind: str) -> dict[str, Fraction]:
        """Return the number that each word of a table stands for."""
        return {word: Fraction(key) for word, key in self.meanings(kind).items()}

    def tables(self) -> dict[str, dict[str, Fraction]]:
        """Return every table of the topic, the words of each with their numbers."""
        return {kind: self.sizes(kind) for kind, below in self._kinds.items() if isinstance(below, dict)}


@cache
def _kinds(name: str) -> dict[str, Any]:
    return tables_beside(__file__, f"lists/{name}.toml")


def _words(written: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in written.split())


class NumberKind(StrEnum):
    """What a number word does: count, put in order, name a part, or multiply."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    MULTIPLE = "multiple"


class Interpretation(NamedTuple):
    """One way to read a number: "a third" is one part of three, or one more after two."""

    kind: NumberKind
    value: Fraction


_WORDS: Final = Topic("numbers")
_MONEY: Final = Topic("money")

SMALL: Final = {word: value for value, word in enumerate(_WORDS.ordered("small"))}
TENS: Final = {word: 10 * value for value, word in enumerate(_WORDS.ordered("tens"), start=2)}
MAGNITUDES: Final = {word: int(size) for word, size in _WORDS.sizes("magnitudes").items()}
PLURALS: Final = {f"{word}s": value for word, value in MAGNITUDES.items()}
SHORT: Final = {word: int(size) for word, size in _WORDS.sizes("short").items()}
"""Magnitudes as agencies shorten them: $24 bln, 10.4 mln tons, $13bn."""
LETTERS: Final = {word: int(size) for word, size in _WORDS.sizes("letters").items()}
"""Magnitudes of one letter, only behind figures: $565m, $24B."""
ORDINALS: Final = {
    **{word: value for value, word in enumerate(_WORDS.ordered("ordinals"), start=1)},
    **{f"{word[:-1]}ieth": value for word, value in TENS.items()},
    "hundredth": 100,
    "thousandth": 1000,
}
ARTICLES: Final = _WORDS.ordered("articles")
ORDINAL_SUFFIXES: Final = _WORDS.ordered("ordinal_suffixes")
PARTS: Final = {word: int(size) for word, size in _WORDS.sizes("parts").items()}
"""Fractions with a name of their own; the others are ordinals from `third` on."""
_AS_PARTS: Final = {word: value for word, value in ORDINALS.items() if value > 2}  # noqa: PLR2004  # third
DENOMINATORS: Final = {**PARTS, **_AS_PARTS, **{f"{word}s": value for word, value in _AS_PARTS.items()}}
GLYPHS: Final = {glyph: Fraction(numeric(glyph)).limit_denominator(4) for glyph in _WORDS.ordered("glyphs")}
MULTIPLES: Final = {
    **_WORDS.sizes("multiples"),
    **{f"{word}fold": Fraction(value) for word, value in (SMALL | TENS).items() if value > 5},  # noqa: PLR2004  # above
}
UNITS: Final = _WORDS.meanings("units") | _MONEY.meanings("names")
"""Signs and words behind a number that say what it is in."""
PERCENT_ENDS: Final = _WORDS.words("percent_ends")
"""The last word of per cent, however it is written."""
CURRENCY_SIGNS: Final = _MONEY.meanings("signs")
CURRENCY_LETTERS: Final = frozenset(name.lower() for name in _MONEY.meanings("short_names") if len(name) == 1)
"""Letters that stand before amounts for a currency (rand, naira, kwacha, pesos, maloti): R24.5bn."""
_SPACE = r"[ \u00a0\u2009\u202f]"
SIGN_BEFORE: Final = re.compile(
    rf"((?:\b[A-Z]{{1,2}})?[$¥{''.join(sign for sign in CURRENCY_SIGNS if len(sign) == 1)}]|\b[A-Z]{{3}}){_SPACE}?$"
)
UNIT_AFTER: Final = re.compile(
    rf"(?:{_SPACE}|-)?(?:u\.?s\.? )?(%|(?:{'|'.join(word for word in UNITS if word != '%')})\b)"
)
"""In small letters, as the patterns of numbers below."""
ABBREVIATIONS: Final = _WORDS.words("abbreviations")
"""Words whose full stop ends no sentence; single letters and dotted ones (U.S., a.m.) are such as well."""

ENLARGING: Final = MAGNITUDES | PLURALS | SHORT
_SPACES: Final = "\u00a0\u2009\u202f "
_UNIT_WORDS: Final = "|".join((*ENLARGING, *(unit for unit in UNITS if unit != "%"), "mt|kt|t|tons?|tonnes?|km|kg"))
_DECIMAL_COMMA: Final = rf"\d{{1,30}},\d{{1,2}}(?!\d)(?=[{_SPACES}-]?(?:(?:{_UNIT_WORDS})\b|[%€]|p\.p|pp\b))"
_LEXEME_PATTERN: Final = (
    r"[^\W\d_]+"  # first, since most are words; some numbers are such, as ½
    # 1.234,5 and 24 500,5; 1.234.567
    rf"|(?P<continental>\d{{1,3}}(?:[.{_SPACES}]\d{{3}}){{1,6}},\d{{1,2}}(?!\d)|\d{{1,3}}(?:\.\d{{3}}){{2,6}}(?!\d))"
    # 4-1/2
    r"|(?P<mixed>(?<![\w.,/-])\d{1,4}(?:\.\d\d)?[- ]\d/[2-9](?![\d/]))"
    # 24,5 Mrd.; where commas are decimal, 24.500 is in thousands
    r"|(?P<decimal>{decimal})"
    # 1,23,456
    r"|\d{1,2}(?:,\d\d){1,6},\d{3}(?!\d)(?:\.\d{1,30})?"
    # 3,300.5; 3 300; 3'300
    rf"|\d{{1,3}}(?:[,{_SPACES}'’]\d{{3}}){{1,6}}(?!\d)(?:\.\d{{1,30}})?"
    r"|\d{1,30}(?:\.\d{1,30})?"
    # .5 %
    r"|(?<![^\s(+-])\.\d{1,6}(?= ?(?:%|per|pct))"
)
LEXEME: Final = re.compile(_LEXEME_PATTERN.replace("{decimal}", _DECIMAL_COMMA))
CONTINENTAL: Final = re.compile(_LEXEME_PATTERN.replace("{decimal}", r"\d{1,30},\d{1,2}(?![\d,])|\d{1,3}\.\d{3}(?!\d)"))
COMMA: Final = re.compile(rf"{_DECIMAL_COMMA}|\d\.\d{{3}},\d")
POINT: Final = re.compile(r"\d\.\d{1,2}(?![\d.])")
NO_FIGURE: Final = re.compile(r"[^\d,]")
SEPARATORS: Final = str.maketrans("", "", f",{_SPACES}'’")
JOIN: Final = re.compile(r"[^\S\n]*\n?[^\S\n]*|[-\u2010\u2011]")
