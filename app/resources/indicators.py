"""Indicators: measured quantities that are not merchandise trade."""

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import func

from app.models.facts import Indicator
from app.reasoning import sentences as wording
from app.vocabulary.measures import BasisKind
from app.vocabulary.terms import Mode, RecordKind
from app.vocabulary.words import WordList
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import (
    Originals,
    contains,
    equals,
    period_is,
    period_on_or_after,
    period_on_or_before,
    text_in,
)
from app.web.questions.filters.bounds import on_or_after, on_or_before
from app.web.questions.filters.names import area_within, source_is, word_is
from app.web.questions.queries import (
    BoundedFilters,
    Certainty,
    Date,
    Flag,
    Name,
    Periods,
    PeriodText,
    SeveralNames,
    Words,
)
from app.web.rows import basis_of, shape_of
from app.web.rows.cells import NULL, country_of, sentence_of, word_of
from app.web.rows.related import evidence_of
from app.web.schemas import LineOut, Out, QuantityOut, RecordRef, Ref


class BasisOut(Out):
    """Basis of a figure: its compiler, and how it was made."""

    kind: BasisKind
    """Kind of basis."""
    compiled_by: Ref | None
    """Area whose authorities compiled it."""
    compiler: RecordRef | None
    """Organisation that compiled it."""
    note: str | None
    """Editor's note."""


class IndicatorOut(LineOut):
    """One measured quantity; what passes through or is owned is not merchandise trade."""

    measure: Annotated[str, Field(examples=["transit_volume"])]
    """Measure: a word of `/v1/vocabulary/indicator-measure`."""
    area: Ref | None
    """Area that is measured, or whose share it is."""
    counterpart: Ref | None
    """Counterpart area."""
    mode: Mode | None
    """The mode of transport."""
    scope: str | None
    """Part that is measured; null for the whole of what the other members name. Only equal scopes are compared."""
    sectors: list[str]
    """The sectors of the economy that the source names, be it as examples."""
    period: str | None
    """The period, such as `2022`; null for stocks, and when the source states none."""
    as_of: str | None
    """For a stock, the date it was counted at: a day, month or year."""
    quantity: QuantityOut | None
    """The level."""
    growth: QuantityOut | None
    """The change against the base period: per cent, times, or an amount."""
    growth_base_period: str | None
    """Base period of the growth."""
    basis: BasisOut
    """Basis of the figure."""
    source: RecordRef
    """Source of the statement."""
    same_as: str | None
    """Joins records of several sources about the same figure."""
    certainty: Certainty | None
    """With bounds: whether they are met for certain."""
    note: str | None
    """Editor's note."""


_MEASURE: Final = WordList.MEASURE


class IndicatorFilters(BoundedFilters):
    """Filters of indicators."""

    area: Annotated[SeveralNames | None, area_within(Indicator.area.in_), Field(examples=["Kazakhstan"])] = None
    """The area it is measured in or whose share it is, or one that this lies inside; commas mean or."""
    counterpart: Annotated[SeveralNames | None, area_within(Indicator.counterpart.in_), Field(examples=["CHN"])] = None
    """The area on the other side, or one that this lies inside; commas mean or."""
    measure: Annotated[Name | None, word_is(Indicator.measure, _MEASURE), Field(examples=["transit_volume"])] = None
    """Measure: a word of `/v1/vocabulary/indicator-measure`."""
    mode: Annotated[Mode | None, equals(Indicator.mode), Field(examples=["rail"])] = None
    """The mode of transport."""
    sector: Annotated[Name | None, contains(Indicator.sectors), Field(examples=["manufacturing"])] = None
    """A sector of the economy, as the source names it; `q` finds parts of its name."""
    period: Annotated[Periods | None, period_is(Indicator.recency), Field(examples=["2022"])] = None
    """Exactly this period: `2022`, `2023-Q1`, `2023-03` or `2022-01/2022-10`; commas mean or."""
    period_from: Annotated[PeriodText | None, period_on_or_after(Indicator.recency), Field(examples=["2021"])] = None
    """Periods that end in or after the first month of this one."""
    period_to: Annotated[PeriodText | None, period_on_or_before(Indicator.recency), Field(examples=["2023"])] = None
    """Periods that end in or before the last month of this one."""
    as_of_from: Annotated[Date | None, on_or_after(Indicator.as_of), Field(examples=["2023"])] = None
    """Stocks counted on or after this day, month or year."""
    as_of_to: Annotated[Date | None, on_or_before(Indicator.as_of), Field(examples=["2023-03-31"])] = None
    """Stocks counted by this day, or within this month or year."""
    originals: Annotated[Flag | None, Originals(same_as=Indicator.same_as), Field(examples=[True])] = None
    """Whether to leave out records that repeat one of another source (`same_as`)."""
    source: Annotated[SeveralNames | None, source_is(Indicator.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""
    q: Annotated[Words | None, text_in(Indicator.search), Field(examples=["transit"])] = None
    """Words in the measure, the scope, the sectors or the note."""


INDICATORS: Final = Resource(
    name="indicators",
    model=Indicator,
    shape=shape_of(
        IndicatorOut,
        Indicator,
        sentence=sentence_of(
            wording.indicator,
            Indicator.source,
            *("area", "counterpart", "mode", "scope", "period", "as_of", "quantity", "growth", "growth_base_period"),
            "basis",
            country=country_of(Indicator.area),
            measure=word_of(Indicator.measure, _MEASURE),
        ),
        certainty=NULL,
        basis=basis_of(BasisOut, Indicator),
    ),
    order=(Indicator.measure, func.coalesce(Indicator.area, ""), Indicator.recency, Indicator.id),
    relations={"evidence": evidence_of(RecordKind.INDICATOR)},
)
ROUTER: Final = routes_of(
    INDICATORS,
    IndicatorFilters,
    record="indicator",
    about_list="List measured quantities by measure and area, newest period first.",
    about_item="Return one measured quantity with the words behind it.",
)
