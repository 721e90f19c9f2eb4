"""What a number measures: a level, a growth, a change, a share, a ratio, a price, a count or a rank."""

from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.lexicon import PERCENT_ENDS, Topic
from app.reasoning.reader.movement import AHEAD, COMPARED, DIFFERING, MADE, MOVING, PAUSES, SHIFTS, Context, is_hedge
from app.reasoning.reader.named import MOVING_ALONE, is_large, is_off, is_price
from app.reasoning.reader.parts import is_of_level, past_other
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS, RANK
from app.vocabulary.verdicts import Measured
from app.vocabulary.words import PERCENT, POINTS, TIMES

_LISTS: Final = Topic("kinds")
_BALANCES: Final = Topic("trade").words("balances")
_SHARING: Final = _LISTS.words("sharing")
_RATES: Final = _LISTS.words("rates")
_ADDED: Final = frozenset(("plus", "minus"))
_PUTTING: Final = _LISTS.words("adding")
_SIGNS: Final = frozenset("+-\u2212\u2013")
_NO_RATES: Final = _LISTS.words("no_rates")
_LENDING: Final = _LISTS.words("lending")
_OF_RATE: Final = _LISTS.words("of_rate")
_FILLED: Final = _LISTS.words("filled")
_PASSED: Final = _LISTS.words("passed")
_EACH: Final = _LISTS.words("times") | _LISTS.words("shortened")
_BEHIND: Final = 12
_FAR: Final = 40
_ENDING: Final = _LISTS.words("ending")
PASSIVE: Final = _LISTS.words("passive")
_MORE: Final = _LISTS.words("more")
_LOSING: Final = _LISTS.words("losing")
_REST: Final = _LISTS.words("rest")
_LASTING: Final = _LISTS.words("lasting")
_PERIODS: Final = _LISTS.words("periods")
_COMPARING: Final = COMPARED | MOVING | frozenset({"a", "an"})
OFTEN: Final = _LISTS.words("often")
"""What stands behind how often something is: twice a week."""
_EXCEEDING: Final = ("exceed", "outweigh", "outstrip")
_OF_THOSE: Final = _LISTS.words("of_those")
_REPEATED: Final = _LISTS.words("repeated")
_COSTING: Final = _LISTS.words("costing")
_PAYING: Final = _LISTS.words("paying")
_TOLD_RATES: Final = _LISTS.words("told_rates")
_CLOSING: Final = frozenset(".,;")
_TELLING: Final = MOVING | _LISTS.words("telling")
_OF_UNIT: Final = {POINTS: Measured.CHANGE, TIMES: Measured.RATIO, RANK: Measured.RANK}


def measured(prose: Prose, place: Context, unit: str | None, *, is_counted: bool) -> Measured:
    """Return what a number in a unit measures, by the words around it."""
    if unit in _OF_UNIT:
        is_level = unit == POINTS and prose.at(place.first - 1) in {"to", "at"}  # narrowed to 30 bps
        is_met = not _REPEATED.isdisjoint((prose.at(place.first - 1), prose.at(place.first - 2)))
        told = prose.within(max(place.start, place.first - _BEHIND), place.first)
        is_ended = prose.at(place.end - 1) == "times" and prose.at(place.end) in _CLOSING
        is_met = is_met or (is_ended and _TELLING.isdisjoint(told))  # have crossed that border twenty times.
        is_often = unit == TIMES and (prose.at(place.end) in OFTEN or is_met)  # twice a week, met twice
        return Measured.LEVEL if is_level else Measured.COUNT if is_often else _OF_UNIT[unit]
    if unit == PERCENT:
        return _kind_of_percent(prose, place)
    if is_currency(unit) and is_price(prose, place):
        return Measured.PRICE
    if is_counted:
        if prose.at(place.first - 1) == "by" and prose.at(place.first - 2) in MOVING:
            return Measured.CHANGE
        is_more = prose.at(place.end) in {"more", "less"} and prose.at(place.end + 1) == "than"
        is_more = is_more or prose.at(place.end) == "fewer"  # 70 or 80 fewer on bad days
        is_compared = not _MORE.isdisjoint(prose.within(place.number, place.end))
        is_compared = is_compared and "than" in prose.within(place.end, min(place.end + AHEAD, place.stop))
        return Measured.CHANGE if is_more or is_compared else Measured.COUNT  # four more than today
    is_off_price = is_currency(unit) and is_off(prose, place)
    return Measured.CHANGE if is_off_price or _is_change(prose, place, unit) else Measured.LEVEL


def _is_change(prose: Prose, place: Context, unit: str | None) -> bool:
    """Return whether an amount is a difference: rose by $1 bn, 2.9 bcm less than."""
    before = [*reversed(prose.within(max(place.start, place.first - _BEHIND), place.first))]
    is_up = before[:1] == ["up"] and MADE.isdisjoint(before[1:2])
    is_down, is_reached = before[:1] == ["down"] or is_up, prose.at(place.first) in {"below", "above", "under"}
    is_revised = prose.at(place.number) == "+" and before[:1] == [":"]  # since the flash: +0.9 million
    is_noun = is_revised or (prose.at(place.end) in SHIFTS and before[:1] in (["a"], ["an"], ["the"]))  # a $5 bn rise
    end = _behind(prose, place.end)
    is_signed = prose.at(place.number) in _SIGNS and _BALANCES.isdisjoint(before)  # the biggest rise in fuels (+$41 m)
    is_bracketed = before[:1] == ["("] and prose.at(place.end) == ")"
    is_bracketed = is_bracketed and (is_signed or _is_of_change(prose, place, before[1]))
    is_put_to = bool(_PUTTING.intersection(before[:1])) and prose.at(place.end) in {"to", "in"}
    is_added = is_bracketed or is_put_to
    if is_reached or prose.at(end) in DIFFERING:  # fell below USD 2,100
        following = prose.at(end + 1), prose.at(end + 2)
        is_bound = following[0].isdecimal() and len(following[0]) < len("2022")  # $1.20 below 45 kg
        is_level = is_reached or is_bound or following[0] in {"or", "in"} or "sea" in following
        return is_noun or is_down or not is_level
    if is_noun or is_down or is_added:  # down EUR 3.7m
        return True
    if before[:1] == ["or"] and not PERCENT_ENDS.isdisjoint(before[1:3]):
        return any(prose.at(index) in MOVING for index in range(max(place.start, place.first - 14), place.first))
    if before[:1] in (["of"], ["to"], ["at"], ["from"]):
        return before[0] == "of" and before[1:2] != ["loss"] and not SHIFTS.isdisjoint(before[1:2])
    if "by" in before[:4]:
        moved = before[before.index("by") + 1 :]
        moved = moved[moved[:1] == [","] :]  # grew for the third month, by 11 million
        moved = moved[: moved.index(",") if "," in moved else None]
        return before[1:2] == ["("] or any(word in MOVING or word.startswith(_EXCEEDING) for word in moved)
    is_of_price = is_currency(unit) and not is_large(prose, place) and before[:1] in (["lost"], ["added"])
    return is_of_price or (bool(before) and before[0] in MOVING_ALONE and unit not in DURATIONS)


def _is_of_change(prose: Prose, place: Context, before: str) -> bool:
    """Return whether what stands in brackets is a change too: increase ($4.8 bn); up 13 percent ($2.1 bn) from 2023."""
    is_alone = prose.at(place.first - 4) in {"up", "down"}  # down 4.8 % ($1.5 bn)
    is_growth = before in PERCENT_ENDS and (is_alone or prose.at(place.end + 1) in {"from", "over"})
    return before in SHIFTS or (is_growth and any(prose.at(place.first - back) in MOVING for back in range(3, 9)))


def _behind(prose: Prose, end: int) -> int:
    """Return the word behind an amount, its time and what stands in brackets: 4 mcm/d above; $9 bn (8.4%) more."""
    if prose.at(end) == "or":
        return past_other(prose, end)
    aside = past_other(prose, end)
    if aside > end and prose.phrase(end, end + 2) == ", or" and prose.at(aside) == ",":
        return aside + 1  # by $215 million, or 6.1 percent, more
    is_timed = prose.at(end) in {"/", "a", "per"} and prose.at(end + 1) in _EACH
    end += 2 if is_timed else prose.at(end) == ")"
    closing = (index + 1 for index in range(end, end + _BEHIND) if prose.at(index) == ")")
    return next(closing, end) if prose.at(end) == "(" else end


def _kind_of_percent(prose: Prose, place: Context) -> Measured:
    """Return whether a percentage is a growth, a share or a rate."""
    before = prose.at(place.first - 1)
    told = {prose.phrase(place.first - back, place.first - back + 2) for back in (2, 3)}
    words = {*prose.within(place.number, place.end)}
    is_part = not (_OF_THOSE.isdisjoint(told) and words.isdisjoint(("out", "in", "every")))
    is_part = is_part or prose.phrase(place.first - 2, place.first) == "share of"
    if is_part or before in _REST or before == "every":
        return Measured.SHARE
    if is_of_level(prose, place.end):
        return Measured.RATIO
    is_again = "again" in prose.within(place.number, place.end)  # half as much again
    is_added = before in _ADDED and not prose.at(place.first - 2)[:1].isalnum()  # 412,000 t, plus 6 %
    is_signed = is_added or (
        prose.at(place.end) != "of" and prose.at(place.number) in _SIGNS and prose.at(place.number + 1)[:1].isdigit()
    )
    is_put = before == "on" and prose.at(place.first - 2) in {"put", "puts", "tacked"}
    is_put = is_put or (before == "of" and prose.at(place.first - 2) in _ADDED)  # a minus of 2 %
    if is_signed or is_again or is_put or before in _LOSING or _is_of_level_behind(prose, place):
        return Measured.GROWTH
    is_of_rate = (
        before in _OF_RATE and _is_rate(prose, place.first - 2) and not _is_moved(prose, place.first - 2, place.start)
    )
    after = Measured.LEVEL if before in _RATES or is_of_rate else _after(prose, place)  # premium 0.28% of turnover
    if after is not None:
        return after
    is_passed = prose.at(place.first) in _PASSED and place.first < place.number and before in MOVING
    is_pace = before == "at" and prose.at(place.first - 2) in MOVING  # grew at 6.4 % a year
    reached = (before in {"to", "from", "at"} and not place.in_range and not is_pace) or is_passed  # slipped under 9 %
    subject = range(max(place.start, place.first - 7), place.first - 2) if before == "at" else [place.first - 3]
    if reached and any(prose.at(index) in SHIFTS for index in subject):
        return Measured.GROWTH  # growth slowed to, the growth of 2022 works out at
    own = None if reached else _before(prose, place)
    return own or _near_rate(prose, place) or _told_rate(prose, place) or Measured.SHARE


def _is_of_level_behind(prose: Prose, place: Context) -> bool:
    """Return whether a percentage is a change to the level behind it: exports rose 4 % to $5 bn, imports 9 to $3 bn."""
    following = prose.at(place.end + 1)
    is_level = following[:1].isdigit() or following in {*"$€£"} or is_currency(following.upper())
    is_led = prose.at(place.end) == "to" and is_level and prose.at(place.first - 1) not in {"from", "to", "at"}
    return is_led and any(prose.at(index) in MOVING for index in range(place.start, place.first))


def _is_moved(prose: Prose, index: int, start: int) -> bool:
    """Return whether a rate is one at which something moves: it grew at an annual rate of, a growth rate of."""
    before = prose.within(max(start, index - 5), index)
    return prose.at(index - 1) == "growth" or not MOVING_ALONE.isdisjoint(before)


def _before(prose: Prose, place: Context) -> Measured | None:
    """Return what the nearest telling word before a percentage makes of it."""
    for index in range(place.first - 1, max(place.start, place.first - 16) - 1, -1):
        word = prose.at(index)
        if _is_rate(prose, index) and index == place.first - 2 and prose.at(index + 1) == "on":
            return Measured.SHARE  # duties on 77.8 % of lines
        if _is_rate(prose, index):
            return Measured.GROWTH if _is_moved(prose, index, place.start) else Measured.LEVEL
        is_ahead = word == "ahead" and prose.at(index + 1) == "of"  # of Latvia (12%)
        if (word in MOVING or word == "moved") and not is_hedge(prose, index) and not is_ahead:
            return Measured.GROWTH
        is_paid = word in _PAYING and index > place.first - AHEAD and prose.at(place.number)[:1].isdigit()
        is_part = is_paid and not _COSTING.isdisjoint(prose.within(place.start, index))
        if is_paid and not is_part:
            return Measured.LEVEL  # in casks it pays an extra 20 %
        if is_part or (word in _SHARING and word != "of"):
            return Measured.SHARE  # it costs 3 million; the bank pays 60 %
    return None


def _near_rate(prose: Prose, place: Context) -> Measured | None:
    reach = _FAR if prose.at(place.number)[:1].isdigit() else 12
    ends = (index for index in range(place.end, place.end + 6) if prose.at(index) == ";")
    near = range(max(place.start, place.first - reach), min(next(ends, place.end + 6), place.stop))
    is_lent = prose.at(place.first - 1) == "at" and any(prose.at(index) in _LENDING for index in near)
    return Measured.LEVEL if is_lent or any(_is_rate(prose, index) for index in near) else None


def _told_rate(prose: Prose, place: Context) -> Measured | None:
    """Return a level where the sentence before, in the same paragraph, spoke of a rate, and this one of no other."""
    if not prose.at(place.number)[:1].isdigit() or prose.breaks_before(place.start):
        return None
    near = range(place.start - 1, max(0, place.start - _FAR), -1)
    ends = (index for index in near if prose.at(index - 1) in {".", "!", "?"} or prose.breaks_before(index))
    told = range(next(ends, near.stop), place.start)
    is_told = any(prose.at(index) in _TOLD_RATES and _is_rate(prose, index) for index in told)
    return Measured.LEVEL if is_told else None


def _is_rate(prose: Prose, index: int) -> bool:
    """Return whether a word is of a rate: but not tariff lines, or duty-free."""
    return prose.at(index) in _RATES and prose.at(index + 1) not in _NO_RATES


def _after(prose: Prose, place: Context) -> Measured | None:
    """Return what the words behind a percentage make of it; None where they leave it open."""
    end = past_other(prose, place.end + (prose.at(place.end) == ")"))
    for index in range(end, min(end + AHEAD, place.stop)):
        word = prose.at(index)
        is_amount = prose.at(index + 2)[:1].isdigit() or prose.at(index - 1) in lexicon.ARTICLES
        is_aside = word in SHIFTS and prose.at(index + 1) == "of" and is_amount
        is_ahead = prose.phrase(index - 1, index + 2) == ", ahead of"
        if is_aside or is_ahead:  # a margin of 8.6 %, a gain of 140 bps; Latvia (12.6 %), ahead of Poland
            return None
        if word == "share" or (word in _FILLED and index == place.end):
            return Measured.SHARE  # 62 % full
        if _is_rate(prose, index):
            return Measured.LEVEL
        is_lasting = word == "over" and prose.at(index + 2) in _LASTING
        is_lasting = is_lasting or (word == "on" and prose.at(index + 1)[:1].isdigit())  # to 10 % on 30 May
        is_next = prose.at(index + 1) in {"up", "down"} and prose.at(index + 2) not in PAUSES | {",", "."}
        is_apart = word == "," and index == end and (is_next or prose.at(index + 1) not in _COMPARING)
        is_apart = is_apart and prose.at(place.first - 1) != "or"  # $215 million, or 6.1 percent, up on
        if word in _ENDING or word in PAUSES or is_lasting or is_apart:
            return None
        is_yearly = word in _PERIODS and prose.at(index + 1) in {"on", "-"}
        if word in COMPARED or word in MOVING - PASSIVE or is_yearly:
            return Measured.GROWTH
    return None
