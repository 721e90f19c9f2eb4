"""The dates and periods of a text: their places, and the period of trade statistics that each names, if any."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import SMALL, TENS, Topic
from app.vocabulary.period import Period
from app.vocabulary.text import in_small_letters

_LISTS: Final = Topic("dates")
MONTHS: Final = {
    name: number for number, names in enumerate(_LISTS.table("months").values(), start=1) for name in names
}
_MONTH: Final = rf"(?:{'|'.join(MONTHS)})\b\.?"
_FOREIGN: Final = "|".join(_LISTS.ordered("foreign_months"))
_NUMBERS: Final = {word: value for value, word in enumerate(_LISTS.ordered("counts"), start=2)}
_ORDINALS: Final = {word: int(number) for word, number in _LISTS.sizes("turns").items()}
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_COUNT: Final = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,2}})"
_LONG: Final = rf"(?:{'|'.join((*_NUMBERS, *SMALL, *TENS))}|\d{{1,3}})"
_TURN: Final = rf"(?:{'|'.join(_ORDINALS)}|1st|2nd|3rd|4th)"
_WHOLE_YEAR: Final = r"(?<!this )(?<!last )(?<!-)(?<!on )year"
_LAST_DAY: Final = r"(?:28|29|30|31)(?:th|st)?"
_OF: Final = r"[ ,/]*(?:of |in )?(?:the (?:year )?)?"
_FIRST_WORDS: Final = "|".join((*MONTHS, *_ORDINALS, *_NUMBERS, *_LISTS.ordered("first_words")))
_PATTERN: Final = re.compile(
    rf"(?<![\w.,$€£])(?=[\d'qh]|{_FIRST_WORDS})(?:"  # before all else, since what is no date is most of a text
    r"(?P<iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\d-]))"
    rf"|(?P<written>(?:19|20)\d\d[./][01]?\d[./][0-3]?\d\b|[0-3]?\d-[01]?\d-(?:19|20)\d\d\b|[0-3]?\d-{_MONTH}-\d{{2,4}}\b"
    rf"|(?:[0-3]?\d\.? ?(?:[-\u2013/]|bis|au|al) ?)?[0-3]?\d\.? (?:de )?(?:{_FOREIGN})\b(?: {_YEAR}\b)?"
    rf"|week \d{{1,2}}\b(?: of {_YEAR}\b)?|(?<=in )'\d\d\b)"
    r"|(?P<dotted>[0-3]?\d[./][01]?\d[./](?:19|20)?\d\d\b|[01]?\d/(?:19|20)\d\d\b(?!/))"
    rf"|(?P<fiscal>(?:fiscal(?: year)?|financial year|fy)[ -]?(?P<fy>(?:20|19)?\d\d)"
    r"(?:[-/\u2013](?P<fy2>\d{2,4}))?\b)"
    rf"|(?P<season>(?P<sy>{_YEAR})[-/\u2013](?P<sy2>\d\d)(?![\d%.,]*\d|[ ]?%))"
    rf"|(?P<span>(?P<from>{_YEAR})(?:[-\u2013/]| to | and | through )(?P<to>{_YEAR})\b)"
    rf"|(?P<quarter>(?:(?P<qa>{_TURN}) quarter(?! (?:in a row|running))|q(?P<qb>[1-4])(?![.,]?\d)|(?P<qc>[1-4])q)"
    rf"(?:{_OF}(?P<qy>{_YEAR})\b|'?(?P<qs>\d\d)\b)?)"
    rf"|(?P<half>(?:(?P<ha>{_TURN}) half(?: of)?(?! the total)|h(?P<hb>[12])(?![.,]?\d)|(?P<hc>[12])h)"
    rf"(?:{_OF}(?P<hy>{_YEAR})\b|'?(?P<hs>\d\d)\b|(?= (?:the|this|last) year))"
    rf"|(?P<halfyear>(?:first|second) half(?= of (?:the|this|last) year|[,.;] )))"
    rf"|(?P<ending>(?:(?:first )?(?P<en>{_COUNT}) months|{_WHOLE_YEAR}) (?:to|through|until|ending|ended)(?: in| with)?"
    rf" (?:{_LAST_DAY} (?:of )?)?(?P<em>{_MONTH})(?: {_LAST_DAY},?)?(?:{_OF}(?P<ey>{_YEAR})\b)?)"
    rf"|(?P<months>(?:(?:first|last|opening|initial|past|same) )(?P<mn>{_COUNT}) months(?:{_OF}(?P<my>{_YEAR})\b)?"
    rf"|(?P<mn2>{_COUNT}) months of (?P<my2>{_YEAR})\b|(?P<mn3>[2-9]|1[01])m(?: of)? ?(?P<my3>{_YEAR})\b)"
    rf"|(?P<quarters>(?:first|opening) (?P<qn>two|three) quarters(?:{_OF}(?P<qny>{_YEAR})\b)?)"
    rf"|(?P<run>(?P<two>between )?(?P<ra>{_MONTH})(?: (?P<ry1>{_YEAR}))?"
    rf"(?: ?[-\u2013/] ?| to | through | until |(?(two) and | and (?=february)))(?P<rb>{_MONTH})"
    rf"(?:{_OF}(?P<ry>{_YEAR})\b)?)"
    rf"|(?P<daymonth>(?:{_DAY}, )?(?:{_DAY}(?: ?[-\u2013] ?| to | and ))?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR}\b)?)"
    rf"|(?P<monthday>{_MONTH} {_DAY}(?:[-\u2013]\d{{1,2}})?(?!\d|[.,]\d| ?%| (?:million|billion|mln|bln|bn|pct|per))"
    rf"(?:,? {_YEAR}\b)?)"
    rf"|(?P<month>(?P<mo>{_MONTH}),?(?: of)? (?P<moy>{_YEAR})\b|(?P<bare>{_MONTH}))"
    rf"|(?P<decade>(?:{_YEAR[:-4]}\d0|\d0)s\b)"
    r"|(?P<relative>(?:last|this) year\b(?!'s)(?<!same period last year)(?<!same month last year))"
    rf"|(?P<year>{_YEAR})(?![\d]|[.,]\d|[-/]\d| ?%"
    r"|[ -](?:million|billion|mln|bln|bn|thousand|lakh|crore|tonnes|tons|km|mw"
    r"|teu|gwh|euros|dollars|yuan|people|companies|trucks|wagons|vehicles|hectares|units|kg)\b)"
    r")"
)
"""Of texts in small letters, as those below."""
_YEARS_ABOUT: Final = re.compile(
    rf"\b(?:(?:{_LONG}|one|a few|several|half an?|a quarter of an?)(?: hundred| thousand)?"
    r" (?:years?|months?|weeks?|days?|decades?|century|hour|seasons?|quarters?|harvests?|winters?|summers?|crops?)"
    r"(?: (?:ago|earlier|before|later|after|in a row|running|on(?=[,;]))\b|['’] (?:data|figures|results|trade)\b)"
    rf"|(?:within|in|after|during|every|any|past|next|previous|these|those|first"
    r"|last(?<!that last)(?<!which last)(?<!will last)(?<!can last)(?<!may last)(?<!to last))"
    rf" (?:the (?:past |last |next |first |same )?)?(?:{_LONG}|one|\d+) (?:years?|months?|weeks?|days?|decades?)\b"
    rf"|(?=\w{{1,9}}-m){_LONG}-month"
    r"(?= (?:trade|exports|imports|turnover|figures?|data|period|total|results?|statistics|volume))"
    rf"|(?<=, ){_LONG} months(?=[,:])"
    rf"|not(?: \w+){{1,4}} for {_LONG} (?:years|months|decades)\b"
    r"|(?=over)(?<!well )(?<!just )(?<!for )(?<!of )(?<!able )"
    rf"over (?:the )?{_LONG} (?:years?|months?|weeks?)\b(?! old| ago)"
    rf"|(?:^|(?<=[.!?] )|(?<=\n))(?:{_LONG}|one) (?:years?|months?|weeks?) after\b)",
    re.MULTILINE,
)
_DAYS: Final = _LISTS.words("days")
_HEAD: Final = 300
"""How far from its beginning a text says when it was written."""
_BASE: Final = re.compile(
    r"(?:\bthan|\bcompared (?:to|with)|\bagainst|\bversus|\bsince|\bover|\babove|\bbelow|\bfrom)"
    r"(?: in| the| of| those| that| same| corresponding| period| months?| quarter| half| year)* $"
)
"""What stands before a year that the text does not go on to speak of."""
_LONGEST_BASE: Final = 40
_FULL_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_RELATIVE: Final = re.compile(r" ?(?:of |in )?(?:last|this) year\b")
_TWO_DIGITS: Final = re.compile(r"\d\d$|\d{4}")
_QUARTER_MONTHS: Final = 3
_FISCAL: Final = Topic("nations").sizes("fiscal_years")
"""In which month the fiscal year of some nations begins."""


class DateSpan(NamedTuple):
    """Words of a date or period, and the months that it is for; None for a day, a decade or several years.

    `has_year` is False where the year is that of the period before it.
    """

    start: int
    end: int
    period: Period | None
    has_year: bool = True


def dates(text: str, areas: Sequence[tuple[int, str]] = ()) -> Iterator[DateSpan]:
    """Yield the dates and periods of a text in order; the `areas` at places tell when a fiscal year begins."""
    year, written, passed = None, None, 0
    own: tuple[str, ...] = tuple(code for _, code in areas if code in _FISCAL)[:1]
    small = in_small_letters(text)
    for match in _PATTERN.finditer(small):
        kind, reader = match.lastgroup, _READERS.get(match.lastgroup or "")
        if kind in {"month", "monthday"} and not text[match.start()].isupper():
            continue  # what may be
        while passed < len(areas) and areas[passed][0] < match.start():
            own = (areas[passed][1],) if areas[passed][1] in _FISCAL else own
            passed += 1
        is_day = kind in _DAYS and match.start() < _HEAD
        found = _FULL_YEAR.search(match[0]) if is_day and written is None else None
        written = int(found[0]) if found else written  # the text counts from it: last year
        behind = _RELATIVE.match(small, match.start() if kind == "relative" else match.end())
        ago = behind is not None and "last" in behind[0]
        own_year = str(written - ago) if written and (behind or year is None) else year
        span = reader(match, own, own_year) if reader else None
        period = _parsed(span) if span else None
        since = max(0, match.start() - _LONGEST_BASE)
        if period and kind != "relative" and not (year and _BASE.search(text, since, match.start())):
            year = str(period.last // 12)
        yield DateSpan(match.start(), match.end(), period, _TWO_DIGITS.search(match[0]) is not None)


def _parsed(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lengths of time that only place something in time: two years ago, within ten years."""
    for match in _YEARS_ABOUT.finditer(in_small_letters(text)):
        if not text.endswith(("stay ", "stayed ", "average "), 0, match.start()):  # stay 14 days after it
            yield match.start(), match.end()


def _iso(match: re.Match[str], *_: object) -> str | None:
    return match["iso"] if len(match["iso"]) == len("2023-05") else None


def _fiscal(match: re.Match[str], areas: tuple[str, ...], _: object) -> str | None:
    first, second = match["fy"], match["fy2"]
    year = int(first if len(first) > 2 else f"20{first}")  # noqa: PLR2004  # FY24
    return _fiscal_year(year if second else year - 1, areas)


def _season(match: re.Match[str], areas: tuple[str, ...], _: object) -> str | None:
    year = int(match["sy"])
    return _fiscal_year(year, areas) if (year + 1) % 100 == int(match["sy2"]) else None


def _fiscal_year(year: int, areas: tuple[str, ...]) -> str | None:
    """Return the fiscal year that begins in a year, as the first area named that has one of its own counts it."""
    begins = next((int(_FISCAL[area]) for area in areas if area in _FISCAL), None)
    return f"{year}-{begins:02d}/{year + 1}-{begins - 1:02d}" if begins else None


def _quarter(match: re.Match[str], _: object, year: str | None) -> str | None:
    number = match["qb"] or match["qc"] or _turn(match["qa"])
    own = match["qy"] or (f"20{match['qs']}" if match["qs"] else year)
    return f"{own}-Q{number}" if own else None


def _half(match: re.Match[str], _: object, year: str | None) -> str | None:
    number = int(match["hb"] or match["hc"] or _turn(match["ha"] or match["half"].split()[0]))
    own = match["hy"] or (f"20{match['hs']}" if match["hs"] else year)
    return (f"{own}-01/{own}-06" if number == 1 else f"{own}-07/{own}-12") if own else None


def _turn(word: str) -> int:
    return _ORDINALS.get(word) or int(word[0])


def _months(match: re.Match[str], _: object, year: str | None) -> str | None:
    count = match["mn"] or match["mn2"] or match["mn3"]
    number = _NUMBERS.get(count) or int(count)
    own = match["my"] or match["my2"] or match["my3"] or year
    if not own or match[0].startswith(("last", "past", "same")):
        return None
    return _spanned(own, 1, own, number)


def _quarters(match: re.Match[str], _: object, year: str | None) -> str | None:
    own = match["qny"] or year
    return f"{own}-01/{own}-{_NUMBERS[match['qn']] * _QUARTER_MONTHS:02d}" if own else None


def _run(match: re.Match[str], _: object, year: str | None) -> str | None:
    first, last = _number(match["ra"]), _number(match["rb"])
    own = match["ry"] or match["ry1"] or year
    if not own:
        return None
    return _spanned(match["ry1"] or (own if first < last else str(int(own) - 1)), first, own, last)


def _ending(match: re.Match[str], _: object, year: str | None) -> str | None:
    last, own = _number(match["em"]), match["ey"] or year
    count = match["en"] or "twelve"  # the year to June
    number = _NUMBERS.get(count) or int(count)
    begins = int(own) - (number > last) if own else 0
    return _spanned(str(begins), (last - number) % 12 + 1, own, last) if own and 1 < number <= 12 else None  # noqa: PLR2004  # a year


def _spanned(begins: str, first: int, own: str, last: int) -> str:
    """Return the months from a first to a last one, as a quarter or a year where they are one."""
    if begins == own and last - first + 1 == _QUARTER_MONTHS and first % _QUARTER_MONTHS == 1:
        return f"{own}-Q{last // _QUARTER_MONTHS}"
    return f"{begins}-{first:02d}/{own}-{last:02d}" if (first, last) != (1, 12) else own


def _number(month: str) -> int:
    return MONTHS[month.removesuffix(".")]


def _one_month(match: re.Match[str], _: object, year: str | None) -> str | None:
    own = match["moy"] or year
    return f"{own}-{_number(match['mo'] or match['bare']):02d}" if own else None


def _whole_year(match: re.Match[str], _: object, year: str | None) -> str | None:
    return match["year"] or year


_READERS: Final[dict[str, Callable[[re.Match[str], tuple[str, ...], str | None], str | None]]] = {
    "iso": _iso,
    "fiscal": _fiscal,
    "season": _season,
    "quarter": _quarter,
    "half": _half,
    "ending": _ending,
    "months": _months,
    "quarters": _quarters,
    "run": _run,
    "month": _one_month,
    "relative": _whole_year,
    "year": _whole_year,
}
