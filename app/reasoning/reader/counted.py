"""What is counted: the noun behind a number, as a unit."""

from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.places import DEMONYMS
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS

_LISTS: Final = Topic("counted")
_UNITS: Final = _LISTS.meanings("units")
_IRREGULAR: Final = _LISTS.meanings("irregular")


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_LISTS.ordered("in_es")) else f"{noun}s"


COUNTED: Final = {form: unit for noun, unit in _UNITS.items() for form in (noun, _plural(noun))}
"""The unit of nouns in singular and plural."""
STOPS: Final = _LISTS.words("stops")
"""Words that no noun phrase goes on behind."""
_NO_PLURALS: Final = _LISTS.words("no_plurals")
_NUMBERS: Final = lexicon.SMALL | lexicon.TENS | lexicon.MAGNITUDES | lexicon.PLURALS | lexicon.MULTIPLES
_ES: Final = _LISTS.ordered("es")
GROUPS: Final = _LISTS.words("groups")
_PARTS: Final = _LISTS.words("parts")
_LIVING: Final = _LISTS.words("living")
_LONGEST_PHRASE: Final = 7
_PEOPLE: Final = frozenset(name.rpartition(" ")[2] for name in DEMONYMS)
_SIDES: Final = _LISTS.words("sides")
_OWN: Final = _LISTS.words("arguments")
_COMPARED: Final = _LISTS.words("compared")
_MODIFYING: Final = _LISTS.words("modifying")
_OCCASIONS: Final = _LISTS.words("occasions")


def is_of_group(prose: Prose, index: int) -> bool:
    """Return whether a number at a word is that of a group's people: a delegation of 70."""
    return prose.at(index - 1) == "of" and prose.at(index - 2) in GROUPS


def is_idle(prose: Prose, index: int, *, are_sides: bool) -> bool:
    """Return whether a number in words counts only the sides themselves, or what an author goes on to say."""
    nouns = {prose.at(index), prose.at(index + 1)}
    if prose.at(index) in _PARTS or prose.at(index + 1) in _COMPARED:
        return False  # two points less
    return not nouns.isdisjoint(_OWN) or (are_sides and not nouns.isdisjoint(_SIDES))


def is_occasion(prose: Prose, index: int) -> bool:
    """Return whether a number before the words is how long something took place: a two-day visit."""
    return prose.at(index) == "-" and not _OCCASIONS.isdisjoint({prose.at(index + 2), prose.at(index + 3)})


def hyphenated(prose: Prose, index: int) -> tuple[str, int] | None:
    """Return the unit of a noun behind a hyphen, and where it ends: a 12-nation bloc."""
    place = index + (prose.at(index) == "-")
    noun, following = prose.at(place), prose.at(place + 1)
    if noun == "strong" and (place > index or not following.isalpha() or following in STOPS):
        return "people", prose.words[place].end  # a delegation, eleven strong
    is_noun = place > index and (noun in COUNTED or noun in _SIDES)
    return (COUNTED.get(noun, noun), prose.words[place].end) if is_noun else None


def counted_at(prose: Prose, index: int, *, is_one: bool) -> tuple[str, int] | None:
    """Return the unit of the noun that a number at the words before counts, and where the noun ends."""
    for place in range(index, min(index + _LONGEST_PHRASE, len(prose.words))):
        word = prose.words[place]
        is_joint = word.text == "and" and place > index and prose.at(place + 1) not in STOPS  # Chinese and Kazakh firms
        if place == index and word.text in {"more", "fewer"} and prose.at(place + 1) not in STOPS:
            continue
        if word.text.isdecimal() and prose.at(place + 1) == "-" and place > index - 1:
            continue  # 1.08 million 60-kilo bags
        if (
            prose.breaks_before(place)
            or (word.text in STOPS and not is_joint)
            or word.text in _NUMBERS
            or not (word.text[0].isalpha() or word.text == "-")
        ):
            return None
        following = prose.at(place + 1)
        is_alone = not (following[:1].isalpha() or following == "-")  # 30 Chinese-built ships
        is_people = is_alone or following in STOPS or following in _LIVING
        if not is_one and word.text in DEMONYMS and is_people and prose.at(place + 2) not in DEMONYMS:
            return "people", word.end  # 12,000 Japanese
        is_often = following in {"a", "per"} and prose.at(place + 2) in DURATIONS
        if is_one and ((word.text in COUNTED and not word.text.endswith("s")) or is_often):
            return COUNTED.get(word.text, word.text), word.end  # one flight a week
        if not is_one and _is_plural(word.text):
            if word.text in _MODIFYING and _is_plural(following):
                return _unit(following), prose.words[place + 1].end  # customs declarations
            return "tariff line" if prose.phrase(place - 1, place + 1) == "tariff lines" else _unit(word.text), word.end
    return None


_OF_MANY: Final = _LISTS.words("of_many")


def _is_plural(word: str) -> bool:
    if word in COUNTED:
        return (word.endswith("s") and not word.endswith("ss")) or word in _OF_MANY
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "ous")) and word not in _NO_PLURALS  # noqa: PLR2004  # gas


def unit_of_plural(word: str) -> str | None:
    """Return what a noun in the plural counts; None for any other word."""
    return _unit(word) if _is_plural(word) else None


def _unit(plural: str) -> str:
    """Return the unit of a noun in the plural: its own, people of a nation, or its singular."""
    if plural in COUNTED:
        return COUNTED[plural]
    if plural.removesuffix("s") in _PEOPLE or plural.endswith("landers"):
        return "people"
    return singular(plural)


def singular(noun: str) -> str:
    """Return the singular of a noun in the plural."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(_ES) else noun.removesuffix("s")
