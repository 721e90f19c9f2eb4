"""Numbers that measure nothing: codes, articles, telephone numbers, names, marks of lists, ages, times of day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.reasoning.reader.currencies import Nations
from app.reasoning.reader.lexicon import ENLARGING, SMALL, TENS, Topic
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import MEASURES, unit_before

_NUMBER: Final = r"\d[\d./:\u2010\u2011\u2013-]*"
_LISTS: Final = Topic("codes")
_REFERENCE: Final = rf"(?i:{_LISTS.either('before')})|{_LISTS.either('capitals')}"
_SIZES: Final = "|".join(ENLARGING)
_NO_UNIT: Final = rf"(?![\d.,]*\d|[ -]?(?:%|per|pct|{_SIZES}|{MEASURES})\b|[ -]?%)"
_WORDS: Final = "|".join((*SMALL, *TENS))
_NAMED: Final = rf"(?=[.,;:)](?!\d)| (?:{_LISTS.either('behind_name')})\b|$)"
"""What stands behind a number that is a name: from day five on."""
_STREETS: Final = _LISTS.either("streets")
_SPANNING: Final = rf"-(?:year|month|week|day) (?={_LISTS.either('spanning')})"
_NAMES: Final = _LISTS.either("named")
_NAMING: Final = frozenset(re.findall("[a-z]+", f"{_REFERENCE}|{_NAMES}|{_WORDS}".lower()))
"""The words that names of numbers begin with."""


def _shapes(table: Mapping[str, Sequence[str]], *others: str) -> tuple[re.Pattern[str], ...]:
    listed = ("".join(pieces) for pieces in table.values())
    return tuple(re.compile(shape, re.MULTILINE) for shape in (*listed, *others))


_AT_FIGURES: Final = _shapes(
    _LISTS.table("shapes_at_figures"),
    # the 10-year yield; 3-star, 4x4; 12 Main Street
    rf"\b(?:\d{{1,3}}{_SPANNING}|\d-(?:{_LISTS.either('fold_nouns')})\b|\dx\d\b)",
    rf"\b\d{{1,4}}[A-Z]? (?:[A-Z][\w'.-]* ){{1,3}}(?:{_STREETS})\b",
)
_AT_CAPITALS: Final = _shapes(
    _LISTS.table("shapes_at_capitals"),
    # COP29, Euro 5 diesel
    rf"\bCOP-?\d\d\b{_NO_UNIT}|\bEuro[ -]?[1-7] (?=[a-z]){_NO_UNIT}",
)
_AT_NAMES: Final = _shapes(
    _LISTS.table("shapes_at_names"),
    # HS 2603, Articles 5 and 6, Resolution 1/2019, Law No. 5429
    (
        rf"(?<![^\W_])(?:{_REFERENCE})(?: no\.?| No\.?| nos\.?| Nos\.?| number)? ?(?:[A-Z]{{1,3}}/)?"
        rf"(?!\d[\d.,]*(?:[bmk]| ?(?:{_SIZES}))\b){_NUMBER}"  # but: volume 37.6m kg
        rf"(?:(?:, ?| and | to | or |, and ){_NUMBER}(?![\d.,]*[ %]?(?:%|per|pct|{_SIZES}|{MEASURES})\b))?"
    ),
    # berth 7, phase two; but not: each stage five firms
    (
        rf"(?<=[ (])(?=(?:{_NAMES})[ -])(?<!\b[Tt]he )(?<!\b[Aa] )(?<!ach )(?<!very )(?<!er )(?<!ne )"
        rf"[a-z]+[ -](?:\d{{1,3}}\b{_NO_UNIT}|(?:{_WORDS}){_NAMED})"
    ),
    rf"\b(?:{_WORDS}){_SPANNING}",
)
_ANYWHERE: Final = _shapes(
    _LISTS.table("shapes"),
    # but not of a rank: the No. 2 market
    (
        r"(?=[Nn№])(?<!the )(?<!ranks )(?<!ranked )(?<!as )(?<!now )(?<!its )(?<!is )(?<!was )(?<!'s )(?<!’s )"
        rf"(?<!being )(?![Nn][Oo]\.? ?\d+ (?:[\w-]+ ){{0,2}}(?:{_LISTS.either('ranked')})\b)"
        rf"(?:\b[Nn][Oo]s?\.|\b[Nn]r\.?|№) ?{_NUMBER}(?:/{_NUMBER})?"
    ),
    # in year 10, by week 6
    (
        r"(?:in|In|by|By|from|From|until|till|after|After|on|On|to|of|before|since) (?:year|month|week|day|hour)"
        rf" (?:\d{{1,2}}\b{_NO_UNIT}|(?:{_WORDS}){_NAMED})"
    ),
    (
        rf"(?:{_LISTS.either('numbered')}) \d{{1,2}}"
        rf"(?:\.[\da-d]{{1,2}}(?:\.\d)?|(?<=SDG \d)|(?<=SDG \d\d))\b(?!,\d){_NO_UNIT}"
    ),
    # Vision 2030, Belt and Road 2.0, Industry 4.0; Prospekt 12; its Dolphin 2 model
    rf"(?:{_LISTS.either('programmes')}) (?:20\d\d|\d\.\d)\b|(?:{_STREETS}) \d{{1,4}}\b",
    rf"\b(?:[Ii]ts|[Tt]he|an?|their|new) [A-Za-z]*[A-Z][a-z]+ \d{{1,3}}\b(?= [a-z]){_NO_UNIT}",
    # half of you are under 35, people over 60; he is 40
    (
        rf"\b(?:(?:{_LISTS.either('aged')})\b[a-z ]{{0,20}} (?:under|over|below|above) (?:\d\d|{_WORDS})\b"
        rf"(?=[,;:)]|\.(?!\d)| {_LISTS.either('behind_age')}|$)"
        rf"|(?:who|he|she|I) (?:is|was|am) (?:\d\d|(?:{'|'.join(TENS)})(?:-\w+)?)(?=[,.;]| and\b))"
    ),
)
_NEAR: Final = 200
_NOTES: Final = re.compile(r"\(\d{1,2}\)(?!\d)")
_SHARES: Final = re.compile(r"\(\d[\d.]* ?(?:%|per ?cent|pct)\)")
"""By these in its sentence a number in brackets is one more and no note: vehicles (41 per cent), machinery (22)."""
_FIGURES: Final = re.compile(r"\d+")
_GLUED: Final = re.compile(r"[^\W\d_]")


def identifiers(prose: Prose) -> Iterator[tuple[int, int]]:
    """Yield the places of numbers in figures that measure nothing."""
    text, words = prose.text, prose.words
    yield from _tried(_AT_FIGURES, text, [match.start() for match in _FIGURES.finditer(text)])
    yield from _tried(_AT_CAPITALS, text, [word.start for word in words if word.is_capital])
    yield from _tried(_AT_NAMES, text, [word.start for word in words if word.text in _NAMING])
    for pattern in _ANYWHERE:
        for match in pattern.finditer(text):
            yield match.span()
    for match in _NOTES.finditer(text):
        near = text[max(0, match.start() - _NEAR) : match.start()].replace("\n", ". ").rpartition(". ")[2]
        if not _SHARES.search(near):
            yield match.start(), match.end()


def _tried(patterns: Sequence[re.Pattern[str]], text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield what patterns match at some places in order, as if each were searched: to try them there is quicker."""
    for pattern in patterns:
        end = 0
        for place in places:
            if place >= end and (match := pattern.match(text, place)):
                end = match.end()
                yield place, end


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
