"""What may be asked about trade flows, and which rows that selects."""

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field
from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.models.facts import TradeFlow
from app.models.provenance import Source
from app.vocabulary.measures import BasisKind, Flow, Frequency
from app.vocabulary.period import FlowKey
from app.vocabulary.words import WordList
from app.web.catalogue import Catalogue
from app.web.questions.filters import (
    Clause,
    Condition,
    Filter,
    equals,
    equals_any,
    period_is,
    period_on_or_after,
    period_on_or_before,
)
from app.web.questions.filters.bounds import amount, at_least, at_most
from app.web.questions.filters.names import area_is, commodity_meets, edition_of, source_is, word_is
from app.web.questions.queries import BoundedFilters, Name, Number, Periods, PeriodText, Query, SeveralNames, words_of
from app.web.rows.cells import Cell


class Prefer(StrEnum):
    """Which of several sources to take where they speak on one key."""

    OFFICIAL = "official"
    LATEST = "latest"


class _Preferred(Filter):
    """Selects the rows that no other source beats on the same key, and marks each with what it was picked by."""

    def condition(self, values: Sequence[Prefer], _: Catalogue) -> Condition:
        """Return the condition of a preference, whose word is its form: each has its own SQL."""
        return Condition(self, values[0], form=values[0])

    def clause(self, _: Sequence[object], form: Hashable) -> Clause:
        """Return the clause that no other row on the key beats the row."""
        return _unbeaten(form)

    def match_cells(self, form: Hashable, _: object) -> Mapping[str, Cell]:
        """Return the cell of the member that says what rows were picked by."""
        return {"preferred": Cell((), lambda _: form)}


@cache  # an alias has as many columns as the table, and every statement would keep its own
def _unbeaten(by: Hashable) -> Clause:
    other = aliased(TradeFlow)
    on_one_key = (getattr(other, part) == getattr(TradeFlow, part) for part in FlowKey._fields[:5])
    # First of all, since most rows are alone on their key: what follows looks into other tables.
    is_other = or_(other.source != TradeFlow.source, other.statement != TradeFlow.statement)
    return ~exists().where(*on_one_key, is_other, _beats(other, TradeFlow, by))


def _beats(other: Any, own: Any, by: Any) -> ColumnElement[bool]:
    """Compare two statements on one key: one with a value first, then by how official (or not at all), the newest."""
    ahead: ColumnElement[bool] = tuple_(other.source, other.statement) < tuple_(own.source, own.statement)
    keys: list[tuple[ColumnElement[Any], ...]] = [(_published(own), _published(other))]
    for first, second in keys + [(ranked(other), ranked(own)) for ranked in _RANKED[by]]:
        ahead = or_(first < second, and_(first == second, ahead))
    return ahead


def official_first(flow: Any) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which statements on one key are preferred: the most official, the newest, then by source."""
    return _officialness(flow), _published(flow).desc(), flow.source, flow.statement


def _officialness(flow: Any) -> ColumnElement[int]:
    kind = case({kind: index for index, kind in enumerate(OFFICIAL_FIRST)}, value=flow.basis_kind)
    # Of figures that came about alike, one whose compiler is known goes before one that is nobody's.
    return 2 * kind + case((func.coalesce(flow.compiled_by, flow.compiler).is_(None), 1), else_=0)


def _lack_of_value(flow: Any) -> ColumnElement[int]:
    return case((flow.primary_value_unit.is_(None), 1), else_=0)


def _published(flow: Any) -> ColumnElement[str]:
    # Said outright: two levels down, a reference to the outer row would silently become a join with the whole table.
    own = select(Source.published_on).where(Source.id == flow.source).correlate(flow)
    return func.coalesce(own.scalar_subquery(), "")


OFFICIAL_FIRST: Final = (BasisKind.REPORTED, BasisKind.RECONCILED, BasisKind.ESTIMATED, BasisKind.RELAYED)
_RANKED: Final = {Prefer.OFFICIAL: (_officialness, _lack_of_value), Prefer.LATEST: (_lack_of_value,)}
"""What decides before the day of publication, the last first: what states no value gives way to what does."""
_VALUE: Final = amount(TradeFlow, "primary_value")
_UNIT: Final = TradeFlow.__table__.c.primary_value_unit


class TradeQuery(Query):
    """The parameters that select trade flows, be it to list or to sum them."""

    cheap: ClassVar[tuple[str, ...]] = ("reporter", "partner", "commodity", "source")

    reporter: Annotated[SeveralNames | None, area_is(TradeFlow.reporter), Field(examples=["KAZ"])] = None
    """The area whose trade it is: alpha-3, alpha-2, M49, name or alias; commas mean or."""
    partner: Annotated[SeveralNames | None, area_is(TradeFlow.partner), Field(examples=["China"])] = None
    """The area on the other side: alpha-3, alpha-2, M49, name or alias; commas mean or."""
    flow: Annotated[str | None, words_of(tuple(Flow)), equals_any(TradeFlow.flow), Field(examples=["export"])] = None
    """The direction as the reporter sees it; commas mean or."""
    period: Annotated[Periods | None, period_is(TradeFlow.recency), Field(examples=["2022"])] = None
    """Exactly this period: `2022`, `2023-Q1`, `2023-03` or `2022-01/2022-10`; commas mean or."""
    period_from: Annotated[PeriodText | None, period_on_or_after(TradeFlow.recency), Field(examples=["2021"])] = None
    """Periods that end in or after the first month of this one."""
    period_to: Annotated[PeriodText | None, period_on_or_before(TradeFlow.recency), Field(examples=["2023"])] = None
    """Periods that end in or before the last month of this one."""
    frequency: Annotated[Frequency | None, equals(TradeFlow.frequency), Field(examples=["annual"])] = None
    """How long the period is."""
    commodity: Annotated[SeveralNames | None, commodity_meets(TradeFlow.commodity), Field(examples=["2603"])] = None
    """A code (`2603` of every edition, `H6-2603` of one), a branch (`26*`), or goods in words (`copper`); a code also
    finds goods matched to it; commas mean or."""
    source: Annotated[SeveralNames | None, source_is(TradeFlow.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""
    currency: Annotated[Name | None, word_is(_UNIT, WordList.CURRENCY), Field(examples=["USD"])] = None
    """Only values in this currency (ISO 4217); bounds of a list are then in it, and in USD without it."""


class TradeFlowFilters(TradeQuery, BoundedFilters):
    """Filters of trade flows."""

    edition: Annotated[Name | None, edition_of(TradeFlow.commodity), Field(examples=["H6"])] = None
    """Codes of one edition only: `H6` is HS 2022. A code without it is that of every edition there is."""
    primary_value_gte: Annotated[Number | None, at_least(_VALUE), Field(examples=["13e9"])] = None
    """Values of at least this, in USD or the `currency`."""
    primary_value_lte: Annotated[Number | None, at_most(_VALUE), Field(examples=["24e9"])] = None
    """Values of at most this, in USD or the `currency`."""
    prefer: Annotated[Prefer | None, _Preferred(), Field(examples=["official"])] = None
    """Of several sources on one key, take only the most official or the latest; without it, all are shown."""
