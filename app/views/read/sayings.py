"""What the words around a number claim of it where it is no amount of trade: a balance, a signing, a plan, a share ...

Each finder yields the parameters of a claim where its words leave no doubt of whom they speak, else nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.sure import AIMING, DENYING
from app.reasoning.reader.units import RANK
from app.views.read.around import (
    BALANCES,
    BREAKS,
    NEAR,
    NOUNS,
    REACH,
    Parameters,
    Saying,
    sides_of,
    surely_when,
    traded,
    when,
)
from app.views.read.shares import shared_by_goods, shared_by_partner, shared_by_place
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.verdicts import ClaimKind, Doubt, Measured
from app.vocabulary.words import CURRENCY, DOCUMENTS, PERCENT, PLACES, TIMES, Measure

_LISTS: Final = Topic("sayings")
_BALANCED: Final = _LISTS.words("balanced")
"""What stands before a surplus or deficit of trade; any other word makes it one of something else."""
_SIGNING: Final = _LISTS.words("signing")
_SIGNED: Final = re.compile(r"\b(?:agreement|deal|contract|document|memorand|accord|treat|pact)")
_WORTH: Final = _LISTS.words("worth")
_ORDERED: Final = {word: Flow(flow) for word, flow in _LISTS.meanings("ordered").items()}
_ORDERING: Final = _LISTS.words("ordering")
_REACHING: Final = _LISTS.words("reaching")
_OUTCOMES: Final = _LISTS.meanings("outcomes")
_HEDGES: Final = frozenset((Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.LESS_THAN))
_UNTOLD: Final = "none"
_ENDED: Final = "ended"
_COMING: Final = _LISTS.words("coming")
_BEFORE_PARTICIPLES: Final = _LISTS.words("ended")
_OTHER_OBJECTS: Final = _LISTS.words("other_objects")
_MEETING: Final = _LISTS.words("meeting")
_PASSIVE: Final = _LISTS.words("passive")
_SETTING: Final = _LISTS.words("setting")
_STANDING_FOR: Final = _LISTS.words("whole")
_OWN: Final = _LISTS.words("articles")
SERVICES: Final = re.compile(_LISTS.either("services"), re.IGNORECASE)
_NARROW: Final = (Qualifier.ROUNDED, Qualifier.EXACT)
"""The hedges of numbers that agree with few others."""
Finder = Callable[[Saying, Mapping[str, Measure]], Iterator[Parameters]]


def _measured(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a claim of a measure that its sentence names, of the areas that stand as the measure has them."""
    number, spoken = saying.number, saying.sentence.spoken
    is_growth = number.kind is Measured.GROWTH and number.unit == PERCENT
    is_money, units = is_currency(number.unit) or is_growth, {number.unit, f"{number.unit}s"}
    for measure in measures.values():
        if units.isdisjoint(measure.units) and not (is_money and CURRENCY in measure.units):
            continue
        if not any(phrase in spoken and _says(saying, phrase) for phrase in measure.said_as):
            continue
        unit = next((unit for unit in (number.unit, f"{number.unit}s") if unit in measure.units), None)
        counterpart = saying.governed(*_prepositions(measure, "counterpart"))
        area = saying.governed(*_prepositions(measure, "area")) or saying.other(counterpart)
        pair = saying.pair if measure.is_mutual or "between" in saying.words else None
        orders = (pair, pair[::-1]) if pair else tuple(sides_of(area, saying.other(area)))
        for own, other in orders:
            of_what = {"measure": measure.code, "unit": unit or str(number.unit)}
            yield {"from": own, "to": other, **of_what, **surely_when(number)}


def with_services(saying: Saying, measures: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a claim of goods and services, of which a number may be where the text has spoken of them before."""
    number = saying.number
    sides = tuple(sides_of(number.reporter, number.partner)) if number.hedge in _NARROW else ()
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


def _balance(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a surplus or deficit of trade of one area with the other, which "with" governs."""
    number, place = saying.number, saying.nearest(BALANCES)
    if place is None or not saying.is_amount_of_money or not number.period:
        return
    partner = saying.governed_near(place, "with", "against") or saying.only_partner
    if partner is None and not saying.sentence.codes:
        partner = number.partner  # exports were 5, imports 3. That is a surplus
    if saying.prose.at(place - 1) not in _BALANCED and not any(one.end == place for one in saying.sentence.areas):
        return
    for own, other in sides_of(saying.other(partner), partner):
        yield {"kind": BALANCES[saying.words[place]], "from": own, "to": other, **traded(number)}


def _aimed(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield a level of turnover that two areas aim at; one that became of it is held against trade, not against plans.

    Without a period it may have been reached in any year, but not missed in any.
    """
    number, words = saying.number, frozenset(saying.words)
    is_aim = not words.isdisjoint(AIMING) and words.isdisjoint(DENYING) and Doubt.STATED in number.doubts
    if not (is_aim and number.flow is Flow.TOTAL and saying.pair):
        return
    trade = {"from": saying.pair[0], "to": saying.pair[1], "flow": Flow.TOTAL, **surely_when(number)}
    outcome = outcome_of(saying)
    before = saying.words[max(0, saying.place - NEAR) : saying.end]
    is_level = not _REACHING.isdisjoint(before) and "from" not in before
    if outcome is None and is_level and (saying.is_amount_of_money or number.unit == TIMES):
        yield {"kind": ClaimKind.PLANNED, **trade}
    if outcome and not words.isdisjoint(_SETTING):
        trade.pop("period", None)
    is_told = outcome in _HEDGES and saying.is_amount_of_money and not number.goods
    if outcome and is_told and ("period" in trade or outcome != Qualifier.LESS_THAN):
        yield {**trade, "qualifier": outcome}


def outcome_of(saying: Saying) -> str | None:
    """Return the hedge that what became of a goal gives it, another word where that is not plain; None where untold."""
    prose, start, number = saying.prose, saying.sentence.start, saying.number
    others = [one for one in saying.sentence.numbers if one.unit]
    since = max((prose.index(one.end - start) for one in others if one.end <= number.start), default=0)
    until = min((prose.index(one.start - start) for one in others if one.start >= number.end), default=len(prose.words))
    goals = [place for place in range(since, min(until, saying.end + NEAR)) if prose.at(place) in AIMING]
    if not goals:
        return None
    told = {_OUTCOMES[prose.at(place)] for place in range(since, until) if _is_of_goal(saying, place, goals)}
    return (told.pop() if len(told) == 1 else _UNTOLD) if told else None


def _is_of_goal(saying: Saying, place: int, goals: Sequence[int]) -> bool:
    """Return whether a word says what became of one of some goals: by what stands between them, or in the passive."""
    word, before, following = saying.words[place], saying.words[max(0, place - 3) : place], saying.prose.at(place + 1)
    kind = _OUTCOMES.get(word)
    is_verb = kind in _HEDGES
    if kind is None or (is_verb and not _COMING.isdisjoint(before)):
        return False
    if (kind == _ENDED and _BEFORE_PARTICIPLES.isdisjoint(before)) or (word == "short" and following != "of"):
        return False
    between = saying.words[place + 1 : next((one for one in goals if place < one <= place + REACH), place)]
    is_direct = word not in _MEETING or following in _OWN or len(between) < NEAR
    if between and is_direct and not (BREAKS | (_OTHER_OBJECTS if is_verb else frozenset())) & {*between}:
        return True
    is_passive = not _PASSIVE.isdisjoint(before) or (saying.prose.at(place - 1) == "," and word not in _MEETING)
    return is_verb and place >= saying.end and (is_passive or following in _STANDING_FOR)


def _signed(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the number of documents that two areas signed in a period, or what these are worth."""
    number = saying.number
    is_signing = not _SIGNING.isdisjoint(saying.words) and Doubt.STATED not in number.doubts
    periods = {str(one.period) for one in saying.sentence.numbers if one.period and one.unit} if is_signing else set()
    pair = saying.pair if len(periods) == 1 else None
    if pair is None:
        return
    dated = {"from": pair[0], "to": pair[1], "period": periods.pop()}
    before = saying.words[max(0, saying.place - REACH) : saying.place]
    if number.unit in DOCUMENTS.units and number.kind is Measured.COUNT:
        yield {"kind": ClaimKind.DOCUMENTS, **dated}
    is_worth = not _WORTH.isdisjoint(before) and _SIGNED.search(saying.prose.text.lower())
    if saying.is_amount_of_money and is_worth:
        yield {"kind": ClaimKind.AGREED, **dated}


def _ranked(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Parameters]:
    """Yield the place of one area among the partners of the other, where no word narrows them."""
    number, place = saying.number, saying.nearest(_ORDERED)
    is_plain = number.period and Doubt.SUBJECT not in number.doubts and Doubt.PERIOD not in number.doubts
    if number.unit != RANK or place is None or place < saying.end or not is_plain:
        return
    if not _ORDERING.issuperset(saying.words[saying.end : place]):
        return
    named = [one for one in saying.sentence.areas if one.end in (saying.place - 1, saying.place) or one.first > place]
    owner = named[0].code if named else None
    for own, other in sides_of(owner, saying.other(owner)):
        yield {
            "kind": ClaimKind.RANK,
            "from": own,
            "to": other,
            "flow": _ORDERED[saying.words[place]],
            "unit": PLACES,
            **traded(number),
        }


_FINDERS: Final[tuple[Finder, ...]] = (
    _measured,
    _balance,
    _aimed,
    _signed,
    shared_by_goods,
    shared_by_partner,
    shared_by_place,
    _ranked,
)


def sayings(saying: Saying, measures: Mapping[str, Measure]) -> tuple[Parameters, ...]:
    """Return the parameters of what the words around a number claim of it, beside value, unit and hedge."""
    return tuple(one for finder in _FINDERS for one in finder(saying, measures))
