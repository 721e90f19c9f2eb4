"""Checks, in one sentence each and in numbers. Words are made last, from the values of a check."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.reasoning import Aspect, Fact
from app.reasoning.arithmetic import RELATIVE
from app.reasoning.check.check import Check
from app.reasoning.sentences import indicator_of
from app.reasoning.sentences.derived import written
from app.reasoning.sentences.names import NameByCode, by_whom, capital, name_of, sources_of
from app.reasoning.sentences.words import during, flow_of, hedged, rounded_text, stated
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import exact_text
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict

Clauses = tuple[str | None, ...]
"""What a sentence is put together from; those that are None say nothing."""

_FOUND: Final[Mapping[CheckVerdict, str]] = {
    CheckVerdict.AGREE: "they agree",
    CheckVerdict.COMPATIBLE: "both may be true, and neither confirms the other",
    CheckVerdict.ADJACENT: "they lie no further apart than rounding explains",
    CheckVerdict.REVISED: "they differ by {gap}, and the later source replaces the earlier one",
    CheckVerdict.CONFLICT: "they differ by {gap} and cannot both be true",
}
_GROWTH: Final[Mapping[CheckVerdict, str]] = {
    CheckVerdict.CONSISTENT: "the two meet",
    CheckVerdict.INCONSISTENT: "the source contradicts itself",
    CheckVerdict.BASE_MAY_BE_REVISED: "they do not meet, but a base revised by no more than a tenth would explain it",
    CheckVerdict.CONFLICT: "the base would have to be another by more than a tenth, so that both cannot be true",
}
_MIRROR: Final[Mapping[CheckVerdict, str]] = {
    CheckVerdict.WITHIN_MARGIN: "the two lie within a tenth of each other",
    CheckVerdict.IMPORTER_HIGHER: "the importer's figure is higher by more than a tenth",
    CheckVerdict.IMPORTER_LOWER: "the importer's figure is lower by more than a tenth",
    CheckVerdict.UNDETERMINED: "whether the two lie within a tenth of each other cannot be told",
}
_PARTS: Final[Mapping[CheckVerdict, str]] = {
    CheckVerdict.CONSISTENT: "the parts make up the whole",
    CheckVerdict.INCONSISTENT: "the parts exceed the whole by {gap}",
    CheckVerdict.UNDETERMINED: "no part is stated for {gap}",
}
_COUNTED: Final = {"documents": "the number of documents", "items": "the number of items", "quantity": "the amount"}
"""What the quantities of agreements and plans are called, where that is not their value."""


def check_sentence(check: Check, names: NameByCode) -> str:
    """Return what a check compared, and how it ended."""
    return capital("; ".join(clause for clause in _clauses(check, names) if clause)) + "."


def _clauses(check: Check, names: NameByCode) -> Clauses:
    match check.rule:
        case CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL:
            return _total(check, names)
        case CheckRule.GROWTH_AGAINST_LEVELS:
            return _growth(check, names)
        case CheckRule.MIRROR:
            return _mirror(check, names)
        case CheckRule.TWO_SIDES:
            return _two_sides(check, names)
        case CheckRule.PARTS_AGAINST_WHOLE:
            return _parts(check, names)
    return _statements(check, names)


def _statements(check: Check, names: NameByCode) -> Clauses:
    first, second = check.inputs
    if check.differing:
        both = ", against ".join(stated(fact, names) for fact in check.inputs)
        return f"{_topic(check.inputs[:1], names)}: {both}", _differ(check), _distance(check)
    shared = first.source.id != second.source.id and first.source.root == second.source.root
    is_mixed = first.basis.compilers != second.basis.compilers
    figures = [stated(fact, names if is_mixed else None) for fact in check.inputs]
    return (
        f"{_topic(check.inputs[:1] if is_mixed else check.inputs, names)}: {', against '.join(figures)}",
        _FOUND[check.verdict].format(gap=_gap(check)),
        _later(check) if check.verdict in (CheckVerdict.ADJACENT, CheckVerdict.CONFLICT) else None,
        "the two are not independent of each other" if shared else None,
    )


def _later(check: Check) -> str | None:
    """Return which of two statements that do not meet is the later one."""
    if check.replaced:
        return "the later source replaces the earlier one"
    days = [fact.source.published_on for fact in check.inputs]
    return "the second is the later one" if None not in days and days[0] != days[1] else None


def _total(check: Check, names: NameByCode) -> Clauses:
    exports, imports, turnover = check.inputs
    whose, facts = ((names,), [turnover]) if check.differing else ((), [turnover, exports, imports])
    together = f", together {rounded_text(check.computed)}" if check.computed else ""
    parts = f"exports of {stated(exports, *whose)} and imports of {stated(imports, *whose)}{together}"
    return (
        f"{_topic(facts, names)}: {stated(turnover, *whose)}, against {parts}",
        f"they differ in {_listed(check.differing)}" if check.differing else None,
        _distance(check) if check.gap_absolute else "the two agree",
    )


def _parts(check: Check, names: NameByCode) -> Clauses:
    whole, *parts = check.inputs
    *most, last = [stated(part) for part in parts]
    in_words = f"{', '.join(most)} and {last} in its parts" if most else f"{last} in its one stated part"
    together = f", together {rounded_text(check.computed)}" if check.computed and most else ""
    ending = _PARTS[check.verdict].format(gap=rounded_text(check.gap_absolute))
    return f"{_topic([whole], names)}: {stated(whole)}, against {in_words}{together}", ending


def _growth(check: Check, names: NameByCode) -> Clauses:
    growth, *levels = check.inputs
    whose = (names,) if check.differing else ()
    claimed = f"{_topic([growth] if check.differing else check.inputs, names)}: {stated(growth, *whose)}"
    if check.reason:
        return claimed, check.reason
    new, old = (stated(level, *whose) for level in levels)
    computed = f", a change of {rounded_text(check.computed)}" if check.computed else ""
    return f"{claimed}, against {new} after {old}{computed}", _differ(check) if check.differing else _GROWTH[
        check.verdict
    ]


def _mirror(check: Check, names: NameByCode) -> Clauses:
    first = check.inputs[0]
    if check.verdict is CheckVerdict.MISSING_SIDE:
        role, other = check.differing[0], name_of(first.subject.counterpart, names)
        nothing = f"no figure of the {role}, {other}, is held, which does not mean that it is zero"
        return f"{_topic([first], names)}: {stated(first, names)}", nothing
    exported, imported = (_one_side(check, area, names) for area in (first.subject.area, first.subject.counterpart))
    goods = replace(first, subject=replace(first.subject, flow=Flow.EXPORT))
    return (
        f"{_topic([goods], names)}: {exported} as exported, against {imported} as imported",
        _MIRROR[check.verdict],
        f"the first is {rounded_text(check.ratio)} the second" if check.ratio else None,
    )


def _one_side(check: Check, area: str | None, names: NameByCode) -> str:
    facts = [fact for fact in check.inputs if fact.subject.area == area]
    if len(facts) == 1 or not check.computed:
        return stated(facts[0], names)
    return f"{rounded_text(check.computed)}, turnover less trade the other way, {by_whom(facts, names)}"


def _two_sides(check: Check, names: NameByCode) -> Clauses:
    subject = check.inputs[0].subject
    sides: dict[Hashable, list[Fact]] = {}
    for fact in check.inputs:
        sides.setdefault((fact.subject.area, fact.source.id), []).append(fact)
    figures = [
        f"{' and '.join(hedged(fact) for fact in side)}{' together' if len(side) > 1 else ''},"
        f" {by_whom(side, names)} ({sources_of(side)})"
        for side in sides.values()
    ]
    area, counterpart = (name_of(code, names) for code in (subject.area, subject.counterpart))
    return (
        f"trade between {area} and {counterpart}{during(check.period)}: {figures[0]}, against {figures[1]}",
        _differ(check) if check.differing else None,
        _distance(check),
    )


def check_arithmetic(check: Check) -> str:
    """Return the comparison of a check in numbers."""
    if check.verdict is CheckVerdict.MISSING_SIDE:
        return f"{_figure(check.inputs[0])}, against nothing stated by the {check.differing[0]}"
    if check.sides is None:
        return check.reason or ""
    one, other = (written(side.interval, side.unit) for side in check.sides)
    match check.rule:
        case CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL:
            text = f"{_sum(check.inputs[:2], other)}, against {one}"
        case CheckRule.PARTS_AGAINST_WHOLE:
            text = f"{_sum(check.inputs[1:], other)}, against {one}"
        case CheckRule.GROWTH_AGAINST_LEVELS:
            text = f"{_change(*check.inputs)} = {other}, against {one}"
        case CheckRule.MIRROR:
            ratio = check.quotient
            text = f"{one} / {other}" + (f" = {written(ratio.interval, ratio.unit)}" if ratio else f": {check.reason}")
        case _:
            text = f"{one} and {other} have {_in_common(check)}"
    return text


def _in_common(check: Check) -> str:
    if check.gap_absolute is None:
        return "numbers in common"
    return f"no number in common; the larger minus the smaller is {_within(check.gap_absolute)}"


def _sum(facts: Sequence[Fact], result: str) -> str:
    return " + ".join(_figure(fact) for fact in facts) + (f" = {result}" if len(facts) > 1 else "")


def _change(stated: Fact, new: Fact, old: Fact) -> str:
    after, before = _figure(new), _figure(old)
    return f"100 ({after} / {before} - 1)" if stated.unit in RELATIVE else f"{after} - {before}"


def _figure(fact: Fact) -> str:
    return written(fact.interval, fact.unit)


def _within(quantity: Quantity) -> str:
    """Return the interval of a computed figure, with the value in it where there is one."""
    interval = written(quantity.interval, quantity.unit)
    if quantity.value is None or quantity.qualifier is not Qualifier.BETWEEN:
        return interval
    return f"{exact_text(quantity.value)}, within {interval}"


def _topic(facts: Sequence[Fact], names: NameByCode) -> str:
    """Write what the first fact measures, and when; of several facts on one basis also whose figures they are."""
    fact = facts[0]
    subject, when = fact.subject, during(fact.period)
    by = f", {by_whom(facts, names)}" if len(facts) > 1 and any(each.basis.is_known for each in facts) else ""
    match fact.kind:
        case RecordKind.TRADE_FLOW:
            weight = "the net weight of " if subject.measure == "net_weight" else ""
            return f"{weight}{flow_of(subject, names)}{when}{by}"
        case RecordKind.INDICATOR:
            return f"{indicator_of(subject, names)}{when}{by}"
    measure = _COUNTED.get(subject.measure, f"the {subject.measure}")
    return f"{measure} of the {fact.kind} “{fact.title}”{when}"


def _differ(check: Check) -> str:
    if Aspect.COMPILER_NOT_KNOWN in check.differing:
        return "whose figures they are is not known of all, so that neither refutes the other"
    return f"they differ in {_listed(check.differing)}, so that neither refutes the other"


def _listed(differing: Sequence[Aspect]) -> str:
    return " and ".join(aspect.replace("_", " ") for aspect in differing)


def _distance(check: Check) -> str:
    return f"the larger exceeds the smaller by {_gap(check)}" if check.gap_absolute else "their ranges overlap"


def _gap(check: Check) -> str:
    """Return the gap; that between two figures in per cent is in percentage points."""
    return rounded_text(check.gap_absolute).replace("%", " percentage points")
