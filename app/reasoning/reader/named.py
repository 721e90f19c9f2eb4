"""What words around a number name: a price, a rate of exchange, a label, what "them" stands for."""

from typing import Final

from app.reasoning.reader.counted import COUNTED, GROUPS, counted_at, unit_of_plural
from app.reasoning.reader.currencies import NOBODY, Nations, is_money, money_against, money_at
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.hedges import begins_at, hedge_before
from app.reasoning.reader.lexicon import ENLARGING, LETTERS, MAGNITUDES, PERCENT_ENDS, Topic
from app.reasoning.reader.movement import COMPARED, DIFFERING, MOVING, Context
from app.reasoning.reader.owners import SALES
from app.reasoning.reader.places import DEMONYMS
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS, unit_after
from app.vocabulary.words import PERCENT, POINTS, TIMES

_KINDS: Final = Topic("kinds")
_MARKS: Final = frozenset((":", "="))
_REACH: Final = 16
_FOOTNOTES: Final = 100
"""Numbers below it that stand in brackets may be of notes."""
_RATED: Final = Topic("money").words("rated")
_STRONG: Final = Topic("money").words("strong")
_PUT: Final = _KINDS.words("put")
_REACHED: Final = _KINDS.words("reached")
_NUMBERING: Final = frozenset(("number", "numbered"))
_ONE_OF: Final = _KINDS.words("one_of")
_TOLD: Final = ("last ", "this ", ", ", *Topic("joining").ordered("sums"))
_BULLETS: Final = frozenset("-\u2022\u2013*")
_WARES: Final = Topic("trade").words("wares")
_NEAR: Final = 5
_COUNTING: Final = _REACHED | {"reached", "reaches"}
_PRICES: Final = _KINDS.words("prices")
_THEM: Final = Topic("joining").words("them")
_LEVELS: Final = _KINDS.words("levels")
_FEES: Final = _KINDS.words("fees")
_PER: Final = _KINDS.words("per")
_TIMES_OF: Final = _KINDS.words("times")
_HEADS: Final = _KINDS.words("heads")
_COMPARED: Final = _KINDS.words("compared")
_NO_THINGS: Final = _TIMES_OF | _HEADS | PERCENT_ENDS | _KINDS.words("told_per")
_SOLD: Final = _KINDS.words("sold")
_LARGE: Final = frozenset(word for word, size in (ENLARGING | LETTERS).items() if size >= MAGNITUDES["lakh"])
MOVING_ALONE: Final = MOVING - _KINDS.words("not_alone")
"""Words that make a change of an amount right behind them: exports fell $5 billion."""


def exchanged(prose: Prose, amount: Amount, start: int, nations: Nations) -> Amount | None:
    """Return a rate of exchange in its currency: the peso at 20.46 to the dollar; won/dollar at 1,280."""
    last = range(amount.first - 1, max(start, amount.first - _REACH) - 1, -1)
    other = money_against(prose, amount.end)
    is_other = other is not None  # 18.4 to the dollar and 19.9 to the euro
    moneys = (index for index in last if is_money(prose.at(index)) and not (is_other and prose.at(index + 1) == "and"))
    place = next(moneys, None)
    if place is None:
        return None
    is_pair = prose.at(place - 1) == "/" and is_money(prose.at(place - 2))
    is_code = prose.text[prose.words[place].start : prose.words[place].end].isupper()  # USD/CHF 0.86
    unit = money_at(prose, place - 2 if is_pair and not is_code else place, nations)
    is_rate = is_pair or is_other
    is_put = place in range(amount.first - 3, amount.first) and prose.at(amount.first - 1) == "at"
    is_rate = is_rate or (prose.at(place - 1) == "the" and (is_put or place == amount.first - 1))  # the kip 21,900
    if not is_rate and (rated := rated_before(prose, amount.first, start)):  # the manat against the dollar is 1.7
        unit, other, is_rate = money_at(prose, rated, nations), place, True
    is_told = other == place or prose.at(amount.end) == "against"
    if other is not None and is_told and amount.value < 1 and unit not in _STRONG:
        unit = money_at(prose, other, nations)  # the kina lost against the dollar and stood at 0.37
    return amount._replace(unit=unit, is_inherited=True) if is_rate else None


def rated_before(prose: Prose, first: int, start: int) -> int | None:
    """Return the money of which words before a number say what it is worth: the somoni against the dollar."""
    for index in range(first - 2, max(start, first - _REACH), -1):
        if prose.at(index) in _RATED and any(is_money(prose.at(one)) for one in range(index + 1, index + 4)):
            own = range(index - 1, max(start - 1, index - _REACH), -1)
            return next((one for one in own if is_money(prose.at(one))), None)
    return None


def labelled(prose: Prose, amount: Amount, start: int, nations: Nations) -> Amount | None:
    """Return a number in the unit of what its label counts: Flights per week: 34; the number of flights rose to 96."""
    if prose.at(start) == "in" and amount.magnitude > 1 and (unit := money_at(prose, start + 1, nations)):
        return amount._replace(unit=unit, is_inherited=True)  # in roubles, supplies came to 765 billion
    before = [prose.at(amount.first - back) for back in range(1, 5)]
    if amount.magnitude > 1 and before[0] in _COUNTING and "population" in before:  # the population of Chile reached
        return amount._replace(unit="people", is_counted=True, is_inherited=True)
    hedged = hedge_before(prose, amount.first) if before[0] not in _MARKS and not _MARKS.isdisjoint(before) else None
    is_label = (prose.at(hedged[1] - 1) if hedged else before[0]) in _MARKS
    is_numbered = not _NUMBERING.isdisjoint(before[: 4 if hedge_before(prose, amount.first) else 2])
    is_beside = prose.at(amount.first - 1) in _NUMBERING and unit_of_plural(prose.at(amount.first - 2))
    since = amount.first - 2 if is_beside else max(start, amount.first - _REACH)  # passengers number 62.4 million
    near = range(since, amount.first - 1)
    opened = max((index for index in near if prose.at(index) in {"(", ")"}), default=near.start)
    for index in range(opened if prose.at(opened) == "(" else near.start, near.stop):  # 1,914 wagons (week 36: 2,047)
        if prose.at(index) in SALES:
            return None
        if is_label and prose.at(index - 1) == "in" and (unit := money_at(prose, index, nations)):
            return amount._replace(unit=unit, is_inherited=True)  # in euros: 742 million
        is_number = prose.phrase(index - 2, index) == "number of" or is_numbered
        unit = COUNTED.get(prose.at(index - 1)) if prose.at(index) == "numbers" else None  # visitor numbers
        unit = unit_of_plural(prose.at(index)) if is_numbered and prose.breaks_before(index) else unit
        found = counted_at(prose, index, is_one=False) if is_label or is_number else None
        if unit := unit or (found and found[0]):
            return amount._replace(unit=unit, is_counted=True, is_inherited=True)
    return None


def beside(prose: Prose, amount: Amount, *, is_money: bool) -> str | None:
    """Return what a bare count is of by its place: firms, of which 5,000; second-hand cars (4,860); - Staff 3,318.

    `is_money` where amounts of money stand before it in its sentence.
    """
    if amount.in_words or amount.magnitude > 1 or amount.value.denominator > 1:
        return None
    place = begins_at(prose, amount.first) - 1
    noun = prose.at(place)
    if noun in {"from", "to"} and not GROUPS.isdisjoint((prose.at(place - 1), prose.at(place - 2))):
        return "people"  # the payroll from 1,912 to 1,760
    if is_money:
        return None
    if noun == "(":
        is_alone = amount.value >= _FOOTNOTES and prose.at(amount.end) == ")" and prose.at(amount.end + 1) != ":"
        noun = prose.at(place - 1) if is_alone and not unit_after(prose, place - 1, NOBODY) else ""
    elif noun == "," and prose.phrase(amount.end, amount.end + 2).startswith(_TOLD):
        behind = prose.at(place - 2) in {"from", "of", "in"} and prose.is_name(place - 1)
        noun = prose.at(place - 3 if behind else place - 1)  # tourists from Israel, 217,000 last year
    elif noun in _THEM and prose.at(place - 1) == "of":
        noun = prose.at(place - 2 - (prose.at(place - 2) == ","))
    elif not (prose.breaks_before(place) or (prose.at(place - 1) in _BULLETS and prose.breaks_before(place - 1))):
        return None
    unit = unit_of_plural(noun)
    return None if noun in SALES or noun in _WARES or unit in DURATIONS else unit


def told_noun(prose: Prose, amount: Amount, start: int) -> str | None:
    """Return what a number is of that the sentence has named: Chinese firms, three of them; trains, 14 a day."""
    is_of_them = prose.at(amount.end) == "of" and prose.at(amount.end + 1) in _THEM
    is_daily = prose.at(amount.end) in {"a", "per"} and prose.at(amount.end + 1) in DURATIONS
    since = max(0 if is_of_them else start, amount.first - _REACH)
    words = [prose.at(index) for index in range(amount.first - 1, since - 1, -1)]
    if not GROUPS.isdisjoint(words[:_NEAR]):
        return "people"  # its workforce will grow from 640
    if words[:1] in (["from"], ["to"], ["by"]) and amount.value.denominator == 1 and _PRICES.isdisjoint(words):
        moved = next((index for index, word in enumerate(words[:_NEAR]) if word in MOVING), _REACH)
        nouns = words[moved + 1 + (words[moved + 1 : moved + 2] in (["is"], ["was"], ["were"])) :]
        if nouns[1:2] == ["of"] and SALES.isdisjoint(words) and (unit := unit_of_plural(nouns[0])):
            return unit  # the quota of permits was raised by 1,500
    if amount.magnitude > 1 or not (is_of_them or is_daily):
        return None
    near = (amount.first - 1 - back for back, word in enumerate(words) if word not in SALES | _WARES)
    units = (unit_of_plural(prose.at(index)) for index in near if not unit_after(prose, index, NOBODY))
    return next(filter(None, units), None)


def is_price(prose: Prose, place: Context) -> bool:
    """Return whether an amount is for a unit: $58.9 a barrel, 27.3 EUR/MWh, 4.16 yen to the dollar."""
    after, behind = prose.at(place.end), prose.at(place.end + 1)
    if prose.at(place.end + 2) in {"below", "above"} and after in {"a", "/", "per"}:
        return False  # $34 a tonne below ours
    before, prior = prose.at(place.first - 1), prose.at(place.first - 2)
    is_moved = (before == "by" and prior in MOVING | DIFFERING) or (
        before in MOVING_ALONE | {"up", "down"} and after not in _PER
    )
    is_moved = is_moved or (before == "(" and prose.at(place.number) in {"+", "-"})  # $352/t (+$6)
    is_compared = behind in _COMPARED or (behind.isdigit() and len(behind) == len("2024"))
    if is_moved or (after in DIFFERING and is_compared) or is_off(prose, place):
        return False  # cut by $5; EUR 16 cheaper than
    clause = range(max(place.start, place.first - 12), place.first)
    told = prose.phrase(clause.start, clause.stop).rpartition(";")[2].split()
    if after in _PER and behind not in _TIMES_OF:
        is_sized = behind.isdigit() and prose.at(place.end + 2) == "-"  # per 40-foot box
        is_head = behind in _HEADS or (behind in DEMONYMS and not is_money(prose.at(place.end + 2)))
        return (behind.isalpha() and not is_head) or is_sized or after in {"each", "apiece"}
    is_sold = before in {"for", "at"} and any(prose.at(index) in _SOLD for index in clause)
    is_bought = is_money(prior) and before in {"bought", "buys", "fetched"}
    is_bought = is_bought or prose.phrase(place.first - 3, place.first) in {"$ 1 equals", "$ 1 is"}
    is_worth = before in {"=", "worth"} and any(
        is_money(prose.at(place.first - back)) or prose.at(place.first - back) == "$" for back in (2, 3, 4)
    )
    near = (index for index in clause if index > place.first - 8 and not prose.at(index - 1)[:1].isdigit())
    is_rate = (before == "at" and any(is_money(prose.at(index)) for index in near)) or (
        is_money(before) and prior == "the"
    )
    is_rated = before in _REACHED and rated_before(prose, place.first, place.start) is not None
    is_small = (is_sold or is_rate or is_rated) and not is_large(prose, place)  # the yen, at 165 dong
    is_pair = any(
        prose.at(one) == "/" and is_money(prose.at(one - 1)) and is_money(prose.at(one + 1)) for one in clause
    )
    is_told = is_bought or is_worth or is_small or is_pair
    if is_told or money_against(prose, place.end) is not None or _is_of_each(prose, place, clause):
        return True
    return not _PRICES.isdisjoint(told) and _FEES.isdisjoint(told) and not is_large(prose, place)


def is_off(prose: Prose, place: Context) -> bool:
    """Return whether an amount is that by which a price differs: $85 under Friday's close; , $120 higher."""
    after, level = prose.at(place.end), prose.phrase(place.end + 1, place.end + 5).split()
    if after in DIFFERING and prose.at(place.first - 1) == "," and level[:1] in ([], ["."], [","], [";"]):
        return True
    return after in COMPARED and not _LEVELS.isdisjoint(level) and not is_large(prose, place)


def _is_of_each(prose: Prose, place: Context, clause: range) -> bool:
    """Return whether words before an amount say of what unit it is the price: per sack; a kilo leaves at; 5 kWh at."""
    if is_large(prose, place):
        return False
    things = (prose.at(one + 1) for one in clause if prose.at(one) == "per")
    if any(word.isalpha() and word not in _NO_THINGS for word in things):
        return True
    units = [one for one in clause if prose.at(one - 1) in _ONE_OF or one == place.first - 2]
    is_put = prose.at(place.first - 1) in _PUT
    found = (unit_after(prose, one, NOBODY) for one in units) if is_put else ()
    return any(one and one.unit not in DURATIONS | {PERCENT, POINTS, TIMES} for one in found)


def is_large(prose: Prose, place: Context) -> bool:
    """Return whether an amount is written with a magnitude, which the price of one thing hardly is."""
    return not _LARGE.isdisjoint(prose.within(place.number + 1, place.end))
