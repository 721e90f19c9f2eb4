"""What sentences are built from: dates, hedged numbers, changes, and the sentence of a trade flow in its parts."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor, log10
from typing import Any, Final, NamedTuple

from app.reasoning import Fact, Subject
from app.reasoning.arithmetic import HUNDRED
from app.reasoning.sentences import names as naming
from app.reasoning.sentences.names import PHRASES, NameByCode
from app.vocabulary.codec import BEFORE_A_NUMBER, decimal, quantity_to_json
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import SCALE, decimal_text, stored, stored_end
from app.vocabulary.period import Period
from app.vocabulary.quantity import NAMED, Interval, Quantity, widened
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.words import PLACES, RELATIVE, TIMES, TRADE, Measure

Members = Mapping[str, Any]
"""The members of a record, or of a quantity of it, as the API shows them."""

_TEENS, _ENDINGS = range(11, 14), {1: "st", 2: "nd", 3: "rd"}
_HEDGES: Final = ("more than ", "less than ", "at least ", "at most ")
"""Each beside its opposite."""
_FEWEST_DIGITS, _MOST_PLACES = 3, 4
_NEGATIVE_ENDS: Final = re.compile(r"between -(\S+) and -(\S+)(.*)")
VERBS: Final[Mapping[int, str]] = {2: "doubled", 3: "tripled", 4: "quadrupled"}
OF_FLOW: Final[Mapping[str, str]] = PHRASES["flows"]


def sentence(*parts: str | None) -> str:
    """Return the parts that there are as one sentence, with a capital and a full stop."""
    return naming.capital(" ".join(part for part in parts if part)) + "."


def fill(pieces: Sequence[str], **names: str | None) -> str:
    """Return pieces such as `to {whom}` with names filled in, one at the end of each; a piece without it is dropped."""
    filled = [piece.format(**{name: text or "" for name, text in names.items()}) for piece in pieces]
    return " ".join(piece for piece in filled if piece and not piece.endswith(" "))


def on(date: str | None) -> str | None:
    """Write when something was: `on 28 March 2023`, `in March 2023`."""
    return date and f"{'on' if len(date) == len('2023-03-28') else 'in'} {naming.day(date)}"


def during(period: str | None) -> str:
    """Write the period behind a subject, ` in March 2023`; nothing for none."""
    return f" in {Period.parse(period).label}" if period else ""


def interval_text(interval: Interval, unit: str) -> str:
    """Write an interval in its notation: `[10,500,000,000; 11,500,000,000) USD`; of one number that alone."""
    low = "no end" if interval.lower is None else f"{decimal(stored_end(interval.lower, is_upper=False)):,}"
    high = "no end" if interval.upper is None else f"{decimal(stored_end(interval.upper, is_upper=True)):,}"
    is_point = interval.lower is not None and interval.lower == interval.upper
    several = f"{unit}s" if unit == PLACES else unit
    one_of = unit.removesuffix("s") if low == "1" and unit != TIMES else several
    return f"{low} {one_of}" if is_point else f"{interval.bounds[0]}{low}; {high}{interval.bounds[1]} {several}"


def ordinal(number: int) -> str:
    """Write the number of something in a series: `2nd`, `11th`, `23rd`."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def flow_of(subject: Subject, names: NameByCode) -> str:
    """Write the trade that a fact is about: "Kazakhstan's exports of copper to China"."""
    flow = subject.flow or Flow.TOTAL
    reporter, partner = naming.name_of(subject.area, names), naming.name_of(subject.counterpart, names)
    return trade_of(flow, reporter, partner, of_goods(flow, subject.commodity, names))


def trade_of(flow: Flow, reporter: str, partner: str, goods: str) -> str:
    """Write a trade in goods, or in all where none are named; they begin with their preposition."""
    return OF_FLOW[flow].format(whose=naming.possessive(reporter), reporter=reporter, partner=partner, goods=goods)


def of_goods(flow: Flow, commodity: str | None, names: NameByCode) -> str:
    """Write the goods of a trade as they follow it, " of copper", " in copper"; nothing where it is of all goods."""
    if commodity is None or commodity == ALL_GOODS:
        return ""
    return f" {'in' if flow == Flow.TOTAL else 'of'} {naming.goods_of(naming.name_of(commodity, names), commodity)}"


def amount(quantity: Members) -> str:
    """Write a quantity's number with its unit, without the hedge: `USD 13 billion`, `33.5%`, `16 documents`."""
    text: str = quantity["text"]
    return text.removeprefix(BEFORE_A_NUMBER[quantity["qualifier"]])


def counted(quantity: Members, one: str, several: str) -> str:
    """Write a count of things by their own name, with its hedge: `16 documents`, `more than 2 memoranda`."""
    return f"{number(quantity)['text']} {one if quantity['value'] == 1 else several}"


def predicate(quantity: Members, measure: Measure, be: str = "was") -> str:
    """Write what is said of a subject: `was 9.4 million tonnes`, `exceeded 40%`, `was between 2 and 3 km`."""
    hedge = quantity["qualifier"]
    verb = "exceeded" if hedge == Qualifier.MORE_THAN else f"{be} {BEFORE_A_NUMBER[hedge]}".rstrip()
    return f"{verb} {amount(number(quantity) if measure.is_count else quantity)}"


def number(quantity: Members) -> Members:
    """Return a count whose text is the number alone, for a sentence whose subject says what was counted."""
    unit = quantity["unit"]
    return {**quantity, "text": quantity["text"].removesuffix(f" {unit}").removesuffix(f" {unit.removesuffix('s')}")}


class Moved(NamedTuple):
    """A change as an aside ("up 3%"), as what is said of a subject ("rose by 3%"), and as a thing ("a rise of 3%")."""

    aside: str
    said: str
    thing: str


EARLIER: Final = "the earlier level"
_UP: Final = Moved("up {}", "rose by {}", "a rise of {}")
_DOWN: Final = Moved("down {}", "fell by {}", "a fall of {}")
_UNCHANGED: Final = Moved("unchanged", "was unchanged", "no change")


def moved(growth: Members, base: str | None = None) -> Moved:
    """Write a growth, with the period that it is measured against where that is known: "up 3% on 2021"."""
    forms, when = _moved(growth), base and Period.parse(base).label
    on_level = (
        form.replace(EARLIER, f"the level of {when}") if EARLIER in form else f"{form} on {when}" for form in forms
    )
    return Moved(*on_level) if when else forms


def _moved(growth: Members) -> Moved:
    """Write a growth; "doubled" already implies "about", so only other hedges of a multiple are written."""
    value, text, hedge = growth["value"], growth["text"], Qualifier(growth["qualifier"])
    if growth["unit"] == TIMES and value in VERBS:
        before, verb = "" if hedge is Qualifier.ABOUT else BEFORE_A_NUMBER[hedge], VERBS[value]
        return Moved(f"having {before}{verb}", f"{before}{verb}", f"{before}a {verb.removesuffix('ed')}ing")
    if value == 0 and growth["unit"] != TIMES:
        forms = {Qualifier.MORE_THAN: _UP, Qualifier.LESS_THAN: _DOWN}.get(hedge, _UNCHANGED)
        return Moved(*(re.sub("( by| of)? {}", "", form) for form in forms))
    is_rise, is_fall = (growth["lower"] or -1) >= 0, (growth["upper"] or 1) <= 0
    if growth["unit"] == TIMES or (value is None and not is_rise and not is_fall):
        same = f"{text} {EARLIER}" if growth["unit"] == TIMES else f"a change of {text}"
        return Moved(same, f"was {same}", same)
    is_fall = is_fall if value is None else value < 0
    return Moved(*map(str.format, _DOWN if is_fall else _UP, (turned(text) if is_fall else text,) * len(_UP)))


def turned(text: str) -> str:
    """Write a negative amount as one without its sign: of "more than -5%" a fall of less than 5%."""
    if match := _NEGATIVE_ENDS.fullmatch(text):
        return "between {1} and {0}{2}".format(*match.groups())
    place = next((place for place, hedge in enumerate(_HEDGES) if text.startswith(hedge)), None)
    text = text.replace("-", "", 1)
    return text if place is None else _HEDGES[place ^ 1] + text.removeprefix(_HEDGES[place])


def hedged(fact: Fact) -> str:
    """Return a fact's figure with its hedge: "more than USD 13 billion", "a rise of more than a third on 2021"."""
    return moved(fact.shown, fact.base_period).thing if fact.is_change else told(fact.quantity, fact.subject.measure)


def told(quantity: Quantity | None, measure: Measure) -> str:
    """Write a figure, of a count the number alone: the sentence has said what was counted; nothing for none."""
    if quantity is NAMED:
        return "a mention without a value"
    shown: Members = quantity_to_json(quantity) if quantity else {"text": "", "unit": ""}
    return str((number(shown) if measure.is_count else shown)["text"])


def stated(fact: Fact, names: NameByCode | None = None) -> str:
    """Write a fact's figure with its source, and whose it is where names are given: `USD 24 billion (Trend, 2023)`."""
    by = f"{naming.VALUED.get(fact.basis.valuation, '')}, {naming.by_whom([fact], names)}" if names else ""
    return f"{hedged(fact)}{by} ({naming.byline(fact.source)})"


def rounded(quantity: Quantity, inputs: Sequence[Fact] = (), apart: Sequence[Fraction] = ()) -> Quantity:
    """Return a computed quantity with no more digits than tell its ends apart, at least two, rounded outwards.

    What was multiplied or divided has no more digits than the coarsest of its `inputs`, and at least three, but as many
    as keep the numbers in `apart` on the side of each end on which they are.
    """
    lower, upper = quantity.interval.lower, quantity.interval.upper
    is_floor = lower == 0 or (quantity.unit in RELATIVE and lower == -HUNDRED)
    ends = [abs(end) for end in (None if is_floor else lower, upper) if end]
    if not ends or quantity.qualifier in (Qualifier.EXACT, Qualifier.ROUNDED):
        return _in_few_digits(quantity, apart) if ends and quantity.unit in RELATIVE else quantity
    finest = min(ends) / 1000
    if len(ends) > 1 and lower is not None and upper is not None:
        finest = min((upper - lower) / (10 if quantity.unit in RELATIVE else 100), min(ends) / 10)
    grain = Fraction(10) ** floor(log10(finest))
    if inputs:
        digits = max(_FEWEST_DIGITS, min(map(_digits, inputs)))
        grain = max(grain, Fraction(10) ** (floor(log10(max(ends))) + 1 - digits))
    sides = quantity.interval.sides_of(apart)
    while (interval := widened(quantity.interval, grain)).sides_of(apart) != sides and grain * SCALE > 1:
        grain /= 10
    return Quantity.of(interval, quantity.unit) if interval != quantity.interval else quantity


def _in_few_digits(quantity: Quantity, apart: Sequence[Fraction]) -> Quantity:
    """Return a computed share or change that is one number, in three figures or as many as keep it where it is."""
    value, sides = quantity.value or Fraction(1), quantity.interval.sides_of(apart)
    for places in range(_FEWEST_DIGITS - 1 - floor(log10(abs(value))), _MOST_PLACES):
        if (few := Interval.point(round(value, places))).sides_of(apart) == sides:
            return Quantity.of(few, quantity.unit, few.lower)
    return quantity


def _digits(fact: Fact) -> int:
    """Return how many digits a number was stated with."""
    value, step = abs(fact.quantity.value or Fraction(0)), fact.quantity.step
    if step and value >= step:
        return floor(log10(value / step)) + 1
    return len(decimal_text(stored(value)).replace(".", "").strip("0"))


def traded(flow: Flow, reporter: str, partner: str, period: Period | None) -> tuple[str, str]:
    """Return the subject before its goods and behind them: "Kazakhstan's exports" and " to China in 2022"."""
    text = OF_FLOW[flow].format(whose=naming.possessive(reporter), reporter=reporter, partner=partner, goods="\0")
    before, _, behind = text.partition("\0")
    return before[:1].upper() + before[1:], f"{behind} in {period.label}" if period else behind


def came_to(flow: Flow, value: Members | None, growth: Members | None, base: str | None, period: Period | None) -> str:
    """Write what the trade came to: " exceeded USD 13 billion, up more than a third on 2021"."""
    when = "" if period else " in a period that is not stated"
    if value is None:
        named = f"{'is' if flow == Flow.TOTAL else 'are'} named without a value"
        return f" {moved(growth, base).said}{when}" if growth else f" {named}"
    said = predicate(value, TRADE, "was" if flow == Flow.TOTAL else "were")
    return f" {said}{when}{f', {moved(growth, base).aside}' if growth else ''}"


def came_to_dollars(flow: Flow) -> str:
    """Write what stands before the number where the trade came to a statistic in USD: most did."""
    return f" {'was' if flow == Flow.TOTAL else 'were'} USD "
