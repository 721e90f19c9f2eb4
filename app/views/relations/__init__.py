"""Everything about two areas in one answer, whichever is named first."""

from collections import Counter
from operator import itemgetter
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.reasoning.check.check import Check
from app.views import Shown, basis_row, row_of
from app.views.pairs import Pair, no_pair
from app.views.reading import read_facts
from app.views.relations.composing import is_annual, mirrored, relation
from app.views.relations.shapes import MirrorRowOut, RelationOut
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import Flow
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import Problem
from app.vocabulary.verdicts import CheckVerdict
from app.web.answers.exports import answer_table
from app.web.answers.responses import answer
from app.web.catalogue import Catalogue
from app.web.document import CSV
from app.web.errors import Invalid, RequestFault
from app.web.questions.filters.names import area_in_path
from app.web.questions.queries import Name, Table, columns_of, fields_of
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["relations"], route_class=Route)
OneArea = Annotated[Name, Path(description="One area: code, name or alias.", examples=["KAZ"])]
OtherArea = Annotated[Name, Path(description="The other area: code, name or alias.", examples=["CHN"])]


class _MirrorTable(Table):
    columns: columns_of(MirrorRowOut) = None  # type: ignore[valid-type]  # a type that is made


class _RelationQuery(Shown):
    sections: fields_of(RelationOut.model_fields, "totals", "balances") = None  # type: ignore[valid-type]  # a type that is made


_SHARES: Final = {
    "totals": 4,
    "mirror": 3,
    **dict.fromkeys(("balances", "conflicts", "agreements", "plans"), 2),
    **dict.fromkeys(("top_goods", "events", "indicators", "shorter_periods", "places"), 1),
    **dict.fromkeys(("growth", "goods", "trade_flows"), 0),
}
"""The shares of sections in a brief answer, those that tell most first; sentences of totals tell their growth."""


@ROUTER.get("/relations/{a}/{b}", response_model=RelationOut)
async def get_relation(
    a: OneArea, b: OtherArea, query: Annotated[_RelationQuery, Query()], request: Request
) -> Response:
    """Return everything about two areas: totals, goods, events, agreements, plans and indicators, in either order."""

    def make(snapshot: Snapshot) -> Row:
        row = relation(snapshot, pair_in_path(snapshot, a, b))
        return query.of(_telling_first(row) if query.brief else row, _SHARES)

    return await answer(request, make)


def _telling_first(row: Row) -> Row:
    """Return the answer with a total of each side and flow first, years with both sides, and what is newest."""
    newest = {name: row[name][::-1] for name in ("events", "agreements", "plans")}
    years = {name: sorted(row[name], key=_is_less_telling) for name in ("mirror", "balances")}
    return row | newest | years | {"totals": _in_turn(row["totals"])}


def _in_turn(totals: list[Row]) -> list[Row]:
    """Sort totals so that those of all sides and flows come once before any comes again."""
    before: Counter[tuple[object, ...]] = Counter()
    turns = []
    for one in totals:
        series = (FlowKey.parse(one["id"]) or ())[:3]
        turns.append(before[series])
        before[series] += 1
    return [one for _, one in sorted(zip(turns, totals, strict=True), key=itemgetter(0))]


def _is_less_telling(one: Row) -> tuple[bool, bool]:
    return one.get("verdict") == CheckVerdict.MISSING_SIDE, not is_annual(one["period"])


@ROUTER.get("/relations/{a}/{b}/mirror.csv", **CSV)
async def export_relation_mirror_csv(
    a: OneArea, b: OtherArea, query: Annotated[_MirrorTable, Query()], request: Request
) -> Response:
    """Return both sides' figures for one trade, year by year, with their bases and gaps, as one CSV table."""

    def rows(snapshot: Snapshot) -> list[Row]:
        facts = read_facts(snapshot, pair_in_path(snapshot, a, b))
        return [_mirror_row(one, snapshot.catalogue) for one in mirrored(facts)]

    return await answer_table(request, MirrorRowOut, "mirror", query, rows)


def pair_in_path(snapshot: Snapshot, a: str, b: str) -> Pair:
    """Return the pair that the path names, by codes, names or aliases; Invalid where they are no two areas."""
    catalogue = snapshot.catalogue
    one, other = area_in_path("a", a, catalogue), area_in_path("b", b, catalogue)
    reason = no_pair(one, other, catalogue)
    if reason:
        raise Invalid([RequestFault("path", "b", Problem.ONE_AREA, reason, b)])
    return Pair.of(one, other, catalogue)


def _mirror_row(compared: Check, catalogue: Catalogue) -> Row:
    """Return the row of an exporter's figure held against an importer's."""
    one = compared.inputs[0].subject
    is_importers = compared.verdict is CheckVerdict.MISSING_SIDE and one.flow is Flow.IMPORT
    origin, destination = (one.area, one.counterpart)[:: -1 if is_importers else 1]
    return row_of(
        MirrorRowOut,
        compared,
        catalogue,
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
