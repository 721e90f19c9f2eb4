from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.base import quantity_columns, quantity_from_columns
from app.vocabulary import BoundsBasis, Qualifier, Quantity, Unit
from app.vocabulary.quantity import SCALE, interval_of, plain, show, stored, stored_above, stored_below

HEDGES = [qualifier for qualifier in Qualifier if qualifier is not Qualifier.BETWEEN]

Ends = tuple[str | None, bool | None, str | None, bool | None]

amounts = st.fractions(min_value=0, max_value=10**13, max_denominator=10**6)
steps = st.fractions(min_value=Fraction(1, 100), max_value=10**12, max_denominator=100)


@st.composite
def hedged(draw: st.DrawFn) -> Quantity:
    return Quantity.hedged(
        draw(amounts),
        draw(st.sampled_from(Unit)),
        draw(st.sampled_from(HEDGES)),
        step=draw(steps),
        least=draw(st.sampled_from([None, Fraction(0)])),
        per=draw(st.sampled_from([None, "year"])),
        words=draw(st.sampled_from([None, "exceeded"])),
        flags=draw(st.sampled_from([(), ("implied",)])),
    )


@pytest.mark.parametrize(
    ("qualifier", "value", "step", "expected"),
    [
        (Qualifier.EXACT, "16", None, ("16", True, "16", True)),
        (Qualifier.ROUNDED, "11e9", "1e9", ("10.5e9", True, "11.5e9", False)),
        (Qualifier.ROUNDED, "33.5", "0.1", ("33.45", True, "33.55", False)),
        (Qualifier.ABOUT, "2", "1", ("1.5", True, "2.5", False)),
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
    assert found[:4] == (ends[0], lower_inclusive, ends[1], upper_inclusive)


@pytest.mark.parametrize(
    ("qualifier", "basis"),
    [
        (Qualifier.EXACT, BoundsBasis.STATED),
        (Qualifier.ROUNDED, BoundsBasis.ROUNDING),
        (Qualifier.ABOUT, BoundsBasis.ROUNDING),
        (Qualifier.NEARLY, BoundsBasis.WORDING),
        (Qualifier.MORE_THAN, BoundsBasis.WORDING),
        (Qualifier.AT_LEAST, BoundsBasis.WORDING),
        (Qualifier.LESS_THAN, BoundsBasis.WORDING),
        (Qualifier.AT_MOST, BoundsBasis.WORDING),
    ],
)
def test_the_ends_say_where_they_come_from(qualifier: Qualifier, basis: BoundsBasis) -> None:
    assert interval_of(qualifier, Fraction(5), Fraction(1), Fraction(0))[4] is basis


def test_without_a_floor_a_measure_can_be_negative() -> None:
    assert interval_of(Qualifier.ROUNDED, Fraction(1), Fraction(10), None)[0] == -4
    assert interval_of(Qualifier.AT_MOST, Fraction(5), None, None)[:4] == (None, None, Fraction(5), True)


@pytest.mark.parametrize("qualifier", [Qualifier.ROUNDED, Qualifier.ABOUT, Qualifier.NEARLY])
@pytest.mark.parametrize("step", [None, Fraction(0), Fraction(-1)])
def test_rounding_needs_a_step(qualifier: Qualifier, step: Fraction | None) -> None:
    with pytest.raises(ValueError, match=f"'{qualifier}' needs a step above 0"):
        interval_of(qualifier, Fraction(5), step, Fraction(0))


def test_between_needs_its_ends() -> None:
    with pytest.raises(ValueError, match="needs its lower and upper end"):
        interval_of(Qualifier.BETWEEN, Fraction(5), Fraction(1), Fraction(0))


@given(hedged())
def test_the_closure_of_an_interval_holds_its_value(quantity: Quantity) -> None:
    assert quantity.value is not None
    assert quantity.lower is None or quantity.lower <= quantity.value
    assert quantity.upper is None or quantity.value <= quantity.upper
    assert (quantity.lower is None) == (quantity.lower_inclusive is None)
    assert (quantity.upper is None) == (quantity.upper_inclusive is None)


@given(amounts, steps)
def test_a_rounded_figure_allows_what_rounds_to_it(value: Fraction, step: Fraction) -> None:
    lower, lower_inclusive, upper, upper_inclusive, _ = interval_of(Qualifier.ROUNDED, value, step, None)
    assert lower is not None
    assert upper is not None
    assert (upper - lower, upper + lower) == (step, 2 * value)
    assert (lower_inclusive, upper_inclusive) == (True, False)


def make(value: int | None, lower: int | None, upper: int | None) -> Quantity:
    numbers = [None if number is None else Fraction(number) for number in (value, lower, upper)]
    return Quantity(
        value=numbers[0],
        unit=Unit.USD,
        qualifier=Qualifier.BETWEEN,
        lower=numbers[1],
        lower_inclusive=True,
        upper=numbers[2],
        upper_inclusive=True,
        bounds_basis=BoundsBasis.STATED,
    )


@pytest.mark.parametrize(
    ("value", "lower", "upper", "reason"),
    [
        (None, 6, 5, "the lower end 6 is above the upper end 5"),
        (4, 5, 6, "the value 4 is below its interval, which starts at 5"),
        (7, 5, 6, "the value 7 is above its interval, which ends at 6"),
    ],
)
def test_an_impossible_interval_is_refused(value: int | None, lower: int, upper: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make(value, lower, upper)


def test_a_value_may_be_missing_or_at_either_end() -> None:
    assert make(None, 5, 6).value is None
    assert make(5, 5, 6).value == 5
    assert make(6, 5, 6).value == 6
    assert make(5, 5, 5).value == 5
    assert make(7, None, None).lower is None


@given(hedged())
def test_a_quantity_comes_back_from_its_columns(quantity: Quantity) -> None:
    assert quantity_from_columns(*quantity_columns(quantity)) == quantity


def test_a_published_statistic_comes_back_without_a_hedge() -> None:
    quantity = Quantity.exact(Fraction("14819246516.25"), Unit.USD)
    columns = quantity_columns(quantity)
    assert columns == (148_192_465_162_500, 148_192_465_162_500, 148_192_465_162_500, "USD", "[]", None)
    assert quantity_from_columns(*columns) == quantity


def test_no_quantity_has_empty_columns() -> None:
    assert quantity_columns(None) == (None,) * 6
    assert quantity_from_columns(None, None, None, None, None, None) is None


@given(st.fractions(max_denominator=10**6))
def test_stored_ends_round_outwards(number: Fraction) -> None:
    assert Fraction(stored_below(number), SCALE) <= number <= Fraction(stored_above(number), SCALE)
    assert stored_above(number) - stored_below(number) <= 1
    assert stored(number) in (stored_below(number), stored_above(number))


@given(st.integers(-(10**18), 10**18))
def test_a_stored_number_is_shown_as_the_plain_decimal_it_is(scaled: int) -> None:
    text = str(plain(scaled))
    assert Fraction(text) == Fraction(scaled, SCALE)
    assert "E" not in text
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("scaled", "expected"), [(5_654_000_000_000, 565_400_000), (335_000, Decimal("33.5")), (-1, Decimal("-0.0001"))]
)
def test_plain_numbers(scaled: int, expected: int | Decimal) -> None:
    assert plain(scaled) == expected
    assert type(plain(scaled)) is type(expected)


def test_a_message_shows_decimals_or_else_the_fraction() -> None:
    assert show(Fraction("33.5")) == "33.5"
    assert show(Fraction(100, 3)) == "100/3"
