"""Facts that follow from other facts, each by a formula, on one basis, from one source.

The rules over years, parts and wholes stand here: growth, shares, what a share amounts to, documents.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from app.reasoning import Aspect, Assumption, Fact, Unknown, differences
from app.reasoning.arithmetic import HUNDRED, difference, growth, product, scaled, share
from app.reasoning.derive.aside import not_set_aside
from app.reasoning.derive.trade import (
    Derived,
    Formula,
    Series,
    Trade,
    balances,
    conclude,
    levels_before,
    levels_of_indicators,
    narrowings,
    turnovers,
)
from app.vocabulary.interval import Interval, Undefined
from app.vocabulary.measures import Flow, Frequency, Unit
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, WORLD
from app.vocabulary.verdicts import DerivationRule, DerivationStatus

_ORDER: Final = {rule: place for place, rule in enumerate(DerivationRule)}


def derive(facts: Sequence[Fact], *, same_basis: bool = False) -> list[Derived]:
    """Apply all rules wherever their inputs exist; sorted by rule and id.

    Nothing rests on a statement that is set aside. `same_basis` computes what is not known to be on one basis, under
    that assumption.
    """
    facts = not_set_aside(facts)
    trade = Trade.of(facts)
    of_trade = (*balances(trade), *turnovers(trade), *narrowings(trade), *levels_before(trade), *growths(trade))
    of_parts = (*shares(facts), *parts_from_shares(facts, same_basis=same_basis), *documents_remaining(facts))
    every = (*of_trade, *levels_of_indicators(facts), *of_parts)
    return sorted(every, key=lambda derived: (_ORDER[derived.rule], derived.id))


def derive_balances(facts: Iterable[Fact]) -> list[Derived]:
    """Apply the one rule of balances, newest period first."""
    by_id = sorted(balances(Trade.of(facts)), key=lambda derived: derived.id)
    return sorted(by_id, key=lambda derived: derived.period or "", reverse=True)


def growths(trade: Trade) -> Iterator[Derived]:
    """Compute the growth between consecutive years of one series of one source."""
    by_year: dict[tuple[Series, Flow, int], Fact] = {}
    for (series, period), levels in trade.levels.items():
        parsed = Period.parse(period)
        if parsed.frequency is Frequency.ANNUAL:
            by_year.update({(series, flow, parsed.first // 12): fact for flow, fact in levels.by_flow.items()})
    for (series, flow, year), new in by_year.items():
        if old := by_year.get((series, flow, year - 1)):
            result, assumptions = growth(new.interval, old.interval), (Assumption.ONE_SERIES,)
            yield conclude(
                Formula.GROWTH, [new, old], result, period=new.period, unit=Unit.PERCENT, assumptions=assumptions
            )


_WHOLES: Final[Mapping[str, Flow]] = {
    "share_of_turnover": Flow.TOTAL,
    "share_of_exports": Flow.EXPORT,
    "share_of_imports": Flow.IMPORT,
}


def parts_from_shares(facts: Sequence[Fact], *, same_basis: bool) -> Iterator[Derived]:
    """Compute what a stated share amounts to, share / 100 x whole, where both are of one source."""
    for part in facts:
        if part.subject.measure in _WHOLES and part.unit is Unit.PERCENT and not (part.is_change or part.evidence):
            for whole in facts:
                if _is_whole_of(whole, part):
                    yield _amount(part, whole, same_basis=same_basis)


def _is_whole_of(whole: Fact, part: Fact) -> bool:
    """Return whether a level is what a share is of: the turnover of the pair, or the area's trade with the World."""
    subject, flow = part.subject, _WHOLES[part.subject.measure]
    sides = {subject.within, subject.counterpart} - {subject.area} if flow is Flow.TOTAL else {subject.area, WORLD}
    of_all_goods = (whole.subject.measure, whole.subject.flow, whole.subject.commodity) == ("trade", flow, ALL_GOODS)
    of_sides = {whole.subject.area, whole.subject.counterpart} == sides and whole.subject.area != WORLD
    of_period = part.period in (None, whole.period) and part.source.id == whole.source.id
    return of_all_goods and of_sides and of_period and not (whole.is_change or whole.evidence)


def _amount(part: Fact, whole: Fact, *, same_basis: bool) -> Derived:
    differing = differences(part.basis, whole.basis, unknown=Unknown.NEVER)
    inputs, formula = (part, whole), Formula.PART_FROM_SHARE
    if differing and not same_basis:
        reason = f"they differ in {' and '.join(differing)}"
        if Aspect.REPORTER in differing:
            reason = "the source does not say on whose figures the share is based"
        undefined = conclude(formula, inputs, Undefined(reason), unit=whole.unit, period=whole.period)
        return replace(undefined, status=DerivationStatus.NOT_COMPARABLE)
    result = product(scaled(part.interval, 1 / HUNDRED), whole.interval)
    assumptions = (Assumption.SAME_BASIS,) if differing else ()
    return conclude(formula, inputs, result, unit=whole.unit, period=whole.period, assumptions=assumptions)


def shares(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute a commodity's share of all trade, and a partner's share of trade with the World: 100 part / whole."""
    levels = {
        (fact.source.id, fact.period, fact.subject): fact
        for fact in facts
        if fact.subject.measure == "trade" and not fact.is_change and not fact.evidence and fact.period
    }
    for (source, period, subject), part in levels.items():
        for whole_subject in (replace(subject, commodity=ALL_GOODS), replace(subject, counterpart=WORLD)):
            whole = levels.get((source, period, whole_subject))
            if whole is not None and whole is not part and not differences(part.basis, whole.basis):
                result = share(part.interval, whole.interval)
                yield conclude(Formula.SHARE, [part, whole], result, period=period, unit=Unit.PERCENT)


def documents_remaining(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Compute how many documents of a package its stated parts leave, never a value for them."""
    counts = [fact for fact in facts if fact.subject.measure == "documents" and not fact.evidence]
    for whole in counts:
        parts = [fact for fact in counts if fact.part_of == whole.record]
        rest = reduce(difference, (part.interval for part in parts), whole.interval)
        if parts and rest != Interval.point(0):
            yield conclude(Formula.DOCUMENTS_REMAINING, [whole, *parts], rest, period=None)
