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

from app.reasoning import Fact
from app.reasoning.verify import Answer, verdict_on_all, verify
from app.reasoning.verify.missing import OPEN, find_missing
from app.reasoning.verify.witnesses import Assessment, ClaimBasis
from app.vocabulary.measures import Flow, Qualifier, Valuation
from app.vocabulary.numbers import typed
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.verdicts import ClaimVerdict, Stance
from tests.open_words import MEASURES
from tests.reasoning.voices import (
    BILLION,
    DOUBLED,
    EXPORTS,
    IMPORTS,
    MORE,
    THIRD,
    TOTAL,
    TRIPLED,
    VOICES,
    claim_of,
    fact_of,
    flow_of,
    indicator,
    percent,
    usd,
)

GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "golden/verify.json").read_text())


def _label(basis: ClaimBasis) -> str:
    return basis.compiled_by or "unknown"


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
    found = {_label(judgement.basis): judgement.verdict for judgement in answer.judgements}
    assert found == (row["bases"] or found)
    if "decided_by" in row:
        assert [_said(heard) for heard in answer.judgements[0].deciding] == row["decided_by"]
    aside = (
        [_said(each) for each in answer.judgements[0].assessments if each.stance is Stance.SET_ASIDE] if found else []
    )
    assert aside == row.get("set_aside", [])
    if "missing" in row:
        assert row["verdict"] in OPEN
        assert list(find_missing(claim, facts, answer).periods) == row["missing"]


@pytest.mark.parametrize(("stated", "verdict"), [("95", "supported"), ("70", "compatible"), ("34.7", "contradicted")])
def test_doubled_is_supported_near_two_and_contradicted_far_from_it(stated: str, verdict: str) -> None:
    claim = claim_of({"from": "KAZ", "to": "CHN", "period": "2022", "value": "2", "unit": "times"})
    assert verify(claim, [fact_of("a", EXPORTS, percent(stated), is_change=True)]).verdict == verdict


def test_a_doubling_stated_does_not_support_a_figure_with_more_digits() -> None:
    claim = claim_of({"from": "KAZ", "to": "CHN", "period": "2022", "value": "100.3", "unit": "%"})
    fact = fact_of("a", EXPORTS, DOUBLED, is_change=True)
    assert verify(claim, [fact]).verdict is ClaimVerdict.COMPATIBLE


EXPORTS_CLAIMED = {"from": "KAZ", "to": "CHN", "period": "2022", "unit": "USD"}


def _verify(value: str, facts: list[Fact], **more: str) -> Answer:
    return verify(claim_of({**EXPORTS_CLAIMED, "value": value, **more}), facts)


def test_a_lone_tripling_against_one_figure_is_disputed() -> None:
    facts = [fact_of("a", EXPORTS, TRIPLED, is_change=True), fact_of("b", EXPORTS, percent("34.7"), is_change=True)]
    assert _verify("3", facts, unit="times").verdict is ClaimVerdict.DISPUTED


def test_what_follows_is_named_where_it_is_a_side_of_a_dispute() -> None:
    sides = [fact_of("a 11", IMPORTS, usd("11")), fact_of("a 24", TOTAL, usd("24"))]
    stated = [fact_of("a >13", EXPORTS, usd("13", qualifier=MORE)), *sides, fact_of("b 16", EXPORTS, usd("16"))]
    answer = _verify("16e9", stated)
    (judgement,) = answer.judgements
    assert judgement.verdict is ClaimVerdict.DISPUTED
    assert [each.stance for each in judgement.deciding] == [Stance.ALLOWS, Stance.SUPPORTS, Stance.CONTRADICTS]


def test_a_stated_level_outweighs_what_a_later_growth_makes_of_it() -> None:
    levels = [fact_of("a 9.8", EXPORTS, usd("9.8", "0.1"), period="2021"), fact_of("b 13", EXPORTS, usd("13"))]
    facts = [*levels, fact_of("b x3", EXPORTS, TRIPLED, is_change=True)]
    assert _verify("9.8e9", facts, period="2021").verdict is ClaimVerdict.SUPPORTED
    assert _verify("4.3e9", facts, period="2021").verdict is ClaimVerdict.CONTRADICTED
    assert _verify("4.3e9", facts[1:], period="2021").verdict is ClaimVerdict.COMPATIBLE


def test_levels_alone_do_not_set_a_stated_growth_aside() -> None:
    levels = [fact_of("b", EXPORTS, usd("13.2", "0.1")), fact_of("c", EXPORTS, usd("9.8", "0.1"), period="2021")]
    facts = [fact_of("a", EXPORTS, percent("40"), is_change=True), *levels]
    assert _verify("40.0", facts, unit="%").verdict is ClaimVerdict.DISPUTED
    vague = fact_of("d", EXPORTS, Quantity.hedged(THIRD, "%", MORE), is_change=True)
    assert _verify("40.0", [*facts, vague], unit="%").verdict is ClaimVerdict.DISPUTED


def test_a_source_that_contradicts_itself_sets_nothing_aside() -> None:
    levels = [fact_of("b", EXPORTS, usd("13.2", "0.1")), fact_of("c", EXPORTS, usd("9.8", "0.1"), period="2021")]
    both = [fact_of("a", EXPORTS, TRIPLED, is_change=True), fact_of("a", EXPORTS, percent("34.7"), is_change=True)]
    assert _verify("3", [*both, *levels], unit="times").verdict is ClaimVerdict.DISPUTED


def test_growth_against_another_base_says_nothing() -> None:
    fact = replace(fact_of("a", EXPORTS, percent("34.7"), is_change=True), base_period="2020")
    assert not _verify("34.7", [fact], unit="%").judgements
    assert _verify("34.7", [replace(fact, base_period=None)], unit="%").verdict is ClaimVerdict.SUPPORTED


def test_a_named_valuation_leaves_the_others_out() -> None:
    facts = [
        fact_of("a", EXPORTS, usd("13.2", "0.1"), valuation=Valuation.FOB),
        fact_of("b", EXPORTS, usd("14.0", "0.1"), valuation=Valuation.CIF),
    ]
    claim = replace(claim_of({**EXPORTS_CLAIMED, "value": "13.2e9"}), valuation=Valuation.FOB)
    assert verify(claim, facts).verdict is ClaimVerdict.SUPPORTED


def test_levels_of_two_sources_make_no_growth_when_nobody_knows_whose_they_are() -> None:
    new = fact_of("a", EXPORTS, usd("13.2", "0.1"), compiled_by=None)
    old = fact_of("b", EXPORTS, usd("9.8", "0.1"), period="2021", compiled_by=None)
    assert not _verify("3", [new, old], unit="times").judgements
    alone = replace(old, source=new.source)
    assert _verify("3", [new, alone], unit="times").verdict is ClaimVerdict.CONTRADICTED


def test_turnover_is_added_up_where_it_is_not_stated() -> None:
    sides = [
        fact_of("a", EXPORTS, usd("13.2", "0.1"), valuation=Valuation.FOB),
        fact_of("a", IMPORTS, usd("11.0", "0.1"), valuation=Valuation.CIF),
    ]
    answer = _verify("24e9", sides, flow="total")
    assert answer.verdict is ClaimVerdict.SUPPORTED
    assert [each.basis.valuation for each in answer.judgements] == [Valuation.MIXED]
    assert _verify("31e9", sides, flow="total").verdict is ClaimVerdict.CONTRADICTED


def _in_two_valuations() -> list[Fact]:
    """Give exports of 5 FOB and imports of 20 CIF, or 18 FOB."""
    return [
        fact_of("a", EXPORTS, usd("5", "0.1"), valuation=Valuation.FOB),
        fact_of("a cif", IMPORTS, usd("20", "0.1"), valuation=Valuation.CIF),
        fact_of("a fob", IMPORTS, usd("18", "0.1"), valuation=Valuation.FOB),
    ]


@pytest.mark.parametrize(
    ("value", "stated", "verdict"),
    [
        ("25e9", None, ClaimVerdict.DEPENDS_ON_BASIS),
        ("23e9", None, ClaimVerdict.DEPENDS_ON_BASIS),
        ("40e9", None, ClaimVerdict.CONTRADICTED),
        # What the compiler states itself is what a claim on its turnover means; the other sum keeps it from worse.
        ("23e9", "23", ClaimVerdict.SUPPORTED),
        ("25e9", "25", ClaimVerdict.SUPPORTED),
        ("25e9", "23", ClaimVerdict.DEPENDS_ON_BASIS),
        ("40e9", "23", ClaimVerdict.CONTRADICTED),
    ],
)
def test_sums_in_several_valuations_are_bases_of_their_own(
    value: str, stated: str | None, verdict: ClaimVerdict
) -> None:
    facts = [*_in_two_valuations(), *([fact_of("b", TOTAL, usd(stated, "0.1"))] if stated else [])]
    for compiled_by in ({}, {"compiled_by": "KAZ"}):
        assert _verify(value, facts, flow="total", **compiled_by).verdict is verdict


@pytest.mark.parametrize(("valuation", "value"), [(Valuation.MIXED, "25e9"), (Valuation.FOB, "23e9")])
def test_a_sum_is_heard_in_its_own_valuation(valuation: Valuation, value: str) -> None:
    asked = {**EXPORTS_CLAIMED, "flow": "total", "value": value}
    claim = replace(claim_of(asked), valuation=valuation)
    assert verify(claim, _in_two_valuations()).verdict is ClaimVerdict.SUPPORTED
    # Imports CIF are a part of what might be all CIF.
    other = replace(claim, valuation=Valuation.CIF)
    assert verify(other, _in_two_valuations()).verdict is ClaimVerdict.COMPATIBLE


@pytest.mark.parametrize(
    ("mode", "scope", "goods", "verdict"),
    [
        (None, None, "TOTAL", "supported"),
        ("rail", None, "TOTAL", "undetermined"),
        (None, "farm goods", "TOTAL", "undetermined"),
        (None, None, "copper", "undetermined"),
    ],
)
def test_a_stated_deficit_decides_no_balance_that_it_is_not_the_whole_of(
    mode: str | None, scope: str | None, goods: str, verdict: str
) -> None:
    claim = replace(claim_of({"kind": "deficit", "to": "CHN", "period": "2022", "value": "5e9"}), commodity=goods)
    stated = fact_of("bank 5", indicator(MEASURES["deficit_in_goods"], "KAZ", "CHN", mode, scope), usd("5"))
    assert verify(claim, [stated]).verdict == verdict
    # Nor does that of a part dispute the whole.
    whole = fact_of("customs 5", indicator(MEASURES["deficit_in_goods"], "KAZ", "CHN"), usd("5"))
    of_part = fact_of("bank 9", indicator(MEASURES["deficit_in_goods"], "KAZ", "CHN", "rail"), usd("9"))
    assert verify(replace(claim, commodity="TOTAL"), [whole, of_part]).verdict == "supported"


@pytest.mark.parametrize(("kind", "of"), [("surplus", "CHN"), ("deficit", "KAZ")])
def test_balances_stand_in_each_valuation(kind: str, of: str) -> None:
    other = {"KAZ": "CHN", "CHN": "KAZ"}[of]
    for value in ("13e9", "15e9"):
        asked = {"kind": kind, "from": of, "to": other, "period": "2022", "value": value}
        assert verify(claim_of(asked), _in_two_valuations()).verdict is ClaimVerdict.DEPENDS_ON_BASIS


@pytest.mark.parametrize(
    ("as_of", "period", "verdict"),
    [
        ("2022", "2022", ClaimVerdict.UNDETERMINED),  # some day of the year: the claim may be of another
        ("2022-03", "2022", ClaimVerdict.UNDETERMINED),
        ("2022-03", "2022-03", ClaimVerdict.CONTRADICTED),
        ("2022-03-28", "2022-03", ClaimVerdict.CONTRADICTED),
    ],
)
def test_a_stock_refutes_claims_on_its_month_alone(as_of: str, period: str, verdict: ClaimVerdict) -> None:
    subject = replace(EXPORTS, measure=MEASURES["joint_projects"], flow=None, commodity=None)
    counted = Quantity.exact(Fraction(74), "projects")
    fact = fact_of("a", subject, counted, period=None, as_of=as_of)
    claim = claim_of(
        {"measure": "joint_projects", "from": "KAZ", "to": "CHN", "period": period, "value": "80", "unit": "projects"}
    )
    assert verify(claim, [fact]).verdict is verdict
    assert verify(replace(claim, number=claim_of({**_SEVENTY_FOUR, "period": period}).number), [fact]).verdict is (
        ClaimVerdict.SUPPORTED
    )


_SEVENTY_FOUR = {"measure": "joint_projects", "from": "KAZ", "to": "CHN", "value": "74", "unit": "projects"}


@pytest.mark.parametrize(
    ("whole", "part_by", "value", "verdict"),
    [
        ("40", "CHN", "50", ClaimVerdict.SUPPORTED),
        ("40", "CHN", "80", ClaimVerdict.CONTRADICTED),
        ("40", None, "50", None),  # whose the part is is not known
        ("40", "KAZ", "50", None),
    ],
)
def test_the_share_of_a_place_follows_from_its_trade_and_its_countrys(
    whole: str, part_by: str | None, value: str, verdict: ClaimVerdict | None
) -> None:
    part = fact_of("a", flow_of("CN-XJ", "KAZ", Flow.TOTAL), usd("20", "0.1"), compiled_by=part_by)
    facts = [part, fact_of("b", flow_of("CHN", "KAZ", Flow.TOTAL), usd(whole, "0.1"), compiled_by="CHN")]
    asked = {"measure": "share_of_turnover", "from": "CN-XJ", "to": "KAZ", "period": "2022", "unit": "%"}
    answer = verify(claim_of({**asked, "value": value}), facts)
    assert [each.verdict for each in answer.judgements] == ([verdict] if verdict else [])


def test_levels_of_two_compilers_make_no_growth() -> None:
    old = fact_of("c", EXPORTS, usd("9.8", "0.1"), period="2021", compiled_by="CHN")
    assert not _verify("3", [fact_of("b", EXPORTS, usd("13.2", "0.1")), old], unit="times").judgements


def test_facts_that_differ_dispute_a_claim_that_one_supports() -> None:
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1")), fact_of("b", EXPORTS, usd("14.1", "0.1"))]
    assert _verify("13.2e9", facts).verdict is ClaimVerdict.DISPUTED


def test_a_coarse_fact_does_not_dispute_a_precise_one() -> None:
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1")), fact_of("b", EXPORTS, usd("13", qualifier=MORE))]
    assert _verify("13.2e9", facts).verdict is ClaimVerdict.SUPPORTED


def test_a_fact_that_allows_but_lies_apart_from_what_supports_disputes() -> None:
    under = Quantity.hedged(Fraction(12 * BILLION), "USD", Qualifier.LESS_THAN)
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1")), fact_of("b", EXPORTS, under)]
    assert _verify("10e9", facts, qualifier="more_than").verdict is ClaimVerdict.DISPUTED


def test_facts_decide_together_what_none_decides_alone() -> None:
    under = Quantity.hedged(Fraction(14 * BILLION), "USD", Qualifier.LESS_THAN)
    facts = [fact_of("a", EXPORTS, usd("13", qualifier=MORE)), fact_of("b", EXPORTS, under)]
    answer = _verify("13.5e9", [*facts], qualifier="rounded")
    assert answer.verdict is ClaimVerdict.COMPATIBLE
    wide = claim_of({**EXPORTS_CLAIMED, "value": "13.5e9", "step": "1000000000"})
    assert verify(wide, facts).verdict is ClaimVerdict.SUPPORTED
    assert verify(wide, facts).judgements[0].left == Interval.between(
        Fraction(13 * BILLION), Fraction(14 * BILLION), "()"
    )


def test_what_nobody_compiled_makes_no_difference_beside_a_known_basis() -> None:
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1")), fact_of("b", EXPORTS, usd("20"), compiled_by=None)]
    answer = _verify("13.2e9", facts)
    assert answer.verdict is ClaimVerdict.SUPPORTED
    assert [each.verdict for each in answer.judgements] == [ClaimVerdict.SUPPORTED, ClaimVerdict.CONTRADICTED]
    assert _verify("20e9", facts[1:]).verdict is ClaimVerdict.SUPPORTED


def test_two_stated_valuations_of_one_compiler_are_two_bases() -> None:
    facts = [
        fact_of("a", EXPORTS, usd("13.2", "0.1"), valuation=Valuation.FOB),
        fact_of("b", EXPORTS, usd("14.0", "0.1"), valuation=Valuation.CIF),
    ]
    assert _verify("13.2e9", facts).verdict is ClaimVerdict.DEPENDS_ON_BASIS
    bare = [facts[0], fact_of("c", EXPORTS, usd("13.2", "0.1"))]
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
    answer = _verify(value, [fact_of("a", EXPORTS, usd("13.2", "0.1"))], qualifier=qualifier)
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
        (["undetermined", "compatible"], "undetermined"),
        (["compatible", "near"], "compatible"),
        (["near", "near"], "near"),
        (["near", "contradicted"], "contradicted"),
        (["near", "supported"], "partly_supported"),
        (["depends_on_basis", "supported"], "depends_on_basis"),
        (["supported", "depends_on_basis", "contradicted"], "partly_supported"),
        (["depends_on_basis", "near"], "depends_on_basis"),
    ],
)
def test_claims_together_are_parts_of_one_statement(parts: list[str], whole: str) -> None:
    assert verdict_on_all([ClaimVerdict(part) for part in parts]) == whole


_numbers = st.integers(1, 400).map(lambda tenths: f"{tenths / 10}e9")
_qualifiers = st.sampled_from([q for q in Qualifier if q is not Qualifier.BETWEEN])


@settings(max_examples=300)
@given(_numbers, _qualifiers, _numbers, _qualifiers, st.integers(0, 20))
def test_a_verdict_holds_for_every_number_that_the_fact_allows(
    claimed: str, hedge: Qualifier, stated: str, stated_hedge: Qualifier, twentieths: int
) -> None:
    claim = claim_of({**EXPORTS_CLAIMED, "value": claimed, "qualifier": hedge})
    number = typed(stated)
    fact = fact_of("a", EXPORTS, Quantity.hedged(number.value, "USD", stated_hedge, step=number.step))
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
