"""Numbers as texts write them, read exactly and held to one limit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.numbers import LARGEST, parse_decimal, parse_fraction, typed


@given(st.decimals(-LARGEST, LARGEST, allow_nan=False, allow_infinity=False, places=40))
def test_every_decimal_is_read_exactly(number: Decimal) -> None:
    assert Fraction(parse_decimal(f"{number:f}")) == Fraction(number)


@pytest.mark.parametrize("text", ["1.50", "1.5", "15e-1", "0.15E+1", "01.5"])
def test_spellings_of_one_number_come_out_the_same(text: str) -> None:
    assert str(parse_decimal(text)) == "1.5"


def test_zero_has_no_sign() -> None:
    assert str(parse_decimal("-0.00")) == "0"


@pytest.mark.parametrize("text", ["", "+1", "1_000", "1,5", ".5", "1.", "nan", "inf", "\u0663", " 1", "1/2", "1e9999"])
def test_other_texts_are_no_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="a number is written as"):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["100000000000000.1", "-1e15", "1e999"])
def test_large_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most 100000000000000"):
        parse_decimal(text)


def test_fractions_are_read_and_held_to_the_limit() -> None:
    assert parse_fraction("-100/3") == Fraction(-100, 3)
    with pytest.raises(ValueError, match="at most"):
        parse_fraction("999999999999999/1")
    with pytest.raises(ValueError, match="only a fraction"):
        parse_fraction("1/0")


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        # A mantissa counts as written.
        ("20e9", 20 * 10**9, 10**9),
        ("20.0e9", 20 * 10**9, 10**8),
        ("20000e6", 20 * 10**9, 10**6),
        ("2e10", 20 * 10**9, 10**10),
        ("130e8", 13 * 10**9, 10**8),
        ("1000e9", 10**12, 10**9),
        ("2062e9", 2062 * 10**9, 10**9),
        ("11.4e9", 114 * 10**8, 10**8),
        ("11.40E+9", 114 * 10**8, 10**7),
        ("0e9", 0, 10**9),
        ("013e9", 13 * 10**9, 10**9),
        # A decimal point makes every digit count.
        ("33.5", Fraction(67, 2), Fraction(1, 10)),
        ("33.50", Fraction(67, 2), Fraction(1, 100)),
        ("0.0", 0, Fraction(1, 10)),
        ("100.0", 100, Fraction(1, 10)),
        # Zeros at the end of any other number do not, but two figures do.
        ("20000000000", 20 * 10**9, 10**9),
        ("11400000000", 114 * 10**8, 10**8),
        ("13000000000", 13 * 10**9, 10**9),
        ("10000000000", 10**10, 10**9),
        ("3300", 3300, 100),
        ("3000", 3000, 100),
        ("2227000", 2227000, 1000),
        ("100", 100, 10),
        ("10", 10, 1),
        ("-30", -30, 1),
        ("-3", -3, 1),
        ("0", 0, 1),
        ("000", 0, 1),
        # A fraction has no digits.
        ("100/3", Fraction(100, 3), 10),
        ("0/7", 0, 1),
    ],
)
def test_digits_as_typed_give_the_step(text: str, value: Fraction, step: Fraction) -> None:
    assert (typed(text).value, typed(text).step) == (value, step)


@pytest.mark.parametrize(
    ("text", "step"), [("30", 1), ("100", 1), ("1000", 1), ("33.5", Fraction(1, 10)), ("1e2", 100), ("-60", 1)]
)
def test_a_number_tells_the_place_of_its_last_digit(text: str, step: Fraction) -> None:
    assert typed(text).digit == step
