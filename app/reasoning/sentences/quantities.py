"""Numbers as prose writes them, with their hedges."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.vocabulary import Qualifier, Unit
from app.vocabulary.quantity import SCALE

Fact = Mapping[str, Any]
"""The members of a fact as the API shows them."""

_MILLION: Final = 10**6
_BILLION: Final = 10**9
_TRILLION: Final = 10**12
_MILLIONS: Final = 6, "million"
_BILLIONS: Final = 9, "billion"
_TRILLIONS: Final = 12, "trillion"

AS_A_VERB: Final[Mapping[Qualifier, str]] = {
    Qualifier.EXACT: "were",
    Qualifier.ROUNDED: "were",
    Qualifier.ABOUT: "were about",
    Qualifier.NEARLY: "were nearly",
    Qualifier.MORE_THAN: "exceeded",
    Qualifier.AT_LEAST: "were at least",
    Qualifier.LESS_THAN: "were less than",
    Qualifier.AT_MOST: "were at most",
    Qualifier.BETWEEN: "were between",
}
"""The hedge as the verb of a sentence whose subject is plural."""
_BEFORE_A_NUMBER: Final[Mapping[Qualifier, str]] = {
    Qualifier.EXACT: "",
    Qualifier.ROUNDED: "",
    Qualifier.ABOUT: "about ",
    Qualifier.NEARLY: "nearly ",
    Qualifier.MORE_THAN: "more than ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.LESS_THAN: "less than ",
    Qualifier.AT_MOST: "at most ",
    Qualifier.BETWEEN: "between ",
}
_FRACTIONS: Final[Mapping[str, str]] = {"100/3": "a third", "200/3": "two thirds"}
_MULTIPLES: Final[Mapping[int, str]] = {2: "doubled", 3: "tripled", 4: "quadrupled"}


def amount(quantity: Fact) -> str:
    """Write a quantity's number with its unit: `USD 13 billion`, `9.4 million t`, `33.5%`, `16 documents`."""
    unit, per = quantity["unit"], quantity["per"]
    stated = _fraction(quantity) or _numbers(quantity)
    rate = f" a {per}" if per else ""
    match unit:
        case Unit.USD:
            return f"USD {stated}{rate}"
        case Unit.PERCENT:
            return f"{stated}{rate}" if _fraction(quantity) else f"{stated}%{rate}"
    singular = quantity["value"] == 1 and unit.endswith("s")
    return f"{stated} {unit.removesuffix('s') if singular else unit}{rate}"


def _numbers(quantity: Fact) -> str:
    if quantity["value"] is not None:
        return number(quantity["value"])
    return f"{number(quantity['lower'])} and {number(quantity['upper'])}"


def _fraction(quantity: Fact) -> str | None:
    return _FRACTIONS.get(quantity["fraction"] or "")


def number(value: int | Decimal) -> str:
    """Write a number as prose does: magnitudes from a million up, separators below."""
    if -_MILLION < value < _MILLION:
        return f"{value:,}"
    exact = Decimal(value)
    size = abs(exact)
    places, name = _TRILLIONS if size >= _TRILLION else _BILLIONS if size >= _BILLION else _MILLIONS
    return f"{exact.scaleb(-places).normalize():f} {name}"


def stored_number(stored: int) -> str:
    """Write a number as `number` does, given as it is stored: statistics have millions, so no object is made."""
    if stored < 0:
        return f"-{stored_number(-stored)}"
    whole, rest = divmod(stored, SCALE)
    if whole < _MILLION:
        return f"{whole:,}" if not rest else f"{whole:,}.{rest:04d}".rstrip("0")
    places, name = _TRILLIONS if whole >= _TRILLION else _BILLIONS if whole >= _BILLION else _MILLIONS
    digits, places = (f"{whole}{rest:04d}", places + 4) if rest else (str(whole), places)
    decimals = digits[-places:].rstrip("0")
    return f"{digits[:-places]}.{decimals} {name}" if decimals else f"{digits[:-places]} {name}"


def hedged(quantity: Fact) -> str:
    """Write a quantity with the hedge before it: `more than 40%`, `about 2 times`."""
    return _BEFORE_A_NUMBER[Qualifier(quantity["qualifier"])] + amount(quantity)


def counted(quantity: Fact, one: str, several: str) -> str:
    """Write a count of things by their own name, with its hedge: `16 documents`, `more than 2 memoranda`."""
    hedge = _BEFORE_A_NUMBER[Qualifier(quantity["qualifier"])]
    return f"{hedge}{_numbers(quantity)} {one if quantity['value'] == 1 else several}"


def is_said(quantity: Fact) -> str:
    """Write what is said of a singular subject: `was 9.4 million t`, `exceeded 40%`, `was between 2 and 3 t`."""
    return f"{AS_A_VERB[Qualifier(quantity['qualifier'])].replace('were', 'was')} {amount(quantity)}"


def change(growth: Fact) -> str:
    """Write a growth as an aside: `up more than a third`, `down 3%`, `having doubled`, `up 1.1 million t`."""
    value = growth["value"]
    if growth["unit"] == Unit.TIMES:
        return f"having {_multiplied(growth)}" if value in _MULTIPLES else f"{hedged(growth)} the level before"
    if value is not None and value < 0:
        falling = {**growth, "value": -value}
        return f"down {hedged(falling)}"
    return f"up {hedged(growth)}"


def changed(growth: Fact) -> str:
    """Write a growth as what is said of a subject: `went up more than a third`, `more than doubled`."""
    if growth["unit"] == Unit.TIMES:
        return _multiplied(growth) if growth["value"] in _MULTIPLES else f"came to {change(growth)}"
    return f"went {change(growth)}"


def _multiplied(growth: Fact) -> str:
    """Write a multiple that has a verb of its own, which is about as exact as `about`: `doubled`, `nearly tripled`."""
    qualifier = Qualifier(growth["qualifier"])
    hedge = "" if qualifier is Qualifier.ABOUT else _BEFORE_A_NUMBER[qualifier]
    return hedge + _MULTIPLES[growth["value"]]
