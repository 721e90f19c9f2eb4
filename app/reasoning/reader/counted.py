"""What is counted: the noun behind a number, as a unit."""

from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import spelled
from app.reasoning.reader.places import DEMONYMS
from app.reasoning.reader.prose import Prose

_UNITS: Final = {
    "documents": "document agreement memorandum memoranda contract deal pact treaty accord protocol mou",
    "people": (
        "people person entrepreneur businessman businessmen businesspeople representative delegate visitor tourist"
        " student worker employee passenger official expert participant specialist migrant women men children farmer"
        " trader investor national citizen resident traveller staff personnel subscriber customer client user guest"
        " pilgrim nurse driver sailor soldier engineer teacher doctor patient seafarer labourer respondent refugee crew"
        " commuter pupil graduate expatriate professional technician leader member journalist scientist"
    ),
    "enterprises": (
        "company enterprise firm subsidiary business manufacturer exporter importer maker producer supplier"
        " startup venture factory"
    ),
    "items": "unit item good product piece article set heading material",
    "zones": "zone",
    "regions": "region province oblast",
    "trains": "train",
    "heads": "head cattle sheep",
    "aircraft": "aircraft",
    "pairs": "pair",
}
_IRREGULAR: Final = {"memoranda": "memorandum", "buses": "bus"}


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


COUNTED: Final = {
    form: unit for unit, nouns in _UNITS.items() for noun in nouns.split() for form in (noun, _plural(noun))
}
"""The unit of nouns in singular and plural."""
_STOPS: Final = spelled(
    "a an the and or of in on at to for from by with was were are is be been will would has have had which that"
    " who between among than as it its their this these those per under above below over into until since before"
    " after during while but when where if so more less fewer higher lower up down not no compared against worth"
    " signed took came went made year years month months week weeks day days last next today yesterday"
)
_NO_PLURALS: Final = spelled(
    "ones across less business plus versus always was has is as its his this thus perhaps sales process access"
    " progress success gas press previous various serious status bus basis series afterwards towards besides"
    " alongside us news minus overseas goes does accounts says remains means includes"
)
_NUMBERS: Final = lexicon.SMALL | lexicon.TENS | lexicon.MAGNITUDES | lexicon.PLURALS | lexicon.MULTIPLES
_LONGEST_PHRASE: Final = 7
_SIDES: Final = spelled(
    "countries country states sides nations neighbours neighbors governments parties capitals leaders presidents"
    " economies peoples partners ministers sources"
)
_OWN: Final = spelled("lessons claims reasons things questions points ways aspects conclusions")
_COMPARED: Final = spelled("less more lower higher")
_OCCASIONS: Final = spelled(
    "stop mission workshop tour retreat festival roadshow expo negotiations visit trip forum summit conference meeting"
    " talks fair exhibition session event seminar"
)


def is_idle(prose: Prose, index: int, *, are_sides: bool) -> bool:
    """Return whether a number in words counts only the sides themselves, or what an author goes on to say."""
    nouns = {prose.at(index), prose.at(index + 1)}
    if prose.at(index) in {"percentage", "per", "percent", "%", "basis"} or prose.at(index + 1) in _COMPARED:
        return False  # two points less
    return not nouns.isdisjoint(_OWN) or (are_sides and not nouns.isdisjoint(_SIDES))


def is_occasion(prose: Prose, index: int) -> bool:
    """Return whether a number before the words is how long something took place: a two-day visit."""
    return prose.at(index) == "-" and not _OCCASIONS.isdisjoint({prose.at(index + 2), prose.at(index + 3)})


def counted_at(prose: Prose, index: int, *, is_one: bool) -> tuple[str, int] | None:
    """Return the unit of the noun that a number at the words before counts, and where the noun ends."""
    for place in range(index, min(index + _LONGEST_PHRASE, len(prose.words))):
        word = prose.words[place]
        is_joint = (
            word.text == "and" and place > index and prose.at(place + 1) not in _STOPS
        )  # Chinese and Kazakh firms
        if place == index and word.text in {"more", "fewer"} and prose.at(place + 1) not in _STOPS:
            continue
        if (
            prose.begins_line(place)
            or (word.text in _STOPS and not is_joint)
            or word.text in _NUMBERS
            or not (word.text[0].isalpha() or word.text == "-")
        ):
            return None
        following = prose.at(place + 1)
        is_people = following in _STOPS or not following[:1].isalpha()
        if not is_one and word.text in DEMONYMS and is_people and prose.at(place + 2) not in DEMONYMS:
            return "people", word.end  # 12,000 Japanese
        if is_one and word.text in COUNTED and not word.text.endswith("s"):
            return COUNTED[word.text], word.end
        if not is_one and _is_plural(word.text):
            if _is_plural(following) and following not in _STOPS:
                return _unit(following), prose.words[place + 1].end  # customs declarations
            return "tariff line" if prose.phrase(place - 1, place + 1) == "tariff lines" else _unit(word.text), word.end
    return None


_OF_MANY: Final = spelled(
    "people women men businessmen businesspeople memoranda children staff head personnel cattle sheep aircraft"
)


def _is_plural(word: str) -> bool:
    if word in COUNTED:
        return word.endswith("s") or word in _OF_MANY
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "ous")) and word not in _NO_PLURALS  # noqa: PLR2004  # gas


def unit_of_plural(word: str) -> str | None:
    """Return what a noun in the plural counts; None for any other word."""
    return _unit(word) if _is_plural(word) else None


def _unit(plural: str) -> str:
    """Return the unit of a noun in the plural: its own, people of a nation, or its singular."""
    if plural in COUNTED:
        return COUNTED[plural]
    if plural.removesuffix("s") in DEMONYMS or plural.endswith("landers"):
        return "people"
    return singular(plural)


def singular(noun: str) -> str:
    """Return the singular of a noun in the plural."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(("sses", "xes", "ches", "shes", "oes")) else noun.removesuffix("s")
