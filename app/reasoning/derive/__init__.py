"""Facts that follow from other facts, each by a formula, on one basis, from one source."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from app.reasoning.derive.derived import Derived
from app.reasoning.derive.parts import documents_remaining, levels_of_indicators, parts_from_shares, shares
from app.reasoning.derive.trade import Trade, balances, growths, levels_before, narrowings, turnovers
from app.reasoning.facts import Fact
from app.vocabulary.verdicts import DerivationRule

_ORDER: Final = {rule: place for place, rule in enumerate(DerivationRule)}


def derive(
    facts: Sequence[Fact], *, same_basis: bool = False, rules: Collection[DerivationRule] = tuple(DerivationRule)
) -> list[Derived]:
    """Apply rules wherever their inputs exist; sorted by rule and id.

    `same_basis` computes what is not known to be on one basis, under that assumption.
    """
    trade = Trade.of(facts)
    found = [derived for rule in rules for derived in _apply(rule, facts, trade, same_basis=same_basis)]
    return sorted(found, key=lambda derived: (_ORDER[derived.rule], derived.id))


def _apply(rule: DerivationRule, facts: Sequence[Fact], trade: Trade, *, same_basis: bool) -> Iterator[Derived]:
    match rule:
        case DerivationRule.BALANCE:
            yield from balances(trade)
        case DerivationRule.TURNOVER:
            yield from turnovers(trade)
        case DerivationRule.NARROWING:
            yield from narrowings(trade)
        case DerivationRule.LEVEL_BEFORE:
            yield from levels_before(trade)
            yield from levels_of_indicators(facts)
        case DerivationRule.GROWTH:
            yield from growths(trade)
        case DerivationRule.SHARE:
            yield from shares(facts)
        case DerivationRule.PART_FROM_SHARE:
            yield from parts_from_shares(facts, same_basis=same_basis)
        case DerivationRule.DOCUMENTS_REMAINING:
            yield from documents_remaining(facts)


def derive_balances(facts: Iterable[Fact]) -> list[Derived]:
    """Apply the one rule of balances, newest period first."""
    found = sorted(balances(Trade.of(facts)), key=lambda derived: derived.id)
    return sorted(found, key=lambda derived: derived.period or "", reverse=True)
