"""The one shape of a stated number: value, unit, hedge, and the interval that follows from them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Self

from app.vocabulary.interval import Interval
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import exact_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as stated or derived, with the interval that it allows; all numbers are exact.

    `step` is one unit of the last digit as stated. `per` makes a rate of it ("year"). `words` are the source's own.
    """

    value: Fraction | None
    unit: str
    qualifier: Qualifier
    interval: Interval
    step: Fraction | None = None
    per: str | None = None
    words: str | None = None

    def __post_init__(self) -> None:
        """Refuse an interval that holds nothing and a value outside the closure of its interval."""
        lower, upper, value = self.interval.lower, self.interval.upper, self.value
        if lower is not None and upper is not None and lower > upper:
            raise ValueError(f"the lower end {exact_text(lower)} is above the upper end {exact_text(upper)}")
        if value is None:
            return
        if lower is not None and value < lower:
            raise ValueError(
                f"the value {exact_text(value)} is below its interval, which starts at {exact_text(lower)}"
            )
        if upper is not None and value > upper:
            raise ValueError(f"the value {exact_text(value)} is above its interval, which ends at {exact_text(upper)}")

    @property
    def is_statistic(self) -> bool:
        """Whether it is a published statistic or a count, of which number and unit say everything."""
        is_plain = self.qualifier is Qualifier.EXACT and (self.step, self.per, self.words) == (None, None, None)
        return is_plain and self.value is not None and self.interval == Interval.point(self.value)

    @classmethod
    def exact(cls, value: Fraction, unit: str) -> Self:
        """Return a published statistic or a count: the interval is the value itself."""
        return cls(value=value, unit=unit, qualifier=Qualifier.EXACT, interval=Interval.point(value))

    @classmethod
    def hedged(
        cls,
        value: Fraction,
        unit: str,
        qualifier: Qualifier,
        *,
        step: Fraction | None = None,
        least: Fraction | None = Fraction(0),
        per: str | None = None,
        words: str | None = None,
    ) -> Self:
        """Return the quantity whose interval the qualifier decides (the table in `interval_of`).

        `least` is the floor of the measure: 0 for what cannot be negative, None for what can.
        """
        interval = interval_of(qualifier, value, step, least)
        return cls(value=value, unit=unit, qualifier=qualifier, interval=interval, step=step, per=per, words=words)

    @classmethod
    def of(cls, interval: Interval, unit: str, value: Fraction | None = None) -> Self:
        """Return a computed interval as a quantity; `value` is one in it, for an interval that names none itself."""
        qualifier, named = hedge_of(interval)
        return cls(value=value if named is None else named, unit=unit, qualifier=qualifier, interval=interval)


def interval_of(qualifier: Qualifier, value: Fraction, step: Fraction | None, least: Fraction | None) -> Interval:
    """Return the interval that a hedge allows around a value.

    `rounded` takes half a step to either side, closed below and open above; `about` takes a whole one, closed; `nearly`
    takes one step below.
    ValueError where the qualifier needs a step that is not given, or needs its two ends stated (`between`).
    """
    match qualifier:
        case Qualifier.EXACT:
            return Interval.point(value)
        case Qualifier.ROUNDED | Qualifier.ABOUT:
            is_about = qualifier is Qualifier.ABOUT
            width = _needed(step, qualifier) / (1 if is_about else 2)
            return Interval.between(_above(value - width, least), value + width, "[]" if is_about else "[)")
        case Qualifier.NEARLY:
            return Interval.between(_above(value - _needed(step, qualifier), least), value, "[)")
        case Qualifier.MORE_THAN:
            return Interval.between(value, None, "()")
        case Qualifier.AT_LEAST:
            return Interval.between(value, None, "[)")
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return Interval.between(least, value, "(]" if qualifier is Qualifier.AT_MOST else "()")
    raise ValueError("'between' needs its lower and upper end stated")


def _needed(step: Fraction | None, qualifier: Qualifier) -> Fraction:
    if step is None or step <= 0:
        raise ValueError(f"'{qualifier}' needs a step above 0: one unit of the last digit as stated")
    return step


def _above(bound: Fraction, least: Fraction | None) -> Fraction:
    return bound if least is None else max(bound, least)


def hedge_of(interval: Interval) -> tuple[Qualifier, Fraction | None]:
    """Return the hedge that a computed interval amounts to, and the value it names: a point, one end, or neither."""
    if interval.lower is not None and interval.lower == interval.upper:
        return Qualifier.EXACT, interval.lower
    if interval.lower is not None and interval.upper is None:
        return Qualifier.AT_LEAST if interval.lower_inclusive else Qualifier.MORE_THAN, interval.lower
    if interval.lower is None and interval.upper is not None:
        return Qualifier.AT_MOST if interval.upper_inclusive else Qualifier.LESS_THAN, interval.upper
    return Qualifier.BETWEEN, None


MOST_DECIMALS: Final = 4
"""A number with more of them behind its millions or billions is read more easily in all its digits."""
_POWERS: Final = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""The words behind a number, and what they stand for."""


def as_stated(number: str, step: Fraction | None) -> str:
    """Return a number in prose with the zeros that a `step` of its last digit gives it: `24.0 billion`."""
    digits, _, power = number.partition(" ")
    size = step / _POWERS[power] if step else Fraction(1)
    places = len(str(size.denominator)) - 1
    if size * 10**places != 1:
        return number
    return (
        f"{int(Fraction(digits) * _POWERS[power]):,}"
        if power and places > MOST_DECIMALS
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
