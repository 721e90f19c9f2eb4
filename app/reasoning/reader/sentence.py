"""What a sentence says of its numbers together: whose trade, which way, when, and by whose statistics."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from app.reasoning.reader.compilers import compiler_of, compilers_in, says_same
from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.dates import DateSpan
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.goods import goods_in, goods_of
from app.reasoning.reader.hedges import begins_at
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.pairs import TradeMention, TwoAreas, without_owners
from app.reasoning.reader.periods import SentencePeriods
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.referents import author_of, referred
from app.reasoning.reader.result import Bearing, Told
from app.reasoning.reader.sure import AIMING, CLAUSE_BREAKS, KnownClauses
from app.reasoning.reader.trade import SOLD, trades_of
from app.vocabulary.measures import Flow

_LISTS: Final = Topic("clauses")
_GOING_ON: Final = _LISTS.words("going_on")
_OF_TRADE: Final = _LISTS.words("of_trade")
_DIFFERING: Final = _LISTS.words("differing")
_NEAR: Final = 4
_OF_BOTH: Final = _LISTS.words("of_both")
_OF_ALL: Final = _LISTS.words("of_all")
_OF_THIS: Final = Topic("kinds").words("of_those")


class Sentence:
    """A sentence with its areas, periods and trade; if it `orders_numbers`, the first is of what it names first."""

    def __init__(
        self,
        prose: Prose,
        span: tuple[int, int],
        areas: Sequence[Mention],
        dated: Sequence[DateSpan],
        told: Told,
        amounts: Sequence[Amount],
    ) -> None:
        self._prose, (self._start, self._stop), self._told, self._amounts = prose, span, told, amounts
        self._areas = areas = without_owners(prose, areas)
        self._author = author_of(prose, areas) or told.author
        self._compilers = compilers_in(prose, *span, areas)
        pair = told.pair if told.pair.reporter or not self._compilers else TwoAreas(self._compilers[0][1])
        others = referred(prose, *span, areas, told.pair, self._author)
        self._trades, self.pair = trades_of(prose, *span, areas, others, pair, told.trades)
        self._places = [trade.place for trade in self._trades]
        self._periods = SentencePeriods(prose, span, dated, amounts, areas, told.period)
        self._goods = goods_in(prose, *span)
        if not self._compilers and told.compiler and says_same(prose, *span):
            self._compilers = ((self._start, told.compiler),)
        self.orders_numbers: Final = "respectively" in prose.within(*span)
        self._goes_on = not _GOING_ON.isdisjoint(prose.pairs(*span)) if amounts else False

    @cached_property
    def _clauses(self) -> KnownClauses:
        numbers = [(begins_at(self._prose, amount.first), amount.end) for amount in self._amounts]
        read = (*self._periods.places, *((area.first, area.end) for area in self._areas), *numbers)
        known = {index for first, end in read for index in range(first, end)} | {place for place, _ in self._compilers}
        return KnownClauses(self._prose, self._start, self._stop, known, has_compiler=bool(self._compilers))

    def told(self) -> Told:
        """Return what is told behind the sentence."""
        first, subject = next(iter(self._trades), None), self._told.subject
        is_whole = first and subject and subject.flow is Flow.TOTAL is not first.flow  # exports are 3 of it
        before = self._told.pair
        main = (one for one in self._trades if not one.is_aside)
        is_other = before.partner is not None and {*before} != {*self.pair}
        return Told(
            self.pair,
            (*self._told.trades, *main)[-2:],
            subject if not first or (is_whole and subject and {*first.sides} == {*subject.sides}) else first,
            self._periods.told(),
            self._compilers[0][1] if self._compilers else (None if self._trades else self._told.compiler),
            is_fresh=bool(self._trades or self._periods.own or (self._amounts and self._told.is_fresh)),
            has_goods=bool(self._goods),
            has_pairs=self._told.has_pairs or is_other,
            author=self._author,
        )

    def bearing(self, amount: Amount, order: tuple[int, int] | None = None) -> Bearing:
        """Return what a number is about; `order` is its place among numbers that "respectively" orders."""
        trade = (self._ordered(amount, order) if order else None) or self._trade(amount)
        dated = self._periods.dated
        ordered = dated[order[0]][1] if order and len(dated) == order[1] else None
        period, is_own = (ordered, True) if ordered else self._periods.of(amount)
        is_own = is_own or (period is not None and self._prose.phrase(self._start, self._start + 2) in _OF_THIS)
        goods = goods_of(self._goods, self._prose, amount.first, amount.end)
        others = [other.first for other in self._amounts if other is not amount]
        near = [other for other in self._amounts if other.unit is not None or other is amount]  # but dates
        place = near.index(amount)
        before = near[place - 1].end if place else self._start
        after = near[place + 1].first if place + 1 < len(near) else self._stop
        own_compiler = compiler_of(self._prose, self._compilers, before, amount.first, amount.end, after)
        named = trade.place if trade else amount.first
        return Bearing(
            trade or self._told_trade(amount),
            period,
            own_compiler or (None if self._compilers else self._told.compiler),
            goods and goods.words,
            trade is not None and self._is_sure(trade, amount),
            is_own,
            own_compiler is not None,
            is_plain=(goods is not None or not self._told.has_goods)
            and self._clauses.is_plain(amount, others, goods, named),
            is_stated=self._clauses.is_stated(amount.first),
        )

    def _told_trade(self, amount: Amount) -> TradeMention | None:
        """Return the trade told before: where a sentence goes on with "it was", its subject; an aim is of the whole."""
        told = self._told.subject if self._goes_on else next(reversed(self._told.trades), None)
        is_aim = not AIMING.isdisjoint(self._prose.within(amount.first - 6, amount.first))
        return told._replace(flow=Flow.TOTAL) if told and is_aim and is_currency(amount.unit) else told

    def _is_parted(self, trade: TradeMention, amount: Amount) -> bool:
        """Return whether a partner is first named behind a number and what parts it: sold 84 billion, 13 to China."""
        first = next((area.first for area in self._areas if area.code == trade.partner), 0)
        since = min([trade.place, *(area.first for area in self._areas if area.code == trade.reporter)])
        is_parted = not CLAUSE_BREAKS.isdisjoint(self._prose.phrase(amount.end, first).split())
        is_next = any(amount.end <= one.first < first for one in self._amounts if one.unit == amount.unit)
        whose = max((place for place, _ in self._compilers if place < amount.first), default=self._start)
        named = {area.code for area in self._areas if whose <= area.first < amount.first}
        is_told = (
            ";" in self._prose.within(self._start, whose) and trade.reporter not in named
        )  # sold 5; by its data, 4
        return is_told or (since < amount.first < first and (is_parted or is_next))

    def _is_sure(self, trade: TradeMention, amount: Amount) -> bool:
        """Return whether the sentence names both sides of a trade, or calls them the two of a text about one pair."""
        if trade.is_whole:
            return not self._is_parted(trade, amount)
        near = {*self._prose.within(trade.place - 2, trade.place + 5)}
        is_partner_named = trade.place < amount.first and any(area.code == trade.partner for area in self._areas)
        if is_partner_named and trade.reporter in {code for _, code in self._compilers}:
            return not near & _OF_ALL and not self._is_parted(trade, amount)  # Chinese customs put trade with it at 43
        if trade.flow is Flow.TOTAL and not near.isdisjoint(_OF_BOTH) and not near & _OF_ALL:
            return not self._told.has_pairs and trade.sides == (self.pair.reporter, self.pair.partner)
        before = (one for one in self._trades if one.place < trade.place and one.is_whole)
        return not near & _OF_ALL and any(
            one.sides == trade.sides or (trade.flow is Flow.TOTAL and one.sides == trade.sides[::-1]) for one in before
        )

    def _trade(self, amount: Amount) -> TradeMention | None:
        """Return the mention of trade that a number belongs to: of exports right behind it, else the last before it."""
        place = bisect_left(self._places, amount.first)
        before = self._trades[place - 1] if place else None
        after = self._trades[place] if place < len(self._trades) else None
        if after and (before is None or self._is_of(amount, after)):
            between = {self._prose.at(index) for index in range(amount.end, after.place)}
            if not before and self._told.trades and not between.isdisjoint(_DIFFERING):
                return None  # the bill, $596 million, exceeds what Pakistan sells
            if before and after.partner is None and before.partner and before.sides[0] == after.reporter:
                return before  # to Finland, which took 15 % of exports
            is_whole = ", of which" in self._prose.phrase(amount.end, after.place)  # 5 billion, of which exports
            return after._replace(flow=Flow.TOTAL) if is_whole else after
        return before

    def _is_of(self, amount: Amount, trade: TradeMention) -> bool:
        """Return whether a mention right behind a number is what the number is of: 28 % of exports, 5 bn in imports."""
        if trade.place == amount.end and self._prose.at(trade.place) in SOLD | {"to", "from"}:
            return True  # $94 billion sold, 9 % to India
        words = {*self._prose.within(amount.end, trade.place)}
        is_near = trade.place - amount.end <= _NEAR and words.isdisjoint((",", ";", ":", "and", "with"))
        return is_near and not words.isdisjoint(_OF_TRADE)

    def _ordered(self, amount: Amount, order: tuple[int, int]) -> TradeMention | None:
        """Return the mention of trade at a number's place, where as many stand before the numbers as these are."""
        number, count = order
        place = bisect_left(self._places, amount.first)
        together = self._trades[max(0, place - count) : place]
        return together[number] if len(together) == count and len({trade.flow for trade in together}) == count else None
