"""The sentence of a trade flow, said straight from its columns, since lists have one in every row."""

from collections.abc import Sequence
from typing import Any, Final

from app.models.facts import TradeFlow
from app.reasoning.sentences import trade as wording
from app.reasoning.sentences.words import of_goods
from app.vocabulary import Flow, Period, Unit
from app.vocabulary.numbers import proses
from app.web.catalogue import Catalogue
from app.web.rows.cells import Cell, Values
from app.web.rows.quantities import quantity_of

VALUE: Final = quantity_of(TradeFlow, "primary_value")
GROWTH: Final = quantity_of(TradeFlow, "growth")


def _traded(catalogue: Catalogue, reporter: str, partner: str, flow: Flow, recency: int) -> tuple[str, str]:
    """Return the words before the goods and those behind them."""
    names = catalogue.labels
    return wording.traded(flow, names[reporter], names[partner], Period.from_recency(recency))


def _of_goods(catalogue: Catalogue, commodity: str) -> str:
    return of_goods(commodity, catalogue.labels)


def _came_to(catalogue: Catalogue, flow: Flow, amount: Any, said: Any, growth: Any, growth_said: Any) -> str:
    return wording.came_to(flow, VALUE.read(catalogue, amount, said), GROWTH.read(catalogue, growth, growth_said))


_TRADED: Final = Cell((TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow, TradeFlow.recency), _traded)
_GOODS: Final = Cell((TradeFlow.commodity,), _of_goods)


class _SentenceCell(Cell):
    """A sentence in three parts: whose trade it is, of what goods, and what it came to. The first two come again."""

    def values(self, catalogue: Catalogue, columns: Sequence[Values]) -> list[str]:
        """Say many rows."""
        flows, goods, (amounts, said, growths, growths_said) = columns[2], columns[4], columns[5:]
        if said.count(Unit.USD) == len(said) and not any(growths_said):
            outcomes = list(map(wording.came_to_dollars, flows, proses(tuple(amounts))))
        else:
            values = zip(flows, amounts, said, growths, growths_said, strict=True)
            outcomes = [_came_to(catalogue, *row) for row in values]
        rows = zip(_TRADED.values(catalogue, columns[:4]), _GOODS.values(catalogue, [goods]), outcomes, strict=True)
        return [f"{before}{of}{behind}{outcome}" for (before, behind), of, outcome in rows]


def _say(catalogue: Catalogue, *values: Any) -> str:
    return SENTENCE.values(catalogue, [[value] for value in values])[0]


SENTENCE: Final = _SentenceCell(
    (*_TRADED.columns, *_GOODS.columns, *VALUE.columns, *GROWTH.columns), _say, is_unique=True
)
