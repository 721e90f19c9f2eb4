"""Shares that the words around a number claim: of goods, of a partner, or of a place in its country's trade."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.movement import FALLING, RISING
from app.reasoning.reader.places import country_of
from app.views.read.around import BREAKS, NEAR, NOUNS, REACH, Parameters, Saying, sides_of, surely_when, traded, when
from app.vocabulary.measures import Flow
from app.vocabulary.text import code_named
from app.vocabulary.verdicts import ClaimKind, Doubt, Measured
from app.vocabulary.words import PERCENT, POINTS, Measure, Side

_LISTS: Final = Topic("sayings")
_SHARING: Final = _LISTS.words("sharing")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_IN_YEAR: Final = re.compile(r"\b[Ii]n (?:19|20)\d\d\b(?![-–/])")
_WHOLE: Final = _LISTS.words("whole")
_OUTWARD: Final = _LISTS.words("outward")
_PLAIN_SHARE: Final = tuple(re.compile("".join(pieces)) for pieces in _LISTS.table("plain_shares").values())
"""Sentences that say nothing but what share one area had of another's trade, with # for the number."""


def shared_by_goods(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the share that goods have in the trade of two areas."""
    number = saying.number
    is_share = _is_share(saying) and number.unit == PERCENT
    if is_share and number.goods and number.flow and number.period and Doubt.PAIR not in number.doubts:
        for own, other in sides_of(number.reporter, number.partner):
            yield {"kind": ClaimKind.SHARE, "from": own, "to": other, "flow": number.flow, **traded(number)}


def shared_by_partner(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a partner's share of an area's trade: of the exports that the area is named before."""
    if not _is_share(saying) or saying.number.goods:
        return
    behind = range(saying.end, min(len(saying.words), saying.end + REACH))
    before = range(saying.place - 1, max(-1, saying.place - REACH - 1), -1)
    is_before = saying.prose.at(saying.end) != "of"  # 21.9 per cent of its imports, not of what was told before
    nouns = [place for place in (*(before if is_before else ()), *behind) if saying.words[place] in NOUNS]
    owner = saying.owner(nouns[0]) or saying.owner_behind(nouns[0]) if nouns else None
    is_change = nouns and not (RISING | FALLING).isdisjoint(saying.words[max(0, nouns[0] - NEAR) : nouns[0]])
    if owner and not is_change and saying.prose.at(nouns[0] + 1) not in _OUTWARD:
        share_of = NOUNS[saying.words[nouns[0]]], Side.COUNTERPART
        for own, holder in sides_of(owner, saying.other(owner)):
            sides = {"from": own, "to": holder, **(_surely_in_year(saying) or when(saying.number))}
            yield from (
                {**sides, "measure": one.code} for one in measures.values() if (one.share_of, one.sharer) == share_of
            )


def is_plain_share(saying: Saying) -> bool:
    """Return whether a sentence says that one area had a share of another's trade, and not a word more."""
    number, sentence = saying.number, saying.sentence
    before, behind = sentence.text[: number.start - sentence.start], sentence.text[number.end - sentence.start :]
    text = f"{before}#{behind}".strip()
    found = (match for pattern in _PLAIN_SHARE if (match := pattern.fullmatch(text)))
    return any(code_named(one["a"], sentence.names) and code_named(one["b"], sentence.names) for one in found)


def _surely_in_year(saying: Saying) -> dict[str, str]:
    """Return the sure period of a number, else the only year of its sentence: a quarter came from it in 2022."""
    years = set(_YEAR.findall(saying.sentence.text))
    is_plain = len(years) == 1 and _IN_YEAR.search(saying.sentence.text)
    return surely_when(saying.number) or ({"period": years.pop()} if is_plain else {})


def shared_by_place(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the share that a place has of its country's turnover with another: of that trade by name, or "of it"."""
    number, names = saying.number, saying.sentence.names
    is_share = _is_share(saying) and not number.goods
    places = {code for code in saying.sentence.codes if country_of(code, names) != code} if is_share else set()
    if len(places) != 1:
        return
    place = places.pop()
    country = country_of(place, names)
    others = {*saying.sentence.codes, number.reporter, number.partner} - {place, country, None}
    owned = next((index for index in range(saying.place) if saying.words[index] == "share"), None)
    subject = [one for one in saying.sentence.areas if one.end <= (saying.place if owned is None else owned)]
    since = saying.end if owned is None else owned + 1
    is_own = subject and subject[-1].code == place and saying.prose.at(since) in {"of", "in"}
    if len(others) == 1 and is_own and _is_turnover(saying, since + 1, others | {country}):
        of_trade = (one for one in measures.values() if (one.share_of, one.sharer) == (Flow.TOTAL, Side.AREA))
        yield from (
            {"from": place, "to": min(map(str, others)), "measure": one.code, **_surely_in_year(saying)}
            for one in of_trade
        )


def _is_turnover(saying: Saying, since: int, sides: Collection[str | None]) -> bool:
    """Return whether words name the trade of two areas with each other, or stand for it where it was told before."""
    until = next(
        (index for index in range(since, len(saying.words)) if saying.words[index] in BREAKS - {"and"}),
        len(saying.words),
    )
    until = saying.place if since < saying.place else until
    whole = saying.words[since:until]
    if _WHOLE.intersection(whole[:1]):
        told = [one for one in saying.sentence.numbers if one.end <= saying.number.start and one.unit]
        first = told[0] if told else saying.number
        return {first.reporter, first.partner} == sides and first.flow is Flow.TOTAL and first.kind is Measured.LEVEL
    flows = {NOUNS[word] for word in whole if word in NOUNS}
    named = {one.code for one in saying.sentence.areas if since <= one.first < until}
    return flows == {Flow.TOTAL} and named == sides and (RISING | FALLING).isdisjoint(whole)


def _is_share(saying: Saying) -> bool:
    is_part = saying.number.unit == PERCENT and saying.number.kind is Measured.SHARE
    is_change = saying.number.unit == POINTS and saying.number.kind is Measured.CHANGE
    return (is_part or is_change) and any(f" {phrase} " in saying.sentence.spoken for phrase in _SHARING)
