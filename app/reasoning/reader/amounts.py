"""The amounts of a text: each number with its value, its unit and the words that belong to it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.counted import counted_at, hyphenated, is_idle, is_occasion, is_of_group
from app.reasoning.reader.currencies import NOBODY, Nations
from app.reasoning.reader.digits import Amount, digits
from app.reasoning.reader.hedges import begins_at, hedge_after
from app.reasoning.reader.identifiers import is_name
from app.reasoning.reader.lexicon import NumberKind, Topic
from app.reasoning.reader.movement import FALLING, RISING, SHIFTS
from app.reasoning.reader.numbers import NumberToken, numbers
from app.reasoning.reader.ordinals import numbered
from app.reasoning.reader.parts import fraction, multiple, ordinal, out_of, unread, with_article, with_unit
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import ReadUnit, of_letter, sign_before, unit_after, unit_before
from app.vocabulary.words import POINTS, RELATIVE, TIMES

_DASHES: Final = "-\u2212"
_MARKS: Final = Topic("counted").words("marks")
_PERSONS: Final = re.compile(r"(?:of (?:us|you)|did so)$|who ")
_EMPLOYING: Final = Topic("counted").words("employing")
_POINTED: Final = Topic("counted").words("pointed")


def amounts(prose: Prose, nations: Nations, taken: Sequence[tuple[int, int]]) -> Iterator[Amount]:
    """Yield every number of a text in order; of those in places that are taken by dates and codes, no unit is read."""
    reached = 0
    for amount in _every(prose, nations, taken):
        if amount.token.start < reached:
            yield unread(prose, amount.token, measures=False)  # it is among the words of the one before
            continue
        # A sign between two numbers belongs to the first: 25 bln $ 24.
        yield amount if amount.start >= reached else amount._replace(start=amount.token.start)
        reached = amount.stop


def _every(prose: Prose, nations: Nations, taken: Sequence[tuple[int, int]]) -> Iterator[Amount]:
    tokens = tuple(numbers(prose.text))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if _is_taken(token, taken):
            yield unread(prose, token, measures=False)
        elif following and not _is_taken(following, taken) and (part := out_of(prose, token, following)):
            index += 1
            yield part
        else:
            yield _amount(prose, token, nations)
        index += 1


def _is_taken(token: NumberToken, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a number lies in one of some places, which are in order."""
    place = bisect_right(taken, token.start, key=itemgetter(1))
    return place < len(taken) and taken[place][0] < token.end


def _amount(prose: Prose, token: NumberToken, nations: Nations) -> Amount:
    """Return a number with what stands beside it."""
    in_words = prose.text[token.start] != "." and not prose.text[token.start].isdigit()
    amount = unread(prose, token, in_words=in_words)
    if is_name(prose.text, token.start, nations, in_words=in_words):
        return amount._replace(measures=False)
    match token.interpretations[0].kind:
        case NumberKind.CARDINAL:
            return _cardinal(prose, amount, nations)
        case NumberKind.MULTIPLE:
            return multiple(prose, amount)
        case NumberKind.FRACTION if not token.interpretations[1:]:
            return fraction(prose, amount, nations)
    return ordinal(prose, amount, nations)


def _cardinal(prose: Prose, amount: Amount, nations: Nations) -> Amount:
    """Return a number with the currency before it, or with the unit or the counted noun behind it."""
    if _is_idle(prose, amount):
        return amount._replace(measures=False)
    bare, step = digits(prose.text, amount.token)
    amount = amount._replace(bare=bare, step=step)
    is_round = prose.at(amount.first) in lexicon.MAGNITUDES or prose.at(amount.first) in lexicon.DENOMINATORS
    if amount.in_words and is_round and prose.at(amount.first - 1) in lexicon.ARTICLES:
        amount = with_article(prose, amount)  # a million, a quarter of a million
    if rank := numbered(prose, amount):
        return rank
    before = unit_before(prose.text, amount.start, nations)
    if not before and (unit := of_letter(prose, amount.end, amount.token.end)):
        return amount._replace(unit=unit, value=bare, step=step / amount.magnitude)
    amount = _signed(prose, amount, before)
    is_short = prose.at(amount.end) == "." and prose.at(amount.end - 1) in lexicon.SHORT
    is_ended = prose.is_name(amount.end + 1) and not unit_after(prose, amount.end + 1, nations)
    place = amount.end + (is_short and not is_ended)
    if hedged := hedge_after(prose, place):
        place = hedged[1]  # 20 or more companies
    after = _unit_behind(prose, amount, place, nations)
    if before and not (after and after.unit in RELATIVE and prose.at(place) != "per"):  # $9 per thousand bricks
        return with_unit(prose, amount, before, is_before=True, after=after)
    if amount.unit:
        return amount  # USD -6.3m
    first = begins_at(prose, amount.first)
    if not after and prose.phrase(first - 2, first) == "factor of":
        after = ReadUnit(TIMES, amount.stop)
    return with_unit(prose, amount, after, is_before=False) if after else _counted(prose, amount, place)


def _unit_behind(prose: Prose, amount: Amount, place: int, nations: Nations) -> ReadUnit | None:
    """Return the unit behind a number, or behind the brackets that it stands in beside another: 2.2 (6.7) per cent."""
    if prose.at(place) == ")" and prose.at(amount.first - 1) == "(" and prose.at(amount.first - 2)[:1].isdigit():
        size = Fraction(lexicon.ENLARGING.get(prose.at(place + 1), 1))
        own = unit_before(prose.text, prose.words[amount.first - 2].start, nations) if size > 1 else None
        aside = unit_after(prose, place + 1 + (size > 1), nations) or own
        return aside and aside._replace(place=amount.stop, factor=aside.factor * size)
    after = unit_after(prose, place, nations)
    if after and after.unit == POINTS and prose.at(place) == "points":
        is_of_index = "index" in prose.within(amount.first - 12, amount.first)
        told = prose.within(amount.first - 3, amount.first - 1)  # the plan consists of 34 points
        is_of_list = prose.at(amount.first - 1) == "of" and not _POINTED.isdisjoint(told)
        return ReadUnit("point", after.place) if is_of_index else None if is_of_list else after
    return after


def _is_idle(prose: Prose, amount: Amount) -> bool:
    """Return whether a number measures nothing: zero, millions, the two sides, a two-day visit."""
    if prose.phrase(amount.end, amount.end + 2) == "- way":
        return True
    if is_occasion(prose, amount.end) or not amount.in_words:
        return is_occasion(prose, amount.end)
    word, before = prose.at(amount.first), prose.at(amount.first - 1)
    if word == "zero" or word in lexicon.PLURALS or (word in lexicon.MAGNITUDES and before != "a"):
        return True
    if amount.value.denominator > 1:
        return False  # one and a half points
    is_two = amount.value == 2  # noqa: PLR2004  # the two
    if prose.phrase(amount.first - 1, amount.end + 1) == "at one point":
        return True
    told = [prose.at(begins_at(prose, amount.first) - back) for back in (1, 2)]
    is_moved = told[0] in RISING | FALLING | {"by"} or (told[0] == "of" and told[1] in SHIFTS)  # edged up two points
    return (not is_moved and is_idle(prose, amount.end, are_sides=is_two or before == "the")) or (
        is_two and before == "the"
    )


def _counted(prose: Prose, amount: Amount, place: int) -> Amount:
    """Return a number with the noun that it counts."""
    found = hyphenated(prose, place) or counted_at(prose, place, is_one=amount.value == 1)
    is_group = is_of_group(prose, amount.first) and not (found and found[0] == "people")
    is_staff = prose.at(begins_at(prose, amount.first) - 1) in _EMPLOYING
    if is_group or (not found and (is_staff or _PERSONS.match(prose.phrase(place, place + 2)))):
        return amount._replace(unit="people", is_counted=True)
    if not found and prose.at(place).isalpha() and prose.at(place + 1) in _MARKS:
        found = prose.at(place), prose.words[place].end  # the 200 million bottle mark
    is_somebody = found and found[0] == "people" and amount.in_words and amount.value == 1  # one trader shrugs
    if not found or is_somebody or (amount.in_words and prose.at(amount.first - 1) in {"these", "those"}):
        return amount
    return amount._replace(unit=found[0], is_counted=True, stop=found[1], end=prose.index(found[1]))


def _signed(prose: Prose, amount: Amount, before: ReadUnit | None) -> Amount:
    """Return a number with the plus or minus before it or before its currency; a sign apart from it is a dash."""
    if (
        before is None
        and (apart := unit_before(prose.text, amount.start - 1, NOBODY))
        and prose.text[amount.start - 1] in _DASHES
    ):
        return amount._replace(sign=-1, start=apart.place, first=prose.index(apart.place), unit=apart.unit)
    start = before.place if before else amount.start
    sign = sign_before(prose.text, start)
    is_minus = sign.strip() not in {"+", ""}
    told = prose.phrase(prose.index(start) - 2, prose.index(start))
    if told.endswith(("minus", "negative")) or told in {"negative by", "negative at", "minus of"}:
        return amount._replace(sign=-1)
    if not sign or (is_minus and sign[-1].isspace()):
        return amount
    start -= len(sign)
    return amount._replace(start=start, first=prose.index(start), sign=-1 if is_minus else 1)
