"""Whose statistics the figures of a sentence are: by the names of agencies, and by nations beside their customs."""

from collections.abc import Sequence
from typing import Final

from app.reasoning.reader.lexicon import spelled
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose

_AGENCIES: Final = {
    "general administration of customs": "CHN",
    "gacc": "CHN",
    "federal customs service": "RUS",
    "rosstat": "RUS",
    "commerce department": "USA",
    "census bureau": "USA",
    "destatis": "DEU",
    "turkstat": "TUR",
    "insee": "FRA",
    "istat": "ITA",
    "kita": "KOR",
    "bps": "IDN",
    "office des changes": "MAR",
    "bureau of national statistics": "KAZ",
    "eurostat": "european-union",
}
_FIRST_WORDS: Final = frozenset(name.split()[0] for name in _AGENCIES)
_COMPILERS: Final = spelled("customs statistics statistical statistik figures data books accounts")
_TRADED: Final = frozenset({"exports", "imports", "exported", "imported"})
_LONGEST_AGENCY: Final = 4


def compiler_of(prose: Prose, start: int, stop: int, areas: Sequence[Mention]) -> str | None:
    """Return whose statistics a sentence says that its figures are."""
    for index in range(start, stop):
        if prose.at(index) not in _FIRST_WORDS:
            continue
        for size in range(_LONGEST_AGENCY, 0, -1):
            if code := _AGENCIES.get(prose.phrase(index, min(index + size, stop))):
                return code
    for mention in areas:
        following = {prose.at(index) for index in range(mention.end, mention.end + 4)}
        if not following.isdisjoint(_COMPILERS) and not following & _TRADED:
            return mention.code
    return None
