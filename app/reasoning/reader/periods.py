"""Which period each number of a sentence is of, and which the sentence only compares with."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from app.reasoning.reader.dates import MONTHS, DateSpan
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.hedges import begins_at
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Frequency
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
_NEAR: Final = 4
_BRACKETS: Final = ("(", ")")
_EARLIER: Final = _LISTS.ordered("year_earlier")
_CUT: Final = re.compile(
    rf"(?:\b(?:until|till|by|through|to) |\( )(?:{'|'.join(MONTHS)})\b(?!(?: of)? \d{{4}})|\( (?:first )?\w+ months\b"
)
_LONGEST: Final = max(len(words.split()) for words in _EARLIER)


class SentencePeriods:
    """The periods of a sentence with its numbers; `own` are those that it does not only compare with.

    `told` is the period of the text before it.
    """

    def __init__(
        self,
        prose: Prose,
        span: tuple[int, int],
        dated: Sequence[DateSpan],
        amounts: Sequence[Amount],
        areas: Sequence[Mention],
        told: Period | None,
    ) -> None:
        self._prose, (self._start, self._stop), self._told, self._amounts = prose, span, told, amounts
        self._by_end = {amount.end: amount for amount in amounts}
        self._areas, self._has_end = areas, _CUT.search(prose.phrase(*span)) is not None
        self.places: Final = tuple((prose.index(one.start), prose.index(one.end)) for one in dated)
        known = [(*place, one) for place, one in zip(self.places, dated, strict=True) if one.period]
        self.dated: Final = tuple((first, one.period, one.has_year) for first, _, one in known if one.period)
        self._ends = [end for _, end, _ in known]
        self._firsts = [first for first, *_ in self.dated]
        self.own: Final = [period for first, period, _ in self.dated if not self._is_of_base(first, period)]

    def told(self) -> Period | None:
        """Return the period that is told behind the sentence: of the latest year that it speaks of itself."""
        is_new = bool(self.own) and self._told not in self.own
        return max(self.own, key=lambda one: one.last // 12) if is_new else self._told

    def _is_base(self, first: int, period: Period) -> bool:
        """Return whether a period is only what something is compared with: than in 2022, from 2021, against 2020."""
        words = [self._prose.at(index) for index in range(first - 1, max(self._start, first - 6) - 1, -1)] or [""]
        if words[0] == "from":
            return period.frequency is Frequency.ANNUAL
        if words[0] in _WITHIN:
            return words[:2] == ["of", "that"] or any(word in _BASED for word in words[1:])
        return words[0] in _BASES

    def _is_of_base(self, first: int, period: Period) -> bool:
        """Return whether a period is that of a number which is only compared with, or is itself: against 5 in 2020."""
        near = filter(None, map(self._by_end.get, (first - 1, first - 2)))
        return any(map(self._is_compared, near)) or self._is_base(first, period)

    def _is_aside(self, first: int, amount: Amount) -> bool:
        """Return whether a period stands with a number in brackets that are closed before another: 5.1 (2023: 4.8)."""
        bounds = [index for index in range(self._start, amount.first) if self._prose.at(index) in _BRACKETS]
        opened = max((index for index in bounds if index < first), default=self._start)
        closed = min((index for index in bounds if index > first), default=first)
        is_within = (self._prose.at(opened), self._prose.at(closed)) == _BRACKETS
        return is_within and any(opened < one.first < closed and one.unit is not None for one in self._amounts)

    def of(self, amount: Amount) -> tuple[Period | None, bool]:
        """Return the period of a number, and whether its sentence names it.

        It is the one right behind it, else the last before it, else one behind it, else what the text told before. What
        is only compared with is of another.
        """
        place = bisect_left(self._firsts, amount.first)
        if place < len(self.dated):
            first, period, has_year = self.dated[place]
            gap = self._prose.within(amount.end, first)
            is_attached = not gap or (gap[-1] in _ATTACHED | {"the"} and gap[0] in _ATTACHED and ";" not in gap)
            if is_attached and len(gap) <= _NEAR and not self._begins_next(amount, place):
                return period, has_year and not self._is_cut(period)
        is_base = self._is_compared(amount)
        is_dated = any(";" not in self._prose.phrase(amount.end, one) for one in self._firsts[place : place + 1])
        for first, period, has_year in reversed(self.dated[max(0, place - _NEAR) : place]):
            if is_dated and ";" in self._prose.phrase(first, amount.first):
                break
            is_over = self._is_of_base(first, period) or self._is_aside(first, amount)
            if not is_over or amount.first - first <= 3:  # noqa: PLR2004  # in 2021 to
                return self._earlier(amount, period), has_year and not (is_base or self._is_cut(period))
        for index, (first, period, has_year) in enumerate(self.dated[place : place + _NEAR], place):
            is_other = self._is_other(amount, first) or self._begins_next(amount, index)
            if not self._is_base(first, period) and not is_other:
                return self._earlier(amount, period), has_year and not (is_base or self._is_cut(period))
        if self._told and self._is_told_period(amount):
            return self._told, True
        is_of_author = self._prose.phrase(amount.end, amount.end + 2) in {"last year", "this year"}
        return None if is_of_author else self._earlier(amount, self._told), False

    def _is_cut(self, period: Period) -> bool:
        """Return whether a sentence goes on only to a month in the year that it names: 2022 (Jan-Jul), until July."""
        return self._has_end and period.frequency is Frequency.ANNUAL

    def _begins_next(self, amount: Amount, place: int) -> bool:
        """Return whether a period behind a comma is that of the next number: was 5.7 billion, in 2022 only 5.2."""
        end, gap = self._ends[place], self._prose.within(amount.end, self._firsts[place])
        if gap[:1] not in ((",",), ("and",)):
            return gap == ("(",) and self._prose.at(end) == ":"  # 13.2 billion (2021: 9.8)
        later = (other.first for other in self._amounts if other.first >= end and other.measures)
        following = next(later, 0)
        return end <= following <= end + _NEAR and "," not in self._prose.phrase(end, following)

    def _is_told_period(self, amount: Amount) -> bool:
        """Return whether a sentence without a date says that it is of the period told before: that year."""
        if self.dated or self._is_compared(amount):
            return False
        words = [*self._prose.within(self._start, self._stop), "", ""]
        following = zip(words, words[1:], words[2:], strict=False)
        return any(one in _TOLD and two in _PERIODS and three not in _OTHER for one, two, three in following)

    def _is_compared(self, amount: Amount) -> bool:
        """Return whether a number is what another is compared with, and no words say of when: up from 9.8 billion."""
        first = begins_at(self._prose, amount.first)
        is_base = self._prose.at(first - 1) in _COMPARING or self._prose.at(first - 2) in {"compared", "comparison"}
        return is_base and not self._prose.phrase(amount.end, amount.end + _LONGEST).startswith(_EARLIER)

    def _is_other(self, amount: Amount, first: int) -> bool:
        """Return whether a period behind a number belongs to something else: (2022: 12.3), after +25.8 % in 2022."""
        names = {area.first for area in self._areas}  # of $4.1 billion from China in 2022
        compared = (index for index in range(amount.end, first) if self._prose.at(index) in _COMPARING)
        return self._prose.at(first - 1) == "(" or any(names.isdisjoint((index + 1, index + 2)) for index in compared)

    def _earlier(self, amount: Amount, period: Period | None) -> Period | None:
        """Return the period, a year back where "a year earlier" stands behind the number."""
        behind = self._prose.phrase(amount.end, amount.end + _LONGEST)
        words = behind if self.dated else f"{self._prose.phrase(self._start, self._start + 3)} {behind}"
        return period.year_before if period and words.startswith(_EARLIER) else period
