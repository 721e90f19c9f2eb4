"""Which words of English prose are numbers and what they are worth; `docs/proof.md` publishes the list."""

from fractions import Fraction
from typing import Final

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
SUFFIXES: Final = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12}
"""Magnitudes glued to figures: $565m."""
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
GLYPHS: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
}
MULTIPLES: Final = {
    **dict.fromkeys(("double", "doubles", "doubled", "doubling", "twice", "twofold"), Fraction(2)),
    **dict.fromkeys(("triple", "triples", "tripled", "tripling", "trebled", "thrice", "threefold"), Fraction(3)),
    **dict.fromkeys(("quadruple", "quadrupled", "quadrupling", "fourfold"), Fraction(4)),
    **dict.fromkeys(("quintupled", "fivefold"), Fraction(5)),
    "tenfold": Fraction(10),
    **dict.fromkeys(("halve", "halves", "halved", "halving"), Fraction(1, 2)),
}
UNITS: Final = {
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "times": "times",
    "fold": "times",
    "dollars": "USD",
    "dollar": "USD",
    "usd": "USD",
    "euros": "EUR",
    "eur": "EUR",
    "yuan": "CNY",
    "cny": "CNY",
    "tenge": "KZT",
    "kzt": "KZT",
    "roubles": "RUB",
    "rubles": "RUB",
}
"""Signs and words behind a number that say what it is in."""
CURRENCY_SIGNS: Final = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB"}
