"""Trade flows: statements about trade between two areas, from prose and from official statistics alike."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.resources.trade_flows.query import TradeFlowFilters
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.resources.trade_flows.summary import summed
from app.resources.trade_flows.summary.shape import (
    TradeFlowSummaryFields,
    TradeFlowSummaryOut,
    TradeFlowSummaryTable,
    TradeFlowSumOut,
)
from app.web.answers import add_item, add_lists
from app.web.answers.exports import answer_table
from app.web.answers.responses import answer
from app.web.document import AS_CSV
from app.web.routing import Route

ROUTER: Final = APIRouter(tags=["trade-flows"], route_class=Route)

add_lists(
    ROUTER,
    TRADE_FLOWS,
    TradeFlowFilters,
    "List statements about trade: by reporter, partner, flow, newest period first, commodity and source.",
)


@ROUTER.get("/trade-flows/summary", response_model=TradeFlowSummaryOut)
async def get_trade_flow_summary(query: Annotated[TradeFlowSummaryFields, Query()], request: Request) -> Response:
    """Sum statements about trade by groups, of one level and source, never a whole with its parts."""
    return await answer(request, lambda snapshot: summed(snapshot, query), takes_long=True)


@ROUTER.get("/trade-flows/summary.csv", **AS_CSV)
async def export_trade_flow_summary_csv(query: Annotated[TradeFlowSummaryTable, Query()], request: Request) -> Response:
    """Return the sums as one CSV table, nothing counted twice."""
    return await answer_table(
        request, TradeFlowSumOut, "trade-flows-summary", query, lambda snapshot: summed(snapshot, query)["items"]
    )


add_item(ROUTER, TRADE_FLOWS, "trade_flow", "Return one statement with the words behind it.")
