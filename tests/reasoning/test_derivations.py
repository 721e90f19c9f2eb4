"""Every rule of derivation on whatever is stated: the truth picked inside the words lies inside what follows."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.reasoning import Assumption, Basis, Fact, SourceRef, Subject
from app.reasoning.derive import derive, derive_balances
from app.reasoning.derive.aside import set_aside
from app.reasoning.derive.steps import Derived
from app.reasoning.sentences.derived import derived_sentence
from app.vocabulary.measures import BasisKind, Flow, Qualifier, Valuation
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.verdicts import DerivationRule, DerivationStatus
from app.vocabulary.words import DOCUMENTS, TRADE
from tests.figures import Figure
from tests.open_words import MEASURES
from tests.reasoning.voices import fact_with

NAMES = {"KAZ": "Kazakhstan", "CHN": "China", "CN-XJ": "Xinjiang", "W00": "World", "TOTAL": "All", "copper": "Copper"}
SOURCE = SourceRef("source", "A source", SourceKind.ARTICLE, None, None, None)
KZ = Basis("KAZ", None, BasisKind.RELAYED, None)
EXAMPLES = 10_000
HUNDRED = Fraction(100)
MORE_THAN = Qualifier.MORE_THAN

steps = st.sampled_from((Fraction(1, 10), Fraction(1), Fraction(5)))
levels = st.fractions(min_value=1, max_value=1000, max_denominator=20)
percents = st.fractions(min_value=-60, max_value=300, max_denominator=10)
multiples = st.fractions(min_value=Fraction(1, 2), max_value=5, max_denominator=10)


@st.composite
def said(draw: st.DrawFn, truth: Fraction, unit: str) -> Quantity:
    """Say a true number in some way that allows it: exactly, rounded, or by one end."""
    step = draw(steps)
    off = draw(st.fractions(min_value=Fraction(-49, 100), max_value=Fraction(49, 100), max_denominator=100))
    stated, qualifier = draw(
        st.sampled_from(
            (
                (truth, Qualifier.EXACT),
                (truth + step * off, Qualifier.ROUNDED),
                (truth + step / 2, Qualifier.ROUNDED),
                (truth - step / 3, Qualifier.MORE_THAN),
                (truth, Qualifier.AT_LEAST),
                (truth + step / 3, Qualifier.LESS_THAN),
                (truth + step / 2, Qualifier.NEARLY),
            )
        )
    )
    least = None if unit == "%" else Fraction(0)
    assume(least is None or stated >= least)
    quantity = Quantity.hedged(stated, unit, qualifier, step=step, least=least)
    assume(quantity.interval.holds(truth))
    return quantity


def _fact(subject: Subject, quantity: Quantity, **more: Any) -> Fact:
    record = ".".join(filter(None, (subject.measure, subject.area, subject.counterpart, subject.flow)))
    given: dict[str, Any] = {"source": SOURCE, "record": record}
    return fact_with(subject, quantity, **(given | more))


def _trade(flow: Flow, commodity: str = "TOTAL", partner: str = "CHN") -> Subject:
    return Subject(TRADE, "KAZ", partner, flow, commodity, None)


EXPORT, IMPORT, TOTAL = (_trade(flow) for flow in (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL))
XINJIANG = Subject(MEASURES["share_of_turnover"], "CN-XJ", "KAZ", None, None, None, "CHN")


def _share_subject(measure: str) -> Subject:
    return Subject(MEASURES[measure], "KAZ", "CHN", None, None, None, "KAZ")


Truths = tuple[list[Fact], dict[tuple[str, str | None], Fraction]]


def _usd(data: st.DataObject, subject: Subject, truth: Fraction, **more: Any) -> Fact:
    return _fact(subject, data.draw(said(truth, "USD")), **more)


def _balance(data: st.DataObject) -> Truths:
    exports, imports = data.draw(levels), data.draw(levels)
    facts = [_usd(data, EXPORT, exports), _usd(data, IMPORT, imports)]
    if data.draw(st.booleans()):
        facts.append(_usd(data, TOTAL, exports + imports))
    return facts, {("balance", "2022"): exports - imports, ("turnover", "2022"): exports + imports}


def _remainder(data: st.DataObject) -> Truths:
    exports, imports = data.draw(levels), data.draw(levels)
    subject, stated, left = data.draw(st.sampled_from(((EXPORT, exports, imports), (IMPORT, imports, exports))))
    facts = [_usd(data, TOTAL, exports + imports), _usd(data, subject, stated)]
    return facts, {("balance", "2022"): exports - imports, ("remainder", "2022"): left}


def _level_before(data: st.DataObject) -> Truths:
    level = data.draw(levels)
    unit = data.draw(st.sampled_from(("%", "times", "USD")))
    if unit == "%":
        change = data.draw(percents)
        before = level / (1 + change / HUNDRED)
    elif unit == "times":
        change = data.draw(multiples)
        before = level / change
    else:
        change = data.draw(st.fractions(min_value=-500, max_value=500, max_denominator=20))
        before = level - change
    stated = data.draw(said(change, unit)) if unit != "USD" else Quantity.exact(change, unit)
    facts = [_usd(data, EXPORT, level), _fact(EXPORT, stated, is_change=True)]
    if data.draw(st.booleans()):
        other = data.draw(levels)
        facts += [_usd(data, IMPORT, other), _usd(data, TOTAL, level + other)]
    return facts, {("level_before", "2021"): before}


def _indicator_before(data: st.DataObject) -> Truths:
    subject = Subject(MEASURES["transit_volume"], "KAZ", None, None, None, "rail")
    level, change = data.draw(levels), data.draw(levels)
    shared = {"kind": RecordKind.INDICATOR, "record": "rail"}
    facts = [
        _fact(subject, data.draw(said(level, "t")), field="quantity", **shared),
        _fact(subject, data.draw(said(change, "t")), is_change=True, **shared),
    ]
    return facts, {("level_before", "2021"): level - change}


def _growth(data: st.DataObject) -> Truths:
    new, old = data.draw(levels), data.draw(levels)
    facts = [_usd(data, EXPORT, new), _usd(data, EXPORT, old, period="2021", record="old")]
    return facts, {("growth", "2022"): 100 * (new / old - 1)}


def _share(data: st.DataObject) -> Truths:
    whole = data.draw(levels)
    part = whole * data.draw(st.fractions(min_value=0, max_value=1, max_denominator=50))
    other = data.draw(
        st.sampled_from(((_trade(Flow.EXPORT, "copper"), EXPORT), (EXPORT, _trade(Flow.EXPORT, partner="W00"))))
    )
    return [_usd(data, other[0], part), _usd(data, other[1], whole)], {("share", "2022"): 100 * part / whole}


def _part_from_share(data: st.DataObject) -> Truths:
    percent, whole = data.draw(st.fractions(min_value=1, max_value=100, max_denominator=10)), data.draw(levels)
    subject, total = data.draw(
        st.sampled_from(
            (
                (XINJIANG, TOTAL),
                (
                    Subject(MEASURES["share_of_exports"], "KAZ", "CHN", None, None, None, "KAZ"),
                    _trade(Flow.EXPORT, partner="W00"),
                ),
                (
                    Subject(MEASURES["share_of_imports"], "KAZ", "CHN", None, None, None, "KAZ"),
                    _trade(Flow.IMPORT, partner="W00"),
                ),
            )
        )
    )
    share = _fact(subject, data.draw(said(percent, "%")), kind=RecordKind.INDICATOR, record="share")
    return [share, _usd(data, total, whole)], {("part_from_share", "2022"): percent / 100 * whole}


def _documents_remaining(data: st.DataObject) -> Truths:
    parts = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    rest = data.draw(st.integers(1, 20))

    def counted(name: str, number: int, **more: Any) -> Fact:
        subject = Subject(DOCUMENTS, None, None, None, None, name)
        quantity = Quantity.exact(Fraction(number), "documents")
        return _fact(subject, quantity, kind=RecordKind.AGREEMENT, record=name, period=None, **more)

    facts = [counted("whole", sum(parts) + rest)]
    facts += [counted(f"part-{index}", number, part_of="whole") for index, number in enumerate(parts)]
    return facts, {("documents_remaining", None): Fraction(rest)}


def _narrowing(data: st.DataObject) -> Truths:
    exports, imports = data.draw(levels), data.draw(levels)
    sides = {EXPORT: exports, IMPORT: imports, TOTAL: exports + imports}
    facts = [_usd(data, subject, truth) for subject, truth in sides.items()]
    return facts, {("narrowing", subject.flow): truth for subject, truth in sides.items()}


def _sum_of_periods(data: st.DataObject) -> Truths:
    quarters = [data.draw(levels) for _ in range(4)]
    facts = [_usd(data, EXPORT, truth, period=f"2022-Q{number}") for number, truth in enumerate(quarters, 1)]
    return facts, {("sum", "2022"): sum(quarters, Fraction(0))}


def _sum_of_kinds(data: st.DataObject) -> Truths:
    kinds = data.draw(st.sampled_from(((Flow.DOMESTIC_EXPORT, Flow.RE_EXPORT), (Flow.FOREIGN_IMPORT, Flow.RE_IMPORT))))
    truths = [data.draw(levels) for _ in kinds]
    facts = [_usd(data, _trade(flow), truth) for flow, truth in zip(kinds, truths, strict=True)]
    return facts, {("sum", "2022"): sum(truths, Fraction(0))}


CASES: dict[str, Callable[[st.DataObject], Truths]] = {
    "balance": _balance,
    "turnover": _balance,
    "remainder": _remainder,
    "narrowing": _narrowing,
    "level_before": _level_before,
    "level_before of an indicator": _indicator_before,
    "growth": _growth,
    "share": _share,
    "sum of periods": _sum_of_periods,
    "sum of kinds": _sum_of_kinds,
    "part_from_share": _part_from_share,
    "documents_remaining": _documents_remaining,
}


def test_every_rule_has_a_case() -> None:
    assert {case.partition(" ")[0] for case in CASES} == set(DerivationRule)


@pytest.mark.parametrize("examples", [60, pytest.param(EXAMPLES, marks=[pytest.mark.trial, pytest.mark.timeout(0)])])
@pytest.mark.parametrize("case", CASES)
def test_the_truth_lies_in_what_follows(case: str, examples: int, figure: Figure) -> None:
    _holds(case, examples)
    if examples == EXAMPLES:
        figure(f"Trade made up and hedged whose truth lies outside what follows by {case}", f"0 of {EXAMPLES:,}")


def _holds(case: str, examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        facts, truths = CASES[case](data)
        found = derive(facts)
        assert {_key(one) for one in found} >= {key for key in truths if key[0] != "narrowing"}
        for one in found:
            if _key(one) in truths:
                _holds_exactly_and_shown(one, truths[_key(one)])
            if one.rule == "narrowing":
                _narrows(one)

    check()


def _key(found: Derived) -> tuple[str, str | None]:
    """Tell apart what is derived in one case: narrowings by their flow, all else by the period."""
    return found.rule, found.inputs[0].subject.flow if found.rule == "narrowing" else found.period


def _holds_exactly_and_shown(found: Derived, truth: Fraction) -> None:
    if found.status is DerivationStatus.UNDEFINED:
        assert found.reason
        return
    assert found.interval is not None
    assert found.interval.holds(truth)
    assert found.quantity is not None
    assert found.interval.within(found.quantity.interval)


def _told(found: Derived) -> str:
    return derived_sentence(found, NAMES)


def _narrows(found: Derived) -> None:
    """A narrowed interval lies in the stated one, and is another."""
    assert found.interval is not None
    assert found.interval.within(found.inputs[0].interval)
    assert found.interval != found.inputs[0].interval


def _billions(value: str, step: str, qualifier: Qualifier = Qualifier.ROUNDED) -> Quantity:
    return Quantity.hedged(Fraction(value), "USD", qualifier, step=Fraction(step))


def _shown(found: Derived) -> str:
    assert found.quantity is not None
    interval = found.quantity.interval
    lower, upper = (None if end is None else float(end) for end in (interval.lower, interval.upper))
    return f"{interval.bounds[0]}{lower}, {upper}{interval.bounds[1]}"


@pytest.mark.parametrize(
    ("stated", "rule", "shown"),
    [
        # Of three, any two give the third.
        ({TOTAL: ("31.4", "0.1"), EXPORT: ("14.7", "0.1")}, "remainder", "(16.6, 16.8)"),
        ({TOTAL: ("31.4", "0.1"), IMPORT: ("16.7", "0.1")}, "remainder", "(14.6, 14.8)"),
        ({TOTAL: ("31.4", "0.1"), EXPORT: ("14.7", "0.1")}, "balance", "(-2.15, -1.85)"),
        ({TOTAL: ("31.4", "0.1"), IMPORT: ("16.7", "0.1")}, "balance", "(-2.15, -1.85)"),
        ({EXPORT: ("14.7", "0.1"), IMPORT: ("16.7", "0.1")}, "turnover", "[31.3, 31.5)"),
        ({TOTAL: ("24", "1"), EXPORT: ("13", "1", MORE_THAN)}, "remainder", "[0.0, 11.5)"),
        ({TOTAL: ("24", "1"), EXPORT: ("13", "1", MORE_THAN)}, "balance", "(1.5, 24.5)"),
        ({TOTAL: ("24", "1", Qualifier.MORE_THAN), IMPORT: ("11", "1")}, "remainder", "(12.5, None)"),
        # All three together leave less than any two.
        ({EXPORT: ("12.5", "0.1"), IMPORT: ("16", "1"), TOTAL: ("28.5", "0.1")}, "balance", "(-3.65, -3.35)"),
        ({EXPORT: ("13.2", "0.1"), IMPORT: ("11", "1"), TOTAL: ("24.1", "0.1")}, "balance", "(2.15, 2.45)"),
        ({EXPORT: ("13.2", "0.1"), IMPORT: ("11", "0.1"), TOTAL: ("24.1", "0.1")}, "balance", "(2.15, 2.25)"),
        (
            {EXPORT: ("13.2", "0.1"), IMPORT: ("11", "1"), TOTAL: ("24", "1", Qualifier.MORE_THAN)},
            "balance",
            "(1.65, 2.5)",
        ),
        ({EXPORT: ("13", "1"), IMPORT: ("11", "1"), TOTAL: ("24.9", "0.1")}, "balance", "(1.85, 2.15)"),
        # What does not fit together is not forced to.
        ({EXPORT: ("13", "1"), IMPORT: ("11", "1"), TOTAL: ("30", "1")}, "balance", "(1.0, 3.0)"),
    ],
)
def test_the_identity_works_every_way(stated: dict[Subject, Any], rule: str, shown: str) -> None:
    found = derive([_fact(subject, _billions(*said)) for subject, said in stated.items()])
    (one,) = [one for one in found if one.rule == rule]
    assert _shown(one) == shown


def test_exports_above_the_turnover_leave_nothing() -> None:
    found = derive([_fact(TOTAL, _billions("10", "1")), _fact(EXPORT, _billions("14", "1"))])
    assert [(one.rule, one.status) for one in found] == [("remainder", DerivationStatus.UNDEFINED)]


def test_what_rests_on_figures_of_no_known_compiler_says_so() -> None:
    facts = [_fact(subject, WORTH_24, basis=replace(KZ, compiled_by=None)) for subject in (EXPORT, IMPORT)]
    for one in derive(facts):
        assert "the inputs are on one basis" in one.assumptions
    assert not any(one.assumptions for one in derive([_fact(EXPORT, WORTH_24), _fact(IMPORT, WORTH_24)]))


GROWN = Quantity.hedged(Fraction(20), "%", Qualifier.ROUNDED, step=Fraction(1), least=Fraction(-100))


_UNVALUED = {"silent": Valuation.NOT_STATED, "none": None}


def _voice(name: str, level: Quantity, growth: Quantity = GROWN, **more: Any) -> list[Fact]:
    source = replace(SOURCE, id=name)
    changed = {"is_change": True, "record": f"{name} growth", "base_period": "2021"} | more
    return [
        _fact(EXPORT, level, source=source, record=name, **more),
        _fact(EXPORT, growth, source=source, **changed),
    ]


def _before(*voices: list[Fact]) -> list[Derived]:
    return [one for one in derive([fact for voice in voices for fact in voice]) if one.rule == "level_before"]


def test_the_level_before_is_one_for_all_voices_on_one_basis() -> None:
    coarse, fine = _voice("coarse", _billions("12", "1")), _voice("fine", _billions("12.1", "0.1"))
    (both,) = _before(coarse, fine)
    (one,), (other,) = _before(coarse), _before(fine)
    assert one.interval is not None
    assert other.interval is not None
    assert both.interval == other.interval
    assert other.interval.within(one.interval)
    assert _shown(both) == _shown(other)  # a coarser voice makes it no coarser
    assert {fact.source.id for fact in both.inputs} == {"coarse", "fine"}
    assert both.assumptions == (Assumption.ONE_LEVEL,)
    assert [step.name for step in both.steps] == ["level_before_1", "level_before_2", "level_before", "shown"]


@pytest.mark.parametrize(
    ("more", "levels_before"),
    [
        ({"basis": replace(KZ, compiled_by="CHN")}, 2),
        ({"basis": replace(KZ, valuation=Valuation.FOB)}, 2),
        ({"basis": replace(KZ, compiled_by=None)}, 2),
        ({"base_period": "2020"}, 2),
        ({"period": "2023"}, 1),  # another year leads to the same base
    ],
)
def test_levels_before_of_different_bases_stay_apart(more: dict[str, Any], levels_before: int) -> None:
    assert len(_before(_voice("one", WORTH_24), _voice("other", WORTH_24, **more))) == levels_before


def test_levels_before_of_turnover_are_one_however_they_are_valued() -> None:
    valued = [_voice(name, WORTH_24, basis=replace(KZ, valuation=Valuation(name))) for name in ("fob", "cif")]
    assert len(_before(*valued)) == 2
    turnover = [[replace(fact, subject=TOTAL) for fact in voice] for voice in valued]
    assert len(_before(*turnover)) == 1


def test_a_valuation_that_is_not_stated_is_none() -> None:
    voices = [_voice(name, WORTH_24, basis=replace(KZ, valuation=one)) for name, one in _UNVALUED.items()]
    assert len(_before(*voices)) == 1


def test_voices_without_a_compiler_are_one_only_where_they_are_of_one_lineage() -> None:
    unknown = replace(KZ, compiled_by=None)
    voices = [_voice(name, WORTH_24, basis=unknown) for name in ("one", "other")]
    assert len(_before(*voices)) == 2
    related = [[replace(fact, source=replace(fact.source, lineage="office")) for fact in voice] for voice in voices]
    assert len(_before(*related)) == 1


def test_levels_before_with_no_number_in_common_stand_side_by_side() -> None:
    vague = _voice("vague", _billions("10", "1", Qualifier.MORE_THAN))
    low, high = _voice("low", _billions("12", "0.1")), _voice("high", _billions("24", "0.1"))
    found = _before(vague, low, high)
    assert [{fact.source.id for fact in one.inputs} for one in found] in (
        [{"vague", "low"}, {"vague", "high"}],
        [{"vague", "high"}, {"vague", "low"}],
    )


def _share_of(subject: Subject, *others: Fact, basis: Basis = KZ, same_basis: bool = False) -> list[Derived]:
    forty = Quantity.hedged(Fraction(40), "%", Qualifier.ROUNDED, step=Fraction(1))
    share = _fact(subject, forty, kind=RecordKind.INDICATOR, record="share", basis=basis)
    return [one for one in derive([share, *others], same_basis=same_basis) if one.rule == "part_from_share"]


WORTH_24 = Quantity.hedged(Fraction(24), "USD", Qualifier.ROUNDED, step=Fraction(1))


@pytest.mark.parametrize(
    ("share", "whole"),
    [
        (_share_subject("share_of_exports"), EXPORT),  # of its exports to the World
        (_share_subject("share_of_turnover"), TOTAL),  # no place inside either side
        (Subject(MEASURES["share_of_turnover"], "DEU", "KAZ", None, None, None, "DEU"), TOTAL),  # of another pair
        (XINJIANG, EXPORT),
        (XINJIANG, _trade(Flow.TOTAL, "copper")),
    ],
)
def test_a_share_is_taken_of_its_own_whole_alone(share: Subject, whole: Subject) -> None:
    assert _share_of(share, _fact(whole, WORTH_24)) == []


def test_a_share_of_another_source_or_period_is_not_taken() -> None:
    assert _share_of(XINJIANG, _fact(TOTAL, WORTH_24, period="2021")) == []
    assert _share_of(XINJIANG, _fact(TOTAL, WORTH_24, source=replace(SOURCE, id="other"))) == []
    (found,) = _share_of(XINJIANG, _fact(TOTAL, WORTH_24))
    assert _told(found).startswith("Xinjiang's part of trade between Kazakhstan and China in 2022 was")


def test_a_share_of_exports_amounts_to_exports_to_the_counterpart() -> None:
    subject = _share_subject("share_of_exports")
    (found,) = _share_of(subject, _fact(_trade(Flow.EXPORT, partner="W00"), WORTH_24))
    assert _told(found).startswith("Kazakhstan's exports to China in 2022 were")


def test_bases_are_mixed_only_when_it_is_assumed() -> None:
    (told,) = _share_of(XINJIANG, _fact(TOTAL, WORTH_24), basis=replace(KZ, compiled_by="CHN"))
    assert (told.status, told.reason) == (DerivationStatus.NOT_COMPARABLE, "they differ in compiler")
    (assumed,) = _share_of(XINJIANG, _fact(TOTAL, WORTH_24), basis=replace(KZ, compiled_by="CHN"), same_basis=True)
    assert (assumed.status, assumed.assumptions) == (DerivationStatus.DERIVED, ("the inputs are on one basis",))


def test_a_whole_package_leaves_no_rest() -> None:
    subject = Subject(DOCUMENTS, None, None, None, None, "x")
    five = Quantity.exact(Fraction(5), "documents")
    whole = _fact(subject, five, kind=RecordKind.AGREEMENT, record="whole", period=None)
    part = replace(whole, record="part", part_of="whole")
    assert derive([whole, part]) == []


@pytest.mark.parametrize(
    "whole", [EXPORT, _trade(Flow.EXPORT, "copper", "W00")], ids=["of all goods", "of trade with the World"]
)
def test_a_share_of_figures_whose_compiler_is_not_known_is_told_only_if_that_is_assumed(whole: Subject) -> None:
    part = _fact(_trade(Flow.EXPORT, "copper"), _billions("6", "1"))
    for bases in ((None, "KAZ"), ("KAZ", None), (None, None), ("CHN", "KAZ")):
        one, other = (replace(KZ, compiled_by=code) for code in bases)
        facts = [replace(part, basis=one), _fact(whole, WORTH_24, basis=other)]
        (told,) = derive(facts)
        assert (told.status, told.quantity, told.steps) == (DerivationStatus.NOT_COMPARABLE, None, ())
        (assumed,) = derive(facts, same_basis=True)
        assert assumed.assumptions == (Assumption.SAME_BASIS,)
    assert derive([part, _fact(whole, WORTH_24)])[0].assumptions == ()


def _country(code: str) -> str:
    return "CHN" if code == "CN-XJ" else code


@pytest.mark.parametrize(
    ("part", "whole", "basis", "said"),
    [
        (_trade(Flow.EXPORT, partner="CN-XJ"), EXPORT, "KAZ", "The share of Xinjiang in Kazakhstan's exports to China"),
        (_trade(Flow.IMPORT, partner="CN-XJ"), IMPORT, "KAZ", "The share of Xinjiang in Kazakhstan's imports from"),
        (_trade(Flow.EXPORT, "copper", "CN-XJ"), _trade(Flow.EXPORT, "copper"), "KAZ", "The share of Xinjiang in"),
        (_trade(Flow.EXPORT, partner="CN-XJ"), EXPORT, "CHN", None),  # of two compilers
        (_trade(Flow.EXPORT, partner="CN-XJ"), IMPORT, "KAZ", None),
    ],
)
def test_a_place_has_a_share_of_the_trade_of_its_country(
    part: Subject, whole: Subject, basis: str, said: str | None
) -> None:
    facts = [_fact(part, _billions("6", "1")), _fact(whole, WORTH_24, basis=replace(KZ, compiled_by=basis))]
    found = [one for one in derive(facts, country_of=_country) if one.quantity]
    assert [_told(one).startswith(said or "") for one in found] == ([True] if said else [])
    assert [step.formula for one in found for step in one.steps][:1] == (
        ["min(100 * part / whole, 100)"] if said else []
    )


def test_it_is_told_which_figures_nobody_compiled() -> None:
    facts = [_fact(_trade(Flow.EXPORT, "copper"), _billions("6", "1")), _fact(EXPORT, WORTH_24)]
    for place, name in enumerate(("part", "whole")):
        bare = [replace(one, basis=replace(KZ, compiled_by=None)) if facts[place] is one else one for one in facts]
        (found,) = derive(bare)
        assert found.reason == f"the source does not say on whose figures the {name} is based"


def test_balances_are_those_that_are_derived() -> None:
    worth_11 = replace(WORTH_24, value=Fraction(11), interval=Interval.between(Fraction(21, 2), Fraction(23, 2), "[)"))
    facts = [_fact(EXPORT, WORTH_24), _fact(IMPORT, worth_11), _fact(EXPORT, WORTH_24, period="2021", record="old")]
    assert derive_balances(facts) == [one for one in derive(facts) if one.rule == "balance"]


def test_balances_of_the_newest_period_come_first() -> None:
    worth_11 = replace(WORTH_24, value=Fraction(11), interval=Interval.between(Fraction(21, 2), Fraction(23, 2), "[)"))
    periods = ("2023", "2023-Q1", "2022", "2023-12", "2022-01/2023-06")
    sides = [(side, worth) for side, worth in ((EXPORT, WORTH_24), (IMPORT, worth_11))]
    facts = [_fact(side, worth, period=period) for period in periods for side, worth in sides]
    newest_first = ["2023-12", "2023", "2022-01/2023-06", "2023-Q1", "2022"]
    assert [one.period for one in derive_balances(facts)] == newest_first


@pytest.mark.parametrize(
    ("subjects", "said"),
    [
        (
            [_trade(Flow.EXPORT, "copper"), _trade(Flow.IMPORT, "copper")],
            "Kazakhstan's trade balance in copper with China in 2022 was between a deficit of",
        ),
        (
            [_trade(Flow.EXPORT, "copper"), _trade(Flow.IMPORT, "copper")],
            "Trade in copper between Kazakhstan and China in 2022, exports and imports together, was",
        ),
        ([EXPORT, _trade(Flow.EXPORT, "copper")], "The share of copper in Kazakhstan's exports to China"),
        ([EXPORT, _trade(Flow.EXPORT, partner="W00")], "The share of China in Kazakhstan's exports to World"),
        (
            [_trade(Flow.IMPORT, "copper"), _trade(Flow.IMPORT, "copper", "W00")],
            "The share of China in Kazakhstan's imports of copper from World",
        ),
    ],
)
def test_what_follows_is_named_with_its_goods_and_its_whole(subjects: list[Subject], said: str) -> None:
    found = derive([_fact(subject, WORTH_24) for subject in subjects])
    assert any(_told(one).startswith(said) for one in found)


def test_a_part_of_a_flow_is_not_called_trade() -> None:
    grew = Quantity.hedged(Fraction(5), "%", Qualifier.ROUNDED, step=Fraction(1), least=Fraction(-100))
    again = _trade(Flow.RE_EXPORT)
    (found,) = derive([_fact(again, WORTH_24), _fact(again, grew, is_change=True)])
    assert _told(found).startswith("Kazakhstan's re-exports to China in 2021, as implied by the change in 2022, were")


@pytest.mark.parametrize(
    ("period", "base", "said"),
    [
        ("2024", "2021", "in 2021, as implied by the change from 2021 to 2024, were"),
        ("2022-12", "2022-11", "in November 2022, as implied by the change from November 2022 to December 2022, were"),
        (
            "2022-Q2",
            "2021-Q2",
            "in the second quarter of 2021, as implied by the change in the second quarter of 2022,",
        ),
    ],
)
def test_a_change_over_more_or_less_than_a_year_is_told_with_its_base(period: str, base: str, said: str) -> None:
    grew = Quantity.hedged(Fraction(86), "%", Qualifier.ROUNDED, step=Fraction(1), least=Fraction(-100))
    facts = _fact(EXPORT, WORTH_24, period=period), _fact(EXPORT, grew, is_change=True, period=period, base_period=base)
    (found,) = derive(facts)
    assert f"Kazakhstan's exports to China {said}" in _told(found)


def test_a_growth_is_on_the_level_before_whatever_that_grew_on() -> None:
    before = _fact(EXPORT, WORTH_24, period="2021", base_period="2020")
    found = [one for one in derive([_fact(EXPORT, WORTH_24), before]) if one.rule is DerivationRule.GROWTH]
    assert [_told(one).partition(" was")[0] for one in found] == [
        "The growth of Kazakhstan's exports to China from 2021 to 2022"
    ]


@pytest.mark.parametrize(
    ("qualifier", "shown"),
    [
        (Qualifier.ROUNDED, (Fraction("-56.84"), Fraction("-56.2"))),  # no input is in per cent: to a hundredth
        (Qualifier.EXACT, (Fraction("-56.5218"), Fraction("-56.5217"))),  # to the four places that are stored
    ],
)
def test_what_is_rounded_is_shown_to_a_hundredth_in_another_unit(
    qualifier: Qualifier, shown: tuple[Fraction, Fraction]
) -> None:
    new, old = (Quantity.hedged(Fraction(n), "USD", qualifier, step=Fraction(1, 10)) for n in (10, 23))
    (found,) = derive([_fact(EXPORT, new), _fact(EXPORT, old, period="2021", record="old")])
    assert found.quantity is not None
    assert (found.quantity.interval.lower, found.quantity.interval.upper) == shown


def test_a_level_before_a_change_whose_base_is_not_named_is_of_no_period() -> None:
    growth = Quantity.exact(Fraction(20), "%")
    level = _fact(EXPORT, Quantity.exact(Fraction(120), "USD"))
    (before,) = derive([level, _fact(EXPORT, growth, is_change=True, base_period=None)])
    assert (before.rule, before.period) == (DerivationRule.LEVEL_BEFORE, None)
    assert before.interval == Interval.point(100)


def _of(source: str, period: str, quantity: Quantity, *, is_change: bool = False, **more: Any) -> Fact:
    """Make a statement on exports, named for its source."""
    voice = replace(SOURCE, id=source)
    return _fact(
        _trade(Flow.EXPORT),
        quantity,
        record=f"{source} {period}",
        period=period,
        is_change=is_change,
        source=voice,
        **more,
    )


def _of_billions(value: str) -> Quantity:
    return Quantity.hedged(Fraction(value), "USD", Qualifier.ROUNDED, step=Fraction(1, 10))


TRIPLED = _of("a", "2022", Quantity.hedged(Fraction(3), "times", Qualifier.ROUNDED, step=Fraction(1)), is_change=True)
BY_A_THIRD = _of(
    "b",
    "2022",
    Quantity.hedged(Fraction("34.7"), "%", Qualifier.ROUNDED, step=Fraction(1, 10)),
    is_change=True,
)
AFTER = [_of("a", "2022", _of_billions("13.2")), _of("b", "2022", _of_billions("13.2"))]
BEFORE = _of("c", "2021", _of_billions("9.8"))


@pytest.mark.parametrize(
    ("facts", "aside"),
    [
        ([TRIPLED, BY_A_THIRD, *AFTER, BEFORE], [TRIPLED]),
        ([replace(TRIPLED, base_period=None), BY_A_THIRD, *AFTER, BEFORE], [TRIPLED]),
        ([TRIPLED, BY_A_THIRD, *AFTER], []),
        ([TRIPLED, *AFTER, BEFORE], []),
        ([TRIPLED, replace(BY_A_THIRD, source=TRIPLED.source), *AFTER, BEFORE], []),
        ([replace(TRIPLED, base_period="2020"), BY_A_THIRD, *AFTER, BEFORE], []),
        ([TRIPLED, replace(BY_A_THIRD, basis=replace(KZ, compiled_by="CHN")), *AFTER, BEFORE], []),
        ([TRIPLED, BY_A_THIRD, *AFTER, replace(BEFORE, basis=replace(KZ, compiled_by=None))], []),
        ([TRIPLED, BY_A_THIRD, *AFTER, _of("c", "2021", _of_billions("4.4"))], [BY_A_THIRD]),
        ([replace(TRIPLED, period=None), BY_A_THIRD, *AFTER, BEFORE], []),
    ],
)
def test_a_growth_against_levels_and_another_growth_is_set_aside(facts: list[Fact], aside: list[Fact]) -> None:
    assert set_aside(facts) == {fact.id for fact in aside}


def test_a_growth_of_open_levels_is_narrowed_before_it_speaks() -> None:
    vague = [
        _of("a", "2022", Quantity.hedged(Fraction(13), "USD", Qualifier.MORE_THAN)),
        _fact(_trade(Flow.IMPORT), _of_billions("11"), source=replace(SOURCE, id="a")),
        _fact(_trade(Flow.TOTAL), _of_billions("24.1"), source=replace(SOURCE, id="a")),
    ]
    assert set_aside([TRIPLED, BY_A_THIRD, vague[0], BEFORE]) == set()
    assert set_aside([TRIPLED, BY_A_THIRD, *vague, BEFORE]) == {TRIPLED.id}


def test_nothing_follows_from_what_is_set_aside() -> None:
    found = derive([TRIPLED, BY_A_THIRD, *AFTER, BEFORE])
    assert [fact.id for derived in found for fact in derived.inputs if fact.id == TRIPLED.id] == []
    assert {derived.period for derived in found if derived.rule is DerivationRule.LEVEL_BEFORE} == {"2021"}
