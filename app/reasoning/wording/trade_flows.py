"""A trade flow in one sentence."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.reasoning.wording.quantities import AS_A_VERB, Fact, amount, change, changed, lower_first
from app.vocabulary import CommodityLevel, Flow, Period

OF_FLOW: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "{reporter}'s exports{goods} to {partner}",
    Flow.IMPORT: "{reporter}'s imports{goods} from {partner}",
    Flow.TOTAL: "Trade{goods} between {reporter} and {partner}",
    Flow.DOMESTIC_EXPORT: "{reporter}'s domestic exports{goods} to {partner}",
    Flow.RE_EXPORT: "{reporter}'s re-exports{goods} to {partner}",
    Flow.FOREIGN_IMPORT: "{reporter}'s imports{goods} of foreign origin from {partner}",
    Flow.RE_IMPORT: "{reporter}'s re-imports{goods} from {partner}",
}


_TOTAL: Final = CommodityLevel.TOTAL.upper()
_GOODS: Final = "\0"


@lru_cache(10_000)
def _around_goods(flow: Flow, reporter: str, partner: str, period: str | None) -> tuple[str, str]:
    """Say whose trade it is and when, before and behind the goods; statistics have many rows of each."""
    before, _, behind = OF_FLOW[flow].format(reporter=reporter, partner=partner, goods=_GOODS).partition(_GOODS)
    return before, f"{behind} in {Period.parse(period).label}" if period else behind


def trade_flow(flow: Fact) -> str:
    """Say a trade flow: "Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third"."""
    commodity = flow["commodity"]
    goods = "" if commodity["code"] == _TOTAL else f" of {lower_first(commodity)}"
    before, behind = _around_goods(flow["flow"], flow["reporter"]["name"], flow["partner"]["name"], flow["period"])
    subject = f"{before}{goods}{behind}"
    value, growth = flow["primary_value"], flow["growth"]
    if value is None and growth is None:
        return f"{subject}: no value is stated."
    if value is None:
        return f"{subject} {changed(growth)}."
    verb = AS_A_VERB[value["qualifier"]]
    if flow["flow"] == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f"{subject} {verb} {amount(value)}{', ' + change(growth) if growth else ''}."
