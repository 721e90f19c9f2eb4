"""A number as it was read."""

from dataclasses import dataclass
from fractions import Fraction

from app.vocabulary.measures import MIRRORED, Flow, Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval
from app.vocabulary.verdicts import Doubt, Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNumber:
    """A number of a text as it was read; `start` and `end` are the code points of `quote`, which leaves the hedge out.

    What no word says is None. `goods` are the text's own words; `reporter`, `partner` and `compiler` are codes.
    """

    start: int
    end: int
    quote: str
    value: Fraction
    unit: str | None
    scale: Fraction
    hedge: Qualifier
    step: Fraction
    interval: Interval
    kind: Measured
    reporter: str | None = None
    partner: str | None = None
    flow: Flow | None = None
    period: Period | None = None
    goods: str | None = None
    compiler: str | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def qualifier(self) -> Qualifier:
        """The hedge as facts and claims have it: of a fall mirrored, of a figure in a table that of its last digit."""
        if self.hedge is Qualifier.EXACT and self.interval.lower != self.interval.upper:
            return Qualifier.ROUNDED
        return MIRRORED.get(self.hedge, self.hedge) if self.value < 0 else self.hedge
