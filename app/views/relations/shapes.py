"""What the answer about two areas looks like."""

from app.views import InputOut, SharedBasisOut
from app.views.checks import CheckOut
from app.views.derived import DerivedOut
from app.vocabulary.measures import Flow
from app.vocabulary.terms import CommodityLevel, Standing
from app.vocabulary.verdicts import CheckVerdict
from app.web.schemas import LineOut, Out, QuantityOut, RecordRef, Ref


class OutcomeLineOut(Out):
    """Outcome of a plan."""

    standing: Standing
    """Standing that the plan has reached."""
    happened_on: str | None
    """Date of the outcome."""
    gist: str
    """Summary of what happened."""
    source: RecordRef
    """Source of the statement."""


class PlanLineOut(LineOut):
    """A plan in one sentence, with its outcomes."""

    standing: Standing
    """Standing of the plan when it was stated."""
    outcomes: list[OutcomeLineOut]
    """Outcomes stated by later sources, oldest first."""


class GoodsOut(Out):
    """Goods that sources name in words, for each direction of trade."""

    origin: Ref
    """Origin of the goods."""
    destination: Ref
    """Destination of the goods."""
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
    """Newest year for which codes have values."""
    level: CommodityLevel
    """Level of the codes: the one with most goods to show; of several, headings, subheadings, chapters, sections."""
    edition: str
    """Edition of the codes."""
    source: RecordRef
    """Source of the figures: the one with most goods to show; of several, the first by id."""
    stated_total: QuantityOut | None
    """Total for all goods as this source states it."""
    goods: list[TopGoodOut]
    """Up to ten goods, the largest first."""
    summary: str
    """Address of the sum of all goods of this level."""


class RelationCoverageOut(Out):
    """Counts of what is held about the two areas."""

    records: int
    """Number of records that state a quantity."""
    facts: int
    """Number of quantities that they state."""
    periods: list[str]
    """Periods of the records, newest first."""
    sources: list[RecordRef]
    """Sources of the records."""


class RelationLinksOut(Out):
    """Addresses of the lists behind the answer."""

    trade_flows: list[str]
    """Statements about the trade, as each side reports it."""
    derived: str
    """Derived facts."""
    checks: str
    """Checks of the statements."""
    mirror: str
    """Both sides' figures year by year, as one CSV table."""


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
    balances: list[DerivedOut]
    """Balances derived from the totals, newest first."""
    mirror: list[CheckOut]
    """Each side's exports of all goods against the other's imports, newest first."""
    conflicts: list[CheckOut]
    """Checks by which not all sources can be right."""
    goods: list[GoodsOut]
    """Goods that sources name in words, for each direction of trade."""
    top_goods: list[TopGoodsOut]
    """The most valuable goods for each direction and reporter; empty where no code has a value."""
    events: list[LineOut]
    """Events that touch both areas, oldest first."""
    agreements: list[LineOut]
    """Agreements between the two areas."""
    plans: list[PlanLineOut]
    """Plans of the two areas, with their outcomes."""
    indicators: list[InputOut]
    """Indicators of the two areas."""
    coverage: RelationCoverageOut
    """Counts of what is held; zeros and empty lists when nothing is."""
    links: RelationLinksOut
    """Lists that the answer is made from."""
    release: str
    """Digest of the release."""


class MirrorRowOut(Out):
    """One trade as its exporter and its importer state it."""

    period: str | None
    """Period of the trade."""
    origin: Ref
    """Exporting area."""
    destination: Ref
    """Importing area."""
    commodity: Ref
    """Goods traded."""
    exports: QuantityOut | None
    """Exporter's figure; null where nothing is stated."""
    exports_record: str | None
    """Id of the trade flow that states the figure."""
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
    """Amount by which the larger figure exceeds the smaller."""
    gap_relative: QuantityOut | None
    """Gap in per cent of the smaller figure."""
