"""Records in one English sentence each, made from their fields and from the words of their hedges alone."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.reasoning import Subject
from app.reasoning.sentences import names as naming
from app.reasoning.sentences import words
from app.reasoning.sentences.names import PHRASES, NameByCode
from app.reasoning.sentences.words import Members
from app.vocabulary.terms import AgreementKind, AgreementStatus, OpenEnd, Standing
from app.vocabulary.words import TIMES

DOCUMENT_NOUNS: Final[Mapping[str, Sequence[str]]] = PHRASES["documents"]
SINCE: Final[Mapping[str, str]] = PHRASES["since"]
ACTS: Final[Mapping[str, Sequence[str]]] = PHRASES["acts"]
_IN_WORDS: Final = (
    *("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
    *("Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"),
)
"""Small numbers as a sentence begins with them."""


def agreement(fact: Members) -> str:
    """Write an agreement, with its title unless that says no more than that it was signed at the event."""
    count, value, parties, title = fact["document_count"], fact["value"], fact["parties"], fact["title"]
    event = fact["event"] if not str((fact["event"] or {}).get("title")).startswith("Signing") else None
    be = ("are", "were") if count is not None and count["value"] != 1 else ("is", "was")
    is_told = count and event and "signed" in title
    signed_on = fact["signed_on"] and naming.day(fact["signed_on"])
    text = words.sentence(
        _signed(fact),
        value and f"worth {value['text']}",
        f"{be[1]} signed",
        parties and f"by {naming.listed(parties)}",
        event and f"at the {_as_named(event['title'])}",
        None if not is_told and signed_on and signed_on in title else words.on(fact["signed_on"]),
        SINCE[AgreementStatus(fact["status"])].format(be=be[0]),
    )
    return text if is_told else f"{text[:-1]}: {title}."


def _signed(fact: Members) -> str:
    """Write how many documents of which kind: a package without a count is still one package."""
    kind = AgreementKind(fact["kind"])
    one, several = DOCUMENT_NOUNS[kind]
    if fact["document_count"]:
        count = words.counted(fact["document_count"], one, several)
        figure, _, rest = count.partition(" ")
        return f"{_IN_WORDS[int(figure)]} {rest}" if figure.isdigit() and int(figure) < len(_IN_WORDS) else count
    if kind is AgreementKind.PACKAGE:
        return f"a package of {several}"
    return f"{'an' if one.startswith('i') else 'a'} {one}"


def event(fact: Members) -> str:
    """Write an event: "The 2nd Dialogue took place in Urumqi on 28 March 2023", or only its start or end."""
    name, place = fact["name"], fact["place"]
    named = f"The {words.ordinal(fact['edition'])} {name}" if fact["edition"] else name
    if _NOUN.match(named):
        named = f"The {_as_named(named)}"
    what, when = _course(fact["starts_on"], fact["ends_on"])
    if fact["kind"].applies:
        what = _IN_FORCE[what]
    where = f"in {naming.in_prose(place['name'])}" if place and place["name"] not in name else None
    return words.sentence(named, what, where, when)


_NOUN: Final = re.compile("(Exhibition|Launch|Lifting|Meeting|Opening|Signing|Talks|Visit) (of|on) ")
"""How names of events begin that are no proper names."""
_IN_FORCE: Final = {"took place": "applied", "began": "took effect", "ended": "ended"}
"""What is said of a policy instead, which does not take place."""


def _as_named(name: str) -> str:
    """Write the name of an event inside a sentence."""
    return naming.lower_first(name) if _NOUN.match(name) else name


def _course(starts_on: str | None, ends_on: str | None) -> tuple[str, str | None]:
    """Write what is known of the time: an event without a stated end is only known to have begun."""
    if starts_on and ends_on and starts_on != ends_on:
        return "took place", naming.course(starts_on, ends_on)
    if starts_on == ends_on:
        return "took place", words.on(starts_on)
    return ("began", words.on(starts_on)) if starts_on else ("ended", words.on(ends_on))


def indicator(fact: Members) -> str:
    """Write an indicator; of statistics it is told when that was and whose they are, even where it is not known."""
    quantity, growth, basis = fact["quantity"], fact["growth"], fact["basis"]
    sides = ("area", "counterpart", "country")
    area, counterpart, country = (naming.in_prose((fact[side] or {}).get("name") or "") for side in sides)
    subject, when = measured(fact, area, counterpart, country), words.on(fact["period"] or fact["as_of"])
    moved = growth and words.moved(growth, fact["growth_base_period"])
    level = words.predicate(quantity, fact["measure"]) if quantity else moved.said
    aside = f", {moved.aside}" if quantity and moved else ""
    names = (basis["compiled_by"] or {}).get("name"), (basis["compiler"] or {}).get("title")
    by = f", {naming.whose(basis['kind'], *(name and naming.in_prose(name) for name in names))}"
    if not fact["measure"].is_statistic:
        level = level if when else level.replace("was ", "is ")
        return words.sentence(subject, when, level + (by if any(names) else ""))
    return words.sentence(subject, when, f"{level}{'' if when else ' (time not stated)'}{aside}{by}")


def measured(fact: Members, area: str, counterpart: str, country: str) -> str:
    """Write what an indicator measures, and which part of it: without its scope, a part would be told as the whole.

    The country is that in which the area lies.
    """
    measure, scope = fact["measure"], fact["scope"] or ""
    owners = {"whose": area and naming.possessive(area), "others": counterpart and naming.possessive(counterpart)}
    owners["country"] = naming.possessive(country) if country and country != area else "its"
    names = {"mode": fact["mode"], "area": area, "counterpart": counterpart, **owners}
    subject = words.fill(measure.subject, scope=scope, **names) or measure.subject_alone
    is_told = set(scope.casefold().split()) <= set(subject.casefold().split())
    if is_told:
        return subject
    return f"{subject} {scope}" if _PREPOSITION.match(scope) else f"{subject} ({scope})"


_PREPOSITION: Final = re.compile("(at|by|from|in|of|on|over|to|with) ")


def indicator_of(subject: Subject, names: NameByCode) -> str:
    """Write what a fact of an indicator measures."""
    sides = (subject.area, subject.counterpart, subject.within)
    area, counterpart, country = (naming.name_of(code, names) for code in sides)
    fact = {"measure": subject.measure, "mode": subject.mode, "scope": subject.scope}
    return measured(fact, area, counterpart, country)


def plan(fact: Members) -> str:
    """Write a plan, of which proposers and addressees are names; where nobody is named, it is the subject itself."""
    title, due, amounts = fact["title"], words.on(fact["due"]), _amounts(fact)
    if fact["kind"].is_level and fact["standing"] == Standing.PLANNED and amounts:
        by = f" by {naming.day(fact['due'])}" if due else ""
        return words.sentence(f"{_aim(fact, amounts)}{by}{_left_open(fact)}")
    is_offered = fact["standing"] == Standing.OFFERED and fact["proposers"] and amounts
    beside = f" ({amounts})" if amounts and not is_offered else ""
    act = _act(fact, amounts if is_offered else fact["kind"].noun)
    told = "" if is_offered and amounts.startswith(naming.lower_first(title)) else f": {title}"
    return words.sentence(f"{act}{told}{_left_open(fact)}{beside}{f', due {due}' if due else ''}")


def _aim(fact: Members, amounts: str) -> str:
    """Write what a target is to be brought to: "Kazakhstan aims to bring turnover to as much as USD 100 billion"."""
    who, title, quantity = naming.listed(fact["proposers"]), naming.lower_first(fact["title"]), fact["quantity"]
    aim = f"{who} {'aims' if len(fact['proposers']) == 1 else 'aim'} to" if who else "The aim is to"
    if quantity and quantity["unit"] == TIMES and quantity["value"] in words.VERBS:
        return f"{aim} {words.moved(quantity).said.removesuffix('d')} {title}"
    return f"{aim} bring {title} to {amounts.replace('at most', 'as much as')}"


def _left_open(fact: Members) -> str:
    """Write what the source leaves open: whether there are other goods, and for how long."""
    goods = ", among others" if OpenEnd.GOODS in fact["open_ended"] else ""
    return f"{goods}, with no end date" if OpenEnd.TIME in fact["open_ended"] else goods


def _act(fact: Members, what: str) -> str:
    standing, who = Standing(fact["standing"]), naming.listed(fact["proposers"])
    if not who:
        be = "is" if standing in (Standing.PLANNED, Standing.UNDER_WAY) else "has been"
        return f"{naming.capital(what)} {be} {standing.replace('_', ' ')}"
    acts = ACTS[standing]
    if standing is Standing.PLANNED and len(fact["proposers"]) > 1:
        acts = ("plan {what}",)
    return f"{who} {words.fill(acts, what=what, whom=naming.listed(fact['addressees']))}"


def _amounts(fact: Members) -> str:
    """Write the amounts of a plan; that there is one of something, its title says, and goods on offer have a worth."""
    stated = [fact[name] for name in ("item_count", "quantity") if fact[name] and fact[name]["value"] != 1]
    numbers = ", ".join(f"{one['text']} {words.EARLIER}" if one["unit"] == TIMES else one["text"] for one in stated)
    value = fact["value"] and fact["value"]["text"]
    if value and fact["standing"] == Standing.OFFERED and fact["proposers"]:
        return f"{numbers or naming.lower_first(fact['title'])} worth {value}"
    return ", ".join(filter(None, (numbers, value)))
