"""Whose statistics the figures of a sentence are: by the names of agencies, and by nations beside their customs."""

from collections.abc import Sequence
from typing import Final

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose

_LISTS: Final = Topic("compilers")
_AGENCIES: Final = Topic("nations").meanings("agencies")
_FIRST_WORDS: Final = frozenset(name.split()[0] for name in _AGENCIES)
_COMPILERS: Final = _LISTS.words("statistics")
_TRADED: Final = _LISTS.words("traded")
_PUTTING: Final = _LISTS.words("putting")
_LONGEST_AGENCY: Final = 4


def compilers_in(prose: Prose, start: int, stop: int, areas: Sequence[Mention]) -> tuple[tuple[int, str], ...]:
    """Return whose statistics a sentence says that its figures are, each with the word where it says so."""
    found = {mention.first: mention.code for mention in areas if _compiles(prose, mention)}
    for index in range(start, stop):
        if prose.at(index) in _FIRST_WORDS:
            phrases = (prose.phrase(index, min(index + size, stop)) for size in range(_LONGEST_AGENCY, 0, -1))
            code = next((_AGENCIES[phrase] for phrase in phrases if phrase in _AGENCIES), None)
            found |= {index: code} if code else {}
    if found:  # Kazakh statistics put it at 24 billion, Chinese at 31
        found |= {one.first: one.code for one in areas if one.is_adjective and prose.at(one.end) in _PUTTING}
    return tuple(sorted(found.items()))


def compiler_of(
    prose: Prose, found: Sequence[tuple[int, str]], before: int, first: int, end: int, after: int
) -> str | None:
    """Return whose statistics a number is; `before` and `after` are the words where its neighbours end and begin.

    Where a sentence names several, it is the one named between it and the next number, else the last one before it.
    """
    if len({code for _, code in found}) <= 1:
        return found[0][1] if found else None
    behind = [code for place, code in found if end <= place < after]
    # What a comma or "and" parts from the number belongs to the one before.
    parted = max((index for index in range(before, first) if prose.at(index) in {",", "and"}), default=before)
    ahead = [code for place, code in found if parted <= place < first]
    return (ahead[-1] if ahead else None) if not behind else behind[0] if not ahead else None


def _compiles(prose: Prose, mention: Mention) -> bool:
    """Return whether an area's own office or figures are named: Chinese customs, customs of China, by China's figures.

    What stands behind a comma may be anybody's.
    """
    if prose.at(mention.first - 1) == "of" and prose.at(mention.first - 2) in _COMPILERS:
        return True
    following = [prose.at(index) for index in range(mention.end, mention.end + 4)]
    following = following[: following.index(",")] if "," in following else following
    return not _COMPILERS.isdisjoint(following) and _TRADED.isdisjoint(following)
