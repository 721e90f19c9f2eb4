"""Numbers as texts write them, read exactly and held to one limit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.numbers import LARGEST, parse_decimal, parse_fraction


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
