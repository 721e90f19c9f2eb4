"""What a trade flow looks like on the web, and what each member is read from."""

from collections.abc import Sequence
from typing import Any, Final

from app.models.facts import TradeFlow
from app.reasoning.sentences import words as wording
from app.reasoning.sentences.names import VALUED, whose
from app.resources.trade_flows.query import Prefer
from app.vocabulary.measures import BasisKind, Flow, Frequency, Valuation, ValueStatus
from app.vocabulary.numbers import prose_texts
from app.vocabulary.period import UNDATED_RECENCY, FlowKey, Period
from app.vocabulary.terms import Match, RecordKind
from app.vocabulary.words import USD
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.queries import Certainty
from app.web.rows import basis_of, shape_of
from app.web.rows.cells import NULL, Cell, UniqueCell, Values
from app.web.rows.quantities import quantity_of
from app.web.rows.related import evidence_of
from app.web.schemas import LineOut, Out, QuantityOut, RecordRef, Ref


class TradeBasisOut(Out):
    """Basis of a figure: its compiler, how it was made, and what its value includes."""

    kind: BasisKind
    """Kind of basis."""
    compiled_by: Ref | None
    """Area whose authorities compiled it."""
    compiler: RecordRef | None
    """Organisation that compiled it."""
    valuation: Valuation
    """Valuation: what the value includes."""
    note: str | None
    """Editor's note."""


class MatchedViaOut(Out):
    """The code through which a good named in words was found."""

    commodity: Ref
    """The code asked for, or one below it."""
    match: Match
    """Match between the goods and the code; at most `close` where they are matched to it in another edition."""


class TradeFlowOut(LineOut):
    """One statement about trade between two areas."""

    tidy = (
        *("period", "reporter", "partner", "flow", "commodity", "commodity_name"),
        *("primary_value", "primary_value_unit", "primary_value_qualifier"),
        *("primary_value_lower", "primary_value_upper", "basis_valuation", "basis_compiled_by", "source", "id"),
    )
    id: str
    """Reporter, partner, flow, period, commodity, source and statement, dotted."""
    reporter: Ref
    """Area whose trade it is."""
    partner: Ref
    """Partner area."""
    flow: Flow
    """The direction as the reporter sees it."""
    period: str | None
    """The period, such as `2022`; null when the source states none."""
    frequency: Frequency | None
    """How long the period is."""
    commodity: Ref
    """Commodity traded; `TOTAL` for all commodities."""
    matched_via: MatchedViaOut | None
    """With the filter `commodity`: the code through which a good in words was found."""
    primary_value: QuantityOut | None
    """The value of the trade."""
    alternate_value: QuantityOut | None
    """The value on the other valuation, where the source gives both."""
    net_weight: QuantityOut | None
    """The net weight."""
    quantity: QuantityOut | None
    """The quantity in the commodity's own unit."""
    growth: QuantityOut | None
    """The change against the base period: per cent, times, or an amount."""
    growth_base_period: str | None
    """Base period of the growth."""
    value_status: ValueStatus | None
    """Reason why there is neither value nor growth."""
    estimated: list[str]
    """Figures that the compiler estimated: `net_weight`, `quantity`."""
    basis: TradeBasisOut
    """Basis of the figure."""
    source: RecordRef
    """Source of the statement."""
    statement: int
    """0, unless the source speaks more than once on one key."""
    line: int | None
    """For a row of a dataset that was imported: its line in the file, the header being line 1."""
    same_as: str | None
    """Joins statements of several sources about the same thing."""
    preferred: Prefer | None
    """With the parameter `prefer`: by what this statement was picked among those on its key."""
    certainty: Certainty | None
    """With bounds: whether they are met for certain."""
    note: str | None
    """Editor's note."""


_VALUE: Final = quantity_of(TradeFlow, "primary_value")
_GROWTH: Final = quantity_of(TradeFlow, "growth")


def _traded(catalogue: Catalogue, reporter: str, partner: str, flow: Flow, recency: int) -> tuple[str, str]:
    """Return the words before the goods and those behind them."""
    names = catalogue.prose_names
    return wording.traded(flow, names[reporter], names[partner], Period.from_recency(recency))


def _of_goods(catalogue: Catalogue, flow: Flow, commodity: str) -> str:
    return wording.of_goods(flow, commodity, catalogue.prose_names)


def _say(catalogue: Catalogue, *columns: Any) -> str:
    """Return the sentence of one row."""
    *quantities, recency, flow, base, (before, behind), goods, (by_whom, source) = columns
    value, growth = _VALUE.read(catalogue, *quantities[:2]), _GROWTH.read(catalogue, *quantities[2:])
    said = wording.came_to(flow, value, growth, base, Period.from_recency(recency))
    # Of what has no figure, nobody's are told.
    return f"{before}{goods}{behind}{said}{by_whom if value or growth else source}"


def _whose(catalogue: Catalogue, source: str, valuation: str, kind: str, *compilers: str | None) -> tuple[str, str]:
    """Return the end of the sentence: how the figures are valued, whose they are, in which source; and that alone."""
    names = (catalogue.prose_names.get(one or "") for one in compilers)
    by, byline = whose(kind, *names), catalogue.bylines[source]
    told = f" ({byline})."
    return f"{VALUED.get(valuation, '')}, {by}{'.' if byline in by else told}", told


class _SentenceCell(UniqueCell):
    """A sentence, said straight from its columns, since lists have one in every row.

    It is made from what comes again, and is said once where rows share it: whose trade it is, of what goods, and by
    whose figures. Before these stands what it came to.
    """

    def values(self, catalogue: Catalogue, columns: Sequence[Values]) -> list[str]:
        """Return the sentences of many rows."""
        amounts, packed, _, growths, recencies, flows, _, traded, goods, endings = columns
        if packed.count(USD) != len(packed) or any(growths) or UNDATED_RECENCY in recencies:
            return [_say(catalogue, *row) for row in zip(*columns, strict=True)]
        came_to = {flow: wording.came_to_dollars(flow) for flow in set(flows)}
        rows = zip(traded, goods, flows, prose_texts(tuple(amounts)), endings, strict=True)
        return [
            f"{before}{of}{behind}{came_to[flow]}{said}{end}" for (before, behind), of, flow, said, (end, _) in rows
        ]


_SENTENCE: Final = _SentenceCell(
    (*_VALUE.columns, *_GROWTH.columns, TradeFlow.recency, TradeFlow.flow, TradeFlow.growth_base_period),
    _say,
    ("traded", "of_goods", "whose"),
)


class _IdCell(UniqueCell):
    """The id of a flow; the rows of a list share much of theirs."""

    def values(self, _: Catalogue, columns: Sequence[Values]) -> list[str]:
        """Write the ids of many rows."""
        return [f"{start}{good}{end}" for good, start, end in zip(*columns, strict=True)]


def _id(_: Catalogue, good: str, start: str, end: str) -> str:
    return f"{start}{good}{end}"


def _before_goods(_: Catalogue, reporter: str, partner: str, flow: str, recency: int) -> str:
    return FlowKey(reporter, partner, flow, recency, "", "", 0).before_goods


def _behind_goods(_: Catalogue, source: str, statement: int) -> str:
    return f".{source}.{statement}"


_KEY: Final = tuple(getattr(TradeFlow, part) for part in FlowKey._fields)
_WHOSE: Final = (TradeFlow.source, TradeFlow.valuation, TradeFlow.basis_kind, TradeFlow.compiled_by, TradeFlow.compiler)
_PARTS: Final = {
    "traded": Cell((TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow, TradeFlow.recency), _traded),
    "of_goods": Cell((TradeFlow.flow, TradeFlow.commodity), _of_goods),
    "whose": Cell(_WHOSE, _whose),
    "before_goods": Cell(_KEY[:4], _before_goods),
    "behind_goods": Cell(_KEY[5:], _behind_goods),
}
"""What sentences and ids are made from, for rows in which it is the same."""


def _period(_: Catalogue, recency: int) -> str | None:
    period = Period.from_recency(recency)
    return str(period) if period else None


def _frequency(_: Catalogue, recency: int) -> Frequency | None:
    period = Period.from_recency(recency)
    return period.frequency if period else None


def _estimated(_: Catalogue, figures: list[str] | None) -> list[str]:
    return figures or []


TRADE_FLOWS: Final = Resource(
    name="trade-flows",
    model=TradeFlow,
    shape=shape_of(
        TradeFlowOut,
        TradeFlow,
        parts=_PARTS,
        id=_IdCell((TradeFlow.commodity,), _id, ("before_goods", "behind_goods")),
        sentence=_SENTENCE,
        period=Cell((TradeFlow.recency,), _period),
        frequency=Cell((TradeFlow.recency,), _frequency),
        matched_via=NULL,
        primary_value=_VALUE,
        growth=_GROWTH,
        estimated=Cell((TradeFlow.estimated,), _estimated),
        basis=basis_of(TradeBasisOut, TradeFlow),
        preferred=NULL,
        certainty=NULL,
    ),
    parse_id=FlowKey.parse,
    order=_KEY,
    relations={"evidence": evidence_of(RecordKind.TRADE_FLOW)},
    indexed_by=(
        ("reporter", "partner", "flow", "period"),
        ("reporter", "partner", "flow"),
        ("reporter", "partner"),
        ("reporter",),
        ("partner",),
        ("source",),
    ),
)
