"""Statements set against each other by named rules: what agrees, what does not, and what cannot be compared."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.reasoning.check.comparison import Check, Material, voiced
from app.reasoning.check.statements import growth_against_levels, headline_against_body, sources_on_one_key
from app.reasoning.check.sums import exports_and_imports_against_total, mirror, parts_against_whole, two_sides
from app.reasoning.derive.aside import set_aside
from app.vocabulary import tables_beside
from app.vocabulary.verdicts import CheckRule, CheckVerdict


@dataclass(frozen=True, slots=True)
class Method:
    """How a rule compares, and the verdicts that it may end in; `find` applies it."""

    rule: CheckRule
    text: str
    verdicts: tuple[CheckVerdict, ...]
    find: Callable[[Material], Iterator[Check]]


_STATED: Final = tables_beside(__file__, "methods.toml")
_FINDERS: Final[Mapping[CheckRule, Callable[[Material], Iterator[Check]]]] = {
    CheckRule.SOURCES_ON_ONE_KEY: sources_on_one_key,
    CheckRule.HEADLINE_AGAINST_BODY: headline_against_body,
    CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL: exports_and_imports_against_total,
    CheckRule.GROWTH_AGAINST_LEVELS: growth_against_levels,
    CheckRule.MIRROR: mirror,
    CheckRule.TWO_SIDES: two_sides,
    CheckRule.PARTS_AGAINST_WHOLE: parts_against_whole,
}
METHODS: Final = tuple(
    Method(rule, _STATED[rule]["text"], tuple(map(CheckVerdict, _STATED[rule]["verdicts"])), _FINDERS[rule])
    for rule in CheckRule
)
"""The method of every rule, in the order of the list of checks."""


def check(
    material: Material, rule: CheckRule | None = None, verdicts: Collection[CheckVerdict] = tuple(CheckVerdict)
) -> list[Check]:
    """Apply every rule, or only one, and keep what ends in one of the verdicts; what disagrees comes first.

    Equal statements of one lineage are compared once. What is set aside is compared, and named in each check.
    """
    checks: list[Check] = []
    for method in METHODS:
        if rule in (None, method.rule) and not set(verdicts).isdisjoint(method.verdicts):
            checks += voiced(one for one in method.find(material) if one.verdict in verdicts)
    aside = set_aside(material.facts) if any(fact.is_change for one in checks for fact in one.inputs) else frozenset()
    marked = (replace(one, aside=aside) if any(fact.id in aside for fact in one.inputs) else one for one in checks)
    return sorted(marked, key=order)


_VERDICTS: Final = {verdict: place for place, verdict in enumerate(CheckVerdict)}
_RULES: Final = {method.rule: place for place, method in enumerate(METHODS)}


def order(one: Check) -> tuple[int, int, str]:
    """Return a key that sorts checks by verdict, what disagrees first, then by rule and id."""
    return _VERDICTS[one.verdict], _RULES[one.rule], one.id
