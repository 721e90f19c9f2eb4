"""The sentence of a trade flow, said straight from its columns, since lists have one in every row."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from app.models.facts import TradeFlow
from app.reasoning import sentences as wording
from app.reasoning.sentences.naming import of_goods
from app.vocabulary import Flow, Period, Unit
from app.web.catalogue import Catalogue
from app.web.rows import Cell, kept, quantity_of

VALUE: Final = quantity_of(TradeFlow, "primary_value")
GROWTH: Final = quantity_of(TradeFlow, "growth")


def _sayer(catalogue: Catalogue) -> Callable[..., list[str]]:
    """Give the function that says many rows, whose subjects and goods come again, column by column."""
    names = catalogue.labels
    traded = kept(
        lambda reporter, partner, flow, recency: wording.traded(
            flow, names[reporter], names[partner], Period.from_recency(recency)
        ),
        4,
    )
    goods = kept(lambda commodity: of_goods(commodity, names), 1)

    def came_to(flow: Flow, amount: Any, said: Any, growth: Any, growth_said: Any) -> str:
        return wording.came_to(flow, VALUE.read(catalogue, amount, said), GROWTH.read(catalogue, growth, growth_said))

    def say(
        reporters: Sequence[Any],
        partners: Sequence[Any],
        flows: Sequence[Any],
        recencies: Sequence[Any],
        commodities: Sequence[Any],
        *values: Sequence[Any],
    ) -> list[str]:
        amounts, said, _, growth_said = values
        is_plain = said.count(Unit.USD) == len(said) and not any(growth_said)
        outcomes = map(wording.came_to_dollars, flows, amounts) if is_plain else map(came_to, flows, *values)
        rows = zip(traded(reporters, partners, flows, recencies), goods(commodities), outcomes, strict=True)
        return [f"{before}{of}{behind}{outcome}" for (before, behind), of, outcome in rows]

    return say


def _say(catalogue: Catalogue, *values: Any) -> str:
    return _sayer(catalogue)(*([value] for value in values))[0]


_SUBJECT: Final = (TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow, TradeFlow.recency, TradeFlow.commodity)
SENTENCE: Final = Cell((*_SUBJECT, *VALUE.columns, *GROWTH.columns), _say, is_unique=True, down=_sayer)
