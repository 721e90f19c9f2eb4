"""Whether a sentence says no more of a number than the reader understands: of what it is, and that it is so."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from app.reasoning.reader import lexicon, movement, trade
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.goods import Goods
from app.reasoning.reader.hedges import HEDGING
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS

_LISTS: Final = Topic("clauses")
AIMING: Final = _LISTS.words("aiming")
"""Words of what somebody is going to reach."""
DENYING: Final = _LISTS.words("denying")
"""Words by which a sentence does not state what it says; the last is that of don't."""
_UNSETTLED: Final = AIMING | DENYING | _LISTS.words("unsettled")
"""Words of what is planned, expected, doubted or denied."""
_HARMLESS: Final = _LISTS.words("harmless")
_KNOWN: Final = (
    _HARMLESS
    | _UNSETTLED
    | trade.SPEAKING - {"balance", "imbalance", "gap"}
    | movement.RISING
    | movement.FALLING
    | HEDGING
    | frozenset((*lexicon.ENLARGING, *lexicon.SMALL, *lexicon.MULTIPLES, *lexicon.DENOMINATORS))
)
_KNOWN_OF_DATA: Final = _KNOWN | _LISTS.words("of_data")
CLAUSE_BREAKS: Final = _LISTS.words("breaks")
"""Words and marks at which another clause begins."""
_AFTER: Final = _LISTS.words("before_names")
_FURTHER: Final = _LISTS.words("further")
_RECALLING: Final = _LISTS.words("recalling")
_FALSE: Final = _LISTS.words("false")
_EVERY: Final = _LISTS.words("every")
_TIMES: Final = DURATIONS | _LISTS.words("times")
_PLACED: Final = _LISTS.words("placing")
_LONGER: Final = _LISTS.words("longer")
_APART: Final = _LISTS.words("apart")
_NEAR: Final = 3
_OPENING: Final = trade.SPEAKING | {"of", "on", "for"}
_VOLUMES: Final = _LISTS.words("volumes")
_PARTIAL: Final = _LISTS.words("partial")
_MEASURING: Final = _LISTS.words("measuring")


class KnownClauses:
    """The clauses of a sentence, with the words in each that the reader does not know; `read` are those it has read."""

    def __init__(self, prose: Prose, start: int, stop: int, read: Collection[int], *, has_compiler: bool) -> None:
        self._prose, self._start, self._stop = prose, start, stop
        every = [*enumerate(prose.within(start, stop), start)]
        words = [(index, word) for index, word in every if index not in read]
        self._unsettled = [
            index for index, word in words if word in _UNSETTLED and prose.at(index + 1) not in _RECALLING
        ]
        denied = (index for index, word in words if word == "not" and prose.at(index - 1) == ",")
        self._corrected = {index for index in denied if index + 1 in read}  # 41 billion, not 44
        # Behind some commas a further main clause begins: 13 billion, and the goal is 20 billion.
        self._ends = [one for one, word in every if word == ";" or (word == "," and prose.at(one + 1) in _FURTHER)]
        known = _KNOWN_OF_DATA if has_compiler else _KNOWN
        self._unknown = [index for index, word in words if word not in known and self._says_something(index, word)]
        if not has_compiler and any(word == "according" and prose.at(index + 1) == "to" for index, word in words):
            self._unknown += range(start, stop)
        if any(self._opens(index, word) for index, word in words):
            self._unknown += range(start, stop)
        breaks = [index for index, word in words if word in CLAUSE_BREAKS]
        self._spans: Sequence[tuple[int, int]] = tuple(pairwise((start, *breaks, stop)))

    def _opens(self, index: int, word: str) -> bool:
        """Return whether words leave open when or what all is: three years before it, so far, since 2015, by volume."""
        before, after = self._prose.at(index - 1), self._prose.at(index + 1)
        is_since = word == "since" and after[:1].isdigit()
        is_volume = word in _VOLUMES and before in {"by", "in"} and after != "of"
        return is_since or is_volume or f"{word} {after}" in _PARTIAL or (word in _APART and before in _LONGER)

    def _says_something(self, index: int, word: str) -> bool:
        """Return whether an unknown word may tell of the subject: a name does so by its place."""
        if not word[0].isalpha():
            return False
        following, is_first = self._prose.at(index + 1), not self._prose.at(index - 1)[:1].isalpha()
        if following == "-" or (is_first and following in _OPENING):
            return True  # E-commerce, Farm trade between A and B
        before = self._prose.at(index - 1 - (self._prose.at(index - 1) == "the"))
        return not self._prose.is_name(index) or before in _AFTER

    def is_stated(self, first: int) -> bool:
        """Return whether the clauses around a number state what is so, and not what is planned, expected or denied.

        What stands in a further clause is of another number, but not what denies: that this is false.
        """
        place = bisect_left(self._ends, first)
        since = max((end for end in self._ends[:place] if self._prose.at(end) == ";"), default=self._start)
        until = self._ends[place] if place < len(self._ends) else self._stop
        apart = {index for index in self._corrected if not index < first <= index + _NEAR}
        unsettled = (index for index in self._unsettled if index not in apart)
        return not any(since <= index < until or self._denies(index) for index in unsettled)

    def _denies(self, index: int) -> bool:
        return self._prose.at(index) in _FALSE

    def is_plain(self, amount: Amount, others: Sequence[int], goods: Goods | None, named: int) -> bool:
        """Return whether all words are known in the clause of a number and in those before it that hold no other.

        Those of the clause in which its trade is `named` count too. Of goods that are named, its own are known.
        """
        following = self._prose.at(amount.end), self._prose.at(amount.end + 1)
        if following[0] in _EVERY and following[1] in _TIMES and self._prose.at(amount.end + 2) not in _PLACED:
            return False  # $2 billion a month
        is_aside = self._prose.at(amount.first - 1) == "," == self._prose.at(amount.end)
        if self._measures(amount.first) or (is_aside and any(other < amount.first for other in others)):
            return False
        own = range(goods.first, goods.end) if goods else ()
        unknown = [index for index in self._unknown if index not in own]
        near = tuple(self._near(amount.first, others, named))
        return not any(lower <= index < upper for index in unknown for lower, upper in near)

    def _measures(self, first: int) -> bool:
        """Return whether another number is told by the one here: three times the 1.6 billion, half of the 5."""
        before = self._prose.at(first - 2)
        is_part = before == "of" and self._prose.at(first - 3) in lexicon.DENOMINATORS
        return self._prose.at(first - 1) == "the" and (is_part or before in _MEASURING)

    def _near(self, first: int, others: Sequence[int], named: int) -> Iterator[tuple[int, int]]:
        for lower, upper in self._spans:
            is_own = lower <= first < upper or lower <= named < upper
            if is_own or (upper <= first and not any(lower <= other < upper for other in others)):
                yield lower, upper
