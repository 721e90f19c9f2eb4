"""Whether a sentence says no more of a number than the reader understands: of what it is, and that it is so."""

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
    | trade.SPEAKING - {"balance", "imbalance"}
    | movement.RISING
    | movement.FALLING
    | HEDGING
    | frozenset((*lexicon.ENLARGING, *lexicon.SMALL, *lexicon.MULTIPLES, *lexicon.DENOMINATORS))
)
_OF_DATA: Final = _LISTS.words("of_data")
_BREAKS: Final = _LISTS.words("breaks")
_AFTER: Final = _LISTS.words("before_names")
_EVERY: Final = _LISTS.words("every")
_TIMES: Final = DURATIONS | _LISTS.words("times")
_PLACED: Final = _LISTS.words("placing")


class KnownClauses:
    """The clauses of a sentence, with the words in each that the reader does not know; `read` are those it has read."""

    def __init__(self, prose: Prose, start: int, stop: int, read: Collection[int], *, has_compiler: bool) -> None:
        self._prose = prose
        words = [(index, prose.at(index)) for index in range(start, stop) if index not in read]
        self._unsettled = any(word in _UNSETTLED for _, word in words)
        known = _KNOWN | _OF_DATA if has_compiler else _KNOWN
        self._unknown = [index for index, word in words if word not in known and self._says_something(index, word)]
        if not has_compiler and any(prose.phrase(index, index + 2) == "according to" for index, _ in words):
            self._unknown += range(start, stop)
        breaks = [index for index, word in words if word in _BREAKS]
        self._spans: Sequence[tuple[int, int]] = tuple(pairwise((start, *breaks, stop)))

    def _says_something(self, index: int, word: str) -> bool:
        """Return whether an unknown word may tell of the subject: a name does so only behind a preposition."""
        if not word[0].isalpha():
            return False
        return not self._prose.is_name(index) or self._prose.at(index - 1) in _AFTER

    def is_stated(self) -> bool:
        """Return whether the sentence states what is so, and not what is planned, expected or denied."""
        return not self._unsettled

    def is_plain(self, amount: Amount, others: Sequence[int], goods: Goods | None) -> bool:
        """Return whether all words are known in the clause of a number and in those before it that hold no other.

        Of the goods that sentences name, a number's own are known.
        """
        following = self._prose.at(amount.end), self._prose.at(amount.end + 1)
        if following[0] in _EVERY and following[1] in _TIMES and self._prose.at(amount.end + 2) not in _PLACED:
            return False  # $2 billion a month
        own = range(goods.first, goods.end) if goods else ()
        unknown = [index for index in self._unknown if index not in own]
        near = tuple(self._near(amount.first, others))
        return not any(lower <= index < upper for index in unknown for lower, upper in near)

    def _near(self, first: int, others: Sequence[int]) -> Iterator[tuple[int, int]]:
        for lower, upper in self._spans:
            is_own = lower <= first < upper
            if is_own or (upper <= first and not any(lower <= other < upper for other in others)):
                yield lower, upper
