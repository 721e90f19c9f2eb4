"""A sum of trade flows in one sentence."""

from app.reasoning.sentences.naming import OF_FLOW, lower_first
from app.reasoning.sentences.quantities import Fact
from app.vocabulary import ALL_GOODS, Flow, Period


def trade_sum(one: Fact) -> str:
    """Say a sum: "Kazakhstan's exports of copper to China in 2022 came to USD 3 billion, the sum of 17 rows"."""
    subject = _subject(one, one["commodity"])
    # Codes may be missing, so that all there are need not be all goods.
    return f"{subject if one['commodity'] else _summed_of(subject)} {_came_to(one)}."


def trade_total(one: Fact) -> str:
    """Say a sum over all goods and partners selected, and what the source states for the whole."""
    said = f"{_summed_of(_subject(one, None))} {_came_to(one)}"
    if one["gap_absolute"] is None:
        return f"{said}."
    share = f" ({one['gap_relative']['text']})" if _is_bounded(one["gap_relative"]) else ""
    gap = f"; it lacks {one['gap_absolute']['text']}{share}" if _is_bounded(one["gap_absolute"]) else ""
    return f"{said}; the source states {one['stated_total']['text']} for the whole{gap}."


def _subject(one: Fact, commodity: Fact | None) -> str:
    is_named = commodity is not None and commodity["code"] != ALL_GOODS
    subject = OF_FLOW[Flow(one["flow"])].format(
        reporter=one["reporter"]["name"] if one["reporter"] else "All reporters",
        partner=one["partner"]["name"] if one["partner"] else "all partners",
        goods=f" of {lower_first(commodity['name'])}" if is_named and commodity else "",
    )
    return f"{subject}{_when(one)}"


def _when(one: Fact) -> str:
    if one["period"]:
        return f" in {Period.parse(one['period']).label}"
    if one["period_from"] and one["period_to"]:
        return f" from {Period.parse(one['period_from']).label} to {Period.parse(one['period_to']).label}"
    return ""


def _came_to(one: Fact) -> str:
    rows = "1 row" if one["rows"] == 1 else f"{one['rows']:,} rows"
    if one["primary_value"] is None:
        return f"cannot be told: {rows}, none with a value"
    left_out = f", {one['rows_without_value']:,} of them without a value" if one["rows_without_value"] else ""
    if not _is_bounded(one["primary_value"]):
        return f"are not limited by what is stated: {rows}{left_out}"
    return f"came to {one['primary_value']['text']}: {rows}{left_out}"


def _is_bounded(quantity: Fact | None) -> bool:
    return quantity is not None and (quantity["lower"] is not None or quantity["upper"] is not None)


def _summed_of(subject: str) -> str:
    is_name = not subject.startswith(("All ", "Trade "))
    return f"What was summed of {subject if is_name else subject[:1].lower() + subject[1:]}"
