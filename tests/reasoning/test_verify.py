"""Claims are answered as people who know the figures would: by which facts, on which basis, and never by hope."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reasoning import Basis, Fact, SourceRef, Subject
from app.reasoning.verify import Answer, Assessment, missing, together, verify
from app.reasoning.verify.claim import Claim, written
from app.reasoning.verify.witnesses import ClaimBasis
from app.vocabulary.interval import Interval
from app.vocabulary.measures import BasisKind, Flow, IndicatorMeasure, Qualifier, Unit, Valuation
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.verdicts import ClaimMeasure, ClaimVerdict, Stance

GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "golden/verify.json").read_text())
BILLION = 10**9
THIRD = Fraction(100, 3)
MORE, ABOUT, ROUNDED = Qualifier.MORE_THAN, Qualifier.ABOUT, Qualifier.ROUNDED


def _fact(
    name: str,
    subject: Subject,
    quantity: Quantity,
    *,
    compiled_by: str | None = "KAZ",
    period: str | None = "2022",
    is_change: bool = False,
    valuation: Valuation = Valuation.NOT_STATED,
) -> Fact:
    """Make a fact whose record is named for the answer: `trend 13.2`; its first word is the source."""
    source = name.partition(" ")[0]
    return Fact(
        kind=RecordKind.TRADE_FLOW,
        record=name,
        url="",
        field="growth" if is_change else "primary_value",
        described=None,
        subject=subject,
        period=period,
        is_change=is_change,
        base_period="2021" if is_change else None,
        basis=Basis(compiled_by, None, BasisKind.RELAYED, valuation),
        source=SourceRef(source, source, SourceKind.ARTICLE, None, None, None),
        quantity=quantity,
        same_as=None,
        part_of=None,
        evidence=None,
    )


def _flow(reporter: str, partner: str, flow: Flow) -> Subject:
    return Subject("trade", reporter, partner, flow, "TOTAL", None)


EXPORTS, IMPORTS, TOTAL = (_flow("KAZ", "CHN", flow) for flow in (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL))


def _usd(billions: str, digits: str | None = None, qualifier: Qualifier = ROUNDED) -> Quantity:
    step = Fraction(digits) if digits else Fraction(1)
    return Quantity.hedged(Fraction(billions) * BILLION, Unit.USD, qualifier, step=step * BILLION)


def _percent(value: str, digits: str = "0.1", qualifier: Qualifier = ROUNDED) -> Quantity:
    return Quantity.hedged(Fraction(value), Unit.PERCENT, qualifier, step=Fraction(digits))


def _tonnes(value: int, step: int) -> Quantity:
    return Quantity.hedged(Fraction(value), Unit.TONNES, ROUNDED, step=Fraction(step))


def _indicator(measure: IndicatorMeasure, area: str, counterpart: str | None, about: str | None) -> Subject:
    return Subject(measure, area, counterpart, None, None, about)


RAIL = _indicator(
    IndicatorMeasure.TRANSIT_VOLUME, "KAZ", None, "rail/all transit by rail, whatever its origin and route"
)
ROAD = _indicator(IndicatorMeasure.TRANSIT_VOLUME, "KAZ", "CHN", "road/transit by road from China")
VENTURES = _indicator(IndicatorMeasure.JOINT_VENTURES, "KAZ", "CHN", None)
SHARE = _indicator(IndicatorMeasure.SHARE_OF_TURNOVER, "CN-XJ", "KAZ", None)
DOUBLED = Quantity.hedged(Fraction(2), Unit.TIMES, ABOUT, step=Fraction(1))
TRIPLED = Quantity.hedged(Fraction(3), Unit.TIMES, ABOUT, step=Fraction(1))
SHARE_STATED = Quantity.hedged(Fraction(40), Unit.PERCENT, MORE, step=Fraction(1))
VENTURES_STATED = Quantity.hedged(Fraction(3300), Unit.ENTERPRISES, ROUNDED, step=Fraction(100))

ARTICLE = [
    _fact("article >13", EXPORTS, _usd("13", qualifier=MORE)),
    _fact("article >1/3", EXPORTS, Quantity.hedged(THIRD, Unit.PERCENT, MORE), is_change=True),
    _fact("article 11", IMPORTS, _usd("11")),
    _fact("article +33.5 %", IMPORTS, _percent("33.5"), is_change=True),
    _fact("article 24", TOTAL, _usd("24"), valuation=Valuation.MIXED),
    _fact("article rail", RAIL, _tonnes(9_400_000, 100_000)),
    _fact("article rail", RAIL, _tonnes(1_100_000, 100_000), is_change=True),
    _fact("article road", ROAD, _tonnes(980_600, 100)),
    _fact("article road", ROAD, DOUBLED, is_change=True),
    _fact("article 3300", VENTURES, VENTURES_STATED, period=None),
    _fact("article >40 %", SHARE, SHARE_STATED, compiled_by=None, period=None),
]
OTHERS = [
    _fact("commonspace 13", EXPORTS, _usd("13")),
    _fact("commonspace x3", EXPORTS, TRIPLED, is_change=True),
    _fact("commonspace 11", IMPORTS, _usd("11")),
    _fact("commonspace +33.5 %", IMPORTS, _percent("33.5"), is_change=True),
    _fact("trend 13.2", EXPORTS, _usd("13.2", "0.1")),
    _fact("trend +34.7 %", EXPORTS, _percent("34.7"), is_change=True),
    _fact("trend 11", IMPORTS, _usd("11")),
    _fact("trend +33.5 %", IMPORTS, _percent("33.5"), is_change=True),
    _fact("trend 24.1", TOTAL, _usd("24.1", "0.1")),
    _fact("trend +34.1 %", TOTAL, _percent("34.1"), is_change=True),
    _fact("later 24.2", TOTAL, _usd("24.2", "0.1")),
    _fact("later +35 %", TOTAL, _percent("35", "1"), is_change=True),
    _fact("premier 9.8", EXPORTS, _usd("9.8", "0.1"), period="2021"),
    _fact("premier 8.2", IMPORTS, _usd("8.2", "0.1"), period="2021"),
    _fact("premier 18.0", TOTAL, _usd("18.0", "0.1"), period="2021"),
]


def _customs(name: str, flow: Flow, value: int, valuation: Valuation) -> Fact:
    quantity = Quantity.exact(Fraction(value), Unit.USD)
    return _fact(name, _flow("CHN", "KAZ", flow), quantity, compiled_by="CHN", valuation=valuation)


CUSTOMS = [
    _customs("customs 14.819", Flow.IMPORT, 14_819_246_516, Valuation.CIF),
    _customs("customs 16.355", Flow.EXPORT, 16_355_236_459, Valuation.FOB),
    _customs("customs 31.174", Flow.TOTAL, 31_174_482_975, Valuation.MIXED),
]
BOUGHT = _flow("CHN", "KAZ", Flow.IMPORT)
NAMELESS = [
    _fact("silkroad 11.27", BOUGHT, _usd("11.27", "0.01"), compiled_by=None, period="2021"),
    replace(
        _fact("silkroad +15.3 %", BOUGHT, _percent("15.3"), compiled_by=None, period="2021", is_change=True),
        base_period="2020",
    ),
]
VOICES = {"article": ARTICLE, "all": [*ARTICLE, *OTHERS, *CUSTOMS, *NAMELESS]}


def claim_of(query: dict[str, str]) -> Claim:
    """Read a golden query without the web."""
    number, unit = written(query["value"]), Unit(query["unit"])
    measure = ClaimMeasure(query.get("measure", "trade"))
    is_change = "change" in query or unit is Unit.TIMES or (unit is Unit.PERCENT and not measure.is_share)
    return Claim(
        measure=measure,
        origin=query["from"],
        counterpart=query.get("to"),
        flow=Flow.TOTAL if "flow" in query else None,
        commodity=query.get("commodity", "TOTAL"),
        mode=query.get("mode"),
        period=Period.parse(query["period"]) if "period" in query else None,
        is_change=is_change,
        quantity=Quantity.hedged(
            number.value,
            unit,
            Qualifier(query.get("qualifier", "rounded")),
            step=number.step,
            least=None if is_change else Fraction(0),
        ),
        compiled_by=query.get("compiled_by"),
        valuation=None,
    )


def _label(basis: ClaimBasis) -> str:
    return " ".join(part for part in (basis.compiled_by or "unknown", basis.scope) if part)


def _said(assessment: Assessment) -> str:
    records = ", ".join(fact.record for fact in assessment.witness.inputs)
    formula = assessment.witness.formula
    return f"{formula.text}: {records}" if formula else records


def _ids() -> Iterator[str]:
    for index, row in enumerate(GOLDEN):
        yield f"{index}: {row['claim']} ({row['voices']})"


@pytest.mark.parametrize("row", GOLDEN, ids=_ids())
def test_golden_answers(row: dict[str, Any]) -> None:
    claim, facts = claim_of(row["query"]), VOICES[row["voices"]]
    answer = verify(claim, facts)
    assert answer.verdict == row["verdict"]
    assert answer.understates is row.get("understates", False)
    several = len({judgement.basis.scope for judgement in answer.judgements}) > 1
    found = {
        _label(judgement.basis) if several else (judgement.basis.compiled_by or "unknown"): judgement.verdict
        for judgement in answer.judgements
    }
    assert found == (row["bases"] or found)
    if "decided_by" in row:
        assert [_said(heard) for heard in answer.judgements[0].deciding] == row["decided_by"]
    aside = (
        [_said(each) for each in answer.judgements[0].assessments if each.stance is Stance.SET_ASIDE] if found else []
    )
    assert aside == row.get("set_aside", [])
    lacking = missing(claim, facts, answer)
    assert (lacking is not None) is (row["verdict"] == ClaimVerdict.UNDETERMINED)
    if lacking and "missing" in row:
        assert list(lacking.periods) == row["missing"]


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("11.4e9", 114 * 10**8, 10**8),
        ("11400000000", 114 * 10**8, 10**8),
        ("13000000000", 13 * 10**9, 10**9),
        ("13e9", 13 * 10**9, 10**9),
        ("130e8", 13 * 10**9, 10**9),
        ("13.0e9", 13 * 10**9, 10**8),
        ("33.5", Fraction(67, 2), Fraction(1, 10)),
        ("33.50", Fraction(67, 2), Fraction(1, 100)),
        ("-3", -3, 1),
        ("0", 0, 1),
        ("0.0", 0, Fraction(1, 10)),
        ("100/3", Fraction(100, 3), 10),
        ("0/7", 0, 1),
    ],
)
def test_digits_give_the_step(text: str, value: Fraction, step: Fraction) -> None:
    assert (written(text).value, written(text).step) == (value, step)


@pytest.mark.parametrize(
    ("percent", "verdict"), [("95", "supported"), ("70", "undetermined"), ("34.7", "contradicted")]
)
def test_doubled_is_supported_near_two_and_contradicted_far_from_it(percent: str, verdict: str) -> None:
    claim = claim_of({"from": "KAZ", "to": "CHN", "period": "2022", "value": "2", "unit": "times"})
    assert verify(claim, [_fact("a", EXPORTS, _percent(percent), is_change=True)]).verdict == verdict


def test_a_doubling_stated_does_not_support_a_figure() -> None:
    claim = claim_of({"from": "KAZ", "to": "CHN", "period": "2022", "value": "100", "unit": "%"})
    fact = _fact("a", EXPORTS, DOUBLED, is_change=True)
    assert verify(claim_of_step(claim, 1), [fact]).verdict is ClaimVerdict.UNDETERMINED


def claim_of_step(claim: Claim, step: int) -> Claim:
    quantity = claim.quantity
    assert quantity.value is not None
    hedged = Quantity.hedged(quantity.value, quantity.unit, quantity.qualifier, step=Fraction(step), least=None)
    return replace(claim, quantity=hedged)


EXPORTS_CLAIMED = {"from": "KAZ", "to": "CHN", "period": "2022", "unit": "USD"}


def _verify(value: str, facts: list[Fact], **more: str) -> Answer:
    return verify(claim_of({**EXPORTS_CLAIMED, "value": value, **more}), facts)


def test_a_lone_tripling_against_one_figure_is_disputed() -> None:
    facts = [_fact("a", EXPORTS, TRIPLED, is_change=True), _fact("b", EXPORTS, _percent("34.7"), is_change=True)]
    assert _verify("3", facts, unit="times").verdict is ClaimVerdict.DISPUTED


def test_what_follows_is_named_where_it_is_a_side_of_a_dispute() -> None:
    levels = [_fact("a 9.8", EXPORTS, _usd("9.8", "0.1"), period="2021"), _fact("b 13", EXPORTS, _usd("13"))]
    answer = _verify("9.8e9", [*levels, _fact("b x3", EXPORTS, TRIPLED, is_change=True)], period="2021", unit="USD")
    (judgement,) = answer.judgements
    assert judgement.verdict is ClaimVerdict.DISPUTED
    assert [each.stance for each in judgement.deciding] == [Stance.SUPPORTS, Stance.CONTRADICTS]


def test_levels_alone_do_not_set_a_stated_growth_aside() -> None:
    levels = [_fact("b", EXPORTS, _usd("13.2", "0.1")), _fact("c", EXPORTS, _usd("9.8", "0.1"), period="2021")]
    facts = [_fact("a", EXPORTS, _percent("40"), is_change=True), *levels]
    assert _verify("40.0", facts, unit="%").verdict is ClaimVerdict.DISPUTED
    vague = _fact("d", EXPORTS, Quantity.hedged(THIRD, Unit.PERCENT, MORE), is_change=True)
    assert _verify("40.0", [*facts, vague], unit="%").verdict is ClaimVerdict.DISPUTED


def test_a_source_that_contradicts_itself_sets_nothing_aside() -> None:
    levels = [_fact("b", EXPORTS, _usd("13.2", "0.1")), _fact("c", EXPORTS, _usd("9.8", "0.1"), period="2021")]
    both = [_fact("a", EXPORTS, TRIPLED, is_change=True), _fact("a", EXPORTS, _percent("34.7"), is_change=True)]
    assert _verify("3", [*both, *levels], unit="times").verdict is ClaimVerdict.DISPUTED


def test_growth_against_another_base_says_nothing() -> None:
    fact = replace(_fact("a", EXPORTS, _percent("34.7"), is_change=True), base_period="2020")
    assert not _verify("34.7", [fact], unit="%").judgements
    assert _verify("34.7", [replace(fact, base_period=None)], unit="%").verdict is ClaimVerdict.SUPPORTED


def test_a_named_valuation_leaves_the_others_out() -> None:
    facts = [
        _fact("a", EXPORTS, _usd("13.2", "0.1"), valuation=Valuation.FOB),
        _fact("b", EXPORTS, _usd("14.0", "0.1"), valuation=Valuation.CIF),
    ]
    claim = replace(claim_of({**EXPORTS_CLAIMED, "value": "13.2e9"}), valuation=Valuation.FOB)
    assert verify(claim, facts).verdict is ClaimVerdict.SUPPORTED


def test_levels_of_two_sources_make_no_growth_when_nobody_knows_whose_they_are() -> None:
    new = _fact("a", EXPORTS, _usd("13.2", "0.1"), compiled_by=None)
    old = _fact("b", EXPORTS, _usd("9.8", "0.1"), period="2021", compiled_by=None)
    assert not _verify("3", [new, old], unit="times").judgements
    alone = replace(old, source=new.source)
    assert _verify("3", [new, alone], unit="times").verdict is ClaimVerdict.CONTRADICTED


def test_turnover_is_added_up_where_it_is_not_stated() -> None:
    sides = [
        _fact("a", EXPORTS, _usd("13.2", "0.1"), valuation=Valuation.FOB),
        _fact("a", IMPORTS, _usd("11.0", "0.1"), valuation=Valuation.CIF),
    ]
    answer = _verify("24e9", sides, flow="total")
    assert answer.verdict is ClaimVerdict.SUPPORTED
    assert [each.basis.valuation for each in answer.judgements] == [None]
    assert _verify("31e9", sides, flow="total").verdict is ClaimVerdict.CONTRADICTED


def test_levels_of_two_compilers_make_no_growth() -> None:
    old = _fact("c", EXPORTS, _usd("9.8", "0.1"), period="2021", compiled_by="CHN")
    assert not _verify("3", [_fact("b", EXPORTS, _usd("13.2", "0.1")), old], unit="times").judgements


def test_facts_that_differ_dispute_a_claim_that_one_supports() -> None:
    facts = [_fact("a", EXPORTS, _usd("13.2", "0.1")), _fact("b", EXPORTS, _usd("14.1", "0.1"))]
    assert _verify("13.2e9", facts).verdict is ClaimVerdict.DISPUTED


def test_a_coarse_fact_does_not_dispute_a_precise_one() -> None:
    facts = [_fact("a", EXPORTS, _usd("13.2", "0.1")), _fact("b", EXPORTS, _usd("13", qualifier=MORE))]
    assert _verify("13.2e9", facts).verdict is ClaimVerdict.SUPPORTED


def test_a_fact_that_allows_but_lies_apart_from_what_supports_disputes() -> None:
    under = Quantity.hedged(Fraction(12 * BILLION), Unit.USD, Qualifier.LESS_THAN)
    facts = [_fact("a", EXPORTS, _usd("13.2", "0.1")), _fact("b", EXPORTS, under)]
    assert _verify("10e9", facts, qualifier="more_than").verdict is ClaimVerdict.DISPUTED


def test_facts_decide_together_what_none_decides_alone() -> None:
    under = Quantity.hedged(Fraction(14 * BILLION), Unit.USD, Qualifier.LESS_THAN)
    facts = [_fact("a", EXPORTS, _usd("13", qualifier=MORE)), _fact("b", EXPORTS, under)]
    answer = _verify("13.5e9", [*facts], qualifier="rounded")
    assert answer.verdict is ClaimVerdict.UNDETERMINED
    wide = claim_of_step(claim_of({**EXPORTS_CLAIMED, "value": "13.5e9"}), BILLION)
    assert verify(wide, facts).verdict is ClaimVerdict.SUPPORTED
    assert verify(wide, facts).judgements[0].together == Interval.between(
        Fraction(13 * BILLION), Fraction(14 * BILLION), "()"
    )


def test_what_nobody_compiled_makes_no_difference_beside_a_known_basis() -> None:
    facts = [_fact("a", EXPORTS, _usd("13.2", "0.1")), _fact("b", EXPORTS, _usd("20"), compiled_by=None)]
    answer = _verify("13.2e9", facts)
    assert answer.verdict is ClaimVerdict.SUPPORTED
    assert [each.verdict for each in answer.judgements] == [ClaimVerdict.SUPPORTED, ClaimVerdict.CONTRADICTED]
    assert _verify("20e9", facts[1:]).verdict is ClaimVerdict.SUPPORTED


def test_two_stated_valuations_of_one_compiler_are_two_bases() -> None:
    facts = [
        _fact("a", EXPORTS, _usd("13.2", "0.1"), valuation=Valuation.FOB),
        _fact("b", EXPORTS, _usd("14.0", "0.1"), valuation=Valuation.CIF),
    ]
    assert _verify("13.2e9", facts).verdict is ClaimVerdict.DEPENDS_ON_BASIS
    bare = [facts[0], _fact("c", EXPORTS, _usd("13.2", "0.1"))]
    assert len(_verify("13.2e9", bare).judgements) == 1


@pytest.mark.parametrize(
    ("value", "qualifier", "understates"),
    [
        ("6.4e9", "more_than", True),
        ("6.6e9", "more_than", False),
        ("6.4e9", "at_least", True),
        ("30e9", "less_than", True),
        ("20e9", "less_than", False),
        ("13e9", "rounded", False),
    ],
)
def test_a_claim_understates_when_facts_exceed_its_bound_twice_over(
    *, value: str, qualifier: str, understates: bool
) -> None:
    answer = _verify(value, [_fact("a", EXPORTS, _usd("13.2", "0.1"))], qualifier=qualifier)
    assert answer.verdict is ClaimVerdict.SUPPORTED
    assert answer.understates is understates


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "contradicted"], "partly_supported"),
        (["supported", "undetermined"], "partly_supported"),
        (["undetermined", "contradicted"], "contradicted"),
        (["undetermined", "disputed", "depends_on_basis"], "disputed"),
        (["undetermined"], "undetermined"),
    ],
)
def test_claims_together_are_parts_of_one_statement(parts: list[str], whole: str) -> None:
    assert together([ClaimVerdict(part) for part in parts]) == whole


def test_every_indicator_can_be_claimed() -> None:
    assert set(IndicatorMeasure) | {"trade", "net_weight"} == set(ClaimMeasure)


_numbers = st.integers(1, 400).map(lambda tenths: f"{tenths / 10}e9")
_qualifiers = st.sampled_from([q for q in Qualifier if q is not Qualifier.BETWEEN])


@settings(max_examples=300)
@given(_numbers, _qualifiers, _numbers, _qualifiers, st.integers(0, 20))
def test_a_verdict_holds_for_every_number_that_the_fact_allows(
    claimed: str, hedge: Qualifier, stated: str, stated_hedge: Qualifier, twentieths: int
) -> None:
    claim = claim_of({**EXPORTS_CLAIMED, "value": claimed, "qualifier": hedge})
    number = written(stated)
    fact = _fact("a", EXPORTS, Quantity.hedged(number.value, Unit.USD, stated_hedge, step=number.step))
    lower, upper = fact.interval.lower or Fraction(0), fact.interval.upper or Fraction(10**12)
    truth = lower + (upper - lower) * Fraction(twentieths, 20)
    verdict = verify(claim, [fact]).verdict
    if fact.interval.holds(truth):
        assert verdict is not ClaimVerdict.SUPPORTED or claim.interval.holds(truth)
        assert verdict is not ClaimVerdict.CONTRADICTED or not claim.interval.holds(truth)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(VOICES["all"]), max_size=8), st.sampled_from(GOLDEN))
def test_more_facts_never_turn_support_into_contradiction_without_dispute(
    more: list[Fact], row: dict[str, Any]
) -> None:
    """With one more voice on a basis, a decided verdict stays or becomes disputed: it never flips."""
    claim = claim_of(row["query"])
    few = {judgement.basis.compiled_by: judgement for judgement in verify(claim, more[:-1]).judgements}
    for judgement in verify(claim, more).judgements:
        before = few.get(judgement.basis.compiled_by)
        if before and before.basis == judgement.basis and not _any_aside(judgement.assessments):
            flipped = {before.verdict, judgement.verdict} == {ClaimVerdict.SUPPORTED, ClaimVerdict.CONTRADICTED}
            assert not flipped


def _any_aside(assessments: tuple[Assessment, ...]) -> bool:
    return any(each.stance is Stance.SET_ASIDE for each in assessments)
