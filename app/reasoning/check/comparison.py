"""A check: statements set against each other by a rule, and what was found. Its words are made by `sentences`."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, reduce
from typing import Final, NamedTuple

from app.reasoning import Aspect, Basis, Fact, Finding
from app.reasoning.arithmetic import HUNDRED, difference, growth, meet, percent_change, product, total
from app.vocabulary.measures import Qualifier, Valuation
from app.vocabulary.numbers import SCALE
from app.vocabulary.quantity import Interval, Quantity, Undefined, cut_off, lower_key, widened
from app.vocabulary.terms import SourceKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict, MirrorCause
from app.vocabulary.words import PERCENT, RELATIVE, TIMES

_MARGIN: Final = Fraction(1, 10)
"""What still counts as near: a tenth of the bound, of the level, of the other side's figure."""
NEAR_ONE: Final = Interval.between(1 - _MARGIN, 1 + _MARGIN, "[]")
"""The ratios of figures that are near each other."""
_GRAIN_OF_RATIOS: Final = Fraction(1, 100)
_GRAIN: Final = Fraction(1, SCALE)


@dataclass(frozen=True, slots=True)
class Material:
    """All that checks are made from; `is_whole` where statistics in bulk are in it, so that it lacks nothing."""

    facts: Sequence[Fact]
    is_whole: bool = False


class Measurement(NamedTuple):
    """A figure: what it allows, the value stated or computed for it, and its unit."""

    interval: Interval
    value: Fraction | None
    unit: str

    @classmethod
    def of(cls, fact: Fact) -> "Measurement":
        """Return what a fact states; a change to x times the level before is a growth by 100 (x - 1) per cent."""
        value = fact.quantity.value
        if not fact.is_change or fact.unit != TIMES:
            return cls(fact.interval, value, fact.unit)
        interval = percent_change(fact.interval)
        return cls(interval, None if value is None else HUNDRED * (value - 1), PERCENT)

    @classmethod
    def total(cls, facts: Sequence[Fact]) -> "Measurement":
        """Return the sum of facts of one unit, such as exports and imports."""
        values = [fact.quantity.value for fact in facts if fact.quantity.value is not None]
        value = sum(values, Fraction(0)) if len(values) == len(facts) else None
        return cls(reduce(total, [fact.interval for fact in facts]), value, facts[0].unit)

    @property
    def shown(self) -> Quantity | None:
        """The figure for an answer, its interval rounded outwards; None where nothing limits it."""
        if self.interval.lower is None and self.interval.upper is None:
            return None
        grain = _grain(self.unit)
        value = None if self.value is None else round(self.value / grain) * grain
        return Quantity.of(outwards(self.interval, self.unit), self.unit, value)


def outwards(interval: Interval, unit: str) -> Interval:
    """Return an interval rounded outwards: to a hundredth for per cent and multiples, else to what is stored."""
    return widened(interval, _grain(unit))


def _grain(unit: str) -> Fraction:
    return _GRAIN_OF_RATIOS if unit in RELATIVE else _GRAIN


def change(new: Measurement, old: Measurement, *, is_relative: bool) -> Measurement | Undefined:
    """Compute the change from one figure to another: the growth in per cent, or the difference in their unit."""
    result = growth(new.interval, old.interval) if is_relative else difference(new.interval, old.interval)
    if isinstance(result, Undefined):
        return result
    value = None
    if new.value is not None and old.value is not None and (old.value or not is_relative):
        value = HUNDRED * (new.value / old.value - 1) if is_relative else new.value - old.value
    return Measurement(result, value, PERCENT if is_relative else new.unit)


def gaps(first: Measurement, second: Measurement) -> tuple[Quantity | None, Quantity | None]:
    """Compute by how much the larger exceeds the smaller, and that in per cent of it; None where the two meet."""
    if meet(first.interval, second.interval):
        return None, None
    low, high = sorted((first, second), key=lambda side: lower_key(side.interval))
    absolute, relative = change(high, low, is_relative=False), change(high, low, is_relative=True)
    is_misleading = low.unit == PERCENT  # per cent of per cent
    return _shown(absolute), None if is_misleading else _shown(relative)


def _shown(figure: Measurement | Undefined | None) -> Quantity | None:
    return figure.shown if isinstance(figure, Measurement) else None


@dataclass(frozen=True, kw_only=True)
class Check(Finding):
    """Statements compared by a rule, and its verdict.

    `sides` are the two figures compared. `follows` is what the stated figure was held against where that was computed
    (a sum, a growth, a remainder), `quotient` the exporter's figure divided by the importer's. `undefined` is why
    nothing could be computed, `lacking` the periods for want of whose levels a change is not checked. `replaced` tells
    that the later source replaces the earlier one. `voices` are further statements, each equal to an input and of one
    lineage with it; `aside` are the ids of facts that are set aside. Gaps are worked out when they are asked for: most
    checks are only looked through for those that conflict.
    """

    rule: CheckRule
    verdict: CheckVerdict
    sides: tuple[Measurement, Measurement] | None = None
    follows: Measurement | None = None
    quotient: Measurement | None = None
    differing: tuple[Aspect, ...] = ()
    causes: tuple[MirrorCause, ...] = ()
    undefined: Undefined | None = None
    lacking: tuple[str, ...] | None = None
    replaced: bool = False
    voices: tuple[Fact, ...] = ()
    aside: frozenset[str] = frozenset()

    @property
    def period(self) -> str | None:
        """The period of the first statement."""
        return self.inputs[0].period

    @property
    def gap_absolute(self) -> Quantity | None:
        """By how much the larger side exceeds the smaller; of a mirror, exports minus imports whatever they are.

        None where the sides have a number in common, or are in different currencies; of a mirror only where one of them
        is missing.
        """
        return self._gaps[0]

    @property
    def gap_relative(self) -> Quantity | None:
        """The same in per cent of the smaller, of a mirror of the imports; None for figures in per cent."""
        return self._gaps[1]

    @cached_property
    def _gaps(self) -> tuple[Quantity | None, Quantity | None]:
        if self.sides is None or self.sides[0].unit != self.sides[1].unit:
            return None, None  # nothing is converted
        if self.rule is CheckRule.MIRROR:
            return _shown(change(*self.sides, is_relative=False)), _shown(change(*self.sides, is_relative=True))
        return gaps(*self.sides)

    @cached_property
    def computed(self) -> Quantity | None:
        """What the stated figure was held against, where that was computed."""
        return _shown(self.follows)

    @cached_property
    def ratio(self) -> Quantity | None:
        """The exporter's figure divided by the importer's."""
        return _shown(self.quotient)

    @property
    def independent(self) -> bool | None:
        """Whether every source has a lineage of its own; None for one statement, or where a lineage is not known."""
        return are_independent(self.inputs)


def are_independent(facts: Sequence[Fact]) -> bool | None:
    """Return whether several sources speak, each of a lineage of its own; None where that cannot be told."""
    if len(facts) < 2:  # noqa: PLR2004  # one statement has nothing to be independent of
        return None
    witnesses = {(fact.source.id, fact.source.root) for fact in facts}
    roots = {root for _, root in witnesses}
    if len(roots) < max(len(witnesses), 2):
        return False
    # A dataset is a lineage of its own.
    known = all(fact.source.lineage is not None or fact.source.kind is SourceKind.DATASET for fact in facts)
    return True if known else None


def voiced(checks: Iterable[Check]) -> Iterator[Check]:
    """Yield one check for all that compare the same by the same words of one lineage; the others are its voices."""
    alike: defaultdict[Hashable, list[Check]] = defaultdict(list)
    numbers: dict[Hashable, int] = {}
    said: dict[str, int] = {}  # a number for the words of each fact, since few facts enter many checks
    for one in checks:
        new = (fact for fact in one.inputs if fact.id not in said)
        said.update((fact.id, numbers.setdefault(_said(fact), len(numbers))) for fact in new)
        alike[one.rule, one.verdict, tuple(sorted(said[fact.id] for fact in one.inputs))].append(one)
    for group in alike.values():
        first, *others = sorted(group, key=lambda one: (not one.replaced, one.id)) if len(group) > 1 else group
        own = {fact.id for fact in first.inputs}
        voices = {fact.id: fact for other in others for fact in other.inputs if fact.id not in own}
        yield replace(first, voices=tuple(voices[key] for key in sorted(voices))) if voices else first


def _said(fact: Fact) -> Hashable:
    """Return what equal statements of one lineage have in common."""
    if fact.evidence:
        return fact.id
    of_what = (fact.kind if fact.period else fact.record, fact.field, fact.subject, fact.period, fact.base_period)
    return fact.source.root, fact.basis, of_what, fact.is_change, fact.unit, fact.quantity.value, fact.interval


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


def may_be_valued_apart(first: Basis, second: Basis, sides: Sequence[Measurement]) -> bool:
    """Return whether freight may explain a gap: one valuation alone is known, and the gap is no more than a tenth."""
    unknown = {basis.valuation in (None, Valuation.NOT_STATED) for basis in (first, second)}
    return len(unknown) > 1 and meet(sides[0].interval, product(sides[1].interval, NEAR_ONE))


def are_cut_apart(first: Fact, second: Fact) -> bool:
    """Return whether a gap is no more than digits that one of two figures lacks, as where 251.8 is told as 251."""
    return first.unit == second.unit and (is_cut(first, second.interval) or is_cut(second, first.interval))


def is_cut(fact: Fact, other: Interval) -> bool:
    """Return whether a plain figure meets another once its last digits are taken as cut off, a tenth of it at most."""
    value, step = fact.quantity.value, fact.quantity.step
    if fact.quantity.qualifier is not Qualifier.ROUNDED or not value or not step or step > abs(value) * _MARGIN:
        return False
    return meet(cut_off(value, step), other)


def _confirms(outer: Interval, inner: Interval) -> bool:
    if not inner.within(outer):
        return False
    low = None if outer.lower == 0 and not outer.lower_inclusive else outer.lower
    if low is not None and outer.upper is not None:
        return True
    if low is not None:
        return inner.upper is not None and inner.upper <= low + abs(low) * _MARGIN
    high = outer.upper
    return high is not None and inner.lower is not None and inner.lower >= high - abs(high) * _MARGIN
