"""A claim: what somebody says of whom, the interval that its own digits give it, and the facts that bear on it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from app.reasoning import Fact, Subject
from app.reasoning.arithmetic import converted, negative, scaled
from app.vocabulary.measures import AS_PARTNER, FLOWS_WITHIN, WITH_STEP, Flow, Qualifier, Valuation
from app.vocabulary.numbers import STEP_OF_FRACTION, TypedNumber
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, Quantity, Undefined, gap_between, intersection
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import PERCENT, POINTS, TIMES, Measure

MARGIN: Final = Fraction(1, 20)
"""Multiples and fractions in words ("doubled", "by a third") are supported within 5 per cent of themselves; a default
step above 5 per cent of its number is coarse; a level may be revised by 5 per cent until the next one is stated."""
IN_WORDS, NEARLY = (Qualifier.ROUNDED, Qualifier.ABOUT), (Qualifier.NEARLY,)
_HALVED: Final = (Qualifier.ABOUT, *NEARLY)  # these take a whole step to a side, and not half of one
YEAR, MONTH = len("2023"), len("2023-03")
_WITHOUT_DIGITS: Final = (ClaimKind.RANK, ClaimKind.RECORD, ClaimKind.TRADED)  # a second place is no slip of a first


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedNumber:
    """The number of a claim: its interval, one unit of its last digit, and whether it is coarse.

    It is coarse where a default step decides the interval, by more than a twentieth of the number.
    """

    quantity: Quantity
    digit: Fraction
    is_coarse: bool

    @classmethod
    def of(
        cls, number: TypedNumber, unit: str, qualifier: Qualifier, *, least: Fraction | None, step: Fraction | None
    ) -> "ClaimedNumber":
        """Build the number of a claim, of no less than its floor: where no step is named its digits give one.

        In per cent all digits count. Of a multiple or a fraction in words the step is its whole width, so that a hedge
        makes it no wider, and as it has no digits, what is near a bound of it is so within the margin.
        """
        digit, margin = step or (number.digit if unit in (PERCENT, POINTS) else number.step), abs(number.value) * MARGIN
        full = abs(number.value) * STEP_OF_FRACTION
        is_worded = unit == PERCENT and step in (full / 2, full) if step else number.is_fraction or unit == TIMES
        if step is None and is_worded and qualifier in _HALVED and digit / 2 > margin:
            digit /= 2
        width = digit if qualifier in WITH_STEP else None
        hedged = Quantity.hedged(number.value, unit, qualifier, step=width, least=least)
        is_coarse = step is None and width is not None and width > margin
        digit = min(digit, margin) if is_worded and qualifier not in IN_WORDS else digit
        return cls(quantity=hedged, digit=digit, is_coarse=is_coarse)


@dataclass(frozen=True, kw_only=True)  # without slots, so that what is asked of it for each fact is found once
class Claim:
    """What is claimed; goods move from `origin` to `counterpart`, other measures are of `origin`.

    What is left out, a counterpart, a mode or a scope, means the whole. `flow` is set for the turnover of the two.
    `compiled_by` is an area or an organisation; None names no basis. `source` is the only source to compare with.
    `is_to_come` is said of a period that was not over when the facts were loaded. A change is against `base_period` or
    a year before; `than` are both sides of the trade compared with. `country` is that in which `origin` lies. `here`
    and `there` are the two areas with all places inside them; none in `there` are all. `factors` are those of other
    units to that of the number.
    """

    measure: Measure
    origin: str
    counterpart: str | None
    flow: Flow | None
    commodity: str
    mode: str | None
    scope: str | None
    period: Period | None
    is_change: bool
    number: ClaimedNumber
    compiled_by: str | None
    valuation: Valuation | None
    country: str
    here: tuple[str, ...]
    there: tuple[str, ...]
    source: str | None = None
    is_to_come: bool = False
    kind: ClaimKind = ClaimKind.AMOUNT
    base_period: Period | None = None
    than: tuple[str, str] | None = None
    event: str | None = None
    factors: Mapping[str, Fraction] = field(default_factory=dict, compare=False)

    def seen_on(self, day: str) -> "Claim":
        """Return the claim as seen on a day, on which its period may not be over yet."""
        return replace(self, is_to_come=self.period is not None and self.period.last > Period.parse(day[:MONTH]).last)

    @property
    def quantity(self) -> Quantity:
        """The number claimed, with its hedge."""
        return self.number.quantity

    @cached_property
    def when(self) -> str | None:
        """The period as facts write it."""
        return None if self.period is None else str(self.period)

    @cached_property
    def base(self) -> str | None:
        """The period that a change is against: that claimed, else a year earlier; the same for two partners."""
        before = self.period and (self.period if self.than else self.period.year_before)
        return str(self.base_period or before) if self.base_period or before else None

    @cached_property
    def unit(self) -> str:
        """The unit in which claim and facts are compared: changes in times are compared in per cent."""
        return PERCENT if self.is_change and self.quantity.unit == TIMES else self.quantity.unit

    @cached_property
    def interval(self) -> Interval:
        """What the claim allows, in the unit of comparison."""
        return converted(self.quantity.interval, self.quantity.unit, self.unit) or self.quantity.interval

    @cached_property
    def support(self) -> Interval:
        """Where a fact must lie to support the claim: in its interval, and near the value of one in words."""
        if (value := self.quantity.value) is None or not is_loose(self.quantity, (*IN_WORDS, *NEARLY)):
            return self.interval
        size = scaled(Interval.between(1 - MARGIN, 1 + MARGIN, "[]"), abs(value))
        near = size if value >= 0 else negative(size)
        within = intersection(converted(near, self.quantity.unit, self.unit) or near, self.interval)
        return self.interval if isinstance(within, Undefined) else within

    def converted(self, interval: Interval, unit: str) -> Interval | None:
        """Convert what a fact allows to the unit of comparison; None where that is of another kind, or currency."""
        return converted(interval, unit, self.unit, self.factors)

    def is_beyond(self, interval: Interval) -> bool:
        """Return whether an interval misses the claim by more than one unit of its last digit; words have no digits.

        One digit is as large a unit as the claim itself, so a miss by more than all that the fact allows is beyond too.
        """
        gap, is_multiple = gap_between(interval, self.interval), self.quantity.unit != self.unit
        reach = self.number.digit * (100 if is_multiple else 1)
        if self.kind in _WITHOUT_DIGITS or is_loose(self.quantity):
            reach = Fraction(0)
        if not self.is_change:
            reach = min(reach, max(abs(interval.lower or Fraction(0)), abs(interval.upper or Fraction(0))))
        return gap is not None and gap > reach

    def measures(self, subject: Subject) -> bool:
        """Return whether a subject is what is claimed, in whatever period and unit and on whatever basis.

        Goods from one area to the other are exports of the one and imports of the other.
        """
        if subject.measure != self.measure:
            return False
        if self.measure.is_of_goods:
            flow = self.flow or Flow.EXPORT
            sides = ((self.origin, self.counterpart, flow), (self.counterpart, self.origin, AS_PARTNER[flow]))
            return subject.commodity == self.commodity and (subject.area, subject.counterpart, subject.flow) in sides
        if subject.area is None:
            # Of no area: the scope says of what, and a claim that leaves it out means whatever is held.
            return self.scope is None or _same(self.scope, subject.scope)
        named, measured = (self.origin, self.counterpart), (subject.area, subject.counterpart)
        is_of_both = named == measured or (self.measure.is_mutual and named[::-1] == measured)
        return is_of_both and self.mode == subject.mode and _same(self.scope, subject.scope)

    def has_part(self, fact: Fact) -> bool:
        """Return whether a fact is of a part of what is claimed: a good, a place, a mode; of what is moved, a month."""
        if fact.subject.measure != self.measure:
            return False
        adds_up = self.measure.parts_add_up and not self.measure.is_stock  # over time: what is moved or made
        if self.period is None or not fact.period or fact.period == self.when or not adds_up:
            return self.is_of_period(fact) and self.holds(fact.subject) and not self.measures(fact.subject)
        is_level = not (self.is_change or fact.is_change or fact.quantity.per)
        return is_level and Period.parse(fact.period).within(self.period) and self.holds(fact.subject)

    def holds(self, subject: Subject) -> bool:
        """Return whether what is measured is claimed, or less of it: some goods or places, one mode, one way."""
        flow, goods = self.flow or Flow.EXPORT, subject.commodity or ""
        is_ours = subject.flow is None or subject.flow in FLOWS_WITHIN[flow]
        is_theirs = subject.flow in FLOWS_WITHIN[AS_PARTNER[flow]] if subject.flow else self.measure.is_mutual
        sides = ((is_ours, subject.area, subject.counterpart), (is_theirs, subject.counterpart, subject.area))
        is_between = any(
            ok and here in self.here and (not self.there or there in self.there) for ok, here, there in sides
        )
        # Codes below a code begin with it and its edition; goods in words hold none, and "section-V" not "section-VI".
        is_below = self.commodity[-1:].isdigit() and goods.startswith(self.commodity)
        named = ((self.mode, subject.mode), (self.scope, subject.scope))
        is_narrower = all(claimed is None or _same(claimed, measured) for claimed, measured in named)
        return is_between and is_narrower and (is_below or self.commodity in (ALL_GOODS, goods))

    def is_meant(self, fact: Fact) -> bool:
        """Return whether a fact is from the source, and is or may be on the basis, that the claim names, if any."""
        basis = fact.basis
        may_be = not basis.is_known and fact.subject.area == self.compiled_by
        compiled = may_be or self.compiled_by in (None, basis.compiled_by, basis.compiler)
        return compiled and self.valuation in (None, basis.valuation) and self.source in (None, fact.source.id)

    def concerns(self, fact: Fact) -> bool:
        """Return whether a fact may enter the answer: one that is meant, in any flow of the pair."""
        subject = fact.subject
        if not self.is_meant(fact):
            return False
        if not self.measure.is_of_goods:
            return self.measures(fact.subject)
        same = subject.measure == self.measure and subject.commodity == self.commodity
        return same and {subject.area, subject.counterpart} == {self.origin, self.counterpart}

    def is_of_period(self, fact: Fact) -> bool:
        """Return whether a level is of the claim's period, or a change of it against the claim's base or none named.

        A stock is of every period that holds its day; a claim without a period means any day.
        """
        if fact.is_change is not self.is_change or fact.quantity.per is not None:
            return False
        if fact.period is None and fact.as_of and not fact.is_change:
            return self.period is None or Period.parse(fact.as_of[:MONTH]).within(self.period)
        bases = () if self.than else (self.base,) if self.base_period else (None, self.base)
        return fact.period == self.when and (not fact.is_change or fact.base_period in bases)

    def may_refute(self, fact: Fact) -> bool:
        """Return whether a fact of the claim's period can refute it: a stock only where the claim is of its month.

        One that is dated by its year alone may be of another day than the claim.
        """
        is_of_month = fact.as_of is not None and len(fact.as_of) >= MONTH and fact.as_of[:MONTH] == self.when
        return fact.period is not None or fact.as_of is None or is_of_month


def _same(claimed: str | None, measured: str | None) -> bool:
    """Return whether two scopes are one: they are words, in which case does not matter."""
    return (claimed or "").casefold() == (measured or "").casefold()


def is_loose(quantity: Quantity, hedges: Collection[Qualifier] = IN_WORDS) -> bool:
    """Return whether a number is a multiple ("doubled") or fraction ("by a third"): no figure has such a step."""
    if quantity.qualifier not in hedges or quantity.value is None or quantity.step is None:
        return False
    width = quantity.step / (1 if quantity.qualifier in _HALVED else 2)
    full, parts = abs(quantity.value) * STEP_OF_FRACTION, quantity.value.denominator
    # A number without an end in decimals has another prime than 2 and 5 in its denominator.
    is_fraction = pow(10, parts.bit_length(), parts) != 0 or width in (full / 2, full)
    is_worded = quantity.unit == TIMES or (quantity.unit == PERCENT and is_fraction)
    return is_worded and width > abs(quantity.value) * MARGIN
