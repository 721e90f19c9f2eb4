"""What sentences are built from, dates, names, hedged numbers and changes, and those of trade flows and their sums.

That of a flow is written in two parts: "Kazakhstan's exports to China in 2022", the subject, and " exceeded USD 13
billion, up more than a third.".
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.reasoning import Fact, Subject
from app.vocabulary.codec import BEFORE_A_NUMBER
from app.vocabulary.measures import Flow, Qualifier, Unit
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS

Members = Mapping[str, Any]
"""The members of a record, or of a quantity of it, as the API shows them."""
NameByCode = Mapping[str, str]
"""The names of areas, commodities and actors by their codes."""

_DAY: Final = len("2023-03-28")
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
_MULTIPLES: Final[Mapping[int, str]] = {2: "doubled", 3: "tripled", 4: "quadrupled"}
OF_FLOW: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "{reporter}'s exports{goods} to {partner}",
    Flow.IMPORT: "{reporter}'s imports{goods} from {partner}",
    Flow.TOTAL: "Trade{goods} between {reporter} and {partner}",
    Flow.DOMESTIC_EXPORT: "{reporter}'s domestic exports{goods} to {partner}",
    Flow.RE_EXPORT: "{reporter}'s re-exports{goods} to {partner}",
    Flow.FOREIGN_IMPORT: "{reporter}'s imports{goods} of foreign origin from {partner}",
    Flow.RE_IMPORT: "{reporter}'s re-imports{goods} from {partner}",
}


def sentence(*parts: str | None) -> str:
    """Return the parts that there are as one sentence, with a capital and a full stop."""
    text = " ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."


def fill(pieces: Sequence[str], **names: str | None) -> str:
    """Return pieces such as `to {whom}` with names filled in, one at the end of each; a piece without it is dropped."""
    filled = [piece.format(**{name: text or "" for name, text in names.items()}) for piece in pieces]
    return " ".join(piece for piece in filled if piece and not piece.endswith(" "))


def day(date: str) -> str:
    """Write a day, month or year: `28 March 2023`, `March 2023`, `2023`."""
    if len(date) < _DAY:
        return Period.parse(date).label
    return f"{int(date[8:])} {Period.parse(date[:7]).label}"


def on(date: str | None) -> str | None:
    """Write when something was: `on 28 March 2023`, `in March 2023`."""
    if date is None:
        return None
    return f"{'on' if len(date) == _DAY else 'in'} {day(date)}"


def during(period: str | None) -> str:
    """Write the period behind a subject, ` in March 2023`; nothing for none."""
    return f" in {Period.parse(period).label}" if period else ""


def ordinal(number: int) -> str:
    """Write the number of something in a series: `2nd`, `11th`, `23rd`."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def together(names: Sequence[str]) -> str:
    """Write names as one phrase: `A`, `A and B`, `A, B and C`; nothing for none."""
    first, last = names[:-1], "".join(names[-1:])
    return f"{', '.join(first)} and {last}" if first else last


def name_of(code: str | None, names: NameByCode) -> str:
    """Return the name of a code, or the code where it has none."""
    return names.get(code or "", code or "")


def flow_of(subject: Subject, names: NameByCode) -> str:
    """Write the trade that a fact is about: "Kazakhstan's exports of copper to China"."""
    reporter, partner = name_of(subject.area, names), name_of(subject.counterpart, names)
    goods = of_goods(subject.commodity, names)
    return OF_FLOW[subject.flow or Flow.TOTAL].format(reporter=reporter, partner=partner, goods=goods)


def of_goods(commodity: str | None, names: NameByCode) -> str:
    """Write the goods of a trade as they follow it, " of copper"; nothing where it is of all goods."""
    return "" if commodity in (None, ALL_GOODS) else f" of {lower_first(name_of(commodity, names))}"


def lower_first(name: str) -> str:
    """Write a commodity's name inside a sentence; abbreviations keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def inside(flow: str) -> str:
    """Write the name of a trade inside a sentence; the areas keep their capitals."""
    return flow[:1].lower() + flow[1:] if flow.startswith("Trade ") else flow


def amount(quantity: Members) -> str:
    """Write a quantity's number with its unit, without the hedge: `USD 13 billion`, `33.5%`, `16 documents`."""
    text: str = quantity["text"]
    return text.removeprefix(BEFORE_A_NUMBER[quantity["qualifier"]])


def counted(quantity: Members, one: str, several: str) -> str:
    """Write a count of things by their own name, with its hedge: `16 documents`, `more than 2 memoranda`."""
    unit = quantity["unit"]
    number = quantity["text"].removesuffix(f" {unit}").removesuffix(f" {unit.removesuffix('s')}")
    return f"{number} {one if quantity['value'] == 1 else several}"


def predicate(quantity: Members) -> str:
    """Write what is said of a singular subject: `was 9.4 million t`, `exceeded 40%`, `was between 2 and 3 t`."""
    return f"{AS_A_VERB[Qualifier(quantity['qualifier'])].replace('were', 'was')} {amount(quantity)}"


def change(growth: Members) -> str:
    """Write a growth as an aside: `up more than a third`, `down 3%`, `having doubled`, `up 1.1 million t`."""
    value = growth["value"]
    if growth["unit"] == Unit.TIMES:
        return f"having {_multiplied(growth)}" if value in _MULTIPLES else f"{growth['text']} the level before"
    if value is not None and value < 0:
        # The sign is in "down"; a text of one number has no other sign before it.
        return f"down {growth['text'].replace('-', '', 1)}"
    return f"up {growth['text']}"


def changed(growth: Members) -> str:
    """Write a growth as what is said of a subject: `went up more than a third`, `more than doubled`."""
    if growth["unit"] == Unit.TIMES:
        return _multiplied(growth) if growth["value"] in _MULTIPLES else f"came to {change(growth)}"
    return f"went {change(growth)}"


def _multiplied(growth: Members) -> str:
    """Write x2, x3, x4 as a verb; "doubled" already implies "about", so only other hedges are written."""
    qualifier = Qualifier(growth["qualifier"])
    hedge = "" if qualifier is Qualifier.ABOUT else BEFORE_A_NUMBER[qualifier]
    return hedge + _MULTIPLES[growth["value"]]


def hedged(fact: Fact) -> str:
    """Return a fact's figure with its hedge: "more than USD 13 billion", "up more than a third"."""
    return change(fact.shown) if fact.is_change else fact.shown["text"]


def traded(flow: Flow, reporter: str, partner: str, period: Period | None) -> tuple[str, str]:
    """Return the subject of the sentence in two parts: whose trade it is, before the goods, and when, behind them.

    "Kazakhstan's exports" and " to China in 2022".
    """
    before, _, behind = OF_FLOW[flow].format(reporter=reporter, partner=partner, goods="\0").partition("\0")
    return before, f"{behind} in {period.label}" if period else behind


def came_to(flow: Flow, value: Members | None, growth: Members | None) -> str:
    """Write what the trade came to, the rest of the sentence: " exceeded USD 13 billion, up more than a third."."""
    if value is None:
        return f" {changed(growth)}." if growth else ": no value is stated."
    verb = AS_A_VERB[value["qualifier"]]
    if flow == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f" {verb} {amount(value)}{', ' + change(growth) if growth else ''}."


def came_to_dollars(flow: Flow, number: str) -> str:
    """Write what the trade came to where that is a statistic in USD, given in prose: most are."""
    return f" {'was' if flow == Flow.TOTAL else 'were'} USD {number}."


def trade_sum(one: Members) -> str:
    """Write a sum: "Kazakhstan's exports of copper to China in 2022 came to USD 3 billion, the sum of 17 rows"."""
    subject = _subject(one, one["commodity"])
    # Codes may be missing, so that all there are need not be all goods.
    return f"{subject if one['commodity'] else _summed_of(subject)} {_came_to(one)}."


def trade_total(one: Members) -> str:
    """Write a sum over all goods and partners selected, and what the source states for the whole."""
    summed = f"{_summed_of(_subject(one, None))} {_came_to(one)}"
    if one["gap_absolute"] is None:
        return f"{summed}."
    share = f" ({one['gap_relative']['text']})" if _is_bounded(one["gap_relative"]) else ""
    gap = f"; it lacks {one['gap_absolute']['text']}{share}" if _is_bounded(one["gap_absolute"]) else ""
    return f"{summed}; the source states {one['stated_total']['text']} for the whole{gap}."


def _subject(one: Members, commodity: Members | None) -> str:
    is_named = commodity is not None and commodity["code"] != ALL_GOODS
    subject = OF_FLOW[Flow(one["flow"])].format(
        reporter=one["reporter"]["name"] if one["reporter"] else "All reporters",
        partner=one["partner"]["name"] if one["partner"] else "all partners",
        goods=f" of {lower_first(commodity['name'])}" if is_named and commodity else "",
    )
    return f"{subject}{_when(one)}"


def _when(one: Members) -> str:
    if not one["period"] and one["period_from"] and one["period_to"]:
        return f" from {Period.parse(one['period_from']).label} to {Period.parse(one['period_to']).label}"
    return during(one["period"])


def _came_to(one: Members) -> str:
    rows = "1 row" if one["rows"] == 1 else f"{one['rows']:,} rows"
    if one["primary_value"] is None:
        return f"cannot be told: {rows}, none with a value"
    left_out = f", {one['rows_without_value']:,} of them without a value" if one["rows_without_value"] else ""
    if not _is_bounded(one["primary_value"]):
        return f"are not limited by what is stated: {rows}{left_out}"
    return f"came to {one['primary_value']['text']}: {rows}{left_out}"


def _is_bounded(quantity: Members | None) -> bool:
    return quantity is not None and (quantity["lower"] is not None or quantity["upper"] is not None)


def _summed_of(subject: str) -> str:
    is_name = not subject.startswith(("All ", "Trade "))
    return f"What was summed of {subject if is_name else subject[:1].lower() + subject[1:]}"
