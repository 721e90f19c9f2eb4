"""What the filters of the query models mean; each is declared beside its parameter and gives one SQL condition."""

from app.web.filters.bounds import Bound, Measure, measure
from app.web.filters.commodities import commodity_linked, commodity_meets
from app.web.filters.declared import (
    Column,
    Condition,
    Filter,
    Unclear,
    Understood,
    holds,
    is_,
    lasts_to,
    on_or_after,
    on_or_before,
    period_is,
    period_on_or_after,
    period_on_or_before,
    satisfies,
    text_in,
)
from app.web.filters.lists import lists, lists_any
from app.web.filters.names import actor_meets, area_is, area_meets, area_named, area_within, source_is, source_named

__all__ = [
    "Bound",
    "Column",
    "Condition",
    "Filter",
    "Measure",
    "Unclear",
    "Understood",
    "actor_meets",
    "area_is",
    "area_meets",
    "area_named",
    "area_within",
    "commodity_linked",
    "commodity_meets",
    "holds",
    "is_",
    "lasts_to",
    "lists",
    "lists_any",
    "measure",
    "on_or_after",
    "on_or_before",
    "period_is",
    "period_on_or_after",
    "period_on_or_before",
    "satisfies",
    "source_is",
    "source_named",
    "text_in",
]
