"""A trade flow in one sentence."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.wording.quantities import AS_A_VERB, Fact, amount, change, changed, lower_first
from app.vocabulary import CommodityLevel, Flow, Period, Qualifier

OF_FLOW: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "{reporter}'s exports{goods} to {partner}",
    Flow.IMPORT: "{reporter}'s imports{goods} from {partner}",
    Flow.TOTAL: "Trade{goods} between {reporter} and {partner}",
    Flow.DOMESTIC_EXPORT: "{reporter}'s domestic exports{goods} to {partner}",
    Flow.RE_EXPORT: "{reporter}'s re-exports{goods} to {partner}",
    Flow.FOREIGN_IMPORT: "{reporter}'s imports{goods} of foreign origin from {partner}",
    Flow.RE_IMPORT: "{reporter}'s re-imports{goods} from {partner}",
}


def trade_flow(flow: Fact) -> str:
    """Say a trade flow: "Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third"."""
    goods = "" if flow["commodity"]["code"] == CommodityLevel.TOTAL.upper() else f" of {lower_first(flow['commodity'])}"
    names = {"reporter": flow["reporter"]["name"], "partner": flow["partner"]["name"], "goods": goods}
    subject = OF_FLOW[Flow(flow["flow"])].format(**names)
    when = f" in {Period.parse(flow['period']).label}" if flow["period"] else ""
    value, growth = flow["primary_value"], flow["growth"]
    if value is None and growth is None:
        return f"{subject}{when}: no value is stated."
    if value is None:
        return f"{subject}{when} {changed(growth)}."
    verb = AS_A_VERB[Qualifier(value["qualifier"])]
    if flow["flow"] == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f"{subject}{when} {verb} {amount(value)}{', ' + change(growth) if growth else ''}."
