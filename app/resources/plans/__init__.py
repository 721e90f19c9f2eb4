"""Plans: intentions, and what became of them; never mixed with results."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.resources.plans.query import PlanFilters, PlanQuery
from app.resources.plans.shape import PLANS, PlanItem, PlanPage
from app.web.answers.exports import answer_csv, answer_json_lines
from app.web.answers.pages import answer_item, answer_page
from app.web.document import CSV, JSON_LINES
from app.web.questions.queries import RecordId
from app.web.routes import QueryRoute

ROUTER: Final = APIRouter(tags=["plans"], route_class=QueryRoute)


@ROUTER.get("/plans", response_model=PlanPage)
async def list_plans(query: Annotated[PlanQuery, Query()], request: Request) -> Response:
    """List plans with who has a part in them; none of their numbers is a result."""
    return await answer_page(request, PLANS, query)


@ROUTER.get("/plans.csv", **CSV)
async def export_plans_csv(query: Annotated[PlanFilters, Query()], request: Request) -> Response:
    """Give all plans that meet the filters as one CSV table."""
    return await answer_csv(request, PLANS, query)


@ROUTER.get("/plans.jsonl", **JSON_LINES)
async def export_plans_jsonl(query: Annotated[PlanFilters, Query()], request: Request) -> Response:
    """Give all plans that meet the filters as JSON Lines."""
    return await answer_json_lines(request, PLANS, query)


@ROUTER.get("/plans/{id}", response_model=PlanItem)
async def get_plan(
    id: Annotated[RecordId, Path(description="The id of the plan.")],  # noqa: A002  # the parameter's public name
    request: Request,
) -> Response:
    """Give one plan with what became of it, and the words behind both."""
    return await answer_item(request, PLANS, id)
