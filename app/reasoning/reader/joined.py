"""Numbers that share a unit: the ends of a range, lists, numbers of a table, and what an earlier number was in."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from app.reasoning.reader.alike import is_alike
from app.reasoning.reader.currencies import Nations, is_currency
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.hedges import begins_at
from app.reasoning.reader.inherited import inherited
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.movement import FALLING, RISING
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import RANK
from app.vocabulary.words import PERCENT, POINTS, RELATIVE

_LISTS: Final = Topic("joining")
_RANGE: Final = _LISTS.words("ranges")
_MOVED: Final = RISING | FALLING | _LISTS.words("turning")
_FAR: Final = 8
_LEADING: Final = _LISTS.words("leading")
_ENDS: Final = frozenset((".", ";", "per", "a"))
_TOGETHER: Final = _LISTS.words("together")
_LEAST_IN_LIST: Final = Fraction(1, 50)
"""How far two amounts in one list may lie apart, when only the last has its magnitude."""
_LISTED: Final = _LISTS.words("listed")
_BUYING: Final = _LISTS.words("buying") | {""}
_SMALLER: Final = _LISTS.sizes("smaller")
_ADDED: Final = frozenset(("and", ",", ""))
_ROUND: Final = (10, 100, 1000)
_FOR: Final = _LISTS.words("for_one")


def joined(prose: Prose, every: Sequence[Amount], nations: Nations) -> tuple[list[Amount], dict[int, int]]:
    """Return the numbers with the units that they share, and for each end of a range the other one.

    `nations` are those in the text with their currencies.
    """
    found, ends = list(every), dict[int, int]()
    live = [index for index, amount in enumerate(found) if amount.measures]
    for index, following in _elliptic(prose, found, live):
        found[index] = _as(found[index], found[following])
    for index, following in reversed(tuple(pairwise(live))):
        first, second = found[index], found[following]
        if first.unit is None and second.unit is not None:
            found[index] = _from_next(prose, first, second)
        elif is_currency(first.unit) and second.unit is None and _is_open_range(prose, first, second):
            found[following] = _as(second, first)
        elif _shares_before(prose, first, second):
            found[index] = first.enlarged(second.magnitude)
            found[following] = second if second.unit else _as(second, first)
    live = _with_smaller_parts(prose, found, live)
    found = inherited(prose, found, nations)
    for index, following in pairwise(live):
        first, second = found[index], found[following]
        between = prose.phrase(first.end, second.first)
        is_rate = is_currency(first.unit) and is_currency(second.unit) and first.unit != second.unit
        if is_rate and first.value == 1 and between in _BUYING:
            found[index] = first._replace(unit=None, measures=False)  # one dinar is SR 5.29
        elif is_rate and (second.value == 1 or (second.value in _ROUND and between == "for")) and between in _FOR:
            found[following] = second._replace(unit=None, measures=False)
        if following == index + 1 and _is_range(prose, found[index], found[following]):
            ends |= {index: following, following: index}
    return found, ends


def _elliptic(prose: Prose, found: Sequence[Amount], live: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the amounts that say no magnitude, as the next one does: exports rose to 24.3, imports to 12.1 billion."""
    for place, index in enumerate(live):
        first, word = found[index], prose.at(found[index].first - 1)
        following = live[min(place + 1, len(live) - 1)]
        if _is_size_of_both(prose, first, found[following]):
            yield index, following  # expects 75-80 thousand
        if first.magnitude != 1 or first.bare.denominator == 1 or word not in _LEADING:
            continue
        later = next((one for one in live[place + 1 : place + 3] if found[one].unit != PERCENT), index)
        second = found[later]
        is_money = is_currency(second.unit) and first.unit in {None, second.unit} and second.magnitude > 1
        is_near = is_money and is_alike(second.bare, first.bare, _LEAST_IN_LIST)
        between = prose.within(first.end, second.first)
        if is_near and between[-1:] == (word,) and len(between) < 2 * _FAR and _ENDS.isdisjoint(between[:1]):
            yield index, later


def _with_smaller_parts(prose: Prose, found: list[Amount], live: Sequence[int]) -> list[int]:
    """Add amounts in parts of a unit to those in that unit before them; return those that are left."""
    for index, following in pairwise(live):
        if found[index].measures and (whole := _with_smaller(prose, found[index], found[following])):
            found[index], found[following] = whole, found[following]._replace(unit=None, measures=False)
    return [index for index in live if found[index].measures]


def _with_smaller(prose: Prose, first: Amount, second: Amount) -> Amount | None:
    """Return two amounts as one where the second is in parts of the unit of the first: two hours and ten minutes."""
    size = _SMALLER.get(f"{first.unit} {second.unit}")
    is_joint = prose.phrase(first.end, second.first) in _ADDED
    if size is None or not is_joint or second.value >= size or first.value.denominator > 1:
        return None
    value = first.value * size + second.value
    place = second._replace(first=first.first, start=first.start, token=first.token)
    return place._replace(value=value, bare=value, in_words=first.in_words)


def _from_next(prose: Prose, first: Amount, second: Amount) -> Amount:
    """Return a number with unit and magnitude of the one that it makes a range or a list with."""
    between = prose.phrase(first.end, second.first)
    if second.unit and _is_aside(prose, first, second):
        return _as(first, second)
    if between not in _RANGE | _LISTED and not _is_from_to(prose, first, second):
        return _as(first, second) if _is_elliptic(prose, first, second) else first
    is_other = between in _LISTED and not (_is_list(prose, first, second) or _is_either(first, second, between))
    is_part = second.unit == PERCENT and second.in_words and not first.in_words  # takes 78, and one in eight
    is_other = is_other or prose.at(first.first - 1) == "numbered"  # tourists numbered 26,418, 5.2 % more
    if is_other or is_part or (second.unit in RELATIVE and first.magnitude > 1):
        return first
    return _as(first, second)


def _is_elliptic(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether only the last of two clauses says per cent: exports rose by 4.7 and imports by 9.9 per cent."""
    is_fraction = first.bare.denominator > 1 and second.bare.denominator > 1
    is_fraction = is_fraction or {prose.at(first.first - 1), prose.at(second.first - 1)} <= RISING | FALLING
    return (
        second.unit in {PERCENT, POINTS}
        and is_fraction
        and first.magnitude == 1
        and prose.at(first.end) == "and"
        and second.first - first.end < _FAR
    )


def _shares_before(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether the currency before the first of two amounts and the magnitude behind the second hold for both."""
    alike = is_currency(first.unit) and (second.unit is None or second.unit == first.unit)
    if not alike or first.magnitude != 1 or second.magnitude <= 1 or not second.bare:
        return False
    between = prose.phrase(first.end, second.first)
    if _is_aside(prose, first, second):
        return True
    is_near = is_alike(second.bare, first.bare, _LEAST_IN_LIST)
    return between in _RANGE or (is_near and (between in _TOGETHER or _is_from_to(prose, first, second)))


def _is_aside(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether a number stands in brackets before what both are in: 2.2 (6.7) per cent; 412 (468) million."""
    is_bare = (second.start, second.stop) == (second.token.start, second.token.end)
    is_closed = prose.phrase(second.end, second.end + 1) == ")" and second.end - second.first == 1
    return is_bare and is_closed and prose.phrase(first.end, second.first) == "("


def _is_open_range(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether the first end of a range alone has its currency: $5 bn to 6 bn; $12,200-15,000."""
    between = prose.phrase(first.end, second.first)
    is_between = between == "and" and prose.at(first.first - 1) == "between"
    is_joined = is_between or between in _RANGE - {"to"} or (between == "to" and first.magnitude > 1)
    return is_joined and (first.magnitude > 1) == (second.magnitude > 1)


def _is_size_of_both(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether the magnitude behind the second end of a range is that of the first: 75-80 thousand."""
    is_bare = first.unit is None is second.unit and first.magnitude == 1 < second.magnitude and first.bare < second.bare
    return is_bare and prose.phrase(first.end, second.first) in _RANGE


def _is_from_to(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether one number goes from a first to a second: from 2.2 in 2021 to 5.5 billion."""
    ends = prose.at(first.first - 1), prose.at(second.first - 1)
    is_from = ends in (("from", "to"), ("to", "from"))
    is_sized = first.magnitude > 1 or not second.bare or is_alike(second.bare, first.bare, _LEAST_IN_LIST)
    return is_from and is_sized and second.first - first.end < _FAR


def _as(first: Amount, second: Amount) -> Amount:
    """Return a number in the unit of another, and with its magnitude where it has none of its own."""
    return first.in_unit_of(second).enlarged(second.magnitude if first.magnitude == 1 else 1)


def _is_list(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether two numbers are of one kind: 13.2 and 11.0 billion, 26.3 and 11.8 per cent."""
    before = prose.at(first.first - 1)
    if (first.in_words and before != "between") or second.unit == RANK:
        return False
    return before == "between" or first.bare.denominator > 1 or second.unit == PERCENT or second.magnitude > 1


def _is_either(first: Amount, second: Amount, between: str) -> bool:
    """Return whether two numbers are the ends of a guess: seven or eight days, 70 or 80 lorries."""
    is_bare = first.stop == first.token.end and first.start == first.token.start and first.magnitude == 1
    return between == "or" and is_bare and 0 < first.bare < second.bare <= 2 * first.bare


def _is_range(prose: Prose, first: Amount, second: Amount) -> bool:
    """Return whether two numbers are the ends of a range: 3 to 5, between 3 and 5, but not from 38 to 31."""
    if first.unit is None or first.unit != second.unit or first.unit == RANK:
        return False
    between, before = prose.phrase(first.end, second.first), prose.at(begins_at(prose, first.first) - 1)
    low, high = sorted((abs(first.value), abs(second.value)))
    if between == "and":
        return before in {"between", "anywhere"}
    if _is_either(first, second, between):
        return True
    if between not in _RANGE or low == high or abs(first.value) != low or between != "to":
        return between in _RANGE - {"to"} and abs(first.value) == low < high  # from 38-53 days
    is_complete = first.stop > first.token.end and first.unit != PERCENT
    is_moved = before in RISING | FALLING and first.stop - first.start > first.token.end - first.token.start
    is_bare = second.start < second.token.start or second.is_inherited
    if is_moved or (before == "by" and (is_bare or is_complete)):
        return False  # fell $14 to $276; widened by 96 million to 1.05 billion
    moved = prose.within(first.first - 12, first.first - 1)
    return before != "from" or prose.at(first.first - 2) == "anywhere" or _MOVED.isdisjoint(moved)
