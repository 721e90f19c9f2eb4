"""Rules over the two sides of one trade: exports of one against imports of the other, and the turnover of both.

Imports that differ from exports are ordinary, so nothing here is inconsistent.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Final

from app.reasoning.check.check import Check, Finding, Material
from app.reasoning.check.comparing import NEAR, Reading, gaps, lie, meet, read, shown
from app.reasoning.check.prose import ended, said, sized, topic, whose, written
from app.reasoning.check.statements import arithmetic, distance, listed
from app.reasoning.check.sums import by_source, summed
from app.reasoning.facts import Basis, Fact
from app.reasoning.intervals import quotient
from app.reasoning.sentences.naming import Names
from app.vocabulary import ALL_GOODS, WORLD, BasisKind, Flow, Period, SourceKind, Unit
from app.vocabulary.interval import Interval, Undefined
from app.vocabulary.verdicts import CheckVerdict, MirrorCause

_FOUND: Final = {
    CheckVerdict.WITHIN_MARGIN: "the two may lie within a tenth of each other",
    CheckVerdict.IMPORTER_HIGHER: "the importer's figure is higher by more than a tenth",
    CheckVerdict.IMPORTER_LOWER: "the importer's figure is lower by more than a tenth",
}
_CAUSES: Final = {
    CheckVerdict.IMPORTER_HIGHER: tuple(MirrorCause),
    CheckVerdict.IMPORTER_LOWER: tuple(cause for cause in MirrorCause if cause is not MirrorCause.VALUATION),
}
"""What may explain a verdict: freight and insurance make imports higher, never lower."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """What the exporter and the importer state of one trade."""

    exporter: list[Fact]
    importer: list[Fact]


def mirror(material: Material, names: Names) -> Iterator[Finding]:
    """Hold every exporter's statement against every importer's of the same trade; tell which side is missing."""
    trades: defaultdict[tuple[object, ...], _Sides] = defaultdict(lambda: _Sides([], []))
    for fact in material.facts:
        subject = fact.subject
        rest = (fact.period, subject.commodity, fact.unit)
        if not _is_statement_of_reporter(fact):
            continue
        if subject.flow is Flow.EXPORT:
            trades[(subject.area, subject.counterpart, *rest)].exporter.append(fact)
        elif subject.flow is Flow.IMPORT:
            trades[(subject.counterpart, subject.area, *rest)].importer.append(fact)
    for sides in trades.values():
        for exports, imports in product(sides.exporter, sides.importer):
            yield Finding.of(_mirrored(exports, imports, names))
        if material.is_whole and not (sides.exporter and sides.importer):
            yield from _missing((*sides.exporter, *sides.importer), names)


def _is_statement_of_reporter(fact: Fact) -> bool:
    """Tell whether the reporter itself stands behind a level of its trade in some period, as far as is known."""
    basis = fact.basis
    own = basis.compiled_by == fact.subject.area or not basis.is_known
    compiled = own and basis.kind not in (BasisKind.RECONCILED, BasisKind.ESTIMATED)
    level = fact.subject.measure == "trade" and not (fact.is_change or fact.evidence)
    return compiled and level and fact.period is not None and fact.subject.counterpart != WORLD


def _mirrored(exports: Fact, imports: Fact, names: Names) -> Check:
    ratio = quotient(exports.interval, imports.interval)
    absolute, relative = gaps(read(exports), read(imports))
    verdict = _verdict(ratio)
    both = f"{written(exports.interval, exports.unit)} / {written(imports.interval, imports.unit)}"
    of_values = None
    if exports.quantity.value is not None and imports.quantity.value:
        of_values = exports.quantity.value / imports.quantity.value
    result = None if isinstance(ratio, Undefined) else shown(ratio, of_values, Unit.TIMES)
    return Check(
        rule="",
        verdict=verdict,
        inputs=(exports, imports),
        period=exports.period,
        arithmetic=(
            f"{both}: {ratio.reason}" if isinstance(ratio, Undefined) else f"{both} = {written(ratio, Unit.TIMES)}"
        ),
        sentence=ended(
            f"{topic(exports, names)}: {said(exports)} as exported, against {said(imports)} as imported",
            _FOUND.get(verdict, "no ratio is defined"),
            f"the first is {sized(result)} the second" if result else None,
        ),
        gap_absolute=absolute,
        gap_relative=relative,
        ratio=result,
        differing=exports.basis.differs_from(imports.basis),
        causes=_CAUSES.get(verdict, ()),
    )


def _verdict(ratio: Interval | Undefined) -> CheckVerdict:
    if isinstance(ratio, Undefined):
        return CheckVerdict.UNDETERMINED
    if meet(ratio, NEAR):
        return CheckVerdict.WITHIN_MARGIN
    above = ratio.lower is not None and ratio.lower >= 1
    return CheckVerdict.IMPORTER_LOWER if above else CheckVerdict.IMPORTER_HIGHER


def _missing(stated: Sequence[Fact], names: Names) -> Iterator[Finding]:
    """Name the side that states nothing: for all goods together, and for goods that prose states."""
    for fact in stated:
        if fact.subject.commodity == ALL_GOODS or fact.witness.kind is not SourceKind.DATASET:
            yield Finding.of(_without_other_side(fact, names))


def _without_other_side(fact: Fact, names: Names) -> Check:
    role = "importer" if fact.subject.flow is Flow.EXPORT else "exporter"
    other = names.get(fact.subject.counterpart or "", "")
    return Check(
        rule="",
        verdict=CheckVerdict.MISSING_SIDE,
        inputs=(fact,),
        period=fact.period,
        arithmetic=f"{written(fact.interval, fact.unit)}, against nothing stated by the {role}",
        sentence=ended(
            f"{topic(fact, names)}: {said(fact)}", f"the {role}, {other}, states nothing, which is not zero"
        ),
        differing=(role,),
    )


@dataclass(frozen=True, slots=True)
class _Turnover:
    """What one source gives as the turnover of one side: stated, or exports and imports together."""

    facts: tuple[Fact, ...]
    reading: Reading
    basis: Basis


def two_sides(material: Material, names: Names) -> Iterator[Finding]:
    """Hold the turnover that one side counts against the turnover that the other counts."""
    turnovers: defaultdict[tuple[str, str, str, Unit], list[_Turnover]] = defaultdict(list)
    for group in by_source(material.facts).values():
        for turnover in _turnovers(group):
            fact = turnover.facts[0]
            area, counterpart = fact.subject.area or "", fact.subject.counterpart or ""
            if fact.subject.commodity == ALL_GOODS and fact.period is not None:
                turnovers[area, counterpart, fact.period, fact.unit].append(turnover)
    for (area, counterpart, period, unit), ours in list(turnovers.items()):
        if area < counterpart:
            for one, other in product(ours, turnovers.get((counterpart, area, period, unit), ())):
                verdict = _of_two(one, other)
                yield Finding(verdict, partial(_two, one, other, verdict, names))


def _turnovers(group: dict[Flow, list[Fact]]) -> Iterator[_Turnover]:
    for stated in group[Flow.TOTAL]:
        yield _Turnover((stated,), read(stated), stated.basis)
    if not group[Flow.TOTAL]:
        for exports, imports in product(group[Flow.EXPORT], group[Flow.IMPORT]):
            basis = Basis(exports.basis.compiled_by, exports.basis.compiler, exports.basis.kind, None)
            if "compiler" not in exports.basis.differs_from(imports.basis):
                yield _Turnover((exports, imports), summed([exports, imports]), basis)


def _differing(one: Basis, other: Basis) -> tuple[str, ...]:
    """Name what differs between the bases of two sides: at least the reporter, where a compiler is not known."""
    known = one.is_known and other.is_known
    return one.differs_from(other) if known else (*one.differs_from(other), "reporter")


def _of_two(one: _Turnover, other: _Turnover) -> CheckVerdict:
    if _differing(one.basis, other.basis):
        return CheckVerdict.DIFFERENT_BASIS
    return lie(one.reading.interval, other.reading.interval)


def _two(one: _Turnover, other: _Turnover, verdict: CheckVerdict, names: Names) -> Check:
    differing = _differing(one.basis, other.basis)
    absolute, relative = gaps(one.reading, other.reading)
    first, second = (_in_words(side, names) for side in (one, other))
    summed_up = [side.reading for side in (one, other) if len(side.facts) > 1]
    return Check(
        rule="",
        verdict=verdict,
        inputs=(*one.facts, *other.facts),
        period=one.facts[0].period,
        arithmetic=arithmetic(one.reading, other.reading, absolute),
        sentence=ended(
            f"{_both(one, names)}: {first}, against {second}",
            f"they differ in {listed(differing)}, so that neither refutes the other" if differing else None,
            distance(absolute),
        ),
        gap_absolute=absolute,
        gap_relative=relative,
        computed=shown(summed_up[0].interval, summed_up[0].value, summed_up[0].unit) if summed_up else None,
        differing=differing,
    )


def _both(side: _Turnover, names: Names) -> str:
    fact = side.facts[0]
    area, counterpart = (names.get(code or "", "") for code in (fact.subject.area, fact.subject.counterpart))
    return f"Trade between {area} and {counterpart} in {Period.parse(fact.period or '').label}"


def _in_words(side: _Turnover, names: Names) -> str:
    figure = " and ".join(said(fact) for fact in side.facts)
    return f"{figure}{' together' if len(side.facts) > 1 else ''} {whose(side.facts[0], names)}"
