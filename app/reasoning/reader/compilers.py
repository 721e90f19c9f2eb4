"""Whose statistics the figures of a sentence are: by the names of agencies, and by nations beside their customs."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.pairs import governing
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose

_LISTS: Final = Topic("compilers")
_AGENCIES: Final = Topic("nations").meanings("agencies")
_FIRST_WORDS: Final = frozenset(name.split()[0] for name in _AGENCIES)
_COMPILERS: Final = _LISTS.words("statistics")
_TRADED: Final = _LISTS.words("traded")
_RECORDING: Final = _LISTS.words("recording")
_OFFICES: Final = _LISTS.words("offices")
_PUTTING: Final = _LISTS.words("putting")
_JOINING: Final = _LISTS.words("joining")
_OPPOSING: Final = _LISTS.words("opposing")
_PARTING: Final = frozenset((",", ".", ";", ":", "?", "(", "by"))
_LONGEST_AGENCY: Final = 4
_OWN: Final = re.compile(rf"by its (?:own )?(?:{_LISTS.either('statistics')}|count)\b")


def compilers_in(prose: Prose, start: int, stop: int, areas: Sequence[Mention]) -> tuple[tuple[int, str], ...]:
    """Return whose statistics a sentence says that its figures are, each with the word where it says so."""
    found = {mention.first: mention.code for mention in areas if _compiles(prose, mention)}
    for index, word in enumerate(prose.within(start, stop), start):
        if word == "by" and areas and _OWN.match(prose.phrase(index, index + 4)):  # by its own figures
            since = max((place for place in range(start, index) if prose.at(place) == ";"), default=start)
            found[index] = next((one.code for one in areas if one.first >= since), areas[0].code)
        if word in _FIRST_WORDS:
            phrases = (prose.phrase(index, min(index + size, stop)) for size in range(_LONGEST_AGENCY, 0, -1))
            code = next((_AGENCIES[phrase] for phrase in phrases if phrase in _AGENCIES), None)
            found |= {index: code} if code else {}
    if found:  # Kazakh statistics put it at 24, Chinese at 31; 24 by Kazakh and 31 by Chinese statistics
        found |= {
            one.first: one.code
            for one in areas
            if one.is_adjective
            and (prose.at(one.end) in _PUTTING or (prose.at(one.first - 1) == "by" and prose.at(one.end) in _JOINING))
        }
    return tuple(sorted(found.items()))


def compiler_of(
    prose: Prose, found: Sequence[tuple[int, str]], before: int, first: int, end: int, after: int
) -> str | None:
    """Return whose statistics a number is; `before` and `after` are the words where its neighbours end and begin.

    Where a sentence names several, it is the one named between it and the next number, else the last one before it,
    else the only one between the semicolons around it: by Chinese data, A was 4 and B 5; by Kazakh data, A was 3.
    Where it names one, that of a further clause says nothing of the number: A was 4, while China's customs put B at 5.
    """
    if len({code for _, code in found}) <= 1:
        clause = [prose.at(index) in _OPPOSING for index in range(end, found[0][0])] if found else [True]
        is_over = found and before <= found[0][0] and ";" in prose.within(found[0][0], first)
        return None if any(clause) or is_over else found[0][1]  # 5 by its own figures; 4, says China
    after = next(
        (index for index in range(end, after) if prose.at(index) == ";" or prose.at(index) in _OPPOSING), after
    )
    behind = [place for place, _ in found if end <= place < after]
    # What a comma or "and" parts from the number belongs to the one before.
    parted = max((index for index in range(before, first) if prose.at(index) in {",", "and", ";", ")"}), default=before)
    ahead = [code for place, code in found if parted <= place < first]
    if ahead and behind and prose.at(behind[0] - 1) == "and":
        return ahead[-1]  # Kazakh statistics have 24.1 and Chinese customs 31.2
    opening = [code for place, code in found if before <= place < first]
    if opening and behind and not ahead and _is_of_next(prose, end, behind[0], after):
        return opening[-1]
    if ahead or behind:
        return (ahead[-1] if ahead else None) if not behind else dict(found)[behind[0]] if not ahead else None
    since = next((index for index in range(first, found[0][0], -1) if prose.at(index) == ";"), found[0][0])
    until = next((index for index in range(first, found[-1][0]) if prose.at(index) == ";"), found[-1][0] + 1)
    own = {code for place, code in found if since <= place < until}
    return own.pop() if len(own) == 1 else None


def _is_of_next(prose: Prose, end: int, place: int, after: int) -> bool:
    """Return whether commas stand around a compiler between two numbers: by Kazakh data it was 30, by Chinese, 43."""
    return "," in prose.within(end, place) and "," in prose.within(place, after)


def says_same(prose: Prose, start: int, stop: int) -> bool:
    """Return whether a sentence says that its figures are by who was named before: by the same data."""
    return any(
        (prose.at(index) == "same" and any(prose.at(place) in _COMPILERS for place in range(index + 1, index + 3)))
        or (prose.phrase(index, index + 3) == "according to the" and prose.at(index + 3) in _OFFICES)
        or (prose.at(index) in _OFFICES and prose.at(index + 1) == "'s" and prose.at(index + 2) in _COMPILERS)
        for index in range(start, stop)
    )


def _compiles(prose: Prose, mention: Mention) -> bool:
    """Return whether an area's own office or figures are named: Chinese customs, customs of China, by China's figures.

    What stands behind a comma, or behind what is traded, may be anybody's; who records trade does so as an office does.
    """
    place = governing(prose, mention.first)
    if prose.at(place) in {"of", "in"} and any(prose.at(place - back) in _COMPILERS for back in (1, 2)):
        return True  # the Statistical Committee of
    if prose.phrase(mention.end, mention.end + 2) == "accounts for":
        return False
    following = takewhile(_is_of_office, prose.within(mention.end, mention.end + 4))
    end = mention.end + (prose.at(mention.end) == "itself")
    is_own = prose.phrase(end, end + 4) == ", by its own" or prose.at(end) in _RECORDING
    is_own |= prose.phrase(end, end + 2) == "'s count" or prose.phrase(place - 1, place + 1) in (
        "counted by",
        "reported by",
    )
    return is_own or not _COMPILERS.isdisjoint(following)


def _is_of_office(word: str) -> bool:
    return word not in _TRADED and word not in _PARTING
