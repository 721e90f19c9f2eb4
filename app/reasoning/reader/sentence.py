"""What a sentence says of its numbers together: whose trade, which way, when, and by whose statistics."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from app.reasoning.reader.compilers import compiler_of, compilers_in, says_same
from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.dates import DateSpan
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.goods import goods_in, goods_of
from app.reasoning.reader.hedges import hedge_before
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.pairs import TradeMention, TwoAreas
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.referents import author_of, referred
from app.reasoning.reader.result import Bearing, Told
from app.reasoning.reader.sure import AIMING, KnownClauses
from app.reasoning.reader.trade import SOLD, trades_of
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import Period

_LISTS: Final = Topic("clauses")
_BASES: Final = _LISTS.words("bases")
_BASED: Final = _LISTS.words("based")
_WITHIN: Final = _LISTS.words("within")
_COMPARING: Final = _LISTS.words("comparing")
_ATTACHED: Final = _LISTS.words("attached")
_TOLD: Final = _LISTS.words("told")
_OTHER: Final = _LISTS.words("other_period")
_PERIODS: Final = _LISTS.words("periods")
_GOING_ON: Final = _LISTS.words("going_on")
_OF_TRADE: Final = _LISTS.words("of_trade")
_NEAR: Final = 4
_OF_BOTH: Final = _LISTS.words("of_both")
_OF_ALL: Final = _LISTS.words("of_all")
_OF_THIS: Final = Topic("kinds").words("of_those")
_BRACKETS: Final = ("(", ")")
_EARLIER: Final = _LISTS.ordered("year_earlier")


class Sentence:
    """A sentence with its areas, its periods and its mentions of trade.

    `orders_numbers` where it says "respectively", so that its first number is of what it names first.
    """

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
        self._areas = areas
        self._author = author_of(prose, areas) or told.author
        self._compilers = compilers_in(prose, *span, areas)
        pair = told.pair if told.pair.reporter or not self._compilers else TwoAreas(self._compilers[0][1])
        others = referred(prose, *span, areas, told.pair, self._author)
        self._trades, self.pair = trades_of(prose, *span, areas, others, pair, told.trades)
        self._places = [trade.place for trade in self._trades]
        spans = [(prose.index(one.start), prose.index(one.end), one.period, one.has_year) for one in dated]
        self._dated = [(first, period, has_year) for first, _, period, has_year in spans if period]
        self._ends = [end for _, end, period, _ in spans if period]
        self._firsts = [first for first, *_ in self._dated]
        self._goods = goods_in(prose, *span)
        if not self._compilers and told.compiler and says_same(prose, *span):
            self._compilers = ((self._start, told.compiler),)
        self.orders_numbers: Final = any(prose.at(index) == "respectively" for index in range(*span))
        hedged = ((hedge_before(prose, amount.first), amount) for amount in amounts)
        numbers = [(hedge[1] if hedge else amount.first, amount.end) for hedge, amount in hedged]
        read = (*((first, end) for first, end, *_ in spans), *((area.first, area.end) for area in areas), *numbers)
        known = {index for first, end in read for index in range(first, end)} | {place for place, _ in self._compilers}
        self._clauses = KnownClauses(prose, *span, known, has_compiler=bool(self._compilers))

    def told(self) -> Told:
        """Return what is told behind the sentence."""
        first, subject = next(iter(self._trades), None), self._told.subject
        is_whole = first and subject and subject.flow is Flow.TOTAL is not first.flow  # exports are 3 of it
        periods = [period for first, period, _ in self._dated if not self._is_of_base(first, period)]
        period = (
            max(periods, key=lambda one: one.last // 12)
            if periods and self._told.period not in periods
            else self._told.period
        )
        before = self._told.pair
        main = (one for one in self._trades if not one.is_aside)
        is_other = before.partner is not None and {*before} != {*self.pair}
        return Told(
            self.pair,
            (*self._told.trades, *main)[-2:],
            subject if not first or (is_whole and subject and {*first.sides} == {*subject.sides}) else first,
            period,
            self._compilers[0][1] if self._compilers else (None if self._trades else self._told.compiler),
            is_fresh=bool(self._trades or periods or (self._amounts and self._told.is_fresh)),
            has_goods=bool(self._goods),
            has_pairs=self._told.has_pairs or is_other,
            author=self._author,
        )

    def bearing(self, amount: Amount, order: tuple[int, int] | None = None) -> Bearing:
        """Return what a number is about; `order` is its place among numbers that "respectively" orders."""
        trade = (self._ordered(amount, order) if order else None) or self._trade(amount)
        ordered = self._dated[order[0]][1] if order and len(self._dated) == order[1] else None
        period, is_own = (ordered, True) if ordered else self._period(amount)
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
        two = {self._prose.phrase(index, index + 2) for index in range(self._start, self._stop)}
        told = next(reversed(self._told.trades), None) if two.isdisjoint(_GOING_ON) else self._told.subject
        is_aim = not AIMING.isdisjoint(self._prose.phrase(amount.first - 6, amount.first).split())
        return told._replace(flow=Flow.TOTAL) if told and is_aim and is_currency(amount.unit) else told

    def _is_sure(self, trade: TradeMention, amount: Amount) -> bool:
        """Return whether the sentence names both sides of a trade, or calls them the two of a text about one pair."""
        if trade.is_whole:
            return True
        is_partner_named = trade.place < amount.first and any(area.code == trade.partner for area in self._areas)
        if is_partner_named and trade.reporter in {code for _, code in self._compilers}:
            return True  # Chinese customs put trade with Kazakhstan at 43.8
        near = {self._prose.at(index) for index in range(trade.place - 2, trade.place + 5)}
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
            if before and after.partner is None and before.partner and before.sides[0] == after.reporter:
                return before  # to Finland, which took 15 % of exports
            is_whole = ", of which" in self._prose.phrase(amount.end, after.place)  # 5 billion, of which exports
            return after._replace(flow=Flow.TOTAL) if is_whole else after
        return before

    def _is_of(self, amount: Amount, trade: TradeMention) -> bool:
        """Return whether a mention right behind a number is what the number is of: 28 % of exports, 5 bn in imports."""
        if trade.place == amount.end and self._prose.at(trade.place) in SOLD | {"to", "from"}:
            return True  # $94 billion sold, 9 % to India
        words = {self._prose.at(index) for index in range(amount.end, trade.place)}
        is_near = trade.place - amount.end <= _NEAR and words.isdisjoint((",", ";", ":", "and", "with"))
        return is_near and not words.isdisjoint(_OF_TRADE)

    def _ordered(self, amount: Amount, order: tuple[int, int]) -> TradeMention | None:
        """Return the mention of trade at a number's place, where as many stand before the numbers as these are."""
        number, count = order
        place = bisect_left(self._places, amount.first)
        together = self._trades[max(0, place - count) : place]
        return together[number] if len(together) == count and len({trade.flow for trade in together}) == count else None

    def _is_base(self, first: int, period: Period) -> bool:
        """Return whether a period is only what something is compared with: than in 2022, from 2021, against 2020."""
        words = [self._prose.at(index) for index in range(first - 1, max(self._start, first - 6) - 1, -1)] or [""]
        if words[0] == "from":
            return period.frequency is Frequency.ANNUAL
        if words[0] in _WITHIN:
            return any(word in _BASED for word in words[1:])
        return words[0] in _BASES

    def _is_of_base(self, first: int, period: Period) -> bool:
        """Return whether a period is that of a number which is only compared with, or is itself: against 5 in 2020."""
        is_of_number = any(one.end < first <= one.end + 2 and self._is_compared(one) for one in self._amounts)
        return is_of_number or self._is_base(first, period)

    def _is_aside(self, first: int, amount: Amount) -> bool:
        """Return whether a period stands with a number in brackets that are closed before another: 5.1 (2023: 4.8)."""
        bounds = [index for index in range(self._start, amount.first) if self._prose.at(index) in _BRACKETS]
        opened = max((index for index in bounds if index < first), default=self._start)
        closed = min((index for index in bounds if index > first), default=first)
        is_within = (self._prose.at(opened), self._prose.at(closed)) == _BRACKETS
        return is_within and any(opened < one.first < closed and one.unit is not None for one in self._amounts)

    def _period(self, amount: Amount) -> tuple[Period | None, bool]:
        """Return the period of a number, and whether its sentence names it.

        It is the one right behind it, else the last before it, else one behind it, else what the text told before. What
        is only compared with is of another.
        """
        place = bisect_left(self._firsts, amount.first)
        if place < len(self._dated):
            first, period, has_year = self._dated[place]
            gap = [self._prose.at(index) for index in range(amount.end, first)]
            is_attached = not gap or (gap[-1] in _ATTACHED | {"the"} and gap[0] in _ATTACHED and ";" not in gap)
            if is_attached and len(gap) <= _NEAR and not self._begins_next(amount, place):
                return period, has_year
        is_base = self._is_compared(amount)
        is_dated = any(";" not in self._prose.phrase(amount.end, one) for one in self._firsts[place : place + 1])
        for first, period, has_year in reversed(self._dated[max(0, place - _NEAR) : place]):
            if is_dated and ";" in self._prose.phrase(first, amount.first):
                break
            is_over = self._is_of_base(first, period) or self._is_aside(first, amount)
            if not is_over or amount.first - first <= 3:  # noqa: PLR2004  # in 2021 to
                return self._earlier(amount, period), has_year and not is_base
        for index, (first, period, has_year) in enumerate(self._dated[place : place + _NEAR], place):
            is_other = self._is_other(amount, first) or self._begins_next(amount, index)
            if not self._is_base(first, period) and not is_other:
                return self._earlier(amount, period), has_year and not is_base
        if self._told.period and self._is_told_period(amount):
            return self._told.period, True
        is_of_author = self._prose.phrase(amount.end, amount.end + 2) in {"last year", "this year"}
        return None if is_of_author else self._earlier(amount, self._told.period), False

    def _begins_next(self, amount: Amount, place: int) -> bool:
        """Return whether a period behind a comma is that of the next number: was 5.7 billion, in 2022 only 5.2."""
        end, gap = self._ends[place], self._prose.phrase(amount.end, self._firsts[place])
        if gap.split()[0:1] not in ([","], ["and"]):
            return False
        later = (other.first for other in self._amounts if other.first >= end and other.measures)
        following = next(later, 0)
        return end <= following <= end + _NEAR and "," not in self._prose.phrase(end, following)

    def _is_told_period(self, amount: Amount) -> bool:
        """Return whether a sentence without a date says that it is of the period told before: that year."""
        words = [self._prose.at(index) for index in range(self._start, self._stop)]
        said = any(
            one in _TOLD and two in _PERIODS and three not in _OTHER
            for one, two, three in zip(words, words[1:], [*words[2:], ""], strict=False)
        )
        return said and not self._dated and not self._is_compared(amount)

    def _is_compared(self, amount: Amount) -> bool:
        """Return whether a number is what another is compared with, and no words say of when: up from 9.8 billion."""
        hedge = hedge_before(self._prose, amount.first)
        first = hedge[1] if hedge else amount.first
        is_base = self._prose.at(first - 1) in _COMPARING or self._prose.at(first - 2) in {"compared", "comparison"}
        return is_base and not self._prose.phrase(amount.end, amount.end + 3).startswith(_EARLIER)

    def _is_other(self, amount: Amount, first: int) -> bool:
        """Return whether a period behind a number belongs to something else: (2022: 12.3), after +25.8 % in 2022."""
        names = {area.first for area in self._areas}  # of $4.1 billion from China in 2022
        compared = (index for index in range(amount.end, first) if self._prose.at(index) in _COMPARING)
        return self._prose.at(first - 1) == "(" or any(names.isdisjoint((index + 1, index + 2)) for index in compared)

    def _earlier(self, amount: Amount, period: Period | None) -> Period | None:
        """Return the period, a year back where "a year earlier" stands behind the number."""
        behind = self._prose.phrase(amount.end, amount.end + 3)
        words = behind if self._dated else f"{self._prose.phrase(self._start, self._start + 3)} {behind}"
        return period.year_before if period and words.startswith(_EARLIER) else period
