"""What may be asked of a summary, and which rows that selects."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.models.facts import TradeFlow
from app.models.reference import Commodity
from app.reasoning.sums.cell import Dimension
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.terms import CommodityLevel
from app.web.questions.filters import is_, is_any, period_is, period_on_or_after, period_on_or_before
from app.web.questions.filters.names import area_is, commodity_within, edition_is, source_is
from app.web.questions.queries import Name, Periods, PeriodText, Query, SeveralNames, any_of, words_of


class TradeFlowSummaryQuery(Query):
    """What is summed, and what it is grouped by."""

    cheap: ClassVar[tuple[str, ...]] = ("reporter", "partner", "commodity", "source")

    by: Annotated[str | None, words_of(tuple(Dimension), "chapter", longest=100)] = None
    """What to group by, separated by commas; of section, chapter, heading and commodity one. One sum without it."""
    reporter: Annotated[SeveralNames | None, area_is(TradeFlow.reporter), Field(examples=["KAZ"])] = None
    """The area whose trade it is: alpha-3, alpha-2, M49, name or alias; several with commas between them."""
    partner: Annotated[SeveralNames | None, area_is(TradeFlow.partner), Field(examples=["China"])] = None
    """The area on the other side; without it, all are summed but the World, other groups, and places in countries;
    several with commas between them."""
    flow: Annotated[str | None, any_of(Flow), is_any(TradeFlow.flow), Field(examples=["export"])] = None
    """The direction as the reporter sees it; several with commas between them."""
    period: Annotated[Periods | None, period_is(TradeFlow.recency), Field(examples=["2022"])] = None
    """Exactly this period: `2022`, `2023-Q1`, `2023-03` or `2022-01/2022-10`; several with commas between them."""
    period_from: Annotated[PeriodText | None, period_on_or_after(TradeFlow.recency), Field(examples=["2021"])] = None
    """Periods that end in or after the first month of this one."""
    period_to: Annotated[PeriodText | None, period_on_or_before(TradeFlow.recency), Field(examples=["2023"])] = None
    """Periods that end in or before the last month of this one."""
    frequency: Annotated[Frequency | None, is_(TradeFlow.frequency), Field(examples=["annual"])] = None
    """How long the period is."""
    commodity: Annotated[SeveralNames | None, commodity_within(TradeFlow.commodity.in_), Field(examples=["26*"])] = None
    """A code (`2603`), a branch (`26*`), or goods in words (`copper`); goods that are only matched play no part;
    several with commas between them."""
    level: Annotated[CommodityLevel | None, is_(Commodity.level), Field(examples=["total"])] = None
    """The level of the rows to sum, where there are several: a row of one level holds those of the next."""
    edition: Annotated[Name | None, edition_is(Commodity.edition), Field(examples=["H6"])] = None
    """The edition of the codes, where there are several: `H6` is HS 2022."""
    source: Annotated[SeveralNames | None, source_is(TradeFlow.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; several with commas between them."""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What to group by, each once."""
        return tuple(dict.fromkeys(Dimension(name) for name in self.by.split(","))) if self.by else ()
