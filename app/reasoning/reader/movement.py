"""Words that say which way a number goes: it rises or falls, or differs from another."""

from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import PERCENT_ENDS, Topic
from app.reasoning.reader.parts import past_other
from app.reasoning.reader.prose import Prose

_LISTS: Final = Topic("movement")
RISING: Final = _LISTS.words("rising")
FALLING: Final = _LISTS.words("falling")
MOVING: Final = RISING | FALLING | _LISTS.words("moving")
AHEAD: Final = 4
DIFFERING: Final = _LISTS.words("differing")
COMPARED: Final = DIFFERING | _LISTS.words("compared")
SHIFTS: Final = _LISTS.words("nouns")
_PASSIVE: Final = frozenset(("was", "were", "been"))
_ENDS: Final = _LISTS.words("ends")
_FALLING_SHORT: Final = _LISTS.words("falling_short")
_BEFORE_THAN: Final = _LISTS.words("than")
_PLACED: Final = _LISTS.words("placed")
_LEVELS: Final = _LISTS.words("levels")
_YEARLY: Final = 5  # year-on-year
PAUSES: Final = _LISTS.words("breaks")
_GIVING: Final = _LISTS.words("giving")
MADE: Final = _LISTS.words("made")


class Context(NamedTuple):
    """Where a number with its hedge stands: its words from `first` to `end`, in a sentence from `start` to `stop`.

    `number` is where it begins without the hedge.
    """

    start: int
    first: int
    end: int
    stop: int
    number: int
    in_range: bool = False


def direction(prose: Prose, place: Context, *, is_relative: bool) -> int:
    """Return 1 where the words nearest to a change say that it is a rise, -1 for a fall, 0 where none does."""
    if "fewer" in prose.within(place.number, place.end):
        return -1
    after = past_other(prose, place.end) + (_YEARLY if prose.at(place.end) in {"year", "y"} else 0)
    for index in range(after, min(after + AHEAD, place.stop)):
        word = prose.at(index)
        if word in PAUSES or word in _ENDS:
            break
        if word in FALLING and prose.at(index - 1) in _PASSIVE:
            return -1  # half a point was shaved off
        if word in COMPARED | SHIFTS:
            return -1 if word in FALLING or word in _FALLING_SHORT else 1
    reach = 16 if is_relative else 14
    for index in range(place.first - 1, max(place.start, place.first - reach) - 1, -1):
        word = prose.at(index)
        if index == place.first - 2 and prose.at(index + 1) == "to":
            continue  # growth slowed to
        is_off = word == "off" and prose.phrase(index + 1, place.first) in {"", "by"}  # imports were off by 6 %
        if (word in FALLING or is_off) and not is_hedge(prose, index):
            return -1
        if word in RISING and not is_hedge(prose, index):
            return -1 if word == "up" and prose.at(index - 1) in _GIVING else 1
    return 0


def is_hedge(prose: Prose, index: int) -> bool:
    """Return whether a word belongs to a hedge rather than to a change: less than, no more than, up to, not above."""
    word, following = prose.at(index), prose.at(index + 1)
    if word in _BEFORE_THAN:
        is_bound = following == "than" and prose.at(index + 2) not in _LEVELS  # but not: lower than the year before
        return is_bound and prose.at(index - 1) not in PERCENT_ENDS
    if word == "up":
        return following == "to" or prose.at(index - 1) in {"-", "runner"} or prose.at(index - 1) in MADE
    if word not in _PLACED or prose.at(index - 1) in PERCENT_ENDS:
        return False
    return following not in _LEVELS
