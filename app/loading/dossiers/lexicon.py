"""The words of English prose that are numbers, with their values, and the end of its sentences.

`docs/proof.md` publishes the lists.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final
from unicodedata import numeric

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth"
)

SMALL: Final = {word: value for value, word in enumerate(_SMALL.split())}
TENS: Final = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
MAGNITUDES: Final = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
PLURALS: Final = {f"{word}s": value for word, value in MAGNITUDES.items()}
SHORT: Final = {
    **dict.fromkeys(("ths", "thsd", "thous", "thou"), 10**3),
    **dict.fromkeys(("mn", "mln", "mil", "mio"), 10**6),
    **dict.fromkeys(("bn", "bln", "bil", "mlrd", "mrd"), 10**9),
    **dict.fromkeys(("tn", "tln", "trn", "trln"), 10**12),
}
"""Magnitudes as agencies shorten them: $24 bln, 10.4 mln tons, $13bn."""
LETTERS: Final = {"k": 10**3, "m": 10**6, "b": 10**9}
"""Magnitudes of one letter, only behind figures: $565m, $24B."""
ORDINALS: Final = {
    **{word: value for value, word in enumerate(_ORDINALS.split(), start=1)},
    **{f"{word[:-1]}ieth": value for word, value in TENS.items()},
    "hundredth": 100,
    "thousandth": 1000,
}
ORDINAL_SUFFIXES: Final = ("st", "nd", "rd", "th")
PARTS: Final = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
"""Fractions with a name of their own; the others are ordinals from `third` on."""
_NO_PARTS = ("first", "second")
DENOMINATORS: Final = {
    **PARTS,
    **{word: value for word, value in ORDINALS.items() if word not in _NO_PARTS},
    **{f"{word}s": value for word, value in ORDINALS.items() if word not in _NO_PARTS},
}
GLYPHS: Final = {glyph: Fraction(numeric(glyph)).limit_denominator(4) for glyph in "½⅓⅔¼¾"}
MULTIPLES: Final = {
    **dict.fromkeys(("double", "doubles", "doubled", "doubling", "twice", "twofold"), Fraction(2)),
    **dict.fromkeys(("triple", "triples", "tripled", "tripling", "trebled", "thrice", "threefold"), Fraction(3)),
    **dict.fromkeys(("quadruple", "quadrupled", "quadrupling", "fourfold"), Fraction(4)),
    **dict.fromkeys(("quintupled", "fivefold"), Fraction(5)),
    "tenfold": Fraction(10),
    **dict.fromkeys(("halve", "halves", "halved", "halving"), Fraction(1, 2)),
}
_UNITS: Final = {
    "%": ("%", "percent", "per cent"),
    "times": ("times", "fold"),
    "USD": ("dollars", "dollar", "usd"),
    "EUR": ("euros", "eur"),
    "CNY": ("yuan", "cny", "rmb", "renminbi"),
    "KZT": ("tenge", "kzt"),
    "RUB": ("roubles", "rubles", "rub"),
}
UNITS: Final = {word: unit for unit, words in _UNITS.items() for word in words}
"""Signs and words behind a number that say what it is in."""
CURRENCY_SIGNS: Final = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB"}
SIGN_BEFORE: Final = re.compile(r"((?:\b[A-Z]{1,2})?[$€£¥₸₽]|\b[A-Z]{3}\b)[ \u00a0]?$")
UNIT_AFTER: Final = re.compile(
    rf"[ \u00a0-]?(?:U\.?S\.? )?(%|(?:{'|'.join(word for word in UNITS if word != '%')})\b)", re.IGNORECASE
)
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
