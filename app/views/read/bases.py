"""What a change is against, where its sentence says so: from 2013 to 2023, since 2021, compared with 2019."""

import re
from dataclasses import replace
from typing import Final, NamedTuple

from app.reasoning.reader.result import ReadNumber
from app.views.read.around import NumberedSentence
from app.vocabulary.measures import Frequency
from app.vocabulary.period import Period
from app.vocabulary.verdicts import Doubt, Measured

_YEAR: Final = r"((?:1[89]|20)\d\d)\b"
_SPAN: Final = re.compile(rf"\b(?:from|between)\s+{_YEAR}\s+(?:to|and|until|till)\s+{_YEAR}", re.IGNORECASE)
_AGAINST: Final = re.compile(
    r"\b(?:since|against|over|versus|on|from|of|than(?:\s+\w+){0,3}?|(?:compared|relative|comparison)\s+(?:with|to))"
    rf"(?:\s+in)?(?:\s+the\s+(?:level|figure|same\s+period)\s+(?:of|in))?\s+{_YEAR}"
    rf"|\bthe\s+{_YEAR}\s+(?:level|figure)",
    re.IGNORECASE,
)
_LASTING: Final = re.compile(
    r"\b(?:in|over|within|during|for|past|last|previous|recent)\s+[\w-]+\s+years\b|\bdecades?\b|\byears\b"
    r"|\b(?:a|per|each|every) year\b(?!,? (?:earlier|before|ago|previous))|\bannually\b|\baverag|\bannual rate"
    rf"|\bsince\s+(?!{_YEAR})|\b{_YEAR}\s?[-\u2013]\s?{_YEAR}",
    re.IGNORECASE,
)
"""Words of a longer time than a year, which do not say what exactly a change is against."""
_LONGEST: Final = re.compile(
    r"\b(?:\w+est|most|record)\b(?: \w+){0,2} (?:in|for) (?:[\w-]+ years|(?:\w+ ){0,3}decades?)\b", re.IGNORECASE
)
"""Words of a record in such a time: the strongest in five years."""
_CHANGES: Final = (Measured.GROWTH, Measured.RATIO, Measured.CHANGE)


class AgainstBase(NamedTuple):
    """A number with the period that its change is against; None where that is the year before."""

    number: ReadNumber
    base: Period | None = None
    is_unsure: bool = False
    """Whether the change is against something that the sentence does not say plainly."""


def compared(number: ReadNumber, sentence: NumberedSentence) -> AgainstBase:
    """Return a number with what its change is against, if it is one."""
    if number.kind not in _CHANGES:
        return AgainstBase(number)
    near, spoken = (_LONGEST.sub("", text) for text in (_near(number, sentence), sentence.text))
    if span := _SPAN.search(near):
        first, last = (year for year in span.groups() if year)
        doubts = tuple(doubt for doubt in number.doubts if doubt is not Doubt.PERIOD)
        dated = replace(number, period=Period.parse(last), doubts=doubts)
        return AgainstBase(dated, Period.parse(first), is_unsure=first >= last or bool(_LASTING.search(near)))
    before = number.period and number.period.year_before
    own = {str(each)[:4] for each in (number.period, before) if each}
    years = {year for found in _AGAINST.findall(near) for year in found if year} - own
    # An earlier year that nothing says the change is against may be its base all the same.
    earlier = {year for year in re.findall(_YEAR, near) if before and year < str(before)[:4]}
    is_other = bool(_SPAN.search(spoken)) or not earlier <= years
    frequency = number.period and number.period.frequency
    is_lasting = bool(_LASTING.search(spoken)) and frequency is not Frequency.CUMULATIVE
    if not (years or is_other or is_lasting):
        return AgainstBase(number)
    is_plain = (
        len(years) == 1
        and frequency is Frequency.ANNUAL
        and not (is_other or is_lasting)
        and min(years) < str(number.period)
    )
    return AgainstBase(number, Period.parse(min(years)) if is_plain else None, is_unsure=not is_plain)


def _near(number: ReadNumber, sentence: NumberedSentence) -> str:
    """Return the part of a sentence between the quantities before a number and behind it."""
    others = [other for other in sentence.numbers if other.unit]
    ends = [other.end - sentence.start for other in others if other.end <= number.start]
    starts = [other.start - sentence.start for other in others if other.start >= number.end]
    return sentence.text[max(ends, default=0) : min(starts, default=len(sentence.text))]
