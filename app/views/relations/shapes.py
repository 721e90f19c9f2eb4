"""What the answer about two areas looks like."""

from app.views import InputOut, SharedBasisOut
from app.views.checks import CheckOut
from app.views.derived import DerivedOut
from app.vocabulary import CommodityLevel, Flow, Standing
from app.vocabulary.verdicts import CheckVerdict
from app.web.schemas import Out, QuantityOut, RecordRef, Ref


class LineOut(Out):
    """A record in one sentence."""

    id: str
    """The id of the record."""
    url: str
    """Where it is served, with its evidence."""
    sentence: str
    """What it says."""


class OutcomeLineOut(Out):
    """What became of a plan."""

    standing: Standing
    """How far the plan has come."""
    happened_on: str | None
    """When."""
    gist: str
    """What happened."""
    source: RecordRef
    """Who says it."""


class PlanLineOut(LineOut):
    """A plan in one sentence, and what became of it."""

    standing: Standing
    """How far the plan had come when it was stated."""
    outcomes: list[OutcomeLineOut]
    """What later sources say of it, oldest first."""


class GoodsOut(Out):
    """The goods that sources name, each way."""

    origin: Ref
    """Where the goods come from."""
    destination: Ref
    """Where they go."""
    statements: list[LineOut]
    """The statements that name them."""


class TopGoodOut(Out):
    """One of the goods traded most."""

    commodity: Ref
    """The goods."""
    primary_value: QuantityOut
    """What their trade was worth."""
    share_of_total: QuantityOut | None
    """The same in per cent of the stated total."""
    url: str
    """Where the statement is served."""


class TopGoodsOut(Out):
    """The goods of most value that one side states for its exports or imports."""

    origin: Ref
    """Where the goods come from."""
    destination: Ref
    """Where they go."""
    reporter: Ref
    """Who states it."""
    flow: Flow
    """Whether as an export or as an import."""
    period: str
    """The newest year for which codes have values."""
    level: CommodityLevel
    """The level of the codes: that with most goods to show; of several, headings, subheadings, chapters, sections."""
    edition: str
    """The edition of the codes."""
    source: RecordRef
    """The one source that the figures are from: that with most goods to show; of several, the first by id."""
    stated_total: QuantityOut | None
    """What this source states for all goods."""
    goods: list[TopGoodOut]
    """Up to ten, the largest first."""
    summary: str
    """All goods of this level, summed."""


class RelationCoverageOut(Out):
    """What is held about the two."""

    records: int
    """How many records state a quantity."""
    facts: int
    """How many quantities they state."""
    periods: list[str]
    """The periods that they are of, newest first."""
    sources: list[RecordRef]
    """The sources that state them."""


class RelationLinksOut(Out):
    """The lists that hold all of it."""

    trade_flows: list[str]
    """All statements about their trade, as each side reports it."""
    derived: str
    """What follows from them."""
    checks: str
    """How they agree."""
    mirror: str
    """Both sides' figures year by year, as one table."""


class RelationOut(Out):
    """Everything about two areas."""

    areas: list[Ref]
    """The two, in the order of their codes."""
    sentence: str
    """What is held, in one English sentence."""
    totals: list[InputOut]
    """The latest totals that each side reports, one for each flow and source."""
    growth: list[InputOut]
    """The latest growth of these totals, as stated."""
    balances: list[DerivedOut]
    """The balances that follow from the totals, newest first."""
    mirror: list[CheckOut]
    """Each side's exports against the other's imports of all goods, newest first."""
    conflicts: list[CheckOut]
    """Where sources cannot all be right."""
    goods: list[GoodsOut]
    """The goods that sources name, each way."""
    top_goods: list[TopGoodsOut]
    """The goods of most value, each way and as each side states it; empty where no code has a value."""
    events: list[LineOut]
    """What took place between them, oldest first."""
    agreements: list[LineOut]
    """What was signed."""
    plans: list[PlanLineOut]
    """What was intended, and what became of it."""
    indicators: list[InputOut]
    """Other measured quantities."""
    coverage: RelationCoverageOut
    """What is held; an empty one when nothing is."""
    links: RelationLinksOut
    """Where to find all of it."""
    release: str
    """The digest of the data."""


class MirrorRowOut(Out):
    """One trade as its exporter and its importer state it."""

    period: str | None
    """The period."""
    origin: Ref
    """Who exports."""
    destination: Ref
    """Who imports."""
    commodity: Ref
    """What is traded."""
    exports: QuantityOut | None
    """What the exporter reports; null where nothing is stated."""
    exports_record: str | None
    """The id of the trade flow that states it."""
    exports_source: RecordRef | None
    """Who says it."""
    exports_basis: SharedBasisOut | None
    """On which basis."""
    imports: QuantityOut | None
    """What the importer reports; null where nothing is stated."""
    imports_record: str | None
    """The id of the trade flow that states it."""
    imports_source: RecordRef | None
    """Who says it."""
    imports_basis: SharedBasisOut | None
    """On which basis."""
    verdict: CheckVerdict
    """How they lie to each other."""
    ratio: QuantityOut | None
    """The exporter's figure divided by the importer's."""
    gap_absolute: QuantityOut | None
    """By how much the larger exceeds the smaller."""
    gap_relative: QuantityOut | None
    """The same in per cent of the smaller."""
