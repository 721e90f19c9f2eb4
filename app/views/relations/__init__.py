"""Everything about two areas in one answer, whichever is named first, and the mirror of their trade."""

from fractions import Fraction
from functools import partial
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from app.models.facts import TradeFlow
from app.reasoning.arithmetic import meet
from app.reasoning.check import check
from app.reasoning.check.comparison import Check, Material
from app.views import PartOut, Shown, basis_row, interleaved, row_of
from app.views.checks import CHECKS
from app.views.pairs import Pair, no_pair
from app.views.reading import read_trade_where
from app.views.relations.composing import is_annual, relation
from app.views.relations.shapes import MirrorOut, MirrorRowOut, RelationOut
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import FlowKey, Period, recency_of
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import ALL_GOODS, Problem
from app.vocabulary.verdicts import CheckRule, CheckVerdict
from app.web.answers.exports import answer_table
from app.web.answers.responses import answer
from app.web.catalogue import Catalogue
from app.web.document import AS_CSV
from app.web.errors import Invalid, RequestFault
from app.web.questions import queries, resolve
from app.web.questions.filters import equals, period_is, period_on_or_after, period_on_or_before
from app.web.questions.filters.names import BRANCHES, EveryEdition, area_in_path
from app.web.questions.queries import Name, Number, Periods, PeriodText, SeveralNames, Table, columns_of, fields_of
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["relations"], route_class=Route)
OneArea = Annotated[Name, Path(description="One area: code, name or alias.", examples=["KAZ"])]
OtherArea = Annotated[Name, Path(description="The other area: code, name or alias.", examples=["CHN"])]


class RelationQuery(Shown):
    """How much of a relation is shown."""

    cheaper: ClassVar[str] = "list one kind of record by area and counterpart"

    sections: fields_of(RelationOut.model_fields, "totals", "balances") = None  # type: ignore[valid-type]  # a type that is made


_SHARES: Final = {
    "totals": 4,
    **dict.fromkeys(("mirror", "balances", "conflicts", "agreements", "plans"), 2),
    **dict.fromkeys(("top_goods", "events", "indicators", "shorter_periods", "places"), 1),
    **dict.fromkeys(("growth", "goods", "trade_flows"), 0),
}
"""The shares of sections in a brief answer, those that tell most first; sentences of totals tell their growth."""


@ROUTER.get("/relations/{a}/{b}", response_model=RelationOut | PartOut)
async def get_relation(
    a: OneArea, b: OtherArea, query: Annotated[RelationQuery, Query()], request: Request
) -> Response:
    """Return everything about two areas: totals, goods, events, agreements, plans and indicators, in either order."""
    return await answer(request, partial(answer_relation, query, a, b), takes_long=True)


def answer_relation(query: RelationQuery, a: str, b: str, snapshot: Snapshot) -> Row:
    """Return what is asked for of the answer about two areas."""
    row = relation(snapshot, pair_in_path(snapshot, a, b))
    return query.of(_telling_first(row) if query.brief else row, _SHARES)


def _telling_first(row: Row) -> Row:
    """Return the answer with a total of each side and flow first, years with both sides, and what is newest."""
    newest = {name: row[name][::-1] for name in ("events", "agreements", "plans")}
    years = {name: sorted(row[name], key=_is_less_telling) for name in ("mirror", "balances")}
    series = [(FlowKey.parse(one["id"]) or ())[:3] for one in row["totals"]]
    return row | newest | years | {"totals": interleaved(row["totals"], series)}


def _is_less_telling(one: Row) -> tuple[bool, bool]:
    return one.get("verdict") == CheckVerdict.MISSING_SIDE, not is_annual(one["period"])


def pair_in_path(snapshot: Snapshot, a: str, b: str) -> Pair:
    """Return the pair that the path names, by codes, names or aliases; Invalid where they are no two areas."""
    catalogue = snapshot.catalogue
    one, other = area_in_path("a", a, catalogue), area_in_path("b", b, catalogue)
    reason = no_pair(one, other, catalogue)
    if reason:
        raise Invalid([RequestFault("path", "b", Problem.ONE_AREA, reason, b)])
    return Pair.of(one, other, catalogue)


_MOST: Final = 10_000
"""Goods, and their figures, that are compared at once."""


class MirrorQuery(queries.Query):
    """Which goods and periods of the trade of two areas are compared."""

    cheaper: ClassVar[str] = "name fewer goods, or periods"

    commodity: Annotated[
        SeveralNames, EveryEdition(naming=BRANCHES, takes_several=True), Field(examples=["26*,74*"])
    ] = ALL_GOODS
    """All goods together, codes (`2603` of every edition, `H6-2603` of one), branches (`26*`), or goods in words
    (`copper`); commas mean or."""
    period: Annotated[Periods | None, period_is(TradeFlow.recency), Field(examples=["2022"])] = None
    """Exactly this period: `2022`, `2023-Q1`, `2023-03` or `2022-01/2022-10`; commas mean or."""
    period_from: Annotated[PeriodText | None, period_on_or_after(TradeFlow.recency), Field(examples=["2021"])] = None
    """Periods that end in or after the first month of this one."""
    period_to: Annotated[PeriodText | None, period_on_or_before(TradeFlow.recency), Field(examples=["2023"])] = None
    """Periods that end in or before the last month of this one."""
    frequency: Annotated[Frequency | None, equals(TradeFlow.frequency), Field(examples=["annual"])] = None
    """How long the period is."""
    gap_gte: Annotated[Number | None, Field(examples=[10])] = None
    """Only where the two sides are for certain at least so many per cent of the imports apart."""


class MirrorTable(MirrorQuery, Table):
    """A mirror as a table."""

    columns: columns_of(MirrorRowOut) = None  # type: ignore[valid-type]  # a type that is made


@ROUTER.get("/relations/{a}/{b}/mirror", response_model=MirrorOut)
async def get_relation_mirror(
    a: OneArea, b: OtherArea, query: Annotated[MirrorQuery, Query()], request: Request
) -> Response:
    """Return both sides' figures for one trade, in any goods and periods, with their bases and gaps."""

    def make(snapshot: Snapshot) -> Row:
        rows = [CHECKS.row(one, snapshot.catalogue) for one in _compared(a, b, query, snapshot)]
        return {"items": rows, "release": snapshot.release.digest}

    return await answer(request, make, takes_long=True)


@ROUTER.get("/relations/{a}/{b}/mirror.csv", **AS_CSV)
async def export_relation_mirror_csv(
    a: OneArea, b: OtherArea, query: Annotated[MirrorTable, Query()], request: Request
) -> Response:
    """Return both sides' figures for one trade, in any goods and periods, as one CSV table."""

    def rows(snapshot: Snapshot) -> list[Row]:
        return [_row(one, snapshot.catalogue) for one in _compared(a, b, query, snapshot)]

    return await answer_table(request, MirrorRowOut, "mirror", query, rows)


def _compared(a: str, b: str, query: MirrorQuery, snapshot: Snapshot) -> list[Check]:
    """Compare every exporter's figure with an importer's; Invalid where these are too many."""
    pair, selection = pair_in_path(snapshot, a, b), resolve(MirrorRowOut, query, snapshot.catalogue)
    clauses, goods = selection.clauses.values(), set(map(str, selection.conditions["commodity"].bound))
    facts = read_trade_where(snapshot, pair, goods, *clauses) if len(goods) <= _MOST else []
    if max(len(facts), len(goods)) > _MOST:
        reason = f"these are more than {_MOST:,} goods or figures; name fewer of them, or of the periods"
        raise Invalid([RequestFault("query", "commodity", Problem.NOT_SUMMABLE, reason, query.commodity)])
    found = check(Material(facts, is_whole=True), CheckRule.MIRROR)
    asked = (one for one in found if query.gap_gte is None or _is_apart(one, Fraction(query.gap_gte)))
    return sorted(asked, key=_place)


def _place(one: Check) -> tuple[int, str]:
    return recency_of(one.period), one.inputs[0].subject.commodity or ""


def _is_apart(one: Check, least: Fraction) -> bool:
    """Return whether all of a gap lies at least so far from nothing, be it above or below."""
    gap = one.gap_relative
    return gap is not None and not meet(gap.interval, Interval.between(-least, least, "()"))


def _row(compared: Check, catalogue: Catalogue) -> Row:
    one = compared.inputs[0].subject
    is_importers = compared.verdict is CheckVerdict.MISSING_SIDE and one.flow is Flow.IMPORT
    origin, destination = (one.area, one.counterpart)[:: -1 if is_importers else 1]
    return row_of(
        MirrorRowOut,
        compared,
        catalogue,
        frequency=compared.period and Period.parse(compared.period).frequency,
        origin=catalogue.areas[str(origin)],
        destination=catalogue.areas[str(destination)],
        commodity=catalogue.commodities[str(one.commodity)],
        **_side("exports", compared, origin, catalogue),
        **_side("imports", compared, destination, catalogue),
    )


def _side(name: str, compared: Check, area: str | None, catalogue: Catalogue) -> Row:
    """Return what a side says; where that follows from several statements, no single record says it."""
    facts = [fact for fact in compared.inputs if fact.subject.area == area]
    figure = facts[0].quantity if len(facts) == 1 else None
    if len(facts) > 1 and compared.sides:
        figure = compared.sides[name == "imports"].shown
    return {
        name: quantity_to_json(figure) if figure else None,
        f"{name}_record": facts[0].record if len(facts) == 1 else None,
        f"{name}_source": catalogue.sources[facts[0].source.id] if facts else None,
        f"{name}_basis": basis_row(facts[0].basis, catalogue) if facts else None,
    }
