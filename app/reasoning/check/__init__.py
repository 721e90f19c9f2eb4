"""Statements set against each other by named rules: what agrees, what does not, and what cannot be compared."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from app.reasoning.check.check import Check, Finding, Material
from app.reasoning.check.growth import growth_against_levels
from app.reasoning.check.mirror import mirror, two_sides
from app.reasoning.check.statements import headline_against_body, sources_on_one_key
from app.reasoning.check.sums import exports_and_imports_against_total, parts_against_whole
from app.reasoning.sentences.naming import Names
from app.vocabulary.verdicts import CheckVerdict as Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule compares, how, and the verdicts that it may end in; `find` applies it."""

    name: str
    compares: str
    method: str
    verdicts: tuple[Verdict, ...]
    find: Callable[[Material, Names], Iterator[Finding]]


_LYING: Final = (Verdict.AGREE, Verdict.COMPATIBLE, Verdict.ADJACENT, Verdict.CONFLICT)
_FITTING: Final = (Verdict.CONSISTENT, Verdict.INCONSISTENT, Verdict.UNDETERMINED)

RULES: Final = (
    Rule(
        "sources_on_one_key",
        "Two statements of the same subject, measure and period.",
        "The intervals are compared as they lie to each other, unless the bases are known to differ. A change to x"
        " times the level before is read as a growth by 100 (x - 1) %. A one-sided bound agrees with figures within a"
        " tenth of it and is compatible with all others beyond it. A compiler that is not known counts as the same; the"
        " assumption is listed. A conflict of one compiler is a revision where the later source replaces the earlier.",
        (Verdict.DIFFERENT_BASIS, *_LYING, Verdict.REVISED),
        sources_on_one_key,
    ),
    Rule(
        "headline_against_body",
        "What a source says a second time in other terms, such as its headline, and what its record says.",
        "As for two sources.",
        _LYING,
        headline_against_body,
    ),
    Rule(
        "exports_and_imports_against_total",
        "Turnover, and exports and imports together, as one source states them.",
        "Turnover = exports + imports on one basis; the two are consistent when their intervals meet, since each figure"
        " is rounded on its own.",
        (Verdict.CONSISTENT, Verdict.INCONSISTENT, Verdict.NOT_COMPARABLE),
        exports_and_imports_against_total,
    ),
    Rule(
        "growth_against_levels",
        "A stated change, and the levels of both periods on its basis, of whatever source.",
        "100 (level / level before - 1), or level - level before, is held against the change. Where they do not meet,"
        " one source contradicts itself; with levels of other sources the base may have been revised, by no more than a"
        " tenth: beyond that it is a conflict. Of levels that several sources state alike, one is used.",
        (*_FITTING, Verdict.BASE_MAY_BE_REVISED, Verdict.CONFLICT, Verdict.NOT_COMPARABLE),
        growth_against_levels,
    ),
    Rule(
        "mirror",
        "The exporter's figure for a trade, and the importer's for the same goods and period.",
        "exports / imports as an interval, held against 0.9 to 1.1. Imports that differ from exports are ordinary and"
        " never inconsistent; possible causes are listed. An estimate or a reconciled figure is nobody's side."
        " Missing sides are told where a pair is named, so that"
        " statistics in bulk are looked at: for all goods together, and for goods that prose states.",
        (
            Verdict.WITHIN_MARGIN,
            Verdict.IMPORTER_HIGHER,
            Verdict.IMPORTER_LOWER,
            Verdict.MISSING_SIDE,
            Verdict.UNDETERMINED,
        ),
        mirror,
    ),
    Rule(
        "two_sides",
        "The turnover that one side counts, and the turnover that the other counts.",
        "Turnover as stated, else exports + imports of one source; figures of two compilers are shown with their gap,"
        " and neither refutes the other.",
        (Verdict.DIFFERENT_BASIS, *_LYING),
        two_sides,
    ),
    Rule(
        "parts_against_whole",
        "The documents of a package, and those of its parts in all sources.",
        "The sum of the parts, each counted once through `same_as`; what no part accounts for is undetermined.",
        _FITTING,
        parts_against_whole,
    ),
)
"""Every rule, in the order of the list of checks; the same table documents them."""


def check(
    material: Material, names: Names, only: str | None = None, verdicts: Collection[Verdict] = tuple(Verdict)
) -> list[Check]:
    """Apply every rule, or only one, and keep what ends in one of the verdicts; sorted by rule and id."""
    return [
        found
        for rule in RULES
        if only in (None, rule.name) and not set(verdicts).isdisjoint(rule.verdicts)
        for found in sorted(_found(rule, material, names, verdicts), key=lambda found: found.id)
    ]


def _found(rule: Rule, material: Material, names: Names, verdicts: Collection[Verdict]) -> Iterator[Check]:
    return (found.check().by(rule.name) for found in rule.find(material, names) if found.verdict in verdicts)


__all__ = [
    "RULES",
    "Check",
    "Material",
    "Rule",
    "check",
]
