"""Whose figures a verdict is said to rest on, and that no other basis, edition or section lends its weight to it."""

from dataclasses import replace
from typing import Any

import pytest

from app.reasoning import Fact
from app.reasoning.sentences.claims import answer_sentence, claim_clause
from app.reasoning.verify import verify
from app.vocabulary.measures import BasisKind, Qualifier
from app.vocabulary.verdicts import ClaimVerdict
from tests.reasoning.voices import EXPORTS, claim_of, fact_of, usd

Json = dict[str, Any]
NAMES = {"KAZ": "Kazakhstan", "CHN": "China", "H6-section-V": "Minerals", "H6-26": "Ores"}
CLAIM = {"from": "KAZ", "to": "CHN", "period": "2022", "unit": "USD"}
OURS = fact_of("a", EXPORTS, usd("13.2", "0.1"))


def _answered(value: str, *facts: Fact, **more: str) -> tuple[ClaimVerdict, str]:
    claim = claim_of({**CLAIM, "value": value, **more})
    answer = verify(claim, facts)
    return answer.verdict, answer_sentence(claim, answer, NAMES)


def test_only_figures_that_support_a_claim_are_said_to_support_it() -> None:
    verdict, said = _answered("13.2e9", OURS, fact_of("b", EXPORTS, usd("9.8", "0.1"), compiled_by=None))
    assert verdict is ClaimVerdict.SUPPORTED
    assert said.endswith(
        "is supported by Kazakhstan's figures. Apart from these, it is contradicted by unattributed figures."
    )


def test_a_miss_in_the_last_digit_is_said_of_the_figures_that_it_misses() -> None:
    verdict, said = _answered("13.3e9", OURS, fact_of("b", EXPORTS, usd("20"), compiled_by=None))
    assert verdict is ClaimVerdict.NEAR
    assert "differs from Kazakhstan's figures by no more than one unit of its last digit" in said
    assert said.endswith("unit of its last digit. Apart from these, it is contradicted by unattributed figures.")


def test_unattributed_figures_dispute_those_of_a_named_compiler_only_where_they_lie_apart() -> None:
    wide = fact_of("b", EXPORTS, usd("10", qualifier=Qualifier.MORE_THAN), compiled_by=None)
    apart = fact_of("b", EXPORTS, usd("20"), compiled_by=None)
    assert _answered("20e9", OURS, wide, compiled_by="KAZ")[0] is ClaimVerdict.CONTRADICTED
    assert _answered("20e9", OURS, apart, compiled_by="KAZ")[0] is ClaimVerdict.DISPUTED
    assert _answered("20e9", OURS, wide)[0] is ClaimVerdict.DEPENDS_ON_BASIS


def test_what_is_held_but_does_not_count_is_not_denied() -> None:
    open_basis = fact_of("a", EXPORTS, usd("13.2", "0.1"), compiled_by=None)
    said = _answered("13.2e9", open_basis, compiled_by="KAZ")[1]
    assert "no figures for it known to be compiled by Kazakhstan are on file." in said
    assert "no figures for it are on file." in _answered("13.2e9")[1]


@pytest.mark.parametrize(
    ("value", "asked", "said"),
    [
        ("13.20e9", {}, "in 2022 was USD 13.20 billion is compatible"),
        ("4", {"unit": "times"}, "in 2022 quadrupled on 2021"),
        ("20.12345e9", {}, "it is at least USD 6.87 billion (52%) above them"),
        ("1000", {}, "it is at least USD 13.1 billion (more than 99%) below them"),
    ],
)
def test_a_claim_is_told_in_its_own_digits_and_its_distance_in_three(value: str, asked: Json, said: str) -> None:
    assert said in _answered(value, OURS, **asked)[1]


@pytest.mark.parametrize(
    ("value", "asked", "said"),
    [
        ("40e9", {}, "will be USD 40 billion"),
        ("40e9", {"qualifier": "more_than"}, "will exceed USD 40 billion"),
        ("5", {"unit": "%", "change": "true"}, "will rise by 5% on 2021"),
        ("2", {"unit": "times", "qualifier": "more_than"}, "will more than double on 2021"),
    ],
)
def test_a_time_to_come_is_not_told_as_past(value: str, asked: Json, said: str) -> None:
    claim = claim_of({**CLAIM, "value": value, **asked})
    assert claim_clause(claim.seen_on("2022-11-30"), NAMES).endswith(said)
    assert " will " not in claim_clause(claim.seen_on("2022-12-01"), NAMES)
    undated = claim_clause(replace(claim_of({**CLAIM, "value": "13e9"}), period=None), NAMES)
    assert undated.endswith("to China is USD 13 billion")


def test_an_estimate_is_not_among_the_figures_of_its_compiler() -> None:
    estimate = fact_of("e", EXPORTS, usd("14.8", "0.1"))
    estimate = replace(estimate, basis=replace(estimate.basis, kind=BasisKind.ESTIMATED))
    for facts in ((OURS, estimate), (estimate, OURS)):
        verdict, said = _answered("13.2e9", *facts)
        assert verdict is ClaimVerdict.DEPENDS_ON_BASIS
        assert "is supported by Kazakhstan's figures" in said
        assert "is contradicted by Kazakhstan's estimates" in said


def test_a_section_holds_no_other_whose_number_begins_like_its_own() -> None:
    other = fact_of("b", replace(EXPORTS, commodity="H6-section-VI"), usd("5"))
    below = fact_of("b", replace(EXPORTS, commodity="H6-2603"), usd("5"))
    assert _answered("1e9", other, commodity="H6-section-V")[0] is ClaimVerdict.UNDETERMINED
    assert _answered("1e9", below, commodity="H6-26")[0] is ClaimVerdict.CONTRADICTED
