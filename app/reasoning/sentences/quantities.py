"""Numbers as prose writes them, with their hedges."""

from collections.abc import Mapping
from typing import Any, Final

from app.vocabulary import Qualifier, Unit
from app.vocabulary.codec import BEFORE_A_NUMBER

Fact = Mapping[str, Any]
"""The members of a fact as the API shows them."""

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
_MULTIPLES: Final[Mapping[int, str]] = {2: "doubled", 3: "tripled", 4: "quadrupled"}


def amount(quantity: Fact) -> str:
    """Write a quantity's number with its unit, without the hedge: `USD 13 billion`, `33.5%`, `16 documents`."""
    text: str = quantity["text"]
    return text.removeprefix(BEFORE_A_NUMBER[quantity["qualifier"]])


def counted(quantity: Fact, one: str, several: str) -> str:
    """Write a count of things by their own name, with its hedge: `16 documents`, `more than 2 memoranda`."""
    unit = quantity["unit"]
    number = quantity["text"].removesuffix(f" {unit}").removesuffix(f" {unit.removesuffix('s')}")
    return f"{number} {one if quantity['value'] == 1 else several}"


def is_said(quantity: Fact) -> str:
    """Write what is said of a singular subject: `was 9.4 million t`, `exceeded 40%`, `was between 2 and 3 t`."""
    return f"{AS_A_VERB[Qualifier(quantity['qualifier'])].replace('were', 'was')} {amount(quantity)}"


def change(growth: Fact) -> str:
    """Write a growth as an aside: `up more than a third`, `down 3%`, `having doubled`, `up 1.1 million t`."""
    value = growth["value"]
    if growth["unit"] == Unit.TIMES:
        return f"having {_multiplied(growth)}" if value in _MULTIPLES else f"{growth['text']} the level before"
    if value is not None and value < 0:
        # The sign is in "down"; a text of one number has no other sign before it.
        return f"down {growth['text'].replace('-', '', 1)}"
    return f"up {growth['text']}"


def changed(growth: Fact) -> str:
    """Write a growth as what is said of a subject: `went up more than a third`, `more than doubled`."""
    if growth["unit"] == Unit.TIMES:
        return _multiplied(growth) if growth["value"] in _MULTIPLES else f"came to {change(growth)}"
    return f"went {change(growth)}"


def _multiplied(growth: Fact) -> str:
    """Write a multiple that has a verb of its own, which is about as exact as `about`: `doubled`, `nearly tripled`."""
    qualifier = Qualifier(growth["qualifier"])
    hedge = "" if qualifier is Qualifier.ABOUT else BEFORE_A_NUMBER[qualifier]
    return hedge + _MULTIPLES[growth["value"]]
