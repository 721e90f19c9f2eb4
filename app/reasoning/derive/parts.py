"""Rules over parts and wholes: shares, what a share amounts to, levels before a change, and documents remaining."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from app.reasoning.derive.derived import Derived, conclude, not_comparable
from app.reasoning.derive.trade import formula_before, inside, level_started_from
from app.reasoning.facts import Fact
from app.reasoning.intervals import HUNDRED, difference, product, scaled, share
from app.reasoning.sentences.naming import Names, flow_of, lower_first
from app.vocabulary import ALL_GOODS, WORLD, Flow, RecordKind, Unit
from app.vocabulary.interval import Interval

SAME_BASIS: Final = "the inputs are on one basis"
_WHOLES: Final[Mapping[str, Flow]] = {
    "share_of_turnover": Flow.TOTAL,
    "share_of_exports": Flow.EXPORT,
    "share_of_imports": Flow.IMPORT,
}


def from_parts(facts: Sequence[Fact], names: Names, *, same_basis: bool) -> Iterator[Derived]:
    """Apply every rule of this module wherever its inputs exist; `same_basis` computes what is not comparable."""
    yield from _parts_from_shares(facts, names, same_basis=same_basis)
    yield from _shares_from_parts(facts, names)
    yield from _levels_before(facts, names)
    yield from _documents_remaining(facts)


def _parts_from_shares(facts: Sequence[Fact], names: Names, *, same_basis: bool) -> Iterator[Derived]:
    """Give what a stated share amounts to: share / 100 x whole, where both are of one source."""
    for part in facts:
        if part.subject.measure in _WHOLES and part.unit is Unit.PERCENT and not (part.is_change or part.evidence):
            for whole in facts:
                if _is_whole_of(whole, part):
                    yield _part(part, whole, names, same_basis=same_basis)


def _is_whole_of(whole: Fact, part: Fact) -> bool:
    """Tell whether a level is what a share is of: the turnover of the pair, or the area's trade with the World."""
    subject, flow = part.subject, _WHOLES[part.subject.measure]
    sides = {subject.within, subject.counterpart} - {subject.area} if flow is Flow.TOTAL else {subject.area, WORLD}
    of_all_goods = (whole.subject.measure, whole.subject.flow, whole.subject.commodity) == ("trade", flow, ALL_GOODS)
    of_sides = {whole.subject.area, whole.subject.counterpart} == sides and whole.subject.area != WORLD
    of_period = part.period in (None, whole.period) and part.witness.id == whole.witness.id
    return of_all_goods and of_sides and of_period and not (whole.is_change or whole.evidence)


def _part(part: Fact, whole: Fact, names: Names, *, same_basis: bool) -> Derived:
    formula = "share / 100 x whole"
    amount = _amount(part, whole, names)
    reason = _why_not_comparable(part, whole)
    if reason and not same_basis:
        return not_comparable("part_from_share", formula, [part, whole], reason, period=whole.period, subject=amount)
    result = product(scaled(part.interval, 1 / HUNDRED), whole.interval)
    return conclude(
        "part_from_share",
        formula,
        [part, whole],
        result,
        unit=whole.unit,
        period=whole.period,
        subject=amount,
        assumptions=(SAME_BASIS,) if reason else (),
    )


def _amount(part: Fact, whole: Fact, names: Names) -> str:
    """Name what a share amounts to: a place's part of the pair's turnover, or the area's trade with the counterpart."""
    if whole.subject.flow is Flow.TOTAL:
        return f"{names[part.subject.area or '']}'s part of {inside(flow_of(whole, names))}"
    return flow_of(replace(whole, subject=replace(whole.subject, counterpart=part.subject.counterpart)), names)


def _why_not_comparable(part: Fact, whole: Fact) -> str | None:
    if not part.basis.is_known or not whole.basis.is_known:
        return "the source does not say on whose figures the share is based"
    differing = part.basis.differs_from(whole.basis)
    return f"they differ in {' and '.join(differing)}" if differing else None


def _shares_from_parts(facts: Iterable[Fact], names: Names) -> Iterator[Derived]:
    """Give a commodity's share of all trade, and a partner's share of trade with the World: 100 part / whole."""
    levels = {
        (
            fact.witness.id,
            fact.subject.area,
            fact.subject.counterpart,
            fact.subject.flow,
            fact.period,
            fact.subject.commodity,
        ): fact
        for fact in facts
        if fact.subject.measure == "trade" and not fact.is_change and not fact.evidence and fact.period
    }
    for (source, area, partner, flow, period, commodity), part in levels.items():
        for whole_key, what in (
            ((source, area, partner, flow, period, ALL_GOODS), lower_first(names[commodity or ""])),
            ((source, area, WORLD, flow, period, commodity), names[partner or ""]),
        ):
            whole = levels.get(whole_key)
            if whole is not None and whole is not part and not part.basis.differs_from(whole.basis):
                result = share(part.interval, whole.interval)
                yield conclude(
                    "share",
                    "100 part / whole",
                    [part, whole],
                    result,
                    unit=Unit.PERCENT,
                    period=period,
                    subject=f"The share of {what} in {inside(flow_of(whole, names))}",
                )


def _levels_before(facts: Iterable[Fact], names: Names) -> Iterator[Derived]:
    """Give the level that an indicator's change started from."""
    by_record: dict[str, dict[bool, Fact]] = {}
    for fact in facts:
        if fact.kind is RecordKind.INDICATOR and not fact.evidence:
            by_record.setdefault(fact.record, {})[fact.is_change] = fact
    for pair in by_record.values():
        if len(pair) == 2:  # noqa: PLR2004  # a level and a change
            level, change = pair[False], pair[True]
            yield conclude(
                "level_before",
                formula_before(change.unit),
                [level, change],
                level_started_from(level.interval, change),
                unit=level.unit,
                period=change.base_period,
                subject=_indicator(level, names),
            )


def _indicator(fact: Fact, names: Names) -> str:
    scope = f" ({fact.subject.about.rpartition('/')[2]})" if fact.subject.about else ""
    area = f" in {names[fact.subject.area]}" if fact.subject.area else ""
    return f"{fact.subject.measure.replace('_', ' ').capitalize()}{area}{scope}"


def _documents_remaining(facts: Iterable[Fact]) -> Iterator[Derived]:
    """Give how many documents of a package its stated parts leave: whole - sum of parts, never a value for them."""
    counts = [fact for fact in facts if fact.subject.measure == "documents" and not fact.evidence]
    for whole in counts:
        parts = [fact for fact in counts if fact.part_of == whole.record]
        rest = reduce(difference, (part.interval for part in parts), whole.interval)
        if parts and rest != Interval.point(0):
            yield conclude(
                "documents_remaining",
                "documents of the package - documents of its parts",
                [whole, *parts],
                rest,
                unit=Unit.DOCUMENTS,
                period=None,
                subject="The rest of the package, whose value is not stated,",
            )
