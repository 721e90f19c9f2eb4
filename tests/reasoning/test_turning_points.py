"""Where one condition more or less would turn a verdict: each holds a line that no other test would miss."""

from dataclasses import replace
from fractions import Fraction

from app.reasoning import Basis, Fact
from app.reasoning.check.comparison import relation
from app.reasoning.check.statements import compare
from app.reasoning.derive import derive
from app.reasoning.derive.aside import set_aside
from app.reasoning.verify import Answer, verify
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.measures import BasisKind
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict, ClaimVerdict, DerivationRule, Stance
from tests.reasoning.voices import ARTICLE, EXPORTS, IMPORTS, RAIL, TOTAL, claim_of, fact_of, percent, tonnes, usd

EXPORTED = {"from": "KAZ", "to": "CHN", "period": "2022", "unit": "USD"}
NO_COMPILER = Basis(None, None, BasisKind.RELAYED, None)


def _verify(value: str, *facts: Fact, **more: str) -> Answer:
    return verify(claim_of({**EXPORTED, "value": value, **more}), facts)


def test_what_meets_one_of_the_deciding_figures_disputes_none() -> None:
    deciding = (fact_of("a", EXPORTS, usd("12.6", "0.1")), fact_of("b", EXPORTS, usd("13.4", "0.1")))
    assert _verify("13e9", *deciding, fact_of("c", EXPORTS, usd("14", "2"))).verdict is ClaimVerdict.SUPPORTED
    assert _verify("13e9", *deciding[:1], fact_of("c", EXPORTS, usd("14", "2"))).verdict is ClaimVerdict.DISPUTED


def test_a_claim_understates_only_where_it_does_on_every_basis() -> None:
    far, near = fact_of("a", EXPORTS, usd("13")), fact_of("b", EXPORTS, usd("6"), compiled_by="CHN")
    assert _verify("5e9", far, qualifier="more_than").understates
    answer = _verify("5e9", far, near, qualifier="more_than")
    assert (answer.verdict, answer.understates) == (ClaimVerdict.SUPPORTED, False)


def test_the_last_digit_of_a_fall_may_be_cut_off_as_that_of_a_rise() -> None:
    fall = Quantity.hedged(Fraction(-5), "%", usd("1").qualifier, step=Fraction(1), least=None)
    fact = fact_of("a", EXPORTS, fall, is_change=True)
    found = [_verify(value, fact, unit="%").verdict for value in ("-5.7", "-4.2", "-6.4")]
    assert found == [ClaimVerdict.NEAR, ClaimVerdict.CONTRADICTED, ClaimVerdict.CONTRADICTED]


def test_levels_in_two_units_make_no_growth() -> None:
    old = fact_of("a 13", EXPORTS, usd("13"), period="2021")
    assert _verify("50", fact_of("a t", EXPORTS, tonnes(200, 1)), old, unit="%").verdict is ClaimVerdict.UNDETERMINED
    weights = [fact_of("a", EXPORTS, tonnes(13_470, 1)), fact_of("a", EXPORTS, usd("0.00001", "1e-9"), period="2021")]
    growths = [fact_of(name, EXPORTS, percent(value), is_change=True) for name, value in (("b", "40"), ("c", "34.7"))]
    assert set_aside([*weights, *growths]) == frozenset()
    one_unit = replace(weights[1], quantity=tonnes(10_000, 1))
    assert set_aside([weights[0], one_unit, *growths]) == {growths[0].id}


def test_closed_words_are_not_narrowed_for_a_growth() -> None:
    year = (fact_of("a 13", EXPORTS, usd("13")), fact_of("a 11", IMPORTS, usd("11")), fact_of("a 25", TOTAL, usd("25")))
    before = fact_of("a 10", EXPORTS, Quantity.exact(Fraction(10**10), "USD"), period="2021")
    assert _verify("27.5", *year, before, unit="%").verdict is ClaimVerdict.COMPATIBLE


def test_a_rate_is_no_level_of_a_period() -> None:
    rate = replace(tonnes(9_400_000, 100_000), per="year")
    claim = {"from": "KAZ", "measure": "transit_volume", "mode": "rail", "period": "2022", "unit": "t"}
    claimed = claim_of({**claim, "value": "9.4e6"})
    assert verify(claimed, [fact_of("a", RAIL, tonnes(9_400_000, 100_000))]).verdict is ClaimVerdict.SUPPORTED
    assert verify(claimed, [fact_of("a", RAIL, rate)]).verdict is ClaimVerdict.UNDETERMINED


def test_a_figure_is_no_part_of_itself() -> None:
    claim = {"from": "KAZ", "measure": "transit_volume", "mode": "rail", "period": "2022", "unit": "t"}
    fact = fact_of("a", RAIL, tonnes(9_400_000, 100_000))
    (judgement,) = verify(claim_of({**claim, "value": "5e6"}), [fact]).judgements
    assert [each.stance for each in judgement.assessments] == [Stance.CONTRADICTS]


def test_what_lies_a_tenth_beyond_a_bound_still_agrees_with_it() -> None:
    bound = Interval.between(Fraction(10), None, "[)")
    assert relation(bound, Interval.point(11)) is CheckVerdict.AGREE
    assert relation(bound, Interval.point(Fraction(111, 10))) is CheckVerdict.COMPATIBLE


def test_only_figures_that_somebody_compiles_may_be_of_different_compilers() -> None:
    first, second = (
        replace(fact_of(name, RAIL, tonnes(100 + at, 1)), basis=NO_COMPILER) for at, name in ((0, "a"), (9, "b"))
    )
    assert compare(CheckRule.SOURCES_ON_ONE_KEY, first, second, {}).verdict is CheckVerdict.DIFFERENT_BASIS
    one, other = (replace(fact, kind=RecordKind.EVENT) for fact in (first, second))
    assert compare(CheckRule.SOURCES_ON_ONE_KEY, one, other, {}).verdict is CheckVerdict.CONFLICT


def test_the_level_before_a_growth_starts_from_the_narrowed_level() -> None:
    before = [one for one in derive(ARTICLE) if one.rule is DerivationRule.LEVEL_BEFORE and one.subject == EXPORTS]
    assert [one.interval and one.interval.upper for one in before] == [Fraction(10_500_000_000)]


def test_a_zero_that_a_quantity_reaches_is_told() -> None:
    assert (
        quantity_to_text(Quantity.of(Interval.between(Fraction(0), Fraction(5), "[]"), "t")) == "between 0 and 5 tonnes"
    )
    assert quantity_to_text(Quantity.of(Interval.between(Fraction(0), Fraction(5), "(]"), "t")) == "at most 5 tonnes"
