"""Checks in words and in numbers, which are made last, from the values of a check."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.reasoning import Aspect, Fact
from app.reasoning.check.comparison import Check, Measurement, outwards
from app.reasoning.sentences import indicator_of, words
from app.reasoning.sentences import names as naming
from app.reasoning.sentences.names import PHRASES, NameByCode
from app.vocabulary.codec import decimal, quantity_to_json
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import stored
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import OF_STATISTICS, RecordKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict
from app.vocabulary.words import NET_WEIGHT, PERCENT, POINTS, RELATIVE

Clauses = tuple[str | None, ...]
"""What a sentence is put together from; those that are None say nothing."""

_FOUND: Final[Mapping[str, str]] = PHRASES["found"]
_GROWTH: Final[Mapping[str, str]] = PHRASES["growth"]
_MIRROR: Final[Mapping[str, str]] = PHRASES["mirror"]
_PARTS: Final[Mapping[str, str]] = PHRASES["parts"]
_DIFFERING: Final[Mapping[str, str]] = PHRASES["differing"]


def check_sentence(check: Check, names: NameByCode) -> str:
    """Return what a check compared, and how it ended, one idea a sentence."""
    clauses = _CLAUSES[check.rule](check, names)
    told = " ".join(f"{naming.capital(clause)}." for clause in clauses if clause)
    return naming.cited_once(told, check.inputs)


def _statements(check: Check, names: NameByCode) -> Clauses:
    first, second = check.inputs
    one, other = (words.stated(fact, names if _is_mixed(check) else None) for fact in check.inputs)
    is_one_source = check.rule is CheckRule.HEADLINE_AGAINST_BODY
    compared = f"{one} in one place and {other} in another" if is_one_source else _and_another(check, [one, other])
    given = f"{_topic(check, names)}, one source gives {compared}"
    if check.differing:
        return given, _differ(check), _distance(check)
    shared = first.source.id != second.source.id and first.source.root == second.source.root
    return (
        given,
        _FOUND[check.verdict].format(gap=_gap(check)),
        _later(check) if check.verdict in (CheckVerdict.ADJACENT, CheckVerdict.CONFLICT) else None,
        "the sources are not independent" if shared else None,
    )


def _and_another(check: Check, figures: Sequence[str]) -> str:
    """Write figures of one source, or of one and another."""
    is_one = len({fact.source.id for fact in check.inputs}) == 1
    says_whose = _is_mixed(check) or check.rule is CheckRule.TWO_SIDES
    return f"{',' if says_whose else ''} and {'' if is_one else 'another '}".join(figures)


def _is_mixed(check: Check) -> bool:
    """Return whether it must be told of each figure whose it is."""
    return bool(check.differing) or len({fact.basis.compilers for fact in check.inputs}) > 1


def _later(check: Check) -> str | None:
    """Return which of two statements that do not meet is the later one."""
    days = [fact.source.published_on for fact in check.inputs]
    later = "the second source is the later one" if None not in days and days[0] != days[1] else None
    return "the later source replaces the earlier one" if check.replaced else later


def _total(check: Check, names: NameByCode) -> Clauses:
    exports, imports, turnover = check.inputs
    whose = (names,) if _is_mixed(check) else ()
    both = f"exports of {words.stated(exports, *whose)} and imports of {words.stated(imports, *whose)}"
    both += "" if whose else naming.valued_both([exports.basis, imports.basis])
    sum_of_both = f"{both} add up to {_figure(check, check.computed)}" if check.computed else f"it gives {both}"
    given = f"{_topic(check, names, turnover)}, one source gives {words.stated(turnover, *whose)}"
    fits = "they lie no further apart than digits cut off explain" if check.gap_absolute else "the two agree"
    found = fits if check.verdict is CheckVerdict.CONSISTENT else _distance(check)
    return given, sum_of_both, _differ(check) if check.differing else None, found


def _parts(check: Check, names: NameByCode) -> Clauses:
    whole, *parts = check.inputs
    figures = naming.listed([words.stated(part) for part in parts])
    summed = f", which add up to {_figure(check, check.computed)}" if check.computed and len(parts) > 1 else ""
    in_parts = f"its {'parts are' if len(parts) > 1 else 'one stated part is'} {figures}{summed}"
    ending = _PARTS[check.verdict].format(gap=_figure(check, check.gap_absolute))
    return f"{_topic(check, names)}, one source gives {words.stated(whole)}", in_parts, ending


def _growth(check: Check, names: NameByCode) -> Clauses:
    growth, *levels = check.inputs
    whose = (names,) if _is_mixed(check) else ()
    given = f"{_topic(check, names)}, one source gives {words.stated(growth, *whose)}"
    if why := _why_not(check):
        return given, why
    new, old = (words.stated(level, *whose) for level in levels)
    computed = check.computed and words.moved(quantity_to_json(words.rounded(check.computed, levels))).thing
    shown = f"figures are {old} before and {new} after"
    if computed:
        shown = f"from {old}, to {new}, is {computed}" if whose else f"from {old} to {new} is {computed}"
    return given, shown, _differ(check) if check.differing else _GROWTH[check.verdict]


def _why_not(check: Check) -> str | None:
    """Write why nothing could be computed, or for want of which levels; None where something was."""
    if check.lacking is None:
        return check.undefined
    lacking = " or ".join(Period.parse(period).label for period in check.lacking)
    return f"no figure {f'for {lacking}' if lacking else 'to compare it with'} is on file, so it cannot be checked"


def _mirror(check: Check, names: NameByCode) -> Clauses:
    first = check.inputs[0]
    if check.verdict is CheckVerdict.MISSING_SIDE:
        role, other = check.differing[0], naming.name_of(first.subject.counterpart, names)
        nothing = f"no figure of the {role}, {other}, is on file, which does not mean that it is zero"
        return f"{_topic(check, names)}, one source gives {words.stated(first, names)}", nothing
    sides = first.subject.area, first.subject.counterpart
    exported, imported = (_one_side(check, area, names) for area in sides)
    here, there = (naming.name_of(code, names) for code in sides)
    goods = words.of_goods(Flow.EXPORT, first.subject.commodity, names).removeprefix(" of ") or "goods"
    moving = f"of {goods} moving from {here} to {there}{words.during(check.period)}"
    found = _differ(check) if check.verdict is CheckVerdict.DIFFERENT_BASIS else _MIRROR[check.verdict]
    ratio = f"the exports are {_figure(check, check.ratio)} the imports" if check.ratio else None
    return f"{moving}, exports were {exported}, and imports {imported}", found, ratio


def _one_side(check: Check, area: str | None, names: NameByCode) -> str:
    """Write a side's figure, or what its turnover leaves of it."""
    facts = [fact for fact in check.inputs if fact.subject.area == area]
    if len(facts) == 1 or not check.computed:
        return words.stated(facts[0], names)
    less = "exports" if any(fact.subject.flow is Flow.EXPORT for fact in facts) else "imports"
    figure = f"{_figure(check, check.computed)}, as total trade less {less}"
    return f"{figure}, {naming.by_whom(facts, names)} ({naming.sources_of(facts)})"


def _two_sides(check: Check, names: NameByCode) -> Clauses:
    sides: dict[Hashable, list[Fact]] = {}
    for fact in check.inputs:
        sides.setdefault((fact.subject.area, fact.source.id), []).append(fact)
    figures = [_added_up(side, names) for side in sides.values()]
    subject = check.inputs[0].subject
    between = naming.listed([naming.name_of(code, names) for code in (subject.area, subject.counterpart)])
    given = f"on trade between {between}{words.during(check.period)}, one source gives {_and_another(check, figures)}"
    found = (_differ(check), _distance(check)) if check.differing else (_FOUND[check.verdict].format(gap=_gap(check)),)
    return given, *found


def _added_up(facts: Sequence[Fact], names: NameByCode) -> str:
    """Write a figure, or exports and imports together, and whose they are."""
    if len(facts) == 1:
        return words.stated(facts[0], names)
    parts = " and ".join(f"{fact.subject.flow}s of {words.hedged(fact)}" for fact in facts)
    both = naming.valued_both([fact.basis for fact in facts])
    return f"{parts} together{both}, {naming.by_whom(facts, names)} ({naming.sources_of(facts)})"


_CLAUSES: Final = {
    CheckRule.SOURCES_ON_ONE_KEY: _statements,
    CheckRule.HEADLINE_AGAINST_BODY: _statements,
    CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL: _total,
    CheckRule.GROWTH_AGAINST_LEVELS: _growth,
    CheckRule.MIRROR: _mirror,
    CheckRule.TWO_SIDES: _two_sides,
    CheckRule.PARTS_AGAINST_WHOLE: _parts,
}
"""How each rule is told."""


def _topic(check: Check, names: NameByCode, of: Fact | None = None) -> str:
    """Write on what a fact is, the first unless it is named, and when; of facts on one basis also whose they are."""
    fact = of or check.inputs[0]
    subject, when = fact.subject, words.during(fact.period)
    is_told = fact.basis.is_known or (fact.kind in OF_STATISTICS and subject.measure.is_statistic)
    by = f", {naming.by_whom(check.inputs, names)}" if is_told and not _is_mixed(check) else ""
    if fact.kind is RecordKind.TRADE_FLOW:
        weight = "the net weight of " if subject.measure == NET_WEIGHT else ""
        return f"on {weight}{words.flow_of(subject, names)}{when}{by}"
    if fact.kind is RecordKind.INDICATOR:
        return f"on {indicator_of(subject, names)}{when}{by}"
    what = "" if fact.kind is RecordKind.AGREEMENT else "the plan or offer "
    return f"on {subject.measure.subject_alone} of {what}{naming.titled(check.inputs)}{when}"


def _differ(check: Check) -> str:
    currencies = naming.listed(sorted({fact.basis.currency for fact in check.inputs if fact.basis.currency}))
    reasons = " and ".join(_DIFFERING[aspect].format(currencies=currencies) for aspect in check.differing)
    is_met = check.verdict is CheckVerdict.DIFFERENT_BASIS and _distance(check) and not check.gap_absolute
    return f"{reasons}, so neither {'confirms' if is_met else 'refutes'} the other"


def _distance(check: Check) -> str | None:
    """Write how far two figures lie apart; None where that means nothing."""
    if {Aspect.CURRENCY, Aspect.BASE_PERIOD}.intersection(check.differing):
        return None
    return f"they differ by {_gap(check)}" if check.gap_absolute else "they may be equal"


def _figure(check: Check, quantity: Quantity | None, inputs: Sequence[Fact] = ()) -> str:
    return words.told(quantity and words.rounded(quantity, inputs), check.inputs[0].subject.measure)


def _gap(check: Check) -> str:
    """Return the gap; that between two figures in per cent is in percentage points."""
    gap = check.gap_absolute
    if gap and gap.unit == PERCENT:
        gap = replace(words.rounded(gap, check.inputs), unit=POINTS)
    return _figure(check, gap, check.inputs)


def check_arithmetic(check: Check) -> str:
    """Return the comparison of a check in numbers, in the notation of intervals."""
    if check.sides is None:
        return _why_not(check) or f"{_written(check.inputs[0])}, against nothing stated by the {check.differing[0]}"
    one, other = (_written(side) for side in check.sides)
    match check.rule:
        case CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL | CheckRule.PARTS_AGAINST_WHOLE:
            parts = check.inputs[1:] if check.rule is CheckRule.PARTS_AGAINST_WHOLE else check.inputs[:2]
            result = f" = {other}" if len(parts) > 1 else ""
            return f"{' + '.join(map(_written, parts))}{result}, against {one}"
        case CheckRule.GROWTH_AGAINST_LEVELS:
            after, before = map(_written, check.inputs[1:])
            ratio = f"100 ({after} / {before} - 1)" if check.inputs[0].unit in RELATIVE else f"{after} - {before}"
            return f"{ratio} = {other}, against {one}"
        case CheckRule.MIRROR:
            return f"{one} / {other}" + (f" = {_written(check.quotient)}" if check.quotient else f": {check.undefined}")
        case CheckRule.SOURCES_ON_ONE_KEY | CheckRule.HEADLINE_AGAINST_BODY | CheckRule.TWO_SIDES:
            return _side_by_side(check, one, other)


def _side_by_side(check: Check, one: str, other: str) -> str:
    """Write how far two figures lie apart."""
    if Aspect.CURRENCY in check.differing:
        return f"{one} and {other} are not compared"
    apart, gap = "numbers in common", check.gap_absolute
    if gap:
        value = gap.value if gap.qualifier is Qualifier.BETWEEN else None
        inside = "" if value is None else f"{decimal(stored(value)):,}, within "
        apart = f"no number in common; the larger minus the smaller is {inside}{_written(gap)}"
    return f"{one} and {other} have {apart}"


def _written(figure: Fact | Measurement | Quantity) -> str:
    return words.interval_text(outwards(figure.interval, figure.unit), figure.unit)
