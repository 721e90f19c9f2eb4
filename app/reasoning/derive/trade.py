"""Rules over the trade of one source with one pair: balance, turnover, narrowing, and the levels before a growth.

The identity behind them: turnover = exports + imports (UN IMTS 2010, where both are on one basis). Each rule takes
facts of one source and one basis; what it narrows or derives holds for that basis alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from app.reasoning.derive.derived import Derived, conclude
from app.reasoning.facts import Fact
from app.reasoning.intervals import difference, growth, level_before, quotient, total
from app.reasoning.sentences.naming import Names, flow_of, of_goods
from app.vocabulary import Flow, Period, Unit
from app.vocabulary.interval import Interval, Result, Undefined, intersection

IDENTITY: Final = "turnover is exports plus imports, on one basis"
_ONE_SERIES: Final = "both levels are of one series"

Group = Mapping[Flow, Fact]

_SIDES: Final = (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL)
_NARROWED: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "exports and (turnover - imports) meet",
    Flow.IMPORT: "imports and (turnover - exports) meet",
    Flow.TOTAL: "turnover and (exports + imports) meet",
}


def from_trade(facts: Iterable[Fact], names: Names) -> Iterator[Derived]:
    """Apply every rule of this module wherever its inputs exist."""
    levels, changes = _sorted_out(facts)
    for group in levels.values():
        yield from _from_group(group, names)
    for key, group in levels.items():
        for flow, fact in group.items():
            for change in changes.get((*key, flow), ()):
                yield _before(fact, change, group, names)
    yield from _growths(levels, names)


Key = tuple[str, str | None, str | None, str | None, str | None, tuple[str | None, str | None]]


def _key(fact: Fact) -> Key:
    subject, basis = fact.subject, fact.basis
    compiler = (basis.compiled_by, basis.compiler)
    return (fact.witness.id, subject.area, subject.counterpart, subject.commodity, fact.period, compiler)


def _sorted_out(facts: Iterable[Fact]) -> tuple[dict[Key, dict[Flow, Fact]], dict[tuple[object, ...], list[Fact]]]:
    """Put levels side by side by flow, one group for each source, pair, commodity, period and compiler."""
    levels: defaultdict[Key, dict[Flow, Fact]] = defaultdict(dict)
    changes: defaultdict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        flow = fact.subject.flow
        if fact.subject.measure != "trade" or flow is None or fact.evidence or fact.period is None:
            continue
        if fact.is_change:
            changes[(*_key(fact), flow)].append(fact)
        else:
            levels[_key(fact)].setdefault(flow, fact)
    return levels, changes


def _from_group(group: Group, names: Names) -> Iterator[Derived]:
    exports, imports, turnover = (group.get(flow) for flow in _SIDES)
    if exports and imports:
        yield _balance(group, exports, imports, names)
        both = total(exports.interval, imports.interval)
        subject = (
            f"Exports and imports{of_goods(exports.subject.commodity, names)} together between {_two(exports, names)}"
        )
        yield _concluded("turnover", "exports + imports", [exports, imports], both, subject)
    if exports and imports and turnover:
        yield from _narrowings(group, names)


def balances(facts: Iterable[Fact], names: Names) -> list[Derived]:
    """Apply the one rule of balances, newest period first."""
    found = [
        _balance(group, group[Flow.EXPORT], group[Flow.IMPORT], names)
        for group in _sorted_out(facts)[0].values()
        if {Flow.EXPORT, Flow.IMPORT} <= set(group)
    ]
    return sorted(sorted(found, key=lambda one: one.id), key=lambda one: one.period or "", reverse=True)


def _balance(group: Group, exports: Fact, imports: Fact, names: Names) -> Derived:
    area, counterpart = names[exports.subject.area or ""], names[exports.subject.counterpart or ""]
    return _concluded(
        "balance",
        "exports - imports",
        [group[flow] for flow in _SIDES if flow in group],
        difference(narrowed(group)[Flow.EXPORT], imports.interval),
        f"{area}'s trade balance{of_goods(exports.subject.commodity, names)} with {counterpart}",
        assumptions=(IDENTITY,) if Flow.TOTAL in group else (),
    )


def _narrowings(group: Group, names: Names) -> Iterator[Derived]:
    """Say where the identity leaves less room than the words do."""
    for flow, interval in narrowed(group).items():
        if interval != group[flow].interval:
            inputs = sorted((group[side] for side in _SIDES), key=lambda fact: fact.subject.flow is not flow)
            subject = f"{flow_of(group[flow], names)}, given the other two,"
            yield _concluded("narrowing", _NARROWED[flow], inputs, interval, subject, assumptions=(IDENTITY,))


def narrowed(group: Group) -> dict[Flow, Interval]:
    """Give what the identity leaves of each flow's interval; as stated where it fails or lacks a side."""
    stated = {flow: fact.interval for flow, fact in group.items()}
    if not all(flow in stated for flow in _SIDES):
        return stated
    exports, imports, turnover = (stated[flow] for flow in _SIDES)
    met = {
        Flow.EXPORT: intersection(exports, difference(turnover, imports)),
        Flow.IMPORT: intersection(imports, difference(turnover, exports)),
        Flow.TOTAL: intersection(turnover, total(exports, imports)),
    }
    if any(isinstance(result, Undefined) for result in met.values()):
        return stated
    return stated | {flow: result for flow, result in met.items() if isinstance(result, Interval)}


def _before(fact: Fact, change: Fact, group: Group, names: Names) -> Derived:
    """Give the level that a growth started from, the level narrowed first where the identity allows."""
    flow = fact.subject.flow or Flow.TOTAL
    known = narrowed(group)[flow]
    others = [side for side in group.values() if side is not fact] if known != fact.interval else []
    return _concluded(
        "level_before",
        formula_before(change.unit),
        [fact, change, *others],
        level_started_from(known, change),
        flow_of(fact, names),
        period=change.base_period,
        assumptions=(IDENTITY,) if others else (),
    )


def formula_before(unit: Unit) -> str:
    """Write how a level before follows from a change in this unit."""
    return {Unit.PERCENT: "level / (1 + growth / 100)", Unit.TIMES: "level / multiple"}.get(unit, "level - change")


def level_started_from(level: Interval, change: Fact) -> Result:
    """Give the level before a change in per cent, in times, or in the unit of the level itself."""
    match change.unit:
        case Unit.PERCENT:
            return level_before(level, change.interval)
        case Unit.TIMES:
            return quotient(level, change.interval)
    return difference(level, change.interval)


def _growths(levels: Mapping[Key, Group], names: Names) -> Iterator[Derived]:
    """Give the growth between consecutive years of one series of one source."""
    by_series: defaultdict[tuple[object, ...], dict[int, Fact]] = defaultdict(dict)
    for key, group in levels.items():
        for flow, fact in group.items():
            year = _year(fact.period)
            if year is not None:
                by_series[(*key[:4], key[5], flow)][year] = fact
    for series in by_series.values():
        for year, fact in series.items():
            if year - 1 in series:
                old = series[year - 1]
                yield _concluded(
                    "growth",
                    "100 (level / level before - 1)",
                    [fact, old],
                    growth(fact.interval, old.interval),
                    f"Growth of {inside(flow_of(fact, names))}",
                    unit=Unit.PERCENT,
                    assumptions=(_ONE_SERIES,),
                )


def _year(period: str | None) -> int | None:
    parsed = Period.parse(period) if period else None
    return parsed.first // 12 if parsed and str(parsed) == str(parsed.first // 12) else None


def _concluded(
    rule: str,
    formula: str,
    inputs: Sequence[Fact],
    result: Result,
    subject: str,
    *,
    period: str | None = None,
    unit: Unit | None = None,
    assumptions: Sequence[str] = (),
) -> Derived:
    return conclude(
        rule,
        formula,
        inputs,
        result,
        unit=unit or inputs[0].unit,
        period=period or inputs[0].period,
        subject=subject,
        assumptions=assumptions,
    )


def inside(flow: str) -> str:
    """Put the name of a flow inside a sentence; the areas keep their capitals."""
    return flow[:1].lower() + flow[1:] if flow.startswith("Trade ") else flow


def _two(fact: Fact, names: Names) -> str:
    return f"{names[fact.subject.area or '']} and {names[fact.subject.counterpart or '']}"
