"""The areas that a text names: by the names of a catalogue, by adjectives of nations, and by their capitals."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.prose import Prose
from app.vocabulary.text import WORD, Names, fold

_LISTS: Final = Topic("nations")
DEMONYMS: Final = _LISTS.meanings("nations")
"""Adjectives of nations, and their capitals, which stand for them in prose, with the codes of the nations."""
_SHORT: Final = _LISTS.words("short")
"""Names of at most three letters; other words of that length are no areas."""
_COMMON: Final = _LISTS.words("common")
_ALPHA3: Final = re.compile(r"[A-Z]{3}|S19|W00")
_INSIDE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_GROUPS: Final = _LISTS.words("groups")
_FIRST_WORDS: Final = frozenset(name.split()[0].removesuffix("s") for name in DEMONYMS)
_NO_PLACES: Final = _LISTS.words("no_places")
_TRADED: Final = Topic("trade").words("done")
_LONGEST: Final = 5


class Mention(NamedTuple):
    """An area that a text names, from one word to another; `is_adjective` where an adjective or a capital does."""

    first: int
    end: int
    code: str
    is_adjective: bool


def mentions(prose: Prose, areas: Names) -> tuple[Mention, ...]:
    """Return the areas that a text names, in order; places in a country where that is named as well or they trade."""
    found = tuple(_found(prose, areas))
    countries = {code for _, _, codes, _ in found for code in codes if _ALPHA3.fullmatch(code)}
    chosen = (
        Mention(first, end, code, is_adjective)
        for first, end, codes, is_adjective in found
        if (code := _meant(codes, countries, areas) or _trading(prose, first, end, codes))
    )
    return tuple(chosen)


def _trading(prose: Prose, first: int, end: int, codes: tuple[str, ...]) -> str | None:
    """Return the only place inside a country that a name means, where it is said to trade: Xinjiang exported."""
    is_owner = prose.at(end + (prose.at(end) == "'s")) in _TRADED
    is_object = prose.at(first - 1) in {"between", "of", "from"} and prose.at(first - 2) in _TRADED
    is_second = prose.at(first - 1) == "and" and "between" in prose.within(first - 4, first - 1)
    is_trading = (is_owner or is_object or is_second) and prose.phrase(first, end) not in _NO_PLACES
    return codes[0] if is_trading and len(codes) == 1 and _INSIDE.fullmatch(codes[0]) else None


def country_of(code: str, areas: Names) -> str:
    """Return the country of a place inside one; any other area is returned itself."""
    return areas.get(code[:2].lower(), (code,))[0] if _INSIDE.fullmatch(code) else code


def _found(prose: Prose, areas: Names) -> Iterator[tuple[int, int, tuple[str, ...], bool]]:
    index, count = 0, len(prose.words)
    while index < count:
        size = 1
        if prose.words[index].is_capital and _begins(prose.at(index), areas):
            for longest in range(min(_LONGEST, count - index), 0, -1):
                if found := _named(prose, index, longest, areas):
                    size = longest
                    yield index, index + size, *found
                    break
        index += size


def _begins(word: str, areas: Names) -> bool:
    """Return whether a name may begin with a word."""
    first = WORD.match(fold(word))
    return first is not None and (first[0] in areas.first_words or first[0].removesuffix("s") in _FIRST_WORDS)


def _named(prose: Prose, index: int, size: int, areas: Names) -> tuple[tuple[str, ...], bool] | None:
    """Return the codes that some words name, and whether as an adjective or by a capital."""
    first, last = prose.words[index], prose.words[index + size - 1]
    if not last.text[0].isalpha():  # the stop behind it ends a sentence
        return None
    name = fold(prose.text[first.start : last.end])
    plural = "" if name in areas else name.removesuffix("s")  # Laos is no plural of Lao
    if nation := DEMONYMS.get(name) or DEMONYMS.get(plural):
        codes = areas.get(nation.lower())
        return (codes, True) if codes else None
    if prose.at(index + size) == "$" and name in _SHORT:
        return None
    if name in _COMMON or (len(name) <= 3 and name not in _SHORT):  # noqa: PLR2004  # codes are as short
        return None
    if name in _SHORT and not prose.text[first.start : last.end].isupper():
        return None
    codes = areas.get(name) or areas.get(name.replace(".", ""))
    return (codes, False) if codes else None


def _meant(codes: tuple[str, ...], countries: set[str], areas: Names) -> str | None:
    """Return the one area that a name means: a country or group, or a place of a country that the text names."""
    outright = [code for code in codes if _ALPHA3.fullmatch(code) or code in _GROUPS]
    if outright:
        own = [code for code in outright if code in countries]
        return outright[0] if len(outright) == 1 else own[0]
    inside = [code for code in codes if _INSIDE.fullmatch(code) and country_of(code, areas) in countries]
    return inside[0] if len(inside) == 1 else None
