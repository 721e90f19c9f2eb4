"""What sentences are built from, dates, hedged numbers and changes, and the sentence of a trade flow.

That is written in parts: "Kazakhstan's exports" and " to China in 2022", " exceeded USD 13 billion, up more than a
third", and ", by Kazakhstan's figures (The Times of Central Asia).".
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor, log10
from typing import Any, Final

from app.reasoning import Fact, Subject
from app.reasoning.arithmetic import HUNDRED, RELATIVE
from app.reasoning.sentences.names import (
    NameByCode,
    by_whom,
    capital,
    day,
    goods_of,
    name_of,
    possessive,
    source_of,
)
from app.vocabulary.codec import BEFORE_A_NUMBER, quantity_to_text
from app.vocabulary.interval import widened
from app.vocabulary.measures import Flow, Qualifier, Unit
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS

Members = Mapping[str, Any]
"""The members of a record, or of a quantity of it, as the API shows them."""

_TEENS: Final = range(11, 14)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
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
_BEYOND: Final = {Qualifier.MORE_THAN: "up", Qualifier.LESS_THAN: "down"}
"""The way that a change of more, or of less, than nothing goes."""
_OPPOSITE: Final = {
    "more than ": "less than ",
    "at least ": "at most ",
    "less than ": "more than ",
    "at most ": "at least ",
}
_NEGATIVE_ENDS: Final = re.compile(r"between -(\S+) and -([\d.,]+)(.*)")
NO_VALUE: Final = " without a value"
_MULTIPLES: Final[Mapping[int, str]] = {2: "doubled", 3: "tripled", 4: "quadrupled"}
OF_FLOW: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "{whose} exports{goods} to {partner}",
    Flow.IMPORT: "{whose} imports{goods} from {partner}",
    Flow.TOTAL: "trade{goods} between {reporter} and {partner}",
    Flow.DOMESTIC_EXPORT: "{whose} domestic exports{goods} to {partner}",
    Flow.RE_EXPORT: "{whose} re-exports{goods} to {partner}",
    Flow.FOREIGN_IMPORT: "{whose} imports{goods} of foreign origin from {partner}",
    Flow.RE_IMPORT: "{whose} re-imports{goods} from {partner}",
}


def sentence(*parts: str | None) -> str:
    """Return the parts that there are as one sentence, with a capital and a full stop."""
    return capital(" ".join(part for part in parts if part)) + "."


def fill(pieces: Sequence[str], **names: str | None) -> str:
    """Return pieces such as `to {whom}` with names filled in, one at the end of each; a piece without it is dropped."""
    filled = [piece.format(**{name: text or "" for name, text in names.items()}) for piece in pieces]
    return " ".join(piece for piece in filled if piece and not piece.endswith(" "))


def on(date: str | None) -> str | None:
    """Write when something was: `on 28 March 2023`, `in March 2023`."""
    if date is None:
        return None
    return f"{'on' if len(day(date).split()) == len(('28', 'March', '2023')) else 'in'} {day(date)}"


def during(period: str | None) -> str:
    """Write the period behind a subject, ` in March 2023`; nothing for none."""
    return f" in {Period.parse(period).label}" if period else ""


def ordinal(number: int) -> str:
    """Write the number of something in a series: `2nd`, `11th`, `23rd`."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def flow_of(subject: Subject, names: NameByCode) -> str:
    """Write the trade that a fact is about: "Kazakhstan's exports of copper to China"."""
    flow = subject.flow or Flow.TOTAL
    reporter, partner = name_of(subject.area, names), name_of(subject.counterpart, names)
    goods = of_goods(flow, subject.commodity, names)
    return _traded(flow, reporter, partner, goods)


def trade_of(flow: Flow, reporter: str, partner: str, goods: str) -> str:
    """Write a trade in goods, or in all where none are named."""
    return _traded(flow, reporter, partner, f" {'in' if flow == Flow.TOTAL else 'of'} {goods}" if goods else "")


def _traded(flow: Flow, reporter: str, partner: str, goods: str) -> str:
    return OF_FLOW[flow].format(whose=possessive(reporter), reporter=reporter, partner=partner, goods=goods)


def of_goods(flow: Flow, commodity: str | None, names: NameByCode) -> str:
    """Write the goods of a trade as they follow it, " of copper", " in copper"; nothing where it is of all goods."""
    if commodity is None or commodity == ALL_GOODS:
        return ""
    return f" {'in' if flow == Flow.TOTAL else 'of'} {goods_of(name_of(commodity, names), commodity)}"


def amount(quantity: Members) -> str:
    """Write a quantity's number with its unit, without the hedge: `USD 13 billion`, `33.5%`, `16 documents`."""
    text: str = quantity["text"]
    return text.removeprefix(BEFORE_A_NUMBER[quantity["qualifier"]])


def counted(quantity: Members, one: str, several: str) -> str:
    """Write a count of things by their own name, with its hedge: `16 documents`, `more than 2 memoranda`."""
    return f"{number(quantity)['text']} {one if quantity['value'] == 1 else several}"


def predicate(quantity: Members) -> str:
    """Write what is said of a singular subject: `was 9.4 million t`, `exceeded 40%`, `was between 2 and 3 t`."""
    return f"{AS_A_VERB[Qualifier(quantity['qualifier'])].replace('were', 'was')} {amount(quantity)}"


def number(quantity: Members) -> Members:
    """Return a count whose text is the number alone, for a sentence whose subject says what was counted."""
    unit = quantity["unit"]
    return {**quantity, "text": quantity["text"].removesuffix(f" {unit}").removesuffix(f" {unit.removesuffix('s')}")}


def change(growth: Members) -> str:
    """Write a growth as an aside: `up more than a third`, `down 3%`, `having doubled`, `up 1.1 million t`."""
    way, by = _moved(growth)
    return f"{way} {by}" if way and by else way or by


def changed(growth: Members) -> str:
    """Write a growth as what is said of a subject: `rose by more than a third`, `more than doubled`, `fell`."""
    if growth["unit"] == Unit.TIMES and growth["value"] in _MULTIPLES:
        return _multiplied(growth)
    way, by = _moved(growth)
    verb = {"up": "rose", "down": "fell"}.get(way, f"was {way}".rstrip())
    return f"{verb} {'by ' if way in ('up', 'down') else ''}{by}".rstrip(" ").removesuffix(" by")


def _moved(growth: Members) -> tuple[str, str]:
    """Return the way that something went, and how far; "" of a multiple, and of what may be either."""
    value, text = growth["value"], growth["text"]
    if growth["unit"] == Unit.TIMES:
        return "", f"having {_multiplied(growth)}" if value in _MULTIPLES else f"{text} the level before"
    if value == 0:
        way = _BEYOND.get(growth["qualifier"], "")
        return way, "" if way else "unchanged"
    is_rise, is_fall = (growth["lower"] or -1) >= 0, (growth["upper"] or 1) <= 0
    if value is None and not is_rise and not is_fall:
        return "", f"a change of {text}"
    is_fall = is_fall if value is None else value < 0
    return ("down", _turned(text)) if is_fall else ("up", text)


def _turned(text: str) -> str:
    """Write a negative amount as one without its sign: of "more than -5%" a fall of less than 5%."""
    if match := _NEGATIVE_ENDS.fullmatch(text):
        return "between {1} and {0}{2}".format(*match.groups())
    hedge = next((hedge for hedge in _OPPOSITE if text.startswith(hedge)), "")
    return _OPPOSITE.get(hedge, "") + text[len(hedge) :].replace("-", "", 1)


def _multiplied(growth: Members) -> str:
    """Write x2, x3, x4 as a verb; "doubled" already implies "about", so only other hedges are written."""
    qualifier = Qualifier(growth["qualifier"])
    hedge = "" if qualifier is Qualifier.ABOUT else BEFORE_A_NUMBER[qualifier]
    return hedge + _MULTIPLES[growth["value"]]


def hedged(fact: Fact) -> str:
    """Return a fact's figure with its hedge: "more than USD 13 billion", "up more than a third"."""
    return change(fact.shown) if fact.is_change else fact.shown["text"]


def stated(fact: Fact, names: NameByCode | None = None) -> str:
    """Write a fact's figure with its source, and whose it is where names are given: `USD 24 billion (Trend, 2023)`."""
    by = f", {by_whom([fact], names)}" if names else ""
    return f"{hedged(fact)}{by} ({source_of(fact)})"


def rounded_text(quantity: Quantity | None) -> str:
    """Write a computed figure with no more digits than it needs; nothing for none."""
    return quantity_to_text(rounded(quantity)) if quantity else ""


def rounded(quantity: Quantity) -> Quantity:
    """Return a computed quantity with no more digits than tell its ends apart, at least two, rounded outwards."""
    lower, upper = quantity.interval.lower, quantity.interval.upper
    is_floor = lower == 0 or (quantity.unit in RELATIVE and lower == -HUNDRED)
    ends = [abs(end) for end in (None if is_floor else lower, upper) if end]
    if not ends or lower == upper:
        return quantity
    finest = min(ends) / 1000
    if len(ends) > 1 and lower is not None and upper is not None:
        finest = min((upper - lower) / (10 if quantity.unit in RELATIVE else 100), min(ends) / 10)
    interval = widened(quantity.interval, Fraction(10) ** floor(log10(finest)))
    return Quantity.of(interval, quantity.unit) if interval != quantity.interval else quantity


def traded(flow: Flow, reporter: str, partner: str, period: Period | None) -> tuple[str, str]:
    """Return the subject of the sentence in two parts: whose trade it is, before the goods, and when, behind them.

    "Kazakhstan's exports" and " to China in 2022".
    """
    whose = possessive(reporter)
    text = OF_FLOW[flow].format(whose=whose, reporter=reporter, partner=partner, goods="\0")
    before, _, behind = text.partition("\0")
    return before[:1].upper() + before[1:], f"{behind} in {period.label}" if period else behind


def came_to(flow: Flow, value: Members | None, growth: Members | None, *, is_dated: bool) -> str:
    """Write what the trade came to: " exceeded USD 13 billion, up more than a third"."""
    when = "" if is_dated else " in a period that is not stated"
    if value is None:
        named = "is" if flow == Flow.TOTAL else "are"
        return f" {changed(growth)}{when}" if growth else f" {named} named{NO_VALUE}"
    verb = AS_A_VERB[value["qualifier"]]
    if flow == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f" {verb} {amount(value)}{when}{', ' + change(growth) if growth else ''}"


def came_to_dollars(flow: Flow, number: str) -> str:
    """Write what the trade came to where that is a statistic in USD, given in prose: most are."""
    return f" {'was' if flow == Flow.TOTAL else 'were'} USD {number}"
