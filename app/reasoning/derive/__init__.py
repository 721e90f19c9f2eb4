"""Facts that follow from other facts, each by a named rule, on one basis, from one source."""

from collections.abc import Sequence

from app.reasoning.derive.derived import Derived
from app.reasoning.derive.parts import SAME_BASIS, from_parts
from app.reasoning.derive.trade import IDENTITY, balances, from_trade
from app.reasoning.facts import Fact
from app.reasoning.sentences.naming import Names

RULES: dict[str, str] = {
    "balance": "Exports minus imports; exports narrowed by the turnover where it is stated.",
    "turnover": "Exports plus imports.",
    "narrowing": "What the identity turnover = exports + imports leaves of a stated interval.",
    "level_before": "The level from which a growth or change led to the level stated.",
    "growth": "The growth between two consecutive years of one series.",
    "share": "A part of a whole in per cent.",
    "part_from_share": "What a stated share of a stated whole amounts to.",
    "documents_remaining": "The documents of a package that its stated parts do not account for.",
}
"""Every rule, with what it gives."""


def derive(facts: Sequence[Fact], names: Names, *, same_basis: bool = False) -> list[Derived]:
    """Apply every rule; sorted by rule and id."""
    found = [*from_trade(facts, names), *from_parts(facts, names, same_basis=same_basis)]
    return sorted(found, key=lambda derived: (list(RULES).index(derived.rule), derived.id))


__all__ = [
    "IDENTITY",
    "RULES",
    "SAME_BASIS",
    "Derived",
    "Fact",
    "balances",
    "derive",
]
