"""The two areas that a text is about, as one sentence after another names them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Flow


class TwoAreas(NamedTuple):
    """The two areas that a text has been about so far."""

    reporter: str | None = None
    partner: str | None = None

    def other(self, code: str | None) -> str | None:
        """Return the other area of the pair; None for an area outside it."""
        return {self.reporter: self.partner, self.partner: self.reporter}.get(code) if code else None


class TradeMention(NamedTuple):
    """One mention of trade: where it stands, its direction, whose, and with whom; `is_whole` where it names both.

    `is_aside` where the text does not go on with it: one of a list of partners, what goes the other way.
    """

    place: int
    flow: Flow | None
    reporter: str | None
    partner: str | None
    is_whole: bool = True
    is_aside: bool = False

    @property
    def sides(self) -> tuple[str | None, str | None]:
        """Reporter and partner."""
        return self.reporter, self.partner


_LISTS: Final = Topic("trade")
_BEFORE_NAMES: Final = _LISTS.words("before_names")
_STYLES: Final = _LISTS.words("styles")
_FLOWING: Final = ("to", "from", "with")
_ROLES: Final = _LISTS.meanings("roles").keys()
_RANKED: Final = frozenset(("after", "behind"))
_THOSE: Final = ("those with", "that with", "those of", "that of", "those to", "that to")
_ENDING: Final = frozenset((",", ".", ";", "(", ")", "and", "with", ""))
"""What stands behind an area of which no more is said."""
_KIN: Final = _LISTS.words("kin")
_NEAR: Final = 4
place_of: Final = attrgetter("place")


def most_named(codes: Iterable[str]) -> TwoAreas:
    """Return the two areas that a text names most, where it names any other no more than half as often."""
    (first, _), (second, most), (_, other) = [*Counter(codes).most_common(3), ("", 0), ("", 0), ("", 0)][:3]
    return TwoAreas(first, second) if second and 2 * other <= most else TwoAreas()


def named_pair(prose: Prose, areas: Sequence[Mention], pair: TwoAreas) -> TwoAreas:
    """Return the pair that a sentence names as one: between A and B, A-B, A's trade with B; else the one before."""
    for first, second in pairwise(areas):
        between = prose.phrase(first.end, second.first).removesuffix(" the")
        if first.code == second.code:
            continue
        is_between = between == "and" and prose.at(first.first - 1) in {"between", "of"}
        is_joined = between in {"-", "\u2013", "/"} or (between == "and" and first.is_adjective == second.is_adjective)
        is_new = between != "and" or pair.partner is None
        if _is_partner(prose, second):
            return TwoAreas(second.code, first.code)
        if is_between or (is_joined and is_new and {first.code, second.code} != {pair.reporter, pair.partner}):
            return TwoAreas(first.code, second.code)
    return pair if pair.partner else _first_named(prose, areas, pair)


def _first_named(prose: Prose, areas: Sequence[Mention], pair: TwoAreas) -> TwoAreas:
    """Return the only two areas that a text has named so far, or the only one, where nothing says more of them.

    Whose trade it is comes first: the one that was named before, then one that has something.
    """
    own = [area for area in areas if area.code[2:3] != "-"]
    owners = [area.code for area in own if prose.at(area.end) == "'s"]
    named = tuple(dict.fromkeys((*filter(None, pair), *owners, *(area.code for area in own))))
    if len(named) > 2 and pair.reporter:  # noqa: PLR2004  # a pair
        named = tuple(code for code in named if any(code == area.code for area in own))
    is_other = len(named) == 1 and own and prose.at(own[0].first - 1) in ("to", "from", "with")
    return TwoAreas(*named) if 0 < len(named) < 3 and not is_other else pair  # noqa: PLR2004  # a pair


def _is_partner(prose: Prose, second: Mention) -> bool:
    """Return whether the second of two areas is said to have a partner: Kazakhstan is Italy's leading partner."""
    is_owner = prose.at(second.end) in {"'s", "\u2019s", "'"}
    return is_owner and not _ROLES.isdisjoint(prose.within(second.end, second.end + 6))


def ranked_with(prose: Prose, areas: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the areas that others only come after: the biggest buyer after Pakistan, third after those with B and C."""
    is_ranked = False
    for area in areas:
        place = governing(prose, area.first)
        place -= 2 * (prose.phrase(place - 1, place + 1) in _THOSE)
        is_ranked = prose.at(place) in _RANKED or (is_ranked and prose.at(place) in {"and", ","})
        is_ranked = is_ranked and prose.at(area.end) in _ENDING
        if is_ranked:
            yield area


def kept(pair: TwoAreas, reporter: str | None, partner: str | None) -> TwoAreas:
    """Return the pair of a mention of trade where it names both, else the one before, or whose trade it is alone."""
    if reporter and not partner and pair.partner is None:
        return TwoAreas(reporter)
    if reporter and partner and {reporter, partner} != {pair.reporter, pair.partner}:
        return TwoAreas(reporter, partner)
    return pair


def completed(reporter: str | None, partner: str | None, pair: TwoAreas) -> tuple[str | None, str | None]:
    """Return the sides of a mention, with what it leaves out from the pair that the text is about."""
    if reporter == partner:
        partner = None
    if reporter is None and partner is None:
        return pair.reporter, pair.partner
    if reporter is None and pair.partner is None:  # Ireland's exports fell. Exports to Great Britain
        return (pair.reporter if pair.reporter != partner else None), partner
    if reporter is None:
        return pair.other(partner), partner
    return reporter, partner or pair.other(reporter)


def free_areas(prose: Prose, areas: Sequence[Mention]) -> Iterator[str]:
    """Yield the areas of a sentence that are not named as others to or from which goods go."""
    is_governed = False
    for area in areas:
        before = preposition(prose, area.first)
        is_governed = before in _FLOWING or (is_governed and before in {"and", ","})
        if not is_governed:
            yield area.code


def between_two(trade: TradeMention, named: Collection[str], free: Collection[str], pair: TwoAreas) -> TradeMention:
    """Return a mention of trade with what it leaves out of the only two areas named: exports to China, Hanoi said.

    `free` are those to or from which none are said to go.
    What neither these nor the pair tell is whose trade the text was about.
    """
    others = {*free} - {*trade.sides}
    if len(named) != 2 or len(others) != 1:  # noqa: PLR2004  # a pair
        is_open = trade.reporter is None and trade.partner not in (None, pair.reporter)
        is_bought = trade.flow is Flow.IMPORT and trade.partner is None and trade.reporter not in (None, pair.reporter)
        trade = trade._replace(reporter=pair.reporter) if is_open else trade
        return trade._replace(partner=pair.reporter) if is_bought else trade  # China raised purchases
    other = others.pop()
    return trade._replace(reporter=trade.reporter or other, partner=trade.partner or other)


def without_owners(prose: Prose, areas: Sequence[Mention]) -> Sequence[Mention]:
    """Return the areas of a sentence but those by which another is told: Kenya's neighbour Uganda, China's Xinjiang."""
    owners = set[int]()
    for one, two in pairwise(areas):
        before, is_inside = prose.at(two.first - 1), two.code[2:3] == "-"
        is_owner = prose.at(one.end) == "'s" and (before in _KIN or is_inside)
        if two.first - one.end <= _NEAR and (is_owner or (is_inside and one.is_adjective and before == "of")):
            owners.add(one.first)
    return [area for area in areas if area.first not in owners]


def preposition(prose: Prose, place: int) -> str:
    """Return the word that governs a name."""
    return prose.at(governing(prose, place))


def governing(prose: Prose, place: int) -> int:
    """Return where it stands: behind an article, an adjective or a style such as "the People's Republic of"."""
    place -= 1
    if prose.phrase(place - 1, place + 1) == "republic of":
        place = next(index for index in range(place - 2, place - 9, -1) if prose.at(index) not in _STYLES)
    return place - (prose.at(place) in _BEFORE_NAMES)
