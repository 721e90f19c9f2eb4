"""How a number is hedged, from the words before and behind it, and the interval that follows."""

from fractions import Fraction
from typing import Final

from app.reasoning.arithmetic import negative
from app.reasoning.reader.lexicon import PERCENT_ENDS, spelled
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Interval, interval_of

_SLIGHTLY: Final = [
    "just",
    "a little",
    "slightly",
    "a shade",
    "a touch",
    "a bit",
    "a tad",
    "a hair",
    "a whisker",
    "a fraction",
    "fractionally",
    "marginally",
]
_TOP: Final = ("top", "pass", "cross", "exceed", "surpass")
_MAY: Final = ("to", "will", "would", "could", "can", "may", "might", "should")
_LESS: Final = ("under", "below", "less than", "short of", "shy of")
_WORDS_BEFORE: Final = {
    Qualifier.ABOUT: (
        "about,around,some,approximately,approx,approx .,roughly,circa,ca,ca .,c .,~,≈,estimated,an estimated"
        ",estimated at,in the region of,in the order of,of the order of,on the order of,to the order of"
        ",something like,broadly,neighbourhood of,neighborhood of,vicinity of,the best part of,reportedly some"
        ",an approximate,estimate of,estimates of,more or less"
    ),
    Qualifier.NEARLY: (
        "nearly,almost,close to,close on,shy of,short of,not quite,little less than,approaching,approached,nearing"
        ",neared,near,all but,nearly reached,almost reached,nearly hit,almost hit,virtually,practically,nigh on"
        ",verging on,fell just short of,falls just short of,"
        + ",".join(f"{little} {less}" for little in _SLIGHTLY for less in _LESS)
    ),
    Qualifier.MORE_THAN: (
        "more than,over,above,exceeding,exceeded,exceeds,exceed,surpassed,surpassing,surpasses,surpass,topped"
        ",topping,tops,passed,crossed,crossing,crosses,in excess of,upwards of,upward of,north of,well over"
        ",just over,greater than,higher than,larger than,bigger than,beyond,better than,overtook,outstripped"
        ",breached,broke through,eclipsed,a little over,slightly over,slightly more than,a shade over"
        ",a little above,slightly above,a little more than,just above,well above,far above,far over"
        ",well beyond,fully over,outpaced,upwards,went past,edged past,moved past,climbed past,rose past"
        ",pushed past,well past"
    ),
    Qualifier.AT_LEAST: (
        "at least,no less than,not less than,no fewer than,not fewer than,a minimum of,minimum of"
        ",at the very least,as little as,start from,starts from,starting from,starting at,start at,starts at"
        ",costs from,cost from,priced from,not below,no lower than,not under,minimum,≥,at a minimum,at the least"
        ",a floor of"
    ),
    Qualifier.LESS_THAN: (
        "less than,fewer than,under,below,lower than,smaller than,well under,well below,far below"
        ",far less than,not even,well short of,far short of,fell short of,falls short of,fall short of,beneath"
        ",south of,<,not reach,not even reach,failed to reach,yet to reach"
    ),
    Qualifier.AT_MOST: (
        "at most,up to,no more than,not more than,as much as,as many as,a maximum of,maximum of,not exceed"
        ",not exceeding,never exceeded,not exceeded,not above,no higher than,limited to,capped at,at the most"
        ",not over,as high as,maximum,no larger than,no longer than,at best,≤,a ceiling of,a cap of"
        ",no greater than,nowhere above"
    ),
}
_BEFORE: Final = {
    **{phrase: hedge for hedge, phrases in _WORDS_BEFORE.items() for phrase in phrases.split(",")},
    **{f"{may} {top}": Qualifier.MORE_THAN for may in _MAY for top in _TOP},
    **{f"{no} {top}": Qualifier.AT_MOST for no in ("not", "yet to", "failed to") for top in _TOP},
    ">": Qualifier.MORE_THAN,
}
_WORDS_AFTER: Final = {
    Qualifier.ABOUT: "or so,or thereabouts,give or take,odd,- odd,or nearly so,approximately,roughly",
    Qualifier.AT_LEAST: "or more,or above,and above,and more,and over,or over,or higher,at least,at the least,and up"
    ",or upwards,or better,at minimum,minimum,at a minimum,at the very least,or even more",
    Qualifier.AT_MOST: "or less,or fewer,or below,or under,at most,at the most,or lower,at maximum,maximum,and below"
    ",at best,at the very most,at the outside,tops",
    Qualifier.MORE_THAN: "plus,- plus,+,and counting",
}
_AFTER: Final = {phrase: hedge for hedge, phrases in _WORDS_AFTER.items() for phrase in phrases.split(",")}
_LAST: Final = frozenset(phrase.split()[-1] for phrase in _BEFORE)
_FIRST: Final = frozenset(phrase.split()[0] for phrase in _AFTER)
HEDGING: Final = frozenset(word for phrase in (*_BEFORE, *_AFTER) for word in phrase.split())
"""All words that hedges are made of."""
_FILLERS: Final = spelled(
    "a an the total of record mere modest another combined worth further full whopping staggering impressive solid"
    " additional equivalent value net some its their this all weight amount length mark level threshold"
)
_MOVED: Final = spelled(
    "edged went moved inched crept ticked picked nudged climbed rose gone going goes go creep edge edging ending"
)
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


def _weighed(prose: Prose, found: Qualifier, first: int) -> tuple[Qualifier, int] | None:
    """Return a hedge, turned round where "not" stands before it: not more than; None in a comparison."""
    if prose.at(first - 1) in PERCENT_ENDS and found in (Qualifier.MORE_THAN, Qualifier.LESS_THAN):
        return None  # 9.1 % above the 108,500 of a year ago
    if prose.at(first) == "up" and prose.at(first - 1) in _MOVED:
        return None  # edged up to 5 billion
    opposite = {Qualifier.MORE_THAN: Qualifier.AT_MOST, Qualifier.LESS_THAN: Qualifier.AT_LEAST}
    if prose.at(first - 1) in {"not", "never", "no", "hardly"} and found in opposite:
        return opposite[found], first - 1
    return found, first


def hedge_after(prose: Prose, index: int) -> tuple[Qualifier, int] | None:
    """Return the hedge whose words begin at a word, and where they end."""
    for size in range(_LONGEST if prose.at(index) in _FIRST else 0, 0, -1):
        found = _AFTER.get(prose.phrase(index, index + size))
        is_sum = prose.at(index) == "plus" and (prose.at(index + 1)[:1].isdigit() or prose.at(index + 1) in "$€£")
        if found and not is_sum:  # but not: 180 zloty plus 23 %
            return found, index + size
    return None


def interval_around(qualifier: Qualifier, value: Fraction, step: Fraction, *, may_be_negative: bool) -> Interval:
    """Return the interval of a hedged number; of a negative one, that of its size, mirrored."""
    least = None if may_be_negative and value >= 0 else Fraction(0)
    own = interval_of(qualifier, abs(value), step or Fraction(1), least)
    return own if value >= 0 else negative(own)
