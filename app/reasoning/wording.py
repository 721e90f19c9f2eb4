"""Facts in one English sentence each, made from their fields and from the words of their hedges alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.vocabulary import CommodityLevel, Flow, Period, Qualifier, Unit

Fact = Mapping[str, Any]
"""The members of a fact as the API shows them."""

_MAGNITUDES: Final[tuple[tuple[int, str], ...]] = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))

_AS_A_VERB: Final[Mapping[Qualifier, str]] = {
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
_OF_FLOW: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "{reporter}'s exports{goods} to {partner}",
    Flow.IMPORT: "{reporter}'s imports{goods} from {partner}",
    Flow.TOTAL: "Trade{goods} between {reporter} and {partner}",
    Flow.DOMESTIC_EXPORT: "{reporter}'s domestic exports{goods} to {partner}",
    Flow.RE_EXPORT: "{reporter}'s re-exports{goods} to {partner}",
    Flow.FOREIGN_IMPORT: "{reporter}'s imports{goods} of foreign origin from {partner}",
    Flow.RE_IMPORT: "{reporter}'s re-imports{goods} from {partner}",
}


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


def trade_flow(flow: Fact) -> str:
    """Say a trade flow: "Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third"."""
    goods = "" if flow["commodity"]["code"] == CommodityLevel.TOTAL.upper() else f" of {lower_first(flow['commodity'])}"
    names = {"reporter": flow["reporter"]["name"], "partner": flow["partner"]["name"], "goods": goods}
    subject = _OF_FLOW[Flow(flow["flow"])].format(**names)
    when = f" in {Period.parse(flow['period']).label}" if flow["period"] else ""
    value, growth = flow["primary_value"], flow["growth"]
    if value is None and growth is None:
        return f"{subject}{when}: no value is stated."
    if value is None:
        return f"{subject}{when} went {change(growth)}."
    verb = _AS_A_VERB[Qualifier(value["qualifier"])]
    if flow["flow"] == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f"{subject}{when} {verb} {amount(value)}{', ' + change(growth) if growth else ''}."


def lower_first(commodity: Fact) -> str:
    """Write a commodity's name inside a sentence."""
    name: str = commodity["name"]
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
