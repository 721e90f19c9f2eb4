"""Records in one English sentence each, made from their fields and from the words of their hedges alone."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.sentences.words import (
    Members,
    change,
    changed,
    counted,
    day,
    fill,
    on,
    ordinal,
    predicate,
    sentence,
    together,
)
from app.vocabulary.measures import IndicatorMeasure
from app.vocabulary.period import Period
from app.vocabulary.terms import AgreementKind, AgreementStatus, PlanKind, Standing

DOCUMENTS: Final[Mapping[AgreementKind, tuple[str, str]]] = {
    AgreementKind.PACKAGE: ("document", "documents"),
    AgreementKind.COMMERCIAL: ("commercial document", "commercial documents"),
    AgreementKind.INTERREGIONAL: ("interregional document", "interregional documents"),
    AgreementKind.MEMORANDUM: ("memorandum", "memoranda"),
    AgreementKind.TREATY: ("treaty", "treaties"),
    AgreementKind.NOT_STATED: ("document", "documents"),
}
"""What one document, and what several, of a kind are called."""
SINCE: Final[Mapping[AgreementStatus, str]] = {
    AgreementStatus.SIGNED: "",
    AgreementStatus.IN_FORCE: "and {be} in force",
    AgreementStatus.ENDED: "and {be} no longer in force",
}
"""What is said of the time since the signing."""
SUBJECTS: Final[Mapping[IndicatorMeasure, tuple[str, ...]]] = {
    IndicatorMeasure.TRANSIT_VOLUME: ("Transit", "by {mode}", "from {counterpart}", "through {area}"),
    IndicatorMeasure.JOINT_VENTURES: ("The number of joint ventures", "in {area}", "with partners from {counterpart}"),
    IndicatorMeasure.SHARE_OF_TURNOVER: ("The share", "of {area}", "in the turnover", "with {counterpart}"),
    IndicatorMeasure.INITIATIVE_AGE: ("The age of the initiative", "of {area}"),
    IndicatorMeasure.BORDER_LENGTH: ("The length of the border", "of {area}", "with {counterpart}"),
    IndicatorMeasure.SHARE_OF_EXPORTS: ("The share", "of {counterpart}", "in the exports", "of {area}"),
    IndicatorMeasure.SHARE_OF_IMPORTS: ("The share", "of {counterpart}", "in the imports", "of {area}"),
    IndicatorMeasure.SHARE_OF_FOREIGN_TRADE: ("The share", "of {counterpart}", "in the foreign trade", "of {area}"),
    IndicatorMeasure.GRAIN_SHIPMENTS: ("The weight of grain shipped", "by {mode}", "from {area}", "to {counterpart}"),
    IndicatorMeasure.FREIGHT_VOLUME: ("Freight", "by {mode}", "between {area}", "and {counterpart}"),
    IndicatorMeasure.MIRROR_GAP: ("The gap", "between the statistics of {area}", "and {counterpart}"),
    IndicatorMeasure.FOREIGN_ENTERPRISES: ("The number of enterprises", "in {area}", "with capital from {counterpart}"),
    IndicatorMeasure.DIRECT_INVESTMENT: ("Investment", "from {counterpart}", "in {area}"),
}
"""The subject of each measure, piece by piece; a piece whose name is not known is left out."""
PLANNED: Final[Mapping[PlanKind, str]] = {
    PlanKind.OFFER: "a supply",
    PlanKind.TARGET: "a target",
    PlanKind.SHIPMENT: "a shipment",
    PlanKind.INFRASTRUCTURE: "infrastructure",
    PlanKind.INSTITUTION: "an institution",
    PlanKind.BARRIER_REMOVAL: "the removal of a barrier",
    PlanKind.RECOGNITION: "the confirmation of a status",
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
"""The verb for each standing, with `{whom}` where the act has an addressee."""


def agreement(fact: Members) -> str:
    """Write an agreement: "5 commercial documents worth USD 565.4 million were signed at the Forum on 28 March 2023".

    `parties` are names. The title is told where the sentence would else not say which documents are meant.
    """
    count, value, event, parties = fact["document_count"], fact["value"], fact["event"], fact["parties"]
    several = count is not None and count["value"] != 1
    be = ("are", "were") if several else ("is", "was")
    text = sentence(
        _signed(fact),
        value and f"worth {value['text']}",
        f"{be[1]} signed",
        parties and f"by {together(parties)}",
        event and f"at the {event['title']}",
        on(fact["signed_on"]),
        SINCE[AgreementStatus(fact["status"])].format(be=be[0]),
    )
    return text if count and event else f"{text[:-1]}: {fact['title']}."


def _signed(fact: Members) -> str:
    """Write how many documents of which kind: a package without a count is still one package."""
    kind = AgreementKind(fact["kind"])
    if fact["document_count"]:
        return counted(fact["document_count"], *DOCUMENTS[kind])
    if kind is AgreementKind.PACKAGE:
        return f"a package of {DOCUMENTS[kind][1]}"
    noun = DOCUMENTS[kind][0]
    return f"{'an' if noun.startswith('i') else 'a'} {noun}"


def event(fact: Members) -> str:
    """Write an event: "The 2nd Dialogue took place in Almaty city on 28 March 2023", or only its start or end."""
    name, place = fact["name"], fact["place"]
    named = f"The {ordinal(fact['edition'])} {name}" if fact["edition"] else name
    what, when = _course(fact["starts_on"], fact["ends_on"])
    return sentence(named, what, place and f"in {place['name']}", when)


def _course(starts_on: str | None, ends_on: str | None) -> tuple[str, str | None]:
    """Write what is known of the time: an event without a stated end is only known to have begun."""
    if starts_on and ends_on and starts_on != ends_on:
        return "took place", f"from {day(starts_on)} to {day(ends_on)}"
    if starts_on == ends_on:
        return "took place", on(starts_on)
    return ("began", on(starts_on)) if starts_on else ("ended", on(ends_on))


def indicator(fact: Members) -> str:
    """Write an indicator: "Transit by rail through Kazakhstan in 2022 was 9.4 million t, up 1.1 million t (all of it)".

    The scope stands in brackets: without it, a part would be told as the whole.
    """
    quantity, growth = fact["quantity"], fact["growth"]
    level = predicate(quantity) if quantity else changed(growth)
    aside = f", {change(growth)}" if quantity and growth else ""
    scope = f" ({fact['scope']})" if fact["scope"] else ""
    return f"{_measured(fact)} {level}{aside}{scope}."


def _measured(fact: Members) -> str:
    area, counterpart = ((fact[side] or {}).get("name") for side in ("area", "counterpart"))
    when = f"in {Period.parse(fact['period']).label}" if fact["period"] else on(fact["as_of"])
    pieces = (*SUBJECTS[IndicatorMeasure(fact["measure"])], "{when}")
    return fill(pieces, mode=fact["mode"], area=area, counterpart=counterpart, when=when)


def plan(fact: Members) -> str:
    """Write a plan: "Kazakhstan offered 135 items worth more than USD 1 billion to China: Industrial goods".

    `proposers` and `addressees` are names. Where nobody is named, the plan itself is the subject: "Infrastructure is
    planned: Trade hub".
    """
    title = f"{fact['title']}, due {day(fact['due'])}" if fact["due"] else fact["title"]
    return sentence(f"{_act(fact)}:", title)


def _act(fact: Members) -> str:
    standing, what, who = Standing(fact["standing"]), _what(fact), together(fact["proposers"])
    if not who:
        return f"{what} is {standing.replace('_', ' ')}"
    return f"{who} {fill(ACTS[standing], what=what, whom=together(fact['addressees']))}"


def _what(fact: Members) -> str:
    """Write what is planned: the amounts themselves where they are offered, else the noun with the amounts."""
    noun, amounts = PLANNED[PlanKind(fact["kind"])], _amounts(fact)
    if not amounts:
        return noun
    return amounts if fact["standing"] == Standing.OFFERED and fact["proposers"] else f"{noun} ({amounts})"


def _amounts(fact: Members) -> str:
    numbers = ", ".join(fact[name]["text"] for name in ("item_count", "quantity") if fact[name])
    if not fact["value"]:
        return numbers
    return f"{numbers} worth {fact['value']['text']}" if numbers else fact["value"]["text"]
