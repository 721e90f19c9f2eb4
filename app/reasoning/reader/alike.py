"""Whether one number may hand its unit to another: by what it is in, how large it is, and how it is written."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Final

from app.reasoning.reader.counted import unit_of_plural
from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.owners import SALES
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS, RANK
from app.vocabulary.words import PERCENT, POINTS, TIMES

_LEAST_ALIKE: Final = Fraction(1, 20)
"""How far two numbers of one kind may lie apart."""
_NOT_HANDED_ON: Final = (RANK, TIMES, POINTS)
_WHOLE: Final = Fraction(100)  # per cent
_MILLION: Final = 10**6
_PLACED: Final = Topic("joining").words("placed")
_LONG: Final = 1000
_AGAIN: Final = 5
_TRADED: Final = 4
"""How far behind a number what was sold for it stands: fifteen million in Uzbek sales."""


def hands_on(one: Amount, amount: Amount, *, is_listed: bool = False) -> bool:
    """Return whether a number may hand its unit on: per cents to small numbers, amounts to those written like them.

    `is_listed` where both stand alone in brackets, so that its magnitude holds for both.
    """
    if one.unit is None or one.unit in _NOT_HANDED_ON:
        return False
    if one.unit == PERCENT:
        is_said = one.in_words and one.stop > one.token.end  # forty-one per cent
        is_written_so = amount.magnitude == 1 and (is_said if amount.in_words else not one.in_words)
        return is_written_so and amount.value <= max(_WHOLE, one.value / _LEAST_ALIKE)  # but an index of 812
    if one.is_counted and one.magnitude == 1 and amount.magnitude >= _MILLION:
        return one.value * 1000 >= amount.value  # no 41 million, told of one train
    if one.magnitude > 1 and amount.magnitude == 1 and not one.is_counted:
        is_long = amount.bare >= _LONG and is_alike(one.value, amount.value)
        return is_listed or is_long  # 1.2 million and 993,000; but lent 120 million to 45
    is_rate = one.is_inherited and is_currency(one.unit)  # stood at 7.40 to the dollar, is now at fifty
    return one.is_counted or is_rate or one.unit in DURATIONS or not amount.in_words or amount.magnitude > 1


def is_alike(one: Fraction, other: Fraction, least: Fraction = _LEAST_ALIKE) -> bool:
    """Return whether two numbers are of one size: the smaller is more than the `least` part of the larger."""
    return bool(one) and least < other / one < 1 / least


def is_unlike(one: Amount, amount: Amount, others: Sequence[Amount]) -> bool:
    """Return whether a number rather counts what another does: two ships with 5,200 pallets each; there were nine."""
    counts = [each.value for each in others if each.is_counted]
    is_far = one.is_counted and one.value > amount.value * 100  # a hundred times as many
    return is_far and any(is_alike(count, amount.value) for count in counts)


def is_traded(prose: Prose, amount: Amount) -> bool:
    """Return whether a large number is of trade, and so of no things: fifteen million in Uzbek sales."""
    is_placed = amount.magnitude >= _MILLION and prose.at(amount.end) in {"in", "of"}
    return is_placed and any(prose.at(amount.end + back) in SALES for back in range(1, _TRADED))


def is_parallel(prose: Prose, amount: Amount, before: Sequence[Amount]) -> bool:
    """Return whether a number in words goes on with a list of places: 34 firms in Bavaria and one in Ohio."""
    is_joined = prose.at(amount.first - 1) in {"and", ","} and prose.is_name(amount.end + 1)
    of_places = (one for one in before if one.is_counted and prose.at(one.end) == prose.at(amount.end))
    return is_joined and prose.at(amount.end) in _PLACED and next(of_places, None) is not None


def is_long_too(prose: Prose, one: Amount, amount: Amount) -> bool:
    """Return whether a number is as long in figures as a measure told before: 295,000 tonnes; mills kept 110,000."""
    is_measure = not is_currency(one.unit) and one.unit not in DURATIONS | {"m", "km"}
    is_code = prose.at(amount.first - 1) == "(" or prose.at(amount.end) == "/" or amount.in_words
    is_written_so = one.magnitude == amount.magnitude == 1 and amount.bare >= _LONG
    return is_measure and is_written_so and not is_code and is_alike(one.value, amount.value)


def told_again(prose: Prose, amount: Amount, others: Sequence[Amount]) -> Amount | None:
    """Return the number that counts what is named again right before another: passengers should be 3.9 million."""
    near = (prose.at(amount.first - back) for back in range(1, _AGAIN))
    named = {unit_of_plural(word) for word in takewhile(str.isalpha, near)} - {None}
    return next((one for one in reversed(others) if one.is_counted and one.unit in named), None) if named else None
