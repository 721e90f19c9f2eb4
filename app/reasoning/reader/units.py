"""What a number is in: currencies by sign, code and name, measures with their size, and what is counted."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon
from app.reasoning.reader.currencies import (
    CODES,
    DOLLARS,
    NOBODY,
    SHARED,
    SHORT_NAMES,
    SPELLED,
    Nations,
    is_money,
    resolved,
    short_name,
)
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.prose import Prose

RANK: Final = "rank"

_LISTS: Final = Topic("units")
_MEASURES: Final = {word: (unit, size) for unit, words in _LISTS.tables().items() for word, size in words.items()}
_SIGNS_BEFORE: Final = frozenset((*CODES, *SHORT_NAMES, *DOLLARS, *lexicon.CURRENCY_SIGNS))
DURATIONS: Final = _LISTS.words("durations")
MEASURES: Final = "|".join(re.escape(word) for word in _MEASURES if len(word) > 1 and word.isalpha())
"""A pattern of measures in one word."""
_PREFIXES: Final = {"k": 1000, "K": 1000, "M": 10**6}
_AMERICAN_WORDS: Final = _LISTS.words("american")
_EXTENTS: Final = _LISTS.words("extents")
_DEPTHS: Final = _LISTS.words("depths")
_HEIGHTS: Final = _LISTS.words("heights")
_BUILT: Final = _LISTS.words("built")
_LONGEST: Final = 5
_FIRST: Final = frozenset(words.split()[0] for words in _MEASURES if " " in words)
"""How units of several words begin; names of currencies have two at most."""
_SIGN: Final = re.compile(
    rf"(?:(?P<sign>(?:[A-Z][A-Za-z]{{0,2}})?[$¥₵{''.join(sign for sign in lexicon.CURRENCY_SIGNS if len(sign) == 1)}]"
    r"|S/\.?|GH¢)"
    r"|(?<![^\W_])(?P<code>[^\W\d_]{1,4}\.?))[ \u00a0\u2009\u202f]?$"
)
_AMERICAN: Final = re.compile(r"^(?:U\.?S\.?|American) (?=dollar)")
_MUCH: Final = re.compile(r"(?!\d{5})\d(?!\b(?![.,]\d|[ \u00a0\u202f]\d{3}\b| ?[bmt]))")
_EXACT: Final = re.compile(r"\d+\.\d\d\b|\d{1,3}(?:,\d{3})+\b")
_LARGE: Final = re.compile(r"[\d.,]+ ?(?:million|billion|trillion|[bmt]n|m)\b")
_MINUS: Final = re.compile(r"(?:^|(?<=[\s(,:;]))[-+\u2212\u2013±][ \u00a0]?$")


class ReadUnit(NamedTuple):
    """A unit with the place where it begins before a number or ends behind it; `factor` is its size in the unit."""

    unit: str
    place: int
    factor: Fraction = Fraction(1)
    is_shared: bool = False


def unit_before(text: str, start: int, nations: Nations) -> ReadUnit | None:
    """Return the currency whose sign, code or short name stands directly before a number."""
    found = _SIGN.search(text, max(0, start - 6), start)
    if not found:
        return None
    if sign := found["sign"]:
        known = lexicon.CURRENCY_SIGNS.get(sign) or DOLLARS.get(sign) or SHORT_NAMES.get(sign.rstrip("."))
        known = nations.dollar if sign == "$" else known
        unit = known or lexicon.CURRENCY_SIGNS.get(sign[-1], "¥")
        read = _resolved(unit, found.start(), nations)
        return read._replace(is_shared=read.is_shared or (known is None and len(sign) > 1))
    code = found["code"].rstrip(".")
    if found["code"] in CODES:
        return ReadUnit(code, found.start())
    is_much = _MUCH.match(text, start) and (found.end("code") == start or _LARGE.match(text, start))
    short = short_name(code, nations)
    own = _resolved(short, found.start(), nations) if short else None
    is_exact = own and own.unit in nations.currencies and _EXACT.match(text, start)  # L 25.63
    return own if len(code) > 1 or is_much or is_exact else None


def unit_after(prose: Prose, index: int, nations: Nations) -> ReadUnit | None:
    """Return the unit that stands at a word: %, times, a currency, a measure."""
    if index >= len(prose.words) or prose.breaks_before(index):
        return None
    if prose.at(index) in {"-", "\u2010", "\u2011"}:
        index += 1
    if prose.at(index) in _AMERICAN_WORDS and prose.at(index + 1).startswith("dollar"):
        index += 1
    if prose.phrase(index, index + 2) == "new taiwan":
        index += 1
    end, own = nations.named.get(index, (index, None))
    if own and is_money(prose.at(end)):
        factor = Fraction(_MEASURES.get(prose.at(end), (own, 1))[1])
        return ReadUnit(own, prose.words[end].end, factor)  # Australian dollars, Canadian cents
    for size in range(_LONGEST if prose.at(index) in _FIRST else 2, 0, -1):
        if index + size > len(prose.words):
            continue
        words = prose.phrase(index, index + size)
        end = prose.words[index + size - 1].end
        written = prose.text[prose.words[index].start : end]
        stops = " \u00a0" if written in CODES else ". \u00a0"  # Rs. 5, but a code ends its sentence
        is_of_next = written in _SIGNS_BEFORE and prose.text[end : end + 3].lstrip(stops)[:1].isdigit()
        short = short_name(written, nations) if len(written) > 1 else None
        found = (short, 1) if short else _unit_of(words.replace(" - ", " "), written)
        if found and not is_of_next:
            return _resolved(found[0], end, nations, Fraction(found[1]))
    return None


def unit_named(written: str) -> tuple[str, int | Fraction] | None:
    """Return the unit that a text is the name of, and its size; a duration is no unit of tables."""
    plain = _AMERICAN.sub("", written)
    found = _unit_of(plain.lower(), plain)
    return None if found and found[0] in DURATIONS else found


def unit_words() -> Mapping[str, str]:
    """Return the units by the words that people write for one of each: tonnes, per cent, yuan."""
    return {word: unit for word, (unit, size) in _MEASURES.items() if size == 1} | {
        **lexicon.CURRENCY_SIGNS,
        **DOLLARS,
        **lexicon.UNITS,
    }


def _unit_of(words: str, written: str) -> tuple[str, int | Fraction] | None:
    """Return the unit that some words name, and its size; words in small letters, and as written."""
    shared = SPELLED.get(words, words)
    if measure := _MEASURES.get(written) or _MEASURES.get(words) or ((shared, 1) if shared in SHARED else None):
        return measure
    unit = lexicon.UNITS.get(words) or lexicon.CURRENCY_SIGNS.get(written) or DOLLARS.get(written)
    if unit is None and written in CODES:
        unit = written
    if unit is None and written[1:] in CODES and written[0] in _PREFIXES:
        return written[1:], _PREFIXES[written[0]]  # MEUR, kUSD
    if unit is None and len(written) > 1:
        unit = short_name(written, NOBODY)
    return (unit, 1) if unit else None


def _resolved(name: str, place: int, nations: Nations, factor: Fraction = Fraction(1)) -> ReadUnit:
    unit, is_shared = resolved(name, nations.currencies)
    return ReadUnit(unit, place, factor, is_shared=is_shared)


def sign_before(text: str, place: int) -> str:
    """Return the plus or minus before a number, with the space behind it."""
    found = _MINUS.search(text, max(0, place - 3), place)
    return found[0] if found else ""


_SQUARES: Final = {"2": "m2", "²": "m2", "3": "m3", "³": "m3"}


def of_letter(prose: Prose, index: int, place: int) -> str | None:
    """Return the unit where the letter behind figures is for metres or barrels: 24 m wide, 100 m2, 5 b/d.

    `index` is the word behind the number, `place` the end of the number.
    """
    if prose.at(index - 1) == "b" and prose.phrase(index, index + 2) == "/ d":
        return "barrels"
    if prose.at(index - 1) != "m":
        return None
    if prose.text[place : place + 1] in _SQUARES:
        return _SQUARES[prose.text[place]]
    following = prose.at(index), prose.at(index + 1)
    is_deep = any(prose.at(index - back) in _DEPTHS for back in range(2, 7)) or following[1] in _DEPTHS
    is_high = following[0] in _HEIGHTS or "sea" in (following[1], prose.at(index + 2))
    is_high = is_high or (following[0] == "by" and following[1][:1].isdigit())  # 3,400 m by 60
    return "m" if is_deep or is_high or not _EXTENTS.isdisjoint(following) or not _BUILT.isdisjoint(following) else None
