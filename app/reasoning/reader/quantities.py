"""The numbers of a text as quantities: hedge, kind, sign and interval, and what their sentences say of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.dates import DateSpan
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.hedges import begins_at, hedge_after, hedge_before, interval_around
from app.reasoning.reader.lexicon import PERCENT_ENDS, NumberKind, Topic
from app.reasoning.reader.measured import OFTEN, PASSIVE, measured
from app.reasoning.reader.movement import MOVING, Context, direction
from app.reasoning.reader.named import is_price
from app.reasoning.reader.pairs import TwoAreas, most_named
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.result import Bearing, ReadNumber, Told
from app.reasoning.reader.sentence import Sentence
from app.reasoning.reader.units import DURATIONS, RANK
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Interval
from app.vocabulary.verdicts import Doubt, Measured
from app.vocabulary.words import PERCENT, RELATIVE, TIMES

_ORDERED: Final = Topic("joining").words("ordered")
_BASES: Final = Topic("joining").words("bases")
_MARKS: Final = Topic("counted").words("marks")
_COMPARED: Final = (Qualifier.MORE_THAN, Qualifier.LESS_THAN)
_MOST_LISTED: Final = 5
_NO_TRADE: Final = Topic("counted").words("no_trade")
"""What is counted of a pair beside its trade."""


class Quantities:
    """A text with the numbers found in it, on the way from one sentence to the next."""

    def __init__(
        self, text: str, prose: Prose, every: Sequence[Amount], ends: dict[int, int], dated: Sequence[tuple[int, int]]
    ) -> None:
        self._text, self._prose, self._every, self._ends = text, prose, every, ends
        self._dated, self._dates, self._two = dated, [start for start, _ in dated], TwoAreas()

    def numbers(self, named: Sequence[Mention], dated: Sequence[DateSpan], told: Told) -> Iterator[ReadNumber]:
        """Yield the numbers, each with whose trade its sentence is about, after what was told before the text."""
        position, self._two = 0, most_named(mention.code for mention in named)
        firsts = [mention.first for mention in named], [self._prose.index(span.start) for span in dated]
        for span in self._prose.sentences:
            areas, spans = (slice(bisect_left(places, span[0]), bisect_left(places, span[1])) for places in firsts)
            told = told.across() if self._prose.breaks_before(span[0]) > 1 else told
            since = position
            while position < len(self._every) and self._every[position].first < span[1]:
                position += 1
            sentence = Sentence(self._prose, span, named[areas], dated[spans], told, self._every[since:position])
            yield from self._in_sentence(sentence, span, since, position)
            told = sentence.told()

    def _in_sentence(self, sentence: Sentence, span: tuple[int, int], since: int, until: int) -> Iterator[ReadNumber]:
        before: ReadNumber | None = None
        orders = self._orders(since, until) if sentence.orders_numbers else {}
        for index in range(since, until):
            amount = self._every[index]
            if amount.unit is None:
                yield self._no_quantity(amount)
                continue
            number = self._quantity(index, span, sentence.bearing(amount, orders.get(index)), before)
            before = self._behind(before, number, amount) if before else number
            yield before

    def _behind(self, before: ReadNumber, number: ReadNumber, amount: Amount) -> ReadNumber:
        """Return a number as the one before it has it: of the same where it is that in another money, a price too."""
        if self._is_conversion(before, number, amount):
            number = replace(number, kind=before.kind, reporter=before.reporter, partner=before.partner)
            number = replace(number, flow=before.flow, period=before.period)
            number = replace(number, goods=before.goods, compiler=before.compiler)
        is_like_price = before.kind is Measured.PRICE and before.unit == number.unit and number.scale <= 1
        return replace(number, kind=Measured.PRICE) if is_like_price and number.kind is Measured.LEVEL else number

    def _orders(self, since: int, until: int) -> dict[int, tuple[int, int]]:
        """Return the place, and the count, of numbers that stand together in a list: 13.2 and 11.0 billion."""
        orders: dict[int, tuple[int, int]] = {}
        run: list[int] = []
        for index in range(since, until + 1):
            amount = self._every[index] if index < until else None
            joint = self._prose.phrase(self._every[run[-1]].end, amount.first) if amount and run else None
            if run and joint not in _ORDERED:  # and; more and
                orders |= {one: (number, len(run)) for number, one in enumerate(run) if len(run) > 1}
                run = []
            if amount and amount.unit is not None:
                run.append(index)
        return orders

    def _is_conversion(self, before: ReadNumber, number: ReadNumber, amount: Amount) -> bool:
        """Return whether an amount in brackets, or behind a semicolon in them, is the one before in another money."""
        opens = self._prose.at(amount.first - 1) in {"(", ";"} or self._prose.at(amount.first - 2) == "("
        is_money = is_currency(before.unit) and is_currency(number.unit) and before.unit != number.unit
        return is_money and opens and len(self._text[before.end : number.start].split(" ")[0]) <= 1

    def _no_quantity(self, amount: Amount) -> ReadNumber:
        """Return a number that is a date, or measures nothing that the reader can tell."""
        token, value = amount.token, amount.token.interpretations[0].value
        place = bisect_right(self._dates, token.start) - 1
        is_date = place >= 0 and token.start < self._dated[place][1]
        return ReadNumber(
            start=token.start,
            end=token.end,
            quote=self._text[token.start : token.end],
            value=value,
            unit=None,
            scale=Fraction(1),
            hedge=Qualifier.EXACT,
            step=Fraction(1),
            interval=Interval.point(value),
            kind=Measured.DATE if is_date else Measured.NONE,
        )

    def _is_reached(self, before: ReadNumber, unit: str | None, first: int) -> bool:
        """Return whether a number is what the one before it went to: from over 100 % to 10 %."""
        is_from = self._prose.at(begins_at(self._prose, self._prose.index(before.start)) - 1) == "from"
        between = self._prose.phrase(self._prose.index(before.end), first).split()
        is_near = len(between) <= _MOST_LISTED and between[-1:] == ["to"] and "," not in between  # in 2017 to
        return is_from and before.unit == unit and is_near

    def _is_left_price(self, index: int, place: Context) -> bool:
        """Return whether an amount is the price from which another went: from 28 pesos to 30 pesos per dollar."""
        amount, later = self._every[index], self._every[index + 1 : index + 2]
        is_left = self._prose.at(place.first - 1) == "from" and is_currency(amount.unit)
        if not is_left or not later or later[0].unit != amount.unit:
            return False
        is_to = self._prose.phrase(amount.end, begins_at(self._prose, later[0].first)) == "to"
        return is_to and is_price(self._prose, place._replace(end=later[0].end))

    def _is_listed(self, before: ReadNumber, amount: Amount) -> bool:
        """Return whether a percentage goes on with a list of shares or rates: tea made up 38 %, cut flowers 27 %."""
        between = self._prose.within(self._prose.index(before.end), amount.first)
        is_short = 0 < len(between) <= _MOST_LISTED and between[0] in {",", "and", ";"}
        is_alike = before.kind is Measured.SHARE or (before.kind is Measured.LEVEL and not amount.in_words)
        is_share = is_alike and before.unit == amount.unit == PERCENT
        return is_short and is_share and MOVING.isdisjoint({*between} - PASSIVE)

    def _quantity(self, index: int, span: tuple[int, int], about: Bearing, before: ReadNumber | None) -> ReadNumber:
        amount = self._every[index]
        other = self._ends.get(index, index)
        end = max(amount.end, self._every[other].end)
        first = min(amount.first, self._every[other].first)
        place = Context(span[0], begins_at(self._prose, first), end, span[1], first, in_range=other != index)
        kind = measured(self._prose, place, amount.unit, is_counted=amount.is_counted)
        kind = Measured.PRICE if self._is_left_price(index, place) else kind
        if before and (self._is_reached(before, amount.unit, place.first) or self._is_listed(before, amount)):
            kind = before.kind
        sign = amount.sign
        if kind in {Measured.GROWTH, Measured.CHANGE} and sign == 1 and self._text[amount.start] != "+":
            sign = direction(self._prose, place, is_relative=kind is Measured.GROWTH) or 1
        value, hedge = sign * amount.value, self._hedge(index)
        if amount.unit == TIMES and kind is Measured.COUNT and self._prose.at(end) not in OFTEN:
            hedge = Qualifier.EXACT if hedge is Qualifier.ABOUT else hedge  # met three times
        is_whole = (hedge is Qualifier.EXACT and not amount.is_cell) or amount.unit == PERCENT or kind is Measured.PRICE
        step = min(amount.step, Fraction(1)) if is_whole and not amount.in_words else amount.step
        trade = about.trade
        if trade and trade.partner and not trade.reporter:
            trade = trade._replace(reporter=self._two.other(trade.partner))  # exports to it are of the other
        if trade and (amount.unit in _NO_TRADE or amount.unit in DURATIONS):
            trade = trade._replace(flow=None)
        return ReadNumber(
            start=amount.start,
            end=amount.stop,
            quote=self._text[amount.start : amount.stop],
            value=value,
            unit=amount.unit,
            scale=amount.magnitude,
            hedge=hedge,
            step=step,
            interval=self._interval(index, hedge, value, step, kind),
            kind=kind,
            reporter=trade.reporter if trade else None,
            partner=trade.partner if trade else None,
            flow=trade.flow if trade else None,
            period=about.period,
            goods=about.goods,
            compiler=about.compiler,
            doubts=tuple(_doubts(amount, about)),
        )

    def _hedge(self, index: int) -> Qualifier:
        """Return the hedge of a number: its words, or what such a number means without any."""
        amount = self._every[index]
        if index in self._ends or amount.unit == RANK:
            return Qualifier.BETWEEN if index in self._ends else Qualifier.EXACT
        before = hedge_before(self._prose, amount.first)
        is_part = amount.is_counted or amount.unit == PERCENT
        is_all = is_part and before and self._prose.phrase(before[1], before[1] + 2) == "all but"
        is_base = self._prose.at(amount.first - 1) == "the" and self._prose.at(amount.end) not in _MARKS
        is_known = self._prose.at(amount.end) in _BASES or (before is not None and before[0] in _COMPARED)
        is_base = is_base and is_known  # more than the 3 % that they allow
        if before and not is_all and not is_base:  # all but 40 firms; a shade below the 3.2 billion of 2022
            return before[0]
        places = [amount.end, self._prose.index(amount.token.end)]
        if self._prose.at(amount.end) in {"a", "per"}:  # 104 yen per Canadian dollar or thereabouts
            places += [amount.end + 2, amount.end + 2 + self._prose.at(amount.end + 2).isalpha()]
        if after := next(filter(None, (hedge_after(self._prose, place) for place in places)), None):
            return after[0]
        if self._prose.at(amount.first - 1) == "within" and amount.unit not in DURATIONS:
            return Qualifier.LESS_THAN  # within 4% of it
        is_dozen = self._prose.phrase(amount.first, amount.first + 2) == "a dozen"
        is_alone = self._prose.at(amount.end - 1) not in PERCENT_ENDS and not amount.is_inherited  # but: sixty per cent
        if is_dozen or (amount.in_words and amount.unit in RELATIVE and is_alone):
            return Qualifier.ABOUT
        is_age = self._prose.at(amount.end) == "old" or self._prose.at(amount.first - 1) in {"turns", "turned"}
        is_whole = amount.magnitude == 1 and amount.value.denominator == 1
        spoken = self._prose.within(amount.first - 3, amount.first)
        is_average = "average" in spoken and "," not in spoken
        is_plain = amount.is_counted and is_whole and amount.value % 100 != 0 and not is_average
        return Qualifier.EXACT if is_plain or is_age or amount.is_cell else Qualifier.ROUNDED

    def _interval(self, index: int, hedge: Qualifier, value: Fraction, step: Fraction, kind: Measured) -> Interval:
        if hedge is Qualifier.BETWEEN:
            second = self._every[self._ends[index]].value
            low, high = sorted((value, second if value >= 0 else -second))
            return Interval.between(low, high, "[]")
        if hedge is Qualifier.EXACT and self._every[index].is_cell:
            hedge = Qualifier.ROUNDED  # as published, to its last digit
        return interval_around(hedge, value, step, may_be_negative=kind in {Measured.GROWTH, Measured.CHANGE})


def _doubts(amount: Amount, about: Bearing) -> Iterator[Doubt]:
    """Yield what is unsure in a quantity."""
    if amount.is_shared:
        yield Doubt.CURRENCY
    first, *others = amount.token.interpretations
    if others and first.kind is NumberKind.CARDINAL and first.value > others[0].value:
        yield Doubt.MAGNITUDE
    if amount.is_inherited:
        yield Doubt.UNIT
    if about.trade and not about.is_own_pair:
        yield Doubt.PAIR
    if about.period and not about.is_own_period:
        yield Doubt.PERIOD
    if about.compiler and not about.is_own_compiler:
        yield Doubt.COMPILER
    if about.trade and not about.is_plain:
        yield Doubt.SUBJECT
    if not about.is_stated:
        yield Doubt.STATED
