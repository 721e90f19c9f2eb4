"""The words of English prose that are numbers, with their values, and those that say what a number is in.

`docs/proof.md` publishes the lists.
"""

import re
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple
from unicodedata import numeric


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


def spelled(words: str) -> frozenset[str]:
    """Return the words of a list that is written with spaces between them."""
    return frozenset(words.split())


def paired(pairs: str) -> dict[str, str]:
    """Return what each word of a list stands for, which is written behind it: Rs=rupees."""
    return dict(pair.split("=") for pair in pairs.split())


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
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "milliard": 10**9,
}
PLURALS: Final = {f"{word}s": value for word, value in MAGNITUDES.items()}
SHORT: Final = {
    **dict.fromkeys(("ths", "thsd", "thous", "thou", "tsd"), 10**3),
    **dict.fromkeys(("mn", "mln", "mil", "mio", "milj", "mill"), 10**6),
    **dict.fromkeys(("bn", "bln", "bil", "bio", "mlrd", "mrd", "mds", "md", "mlds", "mld", "mdr", "mia"), 10**9),
    **dict.fromkeys(("tn", "tln", "trn", "trln", "tril"), 10**12),
    "cr": 10**7,
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
ARTICLES: Final = ("a", "an")
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
    **{f"{word}fold": Fraction(value) for word, value in (SMALL | TENS).items() if value > 5},  # noqa: PLR2004  # above
    "hundredfold": Fraction(100),
    "sextupled": Fraction(6),
    **dict.fromkeys(("halve", "halves", "halved", "halving"), Fraction(1, 2)),
}
_UNITS: Final = {
    unit: words.split(", ")
    for unit, words in (
        entry.split(": ")
        for entry in """\
%: %, percent, per cent, pct, pc; times: times, fold; USD: dollars, dollar, usd; EUR: euros, euro, eur;
CNY: yuan, cny, rmb, renminbi; KZT: tenge, kzt; RUB: roubles, rubles, rouble, ruble, rub; JPY: yen, jpy;
UAH: hryvnia, hryvnias, uah; UZS: soum, soums, sums, uzs; AZN: manat, manats, azn; NGN: naira, ngn;
ZAR: rand, rands, zar; BRL: reais, brl; MYR: ringgit, ringgits, myr; THB: baht, thb; BDT: taka, bdt;
IDR: rupiah, idr; PLN: zloty, zlotys, zlotych, pln; HUF: forint, forints, huf;
MNT: tugrik, tugriks, tugrug, mnt; VND: dong, vnd; ETB: birr, etb; GHS: cedi, cedis, ghs; ZMW: kwacha, zmw;
ILS: shekel, shekels, ils; GEL: lari, gel; AMD: dram, drams, amd; TJS: somoni, tjs;
AFN: afghani, afghanis, afn; MMK: kyat, kyats, mmk; GBP: pounds sterling, sterling, gbp;
CHF: swiss francs, chf; MZN: meticais, metical, mzn; LAK: kip, kips, lak;
PYG: guaraníes, guaranies, guaraní, guarani, pyg; PEN: soles, pen; AOA: kwanzas, kwanza, aoa;
KHR: riels, riel, khr; BOB: bolivianos, boliviano, bob; GTQ: quetzales, quetzal, gtq;
HNL: lempiras, lempira, hnl; RON: lei, ron; BGN: leva, bgn; BWP: pula, bwp; GMD: dalasi, dalasis, gmd;
MGA: ariary, mga; HTG: gourdes, gourde, htg; MKD: denars, denar, mkd; ALL: lek, leks;
BAM: convertible marks, convertible mark; PGK: kina; MVR: rufiyaa; BTN: ngultrum; MOP: patacas, pataca;
NIO: cordobas, córdobas; CRC: colones; VES: bolivars, bolívares; PAB: balboas; CVE: escudos;
MRU: ouguiya""".replace(";\n", "; ").split("; ")
    )
}
_CODES: Final = ("INR", "AED", "PKR", "KRW", "EGP", "QAR", "MXN", "ARS", "CLP", "SEK")
UNITS: Final = {
    **{word: unit for unit, words in _UNITS.items() for word in words},
    **{code.lower(): code for code in _CODES},
}
"""Signs and words behind a number that say what it is in."""
PERCENT_ENDS: Final = frozenset({"%", "cent", "pct", "percent"})
"""The last word of per cent, however it is written."""
CURRENCY_SIGNS: Final = paired("""
    $=USD US$=USD €=EUR £=GBP ₸=KZT ₽=RUB ₹=INR ₩=KRW ₺=TRY ₴=UAH ₦=NGN ₫=VND ₱=PHP ฿=THB ₪=ILS ₼=AZN ₾=GEL ₮=MNT
    ₲=PYG ₭=LAK ₡=CRC
""")
CURRENCY_LETTERS: Final = ("r", "n", "k", "p")
"""Letters that stand before amounts for a currency (rand, naira, kwacha, pesos): R24.5bn."""
_SPACE = r"[ \u00a0\u2009\u202f]"
SIGN_BEFORE: Final = re.compile(
    rf"((?:\b[A-Z]{{1,2}})?[$¥{''.join(sign for sign in CURRENCY_SIGNS if len(sign) == 1)}]|\b[A-Z]{{3}}){_SPACE}?$"
)
UNIT_AFTER: Final = re.compile(
    rf"(?:{_SPACE}|-)?(?:U\.?S\.? )?(%|(?:{'|'.join(word for word in UNITS if word != '%')})\b)", re.IGNORECASE
)
_ABBREVIATIONS = (
    "mr mrs ms dr prof gen col sen rep gov st no nos vol fig approx ca vs etc inc ltd co corp bros jr sr"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
ABBREVIATIONS: Final = frozenset(_ABBREVIATIONS.split())
"""Words whose full stop ends no sentence; single letters and dotted ones (U.S., a.m.) are such as well."""

ENLARGING: Final = MAGNITUDES | PLURALS | SHORT
_SPACES: Final = "\u00a0\u2009\u202f "
_UNIT_WORDS: Final = "|".join((*ENLARGING, *(unit for unit in UNITS if unit != "%"), "mt|kt|t|tons?|tonnes?|km|kg"))
_DECIMAL_COMMA: Final = rf"\d{{1,30}},\d{{1,2}}(?!\d)(?=[{_SPACES}-]?(?:(?:{_UNIT_WORDS})\b|[%€]|p\.p|pp\b))"
_LEXEME_PATTERN: Final = (
    # 1.234,5 and 24 500,5; 1.234.567
    rf"(?P<continental>\d{{1,3}}(?:[.{_SPACES}]\d{{3}}){{1,6}},\d{{1,2}}(?!\d)|\d{{1,3}}(?:\.\d{{3}}){{2,6}}(?!\d))"
    # 24,5 Mrd.; where commas are decimal, 24.500 is in thousands
    r"|(?P<decimal>{decimal})"
    # 1,23,456
    r"|\d{1,2}(?:,\d\d){1,6},\d{3}(?!\d)(?:\.\d{1,30})?"
    # 3,300.5; 3 300; 3'300
    rf"|\d{{1,3}}(?:[,{_SPACES}'’]\d{{3}}){{1,6}}(?!\d)(?:\.\d{{1,30}})?"
    r"|\d{1,30}(?:\.\d{1,30})?"
    # .5 %
    r"|(?<![^\s(+-])\.\d{1,6}(?= ?(?:%|per|pct))"
    rf"|[^\W\d_]+|[{''.join(GLYPHS)}]"
)
LEXEME: Final = re.compile(_LEXEME_PATTERN.replace("{decimal}", _DECIMAL_COMMA), re.IGNORECASE)
CONTINENTAL: Final = re.compile(
    _LEXEME_PATTERN.replace("{decimal}", r"\d{1,30},\d{1,2}(?![\d,])|\d{1,3}\.\d{3}(?!\d)"), re.IGNORECASE
)
COMMA: Final = re.compile(rf"{_DECIMAL_COMMA}|\d\.\d{{3}},\d", re.IGNORECASE)
POINT: Final = re.compile(r"\d\.\d{1,2}(?![\d.])")
NO_FIGURE: Final = re.compile(r"[^\d,]")
SEPARATORS: Final = str.maketrans("", "", f",{_SPACES}'’")
JOIN: Final = re.compile(r"[^\S\n]*\n?[^\S\n]*|[-\u2010\u2011]")
