"""Derived facts in one sentence each: what follows, or why nothing does."""

from dataclasses import replace

from app.reasoning import Fact
from app.reasoning.derive.steps import Derived
from app.reasoning.sentences.words import NameByCode, during, flow_of, inside, lower_first, name_of, of_goods
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.measures import Flow
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import DerivationRule, DerivationStatus


def derived_sentence(derived: Derived, names: NameByCode) -> str:
    """Return what follows, or why nothing does, in one sentence."""
    subject = f"{_subject(derived, names)}{during(derived.period)}"
    quantity = derived.quantity
    if derived.status is DerivationStatus.NOT_COMPARABLE:
        return f"{subject} cannot be told: {derived.reason}."
    if quantity is None:
        return f"{subject} is not defined: {derived.reason}."
    if (quantity.interval.lower, quantity.interval.upper) == (None, None):
        return f"{subject} is not limited by what is stated."
    return f"{subject} came to {quantity_to_text(quantity)}."


def _subject(derived: Derived, names: NameByCode) -> str:
    first, flow = derived.inputs[0], flow_of(derived.inputs[0].subject, names)
    area, counterpart = (name_of(code, names) for code in (first.subject.area, first.subject.counterpart))
    goods = of_goods(first.subject.commodity, names)
    match derived.rule:
        case DerivationRule.BALANCE:
            text = f"{area}'s trade balance{goods} with {counterpart}"
        case DerivationRule.TURNOVER:
            text = f"Exports and imports{goods} together between {area} and {counterpart}"
        case DerivationRule.REMAINDER:
            text = flow_of(derived.subject, names)
        case DerivationRule.NARROWING:
            text = f"{flow}, given the other two,"
        case DerivationRule.LEVEL_BEFORE:
            text = _indicator(first, names) if first.kind is RecordKind.INDICATOR else flow
        case DerivationRule.GROWTH:
            text = f"Growth of {inside(flow)}"
        case DerivationRule.SHARE:
            text = _share(first, derived.inputs[1], names)
        case DerivationRule.PART_FROM_SHARE:
            text = _amount(first, derived.inputs[1], names)
        case DerivationRule.DOCUMENTS_REMAINING:
            text = "The rest of the package, whose value is not stated,"
    return text


def _share(part: Fact, whole: Fact, names: NameByCode) -> str:
    """Write the name of a share: a commodity's in all trade, or a partner's in trade with the World."""
    of_all = part.subject.commodity != whole.subject.commodity
    what = lower_first(name_of(part.subject.commodity, names)) if of_all else name_of(part.subject.counterpart, names)
    return f"The share of {what} in {inside(flow_of(whole.subject, names))}"


def _amount(part: Fact, whole: Fact, names: NameByCode) -> str:
    """Write what a share amounts to: a place's part of the turnover, or the area's trade with the counterpart."""
    if whole.subject.flow is Flow.TOTAL:
        return f"{name_of(part.subject.area, names)}'s part of {inside(flow_of(whole.subject, names))}"
    return flow_of(replace(whole.subject, counterpart=part.subject.counterpart), names)


def _indicator(fact: Fact, names: NameByCode) -> str:
    scope = f" ({fact.subject.about.rpartition('/')[2]})" if fact.subject.about else ""
    area = f" in {name_of(fact.subject.area, names)}" if fact.subject.area else ""
    return f"{fact.subject.measure.replace('_', ' ').capitalize()}{area}{scope}"
