"""Words that say which way a number goes: it rises or falls, or differs from another."""

from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import PERCENT_ENDS, spelled
from app.reasoning.reader.prose import Prose

RISING: Final = spelled(
    "grew grow grown growing growth rose rise risen rising increase increased increases increasing up gained gain"
    " gains jumped jump jumping soared soar surged surge surging climbed climb climbing expanded expand expansion"
    " advanced added leapt leaped more higher above improved accelerated rallied rebounded recovered swelled"
    " widened ahead edged inched firmed strengthened appreciated boosted raised raise raises skyrocketed rocketed"
    " picked mounted outpaced upturn uptick spike spiked shot ballooned"
)
FALLING: Final = spelled(
    "fell fall fallen falling decrease decreased decreases decreasing down declined decline declining dropped"
    " drop dropping shrank shrink shrunk contracted contraction lower less below slid slide slipped slip plunged"
    " plunge plummeted sank tumbled reduced reduction cut cuts cutting lost loss losing fewer weakened depreciated"
    " slumped slump dipped dip eased narrowed under shed retreated halved slowed dwindled deteriorated shorter"
    " cheaper smaller lowered trimmed behind crashed given collapsed shortened dived nosedived"
)
MOVING: Final = (
    RISING
    | FALLING
    | spelled(
        "change changed appreciation depreciation differ differs differed year-on-year yoy y/y annualised annualized"
    )
)
AHEAD: Final = 4
COMPARED: Final = spelled("more less higher lower fewer above below under over longer shorter up down better worse")
DIFFERING: Final = spelled(
    "more less fewer higher lower shorter longer cheaper dearer smaller larger bigger below above better worse short"
    " stronger weaker"
)
NOUNS: Final = spelled(
    "increase rise decrease decline drop fall loss growth slump jump surge plunge contraction reduction gain dip cut"
    " slide expansion tumble"
)
_YEARLY: Final = 5  # year-on-year
BREAKS: Final = frozenset(";:()")
_GIVING: Final = ("given", "gave", "giving", "give")
MADE: Final = frozenset({"made", "make", "makes", "making", "taken", "took"})


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
    if "fewer" in prose.phrase(place.number, place.end).split():
        return -1
    after = place.end + (_YEARLY if prose.at(place.end) in {"year", "y"} else 0)
    for index in range(after, min(after + AHEAD, place.stop)):
        word = prose.at(index)
        if word in BREAKS or word in {",", "to", "and", "while", "over", "or"}:
            break
        if word in COMPARED | DIFFERING | NOUNS:
            return -1 if word in FALLING or word in {"short", "weaker"} else 1
    reach = 16 if is_relative else 14
    for index in range(place.first - 1, max(place.start, place.first - reach) - 1, -1):
        word = prose.at(index)
        if index == place.first - 2 and prose.at(index + 1) == "to":
            continue  # growth slowed to
        if word in FALLING and not is_hedge(prose, index):
            return -1
        if word in RISING and not is_hedge(prose, index):
            return -1 if word == "up" and prose.at(index - 1) in _GIVING else 1
    return 0


def is_hedge(prose: Prose, index: int) -> bool:
    """Return whether a word belongs to a hedge rather than to a change: less than, no more than, up to, not above."""
    word, following = prose.at(index), prose.at(index + 1)
    if word in {"more", "less", "fewer", "higher", "lower"}:
        return following == "than" and prose.at(index - 1) not in PERCENT_ENDS
    if word == "up":
        return following == "to" or prose.at(index - 1) in MADE
    if word not in {"above", "below", "under", "behind"} or prose.at(index - 1) in PERCENT_ENDS:
        return False
    return following not in {"the", "that", "those", "what", "its", "their", "last", "this", "average", "previous"}
