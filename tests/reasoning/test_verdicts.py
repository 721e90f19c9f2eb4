"""Verdicts that can be printed: digits as typed, slips of rounding, parts and wholes, stocks, what always holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.reasoning import Fact, Subject
from app.reasoning.derive import shares
from app.reasoning.verify import Answer, verdict_on_all, verify
from app.reasoning.verify.missing import find_missing
from app.vocabulary.measures import Flow, Qualifier, Valuation
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import WORLD
from app.vocabulary.verdicts import ClaimVerdict, Stance
from tests.figures import Figure
from tests.open_words import MEASURES
from tests.reasoning.voices import (
    CUSTOMS,
    DOUBLED,
    EXPORTS,
    IMPORTS,
    RAIL,
    ROAD,
    SHARE,
    TOTAL,
    VENTURES,
    VENTURES_STATED,
    VOICES,
    claim_of,
    fact_of,
    flow_of,
    indicator,
    percent,
    tonnes,
    usd,
)

TRADE = {"from": "KAZ", "to": "CHN", "period": "2022", "unit": "USD", "compiled_by": "KAZ"}
GRAIN = indicator(MEASURES["grain_shipments"], "KAZ", "CHN")
TRANSIT = indicator(MEASURES["transit_volume"], "KAZ", None)
SUPPORTED, NEAR, CONTRADICTED = ClaimVerdict.SUPPORTED, ClaimVerdict.NEAR, ClaimVerdict.CONTRADICTED
COMPATIBLE, UNDETERMINED = ClaimVerdict.COMPATIBLE, ClaimVerdict.UNDETERMINED


def _verdict(value: str, facts: Sequence[Fact], **more: str) -> Answer:
    return verify(claim_of({**TRADE, "value": value, **more}), facts)


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        # Turnover was 24.1 billion.
        ("20e9", {"flow": "total"}, "contradicted"),
        ("20.0e9", {"flow": "total"}, "contradicted"),
        ("20000e6", {"flow": "total"}, "contradicted"),
        ("20000000000", {"flow": "total"}, "contradicted"),
        ("24e9", {"flow": "total"}, "supported"),
        ("24000000000", {"flow": "total"}, "supported"),
        ("24.1e9", {"flow": "total"}, "near"),  # since restated as 24.2
        ("24.2e9", {"flow": "total"}, "supported"),
        ("24.0e9", {"flow": "total"}, "near"),
        ("24000e6", {"flow": "total"}, "contradicted"),
        # Exports were 13.2, imports 11.0.
        ("10e9", {}, "contradicted"),
        ("10000000000", {}, "contradicted"),
        ("13e9", {}, "supported"),
        ("20e9", {"qualifier": "nearly"}, "contradicted"),
        ("14e9", {"qualifier": "nearly"}, "supported"),
        ("10e9", {"from": "CHN", "to": "KAZ"}, "near"),
        ("9e9", {"from": "CHN", "to": "KAZ"}, "contradicted"),
        # Growth was 34.7 and 33.5 %.
        ("30", {"unit": "%"}, "contradicted"),
        ("30", {"unit": "%", "from": "CHN", "to": "KAZ"}, "contradicted"),
        ("35", {"unit": "%"}, "supported"),
        ("34", {"unit": "%"}, "near"),
    ],
)
def test_digits_count_as_typed(value: str, more: dict[str, str], verdict: str) -> None:
    assert _verdict(value, VOICES["all"], **more).verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("2000000", "contradicted"), ("2200000", "supported"), ("2.2e6", "supported"), ("2e6", "supported")],
)
def test_grain_of_2_227_000_tonnes(value: str, verdict: str) -> None:
    facts = [fact_of("a", GRAIN, tonnes(2_227_000, 1000))]
    assert _verdict(value, facts, measure="grain_shipments", unit="t").verdict == verdict


@pytest.mark.parametrize(
    ("value", "more", "is_coarse"),
    [
        ("2e10", {}, True),
        ("11e9", {}, True),
        ("20e9", {}, False),
        ("20000000000", {}, False),
        ("11.0e9", {}, False),
        ("11e9", {"step": "1000000000"}, False),
        ("11e9", {"qualifier": "more_than"}, False),
        ("2", {"unit": "times"}, True),
        ("30", {"unit": "%"}, False),
        ("9", {"unit": "%"}, True),
    ],
)
def test_a_coarse_default_step_is_said(*, value: str, more: dict[str, str], is_coarse: bool) -> None:
    assert _verdict(value, VOICES["all"], **more).coarse is is_coarse


def test_no_step_decides_where_nothing_is_held() -> None:
    assert not _verdict("11e9", []).coarse


CUSTOMS_CLAIMED = {"from": "CHN", "to": "KAZ", "compiled_by": "CHN"}


@pytest.mark.parametrize(
    ("value", "qualifier", "verdict", "gap"),
    [
        # China's exports were 16,355,236,459 USD.
        ("16.35e9", "rounded", "near", -236_459),
        ("16.3e9", "rounded", "near", -5_236_459),
        ("16.36e9", "rounded", "supported", None),
        ("16.4e9", "rounded", "supported", None),
        ("16.37e9", "rounded", "near", 9_763_541),
        ("16.38e9", "rounded", "contradicted", 19_763_541),
        ("16.2e9", "rounded", "contradicted", -105_236_459),
        ("17e9", "about", "supported", None),
        ("16e9", "about", "supported", None),
        ("18e9", "about", "near", 644_763_541),
        ("19e9", "about", "contradicted", 1_644_763_541),
        ("16.4e9", "more_than", "near", 44_763_541),
        ("16.5e9", "at_least", "contradicted", 144_763_541),
        ("16.3e9", "less_than", "near", -55_236_459),
        ("16.35e9", "exact", "near", -5_236_459),
        ("163e9", "rounded", "contradicted", 146_144_763_541),
        ("1.63e9", "rounded", "contradicted", -14_720_236_459),
    ],
)
def test_a_slip_of_rounding_is_near(value: str, qualifier: str, verdict: str, gap: int | None) -> None:
    answer = _verdict(value, CUSTOMS, qualifier=qualifier, **CUSTOMS_CLAIMED)
    assert answer.verdict == verdict
    assert (answer.distance and answer.distance.absolute) == gap


def test_a_distance_is_a_share_of_the_fact() -> None:
    distance = _verdict("8e9", [fact_of("a", EXPORTS, usd("13.2", "0.1"))]).distance
    assert distance is not None
    assert distance.absolute == Fraction("-4.65e9")
    assert distance.relative == Fraction("-4.65") / Fraction("13.15") * 100


def test_nothing_has_no_share() -> None:
    none = Quantity.exact(Fraction(0), "USD")
    distance = _verdict("1.0e9", [fact_of("a", EXPORTS, none)]).distance
    assert distance is not None
    assert (distance.absolute, distance.relative) == (Fraction("0.95e9"), None)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("24.7e9", "near"), ("24.96e9", "near"), ("25.2e9", "contradicted"), ("23.2e9", "contradicted")],
)
def test_a_digit_may_have_been_cut_off_the_fact(value: str, verdict: str) -> None:
    assert _verdict(value, [fact_of("a", TOTAL, usd("24"))], flow="total").verdict == verdict


def test_the_nearest_basis_gives_the_distance_of_all() -> None:
    claim = replace(claim_of({**TRADE, "value": "20e9", "flow": "total"}), compiled_by=None)
    both = verify(claim, VOICES["all"])
    assert [each.distance and each.distance.absolute for each in both.judgements] == [-3_000_000_000, -10_674_482_975]
    assert both.distance == both.judgements[0].distance


def _transit(value: str, facts: Sequence[Fact], **more: str) -> Answer:
    query = {"from": "KAZ", "measure": "transit_volume", "period": "2022", "unit": "t", "value": value, **more}
    return verify(claim_of(query), facts)


BY_RAIL, BY_ROAD = fact_of("a", RAIL, tonnes(9_400_000, 100_000)), fact_of("a", ROAD, tonnes(980_600, 100))


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        ("10.4e6", {}, "compatible"),
        ("9.4e6", {}, "compatible"),
        ("8.0e6", {}, "contradicted"),
        ("9.3e6", {}, "compatible"),  # by a slip of its last digit only
        ("9.4e6", {"mode": "rail"}, "supported"),
        ("8.0e6", {"mode": "rail"}, "contradicted"),
        ("980600", {"mode": "road"}, "compatible"),
        ("3.6e6", {"mode": "road"}, "compatible"),
        ("500000", {"mode": "road"}, "contradicted"),
        ("980600", {"mode": "road", "to": "CHN"}, "supported"),
        ("980600", {"to": "CHN"}, "compatible"),
        ("9.4e6", {"mode": "rail", "to": "CHN"}, "undetermined"),
        ("20e6", {"mode": "rail", "to": "CHN"}, "undetermined"),
        ("2", {"mode": "road", "unit": "times"}, "undetermined"),
        ("9e6", {"qualifier": "more_than"}, "supported"),
        ("9.4e6", {"qualifier": "more_than"}, "compatible"),
        ("9.35e6", {"qualifier": "at_least"}, "supported"),
        ("10e6", {"qualifier": "at_least"}, "compatible"),
        ("5e6", {"qualifier": "at_most"}, "contradicted"),
        ("9.4e6", {"qualifier": "less_than"}, "compatible"),
        ("500000", {"mode": "road", "qualifier": "more_than", "to": "CHN"}, "supported"),
        ("9e6", {"qualifier": "more_than", "period": "2021"}, "undetermined"),
    ],
)
def test_what_is_left_out_means_the_whole(value: str, more: dict[str, str], verdict: str) -> None:
    doubled = fact_of("a", ROAD, DOUBLED, is_change=True)
    assert _transit(value, [BY_RAIL, BY_ROAD, doubled], **more).verdict == verdict


SOLD = {"from": "KAZ", "to": "CHN", "unit": "USD", "period": "2022"}
TO_XINJIANG = flow_of("KAZ", "CN-XJ", Flow.EXPORT)
COPPER, COPPER_ORES, ORES_OF_COPPER = (
    replace(EXPORTS, commodity=code) for code in ("H6-74", "H6-2603", "copper-ores-and-concentrates")
)


@pytest.mark.parametrize(
    ("subject", "period"),
    [
        (EXPORTS, "2022-01/2022-10"),
        (EXPORTS, "2022-12"),
        (EXPORTS, "2022-Q3"),
        (TO_XINJIANG, "2022"),
        (TO_XINJIANG, "2022-01/2022-06"),
        (flow_of("CN-XJ", "KAZ", Flow.IMPORT), "2022"),
        (COPPER_ORES, "2022"),
        (ORES_OF_COPPER, "2022"),
        (replace(TO_XINJIANG, commodity="H6-2603"), "2022-03"),
        (replace(EXPORTS, flow=Flow.RE_EXPORT), "2022"),
        (replace(flow_of("CHN", "KAZ", Flow.IMPORT), flow=Flow.FOREIGN_IMPORT), "2022"),
    ],
)
def test_trade_is_decided_from_below_by_its_parts(subject: Subject, period: str) -> None:
    part = fact_of("a", subject, usd("9.4", "0.1"), period=period)
    for flow in ("goods", "total"):
        claim = replace(claim_of({**SOLD, "value": "9e9"}), flow=Flow.TOTAL if flow == "total" else None)
        for value, hedge, verdict in (
            ("9e9", "more_than", SUPPORTED),
            ("9.4e9", "at_least", COMPATIBLE),
            ("12e9", "rounded", COMPATIBLE),
            ("9.3e9", "rounded", COMPATIBLE),
            ("8.0e9", "rounded", CONTRADICTED),
            ("8e9", "less_than", CONTRADICTED),
        ):
            number = claim_of({**SOLD, "value": value, "qualifier": hedge}).number
            assert verify(replace(claim, number=number), [part]).verdict is verdict


@pytest.mark.parametrize(
    ("subject", "period", "more"),
    [
        (EXPORTS, "2022", {"period": "2022-12"}),  # the year is no part of a month
        (EXPORTS, "2021-12/2022-03", {}),
        (EXPORTS, "2021-12", {}),
        (EXPORTS, None, {}),
        (IMPORTS, "2022-12", {}),
        (flow_of("KAZ", "RUS", Flow.EXPORT), "2022", {}),
        (flow_of("KZ-75", "CN-XJ", Flow.EXPORT), "2022", {"to": "RUS"}),
        (COPPER_ORES, "2022", {"commodity": "H6-74"}),
        (COPPER, "2022", {"commodity": "H6-7403"}),
        (COPPER, "2022", {"commodity": "copper"}),
        (replace(EXPORTS, commodity="copper-ores"), "2022", {"commodity": "copper"}),
    ],
)
def test_what_is_no_part_is_not_heard(subject: Subject, period: str | None, more: dict[str, str]) -> None:
    claim = claim_of({**SOLD, "value": "1e9", **more})
    assert verify(claim, [fact_of("a", subject, usd("9.4", "0.1"), period=period)]).verdict is UNDETERMINED


def test_goods_below_a_code_are_parts_of_it() -> None:
    claim = claim_of({**SOLD, "value": "9e9", "qualifier": "more_than", "commodity": "H6-26"})
    assert verify(claim, [fact_of("a", COPPER_ORES, usd("9.4", "0.1"))]).verdict is SUPPORTED


def test_parts_of_what_does_not_add_up_say_nothing() -> None:
    invested = indicator(MEASURES["direct_investment"], "KAZ", "CHN")
    claim = claim_of({"from": "KAZ", "measure": "direct_investment", "period": "2022", "unit": "USD", "value": "1.0e9"})
    assert verify(claim, [fact_of("a", invested, usd("1.4", "0.1"))]).verdict is UNDETERMINED
    ventures = claim_of(
        {
            "from": "KAZ",
            "to": "CHN",
            "measure": "joint_ventures",
            "period": "2022",
            "unit": "enterprises",
            "value": "50",
        }
    )
    assert verify(ventures, [fact_of("a", VENTURES, VENTURES_STATED, period="2022-03")]).verdict is UNDETERMINED


def test_a_part_that_decides_nothing_leaves_the_answer_to_others() -> None:
    whole = fact_of("a", EXPORTS, usd("13.2", "0.1"))
    of_china = fact_of("b", flow_of("CHN", "KAZ", Flow.IMPORT), usd("3.1", "0.1"), compiled_by="CHN", period="2022-03")
    of_unknown = replace(of_china, record="c", basis=replace(of_china.basis, compiled_by=None))
    claim = replace(claim_of({**SOLD, "value": "13.2e9"}), compiled_by=None)
    unknown = fact_of("d", EXPORTS, usd("13.2", "0.1"), compiled_by=None)
    for facts, value, verdict in (
        ([whole, of_china], "13.2e9", SUPPORTED),
        ([whole, of_unknown], "13.2e9", SUPPORTED),
        ([whole, of_unknown], "20.0e9", CONTRADICTED),
        ([unknown, of_china], "13.2e9", SUPPORTED),
        ([whole, of_china], "2.0e9", CONTRADICTED),
        ([whole, replace(of_china, quantity=usd("14.1", "0.1"))], "13.2e9", ClaimVerdict.DEPENDS_ON_BASIS),
        ([of_china], "13.2e9", COMPATIBLE),
    ):
        assert verify(replace(claim, number=claim_of({**SOLD, "value": value}).number), facts).verdict is verdict


def test_parts_are_named_where_the_whole_is_missing() -> None:
    facts = [BY_RAIL, BY_ROAD, replace(BY_RAIL, period="2021")]
    claim = claim_of({"from": "KAZ", "measure": "transit_volume", "period": "2022", "unit": "t", "value": "10.4e6"})
    missing = find_missing(claim, facts, verify(claim, facts))
    assert missing is not None
    assert missing.parts == (BY_RAIL, BY_ROAD)


@pytest.mark.parametrize(
    ("measure", "subject", "value", "more", "verdict"),
    [
        ("grain_shipments", GRAIN, "8e6", {"unit": "t"}, "compatible"),
        ("grain_shipments", GRAIN, "747e3", {"unit": "t"}, "compatible"),
        ("grain_shipments", GRAIN, "700e3", {"unit": "t"}, "contradicted"),
        ("grain_shipments", GRAIN, "747e3", {"unit": "t", "to": "CHN"}, "supported"),
        ("grain_shipments", GRAIN, "8e6", {"unit": "t", "to": "CHN"}, "contradicted"),
        ("grain_shipments", GRAIN, "747e3", {"unit": "t", "to": "CHN", "mode": "rail"}, "undetermined"),
        ("grain_shipments", GRAIN, "747e3", {"unit": "t", "to": "CHN", "scope": "wheat"}, "undetermined"),
        ("grain_shipments", replace(GRAIN, scope="Wheat"), "747e3", {"unit": "t", "to": "CHN"}, "compatible"),
        (
            "grain_shipments",
            replace(GRAIN, scope="Wheat"),
            "747e3",
            {"unit": "t", "to": "CHN", "scope": "wheat"},
            "supported",
        ),
        ("grain_shipments", replace(GRAIN, scope="Wheat"), "600e3", {"unit": "t", "to": "CHN"}, "contradicted"),
    ],
)
def test_scopes_must_match(measure: str, subject: Subject, value: str, more: dict[str, str], verdict: str) -> None:
    query = {"from": "KAZ", "measure": measure, "period": "2022", "value": value, **more}
    assert verify(claim_of(query), [fact_of("a", subject, tonnes(747_000, 1000))]).verdict == verdict


EXPORTS_SHARE = indicator(MEASURES["share_of_exports"], "KAZ", "CHN")


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        ("15.6", {}, "undetermined"),
        ("10.0", {}, "undetermined"),  # a share is no part of a share
        ("15.6", {"to": "CHN"}, "supported"),
        ("16", {"to": "CHN"}, "supported"),
        ("16.0", {"to": "CHN"}, "contradicted"),
    ],
)
def test_a_share_is_somebodys(value: str, more: dict[str, str], verdict: str) -> None:
    query = {"from": "KAZ", "measure": "share_of_exports", "period": "2022", "unit": "%", "value": value, **more}
    assert verify(claim_of(query), [fact_of("a", EXPORTS_SHARE, percent("15.6"))]).verdict == verdict


def _customs(partner: str, flow: Flow, value: int) -> Fact:
    quantity = Quantity.exact(Fraction(value), "USD")
    valuation = Valuation.FOB if flow is Flow.EXPORT else Valuation.CIF
    return fact_of(
        f"comtrade {partner} {flow}", flow_of("CHN", partner, flow), quantity, compiled_by="CHN", valuation=valuation
    )


PARTS = [
    _customs("KAZ", Flow.EXPORT, 16_355_236_459),
    _customs(WORLD, Flow.EXPORT, 3_593_601_449_902),
    _customs("KAZ", Flow.IMPORT, 14_819_246_516),
    _customs(WORLD, Flow.IMPORT, 2_715_998_960_000),
]


@pytest.mark.parametrize(
    ("measure", "value", "more", "verdict"),
    [
        ("share_of_exports", "0.455", {}, "supported"),
        ("share_of_exports", "0.46", {}, "supported"),
        ("share_of_exports", "4.6", {}, "contradicted"),
        ("share_of_exports", "0.455", {"period": "2021"}, "undetermined"),
        ("share_of_exports", "0.455", {"to": "RUS"}, "undetermined"),
        ("share_of_exports", "0.455", {"from": "KAZ", "to": "CHN"}, "undetermined"),
        ("share_of_exports", "0.455", {"compiled_by": "KAZ"}, "undetermined"),
        ("share_of_imports", "0.546", {}, "supported"),
        ("share_of_imports", "0.455", {}, "contradicted"),
        ("share_of_turnover", "0.455", {}, "undetermined"),
    ],
)
def test_shares_follow_from_part_and_whole(measure: str, value: str, more: dict[str, str], verdict: str) -> None:
    query = {"from": "CHN", "to": "KAZ", "measure": measure, "period": "2022", "unit": "%", "value": value, **more}
    assert verify(claim_of(query), PARTS).verdict == verdict


@pytest.mark.parametrize(
    ("whole", "value", "verdict"),
    [
        ({}, "10.0", SUPPORTED),
        ({}, "10.4", COMPATIBLE),  # the whole may have been revised by a twentieth
        ({}, "12", CONTRADICTED),
        ({"compiled_by": "CHN"}, "10.0", UNDETERMINED),
        ({"compiled_by": None}, "10.0", UNDETERMINED),
        ({"valuation": Valuation.CIF}, "10.0", UNDETERMINED),
    ],
)
def test_a_share_of_two_sources_is_of_one_compiler_and_valuation(
    whole: dict[str, Any], value: str, verdict: ClaimVerdict
) -> None:
    part = fact_of("a", EXPORTS, Quantity.exact(Fraction(10 * 10**9), "USD"), valuation=Valuation.FOB)
    rest: dict[str, Any] = {"valuation": Valuation.FOB, **whole}
    every = fact_of("b", flow_of("KAZ", WORLD, Flow.EXPORT), Quantity.exact(Fraction(10**11), "USD"), **rest)
    query = {"from": "KAZ", "to": "CHN", "measure": "share_of_exports", "period": "2022", "unit": "%", "value": value}
    assert verify(claim_of(query), [part, every]).verdict is verdict
    assert bool(list(shares([part, every]))) is (verdict is not UNDETERMINED)
    own = replace(every, source=part.source, quantity=Quantity.exact(Fraction(2 * 10**11), "USD"))
    assert verify(claim_of(query), [part, own]).verdict is not SUPPORTED


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        # 3,300 joint ventures on 28 March 2023.
        ("3300", {}, "supported"),
        ("3300", {"period": "2023"}, "supported"),
        ("3300", {"period": "2023-03"}, "supported"),
        ("3300", {"period": "2023-Q1"}, "supported"),
        ("3300", {"period": "2022"}, "undetermined"),
        ("3300", {"period": "2023-04"}, "undetermined"),
        ("5000", {}, "undetermined"),
        ("5000", {"period": "2023"}, "undetermined"),
        ("5000", {"period": "2023-03"}, "contradicted"),
        ("3400", {"period": "2023"}, "near"),
        ("3300", {"to": ""}, "undetermined"),
        ("2000", {"to": "", "period": "2023-03"}, "contradicted"),
        ("2000", {"to": ""}, "undetermined"),
    ],
)
def test_stocks_count_by_their_day(value: str, more: dict[str, str], verdict: str) -> None:
    query = {"from": "KAZ", "to": "CHN", "measure": "joint_ventures", "unit": "enterprises", "value": value, **more}
    facts = [fact_of("a", VENTURES, VENTURES_STATED, period=None, as_of="2023-03-28")]
    assert verify(claim_of({name: text for name, text in query.items() if text}), facts).verdict == verdict


def test_figures_of_unknown_time_refute_only_what_none_of_them_allows() -> None:
    stated = [
        fact_of("a", SHARE, Quantity.hedged(Fraction(40), "%", Qualifier.MORE_THAN), period=None),
        fact_of("b", SHARE, Quantity.hedged(Fraction(70), "%", Qualifier.MORE_THAN), period=None),
    ]
    query = {"from": "CN-XJ", "to": "KAZ", "measure": "share_of_turnover", "unit": "%"}
    assert verify(claim_of({**query, "value": "45"}), stated).verdict is COMPATIBLE
    assert verify(claim_of({**query, "value": "33"}), stated).verdict is CONTRADICTED


AGE = indicator(MEASURES["initiative_age"], None, None, None, "Belt and Road initiative")


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        ("10", {"period": "2023"}, "supported"),
        ("10", {"period": "2023", "from": "CHN"}, "supported"),
        ("10", {"period": "2023", "scope": "belt and road initiative"}, "supported"),
        ("10", {"period": "2023", "scope": "another"}, "undetermined"),
        ("12", {"period": "2023"}, "undetermined"),  # it may be of another day of the year
        ("11", {"period": "2023", "qualifier": "exact"}, "near"),
        ("10", {"period": "2024"}, "undetermined"),
        ("10", {}, "supported"),
    ],
)
def test_an_initiative_is_of_no_area(value: str, more: dict[str, str], verdict: str) -> None:
    facts = [fact_of("a", AGE, Quantity.exact(Fraction(10), "years"), period=None, as_of="2023")]
    assert (
        verify(claim_of({"measure": "initiative_age", "unit": "years", "value": value, **more}), facts).verdict
        == verdict
    )


@pytest.mark.parametrize(
    ("value", "verdict"), [("9.8e9", "supported"), ("4.3e9", "contradicted"), ("4.4e9", "contradicted")]
)
def test_what_is_set_aside_does_not_come_back_as_a_level(value: str, verdict: str) -> None:
    assert _verdict(value, VOICES["all"], period="2021").verdict == verdict


@pytest.mark.parametrize("more", [{}, {"source": "commonspace"}])
def test_what_is_set_aside_decides_no_claim(more: dict[str, str]) -> None:
    answer = _verdict("3", VOICES["all"], unit="times", **more)
    assert answer.verdict is (UNDETERMINED if more else CONTRADICTED)
    stances = {each.stance for judgement in answer.judgements for each in judgement.assessments}
    assert Stance.SET_ASIDE in stances
    assert Stance.SUPPORTS not in stances


def test_levels_of_two_vintages_refute_a_growth_only_beyond_a_revision() -> None:
    levels = [fact_of("a", EXPORTS, usd("14.7", "0.1")), fact_of("b", EXPORTS, usd("13.2", "0.1"), period="2021")]
    assert _verdict("14.7", levels, unit="%").verdict is COMPATIBLE
    assert _verdict("30", levels, unit="%").verdict is CONTRADICTED
    one_source = [replace(levels[0], source=levels[1].source), levels[1]]
    assert _verdict("14.7", one_source, unit="%").verdict is CONTRADICTED


def test_a_level_before_a_growth_refutes_only_beyond_a_revision() -> None:
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1")), fact_of("a", EXPORTS, percent("34.7"), is_change=True)]
    assert _verdict("9.8e9", facts, period="2021").verdict is SUPPORTED
    assert _verdict("10.1e9", facts, period="2021").verdict is not CONTRADICTED
    assert _verdict("11.1e9", facts, period="2021").verdict is CONTRADICTED


def test_held_and_not_deciding_is_not_the_same_as_not_held() -> None:
    more_than_13 = [fact_of("a", EXPORTS, usd("13", qualifier=Qualifier.MORE_THAN))]
    assert _verdict("13.2e9", more_than_13).verdict is COMPATIBLE
    assert _verdict("13.2e9", []).verdict is UNDETERMINED
    assert _verdict("13.2e9", more_than_13, period="2020").verdict is UNDETERMINED


def test_near_and_contradicting_figures_that_lie_apart_are_a_dispute() -> None:
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1")), fact_of("b", EXPORTS, usd("14.1", "0.1"))]
    assert _verdict("13.1e9", facts).verdict is ClaimVerdict.DISPUTED
    assert _verdict("13.1e9", facts[:1]).verdict is NEAR
    assert _verdict("13.0e9", [*facts[:1], fact_of("c", EXPORTS, usd("13"))]).verdict is NEAR


OLD = fact_of("october", TOTAL, usd("24.1", "0.1"))
NEW = fact_of("november", TOTAL, usd("24.6", "0.1"))
NEW = replace(NEW, source=replace(NEW.source, supersedes="october"))


@pytest.mark.parametrize(
    ("value", "old_alone", "both"),
    [
        ("24.6e9", "contradicted", "supported"),  # never disputed by what is replaced
        ("24.1e9", "supported", "compatible"),  # neither supported by what is replaced, nor contradicted
        ("24.2e9", "near", "compatible"),
        ("23.0e9", "contradicted", "contradicted"),
        ("24.7e9", "contradicted", "near"),
        ("25e9", "near", "supported"),
    ],
)
def test_a_statement_that_is_replaced_decides_nothing(value: str, old_alone: str, both: str) -> None:
    assert _verdict(value, [OLD], flow="total").verdict == old_alone
    assert _verdict(value, [OLD, NEW], flow="total").verdict == both
    assert _verdict(value, [NEW, OLD], flow="total").verdict == both


@pytest.mark.parametrize(
    "other",
    [
        replace(NEW, basis=replace(NEW.basis, compiled_by="CHN")),
        replace(NEW, period="2021"),
        replace(NEW, source=replace(NEW.source, supersedes=None)),
        replace(NEW, subject=EXPORTS),
    ],
)
def test_only_a_later_statement_of_the_same_replaces(other: Fact) -> None:
    claim = replace(claim_of({**TRADE, "value": "24.1e9", "flow": "total"}), compiled_by=None)
    before, answer = verify(claim, [OLD]).judgements[0], verify(claim, [OLD, other])
    stances = [each.stance for judgement in answer.judgements for each in judgement.assessments]
    assert Stance.REPLACED not in stances
    assert before.assessments[0] in [each for judgement in answer.judgements for each in judgement.assessments]


def test_what_follows_from_what_is_replaced_is_replaced_too() -> None:
    before = fact_of("year", TOTAL, usd("18.0", "0.1"), period="2021")
    claim = {"flow": "total", "unit": "%", "qualifier": "about"}
    assert _verdict("34", [OLD, before], **claim).verdict is SUPPORTED
    answer = _verdict("34", [OLD, NEW, before], **claim)
    stances = [each.stance for each in answer.judgements[0].assessments]
    assert (answer.verdict, stances) == (COMPATIBLE, [Stance.REPLACED, Stance.ALLOWS])
    sides = [fact_of("october", EXPORTS, usd("13.1", "0.1")), fact_of("october", IMPORTS, usd("11.0", "0.1"))]
    assert _verdict("24.1e9", sides, flow="total", qualifier="about").verdict is SUPPORTED
    assert _verdict("24.1e9", [*sides, NEW], flow="total", qualifier="about").verdict is COMPATIBLE


@pytest.mark.parametrize("more", [{"base_period": "2019"}, {"than": "RUS"}])
@pytest.mark.parametrize("base", [None, "2021"])
def test_a_growth_on_the_year_before_says_nothing_of_another_base(more: dict[str, str], base: str | None) -> None:
    growth = replace(fact_of("a", EXPORTS, percent("34.7"), is_change=True), base_period=base)
    assert _verdict("34.7", [growth], unit="%").verdict is SUPPORTED
    assert _verdict("34.7", [growth], unit="%", **more).verdict is UNDETERMINED
    assert _verdict("34.7", [replace(growth, base_period="2019")], unit="%", base_period="2019").verdict is SUPPORTED


def test_the_distance_of_an_answer_is_that_of_what_makes_its_verdict() -> None:
    unknown = fact_of("b", TOTAL, usd("20.5", "0.1"), compiled_by=None)
    claim = replace(claim_of({**TRADE, "value": "20.0e9", "flow": "total"}), compiled_by=None)
    far = verify(claim, [fact_of("a", TOTAL, usd("24.1", "0.1")), unknown])
    assert far.verdict is CONTRADICTED
    assert [each.distance and each.distance.absolute for each in far.named] == [-4_000_000_000, -400_000_000]
    assert far.distance == far.named[1].distance
    sides = [fact_of("a", TOTAL, usd("20.2", "0.1")), fact_of("b", TOTAL, usd("24"))]
    disputed = _verdict("20.0e9", sides, flow="total")
    assert (disputed.verdict, disputed.distance) == (ClaimVerdict.DISPUTED, None)
    assert disputed.judgements[0].distance is not None
    apart = replace(NEW, basis=replace(NEW.basis, compiled_by="CHN"))
    depends = verify(replace(claim_of({**TRADE, "value": "24.6e9", "flow": "total"}), compiled_by=None), [OLD, apart])
    assert (depends.verdict, depends.distance) == (ClaimVerdict.DEPENDS_ON_BASIS, None)


# What must always hold, 10,000 examples of each in the trial.

EXAMPLES = 10_000
always = pytest.mark.parametrize(
    "examples", [200, pytest.param(EXAMPLES, marks=[pytest.mark.trial, pytest.mark.timeout(0)])]
)
figures = st.integers(10, 10**8)
scales = st.sampled_from((1, 1000, 10**6))


def _holds(examples: int, figure: Figure, what: str, check: Callable[[st.DataObject], None]) -> None:
    settings(max_examples=examples)(given(st.data())(check))()
    if examples == EXAMPLES:
        figure(what, f"0 of {EXAMPLES:,}")


def _of(value: Fraction, subject: Subject = EXPORTS) -> Fact:
    unit = "USD" if subject.measure == "trade" else "t"
    return fact_of("a", subject, Quantity.exact(value, unit))


def _spellings(value: int, exponent: int) -> Iterator[str]:
    """Yield spellings of value x 10^exponent that keep the digits of the value."""
    yield f"{value}e{exponent}"
    if exponent == 0:
        yield f"{value}.0"
    digits = str(value)
    if len(digits) > 1 and exponent + len(digits) - 1 <= 12:
        yield f"{digits[0]}.{digits[1:]}e{exponent + len(digits) - 1}"


@always
def test_a_claim_rounded_or_cut_from_a_fact_is_never_contradicted_by_it(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        truth = data.draw(figures) * data.draw(scales)
        place = data.draw(st.integers(0, min(len(str(truth)) - 1, 12)))
        step = 10**place
        cut, rest = divmod(truth, step)
        value = data.draw(st.sampled_from((cut, cut + (2 * rest >= step))))
        assume(value)
        qualifier = data.draw(st.sampled_from([one for one in Qualifier if one is not Qualifier.BETWEEN]))
        text = data.draw(st.sampled_from(list(_spellings(value, place))))
        said = _verdict(text, [_of(Fraction(truth))], qualifier=qualifier)
        assert said.verdict is not CONTRADICTED

    _holds(examples, figure, "Claims rounded or cut from a fact that it contradicts", check)


@always
def test_a_claim_more_than_two_units_away_is_never_supported(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        value, exponent = data.draw(st.integers(1, 9999)), data.draw(st.integers(0, 9))
        text = data.draw(st.sampled_from(list(_spellings(value, exponent))))
        step = Fraction(1, 10) if text.endswith(".0") else Fraction(10) ** exponent
        off = 2 * step + data.draw(st.fractions(Fraction(1, 100), 10**6, max_denominator=100))
        truth = value * Fraction(10) ** exponent + data.draw(st.sampled_from((off, -off)))
        assume(truth >= 0)
        hedge = data.draw(st.sampled_from([Qualifier.EXACT, Qualifier.ROUNDED, Qualifier.ABOUT, Qualifier.NEARLY]))
        assert _verdict(text, [_of(truth)], qualifier=hedge).verdict is not SUPPORTED

    _holds(examples, figure, "Claims more than two units of their last digit from a fact that it supports", check)


narrower = st.sampled_from(
    [
        replace(TRANSIT, mode="rail"),
        replace(TRANSIT, counterpart="CHN"),
        replace(TRANSIT, scope="from China"),
        replace(TRANSIT, mode="road", counterpart="CHN", scope="in containers"),
    ]
)
hedges = st.sampled_from([one for one in Qualifier if one is not Qualifier.BETWEEN])


@always
def test_a_part_contradicts_a_whole_only_where_it_exceeds_it(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        value, exponent = data.draw(st.integers(1, 9999)), data.draw(st.integers(0, 5))
        part = _of(Fraction(data.draw(figures)), data.draw(narrower))
        claim = {
            "from": "KAZ",
            "measure": "transit_volume",
            "period": "2022",
            "unit": "t",
            "qualifier": data.draw(hedges),
        }
        answer = verify(claim_of({**claim, "value": f"{value}e{exponent}"}), [part])
        amount, claimed = part.quantity.value or 0, value * 10**exponent
        is_bound = claim["qualifier"] in (Qualifier.MORE_THAN, Qualifier.AT_LEAST)
        assert answer.verdict is not SUPPORTED or (is_bound and amount >= claimed)
        assert answer.verdict is not CONTRADICTED or (not is_bound and amount > claimed)
        assert answer.verdict in (SUPPORTED, CONTRADICTED, COMPATIBLE)

    _holds(examples, figure, "Claims on a whole that a part contradicts without exceeding it", check)


OTHERS = {
    replace(_of(Fraction(1), RAIL), period="2021"): False,
    replace(_of(Fraction(1), RAIL), period=None): False,
    replace(_of(Fraction(1), RAIL), period=None, as_of="2021-12-31"): False,
    _of(Fraction(1), TRANSIT): False,
    _of(Fraction(1), ROAD): False,
    _of(Fraction(1), replace(RAIL, area="CHN")): False,
    _of(Fraction(1), replace(GRAIN, mode="rail")): False,
    replace(_of(Fraction(1), RAIL), period="2022-01/2022-10"): True,
    _of(Fraction(1), replace(RAIL, counterpart="CHN")): True,
    _of(Fraction(1), replace(RAIL, scope="in containers")): True,
}
"""Facts beside all transit by rail in 2022, and whether each is of a part of it."""


@always
def test_a_fact_of_another_scope_or_period_changes_no_verdict(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        value, exponent = data.draw(st.integers(1, 9999)), data.draw(st.integers(0, 5))
        claim = {"from": "KAZ", "measure": "transit_volume", "mode": "rail", "period": "2022", "unit": "t"}
        asked = claim_of({**claim, "value": f"{value}e{exponent}", "qualifier": data.draw(hedges)})
        own = [_of(Fraction(number), RAIL) for number in data.draw(st.lists(figures, max_size=2))]
        other, amount = data.draw(st.sampled_from(list(OTHERS))), Fraction(data.draw(figures))
        before = verify(asked, own).verdict
        if OTHERS[other]:  # It decides from below, where it reaches what is claimed or exceeds what is stated.
            below = [asked.interval.lower or Fraction(0), *(fact.interval.lower or Fraction(0) for fact in own)]
            amount = max(min(amount, *(end - 1 for end in below)), Fraction(0))
            before = COMPATIBLE if amount and before is UNDETERMINED else before
        added = replace(other, record="b", quantity=Quantity.exact(amount, "t"))
        assert verify(asked, [*own, added]).verdict is before

    _holds(examples, figure, "Verdicts that a fact of another scope or period changes", check)


SHAPES: dict[str, tuple[dict[str, str], Callable[[Quantity], Fact], str]] = {
    "level": ({}, lambda said: fact_of("a", EXPORTS, said), "USD"),
    "growth": ({"unit": "%"}, lambda said: fact_of("a", EXPORTS, said, is_change=True), "%"),
    "share": (
        {"unit": "%", "measure": "share_of_exports"},
        lambda said: fact_of("a", EXPORTS_SHARE, said),
        "%",
    ),
    "stock": (
        {"unit": "enterprises", "measure": "joint_ventures", "period": "2023-03"},
        lambda said: fact_of("a", VENTURES, said, period=None, as_of="2023-03-28"),
        "enterprises",
    ),
}
shapes = st.sampled_from(list(SHAPES))


def _hedged(data: st.DataObject, unit: str) -> Quantity:
    """Draw a number with one decimal, in any words; shares are below the whole."""
    value = Fraction(data.draw(st.integers(10, 990)), 10)
    return Quantity.hedged(value, unit, data.draw(hedges), step=Fraction(1, 10))


@always
def test_a_claim_cut_from_any_words_is_never_contradicted_by_them(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        more, fact_in, unit = SHAPES[data.draw(shapes)]
        said = _hedged(data, unit)
        place = data.draw(st.integers(-1, 1 if (said.value or 0) >= 10 else 0))
        cut, rest = divmod(said.value or Fraction(0), Fraction(10) ** place)
        value = cut + data.draw(st.sampled_from((0, int(2 * rest >= Fraction(10) ** place))))
        assume(value)
        text = f"{value // 10}.{value % 10}" if place == -1 else f"{value}e{place}"
        hedge = data.draw(st.sampled_from([said.qualifier, Qualifier.ROUNDED, Qualifier.ABOUT]))
        answer = _verdict(text, [fact_in(said)], qualifier=hedge, **more)
        assert answer.verdict not in (CONTRADICTED, UNDETERMINED)

    _holds(examples, figure, "Claims cut from hedged levels, growths, shares and stocks that these contradict", check)


@always
def test_a_claim_away_from_all_that_words_allow_is_never_supported(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        more, fact_in, unit = SHAPES[data.draw(shapes)]
        said = _hedged(data, unit)
        value = data.draw(st.integers(1, 100))
        lower, upper = said.interval.lower, said.interval.upper
        assume((lower is not None and value + 2 < lower) or (upper is not None and value - 2 > upper))
        hedge = data.draw(st.sampled_from([Qualifier.EXACT, Qualifier.ROUNDED, Qualifier.ABOUT, Qualifier.NEARLY]))
        assert _verdict(f"{value}e0", [fact_in(said)], qualifier=hedge, **more).verdict is not SUPPORTED

    _holds(
        examples,
        figure,
        "Claims two units from all that hedged words of four kinds allow that these support",
        check,
    )


@always
def test_a_spelling_counts_only_by_its_digits(examples: int, figure: Figure) -> None:
    def check(data: st.DataObject) -> None:
        value, exponent = data.draw(st.integers(1, 9999)), data.draw(st.integers(0, 9))
        facts = [_of(Fraction(data.draw(st.integers(1, 10**13))))] if data.draw(st.booleans()) else VOICES["all"]
        hedge = data.draw(hedges)
        spellings = [text for text in _spellings(value, exponent) if not text.endswith(".0")]
        plain = str(value * 10**exponent)
        if value % 10 and value > 9:
            spellings.append(plain)
        answers = {_verdict(text, facts, qualifier=hedge).verdict for text in spellings}
        assert len(answers) == 1
        finer = claim_of({**TRADE, "value": f"{value}.0e{exponent}", "qualifier": hedge})
        assert finer.number.digit * 10 == claim_of({**TRADE, "value": spellings[0], "qualifier": hedge}).number.digit

    _holds(examples, figure, "Claims of one number and the same digits whose spelling changes the verdict", check)


BOUGHT_2021 = fact_of("silkroad", flow_of("CHN", "KAZ", Flow.IMPORT), usd("11.27", "0.01"), compiled_by=None)
BY_CHINA = fact_of("desht", flow_of("CHN", "KAZ", Flow.IMPORT), usd("10.2", "0.1"), compiled_by="CHN")
BY_KAZAKHSTAN = fact_of("el", EXPORTS, usd("9.8", "0.1"))


def test_what_an_unknown_basis_leaves_open_is_not_contradicted() -> None:
    claim = claim_of({"from": "KAZ", "to": "CHN", "period": "2022", "unit": "USD", "value": "11.27e9"})
    facts = [BOUGHT_2021, BY_CHINA, BY_KAZAKHSTAN]
    assert verify(claim, facts).verdict is ClaimVerdict.DEPENDS_ON_BASIS
    assert verify(claim, facts[1:]).verdict is CONTRADICTED
    of_china, of_kazakhstan = replace(claim, compiled_by="CHN"), replace(claim, compiled_by="KAZ")
    assert verify(of_china, facts).verdict is ClaimVerdict.DISPUTED
    assert verify(of_china, facts[:1]).verdict is UNDETERMINED
    assert verify(of_kazakhstan, facts).verdict is CONTRADICTED


def test_a_level_before_yields_to_no_statement_of_another_unknown_compiler() -> None:
    base = fact_of("kursiv", TOTAL, usd("15"), compiled_by=None, period="2020")
    level = fact_of(
        "silkroad", flow_of("CHN", "KAZ", Flow.TOTAL), usd("25.25", "0.01"), compiled_by=None, period="2021"
    )
    growth = replace(level, field="growth", is_change=True, base_period="2020", quantity=percent("17.6"))
    claim = claim_of({"from": "KAZ", "to": "CHN", "period": "2020", "unit": "USD", "value": "21.47e9", "flow": "total"})
    assert verify(claim, [base, level, growth]).verdict is ClaimVerdict.DISPUTED
    assert verify(claim, [base]).verdict is CONTRADICTED


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        ("2", {}, "supported"),
        ("1.9", {}, "supported"),
        ("2.1", {}, "supported"),
        ("1.95", {}, "compatible"),  # more digits than words have
        ("1.8", {}, "compatible"),
        ("2.4", {}, "compatible"),
        ("2.6", {}, "near"),
        ("2.7", {}, "contradicted"),
        ("1.3", {}, "contradicted"),
        ("4", {}, "contradicted"),
        ("100", {"unit": "%"}, "supported"),
        ("99", {"unit": "%"}, "supported"),
        ("110", {"unit": "%"}, "compatible"),
        ("100.4", {"unit": "%"}, "compatible"),
        ("145", {"unit": "%"}, "compatible"),
        ("160", {"unit": "%"}, "contradicted"),
        ("40", {"unit": "%"}, "contradicted"),
        ("2", {"qualifier": "more_than"}, "compatible"),
        ("2", {"qualifier": "exact"}, "compatible"),
        ("1.4", {"qualifier": "more_than"}, "supported"),
        ("2.7", {"qualifier": "more_than"}, "contradicted"),
    ],
)
def test_what_doubled_supports_and_contradicts(value: str, more: dict[str, str], verdict: str) -> None:
    query = {"unit": "times", "mode": "road", "to": "CHN", **more}
    assert _transit(value, [fact_of("a", ROAD, DOUBLED, is_change=True)], **query).verdict == verdict


def test_figures_are_the_same_as_a_fraction_that_they_hold() -> None:
    third = fact_of("a", EXPORTS, Quantity.hedged(Fraction(100, 3), "%", Qualifier.ABOUT, step=Fraction(10)))
    third = replace(third, is_change=True, base_period="2021")
    assert [_verdict(value, [third], unit="%").verdict for value in ("33", "34", "33.0")] == [
        SUPPORTED,
        COMPATIBLE,
        COMPATIBLE,
    ]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("1e12", "contradicted"), ("1e11", "contradicted"), ("5e10", "contradicted"), ("3e10", "near")],
)
def test_a_digit_that_is_all_of_a_claim_makes_nothing_near(value: str, verdict: str) -> None:
    assert _verdict(value, [fact_of("a", TOTAL, usd("24.1", "0.1"))], flow="total").verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [("31.4", "near"), ("31.99", "near"), ("33.0", "contradicted")])
def test_the_last_whole_number_of_statistics_may_have_been_cut_off(value: str, verdict: str) -> None:
    assert _verdict(value, [_of(Fraction(31))], step="0.01").verdict == verdict


@pytest.mark.parametrize(
    ("of_china", "value", "verdict"),
    [
        ("13.2", "13.2e9", SUPPORTED),
        ("19.0", "13.2e9", ClaimVerdict.DEPENDS_ON_BASIS),
        ("13.3", "13.2e9", ClaimVerdict.DEPENDS_ON_BASIS),
        ("13", "13.2e9", ClaimVerdict.DEPENDS_ON_BASIS),
        (None, "13.2e9", SUPPORTED),
        ("19.0", "15.0e9", CONTRADICTED),
        ("13.3", "15.0e9", CONTRADICTED),
    ],
)
def test_bases_that_decide_differently_depend_on_the_basis(
    of_china: str | None, value: str, verdict: ClaimVerdict
) -> None:
    facts = [fact_of("a", EXPORTS, usd("13.2", "0.1"))]
    if of_china:
        bought = usd(of_china, "0.1" if "." in of_china else "1")
        facts.append(fact_of("b", flow_of("CHN", "KAZ", Flow.IMPORT), bought, compiled_by="CHN"))
    claim = replace(claim_of({**TRADE, "value": value}), compiled_by=None)
    assert verify(claim, facts).verdict is verdict


@pytest.mark.parametrize("other", [CONTRADICTED, UNDETERMINED, COMPATIBLE, NEAR])
def test_statements_of_which_some_are_supported_are_partly_so(other: ClaimVerdict) -> None:
    assert verdict_on_all([other, SUPPORTED]) is verdict_on_all([SUPPORTED, other]) is ClaimVerdict.PARTLY_SUPPORTED
    assert verdict_on_all([SUPPORTED, SUPPORTED]) is SUPPORTED
    assert verdict_on_all([ClaimVerdict.DEPENDS_ON_BASIS, SUPPORTED]) is ClaimVerdict.DEPENDS_ON_BASIS
