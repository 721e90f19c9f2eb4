"""Everything about two areas in one answer, whichever is named first."""

from functools import partial
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.views import PartOut, Shown, in_turn
from app.views.pairs import Pair, no_pair
from app.views.relations.composing import is_annual, relation
from app.views.relations.shapes import RelationOut
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import Problem
from app.vocabulary.verdicts import CheckVerdict
from app.web.answers.responses import answer
from app.web.errors import Invalid, RequestFault
from app.web.questions.filters.names import area_in_path
from app.web.questions.queries import Name, fields_of
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
    return row | newest | years | {"totals": in_turn(row["totals"], series)}


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
