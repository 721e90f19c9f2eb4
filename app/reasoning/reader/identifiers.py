"""Numbers that measure nothing: codes, articles, telephone numbers, names, marks of lists, ages, times of day."""

import re
from collections.abc import Iterator
from typing import Final

from app.reasoning.reader.currencies import Nations
from app.reasoning.reader.lexicon import ENLARGING, SMALL, TENS, Topic
from app.reasoning.reader.units import MEASURES, unit_before

_NUMBER: Final = r"\d[\d./:\u2010\u2011\u2013-]*"
_LISTS: Final = Topic("codes")
_REFERENCE: Final = rf"(?i:{_LISTS.either('before')})|{_LISTS.either('capitals')}"
_SIZES: Final = "|".join(ENLARGING)
_NO_UNIT: Final = rf"(?![\d.,]*\d|[ -]?(?:%|per|pct|{_SIZES}|{MEASURES})\b|[ -]?%)"
_WORDS: Final = "|".join((*SMALL, *TENS))
_NAMED: Final = rf"(?=[.,;:)](?!\d)| (?:{_LISTS.either('behind_name')})\b|$)"
"""What stands behind a number that is a name: from day five on."""
_COUNT: Final = rf"(?:\d{{1,3}}|{_WORDS})"
_STREETS: Final = _LISTS.either("streets")
_SPANS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        *("".join(pieces) for pieces in _LISTS.table("shapes").values()),
        # HS 2603, Articles 5 and 6, Resolution 1/2019, Law No. 5429
        (
            rf"(?<![^\W_])(?:{_REFERENCE})(?: no\.?| No\.?| nos\.?| Nos\.?| number)? ?(?:[A-Z]{{1,3}}/)?"
            rf"(?!\d[\d.,]*(?:[bmk]| ?(?:{_SIZES}))\b){_NUMBER}"  # but: volume 37.6m kg
            rf"(?:(?:, ?| and | to | or |, and ){_NUMBER}(?![\d.,]*[ %]?(?:%|per|pct|{_SIZES}|{MEASURES})\b))?"
        ),
        (
            # but not of a rank: the No. 2 market
            r"(?=[Nn№])(?<!the )(?<!ranks )(?<!ranked )(?<!as )(?<!now )(?<!its )(?<!is )(?<!was )(?<!'s )(?<!’s )"
            r"(?<!being )"
            rf"(?![Nn][Oo]\.? ?\d+ (?:[\w-]+ ){{0,2}}(?:{_LISTS.either('ranked')})\b)"
            rf"(?:\b[Nn][Oo]s?\.|\b[Nn]r\.?|№) ?{_NUMBER}(?:/{_NUMBER})?"
        ),
        # the 10-year yield; 12-month inflation; in year 10, by week 6
        rf"\b{_COUNT}-(?:year|month|week|day) (?={_LISTS.either('spanning')})",
        (
            r"(?:in|In|by|By|from|From|until|till|after|After|on|On|to|of|before|since) (?:year|month|week|day|hour)"
            rf" (?:\d{{1,2}}\b{_NO_UNIT}|(?:{_WORDS}){_NAMED})"
        ),
        # berth 7, phase two; but not: each stage five firms
        (
            rf"[ (](?=(?:{_LISTS.either('named')})[ -])(?<!\b[Tt]he )(?<!\b[Aa] )(?<!ach )(?<!very )(?<!er )(?<!ne )"
            rf"[a-z]+[ -](?:\d{{1,3}}\b{_NO_UNIT}|(?:{_WORDS}){_NAMED})"
        ),
        (
            rf"(?:{_LISTS.either('numbered')}) \d{{1,2}}"
            r"(?:\.[\da-d]{1,2}(?:\.\d)?|(?<=SDG \d)|(?<=SDG \d\d))\b(?!,\d)"
            rf"{_NO_UNIT}"
        ),
        # 12 Main Street, Prospekt 12; , 10115 Berlin
        rf"\b\d{{1,4}}[A-Z]? (?:[A-Z][\w'.-]* ){{1,3}}(?:{_STREETS})\b",
        rf"(?:{_STREETS}) \d{{1,4}}\b",
        # its Dolphin 2 model, the Group of 77
        rf"\b(?:[Ii]ts|[Tt]he|an?|their|new) [A-Za-z]*[A-Z][a-z]+ \d{{1,3}}\b(?= [a-z]){_NO_UNIT}",
        # 3-star, 4x4, Euro 5 diesel, COP29
        rf"\b\d-(?:{_LISTS.either('fold_nouns')})\b|\b\dx\d\b|\bCOP-?\d\d\b{_NO_UNIT}",
        rf"\bEuro[ -]?[1-7] (?=[a-z]){_NO_UNIT}",
        # 45-year-old, aged 25 to 40; said Mr Rao, 57
        (
            r"\b(?:\d{1,3}-year-olds?\b|aged? \d{1,3}\b(?:(?: to | and | ?[-\u2013] ?)\d{1,3}\b)?"
            r"|[A-Z]\w{2,14}, \d{2}(?=[,.](?: [a-z]|\s*$))|(?<=, )\d{2}(?=, (?:who|a|said|from)\b)"
            r"|(?:man|woman|men|women|boy|girl) of \d{2,3}\b(?: years)?"
            r"|\d\d(?:(?:,| and) \d\d)+ years old\b|\d{1,3}(?:(?:,| and) \d{1,3})* years? of age\b"
            r"|(?:says?|said|adds|added|\w+[,.!?][\"”’'] [a-z]+)\b[^.,\d\n]{3,60}, \d\d(?=\.\s)"
            # half of you are under 35, people over 60
            rf"|(?:{_LISTS.either('aged')})\b[a-z ]{{0,20}} (?:under|over|below|above) \d\d\b"
            rf"(?=[,;:)]|\.(?!\d)| {_LISTS.either('behind_age')}|$)"
            r"|when [A-Z][\w ]{1,30} was \d\d(?=[,.;])|(?:came|married|died|retired|emigrated) at \d\d(?=[,.;])"
            rf"|(?:who|he|she|I) (?:is|was|am) (?:\d\d|(?:{'|'.join(TENS)})(?:-\w+)?)(?=[,.;]| and\b)"
            r"|(?:thank you|thanks) a (?:thousand|hundred|million) times\b"
            r"|[Aa] (?:thousand|hundred|million) (?:times )?(?:thank|apologies|welcomes|greetings|congratulations))"
        ),
        # COVID-19, EU-27, C5+1, G20, M/47, Q-Flex
        (
            r"(?<![^\W_])(?![A-Z]{3}-?\d[\d,.]* ?(?:bn|mn|tn|m\b|k\b|million|billion))"
            r"[A-Z][A-Za-z]{0,14}[-\u2010\u2011/]\d+(?![\d]*[.,]\d)\w*(?:/\d+)*"
        ),
        # Vision 2030, Belt and Road 2.0, Industry 4.0
        rf"(?:{_LISTS.either('programmes')}) (?:20\d\d|\d\.\d)\b",
    )
)
_NEAR: Final = 200
_NOTES: Final = re.compile(r"\(\d{1,2}\)(?!\d)")
_SHARES: Final = re.compile(r"\(\d[\d.]* ?(?:%|per ?cent|pct)\)")
"""By these in its sentence a number in brackets is one more and no note: vehicles (41 per cent), machinery (22)."""
_GLUED: Final = re.compile(r"[^\W\d_]")


def identifiers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of numbers in figures that measure nothing."""
    for pattern in _SPANS:
        for match in pattern.finditer(text):
            yield match.start(), match.end()
    for match in _NOTES.finditer(text):
        near = text[max(0, match.start() - _NEAR) : match.start()].replace("\n", ". ").rpartition(". ")[2]
        if not _SHARES.search(near):
            yield match.start(), match.end()


def is_name(text: str, start: int, nations: Nations, *, in_words: bool) -> bool:
    """Return whether a number is part of a name: letters stand glued to it, or it has a capital inside a sentence."""
    before = text[start - 1 : start]
    if in_words:
        return text[start].isupper() and _inside(text, start)
    if not before or not _GLUED.match(before):
        return False
    return unit_before(text, start, nations) is None


def _inside(text: str, start: int) -> bool:
    """Return whether a place is inside a sentence: a small letter or a comma and a space stand before it."""
    return start >= 2 and text[start - 1] == " " and (text[start - 2].islower() or text[start - 2] == ",")  # noqa: PLR2004  # a letter and a space
