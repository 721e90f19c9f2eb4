"""Whose trade a sentence is about: reporter, partner, flow, goods and compiler, from its words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.pairs import TwoAreas, completed, kept, named_pair
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
SPEAKING: Final = frozenset((*_WORDS, *_BALANCES, *_WARES, "gap"))
SALES: Final = _LISTS.words("sales")
_MARKETS: Final = _LISTS.words("markets")
_BREAKS: Final = _LISTS.words("breaks")
_BEFORE_NAMES: Final = _LISTS.words("before_names")
_BETWEEN_TWO: Final = _LISTS.words("between_two")
_COMING: Final = _LISTS.words("coming")
_GOVERNED: Final = _LISTS.table("governed")
_OF_TRADE: Final = _LISTS.words("of_trade")
_BESIDE: Final = 4
_AFTER_TOTAL: Final = _LISTS.words("totalled")
_REACH: Final = 24
_REACH_BACK: Final = 12


_SUMS: Final = Topic("joining").words("sums")


class TradeMention(NamedTuple):
    """One mention of trade: where it stands, its direction, whose, and with whom; `is_whole` where it names both."""

    place: int
    flow: Flow | None
    reporter: str | None
    partner: str | None
    is_whole: bool = True

    @property
    def sides(self) -> tuple[str | None, str | None]:
        """Reporter and partner."""
        return self.reporter, self.partner


def trades_of(
    prose: Prose, start: int, stop: int, areas: Sequence[Mention], pair: TwoAreas
) -> tuple[tuple[TradeMention, ...], TwoAreas]:
    """Return the mentions of trade in a sentence, and the pair that the text is about behind it."""
    pair = named_pair(prose, areas, pair)
    own = {mention.first: mention for mention in areas}
    ends = {mention.end: mention for mention in areas}
    trades, here = list[TradeMention](), pair
    flows = _flows(prose, start, stop, ends)
    for number, index in enumerate(flows):
        until = min(flows[number + 1] if number + 1 < len(flows) else stop, index + _REACH)
        since = max(flows[number - 1] + 1 if number else start, index - _REACH_BACK)
        trade = _resolved(prose, index, since, until, own, ends, here)
        pair, here = kept(pair, *trade.sides), kept(here, *trade.sides)
        if prose.at(index) in SALES and trade.reporter and trade.partner:
            here = TwoAreas(trade.reporter, trade.partner)  # and what follows in the sentence is the same one's
        trades.append(trade)
    trades += _taken(prose, areas, trades)
    trades += _carried(prose, start, areas, flows, pair)
    return tuple(sorted(trades, key=_place_of)), pair


def _flows(prose: Prose, start: int, stop: int, ends: Mapping[int, Mention]) -> list[int]:
    """Return the words of a sentence that are mentions of trade; of a nation's goods, where none is just before."""
    flows: list[int] = []
    for index in range(start, stop):
        if prose.at(index) not in SPEAKING:
            continue
        is_alone = not flows or index - flows[-1] > _BESIDE  # not so in: bought Egyptian wares
        is_of_nation = index in ends and ends[index].is_adjective and prose.at(index) in _WARES
        if (is_of_nation and is_alone) or _flow(prose, index) is not None or _is_balance(prose, index):
            flows.append(index)
    return flows


def _place_of(trade: TradeMention) -> int:
    return trade.place


def _flow(prose: Prose, index: int) -> Flow | None:
    """Return the direction of trade that a word speaks of; None where the words around it make it something else."""
    word, before, following = prose.at(index), prose.at(index - 1), prose.at(index + 1)
    match word:
        case "total":
            is_trade = following in _AFTER_TOTAL and before != "a" and prose.at(index - 2) != "of"
        case "way":
            is_trade = prose.phrase(index - 2, index) == "two -"
        case "volume":
            is_trade = before in _OF_TRADE and following != "of"
        case "traded" | "exchanges":
            is_trade = following in _BETWEEN_TWO
        case "partner" | "partners":
            is_trade = before in {"trade", "trading"}
        case "export":
            is_trade = following not in _MARKETS
        case "buying":
            is_trade = before != "by"
        case "exports":
            return _PARTS.get(prose.at(index - 2) if before == "-" else before, Flow.EXPORT)
        case _:
            is_other = following in _NO_TRADE or (word == "trade" and following == "turnover")
            is_trade = word not in _TOTALS or not is_other
    return _WORDS.get(word) if is_trade else None


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
        named = _role(prose, index, until, own, ends)
        return TradeMention(index, _ROLES[prose.at(index)], *completed(*named, pair), None not in named)
    flow = Flow.EXPORT if prose.at(index) in _WARES else _flow(prose, index)
    sides = _NamedSides(flow, _before(prose, index, since, ends))
    for place in range(index + 1, until):
        if place in own:
            is_object = place == index + 1 and prose.at(index) not in _NOUNS  # sold Japan, entered China
            is_second = place - 1 in ends and _preposition(prose, ends[place - 1].first) in {"between", "of"}
            governed = "from" if flow is Flow.IMPORT and prose.at(index) != "entered" else "to"
            word = governed if is_object else _preposition(prose, place)
            sides = sides.with_area(own[place].code, word, is_second=is_second)
    named = sides.parties()
    return TradeMention(index, flow, *completed(*named, pair), None not in named)


class _NamedSides(NamedTuple):
    """The sides of one mention of trade, as its words name them one by one."""

    flow: Flow | None
    reporter: str | None = None
    partner: str | None = None
    origin: str | None = None

    def with_area(self, code: str, word: str, *, is_second: bool) -> "_NamedSides":
        """Return the sides with an area that a word governs: to it, from it, with it, between it and another."""
        if word in _GOVERNED["reporter"] and self.reporter is None:
            return self._replace(reporter=code)
        if word in _GOVERNED["partner"] or (word == "and" and is_second and self.flow is Flow.TOTAL):
            return self._replace(partner=self.partner or code)
        if word in _GOVERNED["destination"]:
            is_import = self.flow is Flow.IMPORT
            return (
                self._replace(reporter=self.reporter or code)
                if is_import
                else self._replace(partner=self.partner or code)
            )
        return self._replace(origin=self.origin or code) if word == "from" else self

    def parties(self) -> tuple[str | None, str | None]:
        """Return reporter and partner; goods from an area are its exports, or imports of the other from it."""
        if self.origin is None:
            return self.reporter, self.partner
        if self.flow is not Flow.IMPORT:
            return self.reporter or self.origin, self.partner
        return self.reporter, self.partner or self.origin


def _role(
    prose: Prose, index: int, until: int, own: Mapping[int, Mention], ends: Mapping[int, Mention]
) -> tuple[str | None, str | None]:
    """Return whose customer or supplier an area is, and which area: France is Morocco's; the supplier of Brazil."""
    before = [ends[place] for place in range(max(0, index - _REACH), index + 1) if place in ends]
    if before and prose.at(before[-1].end) in {"'s", "'"}:
        return before[-1].code, before[-2].code if len(before) > 1 else None
    after = (own[place].code for place in range(index, until) if place in own)
    owner = next((code for code in after if not before or code != before[-1].code), None)
    return owner, before[-1].code if before else None


def summed(prose: Prose, first: int, before: Sequence[TradeMention]) -> TradeMention | None:
    """Return the turnover of which the exports and imports before a number are parts: in all, together."""
    is_sum = prose.at(first - 1) in _SUMS or prose.phrase(first - 2, first) in _SUMS
    one, other = before[-2:] if len(before) > 1 and is_sum else (None, None)
    is_both = one and other and {one.flow, other.flow} == {Flow.EXPORT, Flow.IMPORT} and one.sides == other.sides
    return other._replace(flow=Flow.TOTAL, is_whole=one.is_whole) if is_both and one and other else None


_GOVERNING: Final = _LISTS.words("governing")


def _before(prose: Prose, index: int, since: int, ends: Mapping[int, Mention]) -> str | None:
    """Return the area that has the trade: Russian exports, Poland's total exports, Norway sold."""
    for end in range(index, since, -1):
        if end in ends:
            mention = ends[end]
            if _preposition(prose, mention.first) not in _GOVERNING or (mention.is_adjective and end == index):
                return mention.code
            if prose.at(index) in _NOUNS:
                return None
        if prose.at(end - 1) in _BREAKS and prose.at(index) in _NOUNS:
            return None
    return None


def _preposition(prose: Prose, place: int) -> str:
    """Return the word that governs a name, behind an article, an adjective or a noun such as "the Republic of"."""
    word = prose.at(place - 1)
    return prose.at(place - 2) if word in _BEFORE_NAMES else word


_TAKING: Final = _LISTS.words("taking")


def _taken(prose: Prose, areas: Sequence[Mention], trades: Sequence[TradeMention]) -> Iterator[TradeMention]:
    """Yield the exports that single partners took: Germany took 15 %, Saudi Arabia 14 %."""
    is_list = False
    whole = next((trade for trade in trades if trade.flow is Flow.EXPORT), None)
    for mention in areas:
        is_list = prose.at(mention.end) in _TAKING or (is_list and prose.at(mention.end)[:1].isdigit())
        if whole and is_list and not mention.is_adjective and whole.reporter != mention.code:
            yield TradeMention(mention.end, Flow.EXPORT, whole.reporter, mention.code)


def _carried(
    prose: Prose, start: int, areas: Sequence[Mention], flows: Sequence[int], pair: TwoAreas
) -> Iterator[TradeMention]:
    """Yield what "from A to B", or "from A come", says of goods where no word of trade does."""
    seconds = (*areas[1:], None)
    for first, second in zip(areas, seconds, strict=False):
        if prose.at(first.first - 1) != "from" or any(start <= flow < first.first for flow in flows):
            continue
        if second and prose.phrase(first.end, second.first) == "to":
            yield TradeMention(first.first, Flow.EXPORT, first.code, second.code)
        elif prose.at(first.end) in _COMING:
            yield TradeMention(first.first, Flow.EXPORT, *completed(first.code, None, pair), is_whole=False)
