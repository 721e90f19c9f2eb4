"""Records in one English sentence each, made from their fields and from the words of their hedges alone."""

import re
from collections.abc import Mapping
from typing import Final

from app.reasoning import Subject
from app.reasoning.sentences.names import (
    NameByCode,
    capital,
    day,
    in_prose,
    lower_first,
    name_of,
    possessive,
    together,
    whose,
)
from app.reasoning.sentences.words import (
    Members,
    change,
    changed,
    counted,
    fill,
    number,
    on,
    ordinal,
    predicate,
    sentence,
)
from app.vocabulary.measures import IndicatorMeasure, Unit
from app.vocabulary.period import Period
from app.vocabulary.terms import AgreementKind, AgreementStatus, EventKind, PlanKind, Standing

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
    IndicatorMeasure.TRANSIT_VOLUME: ("transit", "by {mode}", "from {counterpart}", "through {area}"),
    IndicatorMeasure.JOINT_VENTURES: ("the number of joint ventures", "in {area}", "with partners from {counterpart}"),
    IndicatorMeasure.SHARE_OF_TURNOVER: ("{whose}", "share of the turnover", "with {counterpart}"),
    IndicatorMeasure.INITIATIVE_AGE: ("the age of the {scope}",),
    IndicatorMeasure.BORDER_LENGTH: ("the length of the border", "of {area}", "with {counterpart}"),
    IndicatorMeasure.SHARE_OF_EXPORTS: ("{others}", "share of the exports", "of {area}"),
    IndicatorMeasure.SHARE_OF_IMPORTS: ("{others}", "share of the imports", "of {area}"),
    IndicatorMeasure.SHARE_OF_FOREIGN_TRADE: ("{others}", "share of the foreign trade", "of {area}"),
    IndicatorMeasure.GRAIN_SHIPMENTS: ("the weight of grain shipped", "by {mode}", "from {area}", "to {counterpart}"),
    IndicatorMeasure.FREIGHT_VOLUME: ("freight", "by {mode}", "between {area}", "and {counterpart}"),
    IndicatorMeasure.MIRROR_GAP: ("the gap", "between the statistics of {area}", "and {counterpart}"),
    IndicatorMeasure.FOREIGN_ENTERPRISES: ("the number of enterprises", "in {area}", "with capital from {counterpart}"),
    IndicatorMeasure.DIRECT_INVESTMENT: ("investment", "from {counterpart}", "in {area}"),
}
"""The subject of each measure, piece by piece; a piece whose name is not known is left out."""
_NO_STATISTICS: Final = (IndicatorMeasure.INITIATIVE_AGE, IndicatorMeasure.BORDER_LENGTH)
"""Measures of which nobody asks whose figures they are."""
_IN_WORDS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
"""Small numbers as a sentence begins with them."""
_DIGITS: Final = tuple(map(str, range(10)))
PLANNED: Final[Mapping[PlanKind, str]] = {
    PlanKind.OFFER: "a supply",
    PlanKind.TARGET: "a target",
    PlanKind.SHIPMENT: "a shipment",
    PlanKind.INFRASTRUCTURE: "an infrastructure project",
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
    Standing.PLANNED: ("plans {what}",),
    Standing.UNDER_WAY: ("began {what}",),
    Standing.COMPLETED: ("completed {what}",),
    Standing.CANCELLED: ("cancelled {what}",),
}
"""The verb for each standing, with `{whom}` where the act has an addressee."""


def agreement(fact: Members) -> str:
    """Write an agreement: "5 commercial documents worth USD 565.4 million were signed at the Forum on 28 March 2023".

    `parties` are names. The title is told where the sentence would else not say which documents are meant.
    """
    count, value, parties = fact["document_count"], fact["value"], fact["parties"]
    event = fact["event"] if not str((fact["event"] or {}).get("title")).startswith("Signing") else None
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
        count = counted(fact["document_count"], *DOCUMENTS[kind])
        figure, _, rest = count.partition(" ")
        return f"{_IN_WORDS[int(figure)]} {rest}" if figure in _DIGITS else count
    if kind is AgreementKind.PACKAGE:
        return f"a package of {DOCUMENTS[kind][1]}"
    noun = DOCUMENTS[kind][0]
    return f"{'an' if noun.startswith('i') else 'a'} {noun}"


def event(fact: Members) -> str:
    """Write an event: "The 2nd Dialogue took place in Almaty city on 28 March 2023", or only its start or end."""
    name, place = fact["name"], fact["place"]
    named = f"The {ordinal(fact['edition'])} {name}" if fact["edition"] else name
    if _NOUN.match(named):
        named = f"The {lower_first(named)}"
    what, when = _course(fact["starts_on"], fact["ends_on"])
    if fact["kind"] == EventKind.POLICY:
        what = _IN_FORCE[what]
    return sentence(named, what, place and f"in {in_prose(place['name'])}", when)


_NOUN: Final = re.compile("(Exhibition|Launch|Lifting|Meeting|Opening|Signing|Visit) of ")
"""How names of events begin that are no proper names."""
_IN_FORCE: Final = {"took place": "applied", "began": "took effect", "ended": "ended"}
"""What is said of a policy instead, which does not take place."""


def _course(starts_on: str | None, ends_on: str | None) -> tuple[str, str | None]:
    """Write what is known of the time: an event without a stated end is only known to have begun."""
    if starts_on and ends_on and starts_on != ends_on:
        return "took place", f"from {day(starts_on)} to {day(ends_on)}"
    if starts_on == ends_on:
        return "took place", on(starts_on)
    return ("began", on(starts_on)) if starts_on else ("ended", on(ends_on))


def indicator(fact: Members) -> str:
    """Write an indicator: "Transit by rail through Kazakhstan in 2022 was 9.4 million t, up 1.1 million t, by ...".

    Whose figures they are is said of all that is statistics, even where that is not known.
    """
    quantity, growth, basis = fact["quantity"], fact["growth"], fact["basis"]
    subject = measured(fact, *(in_prose((fact[side] or {}).get("name") or "") for side in ("area", "counterpart")))
    is_counted = subject.startswith("the number of") and quantity and quantity["unit"] in _COUNTED
    level = predicate(number(quantity) if is_counted else quantity) if quantity else changed(growth)
    aside = f", {change(growth)}" if quantity and growth else ""
    when = f"in {Period.parse(fact['period']).label}" if fact["period"] else on(fact["as_of"])
    names = (basis["compiled_by"] or {}).get("name"), (basis["compiler"] or {}).get("title")
    by = whose(basis["kind"], *(name and in_prose(name) for name in names))
    behind = "" if fact["measure"] in _NO_STATISTICS and not any(names) else f", {by}"
    return sentence(subject, when, f"{level}{aside}{behind}")


_COUNTED: Final = (Unit.ENTERPRISES,)
"""Units that the subject has named already."""


def measured(fact: Members, area: str, counterpart: str) -> str:
    """Write what an indicator measures, and which part of it: without its scope, a part would be told as the whole."""
    measure, scope = IndicatorMeasure(fact["measure"]), fact["scope"] or ""
    pieces = SUBJECTS[measure]
    if measure is IndicatorMeasure.SHARE_OF_TURNOVER and scope.startswith("turnover"):
        pieces = ("{whose}", "share of the {scope}")
    owners = {"whose": area and possessive(area), "others": counterpart and possessive(counterpart)}
    names = {"mode": fact["mode"], "area": area, "counterpart": counterpart, **owners}
    subject = fill(pieces, scope=scope or "initiative", **names)
    is_told = set(scope.casefold().split()) <= set(subject.casefold().split())
    return subject if is_told else f"{subject} ({scope})"


def indicator_of(subject: Subject, names: NameByCode) -> str:
    """Write what a fact of an indicator measures."""
    area, counterpart = (name_of(code, names) for code in (subject.area, subject.counterpart))
    return measured({"measure": subject.measure, "mode": subject.mode, "scope": subject.scope}, area, counterpart)


def plan(fact: Members) -> str:
    """Write a plan: "Kazakhstan offered 135 items worth more than USD 1 billion to China: Industrial goods".

    `proposers` and `addressees` are names. Where nobody is named, the plan itself is the subject: "An infrastructure
    project is planned: Trade hub".
    """
    is_goal = fact["kind"] == PlanKind.TARGET and fact["standing"] == Standing.PLANNED and _amounts(fact)
    due = fact["due"] and day(fact["due"])
    if is_goal:
        who = together(fact["proposers"])
        aim = f"{who} aims at" if len(fact["proposers"]) == 1 else f"{who} aim at" if who else "The aim is"
        goal = _amounts(fact).replace("at most", "up to")
        return sentence(f"{aim} {goal}{f' by {due}' if due else ''}:", fact["title"])
    return sentence(f"{_act(fact)}:", f"{fact['title']}, due {due}" if due else fact["title"])


def _act(fact: Members) -> str:
    standing, what, who = Standing(fact["standing"]), _what(fact), together(fact["proposers"])
    if not who:
        return f"{capital(what)} is {standing.replace('_', ' ')}"
    acts = ACTS[standing]
    if standing is Standing.PLANNED and len(fact["proposers"]) > 1:
        acts = ("plan {what}",)
    return f"{who} {fill(acts, what=what, whom=together(fact['addressees']))}"


def _what(fact: Members) -> str:
    """Write what is planned: the amounts themselves where they are offered, else the noun with the amounts."""
    noun, amounts = PLANNED[PlanKind(fact["kind"])], _amounts(fact)
    if not amounts:
        return noun
    return amounts if fact["standing"] == Standing.OFFERED and fact["proposers"] else f"{noun} ({amounts})"


def _amounts(fact: Members) -> str:
    stated = [fact[name] for name in ("item_count", "quantity") if fact[name]]
    numbers = ", ".join(
        f"{one['text']} the level before" if one["unit"] == Unit.TIMES else one["text"] for one in stated
    )
    if not fact["value"]:
        return numbers
    goods = numbers or ("goods" if fact["standing"] == Standing.OFFERED else "")
    return f"{goods} worth {fact['value']['text']}" if goods else fact["value"]["text"]
