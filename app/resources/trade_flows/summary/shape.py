"""What a summary of trade flows looks like."""

from app.vocabulary.measures import Flow, Frequency, Valuation
from app.vocabulary.terms import CommodityLevel
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


class TradeFlowSumOut(SummedRowsOut):
    """What the rows of one group come to."""

    commodity: Ref | None
    """The goods: those of the group, or the code or branch asked for; null where codes of all goods are summed."""
    edition: str | None
    """The edition of the codes; null for all goods together, and for goods in words."""
    source: RecordRef
    """Source of the statement."""
    primary_value: QuantityOut | None
    """The sum of the values, as the interval that all rows allow; null where no row has a value."""
    rows: int
    """How many rows were summed."""
    rows_without_value: int
    """How many of them state no value: unknown, not zero, so that the sum is at least that of the others."""
    stated_total: QuantityOut | None
    """What the source states for all goods with the partner asked for or grouped by, else with the World.

    Null where it states nothing, where several reporters or periods are summed, and where goods but no reporter are
    named.
    """
    share_of_total: QuantityOut | None
    """The sum in per cent of the stated total."""
    share_of_world: QuantityOut | None
    """The sum in per cent of what the source states for these goods with the World, in rows of the same level."""
    trade_flows: str
    """The list that the sum is made from; it shows the wholes of other levels too."""


class TradeFlowTotalOut(SummedRowsOut):
    """What the rows of all goods and partners selected come to, and how far that is from what the source states."""

    sentence: str
    """The comparison in one English sentence."""
    edition: str | None
    """The edition of the codes; null for all goods together, and for goods in words."""
    source: RecordRef
    """Source of the statement."""
    primary_value: QuantityOut | None
    """The sum of the values; null where no row has a value."""
    rows: int
    """How many rows were summed."""
    rows_without_value: int
    """How many of them state no value."""
    stated_total: QuantityOut | None
    """What the source states for all goods with the partner asked for or grouped by, else with the World.

    Null where it states nothing, where several reporters or periods are summed, and where goods but no reporter are
    named.
    """
    gap_absolute: QuantityOut | None
    """The stated total minus the sum; below zero where the rows exceed it."""
    gap_relative: QuantityOut | None
    """The same in per cent of the stated total."""


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
    """Digest of the release that answered."""
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
    """The sums: newest period first, then by codes, in the order of `by`."""
    totals: list[TradeFlowTotalOut]
    """The same over all goods and partners, each held against the total that its source states."""
    meta: TradeFlowSummaryMeta
    """About this answer."""
