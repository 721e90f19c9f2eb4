"""How a number is hedged, from the words before and behind it, and the interval that follows."""

from fractions import Fraction
from typing import Final

from app.reasoning.arithmetic import negative
from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import PERCENT_ENDS, Topic
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Interval, interval_of

_LISTS: Final = Topic("hedges")
_TOP: Final = _LISTS.ordered("top")
_BEFORE: Final = {
    **{phrase: Qualifier(hedge) for phrase, hedge in _LISTS.meanings("before").items()},
    **{
        f"{little} {less}": Qualifier.NEARLY for little in _LISTS.ordered("slightly") for less in _LISTS.ordered("less")
    },
    **{f"{may} {top}": Qualifier.MORE_THAN for may in _LISTS.ordered("may") for top in _TOP},
    **{f"{no} {top}": Qualifier.AT_MOST for no in _LISTS.ordered("denials") for top in _TOP},
    ">": Qualifier.MORE_THAN,
}
_AFTER: Final = {phrase: Qualifier(hedge) for phrase, hedge in _LISTS.meanings("behind").items()}
_LAST: Final = frozenset(phrase.split()[-1] for phrase in _BEFORE)
_FIRST: Final = frozenset(phrase.split()[0] for phrase in _AFTER)
HEDGING: Final = frozenset(word for phrase in (*_BEFORE, *_AFTER) for word in phrase.split())
"""All words that hedges are made of."""
_FILLERS: Final = _LISTS.words("fillers")
_MOVED: Final = _LISTS.words("moved")
_OVER: Final = _LISTS.words("over")
_TURNING: Final = _LISTS.words("turning")
_MOST_FILLERS: Final = 3
_LONGEST: Final = 4


def hedge_before(prose: Prose, index: int) -> tuple[Qualifier, int] | None:
    """Return the hedge whose words end at a word, or at most three empty words before it, and where they begin."""
    for skipped in range(_MOST_FILLERS + 1):
        end = index - skipped
        if skipped and prose.at(end) not in _FILLERS:
            return None
        for size in range(_LONGEST if prose.at(end - 1) in _LAST else 0, 0, -1):
            if end >= size and (found := _BEFORE.get(prose.phrase(end - size, end))):
                return _weighed(prose, found, end - size)
    return None


def begins_at(prose: Prose, index: int) -> int:
    """Return where a number at a word begins with its hedge."""
    hedged = hedge_before(prose, index)
    return hedged[1] if hedged else index


def _weighed(prose: Prose, found: Qualifier, first: int) -> tuple[Qualifier, int] | None:
    """Return a hedge, turned round where "not" stands before it: not more than; None in a comparison."""
    if prose.at(first - 1) in PERCENT_ENDS and found in (Qualifier.MORE_THAN, Qualifier.LESS_THAN):
        return None  # 9.1 % above the 108,500 of a year ago
    if prose.at(first) == "up" and prose.at(first - 1) in _MOVED:
        return None  # edged up to 5 billion
    is_part = prose.at(first + 1) in lexicon.DENOMINATORS  # took over half of them
    if prose.at(first) == "over" and prose.at(first - 1) in _OVER and not is_part:
        return None  # turned over 71,400 boxes
    opposite = {Qualifier.MORE_THAN: Qualifier.AT_MOST, Qualifier.LESS_THAN: Qualifier.AT_LEAST}
    if prose.at(first - 1) in _TURNING and found in opposite:
        return opposite[found], first - 1
    return found, first


def hedge_after(prose: Prose, index: int) -> tuple[Qualifier, int] | None:
    """Return the hedge whose words begin at a word, and where they end."""
    for size in range(_LONGEST if prose.at(index) in _FIRST else 0, 0, -1):
        found = _AFTER.get(prose.phrase(index, index + size))
        following = prose.at(index + 1)
        is_sum = prose.at(index) == "plus" and (following[:1].isdigit() or following in {"or", *"$€£"})
        is_next = prose.phrase(index, index + 2) == "and up"
        is_next = is_next and (prose.at(index + 2) == "to" or prose.at(index + 2)[:1].isdigit())
        if found and not (is_sum or is_next):  # but not: 180 zloty plus 23 %; 20 stations and up to 15
            return found, index + size
    return None


def interval_around(qualifier: Qualifier, value: Fraction, step: Fraction, *, may_be_negative: bool) -> Interval:
    """Return the interval of a hedged number; of a negative one, that of its size, mirrored."""
    least = None if may_be_negative and value >= 0 else Fraction(0)
    own = interval_of(qualifier, abs(value), step or Fraction(1), least)
    return own if value >= 0 else negative(own)
