"""Numbers without a unit of their own: they have that of their heading, their label, or a number nearby."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from app.reasoning.reader.alike import hands_on, is_alike, is_long_too, is_parallel, is_traded, is_unlike, told_again
from app.reasoning.reader.counted import COUNTED
from app.reasoning.reader.currencies import Nations, is_currency, money_against
from app.reasoning.reader.dates import MONTHS
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.headings import Heading, heading_of, holds_throughout, line
from app.reasoning.reader.hedges import HEDGING, begins_at
from app.reasoning.reader.lexicon import NumberKind, Topic
from app.reasoning.reader.movement import DIFFERING
from app.reasoning.reader.named import beside, exchanged, labelled, told_noun
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS, RANK
from app.vocabulary.words import PERCENT

_LISTS: Final = Topic("joining")
_THEM: Final = _LISTS.words("them")
_OF_THOSE: Final = {f"of {word}" for word in _THEM}
_ARTICLES: Final = _LISTS.words("articles")
_LENGTHS: Final = ("m", "km")
_NEAR: Final = 12
"""How many numbers before one, and behind it, are looked at: a sentence may have thousands."""
_EARLIER: Final = 6
_OF_THE: Final = 2
_LEAST: Final = 3
"""The least number in words that may be a quantity without a noun: "one" and "two" stand for much else."""
_AGAINST: Final = _LISTS.words("against")
_RANK_ENDS: Final = _LISTS.words("rank_ends")
_OPENING: Final = HEDGING | Topic("clauses").words("harmless")
_BEING: Final = Topic("ordinals").words("being")
_TIMES: Final = DURATIONS | Topic("clauses").words("times")
_CHAPTERS: Final = 100
_COMPARING: Final = _LISTS.words("comparing")
_ROW: Final = re.compile(r"[^\n:|;]{2,60}(?::[ ]|[|;]).*")
"""A row of a table: a label, a sign and what belongs to it."""


class Neighbours(NamedTuple):
    """The numbers near one: before and behind it in its sentence, and in the sentences before; and its heading."""

    before: Sequence[Amount]
    behind: Sequence[Amount]
    earlier: Sequence[Amount]
    heading: Heading | None
    start: int
    nations: Nations


def inherited(prose: Prose, found: Sequence[Amount], nations: Nations) -> list[Amount]:
    """Return the numbers; those without a unit have that of the heading, or of the last number before them.

    `nations` are those in the text with their currencies.
    """
    heading: Heading | None = None
    throughout: Heading | None = None
    done: list[Amount] = []
    for start, stop in prose.sentences:
        since, last = len(done), len(done)
        while last < len(found) and found[last].first < stop:
            last += 1
        breaks = prose.breaks_before(start)
        goes_on = breaks == 1 or (heading and _ROW.fullmatch(line(prose, start, stop)))
        above = heading if goes_on else None
        heading = heading_of(prose, (start, stop), above, nations.currencies)
        throughout = heading if holds_throughout(prose, start, stop) else throughout
        earlier = [] if breaks > 1 else done[max(0, since - _EARLIER) : since]
        for index in range(since, last):
            before, behind = done[max(since, index - _NEAR) :], found[index + 1 : min(last, index + _NEAR)]
            token = found[index].token
            is_bare = throughout and found[index].unit is None and "." in prose.text[token.start : token.end]
            near = Neighbours(before, behind, earlier, throughout if is_bare else heading, start, nations)
            amount = _with_unit(prose, found[index], near)
            done.append(amount._replace(is_cell=False) if is_bare else amount)
    return [*done, *found[len(done) :]]


def _unit_of_place(prose: Prose, amount: Amount, near: Neighbours) -> str | None:
    """Return the unit of a number that is one more rank, or a count beside its noun where nothing is in money."""
    if amount.unit is not None or not amount.measures:
        return None
    if amount.token.interpretations[0].kind is NumberKind.ORDINAL:  # the fifth market, after having been the second
        is_rank = any(one.unit == RANK for one in near.before) and prose.at(amount.end) in _RANK_ENDS
        return RANK if is_rank else None
    is_money = any(is_currency(one.unit) for one in near.before)
    return None if near.heading else beside(prose, amount, is_money=is_money)


def _with_unit(prose: Prose, amount: Amount, near: Neighbours) -> Amount:
    """Return a number without a unit in the one that its heading, an earlier or a later number has."""
    if unit := _unit_of_place(prose, amount, near):
        return amount._replace(unit=unit, is_counted=unit != RANK, is_inherited=unit != RANK)
    is_part = _is_part(prose, amount, near) or _is_end(prose, amount, near) or is_parallel(prose, amount, near.before)
    is_row = near.heading and amount.is_counted and amount.unit not in COUNTED.values()
    if (
        (amount.unit is not None and not is_row)
        or not amount.measures
        or not _may_inherit(prose, amount, near, is_part=is_part)
    ):
        return amount
    if own := exchanged(prose, amount, near.start, near.nations) or _in_table(
        amount, near.heading and near.heading.of(prose, amount)
    ):
        return own
    if own := labelled(prose, amount, near.start, near.nations):
        return own
    other = _giver(prose, amount, near)
    if other is None:
        unit = told_noun(prose, amount, near.start)
        return amount._replace(unit=unit, is_counted=True, is_inherited=True) if unit else amount
    is_same_size = other.magnitude < 1 or _is_listed(prose, other, amount)  # 38 cents, from 51
    is_same_size = is_same_size and money_against(prose, amount.end) is None  # KM 2.4 billion (fixed at 1.96 per euro)
    size = other.magnitude if is_same_size and amount.magnitude == 1 else 1
    return amount.in_unit_of(other).enlarged(size)._replace(is_inherited=True)


def _is_listed(prose: Prose, one: Amount, amount: Amount) -> bool:
    """Return whether the magnitude of a number holds for one after it: Germany ($5.1 billion), France (4.2); from 4.2.

    Both stand alone in brackets, or the second is what the first is compared with, and of its size.
    """
    ends = {(prose.at(each.first - 1), prose.at(each.end)) for each in (one, amount)}
    is_same_size = is_alike(one.bare, amount.bare)
    before = prose.at(amount.first - 1)
    is_known = _is_of_unit(one) and before in _COMPARING | {"the", "'s", "for"}  # 30 bcm, on top of the 55
    is_for = before == "for" == prose.at(one.first - 1)
    is_compared = is_same_size and (before in _AGAINST or is_for or is_known)
    is_behind = before == "(" and prose.at(amount.end) == ")" and one.end == amount.first - 1
    if is_same_size and (is_behind or amount.bare.denominator > 1):
        return True  # SEK 4,812m (4,411); of 14.2 million tonnes 9.8
    is_fraction = amount.bare.denominator > 1 or (_is_of_unit(one) and not amount.in_words)
    return is_fraction and (ends == {("(", ")")} or is_compared)


def _is_of_unit(one: Amount) -> bool:
    """Return whether the unit of a number has its magnitude: 38.7 bcm."""
    return one.magnitude > 1 and one.token.interpretations[0].value == one.bare


def _in_table(amount: Amount, heading: Heading | None) -> Amount | None:
    """Return a number in the magnitude and unit of the heading above it."""
    if heading is None or amount.in_words:
        return None
    amount = amount.enlarged(heading.size if amount.magnitude == 1 else 1)
    return amount._replace(unit=heading.unit, is_counted=heading.counted, is_inherited=True, is_cell=True)


def _giver(prose: Prose, amount: Amount, near: Neighbours) -> Amount | None:
    """Return the number whose unit one without has: the last before it in the sentence, else one near it."""
    is_large = amount.magnitude > 1
    is_base = prose.at(amount.first - 1) == "the"  # under the 6,450 of 2023
    is_part = prose.at(amount.end) == "of" and prose.at(amount.end + 1) not in _THEM and not is_base
    if _is_part(prose, amount, near):
        return near.behind[0]
    is_compared = not _COMPARING.isdisjoint((prose.at(amount.first - 1), prose.at(amount.first - 2)))
    is_beside = prose.phrase(amount.first - 3, amount.first - 1) == ", the" or (  # the median was 17 hours, the mean 26
        prose.at(amount.first - 1) in {"(", ":"} and prose.at(amount.end) in {"in", ")"}
    )
    is_compared = is_compared or is_beside or prose.at(amount.end) in DIFFERING or _is_end(prose, amount, near)
    if is_traded(prose, amount):
        parts = [[one for one in part if not one.is_counted] for part in near[:3]]
        near = near._replace(before=parts[0], behind=parts[1], earlier=parts[2])
    if again := told_again(prose, amount, (*near.earlier, *near.before)):
        return again
    units = {PERCENT, None}
    for one in reversed(near.before):
        is_farther = one.unit == PERCENT and not units <= {PERCENT, None}  # 60 %, 16 million m3, once 31
        units.add(one.unit)
        # But not: trains of 740 m, 14 a day.
        is_measured = one.unit in DURATIONS or (one.unit in _LENGTHS and prose.at(amount.first - 1) != "by")
        is_same = prose.at(one.first - 1) == "(" and prose.at(one.end) == ")" and is_currency(one.unit)
        is_aside = is_farther or (is_same and prose.at(amount.first - 1) != "(")
        is_other = is_aside or (is_part and not one.is_counted) or (is_measured and not is_compared)
        is_other = is_other or is_unlike(one, amount, near.before)
        if hands_on(one, amount, is_listed=_is_listed(prose, one, amount)) and not is_other:
            return one
    behind = (one for one in near.behind if is_large and one.magnitude > 1 and hands_on(one, amount))
    earlier = (one for one in reversed(near.earlier) if hands_on(one, amount))
    last = next(earlier, None)
    is_of_those = prose.phrase(amount.first - 2, amount.first) in _OF_THOSE and not amount.in_words
    may_go_on = last and (is_large or last.is_counted or is_of_those or is_long_too(prose, last, amount))
    return next(behind, None) or (last if may_go_on else None)


def _is_part(prose: Prose, amount: Amount, near: Neighbours) -> bool:
    """Return whether a number is some of those that the next one counts: nine of the 14 contracts."""
    is_counted = prose.at(amount.end) == "of" and near.behind and near.behind[0].is_counted
    return bool(is_counted and amount.value > 1 and near.behind[0].first - amount.end <= _OF_THE)


def _is_end(prose: Prose, amount: Amount, near: Neighbours) -> bool:
    """Return whether a number is what the one before it went to: from nine hours to two."""
    one = near.before[-1] if near.before else None
    if one is None or prose.at(one.first - 1) != "from" or (amount.value == 1 and one.unit not in DURATIONS):
        return False
    return prose.at(begins_at(prose, amount.first) - 1) == "to"


def _may_inherit(prose: Prose, amount: Amount, near: Neighbours, *, is_part: bool) -> bool:
    """Return whether a bare number can be a quantity: no name with a number, no code before what it stands for."""
    before, after = prose.at(amount.first - 1), prose.at(amount.end)
    is_of_them = after == "of" and prose.at(amount.end + 1) in _THEM
    is_daily = after in {"a", "per"} and prose.at(amount.end + 1) in _TIMES  # and now one a month
    is_last = after in {".", ";"} and before in _BEING and any(one.is_counted for one in near.before)
    least = _LEAST - (1 + is_daily if is_last or is_daily else 0)
    least -= is_of_them + (before == ",") if is_of_them else prose.at(amount.first - 2) == "rather"
    if amount.token.interpretations[0].kind is not NumberKind.CARDINAL:
        return False
    if (
        amount.in_words
        and not is_part
        and (
            before in _ARTICLES
            or amount.value < least  # nine ships, one of them aground
            or (amount.magnitude == 1 and after in {"of", "-"} and prose.at(amount.end + 1) not in _THEM)
        )
    ):
        return False
    if before and prose.text[amount.token.start - 1 : amount.token.start].isalnum():
        return False
    is_code = after == "(" and prose.at(amount.end + 1).isalpha() and before in {":", ";"}
    is_written = amount.in_words or "," in prose.text[amount.token.start : amount.token.end]  # Halat Ammar 58,206
    is_nation = any(amount.first == end for end, _ in near.nations.named.values())  # that of Chile 22
    is_first = amount.first - 1 == near.start and before in _OPENING  # Only 3 of 19
    is_plain = is_written or is_nation or is_first or near.heading is not None
    is_plain = is_plain or (
        before in MONTHS and prose.at(amount.first - 2).isdecimal()
    )  # on 9 October 41 stood waiting
    one = near.before[-1] if near.before else None
    is_next = (
        one and (one.is_inherited or not one.is_counted) and prose.phrase(one.end, amount.first - 1) in {",", "and"}
    )  # has 17, Samsung 14
    is_plain = is_plain or is_next or (amount.bare.denominator > 1 and prose.at(amount.first - 2) == "in")
    is_named = before.isalpha() and not is_plain and prose.words[amount.first - 1].is_capital
    return amount.magnitude > 1 or not (is_named or (is_code and amount.value < _CHAPTERS))
