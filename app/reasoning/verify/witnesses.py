"""What speaks on a claim, a fact as stated or what follows from facts, in the claim's unit and on one basis.

And what one of them does to the claim: supports it, misses it by little or by much, or allows it and something else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Final

from app.reasoning import Basis, Fact
from app.reasoning.arithmetic import HUNDRED, meet, negative, percent_change, scaled
from app.reasoning.derive.steps import OF_BOTH_WAYS, Derived, Formula
from app.reasoning.derive.trade import valuation_of_both
from app.reasoning.verify.claim import IN_WORDS, MARGIN, NEARLY, Claim, is_loose
from app.vocabulary.measures import BasisKind, Flow, Qualifier, Valuation
from app.vocabulary.quantity import NAMED, Interval, Quantity, cut_off, gap_between
from app.vocabulary.terms import OF_STATISTICS
from app.vocabulary.verdicts import DerivationRule, Stance
from app.vocabulary.words import RELATIVE, TIMES, is_currency

ANYTHING: Final = Interval.between(None, None, "()")
FAR_WEAKER: Final = 2
"""A claim understates when the facts guarantee more than twice the bound that it gives."""


@dataclass(frozen=True, slots=True)
class ClaimBasis(Basis):
    """A basis as answers tell them apart: the compiler, the valuation as far as stated, the scope of what has no area.

    An area that compiles stands for all its offices. Estimates are not the figures that the compiler reports. The scope
    of a fact is the claim's, or a part of it, unless the fact is of no area.
    """

    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """One thing that speaks on a claim: an interval in the claim's unit, and the facts that it rests on.

    `derived` is None for a fact as stated. The first input gives the basis. `outer` is what it allows if the level of
    the earlier period was revised; None where only one vintage enters. The interval of a part is that of the whole as
    far as the part tells: it has no upper end.
    """

    interval: Interval
    inputs: tuple[Fact, ...]
    derived: Derived | None = None
    outer: Interval | None = None
    is_part: bool = False

    @property
    def allowed(self) -> Interval:
        """What it allows at most: only what lies outside is refuted."""
        return self.outer or self.interval

    @property
    def basis(self) -> ClaimBasis:
        """The basis that it speaks on; a part, and what is left of a turnover, may be valued unlike the whole."""
        fact, formula = self.inputs[0], self.formula
        basis, subject, valuation = fact.basis, fact.subject, fact.basis.valuation
        flows = {each.subject.flow for each in self.inputs}
        if formula in OF_BOTH_WAYS or (flows == {Flow.EXPORT, Flow.IMPORT} and self.is_from_levels):
            valuation = valuation_of_both(*(each.basis for each in self.inputs[:2]))
        elif self.is_part or (formula and (formula.flow or formula.rule is DerivationRule.BALANCE)):
            valuation = None
        return ClaimBasis(
            compiled_by=basis.compiled_by,
            compiler=basis.compiler if basis.compiled_by is None else None,
            kind=basis.kind if basis.kind in (BasisKind.ESTIMATED, BasisKind.RECONCILED) else None,
            valuation=None if valuation is Valuation.NOT_STATED else valuation,
            currency=basis.currency,
            scope=subject.scope if subject.area is None and fact.kind in OF_STATISTICS else None,
        )

    @property
    def formula(self) -> Formula | None:
        """The formula by which it follows; None for a fact as stated."""
        return self.derived.formula if self.derived else None

    @property
    def is_from_levels(self) -> bool:
        """Whether it is a change computed from two levels."""
        return self.formula in (Formula.GROWTH, Formula.CHANGE)

    @property
    def quantity(self) -> Quantity:
        """What is stated, or what follows as derivations show it."""
        return (self.derived and self.derived.quantity) or self.inputs[0].quantity


def following(claim: Claim, derived: Derived) -> Iterator[Witness]:
    """Yield what follows as a witness, unless it has no end or its unit cannot be compared with the claim's.

    The basis of the result is that of the first input, which is about what is claimed.
    """
    if derived.interval and (derived.interval.lower, derived.interval.upper) != (None, None):
        interval = claim.converted(derived.interval, derived.unit)
        if interval is not None:
            # A level before a change, and the two levels of a share that two sources state, may be of two vintages.
            is_of_two = derived.rule is DerivationRule.SHARE and len({fact.source.id for fact in derived.inputs}) > 1
            may_be_revised = is_of_two or derived.rule is DerivationRule.LEVEL_BEFORE
            yield Witness(interval, derived.inputs, derived, revisable(interval) if may_be_revised else None)


def revisable(level: Interval) -> Interval:
    """Return what a level may have been before it was revised: a twentieth less or more."""
    return Interval(
        level.lower and level.lower * (1 - MARGIN),
        level.lower_inclusive,
        level.upper and level.upper * (1 + MARGIN),
        level.upper_inclusive,
    )


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a claim lies above the facts, or below them where it is negative: in its unit, and in % of them.

    `share` is `relative` to the two figures that are of use. `is_from_part` is whether the facts are of a part of what
    is claimed; `is_least` whether the numbers may lie further apart, since not both are one number.
    """

    absolute: Fraction
    relative: Fraction | None
    share: Fraction | None
    is_from_part: bool
    is_least: bool

    @classmethod
    def between(cls, claim: Claim, interval: Interval, *, is_part: bool = False) -> "Distance | None":
        """Return the distance between the closures of both intervals; None where they meet."""
        gap = gap_between(interval, claim.interval)
        if gap is None:
            return None
        lower, upper = claim.interval.lower, interval.upper
        is_above = lower is not None and upper is not None and lower > upper
        end, absolute = (upper, gap) if is_above else (interval.lower, -gap)
        ends = [one or 0 for one in (interval.lower, interval.upper, lower if is_above else claim.interval.upper)]
        # Of what may lie on either side of zero, such as a balance, no part is told.
        relative = absolute / abs(end) * HUNDRED if end and not min(ends) < 0 <= max(ends) else None
        share = None if relative is None else Fraction(f"{float(relative):.2g}")
        is_least = any(one.lower != one.upper for one in (interval, claim.interval))
        return cls(absolute, relative, share, is_part, is_least)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A witness with its stance on the claim, and its distance from it."""

    witness: Witness
    stance: Stance
    distance: Distance | None
    in_words: bool = False
    """Whether it supports the claim because both are the same multiple or fraction in words."""


def assess(claim: Claim, witness: Witness) -> Assessment:
    """Return the stance of a witness on its own."""
    shown = claim.converted(witness.quantity.interval, witness.quantity.unit) if witness.derived else None
    is_number = witness.outer != ANYTHING and witness.inputs[0].quantity is not NAMED
    distance = Distance.between(claim, shown or witness.interval, is_part=witness.is_part) if is_number else None
    stance = Stance.ALLOWS
    if witness.interval.within(claim.support):
        stance = Stance.SUPPORTS
    elif _says_the_same(claim, witness):
        return Assessment(witness, Stance.SUPPORTS, distance, in_words=True)
    elif not meet(witness.interval, claim.interval):
        if misses_by_little(claim, witness.interval) or _is_cut_off(claim, witness):
            stance = Stance.ALLOWS if witness.is_part else Stance.NEAR
        elif gap_between(witness.allowed, claim.interval):
            stance = Stance.CONTRADICTS
    return Assessment(witness, stance, distance)


def misses_by_little(claim: Claim, interval: Interval) -> bool:
    """Return whether an interval misses the claim by no more than one unit of its last digit; words have no digits."""
    return not (is_loose(claim.quantity) or claim.is_beyond(interval))


def _is_cut_off(claim: Claim, witness: Witness) -> bool:
    """Return whether the fact meets the claim if its own last digit was cut off and not rounded: 24 of 24.7.

    The last digit of statistics in whole numbers is their last figure.
    """
    stated, unit = witness.inputs[0].quantity, witness.inputs[0].unit
    is_whole = stated.qualifier is Qualifier.EXACT and unit not in RELATIVE and stated.value == int(stated.value or 0)
    value, step = stated.value, Fraction(1) if is_whole else stated.step
    has_digits = is_whole or (stated.qualifier is Qualifier.ROUNDED and not is_loose(stated))
    if witness.derived or value is None or step is None or is_loose(claim.quantity) or not has_digits:
        return False
    meant = claim.converted(cut_off(value, step), unit)
    return meant is not None and meet(meant, claim.interval)


def _says_the_same(claim: Claim, witness: Witness) -> bool:
    """Return whether the fact is a multiple or fraction in words ("doubled") and the claim the same, within the margin.

    A claim in figures is the same where it holds the fraction, or misses the multiple by a unit of its last digit only.
    """
    stated, claimed = witness.inputs[0].quantity, claim.quantity
    if witness.derived or stated.value is None or claimed.value is None:
        return False
    said = claim.converted(Interval.point(stated.value), stated.unit)
    figure = claim.converted(Interval.point(claimed.value), claimed.unit)
    if is_loose(claimed, NEARLY):  # "nearly doubled" is less than "doubled"
        return is_loose(stated, NEARLY) and said == figure
    if said is None or not is_loose(stated):
        return False
    if is_loose(claimed):
        return said.within(claim.support)
    is_hedged = claimed.qualifier in IN_WORDS
    if stated.unit != TIMES:
        return is_hedged and said.within(claim.interval)
    near = percent_change(scaled(Interval.between(1 - MARGIN, 1 + MARGIN, "[]"), stated.value))
    return is_hedged and figure is not None and figure.within(near) and not claim.is_beyond(said)


def nearest(distances: Iterable[Distance | None]) -> Distance | None:
    """Return the least of some distances, of those from a part only where there are no others.

    None where one of them meets the claim, or there are none.
    """
    every = list(distances)
    apart = [(distance.is_from_part, abs(distance.absolute), distance) for distance in every if distance]
    return min(apart, key=itemgetter(0, 1))[2] if apart and len(apart) == len(every) else None


def other_currencies(claim: Claim, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return the currencies other than the claim's in which something is stated of what is claimed and its period."""
    stated = (fact for fact in facts if is_currency(fact.unit) and claim.is_meant(fact) and claim.is_of_period(fact))
    held = {fact.unit for fact in stated if claim.measures(fact.subject)} if is_currency(claim.unit) else set()
    return tuple(sorted(held - {claim.unit}))


def is_understated(claim: Claim, counted: Sequence[Witness]) -> bool:
    """Return whether a one-sided claim gives a bound that the facts exceed more than twice over."""
    claimed, intervals = claim.interval, [witness.interval for witness in counted]
    if claim.quantity.qualifier in (Qualifier.LESS_THAN, Qualifier.AT_MOST):
        claimed, intervals = negative(claimed), [negative(interval) for interval in intervals]
    elif claim.quantity.qualifier not in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        return False
    ends = [interval.lower for interval in intervals if interval.lower is not None]
    if not claimed.lower or not ends:
        return False
    guaranteed = max(ends)
    weak, strong = (claimed.lower, guaranteed) if guaranteed > 0 else (-guaranteed, -claimed.lower)
    return weak * FAR_WEAKER < strong
