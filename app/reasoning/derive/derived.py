"""A fact that follows from others: by which rule, from which inputs, under which assumptions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.reasoning.facts import Basis, Fact
from app.vocabulary import ALL_GOODS, WORLD, DerivationStatus, Qualifier, Quantity, Unit
from app.vocabulary.interval import Interval, Result, Undefined, widened

_FINEST: Final = Fraction(1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What a rule makes of its inputs; `quantity` is null unless the status is `derived`.

    `interval` is exact; the quantity shows it rounded outwards to a hundredth of the coarsest step among the inputs.
    """

    rule: str
    formula: str
    inputs: tuple[Fact, ...]
    assumptions: tuple[str, ...]
    basis: Basis
    period: str | None
    status: DerivationStatus
    reason: str | None
    interval: Interval | None
    quantity: Quantity | None
    subject: str

    @property
    def id(self) -> str:
        """Name the rule, the trade that is among the inputs, and the inputs; the same wherever they are held."""
        digest = hashlib.sha256("\n".join(fact.id for fact in self.inputs).encode()).hexdigest()
        return ".".join((self.rule.replace("_", "-"), *trade_of_inputs(self.inputs), digest[:12]))


def trade_of_inputs(inputs: Sequence[Fact]) -> tuple[str, ...]:
    """Give the two areas whose trade is among the inputs, sorted, and the commodity where it is not all goods.

    Trade with the World names them only where there is nothing but that.
    """
    trade = [fact.subject for fact in inputs if fact.subject.flow and fact.subject.area and fact.subject.counterpart]
    pairs = [sorted((subject.area or "", subject.counterpart or "")) for subject in trade]
    of_two = [pair for pair in pairs if WORLD not in pair] or (pairs if len(pairs) == len(inputs) else [])
    goods = [subject.commodity for subject in trade if subject.commodity not in (None, ALL_GOODS)]
    return (*of_two[0], *filter(None, goods[:1])) if of_two else ()


def conclude(
    rule: str,
    formula: str,
    inputs: Sequence[Fact],
    result: Result,
    *,
    unit: Unit,
    period: str | None,
    subject: str,
    assumptions: Sequence[str] = (),
) -> Derived:
    """Give what a rule concludes: the quantity of the result, or why there is none."""
    interval = None if isinstance(result, Undefined) else result
    return Derived(
        rule=rule,
        formula=formula,
        inputs=tuple(inputs),
        assumptions=tuple(assumptions),
        basis=_common_basis(inputs),
        period=period,
        status=DerivationStatus.UNDEFINED if interval is None else DerivationStatus.DERIVED,
        reason=result.reason if isinstance(result, Undefined) else None,
        interval=interval,
        quantity=None if interval is None else _shown(interval, inputs, unit),
        subject=subject,
    )


def not_comparable(
    rule: str, formula: str, inputs: Sequence[Fact], reason: str, *, period: str | None, subject: str
) -> Derived:
    """Say that a rule's inputs are not known to be on one basis."""
    return Derived(
        rule=rule,
        formula=formula,
        inputs=tuple(inputs),
        assumptions=(),
        basis=_common_basis(inputs),
        period=period,
        status=DerivationStatus.NOT_COMPARABLE,
        reason=reason,
        interval=None,
        quantity=None,
        subject=subject,
    )


def _common_basis(inputs: Sequence[Fact]) -> Basis:
    """Give what is known of the basis that the inputs share; what differs or is unknown is null."""
    bases = [fact.basis for fact in inputs]
    first = bases[0]
    return Basis(
        first.compiled_by if all(basis.compiled_by == first.compiled_by for basis in bases) else None,
        first.compiler if all(basis.compiler == first.compiler for basis in bases) else None,
        first.kind if all(basis.kind == first.kind for basis in bases) else None,
        first.valuation if all(basis.valuation == first.valuation for basis in bases) else None,
    )


def _shown(interval: Interval, inputs: Sequence[Fact], unit: Unit) -> Quantity:
    steps = [fact.quantity.step for fact in inputs if fact.unit == unit and fact.quantity.step]
    is_exact = all(fact.quantity.qualifier is Qualifier.EXACT for fact in inputs)
    return Quantity.of(
        interval if is_exact and not steps else widened(interval, max(steps) / 100 if steps else _FINEST), unit
    )
