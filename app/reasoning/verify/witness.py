"""What speaks on a claim: a fact as stated, or what follows from facts, in the claim's unit and on one basis."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.reasoning.basis import Basis, Unknown, differences
from app.reasoning.derive.derived import Derived, Formula
from app.reasoning.facts import Fact
from app.reasoning.measurement import converted
from app.reasoning.verify.claim import Claim, is_loose
from app.vocabulary import Quantity, Valuation
from app.vocabulary.interval import Interval


@dataclass(frozen=True, slots=True)
class ClaimBasis(Basis):
    """A basis as answers tell them apart: the compiler, the valuation as far as stated, and the scope.

    An area that compiles stands for all its offices.
    """

    scope: str | None
    counterpart: str | None

    @classmethod
    def of(cls, fact: Fact) -> "ClaimBasis":
        """Return the basis of a fact."""
        basis, subject = fact.basis, fact.subject
        return cls(
            compiled_by=basis.compiled_by,
            compiler=basis.compiler if basis.compiled_by is None else None,
            kind=None,
            valuation=None if basis.valuation is Valuation.NOT_STATED else basis.valuation,
            scope=subject.about,
            counterpart=subject.counterpart if subject.flow is None else None,
        )

    def may_be(self, other: "ClaimBasis") -> bool:
        """Return whether two bases differ in nothing that both state; a compiler not known is one of its own."""
        scopes = (self.scope, self.counterpart) == (other.scope, other.counterpart)
        return scopes and not differences(self, other, unknown=Unknown.OWN)


@dataclass(frozen=True, slots=True)
class Witness:
    """One thing that speaks on a claim: an interval in the claim's unit, and the facts that it rests on.

    `derived` is None for a fact as stated. The first input decides the basis.
    """

    interval: Interval
    inputs: tuple[Fact, ...]
    derived: Derived | None = None

    @property
    def first(self) -> Fact:
        """The fact whose basis the witness has."""
        return self.inputs[0]

    @property
    def basis(self) -> ClaimBasis:
        """The basis that it speaks on; exports and imports added up have no valuation in common."""
        basis = ClaimBasis.of(self.first)
        return replace(basis, valuation=None) if self.formula is Formula.TURNOVER else basis

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
        found = self.derived.quantity if self.derived else None
        return found or self.first.quantity

    @property
    def is_loose(self) -> bool:
        """Whether it is a multiple or fraction in words."""
        return self.derived is None and is_loose(self.first.quantity)


def stated(claim: Claim, fact: Fact) -> Iterator[Witness]:
    """Yield a fact as a witness, unless its unit cannot be compared with the claim's."""
    interval = converted(fact.interval, fact.unit, claim.unit)
    if interval is not None:
        yield Witness(interval, (fact,))


def following(claim: Claim, derived: Derived) -> Iterator[Witness]:
    """Yield what follows as a witness, unless it has no end or its unit cannot be compared with the claim's.

    A fact about what is claimed comes first among the inputs: the basis of the result is its own.
    """
    found = derived.interval
    if found is not None and (found.lower, found.upper) != (None, None):
        interval = converted(found, derived.unit, claim.unit)
        if interval is not None:
            yield Witness(interval, about_first(claim, derived.inputs), derived)


def about_first(claim: Claim, inputs: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return inputs with those about what is claimed before the others."""
    return tuple(sorted(inputs, key=lambda fact: not claim.measures(fact)))
