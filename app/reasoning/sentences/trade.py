"""Trade flows and sums of them, in one sentence each; that of a flow is said in two parts.

"Kazakhstan's exports to China in 2022", the subject, and " exceeded USD 13 billion, up more than a third.".
"""

from typing import Final

from app.reasoning.sentences.words import AS_A_VERB, OF_FLOW, Members, amount, change, changed, during, lower_first
from app.vocabulary.measures import Flow
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS

_GOODS: Final = "\0"


def traded(flow: Flow, reporter: str, partner: str, period: Period | None) -> tuple[str, str]:
    """Return the subject of the sentence in two parts: whose trade it is, before the goods, and when, behind them.

    "Kazakhstan's exports" and " to China in 2022".
    """
    before, _, behind = OF_FLOW[flow].format(reporter=reporter, partner=partner, goods=_GOODS).partition(_GOODS)
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
    said = f"{_summed_of(_subject(one, None))} {_came_to(one)}"
    if one["gap_absolute"] is None:
        return f"{said}."
    share = f" ({one['gap_relative']['text']})" if _is_bounded(one["gap_relative"]) else ""
    gap = f"; it lacks {one['gap_absolute']['text']}{share}" if _is_bounded(one["gap_absolute"]) else ""
    return f"{said}; the source states {one['stated_total']['text']} for the whole{gap}."


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
