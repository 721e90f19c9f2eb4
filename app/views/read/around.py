"""A number of a text among the words of its sentence: which areas these name, and what stands near."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.movement import FALLING, RISING
from app.reasoning.reader.places import Mention, mentions
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.result import ReadNumber
from app.vocabulary.measures import Flow
from app.vocabulary.text import Names
from app.vocabulary.verdicts import ClaimKind, Doubt, Measured
from app.vocabulary.words import TIMES

_LISTS: Final = Topic("sayings")
BALANCES: Final = {str(kind): kind for kind in (ClaimKind.SURPLUS, ClaimKind.DEFICIT)}
NOUNS: Final = {word: Flow(flow) for word, flow in _LISTS.meanings("flows").items()}
REACH: Final = 12
"""How many words before a number may say what it is."""
NEAR: Final = 4
"""How many words are near one."""
_OWNED: Final = 2
"""How far behind an area stands what is its own: China's foreign trade."""
_ARTICLES: Final = _LISTS.words("articles")
BREAKS: Final = Topic("trade").words("breaks") | {"and"}
_ENDS: Final = BREAKS - {","}
_JOINING: Final = _LISTS.words("joining")
_LEVELS: Final = tuple(_LISTS.ordered("levels"))
_BEING: Final = _LISTS.words("being")

Parameters = Mapping[str, str]
"""Parameters of a claim."""


@dataclass(frozen=True)
class NumberedSentence:
    """A sentence of a text that `start`s at a place, with its numbers; `names` are those of areas."""

    text: str
    start: int
    numbers: tuple[ReadNumber, ...]
    names: Names
    has_services: bool = False
    """Whether it, the one before or the head of the text speaks of goods and services, of which a number may be."""

    @cached_property
    def prose(self) -> Prose:
        """The words of the sentence."""
        return Prose(self.text)

    @cached_property
    def words(self) -> list[str]:
        """Its words, in small letters."""
        return [word.text for word in self.prose.words]

    @cached_property
    def spoken(self) -> str:
        """Its words with a blank before and behind each, in which phrases are found at once."""
        return f" {' '.join(self.words)} "

    @cached_property
    def areas(self) -> tuple[Mention, ...]:
        """The areas that it names."""
        return mentions(self.prose, self.names)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The areas that it names, each once."""
        return tuple(dict.fromkeys(mention.code for mention in self.areas))


class Saying:
    """A number in its sentence, with the words of that, and its `place` and `end` among them."""

    def __init__(self, number: ReadNumber, sentence: NumberedSentence) -> None:
        self.number, self.sentence = number, sentence
        self.prose, self.words = sentence.prose, sentence.words
        self.place = self.prose.index(number.start - sentence.start)
        self.end = self.prose.index(number.end - sentence.start)

    @property
    def names_pair(self) -> bool:
        """Whether the sentence names two areas and no other."""
        return len(self.sentence.codes) == 2  # noqa: PLR2004  # a pair

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two areas that the sentence is about: the only two that it names, else those of the number."""
        if self.names_pair:
            return self.sentence.codes[0], self.sentence.codes[1]
        sides = self.number.reporter, self.number.partner
        named = set(self.sentence.codes) <= {*sides}
        return (sides[0], sides[1]) if named and sides[0] and sides[1] else None

    def governed_by(self, mention: Mention) -> str:
        """Return the preposition that governs a name, behind articles and the like."""
        place = mention.first - 1
        while self.prose.at(place) in _ARTICLES and place > mention.first - NEAR:
            place -= 1
        return self.prose.at(place)

    def governed(self, *prepositions: str) -> str | None:
        """Return the only area that one of some prepositions governs."""
        found = {mention.code for mention in self.sentence.areas if self.governed_by(mention) in prepositions}
        return found.pop() if len(found) == 1 else None

    def governed_near(self, place: int, *prepositions: str) -> str | None:
        """Return the first area behind a word that one of some prepositions governs, in the clause of the word."""
        for mention in self.sentence.areas:
            if mention.first > place and not BREAKS.isdisjoint(self.words[place : mention.first]):
                return None
            if mention.first > place and self.governed_by(mention) in prepositions:
                is_alone = self.prose.at(mention.end) not in _JOINING
                return mention.code if is_alone else None
        return None

    def owner(self, place: int) -> str | None:
        """Return the area of the pair that is named right before a word, or before another word: China's foreign."""
        before = [mention for mention in self.sentence.areas if place - _OWNED <= mention.end <= place]
        return before[-1].code if before and before[-1].code in (self.pair or ()) else None

    def owner_behind(self, place: int) -> str | None:
        """Return the area of the pair that "of" right behind a word governs: the foreign trade of Kazakhstan."""
        behind = (one for one in self.sentence.areas if one.first > place and self.prose.at(place + 1) == "of")
        first = next(behind, None)
        return first.code if first and first.code in (self.pair or ()) and self.governed_by(first) == "of" else None

    @property
    def only_partner(self) -> str | None:
        """The partner of the only area whose exports and imports the sentence counts before the number."""
        before = [one for one in self.sentence.numbers if one.start < self.number.start and one.unit]
        sides = {(one.reporter, one.partner) for one in before if Doubt.PAIR not in one.doubts}
        flows = {one.flow for one in before}
        is_one = len(sides) == 1 and {Flow.EXPORT, Flow.IMPORT} <= flows
        return sides.pop()[1] if is_one else None

    def other(self, code: str | None) -> str | None:
        """Return the other area of the pair."""
        sides = self.pair if code else None
        return {sides[0]: sides[1], sides[1]: sides[0]}.get(code or "") if sides else None

    @property
    def is_amount_of_money(self) -> bool:
        """Whether the number is an amount of money, and no change, price or part of one."""
        return self.number.kind is Measured.LEVEL and is_currency(self.number.unit)

    @property
    def is_balance(self) -> bool:
        """Whether the nearest word of trade is a surplus or deficit."""
        place = self.nearest(BALANCES.keys() | NOUNS.keys())
        return place is not None and self.words[place] in BALANCES

    @property
    def is_multiple(self) -> bool:
        """Whether the number is how many times as much something is, not by how much it grew: was 2.1 times that of."""
        before = frozenset(self.words[max(0, self.place - NEAR) : self.place])
        is_of_level = " ".join(self.words[self.end : self.end + NEAR]).startswith(_LEVELS)
        is_said = is_of_level or not before.isdisjoint(_BEING)
        return self.number.unit == TIMES and is_said and before.isdisjoint(RISING | FALLING)

    def nearest(self, among: Collection[str]) -> int | None:
        """Return where the last of some words stands before the number, else the first behind it in its clause."""
        before = range(self.place - 1, max(-1, self.place - REACH), -1)
        behind = range(self.end, min(self.end + NEAR, len(self.words)))
        behind = behind[: next((n for n, place in enumerate(behind) if self.words[place] in _ENDS), None)]
        return next((place for place in (*before, *behind) if self.words[place] in among), None)


def when(number: ReadNumber) -> dict[str, str]:
    """Return the period of a number as a parameter of claims."""
    return {"period": str(number.period)} if number.period else {}


def surely_when(number: ReadNumber) -> dict[str, str]:
    """Return it where its own sentence says it: what is aimed at or counted may have another."""
    return {} if Doubt.PERIOD in number.doubts else when(number)


def traded(number: ReadNumber) -> dict[str, str]:
    """Return the period and the goods of a number as parameters of claims."""
    return when(number) | ({"commodity": number.goods} if number.goods else {})


def sides_of(first: str | None, second: str | None) -> Iterator[tuple[str, str]]:
    """Yield two areas where both are known and they are not the same."""
    if first and second and first != second:
        yield first, second
