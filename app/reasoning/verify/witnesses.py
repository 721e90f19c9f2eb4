"""What speaks on a claim: facts as stated, and what follows from them, in the claim's unit and each on one basis.

Levels follow by the identity of trade and back from changes, changes from levels.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product as pairs
from typing import Final

from app.reasoning import Assumption, Fact
from app.reasoning.basis import Basis, Unknown, differences
from app.reasoning.derive import derive
from app.reasoning.derive.derived import Derived, Formula, conclude
from app.reasoning.measurement import change_between, converted, level_before_change
from app.reasoning.verify.claim import Claim, is_loose
from app.vocabulary.interval import Interval, Result, Undefined
from app.vocabulary.measures import Flow, Unit, Valuation
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import DerivationRule

_OF_LEVELS: Final = (DerivationRule.TURNOVER, DerivationRule.NARROWING, DerivationRule.LEVEL_BEFORE)
"""The rules that may give a level of what is claimed."""


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


def witnesses(claim: Claim, facts: Iterable[Fact]) -> list[Witness]:
    """Return all that speaks on a claim, stated first; of what follows by one formula only the narrowest."""
    related = [fact for fact in facts if claim.concerns(fact)]
    own = [fact for fact in related if claim.measures(fact)]
    said = [witness for fact in own if claim.is_of_period(fact) for witness in stated(claim, fact)]
    periods = _periods(claim, own)
    usable = [fact for fact in related if fact.period in periods]
    levels = [derived for derived in derive(usable, rules=_OF_LEVELS) if _is_level_of(claim, derived)]
    if claim.is_change:
        return said + _narrowest([*_from_levels(claim, own, levels), *_from_other_changes(claim, own)])
    # What has no period, such as the level before a change whose base is not named, is of no claim's period.
    dated = [level for level in levels if level.period is not None and level.period == claim.when]
    found = [witness for level in dated for witness in following(claim, level)]
    return said + _narrowest(level for level in found if not any(_says_no_more(level, witness) for witness in said))


def _periods(claim: Claim, own: Iterable[Fact]) -> set[str | None]:
    """Return the periods that can lead to the claim's: its own, the base of a change, those changed from it."""
    if claim.is_change:
        return {claim.when, claim.base}
    return {claim.when} | {fact.period for fact in own if fact.is_change and fact.base_period == claim.when}


def _says_no_more(witness: Witness, said: Witness) -> bool:
    return said.interval.within(witness.interval) and witness.basis.may_be(said.basis)


def _narrowest(found: Iterable[Witness]) -> list[Witness]:
    """Remove what only repeats, more coarsely, what another witness of the same formula and basis says."""
    kept: list[Witness] = []
    for witness in found:
        rivals = [other for other in kept if (other.formula, other.basis) == (witness.formula, witness.basis)]
        if not any(other.interval.within(witness.interval) for other in rivals):
            kept = [other for other in kept if other not in rivals or not witness.interval.within(other.interval)]
            kept.append(witness)
    return kept


def _is_level_of(claim: Claim, derived: Derived) -> bool:
    """Return whether what a rule gives is a level of what is claimed, in whatever period."""
    match derived.rule:
        case DerivationRule.LEVEL_BEFORE:
            return claim.measures(derived.inputs[0])
        case DerivationRule.TURNOVER:
            return claim.flow is Flow.TOTAL
    return claim.measures(next(fact for fact in derived.inputs if fact.subject.flow is derived.target))


@dataclass(frozen=True, slots=True)
class _Level:
    """A level in its own unit, stated or narrowed, and the facts behind it; the first has its basis."""

    interval: Interval
    inputs: tuple[Fact, ...]


def _from_levels(claim: Claim, own: Sequence[Fact], found: Sequence[Derived]) -> Iterator[Witness]:
    """Yield the change between two levels of one basis, whatever their sources."""
    new, old = (_levels(claim, own, found, period) for period in (claim.when, claim.base))
    formula = Formula.GROWTH if claim.unit is Unit.PERCENT else Formula.CHANGE
    for one, other in pairs(new, old):
        if _are_one_series(one.inputs[0], other.inputs[0]):
            result = change_between(one.interval, other.interval, claim.unit)
            inputs = (*one.inputs, *other.inputs)
            yield from following(claim, _change(claim, formula, inputs, result, (Assumption.ONE_SERIES,)))


def _levels(claim: Claim, own: Sequence[Fact], found: Sequence[Derived], period: str | None) -> list[_Level]:
    """Return the stated levels of a period, and narrowed ones where the words leave an end open ("exceeded")."""
    if period is None:
        return []
    levels = [_Level(fact.interval, (fact,)) for fact in own if not fact.is_change and fact.period == period]
    for derived in found:
        if derived.rule is DerivationRule.NARROWING and derived.period == period and derived.interval is not None:
            inputs = about_first(claim, derived.inputs)
            if None in (inputs[0].interval.lower, inputs[0].interval.upper):
                levels.append(_Level(derived.interval, inputs))
    return levels


def _are_one_series(new: Fact, old: Fact) -> bool:
    """Return whether two levels are of one reporter and compiler; where none is known, of one source."""
    if new.subject != old.subject or new.unit is not old.unit:
        return False
    known = new.basis.is_known or new.source.id == old.source.id
    return known and ClaimBasis.of(new).may_be(ClaimBasis.of(old))


def _change(
    claim: Claim, formula: Formula, inputs: Sequence[Fact], result: Result, assumptions: Sequence[Assumption] = ()
) -> Derived:
    unit = Unit.PERCENT if claim.unit is Unit.PERCENT else inputs[0].unit
    return conclude(formula, inputs, result, unit=unit, period=claim.when, assumptions=assumptions)


def _from_other_changes(claim: Claim, own: Sequence[Fact]) -> Iterator[Witness]:
    """Yield a change that one record states in another unit, put into the claim's by the record's own level.

    A change of 1.1 million t to 9.4 is one of 13 %; a growth of 33.5 % to 11 billion is one of 2.8 billion.
    """
    formula = Formula.GROWTH_OF_CHANGE if claim.unit is Unit.PERCENT else Formula.CHANGE_OF_GROWTH
    for level, change in _records(claim, own):
        is_absolute = change.unit is level.unit
        before = level_before_change(level.interval, change)
        if is_absolute is (claim.unit is Unit.PERCENT) and not isinstance(before, Undefined):
            result = change_between(level.interval, before, claim.unit)
            yield from following(claim, _change(claim, formula, (level, change), result))


def _records(claim: Claim, own: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Yield the level and the change of every record that states both for the claim's period."""
    found: dict[tuple[RecordKind, str], dict[bool, Fact]] = {}
    for fact in own:
        if not fact.evidence and fact.period == claim.when and fact.base_period in (None, claim.base):
            found.setdefault((fact.kind, fact.record), {})[fact.is_change] = fact
    for pair in found.values():
        if True in pair and False in pair:
            yield pair[False], pair[True]
