"""Numbers as prose writes them, with their hedges."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.vocabulary import Qualifier, Unit

Fact = Mapping[str, Any]
"""The members of a fact as the API shows them."""

_MAGNITUDES: Final[tuple[tuple[int, str], ...]] = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))

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
    for size, name in _MAGNITUDES:
        if abs(Decimal(value)) >= size:
            scaled = Decimal(value) / size
            return f"{scaled.normalize():f} {name}"
    return f"{value:,}"


def hedged(quantity: Fact) -> str:
    """Write a quantity with the hedge before it: `more than 40%`, `about 2 times`."""
    return _BEFORE_A_NUMBER[Qualifier(quantity["qualifier"])] + amount(quantity)


def change(growth: Fact) -> str:
    """Write a growth: `up more than a third`, `down 3%`, `doubled`, `up 1.1 million t`."""
    value = growth["value"]
    if growth["unit"] == Unit.TIMES:
        return _MULTIPLES.get(value, f"{hedged(growth)} the level before")
    if value is not None and value < 0:
        falling = {**growth, "value": -value}
        return f"down {hedged(falling)}"
    return f"up {hedged(growth)}"


def lower_first(commodity: Fact) -> str:
    """Write a commodity's name inside a sentence."""
    name: str = commodity["name"]
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
