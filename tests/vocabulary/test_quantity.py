from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.codec import (
    StoredQuantity,
    decimal,
    quantity_from_columns,
    quantity_to_json,
    quantity_to_text,
)
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import SCALE, decimal_text, decimal_texts, exact_text, prose, stored, stored_end
from app.vocabulary.quantity import Interval, Quantity, cut_off, interval_of, lower_key, upper_key
from tests.open_words import WORDS

HEDGES = [qualifier for qualifier in Qualifier if qualifier is not Qualifier.BETWEEN]

Ends = tuple[str | None, bool | None, str | None, bool | None]

amounts = st.fractions(min_value=0, max_value=10**13, max_denominator=10**6)
steps = st.fractions(min_value=Fraction(1, 100), max_value=10**12, max_denominator=100)


@st.composite
def hedged(draw: st.DrawFn) -> Quantity:
    bare = Quantity.hedged(
        draw(amounts),
        draw(st.sampled_from(sorted(WORDS.units))),
        draw(st.sampled_from(HEDGES)),
        step=draw(steps),
        least=draw(st.sampled_from([None, Fraction(0)])),
    )
    return replace(bare, per=draw(st.sampled_from([None, "year"])), words=draw(st.sampled_from([None, "exceeded"])))


@pytest.mark.parametrize(
    ("qualifier", "value", "step", "expected"),
    [
        (Qualifier.EXACT, "16", None, ("16", True, "16", True)),
        (Qualifier.ROUNDED, "11e9", "1e9", ("10.5e9", True, "11.5e9", False)),
        (Qualifier.ROUNDED, "33.5", "0.1", ("33.45", True, "33.55", False)),
        (Qualifier.ABOUT, "2", "1", ("1", True, "3", True)),
        (Qualifier.NEARLY, "100", "10", ("90", True, "100", False)),
        (Qualifier.MORE_THAN, "13e9", None, ("13e9", False, None, None)),
        (Qualifier.AT_LEAST, "1e6", None, ("1e6", True, None, None)),
        (Qualifier.LESS_THAN, "5", None, ("0", False, "5", False)),
        (Qualifier.AT_MOST, "5", None, ("0", False, "5", True)),
        (Qualifier.ROUNDED, "1", "10", ("0", True, "6", False)),
        (Qualifier.NEARLY, "1", "10", ("0", True, "1", False)),
    ],
)
def test_a_hedge_decides_the_interval(
    qualifier: Qualifier,
    value: str,
    step: str | None,
    expected: tuple[str | None, bool | None, str | None, bool | None],
) -> None:
    found = interval_of(qualifier, Fraction(value), Fraction(step) if step else None, Fraction(0))
    lower, lower_inclusive, upper, upper_inclusive = expected
    ends = [None if end is None else Fraction(end) for end in (lower, upper)]
    assert found == Interval(ends[0], bool(lower_inclusive), ends[1], bool(upper_inclusive))


def test_without_a_floor_a_measure_can_be_negative() -> None:
    assert interval_of(Qualifier.ROUNDED, Fraction(1), Fraction(10), None).lower == -4
    assert interval_of(Qualifier.AT_MOST, Fraction(5), None, None) == Interval.between(None, Fraction(5), "(]")


def test_between_needs_its_ends() -> None:
    with pytest.raises(ValueError, match="needs its lower and upper end"):
        interval_of(Qualifier.BETWEEN, Fraction(5), Fraction(1), Fraction(0))


@given(hedged())
def test_the_closure_of_an_interval_holds_its_value(quantity: Quantity) -> None:
    assert quantity.value is not None
    interval = quantity.interval
    assert interval.lower is None or interval.lower <= quantity.value
    assert interval.upper is None or quantity.value <= interval.upper
    assert interval.lower is not None or not interval.lower_inclusive
    assert interval.upper is not None or not interval.upper_inclusive


@given(amounts, steps)
def test_a_rounded_figure_allows_what_rounds_to_it(value: Fraction, step: Fraction) -> None:
    interval = interval_of(Qualifier.ROUNDED, value, step, None)
    assert interval.lower is not None
    assert interval.upper is not None
    assert (interval.upper - interval.lower, interval.upper + interval.lower) == (step, 2 * value)
    assert interval.bounds == "[)"


def make(value: int | None, lower: int | None, upper: int | None) -> Quantity:
    numbers = [None if number is None else Fraction(number) for number in (value, lower, upper)]
    return Quantity(
        value=numbers[0],
        unit="USD",
        qualifier=Qualifier.BETWEEN,
        interval=Interval.between(numbers[1], numbers[2], "[]"),
    )


def test_a_value_may_be_missing_or_at_either_end() -> None:
    assert make(None, 5, 6).value is None
    assert make(5, 5, 6).value == 5
    assert make(6, 5, 6).value == 6
    assert make(5, 5, 5).value == 5
    assert make(7, None, None).interval.lower is None


@given(hedged())
def test_a_quantity_comes_back_from_its_columns(quantity: Quantity) -> None:
    assert quantity_from_columns(*StoredQuantity.of(quantity)) == quantity


def test_a_published_statistic_comes_back_without_a_hedge() -> None:
    quantity = Quantity.exact(Fraction("14819246516.25"), "USD")
    columns = StoredQuantity.of(quantity)
    assert columns == (148_192_465_162_500, 148_192_465_162_500, 148_192_465_162_500, "USD", "[]", None)
    assert quantity_from_columns(*columns) == quantity


def test_no_quantity_has_empty_columns() -> None:
    assert quantity_from_columns(None, None, None, None, None, None) is None


@given(st.fractions(max_denominator=10**6))
def test_stored_ends_round_outwards(number: Fraction) -> None:
    below, above = (stored_end(number, is_upper=is_upper) for is_upper in (False, True))
    assert Fraction(below, SCALE) <= number <= Fraction(above, SCALE)
    assert above - below <= 1
    assert stored(number) in (below, above)


@given(st.integers(-(10**18), 10**18))
def test_a_stored_number_is_shown_as_the_plain_decimal_it_is(scaled: int) -> None:
    text = str(decimal(scaled))
    assert Fraction(text) == Fraction(scaled, SCALE)
    assert "E" not in text
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("scaled", "expected"), [(5_654_000_000_000, 565_400_000), (335_000, Decimal("33.5")), (-1, Decimal("-0.0001"))]
)
def test_plain_numbers(scaled: int, expected: int | Decimal) -> None:
    assert decimal(scaled) == expected
    assert type(decimal(scaled)) is type(expected)


def test_a_message_shows_decimals_or_else_the_fraction() -> None:
    assert exact_text(Fraction("33.5")) == "33.5"
    assert exact_text(Fraction(100, 3)) == "100/3"


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity.exact(Fraction("14819246516.25"), "USD"), "USD 14,819,246,516.25"),
        (Quantity.exact(Fraction(16), "documents"), "16 documents"),
        (Quantity.exact(Fraction(1), "documents"), "1 document"),
        (Quantity.exact(Fraction(-3), "%"), "-3%"),
        (
            replace(Quantity.hedged(Fraction("13e9"), "USD", Qualifier.MORE_THAN), per="year"),
            "more than USD 13 billion a year",
        ),
        (Quantity.hedged(Fraction(100, 3), "%", Qualifier.MORE_THAN), "more than a third"),
        (Quantity.hedged(Fraction(100, 7), "%", Qualifier.AT_MOST), "at most 14.2857%"),
        (Quantity.hedged(Fraction(2), "times", Qualifier.ABOUT, step=Fraction(1)), "about 2 times"),
        (
            Quantity.of(Interval.between(Fraction(2), Fraction("3e6"), "[)"), "t"),
            "between 2 and 3 million tonnes",
        ),
        (Quantity.of(Interval.between(None, None, "()"), "t"), "any amount"),
        (Quantity.of(Interval.between(None, Fraction(5), "(]"), "t"), "at most 5 tonnes"),
    ],
)
def test_a_quantity_in_words_for_people(quantity: Quantity, text: str) -> None:
    assert quantity_to_text(quantity) == quantity_to_json(quantity)["text"] == text


def test_a_quantity_on_the_wire() -> None:
    bare = Quantity.hedged(Fraction("13e9"), "USD", Qualifier.MORE_THAN, step=Fraction("1e9"))
    stated = replace(bare, words="exceeded $13 billion")
    assert quantity_to_json(stated) == {
        "value": 13_000_000_000,
        "unit": "USD",
        "per": None,
        "qualifier": "more_than",
        "step": 1_000_000_000,
        "lower": 13_000_000_000,
        "upper": None,
        "bounds": "()",
        "words": "exceeded $13 billion",
        "text": "more than USD 13 billion",
    }


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        ("24e9", "1e9", "USD 24 billion"),
        ("24e9", "1e8", "USD 24.0 billion"),
        ("13.2e9", "1e7", "USD 13.20 billion"),
        ("24e9", "1", "USD 24,000,000,000"),
        ("24e9", "5e8", "USD 24 billion"),  # an editor's step is not one of a last digit
        ("740e3", "1e4", "USD 740,000"),
    ],
)
def test_the_digits_that_a_number_was_stated_with_are_told(value: str, step: str, text: str) -> None:
    stated = Quantity.hedged(Fraction(value), "USD", Qualifier.ROUNDED, step=Fraction(step))
    assert quantity_to_text(stated) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        ("0.88", "0.9", "times", "between 0.88 and 0.90 times"),
        ("9e9", "10.2e9", "USD", "between USD 9.0 billion and 10.2 billion"),
        ("490e6", "1.61e9", "USD", "between USD 490 million and USD 1.61 billion"),
    ],
)
def test_the_ends_of_an_interval_are_told_alike(low: str, high: str, unit: str, text: str) -> None:
    assert quantity_to_text(Quantity.of(Interval.between(Fraction(low), Fraction(high), "()"), unit)) == text


@given(st.integers(-(10**18), 10**18))
def test_prose_loses_no_digit(scaled: int) -> None:
    number, _, magnitude = prose(scaled).partition(" ")
    factor = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}[magnitude]
    assert Fraction(number.replace(",", "")) * factor == Fraction(scaled, SCALE)


def test_an_end_of_an_interval_comes_before_or_behind_the_open_one() -> None:
    zero, one = Fraction(0), Fraction(1)
    closed, open_ = Interval.between(zero, one, "[]"), Interval.between(zero, one, "()")
    assert lower_key(closed) < lower_key(open_) < lower_key(Interval.between(Fraction(1, 9), one, "[]"))
    assert upper_key(Interval.between(zero, Fraction(8, 9), "[]")) < upper_key(open_) < upper_key(closed)
    assert lower_key(Interval.between(None, one, "()")) < lower_key(closed)
    assert upper_key(closed) < upper_key(Interval.between(zero, None, "()"))


def test_many_numbers_are_written_as_one_is() -> None:
    numbers = [0, 1, -1, SCALE, -SCALE, SCALE + 1, 15 * SCALE // 10, -15 * SCALE // 10]
    assert decimal_texts(numbers) == [decimal_text(one) for one in numbers]
    assert decimal_texts(numbers)[-2:] == ["1.5", "-1.5"]


@pytest.mark.parametrize(
    ("lower", "upper", "bounds", "held"),
    [
        (-1, 1, "[]", [-1, 0, 1]),
        (-1, 1, "[)", [-1, 0]),
        (-1, 1, "(]", [0, 1]),
        (-1, 1, "()", [0]),
        (None, 0, "(]", [-2, -1, 0]),
        (0, None, "()", [1, 2]),
        (None, None, "()", [-2, -1, 0, 1, 2]),
    ],
)
def test_an_interval_holds_what_lies_in_it(lower: int | None, upper: int | None, bounds: str, held: list[int]) -> None:
    low, high = (None if end is None else Fraction(end) for end in (lower, upper))
    interval = Interval.between(low, high, bounds)
    assert [number for number in range(-2, 3) if interval.holds(Fraction(number))] == held


@pytest.mark.parametrize(("value", "held"), [(24, [24]), (0, [0]), (-24, [-24])])
def test_what_is_cut_off_lies_away_from_zero(value: int, held: list[int]) -> None:
    interval = cut_off(Fraction(value), Fraction(1))
    assert [number for number in range(-26, 27) if interval.holds(Fraction(number))] == held
    assert interval.holds(value + Fraction(9, 10) * (-1 if value < 0 else 1))
