"""What was computed in one sentence each: derived facts, what follows or why nothing does, and sums of trade."""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.check.check import outwards
from app.reasoning.derive.steps import Derived
from app.reasoning.sentences import indicator_of
from app.reasoning.sentences.names import (
    NameByCode,
    by_whom,
    capital,
    goods_of,
    in_prose,
    name_of,
    possessive,
    sources_of,
)
from app.reasoning.sentences.words import Members, during, flow_of, of_goods, rounded, trade_of
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Flow, Unit
from app.vocabulary.numbers import exact_text
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS, RecordKind
from app.vocabulary.verdicts import DerivationRule, DerivationStatus

_ROUGH: Final = (
    DerivationRule.LEVEL_BEFORE,
    DerivationRule.GROWTH,
    DerivationRule.SHARE,
    DerivationRule.PART_FROM_SHARE,
)
"""Rules that multiply or divide: their results have more digits than their inputs."""


def derived_sentence(derived: Derived, names: NameByCode) -> str:
    """Return what follows, or why nothing does, in one sentence."""
    subject = f"{capital(_subject(derived, names))}{during(derived.period)}"
    quantity = derived.quantity
    if derived.status is DerivationStatus.NOT_COMPARABLE:
        return f"{subject} cannot be told: {derived.reason}."
    if quantity is None:
        return f"{subject} is not defined: {derived.reason}."
    if (quantity.interval.lower, quantity.interval.upper) == (None, None):
        return f"{subject} is not limited by what is stated."
    shown = rounded(quantity) if derived.rule in _ROUGH else quantity
    by = "" if derived.rule is DerivationRule.DOCUMENTS_REMAINING else f", {by_whom(derived.inputs, names)}"
    told = f"{subject} {'were' if _is_plural(derived) else 'was'} {quantity_to_text(shown)}"
    if derived.rule is DerivationRule.BALANCE:
        told = _balance(derived, shown, names)
    return f"{told}{by} (computed from {sources_of(derived.inputs)})."


_OF_ONE_FLOW: Final = (DerivationRule.REMAINDER, DerivationRule.NARROWING, DerivationRule.LEVEL_BEFORE)


def _is_plural(derived: Derived) -> bool:
    """Return whether the subject is one flow, "exports", and not turnover, a share or an indicator."""
    if derived.rule is DerivationRule.PART_FROM_SHARE:
        return derived.inputs[1].subject.flow is not Flow.TOTAL
    return derived.rule in _OF_ONE_FLOW and derived.subject.flow not in (None, Flow.TOTAL)


def _balance(derived: Derived, quantity: Quantity, names: NameByCode) -> str:
    """Write a balance as what it is: a surplus, a deficit, or what may be either."""
    subject, lower, upper = derived.subject, quantity.interval.lower, quantity.interval.upper
    area, counterpart = possessive(name_of(subject.area, names)), name_of(subject.counterpart, names)
    goods, when = of_goods(Flow.TOTAL, subject.commodity, names), during(derived.period)
    of = f"{capital(area)} trade {{}}{goods} with {counterpart}{when} was"
    if lower is not None and lower >= 0:
        return f"{of.format('surplus')} {_between(lower, upper, quantity)}"
    if upper is not None and upper <= 0:
        return f"{of.format('deficit')} {_between(-upper, None if lower is None else -lower, quantity)}"
    deficit = "of any size" if lower is None else f"of {_between(-lower, -lower, quantity)}"
    surplus = "of any size" if upper is None else f"of {_between(upper, upper, quantity)}"
    return f"{of.format('balance')} between a deficit {deficit} and a surplus {surplus}"


def _between(low: Fraction, high: Fraction | None, like: Quantity) -> str:
    value = low if low == high else None
    bounds = "[]" if value is not None else "[)" if low else "()"
    return quantity_to_text(Quantity.of(Interval.between(low, high, bounds), like.unit, value))


def _subject(derived: Derived, names: NameByCode) -> str:
    first, flow = derived.inputs[0], flow_of(derived.subject, names)
    area, counterpart = (name_of(code, names) for code in (first.subject.area, first.subject.counterpart))
    goods = of_goods(Flow.TOTAL, first.subject.commodity, names)
    match derived.rule:
        case DerivationRule.BALANCE:
            text = f"{possessive(area)} trade balance{goods} with {counterpart}"
        case DerivationRule.TURNOVER:
            text = f"trade{goods} between {area} and {counterpart}, exports and imports together,"
        case DerivationRule.REMAINDER:
            text = flow
        case DerivationRule.NARROWING:
            text = f"{flow_of(first.subject, names)}, as narrowed by the other two flows,"
        case DerivationRule.LEVEL_BEFORE:
            text = indicator_of(first.subject, names) if first.kind is RecordKind.INDICATOR else flow
        case DerivationRule.GROWTH:
            text = f"the growth of {flow}"
        case DerivationRule.SHARE:
            text = _share(first, derived.inputs[1], names)
        case DerivationRule.PART_FROM_SHARE:
            text = _amount(first, derived.inputs[1], names)
        case DerivationRule.DOCUMENTS_REMAINING:
            text = "the rest of the package, whose value is not stated,"
    return text


def _share(part: Fact, whole: Fact, names: NameByCode) -> str:
    """Write the name of a share: a commodity's in all trade, or a partner's in trade with the world."""
    of_all = part.subject.commodity != whole.subject.commodity
    goods = part.subject.commodity or ALL_GOODS
    what = goods_of(name_of(goods, names), goods) if of_all else name_of(part.subject.counterpart, names)
    return f"the share of {what} in {flow_of(whole.subject, names)}"


def _amount(part: Fact, whole: Fact, names: NameByCode) -> str:
    """Write what a share amounts to: a place's part of the turnover, or the area's trade with the counterpart."""
    if whole.subject.flow is Flow.TOTAL:
        return f"{possessive(name_of(part.subject.area, names))} part of {flow_of(whole.subject, names)}"
    return flow_of(replace(whole.subject, counterpart=part.subject.counterpart), names)


def trade_sum(one: Members) -> str:
    """Write a sum: "Kazakhstan's exports of copper to China in 2022 came to USD 3 billion: 17 rows (...)".

    `goods` are those summed where no one code is, `periods` how many have rows, and of how many.
    """
    return f"{_summed(one)} ({one['byline']})."


def _summed(one: Members) -> str:
    subject = trade_of(
        Flow(one["flow"]),
        in_prose(one["reporter"]["name"]) if one["reporter"] else "all reporters",
        in_prose(one["partner"]["name"]) if one["partner"] else "all partners",
        _goods(one.get("commodity"), one["goods"]),
    )
    return f"{capital(subject)}{_when(one)} {_came_to(one)}{_gaps(*one['periods'])}"


def trade_total(one: Members) -> str:
    """Write a sum over all goods and partners selected, and what the source states for the whole."""
    if one["gap_absolute"] is None:
        return trade_sum(one)
    share = f" ({one['gap_relative']['text']})" if _is_bounded(one["gap_relative"]) else ""
    gap = f"; it lacks {one['gap_absolute']['text']}{share}" if _is_bounded(one["gap_absolute"]) else ""
    return f"{_summed(one)}; the source states {one['stated_total']['text']} for the whole{gap} ({one['byline']})."


def _goods(commodity: Members | None, goods: tuple[str, str] | None) -> str:
    """Write the goods of a sum; without one code, the first and the last of those that there are."""
    if commodity is None:
        codes = dict.fromkeys(code.rpartition("-")[2] for code in goods or ())
        return f"goods of HS {' to '.join(codes)}" if codes else ""
    return "" if commodity["code"] == ALL_GOODS else goods_of(commodity["name"], commodity["code"])


def _when(one: Members) -> str:
    if not one["period"] and one["period_from"] and one["period_to"]:
        return f" from {Period.parse(one['period_from']).label} to {Period.parse(one['period_to']).label}"
    return during(one["period"])


def _came_to(one: Members) -> str:
    rows = "1 row" if one["rows"] == 1 else f"{one['rows']:,} rows"
    if one["primary_value"] is None:
        return f"cannot be told: {rows}, none with a value"
    left_out = f", {one['rows_without_value']:,} of them without a value" if one["rows_without_value"] else ""
    if not _is_bounded(one["primary_value"]):
        return f"are not limited by what is stated: {rows}{left_out}"
    return f"came to {one['primary_value']['text']}: {rows}{left_out}"


def _gaps(held: int, of_all: int) -> str:
    """Write for how many of the periods there are rows, where some are missing."""
    return f", for {held} of {of_all} periods" if held < of_all else ""


def _is_bounded(quantity: Members | None) -> bool:
    return quantity is not None and (quantity["lower"] is not None or quantity["upper"] is not None)


def written(interval: Interval, unit: Unit) -> str:
    """Return an interval in its notation with the unit, rounded outwards for show."""
    outward = outwards(interval, unit)
    if outward.lower is not None and outward.lower == outward.upper:
        return f"{exact_text(outward.lower)} {unit}"
    low = "-infinity" if outward.lower is None else exact_text(outward.lower)
    high = "infinity" if outward.upper is None else exact_text(outward.upper)
    return f"{outward.bounds[0]}{low}, {high}{outward.bounds[1]} {unit}"
