"""What every format says of itself, and what all formats share."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from app.loading.statistics.codes import FLOWS, Codes
from app.loading.statistics.engines.engine import Batch, Column
from app.loading.statistics.layout import Const, If, Layout, Ref, statistic
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.trouble import Refuse
from app.vocabulary import WORLD, Flow, Period, Valuation

VALUATIONS: Final = tuple(Valuation)
COMMON: Final[Layout] = {
    "reporter": Ref("reporter"),
    "partner": Ref("partner"),
    "flow": Ref("flow"),
    "recency": Ref("recency"),
    "commodity": Ref("commodity"),
    "statement": Ref("statement"),
    "period": Ref("period"),
    "frequency": Ref("frequency"),
    "line": Ref("line"),
}
"""How the key, the period and the line are filled, whatever the format."""


class Format(ABC):
    """One format: the columns it reads, and by which rules a row becomes one of `trade_flows`."""

    name: ClassVar[str]
    columns: ClassVar[Columns]
    layout: ClassVar[Layout]
    renumbers: ClassVar[bool] = False
    """Whether statements on one key are numbered anew from 0."""

    def __init__(self, codes: Codes, present: int | None = None) -> None:
        """Take the codes, and the present year: statistics of later ones are refused."""
        self.codes = codes
        self._present = this_year() if present is None else present
        self._world = codes.area(WORLD)

    @abstractmethod
    def compute(self, batch: Batch) -> Mapping[str, Column]:
        """Compute all that the layout names, and the key, of a batch's rows."""

    def dated(self, period: str) -> int | Refuse:
        """Give the recency of a year or month in our spelling, from 1900 up to the present year."""
        found = self.codes.period(period)
        if isinstance(found, Refuse) or period < _FIRST:
            return OUT_OF_RANGE
        is_later = int(period[: len(_FIRST)]) > self._present
        return Refuse(f"is later than {self._present}, the present year") if is_later else found

    def unless_world(self, area: int | Refuse) -> int | Refuse:
        """Refuse the World where somebody trades, or reports."""
        return _THE_WORLD if area == self._world else area

    def decoded(self) -> dict[str, Any]:
        """Give by column what its numbers stand for: words as plain text, since drivers take long over enumerations."""
        periods = self.codes.periods
        return {
            "reporter": self.codes.areas,
            "partner": self.codes.areas,
            "flow": tuple(map(str, FLOWS)),
            "commodity": self.codes.commodities,
            "period": {recency: str(period) for recency, period in periods.items()},
            "frequency": {recency: str(period.frequency) for recency, period in periods.items()},
        }


def flow_number(flow: Flow) -> int:
    """Give the place of a flow in the order of keys."""
    return FLOWS.index(flow)


def this_year() -> int:
    """Give the year in which we are."""
    return datetime.now(UTC).year


OUT_OF_RANGE: Final = Refuse("is no year from 1900 on, or month such as 202201")
_FIRST: Final = "1900"
_THE_WORLD: Final = Refuse("is the World, which neither trades nor reports")

__all__ = [
    "COMMON",
    "OUT_OF_RANGE",
    "VALUATIONS",
    "Const",
    "Format",
    "If",
    "Period",
    "Ref",
    "flow_number",
    "statistic",
    "this_year",
]
