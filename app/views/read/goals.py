"""Levels of turnover that two areas aim at, and what a text says became of them: reached, exceeded or missed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.sure import AIMING, DENYING
from app.views.read.around import BREAKS, NEAR, REACH, Saying, surely_when
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.verdicts import ClaimKind, Doubt
from app.vocabulary.words import TIMES, Measure

_LISTS: Final = Topic("sayings")
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


def aimed(saying: Saying, _: Mapping[str, Measure]) -> Iterator[Mapping[str, str]]:
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
