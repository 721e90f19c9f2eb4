"""What the answer about two areas looks like."""

from app.resources.plans import OutcomeOut
from app.views import InputOut, SharedBasisOut
from app.views.checks import CheckOut
from app.views.derived import DerivedOut
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.terms import CommodityLevel, Standing
from app.vocabulary.verdicts import CheckVerdict
from app.web.schemas import LineOut, Out, QuantityOut, RecordRef, Ref


class PlanLineOut(LineOut):
    """A plan in one sentence, with its outcomes."""

    standing: Standing
    """Standing of the plan when it was stated."""
    announced_on: str | None
    """Day, month or year of the announcement; null where it is not stated."""
    due: str | None
    """Day, month or year by which it is due; null where none is stated."""
    outcomes: list[OutcomeOut]
    """Outcomes stated by later sources, oldest first."""


class GoodsOut(Out):
    """Goods that prose names, for each direction of trade; their turnover last, where it is stated."""

    origin: Ref | None
    """Origin of the goods; null for their turnover."""
    destination: Ref | None
    """Destination of the goods; null for their turnover."""
    statements: list[LineOut]
    """Statements that name the goods."""


class TopGoodOut(Out):
    """One of the most traded goods."""

    commodity: Ref
    """Code and name of the goods."""
    primary_value: QuantityOut
    """Value of the trade."""
    share_of_total: QuantityOut | None
    """Share of the stated total, in per cent."""
    url: str
    """Address of the statement."""


class TopGoodsOut(Out):
    """The most valuable goods among the exports or imports that one side states."""

    origin: Ref
    """Origin of the goods."""
    destination: Ref
    """Destination of the goods."""
    reporter: Ref
    """Area that reports the figures."""
    flow: Flow
    """Direction of the trade as the reporter sees it."""
    period: str
    """Newest year for which codes have values; where there is none, the newest shorter period."""
    level: CommodityLevel
    """Level of the codes: the one with most goods to show; of several, headings, subheadings, chapters, sections."""
    edition: str
    """Edition of the codes."""
    source: RecordRef
    """Source of the figures: the one with most goods to show; of several, the first by id."""
    stated_total: QuantityOut | None
    """Total for all goods as this source states it, in the currency of the goods."""
    goods: list[TopGoodOut]
    """Up to ten goods, the largest first, in the currency of most; those in others are left out."""
    summary: str
    """Address of the sum of all goods of this level."""


class TradeCountOut(Out):
    """How much is held on one flow as one side reports it, in periods of one length."""

    reporter: Ref
    """Area that reports the figures."""
    partner: Ref
    """The other area."""
    flow: Flow
    """Direction of the trade as the reporter sees it."""
    frequency: Frequency | None
    """Length of the periods; null where none is stated."""
    statements: int
    """Number of statements, on all goods and on single ones; none is left out."""
    in_datasets: int
    """How many of these are rows of data sets, most of which this answer does not list."""
    periods: int
    """Number of periods."""
    newest: str | None
    """Newest period; null where none is stated."""
    oldest: str | None
    """Oldest period; null where none is stated."""
    url: str
    """Address of the list of these statements, those without a period beside others where none is stated."""


class RelationCoverageOut(Out):
    """Counts of what is held about the two areas."""

    trade_flows: int
    """Number of statements on the trade of the two."""
    trade_flows_of_places: int
    """Number of statements of prose on the trade of places inside them."""
    events: int
    """Number of events."""
    agreements: int
    """Number of agreements, packages and their parts alike."""
    plans: int
    """Number of plans, whole ones and their parts alike."""
    indicators: int
    """Number of indicators."""
    facts: int
    """Number of quantities that the answer was made from: rows of data sets on single goods are not among them."""
    periods: list[str]
    """Periods of trade and of indicators, newest first."""
    sources: list[RecordRef]
    """Sources of all records."""


class RelationLinksOut(Out):
    """Addresses of the lists behind the answer."""

    trade_flows: list[str]
    """Statements about the trade, as each side reports it."""
    derived: str
    """Derived facts."""
    checks: str
    """Checks of the statements."""
    mirror: str
    """Both sides' figures by period, as one CSV table."""


class RelationOut(Out):
    """Everything about two areas."""

    areas: list[Ref]
    """The two areas, in the order of their codes."""
    sentence: str
    """Summary in one English sentence."""
    totals: list[InputOut]
    """Latest totals that each side reports, one for each flow and source."""
    growth: list[InputOut]
    """Latest growth of these totals, as stated."""
    shorter_periods: list[InputOut]
    """Totals and their growth for quarters, months and runs of months, and for no stated period, newest first."""
    places: list[InputOut]
    """Trade of places inside one area with the other, as prose states it; it is part of the totals."""
    trade_flows: list[TradeCountOut]
    """How many statements on the trade are held, with the address of each list."""
    balances: list[DerivedOut]
    """Balances derived from the totals, newest first."""
    mirror: list[CheckOut]
    """Each side's exports of all goods against the other's imports, newest first."""
    conflicts: list[CheckOut]
    """Checks by which not all sources can be right."""
    goods: list[GoodsOut]
    """Goods that prose names, in words or by codes, for each direction of trade."""
    top_goods: list[TopGoodsOut]
    """The most valuable goods for each direction and reporter; empty where no code has a value."""
    events: list[LineOut]
    """Events that touch both: by their place, or by who took part or was spoken for; oldest first."""
    agreements: list[LineOut]
    """Agreements with parties of both or, where parties are not stated, signed at an event in which both took part."""
    plans: list[PlanLineOut]
    """Plans that concern both or were made at an event in which both took part, with their outcomes."""
    indicators: list[InputOut]
    """Indicators measured in one of the areas with the other as counterpart."""
    coverage: RelationCoverageOut
    """Counts of what is held; zeros and empty lists when nothing is."""
    links: RelationLinksOut
    """Lists that the answer is made from."""
    release: str
    """Digest of the release."""


class MirrorRowOut(Out):
    """One trade as its exporter and its importer state it."""

    tidy = (
        *("period", "frequency", "origin", "destination", "commodity", "commodity_name"),
        *("exports", "exports_unit", "exports_lower", "exports_upper", "exports_source", "exports_record"),
        *("imports", "imports_unit", "imports_lower", "imports_upper", "imports_source", "imports_record"),
        *("verdict", "ratio_lower", "ratio_upper", "gap_absolute_lower", "gap_absolute_upper"),
        *("gap_relative_lower", "gap_relative_upper"),
        *("exports_basis_valuation", "exports_basis_compiled_by_name"),
        *("imports_basis_valuation", "imports_basis_compiled_by_name"),
    )
    period: str | None
    """Period of the trade."""
    frequency: Frequency | None
    """How long the period is."""
    origin: Ref
    """Exporting area."""
    destination: Ref
    """Importing area."""
    commodity: Ref
    """Goods traded."""
    exports: QuantityOut | None
    """Exporter's figure; null where nothing is stated."""
    exports_record: str | None
    """Id of the trade flow that states the figure; null where it follows from turnover and trade the other way."""
    exports_source: RecordRef | None
    """Source of the statement."""
    exports_basis: SharedBasisOut | None
    """Basis of the figure."""
    imports: QuantityOut | None
    """Importer's figure; null where nothing is stated."""
    imports_record: str | None
    """Id of the trade flow that states the figure."""
    imports_source: RecordRef | None
    """Source of the statement."""
    imports_basis: SharedBasisOut | None
    """Basis of the figure."""
    verdict: CheckVerdict
    """Verdict of the comparison."""
    ratio: QuantityOut | None
    """Exporter's figure divided by the importer's."""
    gap_absolute: QuantityOut | None
    """Exports minus imports, with their sign."""
    gap_relative: QuantityOut | None
    """The same in per cent of the imports."""


class MirrorOut(Out):
    """Both sides' figures for the trade of two areas."""

    items: list[CheckOut]
    """A check for every exporter's figure held against an importer's, newest period first, then by goods."""
    release: str
    """Digest of the release."""
