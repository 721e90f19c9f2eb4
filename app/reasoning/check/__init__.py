"""Statements set against each other by named rules: what agrees, what does not, and what cannot be compared."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.reasoning.check.check import Check, Material, voiced
from app.reasoning.check.statements import growth_against_levels, headline_against_body, sources_on_one_key
from app.reasoning.check.sums import exports_and_imports_against_total, mirror, parts_against_whole, two_sides
from app.reasoning.derive.aside import set_aside
from app.vocabulary.verdicts import CheckRule, CheckVerdict


@dataclass(frozen=True, slots=True)
class Method:
    """How a rule compares, and the verdicts that it may end in; `find` applies it."""

    rule: CheckRule
    text: str
    verdicts: tuple[CheckVerdict, ...]
    find: Callable[[Material], Iterator[Check]]


_RELATIONS: Final = (CheckVerdict.AGREE, CheckVerdict.COMPATIBLE, CheckVerdict.ADJACENT, CheckVerdict.CONFLICT)
_FITTING: Final = (CheckVerdict.CONSISTENT, CheckVerdict.INCONSISTENT, CheckVerdict.UNDETERMINED)

METHODS: Final = (
    Method(
        CheckRule.SOURCES_ON_ONE_KEY,
        "The two intervals are compared, unless their bases are known to differ. A change to x"
        " times the level before is read as a growth by 100 (x - 1) %. A one-sided bound agrees with figures within a"
        " tenth of it and is compatible with all others beyond it. A compiler that is not known counts as the same, and"
        " the assumption is listed; but figures of several lineages are no conflict unless their compilers are known,"
        " nor are values a tenth apart of which one alone says what it includes (FOB, CIF), nor a plain figure and one"
        " with digits that it may have cut off. A conflict of one compiler is a revision where the later source"
        " replaces the earlier.",
        (CheckVerdict.DIFFERENT_BASIS, *_RELATIONS, CheckVerdict.REVISED),
        sources_on_one_key,
    ),
    Method(CheckRule.HEADLINE_AGAINST_BODY, "As for two sources.", _RELATIONS, headline_against_body),
    Method(
        CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL,
        "Turnover = exports + imports on one basis; the two are consistent when their intervals meet, since each figure"
        " is rounded on its own, or when the turnover lacks no more than digits cut off.",
        (CheckVerdict.CONSISTENT, CheckVerdict.INCONSISTENT, CheckVerdict.NOT_COMPARABLE),
        exports_and_imports_against_total,
    ),
    Method(
        CheckRule.GROWTH_AGAINST_LEVELS,
        "100 (level / level before - 1), or level - level before, is held against the change. Where they do not meet,"
        " one source contradicts itself; with levels of other sources the base may have been revised, by no more than a"
        " tenth: beyond that it is a conflict. Where not all compilers are known, neither refutes the other. Of levels"
        " that several sources state alike, one is used.",
        (*_FITTING, CheckVerdict.BASE_MAY_BE_REVISED, CheckVerdict.CONFLICT, CheckVerdict.NOT_COMPARABLE),
        growth_against_levels,
    ),
    Method(
        CheckRule.MIRROR,
        "exports / imports as an interval, held against 0.9 to 1.1: undetermined unless all of it lies on one side."
        " Imports that differ from exports are ordinary and never inconsistent; possible causes are listed."
        " An estimate or a reconciled figure is nobody's side; what turnover and trade the other way leave is."
        " Missing sides are told where a pair is named, so that"
        " statistics in bulk are looked at: for all goods together, and for goods that prose states."
        " Figures in different currencies are not compared.",
        (
            CheckVerdict.DIFFERENT_BASIS,
            CheckVerdict.WITHIN_MARGIN,
            CheckVerdict.IMPORTER_HIGHER,
            CheckVerdict.IMPORTER_LOWER,
            CheckVerdict.MISSING_SIDE,
            CheckVerdict.UNDETERMINED,
        ),
        mirror,
    ),
    Method(
        CheckRule.TWO_SIDES,
        "The turnover of each side, as it states it, else its exports + imports in one source; and a stated turnover"
        " against that sum in another source. Figures of two compilers, or of one that is not known, are shown with"
        " their gap, and neither refutes the other.",
        (CheckVerdict.DIFFERENT_BASIS, *_RELATIONS),
        two_sides,
    ),
    Method(
        CheckRule.PARTS_AGAINST_WHOLE,
        "The sum of the parts that one source counts, each once through `same_as`, against its own figure for the"
        " package, or against those of others where it has none; what no part accounts for is undetermined.",
        (*_FITTING, CheckVerdict.CONFLICT),
        parts_against_whole,
    ),
)
"""The method of every rule, in the order of the list of checks; the same table documents them."""


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
