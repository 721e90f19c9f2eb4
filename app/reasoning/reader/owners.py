"""Whose trade a mention is: by the area before it, and by what one area is to another."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.reader.lexicon import PERCENT_ENDS, Topic
from app.reasoning.reader.pairs import governing, preposition
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose

_LISTS: Final = Topic("trade")
_NOUNS: Final = _LISTS.words("nouns")
_BREAKS: Final = _LISTS.words("breaks")
SALES: Final = _LISTS.words("sales")
_GIVING: Final = _LISTS.words("giving") | _LISTS.words("taking")
_GOVERNING: Final = _LISTS.words("governing")
_SHARING: Final = ("of", "in")
_BEYOND: Final = ("after", "behind")
_REACH: Final = 24


def role_of(
    prose: Prose, index: int, until: int, own: Mapping[int, Mention], ends: Mapping[int, Mention]
) -> tuple[str | None, str | None]:
    """Return whose customer or supplier an area is, and which area: France is Morocco's; the supplier of Brazil."""
    before = [ends[place] for place in range(max(0, index - _REACH), index + 1) if place in ends]
    before = [one for one in before if prose.at(governing(prose, one.first)) not in _BEYOND] or before
    if before and prose.at(before[-1].end) in {"'s", "'"}:
        return before[-1].code, before[-2].code if len(before) > 1 else None
    after = (own[place].code for place in range(index, until) if place in own)
    owner = next((code for code in after if not before or code != before[-1].code), None)
    return owner, before[-1].code if before else None


def _is_partner_of(prose: Prose, index: int, end: int) -> bool:
    """Return whether an area has a part of the trade of another: Sweden took 11 per cent of exports."""
    between = prose.within(end + 1, index)
    is_part = "of" in between and not PERCENT_ENDS.isdisjoint(between) and prose.at(end) in _GIVING
    is_share = prose.at(end) == "share" and prose.at(end + 1) in _SHARING  # the US share in exports
    return (is_part or is_share) and prose.at(index) in SALES


def owner_of(prose: Prose, index: int, since: int, ends: Mapping[int, Mention]) -> str | None:
    """Return the area that has the trade: Russian exports, Poland's total exports, Norway sold."""
    for end in range(index, since, -1):
        if end in ends:
            mention = ends[end]
            is_beside = end == index and (mention.is_adjective or prose.at(index) in _NOUNS)
            is_relative = prose.at(end) == "," and prose.at(end + 1) == "which"  # from Mexico, which shipped
            if prose.at(index - 1) != "," and _is_partner_of(prose, index, mention.end):
                return None
            if is_beside or is_relative or preposition(prose, mention.first) not in _GOVERNING:
                return mention.code
            if prose.at(index) in _NOUNS:
                return None
        if prose.at(end - 1) in _BREAKS and prose.at(index) in _NOUNS:
            return None
    return None
