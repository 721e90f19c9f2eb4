"""A number as it was read, and what its sentence and those before it say of it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from app.reasoning.reader.pairs import TradeMention, TwoAreas
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


class Told(NamedTuple):
    """What the sentences so far have told: the pair, the mentions of trade in the last that had any, period, compiler.

    `subject` is the mention of trade which "it" speaks of.

    `is_fresh` where the last one told of trade, `has_goods` where it named goods, `has_pairs` where several pairs were
    named; `author` is whose office speaks.
    """

    pair: TwoAreas = TwoAreas()
    trades: tuple[TradeMention, ...] = ()
    subject: TradeMention | None = None
    period: Period | None = None
    compiler: str | None = None
    is_fresh: bool = False
    has_goods: bool = False
    has_pairs: bool = False
    author: str | None = None

    def across(self) -> "Told":
        """Return what holds in the next paragraph: the pair, and all else only if the last sentence told it."""
        return self if self.is_fresh else Told(self.pair, has_pairs=self.has_pairs, author=self.author)


class Bearing(NamedTuple):
    """What one number is about; `is_own_pair` and the like where its own sentence says so.

    `is_plain` where all words beside it are understood, `is_stated` where the sentence states it as what is.
    """

    trade: TradeMention | None
    period: Period | None
    compiler: str | None
    goods: str | None
    is_own_pair: bool
    is_own_period: bool
    is_own_compiler: bool
    is_plain: bool
    is_stated: bool
