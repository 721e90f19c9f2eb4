"""Whose trade a sentence is about: reporter, partner, flow, goods and compiler, from its words."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.owners import SALES, owner_of, role_of
from app.reasoning.reader.pairs import (
    TradeMention,
    TwoAreas,
    between_two,
    completed,
    free_areas,
    governing,
    kept,
    named_pair,
    place_of,
    preposition,
    ranked_with,
)
from app.reasoning.reader.partners import in_company, partners, recalled
from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Flow

_LISTS: Final = Topic("trade")
_TOTALS: Final = _LISTS.table("flows")["total"]
_BALANCES: Final = _LISTS.words("balances")
_NOUNS: Final = _LISTS.words("nouns")
_NO_TRADE: Final = _LISTS.words("no_trade")
_ROLES: Final = {word: Flow(flow) for word, flow in _LISTS.meanings("roles").items()}
"""What an area is to another that sells to it, or buys from it."""
_PARTS: Final = {word: Flow(flow) for word, flow in _LISTS.meanings("parts").items()}
_WORDS: Final = {word: Flow(flow) for word, flow in _LISTS.meanings("flows").items()} | _ROLES
_WARES: Final = _LISTS.words("wares")
SPEAKING: Final = frozenset((*_WORDS, *_BALANCES, *_WARES, "gap", "exchanged"))
SOLD: Final = _LISTS.words("sold")
_MARKETS: Final = _LISTS.words("markets")
_BREAKS: Final = _LISTS.words("breaks")
_BETWEEN_TWO: Final = _LISTS.words("between_two")
_EACH_OTHER: Final = _LISTS.words("each_other")
_THEIRS: Final = _LISTS.words("theirs")
_SHIPPED: Final = _LISTS.words("shipped")
_EXCHANGED: Final = frozenset(("traded", "exchanged"))
_GOVERNED: Final = _LISTS.table("governed")
_ONE_WAY: Final = frozenset(("export", "import"))
"""What makes the turnover behind it that of one direction."""
SIDES: Final = Topic("counted").words("sides")
_RATED: Final = _LISTS.words("rated")
_OF_TRADE: Final = _LISTS.words("of_trade")
_TRADING: Final = _LISTS.words("trading")
_BESIDE: Final = 4
_AFTER_TOTAL: Final = _LISTS.words("totalled")
_REACH: Final = 24
_REACH_BACK: Final = 12


def trades_of(
    prose: Prose,
    start: int,
    stop: int,
    areas: Sequence[Mention],
    others: Sequence[Mention],
    pair: TwoAreas,
    told: Sequence[TradeMention],
) -> tuple[tuple[TradeMention, ...], TwoAreas]:
    """Return the mentions of trade in a sentence, after those `told` last, and the pair that the text is about then.

    `others` are the areas that other words than names stand for.
    """
    spoken = {area.code for area in areas}
    beside = tuple(ranked_with(prose, areas))
    pair = named_pair(prose, [area for area in areas if area not in beside], pair)
    every = sorted((*areas, *others)) if others else areas
    areas = [area for area in every if area not in beside]
    own = {mention.first: mention for mention in areas}
    ends = {mention.end: mention for mention in areas}
    trades, here = list[TradeMention](), pair
    flows = _flows(prose, start, stop, ends)
    for number, index in enumerate(flows):
        until = min(flows[number + 1] if number + 1 < len(flows) else stop, index + _REACH)
        since = max(flows[number - 1] + 1 if number else start, index - _REACH_BACK)
        trade = _resolved(prose, index, since, until, own, ends, here)
        if trades and prose.at(index) not in _NOUNS and prose.at(index - 1) == "and":  # bought 5, and sold 3 to it
            sides = trade.partner if trade.partner != trades[-1].reporter else trades[-1].partner
            trade = trade._replace(reporter=trades[-1].reporter, partner=sides or trades[-1].partner)
        is_same = prose.at(index) in _SHIPPED and prose.at(index + 1) not in {"to", "from"} and told
        if is_same and told[-1].flow is Flow.IMPORT and told[-1].sides == trade.sides:  # bought tea; all shipments
            trade = trade._replace(reporter=trade.partner, partner=trade.reporter)
        pair, here = kept(pair, *trade.sides), kept(here, *trade.sides)
        is_one_side = trade.flow in (Flow.EXPORT, Flow.IMPORT) or prose.at(index) in _ROLES  # B was A's partner
        pair = TwoAreas(*trade.sides) if trade.is_whole and is_one_side and {*trade.sides} == {*pair} else pair
        if prose.at(index) in SALES and trade.reporter and trade.partner:
            here = TwoAreas(trade.reporter, trade.partner)  # and what follows in the sentence is the same one's
        trades.append(trade)
    named = {area.code for area in areas}
    free = set(free_areas(prose, areas))
    trades = [between_two(trade, named, free, here) for trade in trades]
    added = partners(prose, start, every, trades, flows, pair, told)
    trades += [between_two(trade, named, free, here) for trade in added]
    if others:
        trades = [one._replace(is_whole=one.is_whole and spoken.issuperset(one.sides)) for one in trades]
    if len(named) > 2:  # noqa: PLR2004  # a pair
        trades = [one._replace(is_whole=one.is_whole and not in_company(prose, areas, one)) for one in trades]
    return recalled(prose, start, stop, sorted(trades, key=place_of), told), pair


def _flows(prose: Prose, start: int, stop: int, ends: Mapping[int, Mention]) -> list[int]:
    """Return the words of a sentence that are mentions of trade; of a nation's goods, where none is just before."""
    flows: list[int] = []
    for index, word in enumerate(prose.within(start, stop), start):
        if word not in SPEAKING or "( exports and imports )" in prose.phrase(index - 3, index + 4):
            continue
        is_bought = flows and prose.at(flows[-1]) not in _NOUNS and _flow(prose, flows[-1]) is Flow.IMPORT
        # Not so in: bought Egyptian wares; imported 58 billion of American goods.
        is_alone = not flows or index - flows[-1] > (2 * _BESIDE if is_bought else _BESIDE)
        is_of_nation = index in ends and ends[index].is_adjective and word in _WARES
        # A and B traded; the two neighbours exchanged
        owner = index - (prose.at(index - 1) in {"had", "have"})
        is_of_two = word in _EXCHANGED and (owner in ends or prose.at(owner - 1) in SIDES)
        if is_of_two or (is_of_nation and is_alone) or _flow(prose, index) is not None or _is_balance(prose, index):
            flows.append(index)
    return flows


def _flow(prose: Prose, index: int) -> Flow | None:
    """Return the direction of trade that a word speaks of; None where the words around it make it something else."""
    word, before = prose.at(index), prose.at(index - 1)
    is_both = word in _WORDS and prose.phrase(index + 1, index + 3) in _EACH_OTHER
    if is_both or (word == "flows" and before == "both"):
        return Flow.TOTAL
    if word == "exports":
        return _PARTS.get(prose.at(index - 2) if before == "-" else before, Flow.EXPORT)
    return _WORDS.get(word) if _is_trade(prose, index) else None


def _is_trade(prose: Prose, index: int) -> bool:
    """Return whether the words beside one that may speak of trade leave it so."""
    word, before, following = prose.at(index), prose.at(index - 1), prose.at(index + 1)
    match word:
        case "total":
            is_trade = following in _AFTER_TOTAL and before != "a" and prose.at(index - 2) != "of"
        case "way":
            is_trade = prose.phrase(index - 2, index) == "two -"
        case "source" | "sources":
            is_trade = prose.phrase(index + 1, index + 3) == "of imports"
        case "imports":
            is_trade = before != "of" or prose.at(index - 2) not in _ROLES  # the largest source of imports
        case "volume" | "exchange":
            is_trade = before in _OF_TRADE and following not in _RATED
        case "traded" | "exchanges":
            is_trade = following in _BETWEEN_TWO or before in SIDES
        case "partner" | "partners":
            is_trade = before in _TRADING
        case "export" | "flows" | "volumes":
            is_trade = (following not in _MARKETS) if word == "export" else following in {"to", "from"}
        case "buying":
            is_trade = before != "by"
        case _:
            is_other = following in _NO_TRADE or (word == "trade" and following == "turnover") or before in _ONE_WAY
            is_trade = word not in _TOTALS or not is_other
    return is_trade


def _is_balance(prose: Prose, index: int) -> bool:
    return prose.at(index) in _BALANCES or (prose.at(index) == "gap" and prose.at(index - 1) in {"the", "trade"})


def _resolved(
    prose: Prose,
    index: int,
    since: int,
    until: int,
    own: Mapping[int, Mention],
    ends: Mapping[int, Mention],
    pair: TwoAreas,
) -> TradeMention:
    """Resolve a mention of trade: whose by what stands before it or behind "of", with whom behind "to" or "from"."""
    if prose.at(index) in _ROLES:
        named = role_of(prose, index, until, own, ends)
        return TradeMention(index, _ROLES[prose.at(index)], *completed(*named, pair), None not in named)
    flow = Flow.TOTAL if prose.at(index) in _EXCHANGED else _flow(prose, index)
    flow = Flow.EXPORT if prose.at(index) in _WARES else flow
    is_passive = prose.at(until) in SOLD and prose.at(until - 1) in {"was", "were"}
    owner = owner_of(prose, index, since, ends)
    is_by = prose.at(index + 1) == "by" and prose.at(index) not in _NOUNS  # Ghana's goods imported by Togo
    sides = _NamedSides(flow, *((None, owner) if is_by else (owner,)))
    if flow is Flow.EXPORT and is_passive and _flow(prose, until) is Flow.IMPORT and index in ends:
        sides = _NamedSides(Flow.IMPORT, partner=ends[index].code)  # Serbian goods worth 6 million were imported
    for place in range(index + 1, until):
        if place in own:
            is_object = place == index + 1 and prose.at(index) not in _NOUNS  # sold Japan, entered China
            second = governing(prose, place)
            is_second = second in ends and preposition(prose, ends[second].first) in {"between", "of"}
            governed = "from" if flow is Flow.IMPORT and prose.at(index) != "entered" else "to"
            word = governed if is_object else preposition(prose, place)
            is_taker = word == "of" and sides.reporter and prose.at(own[place].end) == "'s"
            if word in _GOVERNED["reporter"] and any(prose.at(one) in _BREAKS for one in range(index, place)):
                continue  # 15 % of exports, ahead of Latvia
            is_origin = flow is Flow.IMPORT and (
                own[place].is_adjective if word == "of" else word == "in" and sides.reporter
            )
            word = "from" if is_origin else word  # imports of Italian wine; buys oil in Russia
            word = "to" if is_taker and prose.at(index) not in _NOUNS else word  # supplied 30 % of Germany's gas
            sides = sides.with_area(own[place].code, word, is_second=is_second)
    named = sides.parties()
    if flow is Flow.TOTAL and None in named and not sides.origin:
        named = _together(prose, index, own) or named
    return TradeMention(index, sides.flow, *completed(*named, pair), None not in named)


def _together(prose: Prose, index: int, own: Mapping[int, Mention]) -> tuple[str, str] | None:
    """Return the only two areas of a sentence, named together before their trade: A-B trade, A and B raised it."""
    areas = sorted(own.values())
    if len({area.code for area in areas}) != 2 or areas[1].end > index or areas[0].code == areas[1].code:  # noqa: PLR2004  # a pair
        return None
    first, second = areas[:2]
    between = prose.phrase(first.end, second.first)
    is_theirs = not _THEIRS.isdisjoint(prose.within(second.end, index + 1))
    is_pair = between in {"-", "\u2013"} or (between in {"and", "and the"} and is_theirs)
    return (first.code, second.code) if is_pair else None


class _NamedSides(NamedTuple):
    """The sides of one mention of trade, as its words name them one by one."""

    flow: Flow | None
    reporter: str | None = None
    partner: str | None = None
    origin: str | None = None

    def with_area(self, code: str, word: str, *, is_second: bool) -> "_NamedSides":
        """Return the sides with an area that a word governs: to it, from it, with it, between it and another."""
        if word == "between" or (word in _GOVERNED["reporter"] and self.reporter is None):
            return self._replace(reporter=code)
        if word in _GOVERNED["partner"] or (word == "and" and is_second and self.flow is Flow.TOTAL):
            return self._replace(partner=self.partner or code)
        if word in _GOVERNED["destination"]:
            if self.flow is Flow.IMPORT:
                return self._replace(reporter=self.reporter or code)
            return self._replace(partner=self.partner or code)
        return self._replace(origin=self.origin or code) if word == "from" else self

    def parties(self) -> tuple[str | None, str | None]:
        """Return reporter and partner; goods from an area are its exports, or imports of the other from it."""
        if self.origin is None:
            return self.reporter, self.partner
        if self.flow is not Flow.IMPORT:
            return self.reporter or self.origin, self.partner
        return self.reporter, self.partner or self.origin
