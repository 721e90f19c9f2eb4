"""Areas that a sentence names by another word: the country, its neighbour, we and you."""

from collections.abc import Sequence
from typing import Final

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.pairs import TwoAreas, preposition
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose

_LISTS: Final = Topic("referents")
_DEFINITE: Final = _LISTS.words("definite")
_COUNTRIES: Final = _LISTS.words("countries")
_BESIDE: Final = _LISTS.words("beside")
_NOUNS: Final = _COUNTRIES | _LISTS.words("beside_nouns")
_OWN: Final = _LISTS.words("own")
_OTHERS: Final = _LISTS.words("others")
_SPOKEN: Final = _OWN | _OTHERS
_REFERRING: Final = _SPOKEN | _DEFINITE
_OFFICES: Final = _LISTS.words("offices")
_GOVERNED: Final = _LISTS.words("before")
_NARROWER: Final = Topic("nations").table("regions")
_REGIONS: Final = {
    name: {code for part in parts for code in _NARROWER.get(part.replace(" ", "_"), (part,))}
    for name, parts in ((name.replace("_", " "), parts) for name, parts in _NARROWER.items())
}
"""The nations of each region; those of a wide one are those of its parts."""


def author_of(prose: Prose, areas: Sequence[Mention]) -> str | None:
    """Return whose office speaks in a sentence: the Embassy of Kenya in Oslo, the Jordanian minister."""
    for area in areas:
        behind = prose.within(area.end, area.end + 3) if area.is_adjective else ()
        is_of = preposition(prose, area.first) == "of"
        before = prose.within(area.first - 4, area.first) if is_of else ()
        if not (_OFFICES.isdisjoint(behind) and _OFFICES.isdisjoint(before)):
            return area.code
    return None


def referred(
    prose: Prose, start: int, stop: int, areas: Sequence[Mention], pair: TwoAreas, author: str | None
) -> list[Mention]:
    """Return the areas of the pair that other words than names stand for."""
    if pair.partner is None or None in pair:
        return []
    found = list[Mention]()
    taken = {index for area in areas for index in range(area.first, area.end)}
    named = {area.code for area in areas if not area.is_adjective} or {area.code for area in areas}
    for index, word in enumerate(prose.within(start, stop), start):
        if word not in _REFERRING or index in taken or (prose.is_name(index) and word == "us"):
            continue
        if author in pair and word in _SPOKEN:
            code = author if word in _OWN else pair.other(author)
            is_adjective = word in {"our", "your"}
            if code and not (is_adjective and prose.at(index + 1) in _COUNTRIES | _BESIDE):
                found.append(Mention(index, index + 1, code, is_adjective))
        elif word in _DEFINITE and (described := _described(prose, index, pair, named)):
            found.append(described)
            named.add(described.code)
    return found


def _described(prose: Prose, index: int, pair: TwoAreas, named: set[str]) -> Mention | None:
    """Return the area that "the country" or "its southern neighbour" is: the one that the sentence does not name."""
    end = next((end for end in range(index + 1, index + 5) if prose.at(end) in _NOUNS), None)
    if end is None or "'s" in prose.within(index, end) or (prose.is_name(end) and end > index + 1):
        return None  # the United Kingdom
    names = prose.phrase(index + 1, end), prose.phrase(end - 1, end), prose.at(end)
    region = next((_REGIONS[name] for name in names if name in _REGIONS), set())
    inside = [code for code in pair if code in region]
    others = [code for code in pair if code and code not in named]
    is_beside = not _BESIDE.isdisjoint(prose.within(index, end + 1)) or prose.at(index - 1) in _GOVERNED
    chosen = inside if len(inside) == 1 else others if is_beside else []
    return Mention(index, end + 1, chosen[0], is_adjective=False) if len(chosen) == 1 else None
