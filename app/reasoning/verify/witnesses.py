"""What speaks on a claim: facts as stated, and what follows from them, in the claim's unit and each on one basis.

Levels follow by the identity of trade and back from changes, changes from levels.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product as pairs

from app.reasoning import Assumption, Basis, Fact, Unknown, differences
from app.reasoning.arithmetic import change_between, converted, level_before
from app.reasoning.derive.steps import Derived, Formula, conclude
from app.reasoning.derive.trade import (
    Trade,
    levels_before,
    levels_of_indicators,
    narrowings,
    remainders,
    turnovers,
)
from app.reasoning.verify.claim import Claim
from app.vocabulary.interval import Interval, Undefined
from app.vocabulary.measures import Flow, Unit, Valuation
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import DerivationRule


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
    def basis(self) -> ClaimBasis:
        """The basis that it speaks on; what follows by the identity has no valuation in common with its inputs."""
        basis = ClaimBasis.of(self.inputs[0])
        return replace(basis, valuation=None) if self.formula and self.formula.flow else basis

    @property
    def formula(self) -> Formula | None:
        """The formula by which it follows; None for a fact as stated."""
        return self.derived.formula if self.derived else None

    @property
    def is_from_levels(self) -> bool:
        """Whether it is a change computed from two levels."""
        return self.formula in (Formula.GROWTH, Formula.CHANGE)

    def adds_nothing_to(self, other: "Witness") -> bool:
        """Return whether it only repeats, more coarsely, what the other says on the same basis."""
        return other.interval.within(self.interval) and self.basis.may_be(other.basis)

    @property
    def quantity(self) -> Quantity:
        """What is stated, or what follows as derivations show it."""
        return (self.derived and self.derived.quantity) or self.inputs[0].quantity


def _following(claim: Claim, derived: Derived) -> Iterator[Witness]:
    """Yield what follows as a witness, unless it has no end or its unit cannot be compared with the claim's.

    The basis of the result is that of the first input, which is about what is claimed.
    """
    if derived.interval and (derived.interval.lower, derived.interval.upper) != (None, None):
        interval = converted(derived.interval, derived.unit, claim.unit)
        if interval is not None:
            yield Witness(interval, derived.inputs, derived)


def witnesses(claim: Claim, facts: Iterable[Fact]) -> list[Witness]:
    """Return all that speaks on a claim, stated first; of what follows by one formula only the narrowest."""
    related = [fact for fact in facts if claim.concerns(fact)]
    own = [fact for fact in related if claim.measures(fact)]
    stated = [
        Witness(interval, (fact,))
        for fact in own
        if claim.is_of_period(fact) and (interval := converted(fact.interval, fact.unit, claim.unit)) is not None
    ]
    levels = list(_levels(claim, related, own))
    if claim.is_change:
        return stated + _narrowest([*_from_levels(claim, own, levels), *_from_other_changes(claim, own)])
    # What has no period, such as the level before a change whose base is not named, is of no claim's period.
    dated = [level for level in levels if level.period is not None and level.period == claim.when]
    following = [witness for level in dated for witness in _following(claim, level)]
    return stated + _narrowest(witness for witness in following if not any(map(witness.adds_nothing_to, stated)))


def _levels(claim: Claim, related: Iterable[Fact], own: Iterable[Fact]) -> Iterator[Derived]:
    """Yield the levels of what is claimed that follow in the periods that can lead to the claim's.

    These are its own, the base of a change, and those changed from it.
    """
    periods = {claim.when}
    if claim.is_change:
        periods.add(claim.base)
    else:
        periods.update(fact.period for fact in own if fact.is_change and fact.base_period == claim.when)
    usable = [fact for fact in related if fact.period in periods]
    trade = Trade.of(usable)
    if claim.flow is Flow.TOTAL:
        yield from turnovers(trade)
    others = (*remainders(trade), *narrowings(trade), *levels_before(trade), *levels_of_indicators(usable))
    own_levels = [level for level in others if claim.measures(replace(level.inputs[0], subject=level.subject))]
    yield from sorted(own_levels, key=lambda level: (level.rule is DerivationRule.LEVEL_BEFORE, level.id))


def _narrowest(following: Iterable[Witness]) -> list[Witness]:
    """Remove what only repeats, more coarsely, what another witness of the same formula and basis says."""
    narrowest: list[Witness] = []
    for witness in following:
        rivals = [other for other in narrowest if (other.formula, other.basis) == (witness.formula, witness.basis)]
        if not any(other.interval.within(witness.interval) for other in rivals):
            coarser = [other for other in rivals if witness.interval.within(other.interval)]
            narrowest = [other for other in narrowest if other not in coarser] + [witness]
    return narrowest


def _from_levels(claim: Claim, own: Sequence[Fact], derived: Sequence[Derived]) -> Iterator[Witness]:
    """Yield the change between two levels of one basis, whatever their sources."""
    formula = Formula.GROWTH if claim.unit is Unit.PERCENT else Formula.CHANGE
    new, old = (list(_levels_of(period, own, derived)) for period in (claim.when, claim.base))
    for (after, new_inputs), (before, old_inputs) in pairs(new, old):
        if _are_one_series(new_inputs[0], old_inputs[0]):
            inputs = (*new_inputs, *old_inputs)
            yield from _change(claim, formula, inputs, after, before, Assumption.ONE_SERIES)


def _levels_of(
    period: str | None, own: Iterable[Fact], derived: Iterable[Derived]
) -> Iterator[tuple[Interval, Sequence[Fact]]]:
    """Yield the stated levels of a period, and narrowed ones where the words leave an end open ("exceeded").

    Each comes with the facts behind it, of which the first has its basis.
    """
    for fact in own:
        if not fact.is_change and fact.period == period is not None:
            yield fact.interval, (fact,)
    for level in derived:
        if level.rule is DerivationRule.NARROWING and level.period == period and level.interval:
            words = level.inputs[0].interval
            if words.lower is None or words.upper is None:
                yield level.interval, level.inputs


def _are_one_series(new: Fact, old: Fact) -> bool:
    """Return whether two levels are of one reporter and compiler; where none is known, of one source."""
    if new.subject != old.subject or new.unit is not old.unit:
        return False
    is_known = new.basis.is_known or new.source.id == old.source.id
    return is_known and ClaimBasis.of(new).may_be(ClaimBasis.of(old))


def _change(
    claim: Claim, formula: Formula, inputs: Sequence[Fact], new: Interval, old: Interval, *assumptions: Assumption
) -> Iterator[Witness]:
    """Yield the change between two levels as a witness; where it is no growth, in the unit of the levels."""
    result = change_between(new, old, claim.unit)
    unit = Unit.PERCENT if claim.unit is Unit.PERCENT else inputs[0].unit
    return _following(claim, conclude(formula, inputs, result, unit=unit, period=claim.when, assumptions=assumptions))


def _from_other_changes(claim: Claim, own: Iterable[Fact]) -> Iterator[Witness]:
    """Yield a change that one record states in another unit, put into the claim's by the record's own level.

    A change of 1.1 million t to 9.4 is one of 13 %; a growth of 33.5 % to 11 billion is one of 2.8 billion.
    """
    is_growth = claim.unit is Unit.PERCENT
    formula = Formula.GROWTH_OF_CHANGE if is_growth else Formula.CHANGE_OF_GROWTH
    records: dict[tuple[RecordKind, str], dict[bool, Fact]] = {}
    for fact in own:
        if not fact.evidence and fact.period == claim.when and fact.base_period in (None, claim.base):
            records.setdefault((fact.kind, fact.record), {})[fact.is_change] = fact
    for record in records.values():
        if True in record and False in record:
            level, change = record[False], record[True]
            before = level_before(level.interval, change.interval, change.unit)
            if (change.unit is level.unit) is is_growth and not isinstance(before, Undefined):
                yield from _change(claim, formula, (level, change), level.interval, before)
