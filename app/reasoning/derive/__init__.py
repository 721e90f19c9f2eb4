"""Facts that follow from other facts, each by a formula, on one basis.

The rules over years, parts, wholes and voices stand here: growth, shares, what a share amounts to, documents, and what
the levels before a change that several sources lead to have in common.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Final

from app.reasoning import Aspect, Assumption, Fact, Subject, Unknown, are_on_one_basis, differences
from app.reasoning.arithmetic import meet
from app.reasoning.derive.adding import sums
from app.reasoning.derive.aside import set_aside
from app.reasoning.derive.steps import Derived, Formula, Working, conclude
from app.reasoning.derive.trade import (
    Series,
    Trade,
    balances,
    levels_before,
    levels_of_indicators,
    narrowings,
    remainders,
    turnovers,
)
from app.vocabulary.measures import Flow, Frequency, Valuation
from app.vocabulary.period import Period, recency_of
from app.vocabulary.quantity import Interval, Undefined, lower_key
from app.vocabulary.terms import ALL_GOODS, WORLD
from app.vocabulary.verdicts import DerivationRule, DerivationStatus
from app.vocabulary.words import DOCUMENTS, PERCENT, TRADE, Side

_ORDER: Final[Mapping[StrEnum, int]] = {rule: place for place, rule in enumerate(DerivationRule)}


def derive(
    facts: Sequence[Fact], *, same_basis: bool = False, country_of: Callable[[str], str] | None = None
) -> list[Derived]:
    """Apply all rules wherever their inputs exist; sorted by rule and id.

    Nothing rests on a statement that is set aside. `same_basis` computes what is not known to be on one basis, under
    that assumption. `country_of` gives the country of a place, of whose trade that of the place is a share.
    """
    aside = set_aside(facts)
    facts = [fact for fact in facts if fact.id not in aside]
    trade = Trade.of(facts)
    of_trade = (*balances(trade), *turnovers(trade), *remainders(trade), *narrowings(trade), *growths(trade))
    before = joined_levels([*levels_before(trade), *levels_of_indicators(facts)])
    of_shares = parts_from_shares(facts, same_basis=same_basis)
    parts = (*shares(facts, same_basis=same_basis, wholes_of=partial(_wholes_of, country_of=country_of)), *of_shares)
    every = (*of_trade, *sums(facts), *before, *parts, *documents_remaining(facts))
    return sorted(every, key=lambda derived: (_ORDER[derived.rule], derived.id))


def derive_balances(facts: Iterable[Fact]) -> list[Derived]:
    """Apply the one rule of balances, newest period first."""
    return sorted(balances(Trade.of(facts)), key=lambda derived: (recency_of(derived.period), derived.id))


def joined_levels(levels: Iterable[Derived]) -> Iterator[Derived]:
    """Yield one level for what several sources' words lead to on one basis: the numbers that all of them allow.

    Where not all have a number in common, those that do stand together, and these groups side by side.
    """
    groups: defaultdict[Hashable, list[Derived]] = defaultdict(list)
    for level in levels:
        groups[_key(level)].append(level)
    for group in groups.values():
        meeting = [frozenset(other.id for other in group if _starts_in(one, other)) for one in group]
        for alike in {ids for ids in meeting if not any(ids < others for others in meeting)}:
            yield _joined([level for level in group if level.id in alike])


def _key(level: Derived) -> Hashable:
    """Return what levels have in common that may be one; where no compiler is known, that is also their lineage."""
    fact = level.inputs[0]
    basis, is_turnover = fact.basis, fact.subject.flow is Flow.TOTAL
    valuation = None if is_turnover or basis.valuation is Valuation.NOT_STATED else basis.valuation
    lineage = None if basis.is_known else fact.source.root
    own = level.id if level.period is None or level.interval is None else None
    return level.subject, level.period, level.unit, fact.quantity.per, basis.compilers, valuation, lineage, own


def _starts_in(one: Derived, other: Derived) -> bool:
    """Return whether the lower end of one level lies in the other; all levels in which it lies share that number."""
    if one.interval is None or other.interval is None:
        return one is other
    return lower_key(other.interval) <= lower_key(one.interval) and meet(one.interval, other.interval)


def _joined(levels: Sequence[Derived]) -> Derived:
    """Return one level for several, with all their inputs and steps; each name has the number of its voice."""
    if len(levels) == 1:
        return levels[0]
    voices = sorted(levels, key=lambda level: level.id)
    inputs = {
        f"{name}_{number}": fact
        for number, level in enumerate(voices, 1)
        for name, fact in zip(level.names, level.inputs, strict=True)
    }
    steps = [step.numbered(number) for number, level in enumerate(voices, 1) for step in level.workings]
    assumed = dict.fromkeys(each for level in voices for each in level.assumptions)
    joined = Working(inputs, steps).conclude(
        Formula.BEFORE_TOGETHER,
        period=voices[0].period,
        unit=voices[0].unit,
        assumptions=(*assumed, Assumption.ONE_LEVEL),
        text=f"meet({', '.join(level.workings[-1].numbered(number).name for number, level in enumerate(voices, 1))})",
    )
    return replace(joined, voices=tuple(voices))


def growths(trade: Trade) -> Iterator[Derived]:
    """Compute the growth between consecutive years of one series of one source."""
    by_year: dict[tuple[Series, Flow, int], Fact] = {}
    for (series, period), levels in trade.levels.items():
        parsed = Period.parse(period)
        if parsed.frequency is Frequency.ANNUAL:
            by_year.update({(series, flow, parsed.first // 12): fact for flow, fact in levels.by_flow.items()})
    for (series, flow, year), new in by_year.items():
        if old := by_year.get((series, flow, year - 1)):
            working, assumptions = Working({"level": new, "level_before": old}), (Assumption.ONE_SERIES,)
            yield working.conclude(Formula.GROWTH, period=new.period, unit=PERCENT, assumptions=assumptions)


def parts_from_shares(facts: Sequence[Fact], *, same_basis: bool) -> Iterator[Derived]:
    """Compute what a stated share amounts to, share / 100 x whole, where both are of one source."""
    for part in facts:
        if part.subject.measure.share_of and part.unit == PERCENT and not (part.is_change or part.evidence):
            for whole in facts:
                if _is_whole_of(whole, part):
                    working = Working({"share": part, "whole": whole})
                    yield _on_one_basis(working, Formula.PART_FROM_SHARE, whole, whole.unit, same_basis=same_basis)


def _is_whole_of(whole: Fact, part: Fact) -> bool:
    """Return whether a level is what a share is of: the turnover of the pair, or the area's trade with the World."""
    subject, measure = part.subject, part.subject.measure
    of_pair = measure.sharer is Side.AREA
    sides = {subject.within, subject.counterpart} - {subject.area} if of_pair else {subject.area, WORLD}
    meant = TRADE, measure.share_of, ALL_GOODS
    of_all_goods = (whole.subject.measure, whole.subject.flow, whole.subject.commodity) == meant
    of_sides = {whole.subject.area, whole.subject.counterpart} == sides and whole.subject.area != WORLD
    of_period = part.period in (None, whole.period) and part.source.id == whole.source.id
    return of_all_goods and of_sides and of_period and not (whole.is_change or whole.evidence)


def _on_one_basis(working: Working, formula: Formula, whole: Fact, unit: str, *, same_basis: bool) -> Derived:
    """Compute from a part and its whole; where they are not known to be on one basis, only if that is assumed."""
    inputs = tuple(working.inputs.values())
    differing = differences(*(fact.basis for fact in inputs), unknown=Unknown.NEVER)
    if not differing or same_basis:
        assumptions = (Assumption.SAME_BASIS,) if differing else ()
        return working.conclude(formula, period=whole.period, unit=unit, assumptions=assumptions)
    reason = f"they differ in {' and '.join(differing)}"
    unattributed = next((name for name, fact in working.inputs.items() if not fact.basis.is_known), None)
    if Aspect.REPORTER in differing and unattributed:
        reason = f"the source does not say on whose figures the {unattributed} is based"
    undefined = conclude(formula, inputs, Undefined.BASES, period=whole.period, unit=unit)
    return replace(undefined, status=DerivationStatus.NOT_COMPARABLE, reason=reason, names=tuple(working.inputs))


def _wholes_of(part: Subject, country_of: Callable[[str], str] | None = None) -> Iterator[Subject]:
    """Yield what trade is a part of: that in all goods, that with the World, and that of the countries of places."""
    yield replace(part, commodity=ALL_GOODS)
    yield replace(part, counterpart=WORLD)
    if country_of and part.area and part.counterpart:
        yield replace(part, area=country_of(part.area), counterpart=country_of(part.counterpart))


def shares(
    facts: Iterable[Fact], *, same_basis: bool = False, wholes_of: Callable[[Subject], Iterable[Subject]] = _wholes_of
) -> Iterator[Derived]:
    """Compute a commodity's share of all trade, a partner's of trade with the World, and a place's of its country's.

    The whole is that of the part's own source, else, or where these are not known to be on one basis, what another
    source states of the same compiler and valuation.
    """
    levels: defaultdict[tuple[str | None, str, Subject], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.subject.measure == TRADE and not fact.is_change and not fact.evidence and fact.period:
            levels[fact.period, fact.unit, fact.subject][fact.source.id] = fact
    for (period, unit, subject), parts in list(levels.items()):
        for whole_subject in wholes_of(subject):
            wholes = levels.get((period, unit, whole_subject), {}) if whole_subject != subject else {}
            for source, part in parts.items():
                own = [wholes[source]] if source in wholes else []
                is_own = any(not differences(part.basis, one.basis, unknown=Unknown.NEVER) for one in own)
                others = (one for one in wholes.values() if one not in own and are_on_one_basis(part, one))
                for whole in own if is_own else (*own, *others):
                    working = Working({"part": part, "whole": whole})
                    found = _on_one_basis(working, Formula.SHARE, whole, PERCENT, same_basis=same_basis)
                    assumed = () if whole in own else (Assumption.ONE_SERIES,)
                    yield replace(found, assumptions=(*found.assumptions, *assumed))


def documents_remaining(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute how many documents of a package its stated parts leave, never a value for them."""
    counts = [fact for fact in facts if fact.subject.measure == DOCUMENTS and not fact.evidence]
    for whole in counts:
        own = [fact for fact in counts if fact.part_of == whole.record]
        parts = {f"part_{number}": part for number, part in enumerate(own, 1)}
        if parts:
            text = f"max(package - {' - '.join(parts)}, 0)"
            rest = Working({"package": whole, **parts}).conclude(Formula.DOCUMENTS_REMAINING, period=None, text=text)
            if rest.interval != Interval.point(0):
                yield rest
