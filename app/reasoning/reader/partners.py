"""Partners that a sentence adds to its trade: who took what, from where to where, and to whom else."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from app.reasoning.reader.goods import goods_in
from app.reasoning.reader.lexicon import ENLARGING, PERCENT_ENDS, Topic
from app.reasoning.reader.movement import MOVING
from app.reasoning.reader.pairs import TradeMention, TwoAreas, completed, governing, place_of
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Flow

_LISTS: Final = Topic("trade")
_BREAKS: Final = _LISTS.words("breaks")
_SUMS: Final = Topic("joining").words("sums")
_RECEIVING: Final = frozenset(("took", "takes"))
_FURTHER: Final = _LISTS.words("further") | PERCENT_ENDS | ENLARGING.keys() | {"t", "tons", "tonnes"}
"""What stands before "to" and a further partner: a mark, or the end of an amount."""
_TOGETHER: Final = ("and", ",", "or", ", and", "plus")
_THOSE: Final = ("those of", "that of")
_FLOWS_TO: Final = {"to": (Flow.EXPORT,), "from": (Flow.IMPORT,), "with": (Flow.TOTAL, None)}
"""The flows of which a preposition names the partner."""
_GOING: Final = ("went to", "go to", "goes to")
_COMING: Final = _LISTS.words("coming")
_RECALLED: Final = ("the former", "the latter")
_OTHER_WAY: Final = _LISTS.words("other_way")
_RECALLING: Final = frozenset(phrase.split()[-1] for phrase in (*_SUMS, *_OTHER_WAY, *_RECALLED))
_ONE_WAY: Final = (Flow.EXPORT, Flow.IMPORT)
_MOST: Final = 4
_BEING: Final = _LISTS.words("being")
_LISTED: Final = frozenset(("in", "(", "with"))
_WITH: Final = ("with", "at", ",", ":")
_NEXT: Final = (",", ";", "and")
_RANKING: Final = _LISTS.words("ranking")
_PLACES: Final = _LISTS.words("places")
_TAKING: Final = _LISTS.words("taking")


def partners(
    prose: Prose,
    start: int,
    areas: Sequence[Mention],
    trades: Sequence[TradeMention],
    flows: Sequence[int],
    pair: TwoAreas,
    told: Sequence[TradeMention],
) -> list[TradeMention]:
    """Return what a sentence adds to its mentions of trade; `flows` are the words of those, `told` those before it."""
    last = [trade._replace(place=start - 1) for trade in told[-1:]]
    added = [*_taken(prose, areas, trades or last), *_carried(prose, start, areas, flows, pair)]
    added += _received(prose, areas)
    begins_so = prose.at(start) in _FLOWS_TO  # To Malaysia they eased
    added += list(_further(prose, areas, [*(last if begins_so else ()), *trades, *added]))
    return [*added, *_listed(prose, areas, [*last, *trades, *added])]


def _listed(prose: Prose, areas: Sequence[Mention], trades: Sequence[TradeMention]) -> Iterator[TradeMention]:
    """Yield the trade with each partner of a list: exports to Germany (5.1 billion), France (4.2) and Italy (2.3)."""
    for area in areas:
        is_beside = prose.at(area.end) in _WITH and prose.at(area.first - 1) in _RANKING
        is_next = prose.at(area.first - 1) in _NEXT and prose.at(area.end).lstrip("$€£")[:1].isdigit()
        is_alone = is_beside or is_next or prose.at(area.end) == "("
        if not is_alone or not any(prose.at(area.end + place)[:1].isdigit() for place in range(4)):
            continue
        last = max((one for one in trades if one.place < area.first and one.partner), key=place_of, default=None)
        if last and area.code not in last.sides:
            yield last._replace(place=area.first, partner=area.code, is_whole=False, is_aside=True)


def _taken(prose: Prose, areas: Sequence[Mention], trades: Sequence[TradeMention]) -> Iterator[TradeMention]:
    """Yield the exports that single partners took: Germany took 15 %, Saudi Arabia 14 %."""
    is_list = False
    whole = next((trade for trade in trades if trade.flow in _ONE_WAY), None)
    seller = whole and (whole.reporter if whole.flow is Flow.EXPORT else whole.partner)
    for mention in areas:
        since = mention.end + 2 * (prose.phrase(mention.end, mention.end + 2) == ", which")
        following = [prose.at(index) for index in range(since, since + 5)]
        is_taker = following[:2] == [",", "with"] or following[0] in _TAKING or _is_placed(following)
        is_list = is_taker or (
            is_list and (following[0] in _LISTED | _PLACES or "".join(following[:2]).lstrip("$€£")[:1].isdigit())
        )
        if whole and is_list and not mention.is_adjective and mention.code not in whole.sides:
            is_export = whole.flow is Flow.EXPORT
            sides = (seller, mention.code) if is_export else (mention.code, seller)
            yield TradeMention(mention.end - 1, whole.flow, *sides)


def _is_placed(following: Sequence[str]) -> bool:
    """Return whether words behind a name say which place it has in a list: was second with, is in third place."""
    return following[0] in _BEING and not _PLACES.isdisjoint(following)


def _received(prose: Prose, areas: Sequence[Mention]) -> Iterator[TradeMention]:
    """Yield the imports of an area that took so much of another's goods: Japan took 2.3 Mt of Canadian coal."""
    for first, second in pairwise(areas):
        words = prose.within(first.end, second.first)
        is_taken = words[-1:] == ("of",) and any(word[:1].isdigit() for word in words) and _BREAKS.isdisjoint(words)
        if is_taken and not _RECEIVING.isdisjoint(words[:3]) and PERCENT_ENDS.isdisjoint(words):
            yield TradeMention(first.end, Flow.IMPORT, first.code, second.code)


def _further(prose: Prose, areas: Sequence[Mention], trades: Sequence[TradeMention]) -> Iterator[TradeMention]:
    """Yield what a sentence adds on other partners: exports to Russia were $5 bn, to China $3 bn; those of B to C."""
    ends = {mention.end: mention for mention in areas}
    for mention in areas:
        place = governing(prose, mention.first)
        last = next((trade for trade in reversed(trades) if trade.place < place and trade.reporter), None)
        following = prose.at(mention.end + 1)
        is_owner = prose.at(mention.end) == "'s" and (
            not following[:1].isalpha() or following in MOVING | {"to", "from"}
        )
        is_owner = is_owner or (prose.phrase(place - 1, place + 1) in _THOSE and prose.at(mention.end) in MOVING)
        if last and is_owner and last.flow:  # and Peru's 1.5 billion; those of Peru fell
            partner = last.reporter if mention.code == last.partner else last.partner
            yield TradeMention(mention.first, last.flow, mention.code, partner, last.is_whole)
        owner = ends.get(place)
        is_of_owner = owner and prose.phrase(owner.first - 2, owner.first) in _THOSE
        if last and last.flow in _FLOWS_TO.get(prose.at(place), ()):
            if is_of_owner and owner:  # those of Peru to Chile
                yield TradeMention(place, last.flow, owner.code, mention.code)
            elif prose.at(place - 1) in _FURTHER and mention.code not in last.sides:
                yield TradeMention(place, last.flow, last.reporter, mention.code)


def _carried(
    prose: Prose, start: int, areas: Sequence[Mention], flows: Sequence[int], pair: TwoAreas
) -> Iterator[TradeMention]:
    """Yield what "from A to B", or "from A come", says of goods where no word of trade does."""
    seconds = (*areas[1:], None)
    for first, second in zip(areas, seconds, strict=False):
        if any(start <= flow < first.first for flow in flows):
            continue
        is_sent = first.is_adjective and second and prose.at(second.first - 1) in ("for", "to")
        if second and is_sent and goods_in(prose, first.end, second.first) and second.first - first.end < _MOST:
            yield TradeMention(
                first.first, Flow.EXPORT, first.code, second.code, is_whole=False
            )  # Kazakh oil for Germany
        if prose.phrase(first.first - 2, first.first) in _GOING and pair.other(first.code):
            yield TradeMention(first.first - 2, Flow.EXPORT, *completed(None, first.code, pair), is_whole=False)
        if prose.at(first.first - 1) != "from":
            continue
        if second and prose.phrase(first.end, second.first) == "to":
            yield TradeMention(first.first, Flow.EXPORT, first.code, second.code)
        elif prose.at(first.end) in _COMING:
            yield TradeMention(first.first, Flow.EXPORT, *completed(first.code, None, pair), is_whole=False)


def recalled(
    prose: Prose, start: int, stop: int, trades: Sequence[TradeMention], told: Sequence[TradeMention]
) -> tuple[TradeMention, ...]:
    """Return the mentions of trade in a sentence with those that it recalls: the latter, both in all, the other way."""
    again = list[TradeMention]()
    for index, word in enumerate(prose.within(start, stop), start):
        if word not in _RECALLING:
            continue
        two = prose.phrase(index - 1, index + 1)
        is_sum = (two in _SUMS or word in _SUMS) and any(
            prose.at(place)[:1].isdigit() for place in range(index + 1, index + 8)
        )
        since = trades[-1].place if trades else start
        is_back = two in _OTHER_WAY and since < index
        is_back = is_back and (not trades or any(prose.at(each)[:1].isdigit() for each in range(since, index)))
        if not (is_sum or is_back or two in _RECALLED) or len(again) == _MOST:
            continue
        place = bisect_left(trades, index, key=place_of)
        earlier = () if is_sum and index > start + 3 else told  # In all, 26 billion
        one, other = (None, None, *earlier, *trades[max(0, place - 2) : place])[-2:]
        if is_back and other and other.flow in _ONE_WAY:
            sides = other.sides if other.flow is Flow.IMPORT else other.sides[::-1]
            again.append(TradeMention(index, Flow.EXPORT, *sides, is_whole=False, is_aside=True))
        elif is_back:
            continue
        elif one and other and not is_sum:
            again.append((one, other)[_RECALLED.index(two)]._replace(place=index))
        elif one and other and {one.flow, other.flow} == {Flow.EXPORT, Flow.IMPORT} and one.sides == other.sides:
            again.append(other._replace(place=index, flow=Flow.TOTAL, is_whole=one.is_whole))  # in all
    return tuple(sorted((*trades, *again), key=place_of))


def in_company(prose: Prose, areas: Sequence[Mention], trade: TradeMention) -> bool:
    """Return whether a side of a trade is named together with an area that is none: exports to China and Russia."""
    return any(
        prose.phrase(first.end, second.first).removesuffix(" the") in _TOGETHER
        and len({first.code, second.code} & {*trade.sides}) == 1
        for first, second in pairwise(areas)
    )
