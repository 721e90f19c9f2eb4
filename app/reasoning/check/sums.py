"""Rules over sums, of exports and imports or of parts, and over both sides of a trade, which ordinarily differ."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from app.reasoning import Aspect, Assumption, Basis, Fact, Subject, Unknown, differences
from app.reasoning.arithmetic import meet, quotient
from app.reasoning.check.comparison import NEAR_ONE, Check, Material, Measurement, is_cut, may_be_valued_apart, relation
from app.reasoning.derive.trade import Trade, remainders, valuation_of_both
from app.vocabulary.measures import BasisKind, Flow
from app.vocabulary.quantity import Interval, Undefined, lower_key
from app.vocabulary.terms import ALL_GOODS, WORLD, SourceKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict, MirrorCause
from app.vocabulary.words import DOCUMENTS, TIMES, TRADE, kind_of

_SIDES: Final = (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL)


def exports_and_imports_against_total(material: Material) -> Iterator[Check]:
    """Compare every stated total with the sum of the exports and imports that the same source states."""
    for group in by_source(material.facts):
        for exports, imports, turnover in product(*(group[flow] for flow in _SIDES)):
            yield _against_total(exports, imports, turnover)


def by_source(facts: Iterable[Fact]) -> Iterable[dict[Flow, list[Fact]]]:
    """Return the levels of trade by flow, a group for each source, pair, commodity, period and unit."""
    groups: defaultdict[Hashable, dict[Flow, list[Fact]]] = defaultdict(lambda: {flow: [] for flow in _SIDES})
    for fact in facts:
        subject = fact.subject
        if subject.measure == TRADE and subject.flow in _SIDES and not (fact.is_change or fact.evidence):
            pair = (subject.area, subject.counterpart, subject.commodity, fact.period, fact.unit)
            groups[(fact.source.id, *pair)][subject.flow].append(fact)
    return groups.values()


def _against_total(exports: Fact, imports: Fact, turnover: Fact) -> Check:
    # The valuation is left out: exports FOB and imports CIF make a turnover of both.
    sides = (differences(turnover.basis, side.basis) for side in (exports, imports))
    differing = (Aspect.COMPILER,) if any(Aspect.COMPILER in side for side in sides) else ()
    follows, stated = Measurement.total([exports, imports]), Measurement.of(turnover)
    fits = meet(stated.interval, follows.interval) or is_cut(turnover, follows.interval)
    verdict = CheckVerdict.CONSISTENT if fits else CheckVerdict.INCONSISTENT
    return Check(
        rule=CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL,
        verdict=CheckVerdict.NOT_COMPARABLE if differing else verdict,
        inputs=(exports, imports, turnover),
        sides=(stated, follows),
        follows=follows,
        differing=differing,
    )


def parts_against_whole(material: Material) -> Iterator[Check]:
    """Compare the documents of a package with those of its parts, as one source counts them; each part counts once.

    The parts of a source that does not count the package are compared with what others say of it.
    """
    counts = [fact for fact in material.facts if fact.subject.measure == DOCUMENTS and not fact.evidence]
    group_of = {fact.record: fact.subject.about for fact in counts}
    wholes: defaultdict[str | None, dict[str, Fact]] = defaultdict(dict)
    parts: defaultdict[tuple[str | None, str], dict[str | None, Fact]] = defaultdict(dict)
    for fact in counts:
        wholes[fact.subject.about].setdefault(fact.source.id, fact)
        if fact.part_of in group_of:
            parts[group_of[fact.part_of], fact.source.id].setdefault(fact.subject.about, fact)
    for (group, source), own in parts.items():
        stated = wholes[group]
        for whole in [stated[source]] if source in stated else stated.values():
            yield _against_whole(whole, list(own.values()))


def _against_whole(whole: Fact, parts: Sequence[Fact]) -> Check:
    follows, stated = Measurement.total(parts), Measurement.of(whole)
    verdict = CheckVerdict.CONSISTENT
    if not meet(stated.interval, follows.interval):
        too_much = CheckVerdict.INCONSISTENT if whole.source.id == parts[0].source.id else CheckVerdict.CONFLICT
        exceeds = lower_key(follows.interval) > lower_key(stated.interval)
        verdict = too_much if exceeds else CheckVerdict.UNDETERMINED
    rule, sides = CheckRule.PARTS_AGAINST_WHOLE, (stated, follows)
    return Check(rule=rule, verdict=verdict, inputs=(whole, *parts), sides=sides, follows=follows)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side of a trade states, or what follows from its turnover and its trade the other way."""

    facts: tuple[Fact, ...]
    figure: Measurement
    basis: Basis

    @classmethod
    def of(cls, fact: Fact) -> "_Side":
        """Return a side as it is stated."""
        return cls((fact,), Measurement.of(fact), fact.basis)


_Sides = tuple[list[_Side], list[_Side]]
"""What the exporter and what the importer of a trade say of it."""


def mirror(material: Material) -> Iterator[Check]:
    """Compare every exporter's statement with every importer's of the same trade; name the side that is missing.

    What a side does not state, but what its turnover and its trade the other way leave, is compared as well.
    """
    own = [fact for fact in material.facts if _is_statement_of_reporter(fact)]
    trades: defaultdict[Hashable, _Sides] = defaultdict(lambda: ([], []))
    for fact in own:
        _add(trades, fact.subject, fact, _Side.of(fact))
    lacking = {trade for trade, (exporter, importer) in trades.items() if not (exporter and importer)}
    for left in remainders(Trade.of(own)):
        if left.interval and _trade(left.subject, left.inputs[0]) in lacking:
            figure = Measurement(left.interval, None, left.unit)
            _add(trades, left.subject, left.inputs[0], _Side(left.inputs, figure, replace(left.basis, valuation=None)))
    for exporter, importer in trades.values():
        yield from (_mirrored(exports, imports) for exports, imports in product(exporter, importer))
        if material.is_whole and not (exporter and importer):
            stated = [side.facts[0] for side in (*exporter, *importer) if len(side.facts) == 1]
            for fact in stated:  # Named for all goods together, and for goods that prose states.
                if fact.subject.commodity == ALL_GOODS or fact.source.kind is not SourceKind.DATASET:
                    side = Aspect.IMPORTER if fact.subject.flow is Flow.EXPORT else Aspect.EXPORTER
                    missing = CheckVerdict.MISSING_SIDE
                    yield Check(rule=CheckRule.MIRROR, verdict=missing, inputs=(fact,), differing=(side,))


def _add(trades: Mapping[Hashable, _Sides], subject: Subject, fact: Fact, side: _Side) -> None:
    if subject.flow in _ROLES:
        trades[_trade(subject, fact)][_ROLES.index(subject.flow)].append(side)


_ROLES: Final = (Flow.EXPORT, Flow.IMPORT)


def _trade(subject: Subject, fact: Fact) -> Hashable:
    """Return what both sides of a trade say the same of: exporter, importer, period, goods and kind of unit."""
    sides = (subject.area, subject.counterpart)
    of_what = fact.period, subject.commodity, kind_of(fact.unit)
    return sides if subject.flow is Flow.EXPORT else sides[::-1], *of_what


def _is_statement_of_reporter(fact: Fact) -> bool:
    """Return whether the reporter itself stands behind a level of its trade in some period, as far as is known."""
    basis = fact.basis
    own = basis.compiled_by == fact.subject.area or not basis.is_known
    compiled = own and basis.kind not in (BasisKind.RECONCILED, BasisKind.ESTIMATED)
    level = fact.subject.measure == TRADE and not (fact.is_change or fact.evidence)
    return compiled and level and fact.period is not None and fact.subject.counterpart != WORLD


def _mirrored(exports: _Side, imports: _Side) -> Check:
    differing = differences(exports.basis, imports.basis)
    ratio = quotient(exports.figure.interval, imports.figure.interval)
    verdict, of_values = _verdict(ratio), None
    if Aspect.CURRENCY in differing:
        verdict, ratio = CheckVerdict.DIFFERENT_BASIS, Undefined.CURRENCIES
    if exports.figure.value is not None and imports.figure.value:
        of_values = exports.figure.value / imports.figure.value
    facts = (*exports.facts, *imports.facts)
    following = [side.figure for side in (exports, imports) if len(side.facts) > 1]
    return Check(
        rule=CheckRule.MIRROR,
        verdict=verdict,
        inputs=facts,
        sides=(exports.figure, imports.figure),
        follows=following[0] if following else None,
        quotient=None if isinstance(ratio, Undefined) else Measurement(ratio, of_values, TIMES),
        differing=differing,
        causes=_causes(verdict, ratio),
        undefined=ratio if isinstance(ratio, Undefined) else None,
        assumptions=(
            *((Assumption.IDENTITY,) if following else ()),
            *(() if all(fact.basis.is_known for fact in facts) else (Assumption.REPORTER,)),
        ),
    )


def _verdict(ratio: Interval | Undefined) -> CheckVerdict:
    """Return on which side of the margin all of a ratio lies; undetermined where not all of it lies on one."""
    if isinstance(ratio, Undefined):
        return CheckVerdict.UNDETERMINED
    if ratio.within(NEAR_ONE):
        return CheckVerdict.WITHIN_MARGIN
    if meet(ratio, NEAR_ONE):
        return CheckVerdict.UNDETERMINED
    return CheckVerdict.IMPORTER_LOWER if (ratio.lower or 0) >= 1 else CheckVerdict.IMPORTER_HIGHER


_EQUAL: Final = Interval.point(1)


def _causes(verdict: CheckVerdict, ratio: Interval | Undefined) -> tuple[MirrorCause, ...]:
    """Return what may explain figures that differ: freight and insurance make imports higher, never lower."""
    if isinstance(ratio, Undefined) or verdict is CheckVerdict.WITHIN_MARGIN or meet(ratio, _EQUAL):
        return ()
    return tuple(one for one in MirrorCause if not ((ratio.lower or 0) >= 1 and one is MirrorCause.VALUATION))


def two_sides(material: Material) -> Iterator[Check]:
    """Compare the turnover of one side with the other's, and a stated one with the sum of another source."""
    turnovers: defaultdict[tuple[str, str, str], list[_Side]] = defaultdict(list)
    for group in by_source(material.facts):
        for turnover in _turnovers(group):
            fact = turnover.facts[0]
            area, counterpart = fact.subject.area or "", fact.subject.counterpart or ""
            if fact.subject.commodity == ALL_GOODS and fact.period is not None:
                turnovers[area, counterpart, fact.period].append(turnover)
    for (area, counterpart, period), ours in list(turnovers.items()):
        stated, summed = ([side for side in ours if (len(side.facts) > 1) is is_sum] for is_sum in (False, True))
        yield from (_of_two(one, other) for one, other in product(stated, summed))
        if area < counterpart:
            theirs = turnovers.get((counterpart, area, period), ())
            yield from (_of_two(one, other) for one, other in product(ours, theirs))


def _turnovers(group: Mapping[Flow, list[Fact]]) -> Iterator[_Side]:
    for stated in group[Flow.TOTAL]:
        yield _Side.of(stated)
    if not group[Flow.TOTAL]:
        for exports, imports in product(group[Flow.EXPORT], group[Flow.IMPORT]):
            basis = replace(exports.basis, valuation=valuation_of_both(exports.basis, imports.basis))
            if Aspect.COMPILER not in differences(exports.basis, imports.basis):
                yield _Side((exports, imports), Measurement.total([exports, imports]), basis)


def _of_two(one: _Side, other: _Side) -> Check:
    differing = differences(one.basis, other.basis, unknown=Unknown.NEVER)
    if Aspect.REPORTER in differing and one.facts[0].subject.area == other.facts[0].subject.area:
        differing = (*(each for each in differing if each is not Aspect.REPORTER), Aspect.COMPILER_NOT_KNOWN)
    verdict = CheckVerdict.DIFFERENT_BASIS if differing else relation(one.figure.interval, other.figure.interval)
    if verdict is CheckVerdict.CONFLICT and may_be_valued_apart(one.basis, other.basis, (one.figure, other.figure)):
        verdict, differing = CheckVerdict.DIFFERENT_BASIS, (Aspect.VALUATION_NOT_KNOWN,)
    summed = [side.figure for side in (one, other) if len(side.facts) > 1]
    return Check(
        rule=CheckRule.TWO_SIDES,
        verdict=verdict,
        inputs=(*one.facts, *other.facts),
        sides=(one.figure, other.figure),
        follows=summed[0] if summed else None,
        differing=differing,
    )
