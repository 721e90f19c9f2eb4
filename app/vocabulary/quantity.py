"""The one shape of a stated number: value, unit, hedge and the interval that follows from them.

Numbers are exact rationals in here. They are stored as integers in 1/10,000 of a unit; what that cannot hold exactly
(more than a third: 100/3 %) keeps its fraction beside it, and its interval is rounded outwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final, Self

from app.vocabulary.measures import BoundsBasis, Qualifier, Unit

SCALE: Final = 10_000
"""Stored integers are in 1/SCALE of a unit."""
_PLACES: Final = 4
"""Decimal places that SCALE has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as stated or derived; `lower` and `upper` are None where the interval has no end.

    `step` is one unit of the last digit as stated. `per` makes a rate of it ("year"). `words` are the source's own.
    """

    value: Fraction | None
    unit: Unit
    qualifier: Qualifier
    lower: Fraction | None
    lower_inclusive: bool | None
    upper: Fraction | None
    upper_inclusive: bool | None
    bounds_basis: BoundsBasis
    step: Fraction | None = None
    per: str | None = None
    words: str | None = None
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an interval that holds nothing and a value outside the closure of its interval."""
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"the lower end {show(self.lower)} is above the upper end {show(self.upper)}")
        if self.value is None:
            return
        if self.lower is not None and self.value < self.lower:
            raise ValueError(f"the value {show(self.value)} is below its interval, which starts at {show(self.lower)}")
        if self.upper is not None and self.value > self.upper:
            raise ValueError(f"the value {show(self.value)} is above its interval, which ends at {show(self.upper)}")

    @property
    def is_statistic(self) -> bool:
        """Whether it is a published statistic or a count, of which number and unit say everything."""
        return self.value is not None and self == type(self).exact(self.value, self.unit)

    @classmethod
    def exact(cls, value: Fraction, unit: Unit, *, flags: tuple[str, ...] = ()) -> Self:
        """Give a published statistic or a count: the interval is the value itself."""
        return cls(
            value=value,
            unit=unit,
            qualifier=Qualifier.EXACT,
            lower=value,
            lower_inclusive=True,
            upper=value,
            upper_inclusive=True,
            bounds_basis=BoundsBasis.STATED,
            flags=flags,
        )

    @classmethod
    def hedged(
        cls,
        value: Fraction,
        unit: Unit,
        qualifier: Qualifier,
        *,
        step: Fraction | None = None,
        least: Fraction | None = Fraction(0),
        per: str | None = None,
        words: str | None = None,
        flags: tuple[str, ...] = (),
    ) -> Self:
        """Give the quantity whose interval the qualifier decides (the table in `interval_of`).

        `least` is the floor of the measure: 0 for what cannot be negative, None for what can.
        """
        lower, lower_inclusive, upper, upper_inclusive, basis = interval_of(qualifier, value, step, least)
        return cls(
            value=value,
            unit=unit,
            qualifier=qualifier,
            lower=lower,
            lower_inclusive=lower_inclusive,
            upper=upper,
            upper_inclusive=upper_inclusive,
            bounds_basis=basis,
            step=step,
            per=per,
            words=words,
            flags=flags,
        )


Interval = tuple[Fraction | None, bool | None, Fraction | None, bool | None, BoundsBasis]


def interval_of(qualifier: Qualifier, value: Fraction, step: Fraction | None, least: Fraction | None) -> Interval:
    """Give the interval a hedge allows around a value: lower, inclusive, upper, inclusive, basis.

    `rounded` and `about` take half a step to either side, closed below and open above; `nearly` takes one step below.
    ValueError where the qualifier needs a step that is not given, or needs its two ends stated (`between`).
    """
    match qualifier:
        case Qualifier.EXACT:
            return value, True, value, True, BoundsBasis.STATED
        case Qualifier.ROUNDED | Qualifier.ABOUT:
            half = _needed(step, qualifier) / 2
            return _above(value - half, least), True, value + half, False, BoundsBasis.ROUNDING
        case Qualifier.NEARLY:
            return _above(value - _needed(step, qualifier), least), True, value, False, BoundsBasis.WORDING
        case Qualifier.MORE_THAN:
            return value, False, None, None, BoundsBasis.WORDING
        case Qualifier.AT_LEAST:
            return value, True, None, None, BoundsBasis.WORDING
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            open_or_none = None if least is None else False
            return least, open_or_none, value, qualifier is Qualifier.AT_MOST, BoundsBasis.WORDING
    raise ValueError("'between' needs its lower and upper end stated")


def _needed(step: Fraction | None, qualifier: Qualifier) -> Fraction:
    if step is None or step <= 0:
        raise ValueError(f"'{qualifier}' needs a step above 0: one unit of the last digit as stated")
    return step


def _above(bound: Fraction, least: Fraction | None) -> Fraction:
    return bound if least is None else max(bound, least)


def stored(number: Fraction) -> int:
    """Give the nearest integer in 1/SCALE of a unit (half to even)."""
    return round(number * SCALE)


def stored_below(number: Fraction) -> int:
    """Give the integer in 1/SCALE of a unit at or below: a lower end rounds outwards."""
    return floor(number * SCALE)


def stored_above(number: Fraction) -> int:
    """Give the integer in 1/SCALE of a unit at or above: an upper end rounds outwards."""
    return ceil(number * SCALE)


def plain(scaled: int) -> int | Decimal:
    """Give a stored integer as the plain decimal it stands for, without exponent or trailing zeros."""
    return Decimal(plain_text(scaled)) if scaled % SCALE else scaled // SCALE


def plain_text(scaled: int) -> str:
    """Write the plain decimal that a stored integer stands for, as `plain` would be written."""
    if not scaled % SCALE:
        return str(scaled // SCALE)
    digits = str(abs(scaled)).zfill(_PLACES + 1)
    return f"{'-' if scaled < 0 else ''}{digits[:-_PLACES]}.{digits[-_PLACES:]}".rstrip("0")


def plain_texts(scaled: Iterable[int]) -> list[str]:
    """Write many, most of them whole, as `plain_text` would."""
    return [plain_text(number) if number % SCALE else str(number // SCALE) for number in scaled]


def show(number: Fraction) -> str:
    """Write a number for a message: decimals where four places are enough, else the fraction."""
    scaled = number * SCALE
    return str(plain(int(scaled))) if scaled.denominator == 1 else str(number)
