"""The words of a check: what was compared, each figure with its hedge, and the arithmetic."""

from typing import Final

from app.reasoning.check.comparing import for_show
from app.reasoning.facts import Fact
from app.reasoning.sentences.naming import Names, flow_of
from app.reasoning.sentences.quantities import change
from app.vocabulary import Period, Qualifier, Quantity, RecordKind, Unit
from app.vocabulary.codec import quantity_to_json, quantity_to_text
from app.vocabulary.interval import Interval
from app.vocabulary.numbers import exact_text

_FIELDS: Final = {
    "documents": "The documents",
    "items": "The items",
    "value": "The value",
    "quantity": "The quantity",
}
_NO_END: Final = "infinity"


def topic(fact: Fact, names: Names) -> str:
    """Name what a fact measures, and when: "Kazakhstan's exports to China in 2022"."""
    when = f" in {Period.parse(fact.period).label}" if fact.period else ""
    return f"{_measured(fact, names)}{when}"


def _measured(fact: Fact, names: Names) -> str:
    subject = fact.subject
    if fact.kind is RecordKind.TRADE_FLOW:
        weight = "The net weight of " if subject.measure == "net_weight" else ""
        return f"{weight}{flow_of(fact, names)}"
    if fact.kind is RecordKind.INDICATOR:
        about = f" ({subject.about.replace('/', ', ')})" if subject.about else ""
        place = f" of {_name(subject.area, names)}" if subject.area else ""
        other = f" with {_name(subject.counterpart, names)}" if subject.counterpart else ""
        return f"{subject.measure.replace('_', ' ').capitalize()}{place}{other}{about}"
    return f"{_FIELDS.get(subject.measure, subject.measure.capitalize())} stated of the {fact.kind}"


def _name(code: str | None, names: Names) -> str:
    return names.get(code or "", code or "")


def said(fact: Fact) -> str:
    """Write a fact's figure with its hedge: "more than USD 13 billion", "up more than a third"."""
    return change(quantity_to_json(fact.quantity)) if fact.is_change else quantity_to_text(fact.quantity)


def sized(quantity: Quantity) -> str:
    """Write a computed figure by the ends that it is known between."""
    return quantity_to_text(quantity)


def apart(gap: Quantity) -> str:
    """Write a gap; that between two figures in per cent is in percentage points."""
    return sized(gap).replace("%", " percentage points")


def whose(fact: Fact, names: Names) -> str:
    """Name who compiled a figure, for a sentence: "in the figures of China"."""
    if fact.basis.compiled_by:
        return f"in the figures of {_name(fact.basis.compiled_by, names)}"
    return "in figures of an organisation" if fact.basis.compiler else "in figures whose compiler is not known"


def written(interval: Interval, unit: Unit) -> str:
    """Write an interval with its brackets, round where an end does not belong to it; rounded outwards for show."""
    outward = for_show(interval, unit)
    if outward.lower is not None and outward.lower == outward.upper:
        return f"{exact_text(outward.lower)} {unit}"
    low = f"-{_NO_END}" if outward.lower is None else exact_text(outward.lower)
    high = _NO_END if outward.upper is None else exact_text(outward.upper)
    return f"{outward.bounds[0]}{low}, {high}{outward.bounds[1]} {unit}"


def written_quantity(quantity: Quantity) -> str:
    """Write the interval of a computed figure, with the value in it where there is one."""
    interval = written(quantity.interval, quantity.unit)
    if quantity.value is None or quantity.qualifier is not Qualifier.BETWEEN:
        return interval
    return f"{exact_text(quantity.value)}, within {interval}"


def ended(*clauses: str | None) -> str:
    """Make one sentence of clauses; those that are None say nothing."""
    return "; ".join(clause for clause in clauses if clause) + "."
