"""What may be asked of a summary of trade flows, and what it looks like."""

from typing import Annotated

from pydantic import Field

from app.models.facts import TradeFlow
from app.models.reference import Commodity
from app.reasoning.sums.cell import Dimension, SumOrder
from app.resources.trade_flows.query import TradeQuery
from app.vocabulary.measures import BasisKind, Flow, Frequency, Valuation
from app.vocabulary.terms import CommodityLevel, Proof
from app.web.questions.filters import equals
from app.web.questions.filters.names import area_is, commodity_within, edition_is
from app.web.questions.queries import HowMany, Name, SeveralNames, Table, columns_of, fields_of, words_of
from app.web.schemas import Coverage, Out, QuantityOut, RecordRef, Ref


class SummedRowsOut(Out):
    """What rows that are summed have in common."""

    sentence: str
    """The sum in one English sentence."""
    period: str | None
    """The period of all rows; null where there are several, or none is stated."""
    period_from: str | None
    """The oldest period among the rows."""
    period_to: str | None
    """The newest period among the rows."""
    frequency: Frequency | None
    """How long the periods are."""
    reporter: Ref | None
    """The area whose trade it is; null where several are summed."""
    partner: Ref | None
    """The area on the other side; null where several are summed."""
    flow: Flow
    """The direction as the reporter sees it."""


class _Commodity(Out):
    commodity: Ref | None
    """The goods: those of the group, or the code or branch asked for; null where codes of all goods are summed."""


class SumBasisOut(Out):
    """Basis of the figures that were summed: null where it is not known, and where the rows differ."""

    compiled_by: Ref | None
    """Area whose authorities compiled them."""
    compiler: RecordRef | None
    """Organisation that compiled them."""
    kind: BasisKind | None
    """Kind of basis: whether they are estimates."""
    valuation: Valuation | None
    """What the values include."""
    mixed: list[str]
    """The members in which the rows differ; the sentence says what that means."""


class _Figures(Out):
    edition: str | None
    """The edition of the codes; null for all goods together, and for goods in words."""
    source: RecordRef
    """Source of the statements."""
    basis: SumBasisOut
    """Basis of the figures that were summed."""
    proof: Proof
    """Proof of the sum: it is always `derived`; that of the rows stands in their list."""
    primary_value: QuantityOut | None
    """The sum of the values, as the interval that all rows allow; null where no row has a value."""
    rows: int
    """How many rows were summed."""
    rows_without_value: int
    """How many of them state no value: unknown, not zero."""
    stated_total: QuantityOut | None
    """What the source states for all goods with the partner asked for or grouped by, else with the World.

    Null where it states nothing, where several reporters or periods are summed, and where goods but no reporter are
    named.
    """


class TradeFlowSumOut(_Figures, _Commodity, SummedRowsOut):
    """What the rows of one group come to."""

    tidy = (
        *("rank", "ties", "period", "reporter", "partner", "flow", "commodity", "commodity_name"),
        *("primary_value", "primary_value_unit", "primary_value_lower", "primary_value_upper"),
        *("share_of_total", "share_of_total_lower", "share_of_total_upper"),
        *("share_of_world", "share_of_world_lower", "share_of_world_upper", "rows", "rows_without_value", "source"),
    )
    rank: int | None
    """One more than the sums certainly before it; null without an order or a value."""
    ties: int | None
    """How many other sums overlap it, and may be larger or smaller."""
    share_of_total: QuantityOut | None
    """The sum in per cent of the stated total."""
    share_of_world: QuantityOut | None
    """The sum in per cent of what the source states for these goods with the World, in rows of the same level."""
    trade_flows: str
    """The list that the sum is made from; it shows the wholes of other levels too."""


class TradeFlowTotalOut(_Figures, SummedRowsOut):
    """What the rows of all goods and partners selected come to, and how far that is from what the source states."""

    gap_absolute: QuantityOut | None
    """The stated total minus the sum; below zero where the rows exceed it."""
    gap_relative: QuantityOut | None
    """The same in per cent of the stated total."""


class TradeFlowSummaryQuery(TradeQuery):
    """What is summed, and what it is grouped by."""

    by: Annotated[str | None, words_of(tuple(Dimension), "chapter", longest=100)] = None
    """What to group by, separated by commas; of section, chapter, heading and commodity one. One sum without it."""
    partner: Annotated[SeveralNames | None, area_is(TradeFlow.partner), Field(examples=["China"])] = None
    """The area on the other side; without it, all are summed but the World, other groups, and places in countries;
    commas mean or."""
    commodity: Annotated[SeveralNames | None, commodity_within(TradeFlow.commodity.in_), Field(examples=["26*"])] = None
    """A code (`2603`), a branch (`26*`), or goods in words (`copper`); goods that are only matched play no part;
    commas mean or."""
    level: Annotated[CommodityLevel | None, equals(Commodity.level), Field(examples=["total"])] = None
    """The level of the rows to sum, where there are several: a row of one level holds those of the next."""
    edition: Annotated[Name | None, edition_is(Commodity.edition), Field(examples=["H6"])] = None
    """The edition of the codes, where there are several: `H6` is HS 2022."""
    order: Annotated[SumOrder | None, Field(examples=["-primary_value"])] = None
    """By value, with a minus the largest first; else the newest period first, then by codes."""
    limit: Annotated[HowMany | None, Field(examples=[5])] = None
    """How many sums to show at most; `meta.groups` counts all."""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What to group by, each once."""
        return tuple(dict.fromkeys(Dimension(name) for name in self.by.split(","))) if self.by else ()


class TradeFlowSummaryFields(TradeFlowSummaryQuery):
    """What is summed, and what is shown of it."""

    fields: fields_of(TradeFlowSumOut.model_fields, "rank", "partner", "primary_value") = None  # type: ignore[valid-type]  # a type that is made


class TradeFlowSummaryTable(TradeFlowSummaryQuery, Table):
    """What is summed, as a table."""

    columns: columns_of(TradeFlowSumOut) = None  # type: ignore[valid-type]  # likewise


class SetAsideOut(Out):
    """Rows that meet the filters and are in no sum, since others hold, repeat or divide what they say."""

    other_levels: int
    """Rows of all goods together, of other levels of goods, or of goods named in words."""
    other_areas: int
    """Rows about the World, other groups of areas, or places inside countries."""
    second_statements: int
    """Rows in which a source speaks again on a key that it has spoken on."""


class TradeFlowSummaryMeta(Out):
    """What was summed."""

    query: dict[str, object]
    """The parameters as understood: names resolved to codes."""
    release: str
    """Digest of the release."""
    by: list[str]
    """What the rows are grouped by."""
    level: CommodityLevel | None
    """The one level whose rows were summed; null when there are none."""
    frequencies: list[Frequency]
    """How long the periods are; several only when grouped by it."""
    sources: list[RecordRef]
    """Whose rows were summed; several only when grouped by it."""
    flows: list[Flow]
    """The directions; several only when grouped by it."""
    editions: list[str]
    """The editions of the codes; one in every sum over goods."""
    valuations: list[Valuation]
    """What the values include."""
    groups: int
    """How many sums there are, shown or not."""
    rows: int
    """How many rows were summed."""
    rows_without_value: int
    """How many of them state no value."""
    set_aside: SetAsideOut
    """How many rows were not."""
    coverage: Coverage | None
    """What does exist, when `items` is empty."""


class TradeFlowSummaryOut(Out):
    """Trade flows summed by groups, nothing counted twice."""

    items: list[TradeFlowSumOut]
    """The sums, in the order asked for."""
    totals: list[TradeFlowTotalOut]
    """The same over all goods and partners, each held against the total that its source states."""
    meta: TradeFlowSummaryMeta
    """About this answer."""
