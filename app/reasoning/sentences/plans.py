"""A plan in one sentence."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.sentences.phrases import day, fill, sentence, together
from app.reasoning.sentences.quantities import Fact
from app.vocabulary import PlanKind, Standing

NOUNS: Final[Mapping[PlanKind, str]] = {
    PlanKind.OFFER: "a supply",
    PlanKind.TARGET: "a target",
    PlanKind.SHIPMENT: "a shipment",
    PlanKind.INFRASTRUCTURE: "infrastructure",
    PlanKind.INSTITUTION: "an institution",
    PlanKind.BARRIER_REMOVAL: "the removal of a barrier",
}
"""What is planned, before the title says it in full."""
ACTS: Final[Mapping[Standing, tuple[str, ...]]] = {
    Standing.OFFERED: ("offered {what}", "to {whom}"),
    Standing.REQUESTED: ("asked", "{whom}", "for {what}"),
    Standing.RECOMMENDED: ("recommended {what}", "to {whom}"),
    Standing.PROPOSED: ("proposed {what}", "to {whom}"),
    Standing.ORDERED: ("ordered {what}",),
    Standing.PLANNED: ("planned {what}",),
    Standing.UNDER_WAY: ("began {what}",),
    Standing.COMPLETED: ("completed {what}",),
    Standing.CANCELLED: ("cancelled {what}",),
}
"""What somebody does of whom a plan is; whom it is put to is told of what is said to somebody."""


def plan(fact: Fact) -> str:
    """Say a plan: "Kazakhstan offered 135 items worth more than USD 1 billion to China: Industrial goods".

    `proposers` and `addressees` are names. Where nobody is named, the plan itself is the subject: "Infrastructure is
    planned: Trade hub".
    """
    title = f"{fact['title']}, due {day(fact['due'])}" if fact["due"] else fact["title"]
    return sentence(f"{_act(fact)}:", title)


def _act(fact: Fact) -> str:
    standing, what, who = Standing(fact["standing"]), _what(fact), together(fact["proposers"])
    if not who:
        return f"{what} is {standing.replace('_', ' ')}"
    return f"{who} {fill(ACTS[standing], what=what, whom=together(fact['addressees']))}"


def _what(fact: Fact) -> str:
    """Write what is planned: the amounts themselves where they are offered, else the noun with the amounts."""
    noun, amounts = NOUNS[PlanKind(fact["kind"])], _amounts(fact)
    if not amounts:
        return noun
    return amounts if fact["standing"] == Standing.OFFERED and fact["proposers"] else f"{noun} ({amounts})"


def _amounts(fact: Fact) -> str:
    numbers = ", ".join(fact[name]["text"] for name in ("item_count", "quantity") if fact[name])
    if not fact["value"]:
        return numbers
    return f"{numbers} worth {fact['value']['text']}" if numbers else fact["value"]["text"]
