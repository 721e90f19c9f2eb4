"""Plans: intentions, and what became of them; never mixed with results."""

from typing import Final

from fastapi import APIRouter

from app.resources.plans.query import PlanFilters
from app.resources.plans.shape import PLANS, PlanItem, PlanPage
from app.web.answers import add_item, add_lists
from app.web.routes import Route

ROUTER: Final = APIRouter(tags=["plans"], route_class=Route)

add_lists(
    ROUTER,
    PLANS,
    PlanFilters,
    PlanPage,
    "List plans with who has a part in them; none of their numbers is a result.",
)
add_item(
    ROUTER,
    PLANS,
    PlanItem,
    "plan",
    "Return one plan with what became of it, and the words behind both.",
)
