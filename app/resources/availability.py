"""Availability: whose trade with whom is held, of which periods, from which sources, and how it can be proved."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final, cast

from pydantic import Field
from sqlalchemy import func, or_

from app.models import DistinctValues
from app.models.facts import TradeFlow
from app.settings import API
from app.vocabulary.measures import Flow
from app.vocabulary.period import Period
from app.web.answers import routes_of
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause, CodeSet, equals_any, period_is
from app.web.questions.filters.names import area_is, area_within, source_is
from app.web.questions.queries import Filters, Periods, SeveralNames, words_of
from app.web.rows import shape_of
from app.web.rows.cells import Cell, Column, UniqueCell, url_under, value_of
from app.web.schemas import RecordOut, RecordRef, Ref


class AvailabilityOut(RecordOut):
    """What is held on the trade of one area with another in one direction."""

    reporter: Ref
    """Area whose trade it is."""
    partner: Ref
    """Partner area."""
    flow: Flow
    """The direction as the reporter sees it."""
    periods: list[str]
    """The periods of which something is held, newest first; what has no period is counted in `statements` alone."""
    sources: list[RecordRef]
    """The sources that speak of it."""
    commodities: int
    """How many kinds of goods; all goods together are one."""
    statements: int
    """How many statements, each of them of one of the three kinds that follow."""
    quoted: int
    """How many of them have their words, the place of these and the hash of the text held."""
    unquoted: int
    """How many were read by an editor, whose words are not held."""
    official: int
    """How many are rows of official files."""
    trade_flows: str
    """Where the statements are listed."""


def _touches(codes: CodeSet) -> Clause:
    return or_(TradeFlow.reporter.in_(codes), TradeFlow.partner.in_(codes))


class AvailabilityFilters(Filters):
    """Filters of what is held: only statements that meet them are counted."""

    cheap: ClassVar[tuple[str, ...]] = ("reporter", "partner", "source")

    area: Annotated[SeveralNames | None, area_within(_touches), Field(examples=["KAZ"])] = None
    """Reporter or partner, or what either lies inside; commas mean or."""
    reporter: Annotated[SeveralNames | None, area_is(TradeFlow.reporter), Field(examples=["KAZ"])] = None
    """The area whose trade it is: alpha-3, alpha-2, M49, name or alias; commas mean or."""
    partner: Annotated[SeveralNames | None, area_is(TradeFlow.partner), Field(examples=["China"])] = None
    """The area on the other side, likewise."""
    flow: Annotated[str | None, words_of(tuple(Flow)), equals_any(TradeFlow.flow), Field(examples=["export"])] = None
    """The direction as the reporter sees it; commas mean or."""
    period: Annotated[Periods | None, period_is(TradeFlow.recency), Field(examples=["2022"])] = None
    """Exactly this period: `2022`, `2023-Q1`, `2023-03` or `2022-01/2022-10`; commas mean or."""
    source: Annotated[SeveralNames | None, source_is(TradeFlow.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""


_SERIES: Final = (TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow)
"""The key of trade flows begins with these, so that a page of groups reads no more than its own rows."""


def _id(_: Catalogue, *series: str) -> str:
    return ".".join(series).replace("_", "-")


def _parse_id(record: str) -> tuple[str, ...] | None:
    *areas, flow = record.split(".")
    return (*areas, flow.replace("-", "_")) if len(areas) == len(_SERIES) - 1 else None


def _periods(_: Catalogue, recencies: Sequence[int]) -> list[str]:
    return [str(period) for recency in sorted(recencies) if (period := Period.from_recency(recency))]


def _sources(catalogue: Catalogue, sources: Sequence[str]) -> list[Mapping[str, str | None]]:
    return [catalogue.sources[source] for source in sorted(sources)]


def _list_of(_: Catalogue, reporter: str, partner: str, flow: str) -> str:
    return f"{API}/trade-flows?reporter={reporter}&partner={partner}&flow={flow}"


def _how_many(counted: object) -> Cell:
    return value_of(cast("Column", counted))


AVAILABILITY: Final = Resource(
    name="availability",
    model=TradeFlow,
    shape=shape_of(
        AvailabilityOut,
        TradeFlow,
        id=UniqueCell(_SERIES, _id),
        url=url_under("availability"),
        periods=Cell((DistinctValues(TradeFlow.recency),), _periods),
        sources=Cell((DistinctValues(TradeFlow.source),), _sources),
        commodities=_how_many(func.count(TradeFlow.commodity.distinct())),
        statements=_how_many(func.count()),
        quoted=_how_many(func.count().filter(TradeFlow.quoted.is_(True))),
        unquoted=_how_many(func.count().filter(TradeFlow.quoted.is_(False))),
        official=_how_many(func.count().filter(TradeFlow.quoted.is_(None))),
        trade_flows=UniqueCell(_SERIES, _list_of),
    ),
    order=_SERIES,
    parse_id=_parse_id,
    is_grouped=True,
)
ROUTER: Final = routes_of(
    AVAILABILITY,
    AvailabilityFilters,
    record="availability",
    about_list="List whose trade with whom is held: periods, sources, and how many statements can be proved in which"
    " way.",
    about_item="Return what is held on the trade of one area with another in one direction.",
)
