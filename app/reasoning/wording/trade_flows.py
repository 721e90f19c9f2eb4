"""A trade flow in one sentence."""

from functools import lru_cache
from typing import Final

from app.reasoning.naming import OF_FLOW, lower_first
from app.reasoning.wording.quantities import AS_A_VERB, Fact, amount, change, changed
from app.vocabulary import ALL_GOODS, Flow, Period

_GOODS: Final = "\0"


@lru_cache(10_000)
def _around_goods(flow: Flow, reporter: str, partner: str) -> tuple[str, str]:
    """Say whose trade it is, as what stands before and behind the goods; statistics have many rows of each."""
    before, _, behind = OF_FLOW[flow].format(reporter=reporter, partner=partner, goods=_GOODS).partition(_GOODS)
    return before, behind


@lru_cache(1_000)
def _when(period: str | None) -> str:
    return f" in {Period.parse(period).label}" if period else ""


def trade_flow(flow: Fact) -> str:
    """Say a trade flow: "Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third"."""
    goods = "" if flow["commodity"]["code"] == ALL_GOODS else f" of {lower_first(flow['commodity']['name'])}"
    before, behind = _around_goods(flow["flow"], flow["reporter"]["name"], flow["partner"]["name"])
    subject = f"{before}{goods}{behind}"
    when = _when(flow["period"])
    value, growth = flow["primary_value"], flow["growth"]
    if value is None and growth is None:
        return f"{subject}{when}: no value is stated."
    if value is None:
        return f"{subject}{when} {changed(growth)}."
    verb = AS_A_VERB[value["qualifier"]]
    if flow["flow"] == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f"{subject}{when} {verb} {amount(value)}{', ' + change(growth) if growth else ''}."
