"""The sentence of a trade flow, said straight from its columns, since lists have one in every row."""

from typing import Any, Final

from app.models.facts import TradeFlow
from app.reasoning import wording
from app.vocabulary import ALL_GOODS, Flow, Unit
from app.web.catalogue import Catalogue
from app.web.rows import Cell, quantity_of

VALUE: Final = quantity_of(TradeFlow, "primary_value")
GROWTH: Final = quantity_of(TradeFlow, "growth")


def _say(  # noqa: PLR0913, PLR0917  # the columns of the cell
    catalogue: Catalogue,
    reporter: str,
    partner: str,
    flow: Flow,
    period: str | None,
    commodity: str,
    amount: int | None,
    unit: str | None,
    hedged: str | None,
    *growth: Any,
) -> str:
    names = catalogue.labels
    goods = None if commodity == ALL_GOODS else catalogue.commodities[commodity]
    subject = wording.traded(flow, names[reporter], names[partner], period, goods)
    if amount is not None and unit == Unit.USD and hedged is None and not any(growth):
        return subject + wording.came_to_dollars(flow, amount)
    value = VALUE.read(catalogue, amount, unit, hedged)
    return subject + wording.came_to(flow, value, GROWTH.read(catalogue, *growth))


_SUBJECT: Final = (TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow, TradeFlow.period, TradeFlow.commodity)
SENTENCE: Final = Cell((*_SUBJECT, *VALUE.columns, *GROWTH.columns), _say, is_unique=True)
