"""What a verdict tells: how far off a claim is and from what, and what figures on other bases make of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.reasoning import Fact, Subject
from app.reasoning.sentences.claims import answer_sentence, judgement_sentence
from app.reasoning.verify import Answer, verify
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import Distance
from app.vocabulary.measures import Flow, Qualifier, Valuation
from app.vocabulary.quantity import Quantity
from tests.open_words import MEASURES
from tests.reasoning.voices import (
    ABOUT,
    BILLION,
    EXPORTS,
    IMPORTS,
    MORE,
    RAIL,
    TOTAL,
    claim_of,
    fact_of,
    flow_of,
    indicator,
    percent,
    tonnes,
    usd,
)

NAMES = {"KAZ": "Kazakhstan", "CHN": "China", "H6-74": "Copper", "CN-XJ": "Xinjiang"}
TRANSIT = indicator(MEASURES["transit_volume"], "KAZ", None)
SOLD = {"from": "KAZ", "to": "CHN", "unit": "USD", "period": "2022"}
TURNOVER = {**SOLD, "flow": "total"}


def _judged(claim: Claim, facts: Sequence[Fact]) -> tuple[Answer, str]:
    answer = verify(claim, facts)
    return answer, judgement_sentence(claim, answer.judgements[0], NAMES)


PART = usd("9.4", "0.1")
SHARED = {"from": "KAZ", "to": "CHN", "measure": "share_of_imports", "period": "2022", "unit": "%"}
IMPORTED = indicator(MEASURES["share_of_imports"], "KAZ", "CHN")


@pytest.mark.parametrize(
    ("value", "more", "verdicts"),
    [
        # What is held: 21.9, 24, 25, 26.2, 29 and 20 %. Between 95 and 105 % of itself a fraction is supported.
        ("25", {}, "contradicted near supported near contradicted contradicted"),
        ("100/4", {}, "compatible supported supported supported contradicted contradicted"),
        ("100/4", {"qualifier": "about"}, "compatible supported supported supported contradicted contradicted"),
        (
            "25",
            {"qualifier": "about", "step": "3.75"},
            "compatible supported supported supported contradicted contradicted",
        ),
        ("25", {"qualifier": "about", "step": "7.5"}, "compatible supported supported supported compatible compatible"),
        ("100/4", {"qualifier": "nearly"}, "compatible supported compatible near contradicted near"),
        ("100/4", {"qualifier": "more_than"}, "contradicted near compatible supported supported contradicted"),
    ],
)
def test_a_quarter_is_one_claim_however_it_is_written(value: str, more: dict[str, str], verdicts: str) -> None:
    held = ("21.9", "24.0", "25.0", "26.2", "29.0", "20.0")
    claim = claim_of({**SHARED, **more, "value": value})
    said = [verify(claim, [fact_of("a", IMPORTED, percent(one))]).verdict for one in held]
    assert " ".join(said) == verdicts


@pytest.mark.parametrize("parts", [3, 4, 5, 6, 7, 8, 10])
def test_no_fraction_in_words_is_supported_by_what_is_further_off_than_a_twentieth(parts: int) -> None:
    whole = Fraction(100, parts)
    for more in ({}, {"qualifier": "about"}, {"qualifier": "about", "step": str(float(whole * 3 / 10))}):
        claim = claim_of({**SHARED, "value": f"100/{parts}", **more})
        for share, verdict in (
            ("0.94", "compatible"),
            ("0.97", "supported"),
            ("1.03", "supported"),
            ("1.06", "compatible"),
        ):
            figure = Quantity.exact(whole * Fraction(share), "%")
            assert verify(claim, [fact_of("a", IMPORTED, figure)]).verdict == verdict, (more, share)


def test_nearly_is_less_than_the_multiple_or_fraction() -> None:
    nearly = Quantity.hedged(Fraction(2), "times", Qualifier.NEARLY, step=Fraction(1, 2))
    stated = fact_of("a", EXPORTS, nearly, is_change=True)
    grown = {**SOLD, "unit": "times", "value": "2"}
    assert verify(claim_of({**grown, "qualifier": "nearly"}), [stated]).verdict == "supported"
    assert verify(claim_of(grown), [stated]).verdict == "compatible"
    for percent_more, verdict in (("55", "compatible"), ("95", "supported"), ("45", "near"), ("34.7", "contradicted")):
        held = fact_of("a", EXPORTS, percent(percent_more, "1"), is_change=True)
        assert verify(claim_of({**grown, "qualifier": "nearly"}), [held]).verdict == verdict
    for more, percent_more, verdict in (
        ("more_than", "34.7", "contradicted"),
        ("at_least", "95", "near"),
        ("less_than", "130", "contradicted"),
    ):
        held = fact_of("a", EXPORTS, percent(percent_more), is_change=True)
        assert verify(claim_of({**grown, "qualifier": more}), [held]).verdict == verdict


TRANSPORTED = {"from": "KAZ", "measure": "transit_volume", "unit": "t", "period": "2022"}


@pytest.mark.parametrize(
    ("asked", "whole", "part", "period", "quantity"),
    [
        ({**TURNOVER, "value": "5.0e9"}, fact_of("a", TOTAL, usd("31.2", "0.1")), TOTAL, "2022-01/2022-11", PART),
        ({**TURNOVER, "value": "5.0e9"}, fact_of("a", TOTAL, usd("31.2", "0.1")), EXPORTS, "2022", PART),
        ({**SOLD, "value": "5.0e9"}, fact_of("a", EXPORTS, usd("13.2", "0.1")), EXPORTS, "2022-Q3", PART),
        (
            {**SOLD, "value": "5.0e9"},
            fact_of("a", EXPORTS, usd("13.2", "0.1")),
            replace(EXPORTS, commodity="H6-74"),
            "2022",
            PART,
        ),
        (
            {**SOLD, "value": "5.0e9"},
            fact_of("a", EXPORTS, usd("13.2", "0.1")),
            flow_of("KAZ", "CN-XJ", Flow.EXPORT),
            "2022",
            PART,
        ),
        (
            {**TRANSPORTED, "value": "5.0e6"},
            fact_of("a", TRANSIT, tonnes(12_300_000, 100_000)),
            RAIL,
            "2022",
            tonnes(9_400_000, 100_000),
        ),
    ],
)
def test_a_distance_is_measured_from_the_whole_where_it_is_held(
    asked: dict[str, str], whole: Fact, part: Subject, period: str, quantity: Quantity
) -> None:
    claim, of_part = claim_of(asked), fact_of("b", part, quantity, period=period)
    alone, both = verify(claim, [whole]), verify(claim, [of_part, whole])
    assert both.judgements[0].assessments[-1].witness.is_part
    assert (both.verdict, both.distance) == (alone.verdict, alone.distance)
    assert _judged(claim, [of_part, whole])[1] == _judged(claim, [whole])[1]
    by_part, told = _judged(claim, [of_part])
    assert by_part.distance is not None
    assert by_part.distance != both.distance
    assert told.endswith("below the figure for a part of it alone.")
    other = replace(of_part, basis=replace(of_part.basis, compiled_by="CHN"))
    two = verify(claim, [whole, other])
    assert ([each.distance and each.distance.is_from_part for each in two.named], two.distance) == (
        [False, True],
        alone.distance,
    )


@pytest.mark.parametrize(
    ("value", "held", "unattributed", "told"),
    [
        (
            "24.0e9",
            usd("24.1", "0.1"),
            usd("24", qualifier=ABOUT),
            "it is compatible with unattributed figures, which neither",
        ),
        ("24.1e9", usd("24.1", "0.1"), usd("31.2", "0.1"), "it is contradicted by unattributed figures."),
        ("24.1e9", usd("24.1", "0.1"), usd("24.2", "0.1"), "it differs from unattributed figures by no more than one"),
        ("24.0e9", usd("24.1", "0.1"), usd("24.0", "0.1"), "it is supported by unattributed figures."),
    ],
)
def test_what_other_bases_make_of_a_claim_is_told(
    value: str, held: Quantity, unattributed: Quantity, told: str
) -> None:
    claim = claim_of({**TURNOVER, "value": value})
    facts = [fact_of("a", TOTAL, held), fact_of("b", TOTAL, unattributed, compiled_by=None)]
    sentence = answer_sentence(claim, verify(claim, facts), NAMES)
    assert f". Apart from these, {told}" in sentence
    assert "On other bases" not in answer_sentence(claim, verify(claim, facts[:1]), NAMES)


def test_what_is_not_the_named_compilers_is_told_where_nothing_of_its_own_is_held() -> None:
    claim = claim_of({**TURNOVER, "value": "24.1e9", "compiled_by": "KAZ"})
    sentence = answer_sentence(claim, verify(claim, [fact_of("b", TOTAL, usd("24.1", "0.1"), compiled_by=None)]), NAMES)
    assert sentence.endswith(" Apart from these, it is supported by unattributed figures.")


BOUNDS = re.compile(r"between USD ([\d.,]+)( billion)? and ([\d.,]+)( billion)?")


@given(st.integers(1000, 9999), st.integers(1, 99), st.integers(-400, 400), st.sampled_from((1, 2, 3)))
@example(1674, 42, 41, 3)
def test_a_printed_interval_stands_to_the_claim_as_the_true_one(
    level: int, growth: int, off: int, decimals: int
) -> None:
    facts = [
        replace(fact_of("a", TOTAL, usd(f"{level / 100:.1f}", "0.1")), period="2023"),
        replace(fact_of("a", TOTAL, percent(f"{growth}", "1"), is_change=True), period="2023", base_period="2022"),
    ]
    value = f"{level / 100 / (1 + growth / 100) * (1 + off / 10_000):.{decimals}f}"
    claim = claim_of({**TURNOVER, "value": f"{value}e9"})
    answer, told = _judged(claim, facts)
    (found,) = answer.judgements[0].assessments
    true, printed = found.witness.interval, BOUNDS.search(told)
    assert printed is not None, told
    lower, of_lower, upper, of_upper = printed.groups()  # digits that a scale does not shorten stand without it
    ends = ((lower, of_lower), (upper, of_upper))
    shown = [Fraction(end.replace(",", "")) * (BILLION if scale else 1) for end, scale in ends]
    for number in (claim.quantity.value, claim.interval.lower, claim.interval.upper):
        assert number is not None
        for end, own in zip(shown, (true.lower, true.upper), strict=True):
            assert own is not None
            assert (number > end, number < end) == (number > own, number < own), told


def _told(claim: Claim, *facts: Fact) -> str:
    return answer_sentence(claim, verify(claim, facts), NAMES)


def test_two_bases_of_one_compiler_are_told_apart_by_how_they_are_valued() -> None:
    sides = [
        fact_of("a", EXPORTS, usd("5", "0.1"), valuation=Valuation.FOB),
        fact_of("a cif", IMPORTS, usd("20", "0.1"), valuation=Valuation.CIF),
    ]
    told = _told(claim_of({**TURNOVER, "value": "25e9"}), *sides, fact_of("b", TOTAL, usd("23", "0.1")))
    assert "contradicted by Kazakhstan's figures (valuation not stated); it is supported" in told
    assert told.endswith("by Kazakhstan's figures (exports valued FOB, imports CIF).")
    alone = _told(claim_of({**TURNOVER, "value": "25e9"}), fact_of("b", TOTAL, usd("23", "0.1")))
    assert "valuation" not in alone


@pytest.mark.parametrize(("claimed", "is_told"), [("13.2e9", True), ("13.4e9", False)])
def test_a_statement_that_supported_a_claim_until_it_was_replaced_is_told(claimed: str, *, is_told: bool) -> None:
    replaced = fact_of("trend 13.2", EXPORTS, usd("13.2", "0.1"))
    later = fact_of("later >13", EXPORTS, usd("13", qualifier=MORE))
    told = _told(claim_of({**SOLD, "value": claimed}), replaced, later)
    assert "is compatible with" in told
    assert ("A figure that supported it has been replaced by a later one." in told) is is_told


@pytest.mark.parametrize(("qualifier", "way"), [("more_than", "(48%) above them."), ("less_than", "(8%) below them.")])
def test_of_a_bound_that_is_claimed_the_distance_is_told(qualifier: str, way: str) -> None:
    value = {"more_than": "20e9", "less_than": "11.5e9"}[qualifier]
    told = _told(claim_of({**SOLD, "value": value, "qualifier": qualifier}), fact_of("a", EXPORTS, usd("13")))
    assert told.endswith(way)


def test_what_is_less_than_one_has_a_distance_in_per_cent_too() -> None:
    found = Distance.between(claim_of({**SHARED, "value": "2"}), percent("0.5").interval)
    assert found is not None
    assert found.share == 170
