"""A check: statements set against each other by a rule, and what was found. Its words are made by `sentences`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from app.reasoning import Fact, Finding, SourceRef, are_independent
from app.reasoning.basis import Aspect
from app.reasoning.measurement import Measurement, gaps, meet
from app.vocabulary.interval import Interval, lower_key
from app.vocabulary.quantity import Quantity
from app.vocabulary.verdicts import CheckRule, CheckVerdict, MirrorCause

MARGIN: Final = Fraction(1, 10)
"""What still counts as near: a tenth of the bound, of the level, of the other side's figure."""
NEAR: Final = Interval.between(1 - MARGIN, 1 + MARGIN, "[]")
"""The ratios of figures that are near each other."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that checks are made from; `is_whole` where statistics in bulk are in it, so that it lacks nothing."""

    facts: Sequence[Fact]
    is_whole: bool = False

    @property
    def sources(self) -> Mapping[str, SourceRef]:
        """The sources of the facts by their ids."""
        return {fact.source.id: fact.source for fact in self.facts}


@dataclass(frozen=True, kw_only=True)
class Check(Finding):
    """What a rule found in its inputs.

    `sides` are the two figures compared. `follows` is what the stated figure was held against where that was computed
    (a sum or a growth), `quotient` the exporter's figure divided by the importer's. `reason` is why nothing could be
    computed. `replaced` tells that the later source replaces the earlier one. Gaps are worked out when they are asked
    for: most checks are only looked through for those that conflict.
    """

    rule: CheckRule
    verdict: CheckVerdict
    sides: tuple[Measurement, Measurement] | None = None
    follows: Measurement | None = None
    quotient: Measurement | None = None
    differing: tuple[Aspect, ...] = ()
    causes: tuple[MirrorCause, ...] = ()
    reason: str | None = None
    replaced: bool = False

    @property
    def gap_absolute(self) -> Quantity | None:
        """By how much the larger side exceeds the smaller; None where they have a number in common."""
        return self._gaps[0]

    @property
    def gap_relative(self) -> Quantity | None:
        """The same in per cent of the smaller; None also for figures that are per cent themselves."""
        return self._gaps[1]

    @cached_property
    def _gaps(self) -> tuple[Quantity | None, Quantity | None]:
        return gaps(*self.sides) if self.sides else (None, None)

    @cached_property
    def computed(self) -> Quantity | None:
        """What the stated figure was held against, where that was computed."""
        return self.follows.shown if self.follows else None

    @cached_property
    def ratio(self) -> Quantity | None:
        """The exporter's figure divided by the importer's."""
        return self.quotient.shown if self.quotient else None

    @property
    def independent(self) -> bool | None:
        """Whether every source has a lineage of its own; None for one statement, or where a lineage is not known."""
        return are_independent([fact.source for fact in self.inputs])


def relation(first: Interval, second: Interval) -> CheckVerdict:
    """Return how two intervals relate: agree, compatible, adjacent or conflict.

    One that has no end to a side (or starts at an open zero, the floor of what cannot be negative) says little about
    figures far from its bound: it agrees with what lies within a tenth of the bound, and is compatible with the rest.
    """
    if meet(first, second):
        nested = first == second or _confirms(first, second) or _confirms(second, first)
        return CheckVerdict.AGREE if nested else CheckVerdict.COMPATIBLE
    lower, higher = (first, second) if lower_key(first) <= lower_key(second) else (second, first)
    return CheckVerdict.ADJACENT if lower.upper == higher.lower else CheckVerdict.CONFLICT


def _confirms(outer: Interval, inner: Interval) -> bool:
    if not inner.within(outer):
        return False
    low = None if outer.lower == 0 and not outer.lower_inclusive else outer.lower
    if low is not None and outer.upper is not None:
        return True
    if low is not None:
        return inner.upper is not None and inner.upper <= low + abs(low) * MARGIN
    high = outer.upper
    return high is not None and inner.lower is not None and inner.lower >= high - abs(high) * MARGIN
