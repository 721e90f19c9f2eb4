"""The amounts of a text: each number with its value, its unit and the words that belong to it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from operator import itemgetter
from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.counted import counted_at, is_idle, is_occasion, is_of_group
from app.reasoning.reader.currencies import NOBODY, Nations
from app.reasoning.reader.digits import Amount, digits
from app.reasoning.reader.hedges import hedge_after
from app.reasoning.reader.identifiers import is_name
from app.reasoning.reader.lexicon import NumberKind, Topic
from app.reasoning.reader.numbers import NumberToken, numbers
from app.reasoning.reader.ordinals import is_in_order, is_multiple, is_part, is_rank, is_whole_part, numbered
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS, RANK, ReadUnit, of_letter, sign_before, unit_after, unit_before
from app.vocabulary.numbers import STEP_OF_FRACTION
from app.vocabulary.words import PERCENT, POINTS, RELATIVE, TIMES

_DASHES: Final = "-\u2212"
_TRILLIONS: Final = re.compile(r" ?T\b")
_ONE: Final = Fraction(1)
_OUT_OF: Final = Topic("joining").words("out_of")
_TIMES: Final = DURATIONS | Topic("clauses").words("times") | {"time"}
_POINTED: Final = Topic("counted").words("pointed")


def amounts(prose: Prose, nations: Nations, taken: Sequence[tuple[int, int]]) -> Iterator[Amount]:
    """Yield every number of a text in order; of those in places that are taken by dates and codes, no unit is read."""
    reached = 0
    for amount in _every(prose, nations, taken):
        if amount.token.start < reached:
            yield _unread(prose, amount.token, measures=False)  # it is among the words of the one before
            continue
        # A sign between two numbers belongs to the first: 25 bln $ 24.
        yield amount if amount.start >= reached else replace(amount, start=amount.token.start)
        reached = amount.stop


def _every(prose: Prose, nations: Nations, taken: Sequence[tuple[int, int]]) -> Iterator[Amount]:
    tokens = tuple(numbers(prose.text))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if _is_taken(token, taken):
            yield _unread(prose, token, measures=False)
        elif following and not _is_taken(following, taken) and (part := _out_of(prose, token, following)):
            index += 1
            yield part
        else:
            yield _amount(prose, token, nations)
        index += 1


def _is_taken(token: NumberToken, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a number lies in one of some places, which are in order."""
    place = bisect_right(taken, token.start, key=itemgetter(1))
    return place < len(taken) and taken[place][0] < token.end


def _unread(prose: Prose, token: NumberToken, *, in_words: bool = False, measures: bool = True) -> Amount:
    first, end = prose.index(token.start), prose.index(token.end)
    value = token.interpretations[0].value
    place = token.start, token.end
    return Amount(token, first, max(end, first + 1), *place, value, _ONE, value, in_words=in_words, measures=measures)


def _out_of(prose: Prose, part: NumberToken, whole: NumberToken) -> Amount | None:
    """Return the share that two numbers are together: nine out of ten, one in three."""
    first, second = part.interpretations[0], whole.interpretations[0]
    between = prose.phrase(prose.index(part.end), prose.index(whole.start))
    if between not in _OUT_OF or {first.kind, second.kind} != {NumberKind.CARDINAL}:
        return None
    in_words = not prose.text[part.start].isdigit()
    if (
        not 0 < first.value < second.value
        or second.value > 1000  # noqa: PLR2004  # of 1,000
        or (between in {"in", "of"} and not (in_words and prose.text[whole.start].isalpha()))
        or (between == "of" and second.value % 10 and counted_at(prose, prose.index(whole.end), is_one=False))
    ):
        return None  # seven of nine lanes are counts
    value = first.value / second.value * 100
    amount = _unread(prose, part)
    step = value * STEP_OF_FRACTION / 2 if in_words else Fraction(100) / second.value
    end = prose.index(whole.end)
    return replace(amount, end=end, stop=whole.end, value=value, bare=value, step=step, unit=PERCENT, in_words=in_words)


def _amount(prose: Prose, token: NumberToken, nations: Nations) -> Amount:
    """Return a number with what stands beside it."""
    in_words = prose.text[token.start] != "." and not prose.text[token.start].isdigit()
    amount = _unread(prose, token, in_words=in_words)
    if is_name(prose.text, token.start, in_words=in_words):
        return replace(amount, measures=False)
    match token.interpretations[0].kind:
        case NumberKind.CARDINAL:
            return _cardinal(prose, amount, nations)
        case NumberKind.MULTIPLE:
            return _multiple(prose, amount)
        case NumberKind.FRACTION if not token.interpretations[1:]:
            return _fraction(prose, amount, nations)
    return _ordinal(prose, amount, nations)


def _ordinal(prose: Prose, amount: Amount, nations: Nations) -> Amount:
    """Return a rank, or the part that an ordinal may be behind an article: a third, a good third."""
    first, *others = amount.token.interpretations
    if is_rank(prose, amount.first, amount.end):
        return replace(amount, unit=RANK)
    if others:
        return amount if is_in_order(prose, amount.first, amount.end) else _fraction(prose, amount, nations)
    if prose.at(amount.first - 1) == "every" and prose.at(amount.end) not in _TIMES:
        value = 100 / first.value  # every second member
        return replace(amount, value=value, bare=value, step=value * STEP_OF_FRACTION / 2, unit=PERCENT, in_words=True)
    is_whole = first.value > 2 and is_whole_part(prose, amount.first)  # noqa: PLR2004  # there are no seconds
    return _fraction(prose, replace(amount, value=1 / first.value), nations) if is_whole else amount


def _fraction(prose: Prose, amount: Amount, nations: Nations) -> Amount:
    """Return a part of a whole in per cent: a third, two thirds, half; a bare quarter is a part of the year."""
    if amount.value >= 1 or not is_part(prose, amount.first, amount.end):
        return amount  # four quarters
    if prose.phrase(amount.first, amount.end + 1) == "half as":
        return replace(amount, step=amount.value / 5, unit=TIMES, in_words=True)  # half as much
    if prose.at(amount.end) == "a" and (whole := unit_after(prose, amount.end + 1, nations)):
        return _with(prose, replace(amount, step=Fraction(1, 10)), whole, is_before=False)  # half a per cent
    value = amount.value * 100
    if amount.end == amount.first + 1 and prose.at(amount.first - 1) in lexicon.ARTICLES:
        amount = _with_article(prose, amount)
    step = value * STEP_OF_FRACTION / 2  # about takes a whole step to either side
    return replace(amount, value=value, bare=value, step=step, unit=PERCENT, in_words=True)


def _with_article(prose: Prose, amount: Amount) -> Amount:
    """Return a number with the article before it, which is a part of its words: a third, a million."""
    return replace(amount, first=amount.first - 1, start=prose.words[amount.first - 1].start)


def _multiple(prose: Prose, amount: Amount) -> Amount:
    if not is_multiple(prose, amount.first, amount.end):
        return amount
    step = Fraction(1, 2) if amount.value >= 1 else Fraction(1, 10)
    return replace(amount, step=step, unit=TIMES, in_words=True)


def _cardinal(prose: Prose, amount: Amount, nations: Nations) -> Amount:
    """Return a number with the currency before it, or with the unit or the counted noun behind it."""
    if _is_idle(prose, amount):
        return replace(amount, measures=False)
    bare, step = digits(prose.text, amount.token)
    amount = replace(amount, bare=bare, step=step)
    is_round = prose.at(amount.first) in lexicon.MAGNITUDES or prose.at(amount.first) in lexicon.DENOMINATORS
    if amount.in_words and is_round and prose.at(amount.first - 1) in lexicon.ARTICLES:
        amount = _with_article(prose, amount)  # a million, a quarter of a million
    if rank := numbered(prose, amount):
        return rank
    if unit := of_letter(prose, amount.end, amount.token.end):
        return replace(amount, unit=unit, value=bare, step=step / amount.magnitude)
    before = unit_before(prose.text, amount.start, nations)
    amount = _signed(prose, amount, before)
    place = amount.end + (prose.at(amount.end) == "." and prose.at(amount.end - 1) in lexicon.SHORT)
    if hedged := hedge_after(prose, place):
        place = hedged[1]  # 20 or more companies
    after = unit_after(prose, place, nations)
    if after and after.unit == POINTS and prose.at(place) == "points":
        is_of_index = "index" in prose.phrase(amount.first - 12, amount.first).split()
        is_of_list = prose.at(amount.first - 1) == "of" and prose.at(amount.first - 2) in _POINTED
        after = ReadUnit("point", after.place) if is_of_index else None if is_of_list else after
    if before and not (after and after.unit in RELATIVE):
        return _with(prose, amount, before, is_before=True, after=after)
    if amount.unit:
        return amount  # USD -6.3m
    if not after and prose.phrase(amount.first - 2, amount.first) == "factor of":
        after = ReadUnit(TIMES, amount.stop)
    return _with(prose, amount, after, is_before=False) if after else _counted(prose, amount, place)


def _is_idle(prose: Prose, amount: Amount) -> bool:
    """Return whether a number measures nothing: zero, millions, the two sides, a two-day visit."""
    if prose.phrase(amount.end, amount.end + 2) == "- way":
        return True
    if is_occasion(prose, amount.end) or not amount.in_words:
        return is_occasion(prose, amount.end)
    word, before = prose.at(amount.first), prose.at(amount.first - 1)
    if word == "zero" or word in lexicon.PLURALS or (word in lexicon.MAGNITUDES and before != "a"):
        return True
    is_two = amount.value == 2  # noqa: PLR2004  # the two
    if prose.phrase(amount.first - 1, amount.end + 1) == "at one point":
        return True
    return is_idle(prose, amount.end, are_sides=is_two or before == "the") or (is_two and before == "the")


def _counted(prose: Prose, amount: Amount, place: int) -> Amount:
    """Return a number with the noun that it counts."""
    found = counted_at(prose, place, is_one=amount.value == 1)
    if not found and is_of_group(prose, amount.first):
        return replace(amount, unit="people", is_counted=True)
    if not found or (amount.in_words and prose.at(amount.first - 1) in {"these", "those"}):
        return amount
    return replace(amount, unit=found[0], is_counted=True, stop=found[1], end=prose.index(found[1]))


def _with(prose: Prose, amount: Amount, unit: ReadUnit, *, is_before: bool, after: ReadUnit | None = None) -> Amount:
    """Return a number in a unit; the letters behind an amount of money are magnitudes (565m, 1.2T)."""
    amount = replace(amount, unit=unit.unit, is_shared=unit.is_shared)
    if is_before:
        start = min(amount.start, unit.place)
        amount = replace(amount, start=start, first=prose.index(start))
        if after and after.unit == unit.unit:
            amount = replace(amount, stop=after.place, end=prose.index(after.place))
        if found := _TRILLIONS.match(prose.text, amount.token.end):
            value, step = amount.value * 10**12, amount.step * 10**12
            amount = replace(amount, value=value, step=step, stop=found.end(), end=prose.index(found.end()))
        return amount
    value, step = amount.value * unit.factor, amount.step * unit.factor
    if unit.unit == TIMES and amount.in_words:
        step = max(step, Fraction(1, 2))
    if (
        prose.text[amount.token.end : unit.place].strip() in {"MT", "mt"}
        and amount.bare.denominator > 1
        and amount.magnitude == 1
    ):
        value, step = value * 10**6, step * 10**6  # nobody counts hundredths of a ton: 2.85 MT are millions
    counted = unit.unit in {"TEU", "items"}
    return replace(amount, value=value, step=step, stop=unit.place, end=prose.index(unit.place), is_counted=counted)


def _signed(prose: Prose, amount: Amount, before: ReadUnit | None) -> Amount:
    """Return a number with the plus or minus before it or before its currency; a sign apart from it is a dash."""
    if (
        before is None
        and (apart := unit_before(prose.text, amount.start - 1, NOBODY))
        and prose.text[amount.start - 1] in _DASHES
    ):
        return replace(amount, sign=-1, start=apart.place, first=prose.index(apart.place), unit=apart.unit)
    start = before.place if before else amount.start
    sign = sign_before(prose.text, start)
    is_minus = sign.strip() not in {"+", ""}
    if prose.at(prose.index(start) - 1) in {"minus", "negative"}:
        return replace(amount, sign=-1)
    if not sign or (is_minus and sign[-1].isspace()):
        return amount
    start -= len(sign)
    return replace(amount, start=start, first=prose.index(start), sign=-1 if is_minus else 1)
