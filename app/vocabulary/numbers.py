"""Numbers: exact rationals in the program, integers in 1/SCALE of a unit in the database, decimals and prose outside.

What four decimal places cannot hold exactly (a third in per cent: 100/3) keeps its fraction beside the integer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

SCALE: Final = 10_000
"""Stored integers are in 1/SCALE of a unit."""
LARGEST: Final = 10**14
"""The largest number that is taken, in units: the integers in 1/SCALE fit into 64 bits, and sums of some do too."""
_DECIMAL: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_FRACTION: Final = re.compile(r"-?[0-9]{1,15}/[1-9][0-9]{0,8}", re.ASCII)
_FIGURES: Final = 2
"""How many figures of a whole number count at least, where zeros end it: 20000000000 has two."""
STEP_OF_FRACTION: Final = Fraction(3, 10)
"""The step of a fraction in words ("a third"), as a part of itself."""
_PLACES: Final = 4
"""Decimal places that SCALE has."""
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}([,' _\u00a0\u202f][0-9]{3})+(\.[0-9]+)?")
_SCALES: Final = {
    word: power
    for power, words in {3: "k thousand", 6: "m mn mln million", 9: "b bn bln billion", 12: "tn trn trillion"}.items()
    for word in words.split()
}
_IN_WORDS: Final = re.compile(
    r"[a-z$€£¥+ ]{0,5}(?P<digits>-?[0-9]{1,15}(\.[0-9]{1,9})?)\s?"
    rf"(?P<scale>{'|'.join(_SCALES)})?\b\s?[a-z%$€£¥. ]{{0,30}}",
    re.ASCII | re.IGNORECASE,
)
"""How people write amounts: $24.3bn, 13 billion, 25 %."""


def parse_decimal(text: str) -> Decimal:
    """Parse a decimal, with or without exponent, exactly; `1.50`, `1.5` and `15e-1` come out the same.

    ValueError says how numbers are written, or how large they may be.
    """
    if not _DECIMAL.fullmatch(text):
        raise ValueError(_how_written(text) or "a number is written as 13000000000, 13e9 or 33.5")
    number = Decimal(text)
    _check_limit(number)
    plain = f"{number:f}"
    return Decimal(plain.rstrip("0").removesuffix(".") if "." in plain else plain) or Decimal(0)


def parse_fraction(text: str) -> Fraction:
    """Parse a fraction such as `100/3`; ValueError where it is none, or too large."""
    if not _FRACTION.fullmatch(text):
        raise ValueError("only a fraction such as '100/3' may stand in quotation marks")
    number = Fraction(text)
    _check_limit(number)
    return number


def _how_written(text: str) -> str | None:
    """Return how a number is written that stands with groups, words or signs; None where it is not plain which."""
    if _GROUPED.fullmatch(text):
        return f"a number is written as {re.sub('[^0-9.-]', '', text)}, its digits not grouped"
    if not (found := _IN_WORDS.fullmatch(text.strip())):
        return None
    scale = f"e{_SCALES[found['scale'].lower()]}" if found["scale"] else ""
    return f"a number is written as {found['digits']}{scale}, without words, signs and units"


class OutOfRange(ValueError):
    """A number is well written, and larger or finer than any that is taken."""


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number as typed.

    `digit` is one unit of the last digit written, `step` of the last that counts; `is_fraction` is whether it has no
    digits (`100/3`).
    """

    text: str
    value: Fraction
    digit: Fraction
    step: Fraction
    is_fraction: bool = False


TYPED: Final = r"-?([0-9]{1,15}(\.[0-9]+)?([eE]\+?(1[0-2]|[0-9]))?|[0-9]{1,9}/[1-9][0-9]{0,5})"
"""How numbers are typed."""
_TYPED: Final = re.compile(TYPED, re.ASCII)


def typed(given: object) -> TypedNumber:
    """Parse a number with the step that its digits give it; ValueError where it is none, or too large or fine.

    A number of JSON has the digits of its shortest decimal.

    What has a decimal point or an exponent counts as written: `20e9` is 20 of 1e9, `20.0e9` 200 of 1e8, `20000e6`
    20000 of 1e6. Zeros that end any other number do not count, but two figures always do: `20000000000` has a step of
    1e9, `3300` of 100, `10` of 1. A fraction (`100/3`, a third in per cent) has no digits: its step is three tenths of
    itself, which keeps a third apart from a quarter and from a half.
    """
    text = given if isinstance(given, str) else _written(given)
    if not _TYPED.fullmatch(text):
        why = f"a number is written as 20e9, 20.0e9 (each digit counts), 33.5 or 100/3, and is at most {LARGEST}"
        raise ValueError(_how_written(text) or why)
    if "/" in text:
        value = Fraction(text)
        step = abs(value) * STEP_OF_FRACTION or Fraction(1)
        return TypedNumber(text, value, step, step, is_fraction=True)
    number = Decimal(text)
    if abs(number) > LARGEST:
        raise OutOfRange(f"a number may be at most {LARGEST}")
    exponent = int(number.as_tuple().exponent)
    if exponent < -_PLACES:
        raise OutOfRange(f"a number has at most {_PLACES} decimal places")
    digit = step = Fraction(10) ** exponent
    digits = text.lstrip("-0")
    if digits.isdigit():
        step *= 10 ** min(len(digits) - len(digits.rstrip("0")), max(len(digits) - _FIGURES, 0))
    return TypedNumber(text, Fraction(number), digit, step)


def _written(number: object) -> str:
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError(f"a number is at most {LARGEST}, or a text such as 13e9, 33.5 or 100/3")
    return f"{parse_decimal(repr(number)):f}"


def _check_limit(number: Decimal | Fraction) -> None:
    if not -LARGEST <= number <= LARGEST:
        raise OutOfRange(f"a number may be at most {LARGEST}")


def stored(number: Fraction) -> int:
    """Return the nearest integer in 1/SCALE of a unit (half to even)."""
    # In integers: a product of fractions costs ten times as much, and every figure shown is stored three times.
    whole, rest = divmod(number.numerator * SCALE, number.denominator)
    return round(number * SCALE) if rest else whole


def stored_end(number: Fraction, *, is_upper: bool) -> int:
    """Return the integer in 1/SCALE of a unit that an end rounds to, outwards: an upper one up, a lower one down."""
    way = -1 if is_upper else 1
    return way * (way * number.numerator * SCALE // number.denominator)


def is_stored_exactly(number: Fraction) -> bool:
    """Return whether an integer in 1/SCALE of a unit holds the number."""
    return SCALE % number.denominator == 0


def decimal_text(scaled: int) -> str:
    """Write the decimal that a stored integer stands for, as JSON writes it."""
    if not scaled % SCALE:
        return str(scaled // SCALE)
    digits = str(abs(scaled)).zfill(_PLACES + 1)
    return f"{'-' if scaled < 0 else ''}{digits[:-_PLACES]}.{digits[-_PLACES:]}".rstrip("0")


def decimal_texts(scaled: Sequence[int]) -> list[str]:
    """Write many stored integers, most of them whole, as `decimal_text` would."""
    return [decimal_text(number) if number % SCALE else str(number // SCALE) for number in scaled]


def exact_text(number: Fraction) -> str:
    """Write a number for a message: decimals where four places are enough, else the fraction."""
    return decimal_text(stored(number)) if is_stored_exactly(number) else str(number)


_MOST_DECIMALS: Final = 4
"""A number with more of them behind its millions or billions is read more easily in all its digits."""
_POWERS: Final = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""The words behind a number, and what they stand for."""


_MILLION: Final = 10**6 * SCALE
_ROUND: Final = _MILLION // 10**_MOST_DECIMALS
"""Only its multiples have a power of ten behind them."""
_BY_DIGITS: Final = {
    digits: (places, power)
    for places, power in ((10, " million"), (13, " billion"), (16, " trillion"))
    for digits in range(places + 1, 60)
}
"""For a stored integer of so many digits, how many of them stand behind the point, and the power of ten behind that."""


def prose(scaled: int) -> str:
    """Write a stored integer as prose does: `13 billion`, `565.4 million`, `999,999`, `33.5`, `16,355,236,459`."""
    # Lists write one for each figure of a page, so digits are cut out of one text; no Decimal is made.
    if scaled >= _MILLION:
        digits = str(scaled)
        places, power = _BY_DIGITS[len(digits)]
        decimals = digits[-places:].rstrip("0")
        if len(decimals) <= _MOST_DECIMALS:
            return f"{digits[:-places]}.{decimals}{power}" if decimals else digits[:-places] + power
    elif scaled < 0:
        return f"-{prose(-scaled)}"
    whole, rest = divmod(scaled, SCALE)
    return f"{whole:,}.{rest:04d}".rstrip("0") if rest else f"{whole:,}"


@lru_cache(16)
def prose_texts(scaled: tuple[int, ...]) -> list[str]:
    """Write many stored integers as `prose` does; the value and the sentence of a page's rows ask for the same ones."""
    # Nearly all are whole and in all their digits: a call for each would take twice the time.
    return [
        f"{number // SCALE:,}" if number % _ROUND and number > 0 and not number % SCALE else prose(number)
        for number in scaled
    ]


def as_stated(number: str, step: Fraction) -> str:
    """Return a number in prose with the zeros that a `step` of its last digit gives it: `24.0 billion`."""
    digits, _, power = number.partition(" ")
    size = step / _POWERS[power]
    places = len(str(size.denominator)) - 1
    if size * 10**places != 1:
        return number
    return (
        f"{int(Fraction(digits) * _POWERS[power]):,}"
        if power and places > _MOST_DECIMALS
        else _to_places(number, places)
    )


def alike(ends: list[str]) -> list[str]:
    """Return the ends of an interval with as many places each: of 0.88 and 0.9, `0.88` and `0.90`."""
    places = max((len(end.partition(" ")[0].partition(".")[2]) for end in ends), default=0)
    is_alike = len({end.partition(" ")[2] for end in ends}) == 1
    return [_to_places(end, places) for end in ends] if is_alike else ends


def _to_places(number: str, places: int) -> str:
    digits, space, power = number.partition(" ")
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals:0<{places}}{space}{power}" if places > len(decimals) else number
