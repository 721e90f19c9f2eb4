"""What a sentence says of its numbers together: whose trade, which way, when, and by whose statistics."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from app.reasoning.reader.amounts import Amount
from app.reasoning.reader.compilers import compiler_of
from app.reasoning.reader.dates import DateSpan
from app.reasoning.reader.goods import goods_in, goods_of
from app.reasoning.reader.lexicon import spelled
from app.reasoning.reader.pairs import TwoAreas
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.trade import TradeMention, trades_of
from app.vocabulary.measures import Frequency
from app.vocabulary.period import Period

_BASES: Final = spelled("than from since against over with on to by before until of")
_COMPARING: Final = spelled("after from against compared versus than")
_ATTACHED: Final = spelled("in for during of : ( at ) , by")
_NEAR: Final = 4
_EARLIER: Final = (
    *("a year earlier", "a year before", "a year ago", "the year before", "the previous year", "the preceding year"),
    *("one year earlier", "last year", "the year earlier", "year earlier", "a year previously", "in the previous year"),
)


class Told(NamedTuple):
    """What the sentences so far have told: the pair, the last mention of trade, the last period, the compiler.

    `is_fresh` where the last one told of trade.
    """

    pair: TwoAreas = TwoAreas()
    trade: TradeMention | None = None
    period: Period | None = None
    compiler: str | None = None
    is_fresh: bool = False

    def across(self) -> "Told":
        """Return what holds in the next paragraph: the pair, and all else only if the last sentence told it."""
        return self if self.is_fresh else Told(self.pair)


class Bearing(NamedTuple):
    """What one number is about; `is_own_pair` and `is_own_period` where its own sentence says so."""

    trade: TradeMention | None
    period: Period | None
    compiler: str | None
    goods: str | None
    is_own_pair: bool
    is_own_period: bool


class Sentence:
    """A sentence with its areas, its periods and its mentions of trade."""

    def __init__(
        self,
        prose: Prose,
        span: tuple[int, int],
        areas: Sequence[Mention],
        dated: Sequence[DateSpan],
        told: Told,
    ) -> None:
        self._prose, (self._start, self._stop), self._told = prose, span, told
        self._trades, self.pair = trades_of(prose, *span, areas, told.pair)
        self._places = [trade.place for trade in self._trades]
        self._dated = [(prose.index(one.start), prose.index(one.end), one.period) for one in dated if one.period]
        self._firsts = [first for first, *_ in self._dated]
        self._goods = goods_in(prose, *span)
        self._compiler = compiler_of(prose, *span, areas)
        self._orders = self._respective()

    def told(self) -> Told:
        """Return what is told behind the sentence."""
        trade = self._trades[-1] if self._trades else self._told.trade
        periods = [period for first, _, period in self._dated if not self._is_base(first, period)]
        period = periods[0] if periods else self._told.period
        return Told(self.pair, trade, period, self._compiler, is_fresh=bool(self._trades or periods))

    def bearing(self, amount: Amount, order: tuple[int, int] | None = None) -> Bearing:
        """Return what a number is about; `order` is its place among numbers that "respectively" orders."""
        trade = (self._ordered(amount, order) if order else None) or self._trade(amount)
        period = self._ordered_period(order) if order else None
        period = period or self._period(amount)
        own = trade is not None
        return Bearing(
            trade or self._told.trade,
            period or self._earlier(amount, self._told.period),
            self._compiler or self._told.compiler,
            goods_of(self._goods, self._prose, amount.first, amount.end),
            own,
            period is not None,
        )

    def _respective(self) -> bool:
        return any(self._prose.at(index) == "respectively" for index in range(self._start, self._stop))

    @property
    def orders_numbers(self) -> bool:
        """Whether the sentence says "respectively"."""
        return self._orders

    def _trade(self, amount: Amount) -> TradeMention | None:
        """Return the mention of trade that a number belongs to: of exports right behind it, else the last before it."""
        place = bisect_left(self._places, amount.first)
        before = self._trades[place - 1] if place else None
        after = self._trades[place] if place < len(self._trades) else None
        if after and (before is None or self._is_of(amount, after)):
            return after
        return before

    def _is_of(self, amount: Amount, trade: TradeMention) -> bool:
        """Return whether a mention right behind a number is what the number is of: 28 % of exports, 5 bn in imports."""
        words = {self._prose.at(index) for index in range(amount.end, trade.place)}
        return (
            trade.place - amount.end <= _NEAR
            and not words.isdisjoint({"of", "in", "from"})
            and words.isdisjoint({",", ";", "and"})
        )

    def _ordered(self, amount: Amount, order: tuple[int, int]) -> TradeMention | None:
        """Return the mention of trade at a number's place, where as many stand before the numbers as these are."""
        number, count = order
        place = bisect_left(self._places, amount.first)
        together = self._trades[max(0, place - count) : place]
        return together[number] if len(together) == count and len({trade.flow for trade in together}) == count else None

    def _ordered_period(self, order: tuple[int, int]) -> Period | None:
        number, count = order
        return self._dated[number][2] if len(self._dated) == count else None

    def _is_base(self, first: int, period: Period) -> bool:
        """Return whether a period is only what something is compared with: than in 2022, from 2021, against 2020."""
        words = [self._prose.at(index) for index in range(first - 1, first - 6, -1)]
        if words[0] == "from":
            return period.frequency is Frequency.ANNUAL
        if words[0] in {"in", "of", "for", "the"}:
            return any(word in {"than", "compared", "period", "same"} for word in words[1:])
        return words[0] in _BASES

    def _period(self, amount: Amount) -> Period | None:
        """Return the period of a number: right behind it, else the last before it, else one behind it."""
        place = bisect_left(self._firsts, amount.first)
        if place < len(self._dated):
            first, _, period = self._dated[place]
            gap = [self._prose.at(index) for index in range(amount.end, first)]
            if len(gap) <= _NEAR and gap and gap[-1] in _ATTACHED | {"the"} and gap[0] in _ATTACHED:
                return period
        for first, _, period in reversed(self._dated[max(0, place - _NEAR) : place]):
            if not self._is_base(first, period) or amount.first - first <= 3:  # noqa: PLR2004  # in 2021 to
                return self._earlier(amount, period)
        for first, _, period in self._dated[place : place + _NEAR]:
            if not self._is_base(first, period) and not self._is_other(amount, first):
                return self._earlier(amount, period)
        return None

    def _is_other(self, amount: Amount, first: int) -> bool:
        """Return whether a period behind a number belongs to something else: (2022: 12.3), after +25.8 % in 2022."""
        between = [self._prose.at(index) for index in range(amount.end, first)]
        return between[-1:] == ["("] or not _COMPARING.isdisjoint(between)

    def _earlier(self, amount: Amount, period: Period | None) -> Period | None:
        """Return the period, a year back where "a year earlier" stands behind the number."""
        words = self._prose.phrase(amount.end, amount.end + 3)
        return period.year_before if period and words.startswith(_EARLIER) else period
