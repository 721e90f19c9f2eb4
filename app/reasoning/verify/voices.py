"""What speaks on a claim: a fact as stated, or what follows from facts, in the claim's unit and on one basis."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.reasoning.derive import Derived
from app.reasoning.facts import Fact
from app.reasoning.verify.claim import Claim, converted, is_loose
from app.vocabulary import Flow, Quantity, Valuation
from app.vocabulary.interval import Interval

_MIRROR: Final = {Flow.EXPORT: Flow.IMPORT, Flow.TOTAL: Flow.TOTAL}


@dataclass(frozen=True, slots=True)
class Ground:
    """A basis as verification tells them apart: the compiler, the valuation as far as stated, and the scope.

    An area that compiles stands for all its offices.
    """

    compiled_by: str | None
    compiler: str | None
    valuation: Valuation | None
    scope: str | None
    counterpart: str | None

    @property
    def is_known(self) -> bool:
        """Whether it is known who compiled the figures."""
        return self.compiled_by is not None or self.compiler is not None

    def may_be(self, other: "Ground") -> bool:
        """Tell whether two grounds differ in nothing that both state; what is compiled by nobody known is apart."""
        compiler = (self.compiled_by, self.compiler) == (other.compiled_by, other.compiler)
        valuations = {self.valuation, other.valuation} - {None}
        return compiler and len(valuations) <= 1 and (self.scope, self.counterpart) == (other.scope, other.counterpart)


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that speaks on a claim: an interval in the claim's unit, and the facts that it rests on.

    `derived` is None for a fact as stated. The first input decides the basis.
    """

    interval: Interval
    inputs: tuple[Fact, ...]
    derived: Derived | None = None

    @property
    def first(self) -> Fact:
        """The fact whose basis the voice has."""
        return self.inputs[0]

    @property
    def ground(self) -> Ground:
        """The basis that it speaks on; exports and imports added up have no valuation in common."""
        ground = ground_of(self.first)
        added_up = self.derived is not None and self.derived.rule == "turnover"
        return replace(ground, valuation=None) if added_up else ground

    @property
    def quantity(self) -> Quantity:
        """What is stated, or what follows as derivations show it."""
        found = self.derived.quantity if self.derived else None
        return found or self.first.quantity

    @property
    def is_loose(self) -> bool:
        """Whether it is a multiple or fraction in words."""
        return self.derived is None and is_loose(self.first.quantity)


def ground_of(fact: Fact) -> Ground:
    """Give the basis of a fact."""
    basis, subject = fact.basis, fact.subject
    valuation = None if basis.valuation is Valuation.NOT_STATED else basis.valuation
    compiler = basis.compiler if basis.compiled_by is None else None
    counterpart = subject.counterpart if subject.flow is None else None
    return Ground(basis.compiled_by, compiler, valuation, subject.about, counterpart)


def is_about(claim: Claim, fact: Fact) -> bool:
    """Tell whether a fact measures what is claimed, in whatever period and unit and on whatever basis.

    Goods from one area to the other are exports of the one and imports of the other.
    """
    subject = fact.subject
    if subject.measure != claim.measure:
        return False
    if claim.measure.is_of_goods:
        flow = claim.flow or Flow.EXPORT
        sides = ((claim.origin, claim.counterpart, flow), (claim.counterpart, claim.origin, _MIRROR[flow]))
        return subject.commodity == claim.commodity and (subject.area, subject.counterpart, subject.flow) in sides
    named, measured = (claim.origin, claim.counterpart), (subject.area, subject.counterpart)
    here = named == measured or (subject.area == claim.origin and claim.counterpart is None)
    there = claim.measure.is_mutual and named[::-1] == measured
    return (here or there) and claim.mode in (None, (subject.about or "").partition("/")[0])


def is_related(claim: Claim, fact: Fact) -> bool:
    """Tell whether a fact can enter a computation: any flow of the pair in the commodity, or the measure itself."""
    subject = fact.subject
    if not claim.measure.is_of_goods:
        return is_about(claim, fact)
    same = subject.measure == claim.measure and subject.commodity == claim.commodity
    return same and {subject.area, subject.counterpart} == {claim.origin, claim.counterpart}


def is_on_named_basis(claim: Claim, fact: Fact) -> bool:
    """Tell whether a fact is on the basis that the claim names, if it names one."""
    basis = fact.basis
    compiled = claim.compiled_by in (None, basis.compiled_by, basis.compiler)
    return compiled and claim.valuation in (None, basis.valuation)


def is_of_period(claim: Claim, fact: Fact) -> bool:
    """Tell whether a level is of the claim's period, or a change of it against the claim's base or an unnamed one."""
    if fact.is_change is not claim.is_change or fact.period != claim.when:
        return False
    return not fact.is_change or fact.base_period in (None, claim.base)


def as_stated(claim: Claim, fact: Fact) -> Iterator[Voice]:
    """Let a fact speak, unless its unit cannot be compared with the claim's."""
    interval = converted(fact.interval, fact.unit, claim.unit)
    if interval is not None:
        yield Voice(interval, (fact,))


def as_derived(claim: Claim, derived: Derived) -> Iterator[Voice]:
    """Let speak what follows, unless that has no end or its unit cannot be compared with the claim's.

    A fact about what is claimed comes first among the inputs: the basis of the result is its own.
    """
    found = derived.interval
    if found is not None and derived.quantity is not None and (found.lower, found.upper) != (None, None):
        interval = converted(found, derived.quantity.unit, claim.unit)
        if interval is not None:
            inputs = tuple(sorted(derived.inputs, key=lambda fact: not is_about(claim, fact)))
            yield Voice(interval, inputs, derived)
