"""What was computed in one sentence each: derived facts, what follows or why nothing does, and sums of trade."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.reasoning import Basis, Fact
from app.reasoning.derive.aside import base_of
from app.reasoning.derive.steps import OF_BOTH_WAYS, Derived
from app.reasoning.sentences import indicator_of
from app.reasoning.sentences import names as naming
from app.reasoning.sentences.names import NameByCode
from app.reasoning.sentences.words import Members, during, flow_of, of_goods, rounded, told, trade_of
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.measures import BasisKind, Flow
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import ALL_GOODS, RecordKind
from app.vocabulary.verdicts import ClaimKind, DerivationRule, DerivationStatus
from app.vocabulary.words import Side

ROUGH: Final = (
    DerivationRule.LEVEL_BEFORE,
    DerivationRule.GROWTH,
    DerivationRule.SHARE,
    DerivationRule.PART_FROM_SHARE,
)
"""Rules that multiply or divide: their results have more digits than their inputs."""


def derived_sentence(derived: Derived, names: NameByCode) -> str:
    """Return what follows, or why nothing does, in one sentence."""
    sources, quantity = naming.sources_of(derived.inputs), derived.quantity
    subject = f"{naming.capital(_subject(derived, names))}{_time(derived)}"
    if derived.status is DerivationStatus.NOT_COMPARABLE:
        return f"{subject} cannot be told: {derived.reason} ({sources})."
    if quantity is None:
        return f"{subject} is not defined: {derived.reason} ({sources})."
    if (quantity.interval.lower, quantity.interval.upper) == (None, None):
        return f"{subject} is not limited by what is stated ({sources})."
    shown = rounded(quantity, derived.inputs) if derived.rule in ROUGH else quantity
    figure = told(shown, derived.subject.measure)
    if derived.rule is DerivationRule.DOCUMENTS_REMAINING:
        whole = naming.titled(derived.inputs)
        return f"No breakdown and no value is stated for {figure} of the documents of {whole} ({sources})."
    said = f"{subject}{_aside(derived)} {'were' if _is_plural(derived) else 'was'} {figure}"
    if derived.rule is DerivationRule.BALANCE:
        said = _balance(derived, shown, names)
    by = naming.by_whom(derived.inputs, names)
    valued = naming.valued_both([fact.basis for fact in derived.inputs if derived.formula in OF_BOTH_WAYS])
    return f"{said}{valued}, {by} (computed{'' if sources in by else f' from {sources}'})."


def _time(derived: Derived) -> str:
    """Write the period: of a growth from that of the level before it, or of the base of a stated change."""
    before = derived.inputs[-1]
    base = before.base_period if before.is_change else before.period
    if derived.rule is DerivationRule.GROWTH and base and derived.period:
        return f" from {naming.day(base)} to {naming.day(derived.period)}"
    return during(derived.period)


def _aside(derived: Derived) -> str:
    """Write what a trade was computed from, where that is not told by its name."""
    others = [name for flow, name in _FLOWS.items() if flow is not derived.subject.flow]
    changes = [_of_change(fact) for fact in derived.inputs if fact.is_change]
    told: dict[DerivationRule | ClaimKind, str] = {
        DerivationRule.TURNOVER: f"{naming.listed(others)} together",
        DerivationRule.NARROWING: f"given {naming.listed(others)}",
        DerivationRule.REMAINDER: " less ".join(others),
        DerivationRule.SUM: "its parts together",
        DerivationRule.LEVEL_BEFORE: f"as implied by the change{''.join(changes[:1])}",
    }
    return f", {told[derived.rule]}," if derived.rule in told else ""


def _of_change(change: Fact) -> str:
    """Write the time of a change: its own, and that of its base unless it is the year before."""
    if change.base_period and change.base_period != base_of(replace(change, base_period=None)):
        return f" from {naming.day(change.base_period)} to {naming.day(change.period or '')}"
    return during(change.period)


_FLOWS: Final = {Flow.TOTAL: "total trade", Flow.EXPORT: "exports", Flow.IMPORT: "imports"}


def _is_plural(derived: Derived) -> bool:
    """Return whether the subject is one flow, "exports", and not turnover, a share or an indicator."""
    if derived.rule is DerivationRule.PART_FROM_SHARE:
        return derived.inputs[1].subject.flow is not Flow.TOTAL
    is_ratio = derived.rule in (DerivationRule.GROWTH, DerivationRule.SHARE)
    return not is_ratio and derived.subject.flow not in (None, Flow.TOTAL)


def _balance(derived: Derived, quantity: Quantity, names: NameByCode) -> str:
    subject, (side, amount) = derived.subject, side_of(quantity.interval, quantity.unit)
    area, counterpart = (naming.name_of(code, names) for code in (subject.area, subject.counterpart))
    goods, when = of_goods(Flow.TOTAL, subject.commodity, names), during(derived.period)
    return f"{naming.capital(naming.possessive(area))} trade {side}{goods} with {counterpart}{when} was {amount}"


def side_of(balance: Interval, unit: str) -> tuple[str, str]:
    """Write a balance as what it is, a surplus, a deficit, or what may be either, and how large it is."""
    lower, upper = balance.lower, balance.upper
    if lower is not None and lower >= 0:
        return "surplus", _between(lower, upper, unit)
    if upper is not None and upper <= 0:
        return "deficit", _between(-upper, None if lower is None else -lower, unit)
    deficit = "of any size" if lower is None else f"of {_between(-lower, -lower, unit)}"
    surplus = "of any size" if upper is None else f"of {_between(upper, upper, unit)}"
    return "balance", f"between a deficit {deficit} and a surplus {surplus}"


def _between(low: Fraction, high: Fraction | None, unit: str) -> str:
    value = low if low == high else None
    bounds = "[]" if value is not None else "[)" if low else "()"
    return quantity_to_text(Quantity.of(Interval.between(low, high, bounds), unit, value))


def _subject(derived: Derived, names: NameByCode) -> str:
    first, flow = derived.inputs[0], flow_of(derived.subject, names)
    area, counterpart = (naming.name_of(code, names) for code in (first.subject.area, first.subject.counterpart))
    goods = of_goods(Flow.TOTAL, first.subject.commodity, names)
    match derived.rule:
        case DerivationRule.BALANCE:
            return f"{naming.possessive(area)} trade balance{goods} with {counterpart}"
        case DerivationRule.TURNOVER:
            return f"trade{goods} between {area} and {counterpart}"
        case DerivationRule.GROWTH:
            return f"the growth of {flow}"
        case DerivationRule.SHARE:
            return _share(first, derived.inputs[1], names)
        case DerivationRule.PART_FROM_SHARE:
            return _amount(first, derived.inputs[1], names)
    return indicator_of(first.subject, names) if first.kind is RecordKind.INDICATOR else flow


def _share(part: Fact, whole: Fact, names: NameByCode) -> str:
    """Write the name of a share: a commodity's in all trade, a partner's in trade with the world, or a place's."""
    of_all, sides = part.subject.commodity != whole.subject.commodity, (part.subject.area, part.subject.counterpart)
    sharer = next((side for side in sides if side not in (whole.subject.area, whole.subject.counterpart)), None)
    code = (part.subject.commodity if of_all else sharer) or ALL_GOODS
    name = naming.name_of(code, names)
    what = naming.goods_of(name, code) if of_all else name
    return f"the share of {what} in {flow_of(whole.subject, names)}"


def _amount(part: Fact, whole: Fact, names: NameByCode) -> str:
    """Write what a share amounts to: a place's part of the turnover, or the area's trade with the counterpart."""
    if part.subject.measure.sharer is Side.AREA:
        return f"{naming.possessive(naming.name_of(part.subject.area, names))} part of {flow_of(whole.subject, names)}"
    return flow_of(replace(whole.subject, counterpart=part.subject.counterpart), names)


def trade_sum(one: Members) -> str:
    """Write a sum: "Kazakhstan's exports of copper to China in 2022 came to USD 3 billion: 17 rows (...)"."""
    return f"{_summed(one)}{_source(one)}."


def _summed(one: Members) -> str:
    subject = trade_of(
        Flow(one["flow"]),
        naming.in_prose(one["reporter"]["name"]) if one["reporter"] else "all reporters",
        naming.in_prose(one["partner"]["name"]) if one["partner"] else "all partners",
        _goods(Flow(one["flow"]), one.get("commodity"), one["goods"]),
    )
    gaps = f"; none for {naming.listed(_runs(one['missing']))}" if one["missing"] else ""
    return f"{naming.capital(subject)}{_when(one)} {_came_to(one)}{gaps}"


def trade_total(one: Members) -> str:
    """Write a sum over all goods and partners selected, and what the source states for the whole."""
    if one["gap_absolute"] is None:
        return trade_sum(one)
    if one["gap_absolute"]["lower"] == one["gap_absolute"]["upper"] == 0:
        return f"{_summed(one)}; the source states the same for the whole{_source(one)}."
    share = f" ({one['gap_relative']['text']})" if _is_bounded(one["gap_relative"]) else ""
    gap = f"; it lacks {one['gap_absolute']['text']}{share}" if _is_bounded(one["gap_absolute"]) else ""
    return f"{_summed(one)}; the source states {one['stated_total']['text']} for the whole{gap}{_source(one)}."


def _source(one: Members) -> str:
    return "" if one["byline"] in one["whose"] else f" ({one['byline']})"


def _goods(flow: Flow, commodity: Members | None, goods: tuple[str, str] | None) -> str:
    """Write the goods of a sum; without one code, the first and the last of those that there are."""
    if commodity:
        return of_goods(flow, commodity["code"], {commodity["code"]: commodity["name"]})
    codes = dict.fromkeys(code.rpartition("-")[2] for code in goods or ())
    of, plural = "in" if flow is Flow.TOTAL else "of", "s" if len(codes) > 1 else ""
    return f" {of} goods of HS code{plural} {' to '.join(codes)}" if codes else ""


def _when(one: Members) -> str:
    if one["period"] or not (one["period_from"] and one["period_to"]):
        return during(one["period"])
    first, last = Period.parse(one["period_from"]), Period.parse(one["period_to"])
    length = first.last - first.first
    starts, ends = [first], [last]
    for start, end in one["missing"]:
        if first.first < start.first and end.last < last.last:
            starts.append(Period(end.last + 1, end.last + 1 + length))
            ends.insert(-1, Period(start.first - 1 - length, start.first - 1))
    if len(starts) == 1:
        return f" from {first.label} to {last.label}"
    # Years between that have no rows are not in the sum.
    return f" in {naming.listed(_runs(zip(starts, ends, strict=True)))}"


def _came_to(one: Members) -> str:
    rows = "1 row" if one["rows"] == 1 else f"{one['rows']:,} rows"
    if one["primary_value"] is None:
        return f"cannot be told: {rows}, none with a value"
    left_out = f", {one['rows_without_value']:,} of them without a value" if one["rows_without_value"] else ""
    if not _is_bounded(one["primary_value"]):
        return f"are not limited by what is stated: {rows}{left_out}"
    return f"came to {one['primary_value']['text']}, {one['whose']}: {rows}{left_out}"


def whose_summed(bases: Iterable[Basis], reporters: tuple[str, ...], names: NameByCode) -> str:
    """Write whose figures were summed: by one compiler's, or how they differ; of several reporters, by their own."""
    compilers, kinds = ({getattr(basis, name) for basis in bases} for name in ("compilers", "kind"))
    estimates = kinds & {BasisKind.ESTIMATED, BasisKind.RECONCILED}
    kind = estimates.pop() if len(kinds) == len(estimates) == 1 else None
    if len(compilers) == 1:
        by = naming.whose(kind, *(names.get(one or "") for one in compilers.pop()))
    else:
        is_own = bool(reporters) and {area for area, _ in compilers} == set(reporters)
        figures = "estimates" if kind else "figures"
        by = f"by the reporters' own {figures}" if is_own else f"by {figures} of different compilers"
    partly = ", some of them estimates" if estimates and not kind else ""
    valued = sorted({f"{basis.valuation}".upper() for basis in bases if basis.valuation in naming.VALUED})
    apart = f", valued {naming.listed(valued)}" if len(valued) > 1 else ""
    return f"{by}{partly}{apart}"


def _runs(periods: Iterable[tuple[Period, Period]]) -> list[str]:
    return [first.label if first == last else f"{first.label} to {last.label}" for first, last in periods]


def _is_bounded(quantity: Members | None) -> bool:
    return quantity is not None and (quantity["lower"] is not None or quantity["upper"] is not None)
