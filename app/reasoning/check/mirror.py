"""Rules over the two sides of one trade: exports of one against imports of the other, and the turnover of both.

Imports that differ from exports are ordinary, so nothing here is inconsistent.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import quotient
from app.reasoning.basis import Aspect, Basis, Unknown, differences
from app.reasoning.check.check import NEAR, Check, Material, relation
from app.reasoning.check.sums import by_source
from app.reasoning.measurement import Measurement, meet
from app.vocabulary.interval import Interval, Undefined
from app.vocabulary.measures import BasisKind, Flow, Unit
from app.vocabulary.terms import ALL_GOODS, WORLD, SourceKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict, MirrorCause

_CAUSES: Final[Mapping[CheckVerdict, tuple[MirrorCause, ...]]] = {
    CheckVerdict.IMPORTER_HIGHER: tuple(MirrorCause),
    CheckVerdict.IMPORTER_LOWER: tuple(cause for cause in MirrorCause if cause is not MirrorCause.VALUATION),
}
"""What may explain a verdict: freight and insurance make imports higher, never lower."""


def mirror(material: Material) -> Iterator[Check]:
    """Compare every exporter's statement with every importer's of the same trade; name the side that is missing."""
    trades: defaultdict[tuple[object, ...], tuple[list[Fact], list[Fact]]] = defaultdict(lambda: ([], []))
    for fact in material.facts:
        subject = fact.subject
        rest = (fact.period, subject.commodity, fact.unit)
        if not _is_statement_of_reporter(fact):
            continue
        if subject.flow is Flow.EXPORT:
            trades[(subject.area, subject.counterpart, *rest)][0].append(fact)
        elif subject.flow is Flow.IMPORT:
            trades[(subject.counterpart, subject.area, *rest)][1].append(fact)
    for exporter, importer in trades.values():
        yield from (_mirrored(exports, imports) for exports, imports in product(exporter, importer))
        if material.is_whole and not (exporter and importer):
            yield from (_without_other_side(fact) for fact in (*exporter, *importer) if _is_missed(fact))


def _is_statement_of_reporter(fact: Fact) -> bool:
    """Return whether the reporter itself stands behind a level of its trade in some period, as far as is known."""
    basis = fact.basis
    own = basis.compiled_by == fact.subject.area or not basis.is_known
    compiled = own and basis.kind not in (BasisKind.RECONCILED, BasisKind.ESTIMATED)
    level = fact.subject.measure == "trade" and not (fact.is_change or fact.evidence)
    return compiled and level and fact.period is not None and fact.subject.counterpart != WORLD


def _mirrored(exports: Fact, imports: Fact) -> Check:
    ratio = quotient(exports.interval, imports.interval)
    verdict = _verdict(ratio)
    of_values = None
    if exports.quantity.value is not None and imports.quantity.value:
        of_values = exports.quantity.value / imports.quantity.value
    return Check(
        rule=CheckRule.MIRROR,
        verdict=verdict,
        inputs=(exports, imports),
        period=exports.period,
        sides=(Measurement.of(exports), Measurement.of(imports)),
        quotient=None if isinstance(ratio, Undefined) else Measurement(ratio, of_values, Unit.TIMES),
        differing=differences(exports.basis, imports.basis),
        causes=_CAUSES.get(verdict, ()),
        reason=ratio.reason if isinstance(ratio, Undefined) else None,
    )


def _verdict(ratio: Interval | Undefined) -> CheckVerdict:
    if isinstance(ratio, Undefined):
        return CheckVerdict.UNDETERMINED
    if meet(ratio, NEAR):
        return CheckVerdict.WITHIN_MARGIN
    above = ratio.lower is not None and ratio.lower >= 1
    return CheckVerdict.IMPORTER_LOWER if above else CheckVerdict.IMPORTER_HIGHER


def _is_missed(stated: Fact) -> bool:
    """Return whether a missing other side is named: for all goods together, and for goods that prose states."""
    return stated.subject.commodity == ALL_GOODS or stated.source.kind is not SourceKind.DATASET


def _without_other_side(fact: Fact) -> Check:
    return Check(
        rule=CheckRule.MIRROR,
        verdict=CheckVerdict.MISSING_SIDE,
        inputs=(fact,),
        period=fact.period,
        differing=(Aspect.IMPORTER if fact.subject.flow is Flow.EXPORT else Aspect.EXPORTER,),
    )


@dataclass(frozen=True, slots=True)
class _Turnover:
    """What one source gives as the turnover of one side: stated, or exports and imports together."""

    facts: tuple[Fact, ...]
    figure: Measurement
    basis: Basis


def two_sides(material: Material) -> Iterator[Check]:
    """Compare the turnover that one side counts with the turnover that the other counts."""
    turnovers: defaultdict[tuple[str, str, str, Unit], list[_Turnover]] = defaultdict(list)
    for group in by_source(material.facts):
        for turnover in _turnovers(group):
            fact = turnover.facts[0]
            area, counterpart = fact.subject.area or "", fact.subject.counterpart or ""
            if fact.subject.commodity == ALL_GOODS and fact.period is not None:
                turnovers[area, counterpart, fact.period, fact.unit].append(turnover)
    for (area, counterpart, period, unit), ours in list(turnovers.items()):
        if area < counterpart:
            theirs = turnovers.get((counterpart, area, period, unit), ())
            yield from (_of_two(one, other) for one, other in product(ours, theirs))


def _turnovers(group: Mapping[Flow, list[Fact]]) -> Iterator[_Turnover]:
    for stated in group[Flow.TOTAL]:
        yield _Turnover((stated,), Measurement.of(stated), stated.basis)
    if not group[Flow.TOTAL]:
        for exports, imports in product(group[Flow.EXPORT], group[Flow.IMPORT]):
            basis = Basis(exports.basis.compiled_by, exports.basis.compiler, exports.basis.kind, None)
            if Aspect.COMPILER not in differences(exports.basis, imports.basis):
                yield _Turnover((exports, imports), Measurement.total([exports, imports]), basis)


def _of_two(one: _Turnover, other: _Turnover) -> Check:
    differing = differences(one.basis, other.basis, unknown=Unknown.NEVER)
    verdict = CheckVerdict.DIFFERENT_BASIS if differing else relation(one.figure.interval, other.figure.interval)
    summed = [side.figure for side in (one, other) if len(side.facts) > 1]
    return Check(
        rule=CheckRule.TWO_SIDES,
        verdict=verdict,
        inputs=(*one.facts, *other.facts),
        period=one.facts[0].period,
        sides=(one.figure, other.figure),
        follows=summed[0] if summed else None,
        differing=differing,
    )
