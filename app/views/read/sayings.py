"""What the words around a number claim of it where it is no amount of trade: a balance, a signing, a plan, a share ...

Each finder yields the parameters of a claim where its words leave no doubt of whom they speak, else nothing.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.movement import FALLING, RISING
from app.reasoning.reader.places import country_of
from app.reasoning.reader.result import ReadNumber
from app.reasoning.reader.units import RANK
from app.views.read.around import BALANCES, BREAKS, NEAR, NOUNS, REACH, Saying, surely_when, when
from app.views.read.goals import aimed
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.verdicts import ClaimKind, Doubt, Measured
from app.vocabulary.words import CURRENCY, DOCUMENTS, PERCENT, PLACES, POINTS, Measure, Side

Parameters = Mapping[str, str]
_LISTS: Final = Topic("sayings")
_BALANCED: Final = _LISTS.words("balanced")
"""What stands before a surplus or deficit of trade; any other word makes it one of something else."""
_SIGNING: Final = _LISTS.words("signing")
_SIGNED: Final = re.compile(r"\b(?:agreement|deal|contract|document|memorand|accord|treat|pact)")
_WORTH: Final = _LISTS.words("worth")
_SHARING: Final = _LISTS.words("sharing")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_IN_YEAR: Final = re.compile(r"\b[Ii]n (?:19|20)\d\d\b(?![-–/])")
_WHOLE: Final = _LISTS.words("whole")
_OUTWARD: Final = _LISTS.words("outward")
_ORDERED: Final = {word: Flow(flow) for word, flow in _LISTS.meanings("ordered").items()}
_ORDERING: Final = _LISTS.words("ordering")
SERVICES: Final = re.compile(_LISTS.either("services"), re.IGNORECASE)
_NARROW: Final = (Qualifier.ROUNDED, Qualifier.EXACT)
"""The hedges of numbers that agree with few others."""
Finder = Callable[[Saying, Mapping[str, Measure]], Iterator[Parameters]]


def _sides(first: str | None, second: str | None) -> Iterator[tuple[str, str]]:
    if first and second and first != second:
        yield first, second


def _measured(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a claim of a measure that its sentence names, of the areas that stand as the measure has them."""
    number, spoken = saying.number, saying.sentence.spoken
    is_growth = number.kind is Measured.GROWTH and number.unit == PERCENT
    is_money = is_currency(number.unit) or is_growth
    for measure in measures.values():
        said = [phrase for phrase in measure.said_as if phrase in spoken]
        if not said:
            continue
        unit = next((unit for unit in (number.unit, f"{number.unit}s") if unit in measure.units), None)
        is_of_money = is_money and CURRENCY in measure.units
        if not (unit or is_of_money) or not any(_says(saying, phrase) for phrase in said):
            continue
        counterpart = saying.governed(*_prepositions(measure, "counterpart"))
        area = saying.governed(*_prepositions(measure, "area")) or saying.other(counterpart)
        pair = saying.pair if measure.is_mutual or "between" in saying.words else None
        orders = (pair, pair[::-1]) if pair else tuple(_sides(area, saying.other(area)))
        for own, other in orders:
            of_what = {"measure": measure.code, "unit": unit or str(number.unit)}
            yield {"from": own, "to": other, **of_what, **surely_when(number)}


def with_services(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a claim of goods and services, of which a number may be where the text has spoken of them before."""
    number = saying.number
    sides = tuple(_sides(number.reporter, number.partner)) if number.hedge in _NARROW else ()
    if not saying.sentence.has_services:
        return
    for measure in measures.values():
        said = (phrase for phrase in measure.said_as if SERVICES.search(phrase))
        if any(NOUNS.get(phrase.split()[0]) is number.flow for phrase in said):
            orders = (*sides, *(pair[::-1] for pair in sides)) if number.flow is Flow.TOTAL else sides
            yield from ({"from": own, "to": other, "measure": measure.code, **when(number)} for own, other in orders)


def _says(saying: Saying, phrase: str) -> bool:
    """Return whether a phrase stands with a number: with no word of trade nearer to it, or right behind it."""
    if f" {phrase} " not in saying.sentence.spoken:
        return False
    size = phrase.count(" ") + 1
    for place in range(len(saying.words) - size + 1):
        if saying.prose.phrase(place, place + size) == phrase:
            is_near = place < saying.end + REACH and (place < saying.end or saying.nearest(NOUNS) is None)
            if is_near and NOUNS.keys().isdisjoint(saying.words[place + size : saying.place]):
                return True
    return False


def _prepositions(measure: Measure, side: str) -> tuple[str, ...]:
    """Return the prepositions by which a measure speaks of one of its sides."""
    words = " ".join(measure.subject).replace("{whose}", "of {area}").split()
    placed = [index for index, word in enumerate(words) if word == f"{{{side}}}"]
    return tuple({"in": ("in", "into")}.get(words[index - 1], (words[index - 1],))[0] for index in placed if index)


def _traded(number: ReadNumber) -> dict[str, str]:
    return when(number) | ({"commodity": number.goods} if number.goods else {})


def _balance(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a surplus or deficit of trade of one area with the other, which "with" governs."""
    number, place = saying.number, saying.nearest(BALANCES)
    if place is None or not saying.is_amount_of_money or not number.period:
        return
    partner = saying.governed_near(place, "with", "against") or saying.only_partner
    if saying.prose.at(place - 1) not in _BALANCED and not any(one.end == place for one in saying.areas):
        return
    for own, other in _sides(saying.other(partner), partner):
        yield {"kind": BALANCES[saying.words[place]], "from": own, "to": other, **_traded(number)}


def _signed(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the number of documents that two areas signed in a period, or what these are worth."""
    number, pair = saying.number, saying.pair
    is_signing = not _SIGNING.isdisjoint(saying.words) and Doubt.STATED not in number.doubts
    periods = {str(one.period) for one in saying.sentence.numbers if one.period and one.unit}
    if not (pair and len(periods) == 1 and is_signing):
        return
    dated = {"from": pair[0], "to": pair[1], "period": periods.pop()}
    before = saying.words[max(0, saying.place - REACH) : saying.place]
    if number.unit in DOCUMENTS.units and number.kind is Measured.COUNT:
        yield {"kind": ClaimKind.DOCUMENTS, **dated}
    is_worth = not _WORTH.isdisjoint(before) and _SIGNED.search(saying.prose.text.lower())
    if saying.is_amount_of_money and is_worth:
        yield {"kind": ClaimKind.AGREED, **dated}


def _shared_by_goods(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the share that goods have in the trade of two areas."""
    number = saying.number
    is_share = _is_share(saying) and number.unit == PERCENT
    if is_share and number.goods and number.flow and number.period and Doubt.PAIR not in number.doubts:
        for own, other in _sides(number.reporter, number.partner):
            yield {"kind": ClaimKind.SHARE, "from": own, "to": other, "flow": number.flow, **_traded(number)}


def _shared_by_partner(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
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
        for own, holder in _sides(owner, saying.other(owner)):
            sides = {"from": own, "to": holder, **(_surely_in_year(saying) or when(saying.number))}
            yield from (
                {**sides, "measure": one.code} for one in measures.values() if (one.share_of, one.sharer) == share_of
            )


def _surely_in_year(saying: Saying) -> dict[str, str]:
    """Return the sure period of a number, else the only year of its sentence: a quarter came from it in 2022."""
    years = set(_YEAR.findall(saying.sentence.text))
    is_plain = len(years) == 1 and _IN_YEAR.search(saying.sentence.text)
    return surely_when(saying.number) or ({"period": years.pop()} if is_plain else {})


def _shared_by_place(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the share that a place has of its country's turnover with another: of that trade by name, or "of it"."""
    number, names = saying.number, saying.sentence.names
    places = {code for code in saying.codes if country_of(code, names) != code}
    if not _is_share(saying) or number.goods or len(places) != 1:
        return
    place = places.pop()
    country = country_of(place, names)
    others = {*saying.codes, number.reporter, number.partner} - {place, country, None}
    owned = next((index for index in range(saying.place) if saying.words[index] == "share"), None)
    subject = [one for one in saying.areas if one.end <= (saying.place if owned is None else owned)]
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
    named = {one.code for one in saying.areas if since <= one.first < until}
    return flows == {Flow.TOTAL} and named == sides and (RISING | FALLING).isdisjoint(whole)


def _is_share(saying: Saying) -> bool:
    is_part = saying.number.unit == PERCENT and saying.number.kind is Measured.SHARE
    is_change = saying.number.unit == POINTS and saying.number.kind is Measured.CHANGE
    return (is_part or is_change) and any(f" {phrase} " in saying.sentence.spoken for phrase in _SHARING)


def _ranked(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the place of one area among the partners of the other, where no word narrows them."""
    number, place = saying.number, saying.nearest(_ORDERED)
    is_plain = number.period and Doubt.SUBJECT not in number.doubts and Doubt.PERIOD not in number.doubts
    if number.unit != RANK or place is None or place < saying.end or not is_plain:
        return
    if not _ORDERING.issuperset(saying.words[saying.end : place]):
        return
    named = [one for one in saying.areas if one.end in (saying.place - 1, saying.place) or one.first > place]
    owner = named[0].code if named else None
    for own, other in _sides(owner, saying.other(owner)):
        yield {
            "kind": ClaimKind.RANK,
            "from": own,
            "to": other,
            "flow": _ORDERED[saying.words[place]],
            "unit": PLACES,
            **_traded(number),
        }


_FINDERS: Final[tuple[Finder, ...]] = (
    _measured,
    _balance,
    aimed,
    _signed,
    _shared_by_goods,
    _shared_by_partner,
    _shared_by_place,
    _ranked,
)


def sayings(saying: Saying, measures: Mapping[str, Measure]) -> tuple[Parameters, ...]:
    """Return the parameters of what the words around a number claim of it, beside value, unit and hedge."""
    return tuple(one for finder in _FINDERS for one in finder(saying, measures))
