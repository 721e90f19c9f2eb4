"""The one codec of quantities: six columns of a table, an object of JSON, and text for people."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple, Required, Self, TypedDict

from app.vocabulary.measures import WITH_STEP, Qualifier
from app.vocabulary.numbers import SCALE, alike, as_stated, decimal_text, is_stored_exactly, prose, stored, stored_end
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.words import PERCENT, POINTS, TIMES, TONNES, is_currency

QUANTITY_PARTS: Final = ("_amount", "_lower", "_upper", "_unit", "_bounds", "_hedge")
"""What follows a quantity's name in the names of its columns: three numbers in 1/SCALE, unit, bounds, and the hedge."""
_UNIT: Final = QUANTITY_PARTS.index("_unit")


class Hedge(TypedDict, total=False):
    """What a quantity says beyond numbers, unit and bounds; a published statistic has none.

    `fraction`, `lower` and `upper` are the exact numbers where the columns hold rounded ones.
    """

    qualifier: Required[str]
    step: str | None
    per: str | None
    words: str | None
    fraction: str | None
    lower: str | None
    upper: str | None


class QuantityJson(TypedDict):
    """A quantity as the API shows it (`QuantityOut`)."""

    value: int | Decimal | None
    unit: str
    per: str | None
    qualifier: str
    step: int | Decimal | None
    lower: int | Decimal | None
    upper: int | Decimal | None
    bounds: str
    words: str | None
    text: str


class StoredQuantity(NamedTuple):
    """A quantity as the columns of a table hold it, in the order of QUANTITY_PARTS."""

    amount: int | None
    lower: int | None
    upper: int | None
    unit: str
    bounds: str
    hedge: Hedge | None = None

    @classmethod
    def of(cls, quantity: Quantity) -> Self:
        """Return how a quantity is stored; numbers that four decimals cannot hold are rounded, ends outwards."""
        interval = quantity.interval
        return cls(
            None if quantity.value is None else stored(quantity.value),
            None if interval.lower is None else stored_end(interval.lower, is_upper=False),
            None if interval.upper is None else stored_end(interval.upper, is_upper=True),
            str(quantity.unit),
            interval.bounds,
            _hedge(quantity),
        )

    @classmethod
    def statistic(cls, amount: int, unit: str) -> Self:
        """Return a published statistic, of which number and unit say everything."""
        return cls(amount, amount, amount, unit, "[]")

    @property
    def quantity(self) -> Quantity:
        """The quantity itself."""
        hedge = self.hedge or _STATISTIC
        step = hedge.get("step")
        lower, upper = _number(self.lower, hedge.get("lower")), _number(self.upper, hedge.get("upper"))
        return Quantity(
            value=_number(self.amount, hedge.get("fraction")),
            unit=self.unit,
            qualifier=Qualifier(hedge["qualifier"]),
            interval=Interval.between(lower, upper, self.bounds),
            step=None if step is None else _parsed(step),
            per=hedge.get("per"),
            words=hedge.get("words"),
        )

    @property
    def json(self) -> QuantityJson:
        """The quantity as the API shows it."""
        hedge = self.hedge or _STATISTIC
        step = hedge.get("step")
        return {
            "value": None if self.amount is None else decimal(self.amount),
            "unit": self.unit,
            "per": hedge.get("per"),
            "qualifier": hedge["qualifier"],
            "step": None if step is None else decimal(stored(_parsed(step))),
            "lower": None if self.lower is None else decimal(self.lower),
            "upper": None if self.upper is None else decimal(self.upper),
            "bounds": self.bounds,
            "words": hedge.get("words"),
            "text": self.text,
        }

    @property
    def text(self) -> str:
        """The quantity for people: `more than USD 13 billion`, `about 2 times`, `between 5 and 6 million t`."""
        hedge = self.hedge or _STATISTIC
        qualifier, per = hedge["qualifier"], hedge.get("per")
        if qualifier != Qualifier.BETWEEN and self.amount is not None:
            step = hedge.get("step") if qualifier in WITH_STEP else None
            return BEFORE_A_NUMBER[qualifier] + amount_text(self.amount, self.unit, per, hedge.get("fraction"), step)
        # What cannot be less than nothing, or lose more than all, has no lower end worth telling.
        is_floor = self.bounds[0] == "(" and self.lower in (0, -100 * SCALE if self.unit == PERCENT else 0)
        lower = None if is_floor and self.upper is not None else self.lower
        ends = alike([prose(end) for end in (lower, self.upper) if end is not None])
        if not ends:
            return "any amount"
        open_end = Qualifier.AT_MOST if lower is None else Qualifier.AT_LEAST if self.upper is None else None
        is_apart = is_currency(self.unit) and len({end.partition(" ")[2] for end in ends}) > 1
        joined = f" and {self.unit} " if is_apart else "% and " if self.unit == PERCENT else " and "
        return BEFORE_A_NUMBER[open_end or Qualifier.BETWEEN] + _in_unit(joined.join(ends), self.unit, per)


BEFORE_A_NUMBER: Final[Mapping[str, str]] = {
    str(hedge): "" if hedge in (Qualifier.EXACT, Qualifier.ROUNDED) else f"{hedge.replace('_', ' ')} "
    for hedge in Qualifier
}
"""The hedge as it stands before a number: `more than `, `about `, or nothing."""
_FRACTIONS: Final[Mapping[tuple[str | None, str], str]] = {
    ("100/3", PERCENT): "a third",
    ("200/3", PERCENT): "two thirds",
    ("1/3", TIMES): "1/3 times",
    ("2/3", TIMES): "2/3 times",
}
"""Fractions that are not written as decimals."""
_SPELLED_OUT: Final[Mapping[str, str]] = {TONNES: "tonnes", POINTS: "percentage points"}


def _hedge(quantity: Quantity) -> Hedge | None:
    """Return what number, unit and bounds do not say; None of a published statistic or a count."""
    value, fraction = quantity.value, _exact(quantity.value)
    is_bare = quantity.qualifier is Qualifier.EXACT and (quantity.step, quantity.per, quantity.words) == (None,) * 3
    if is_bare and value is not None and fraction is None and quantity.interval == Interval.point(value):
        return None
    return {
        "qualifier": str(quantity.qualifier),
        "step": None if quantity.step is None else str(quantity.step),
        "per": quantity.per,
        "words": quantity.words,
        "fraction": fraction,
        "lower": _exact(quantity.interval.lower),
        "upper": _exact(quantity.interval.upper),
    }


def _exact(number: Fraction | None) -> str | None:
    """Write a number that the stored integer does not hold exactly."""
    return None if number is None or is_stored_exactly(number) else str(number)


_STATISTIC: Final[Hedge] = {"qualifier": str(Qualifier.EXACT)}


def _number(scaled: int | None, exact: str | None) -> Fraction | None:
    if scaled is None:
        return None
    return _parsed(exact) if exact else Fraction(scaled, SCALE)


@lru_cache(256)
def _parsed(number: str) -> Fraction:
    """Parse a number of a hedge."""
    # Most are one of a few steps, and parsing costs as much as all else of a quantity.
    return Fraction(number)


def quantity_from_columns(*columns: Any) -> Quantity | None:
    """Read a quantity from its six columns; where none is stated they are null."""
    return None if columns[_UNIT] is None else StoredQuantity(*columns).quantity


def quantity_to_json(quantity: Quantity) -> QuantityJson:
    """Return a quantity as the API shows it."""
    return StoredQuantity.of(quantity).json


def quantity_to_text(quantity: Quantity) -> str:
    """Write a quantity for people."""
    return StoredQuantity.of(quantity).text


@lru_cache(2_000)
def amount_text(
    amount: int, unit: str, per: str | None = None, fraction: str | None = None, step: str | None = None
) -> str:
    """Write a stored number with its unit: `USD 13 billion`, `9.4 million t`, `33.5%`, `a third`, `1 document`.

    A number stated to a finer step keeps its zeros: `USD 24.0 billion`.
    """
    # A row's value and sentence ask for the same ones, and so does every page that shows the row.
    if (fraction, unit) in _FRACTIONS:
        return _FRACTIONS[fraction, unit] + (f" a {per}" if per else "")
    return _in_unit(as_stated(prose(amount), _parsed(step)) if step else prose(amount), unit, per)


def _in_unit(numbers: str, unit: str, per: str | None) -> str:
    rate = f" a {per}" if per else ""
    if is_currency(unit):
        return f"{unit} {numbers}{rate}"
    if unit == PERCENT:
        return f"{numbers}%{rate}"
    words = _SPELLED_OUT.get(unit, unit.replace("_", " "))
    return f"{numbers} {words.removesuffix('s') if numbers == '1' else words}{rate}"


def decimal(scaled: int) -> int | Decimal:
    """Convert a stored integer to the decimal it stands for, without exponent or trailing zeros."""
    return Decimal(decimal_text(scaled)) if scaled % SCALE else scaled // SCALE
