"""How close derived intervals are: never wider than the optimum of a linear program over what they list as inputs."""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.reasoning import Fact, Subject
from app.reasoning.arithmetic import difference
from app.reasoning.derive import derive
from app.reasoning.derive.steps import Derived, Formula
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.quantity import Interval, Quantity, widened
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import DerivationRule
from app.vocabulary.words import DOCUMENTS, TRADE
from tests.figures import Figure
from tests.open_words import MEASURES
from tests.programs import Ends, optimum
from tests.reasoning.voices import fact_of

NEAR = 1e-6
EXAMPLES = 10_000
_FLOWS = (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL)
XINJIANG = Subject(MEASURES["share_of_turnover"], "CN-XJ", "KAZ", None, None, None, "CHN")


def _ends(interval: Interval) -> Ends:
    lower, upper = (None if end is None else float(end) for end in (interval.lower, interval.upper))
    return lower, upper


def _is_tight(found: Derived) -> bool:
    assert found.interval is not None
    inputs = {name: _ends(fact.interval) for name, fact in zip(found.names, found.inputs, strict=True)}
    least, most = optimum(str(found.rule), inputs)
    lower, upper = _ends(found.interval)
    return _equal(-math.inf if lower is None else lower, least) and _equal(math.inf if upper is None else upper, most)


def _equal(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)


@st.composite
def quantities(draw: st.DrawFn, unit: str = "USD") -> Quantity:
    """Draw a number in some words."""
    hedges = (Qualifier.EXACT, Qualifier.ROUNDED, Qualifier.NEARLY, Qualifier.MORE_THAN, Qualifier.LESS_THAN)
    qualifier, step = draw(st.sampled_from(hedges)), draw(st.sampled_from((Fraction(1, 10), Fraction(1), Fraction(5))))
    number = Fraction(draw(st.integers(60, 500)), 10)
    return Quantity.hedged(number, unit, qualifier, step=step)


def _stated(subject: Subject, quantity: Quantity, source: str = "source", period: str = "2022") -> Fact:
    name = f"{source} {subject.measure} {subject.flow} {subject.commodity} {period}"
    if subject.flow is None:
        return replace(fact_of(name, subject, quantity, period=period), kind=RecordKind.INDICATOR)
    return fact_of(name, subject, quantity, period=period, is_change=quantity.unit in ("%", "times"))


def _trade(flow: Flow, commodity: str = "TOTAL") -> Subject:
    return Subject(TRADE, "KAZ", "CHN", flow, commodity, None)


def _of_one_year(draw: st.DrawFn) -> list[Fact]:
    """Draw what a source says of exports, imports and turnover: of two of them, or of all."""
    flows = draw(st.sampled_from((_FLOWS, _FLOWS, _FLOWS[:2], _FLOWS[1:], _FLOWS[::2])))
    return [_stated(_trade(flow), draw(quantities())) for flow in flows]


def _of_changes(draw: st.DrawFn) -> list[Fact]:
    """Draw what up to three sources say of a level, its growth, and what narrows the level."""
    facts = []
    for source in ("one", "other", "third")[: draw(st.integers(1, 3))]:
        unit = draw(st.sampled_from(("%", "times")))
        flows = draw(st.sampled_from((_FLOWS[:1], _FLOWS)))
        facts += [_stated(_trade(flow), draw(quantities()), source) for flow in flows]
        facts.append(_stated(_trade(Flow.EXPORT), draw(quantities(unit)), source))
    return facts


def _of_two_years(draw: st.DrawFn) -> list[Fact]:
    return [_stated(_trade(Flow.EXPORT), draw(quantities()), period=period) for period in ("2022", "2021")]


def _of_goods(draw: st.DrawFn) -> list[Fact]:
    return [_stated(_trade(Flow.EXPORT, goods), draw(quantities())) for goods in ("TOTAL", "copper")]


def _of_a_place(draw: st.DrawFn) -> list[Fact]:
    return [_stated(_trade(Flow.TOTAL), draw(quantities())), _stated(XINJIANG, draw(quantities("%")))]


def _of_a_package(draw: st.DrawFn) -> list[Fact]:
    subject = Subject(DOCUMENTS, None, None, None, None, "package")
    counts = [draw(st.integers(1, 20)) for _ in range(draw(st.integers(2, 4)))]
    whole, *parts = (_stated(subject, Quantity.exact(Fraction(count), "documents")) for count in counts)
    documents = replace(whole, kind=RecordKind.AGREEMENT, record="package")
    return [documents, *(replace(part, record=f"part {n}", part_of="package") for n, part in enumerate(parts))]


def _of_quarters(draw: st.DrawFn) -> list[Fact]:
    return [_stated(_trade(Flow.EXPORT), draw(quantities()), period=f"2022-Q{number}") for number in range(1, 5)]


KINDS: dict[Callable[[st.DrawFn], list[Fact]], set[str]] = {
    _of_one_year: {"balance", "turnover", "remainder", "narrowing"},
    _of_changes: {"level_before", "balance", "turnover", "narrowing"},
    _of_two_years: {"growth"},
    _of_goods: {"share"},
    _of_a_place: {"part_from_share"},
    _of_a_package: {"documents_remaining"},
    _of_quarters: {"sum"},
}


@pytest.mark.parametrize("examples", [100, pytest.param(EXAMPLES, marks=[pytest.mark.trial, pytest.mark.timeout(0)])])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_its_inputs_allow(
    kind: Callable[[st.DrawFn], list[Fact]], examples: int, figure: Figure
) -> None:
    seen: set[str] = set()

    @settings(max_examples=examples)
    @given(st.composite(kind)())
    def check(facts: list[Fact]) -> None:
        results = [found for found in derive(facts) if found.interval is not None]
        assume(results)
        for found in results:
            seen.add(found.rule)
            assert _is_tight(found), found
            _shows_no_more_than_rounding(found)

    check()
    assert seen == KINDS[kind]
    if examples == EXAMPLES:
        rules = ", ".join(sorted(seen))
        figure(f"Intervals wider than the optimum of a linear program, by {rules}", f"0 in {EXAMPLES:,} cases")


def test_every_rule_is_held_against_a_program() -> None:
    assert set.union(*KINDS.values()) == set(DerivationRule)


def _shows_no_more_than_rounding(found: Derived) -> None:
    assert found.quantity is not None
    assert found.interval is not None
    steps = [fact.quantity.step for fact in found.inputs if fact.quantity.step]
    assert found.quantity.interval.within(widened(found.interval, max(*steps, Fraction(1), Fraction(1)) / 100))


def test_a_balance_that_leaves_the_turnover_out_is_too_wide() -> None:
    said = {Flow.EXPORT: ("12.5", "0.1"), Flow.IMPORT: ("16", "1"), Flow.TOTAL: ("28.5", "0.1")}
    figures = {
        flow: Quantity.hedged(Fraction(value), "USD", Qualifier.ROUNDED, step=Fraction(step))
        for flow, (value, step) in said.items()
    }
    facts = [_stated(_trade(flow), quantity) for flow, quantity in figures.items()]
    (found,) = [one for one in derive(facts) if one.formula is Formula.BALANCE_OF_THREE]
    assert _is_tight(found)
    assert not _is_tight(replace(found, interval=difference(facts[0].interval, facts[1].interval)))
