"""A number as it was read, and what the reader is unsure of."""

from dataclasses import dataclass
from fractions import Fraction

from app.reasoning.reader.kinds import Measured
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.period import Period
from app.vocabulary.terms import Term


class Doubt(Term):
    """What the reader is unsure of in a number."""

    CURRENCY = "currency", "Several currencies have this name or sign; that of an area in the text was taken."
    MAGNITUDE = "magnitude", "One letter stands for the magnitude, and might be a unit."
    UNIT = "unit", "The unit is that of a number or a heading nearby."
    PAIR = "pair", "The areas are not in the number's own sentence."
    PERIOD = "period", "The period is not in the number's own sentence."


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
