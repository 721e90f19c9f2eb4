"""Currencies: their codes, short names and signs, and those that share a name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.prose import Prose
from app.vocabulary.text import Names

_LISTS: Final = Topic("money")
DOLLARS: Final = _LISTS.meanings("dollars")
SHORT_NAMES: Final = _LISTS.meanings("short_names")
CODES: Final = _LISTS.words("codes")
"""Codes of ISO 4217 that are in use."""
SHARED: Final = _LISTS.table("shared")
"""Currencies of one name; the first is meant where no nation that has one of them is in the text."""
_UNIONS: Final = _LISTS.meanings("unions")
SPELLED: Final = _LISTS.meanings("spelled")
_AGAINST: Final = _LISTS.words("against")
_STATED: Final = _LISTS.words("stated")
_AT_HOME: Final = _LISTS.words("at_home")


class Nations(NamedTuple):
    """What the nations that a text names pay with: all those currencies, and each by the word where its nation begins.

    With the latter stands where the name ends: Australian dollars. `dollar` is what the sign of the dollar means.
    """

    currencies: tuple[str, ...]
    named: Mapping[int, tuple[int, str]]
    dollar: str = "USD"


NOBODY: Final = Nations((), {})


def nations(places: Iterable[tuple[int, int, str]], areas: Names, prose: Prose) -> Nations:
    """Return the currencies of the countries named from one word to another; of a code, two letters are the country."""
    own = {country: code for code in CODES - {"CNH"} for country in areas.get(code[:2].lower(), ())}
    own |= _UNIONS
    named = {first: (end, own[country]) for first, end, country in places if country in own}
    stated = (code for first, (end, code) in named.items() if _is_stated(prose, first, end))
    return Nations(tuple(dict.fromkeys(code for _, code in named.values())), named, next(stated, "USD"))


def _is_stated(prose: Prose, first: int, end: int) -> bool:
    """Return whether a nation's dollars are said to be those of the text."""
    return prose.at(end) == "dollars" and prose.at(first - 1) == "in" and prose.at(first - 2) in _STATED


def resolved(name: str, own: Collection[str]) -> tuple[str, bool]:
    """Return the currency that a name means, and whether it was chosen among several; any other unit is itself.

    Of a name that several currencies share it is that of the nation that the text names first.
    """
    shared = SHARED.get(name)
    if shared is None:
        return name, False
    known = [code for code in own if code in shared]
    return (known or shared)[0], len(known) != 1


def short_name(written: str, nations: Nations) -> str | None:
    """Return the currency of a short name; some are one only where a nation that pays with it is in the text."""
    name = SHORT_NAMES.get(written)
    return None if written in _AT_HOME and name not in nations.currencies else name


def is_currency(unit: str | None) -> bool:
    """Return whether a unit is the code of a currency."""
    return unit in CODES


def money_at(prose: Prose, index: int, nations: Nations) -> str | None:
    """Return the currency that a word names: that of the nation before it, else of one in the text."""
    own = next((code for end, code in nations.named.values() if end == index), None)
    unit = SPELLED.get(prose.at(index), lexicon.UNITS.get(prose.at(index), prose.at(index)))
    return (own or resolved(unit, nations.currencies)[0]) if is_money(prose.at(index)) else None


def money_against(prose: Prose, index: int) -> int | None:
    """Return the money that words say a rate of exchange is against: to the dollar, against the Australian dollar."""
    if prose.at(index) == "to" and prose.at(index + 1)[:1].isdigit():
        index += 2  # from 220 to 280 a dollar
    is_rate = prose.phrase(index, index + 2) in _AGAINST
    reach = 5 if is_rate or prose.at(index) == "per" else 3 if prose.at(index) == "a" else 0  # 280 a dollar
    return next((place for place in range(index + 1, index + reach) if is_money(prose.at(place))), None)


def is_money(word: str) -> bool:
    """Return whether a word names a currency."""
    unit = lexicon.UNITS.get(word, SPELLED.get(word, word))
    return unit in SHARED or is_currency(unit)
