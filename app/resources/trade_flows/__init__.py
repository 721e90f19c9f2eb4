"""Trade flows: statements about trade between two areas, from prose and from official statistics alike."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.resources.trade_flows.query import TradeFlowFilters, TradeFlowQuery
from app.resources.trade_flows.shape import TRADE_FLOWS, TradeFlowItem, TradeFlowPage
from app.resources.trade_flows.summary import (
    TradeFlowSummaryOut,
    TradeFlowSummaryQuery,
    TradeFlowSumOut,
    sum_rows,
    summed,
)
from app.web.answers.exports import answer_csv, answer_json_lines
from app.web.answers.pages import answer, answer_bytes, answer_item, answer_page
from app.web.document import CSV, JSON_LINES
from app.web.questions.queries import RecordId
from app.web.routes import QueryRoute
from app.web.rows import formats
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["trade-flows"], route_class=QueryRoute)


@ROUTER.get("/trade-flows", response_model=TradeFlowPage)
async def list_trade_flows(query: Annotated[TradeFlowQuery, Query()], request: Request) -> Response:
    """List statements about trade by reporter, partner, flow, newest period first, commodity and source."""
    return await answer_page(request, TRADE_FLOWS, query)


@ROUTER.get("/trade-flows.csv", **CSV)
async def export_trade_flows_csv(query: Annotated[TradeFlowFilters, Query()], request: Request) -> Response:
    """Give all statements that meet the filters as one CSV table."""
    return await answer_csv(request, TRADE_FLOWS, query)


@ROUTER.get("/trade-flows.jsonl", **JSON_LINES)
async def export_trade_flows_jsonl(query: Annotated[TradeFlowFilters, Query()], request: Request) -> Response:
    """Give all statements that meet the filters as JSON Lines."""
    return await answer_json_lines(request, TRADE_FLOWS, query)


@ROUTER.get("/trade-flows/summary", response_model=TradeFlowSummaryOut)
async def get_trade_flow_summary(query: Annotated[TradeFlowSummaryQuery, Query()], request: Request) -> Response:
    """Sum statements about trade by groups, of one level and source, never a whole with its parts."""
    return await answer(request, lambda snapshot: summed(snapshot, query))


@ROUTER.get("/trade-flows/summary.csv", **CSV)
async def export_trade_flow_summary_csv(query: Annotated[TradeFlowSummaryQuery, Query()], request: Request) -> Response:
    """Give the sums as one CSV table, nothing counted twice."""

    def make(snapshot: Snapshot) -> tuple[bytes, dict[str, str]]:
        body = formats.csv_table(TradeFlowSumOut, sum_rows(snapshot, query), tuple(TradeFlowSumOut.model_fields))
        return body, {"Content-Disposition": 'attachment; filename="trade-flows-summary.csv"'}

    return await answer_bytes(request, make, formats.CSV)


@ROUTER.get("/trade-flows/{id}", response_model=TradeFlowItem)
async def get_trade_flow(
    id: Annotated[RecordId, Path(description="The id of the statement.")],  # noqa: A002  # the parameter's public name
    request: Request,
) -> Response:
    """Give one statement with the words behind it."""
    return await answer_item(request, TRADE_FLOWS, id)
