"""A trade flow in one sentence, which is said in two parts: whose trade it is, and what it came to.

"Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third."
"""

from functools import lru_cache
from typing import Final

from app.reasoning.naming import OF_FLOW, lower_first
from app.reasoning.wording.quantities import AS_A_VERB, Fact, amount, change, changed, stored_number
from app.vocabulary import Flow, Period

_GOODS: Final = "\0"


@lru_cache(10_000)
def _around_goods(flow: Flow, reporter: str, partner: str, period: str | None) -> tuple[str, str]:
    """Say whose trade it is and when, before and behind the goods; statistics have many rows of each."""
    before, _, behind = OF_FLOW[flow].format(reporter=reporter, partner=partner, goods=_GOODS).partition(_GOODS)
    return before, f"{behind} in {Period.parse(period).label}" if period else behind


def traded(flow: Flow, reporter: str, partner: str, period: str | None, goods: Fact | None) -> str:
    """Say what was traded, the subject of the sentence, by names: "Kazakhstan's exports to China in 2022"."""
    before, behind = _around_goods(flow, reporter, partner, period)
    return f"{before} of {lower_first(goods['name'])}{behind}" if goods else f"{before}{behind}"


def came_to(flow: Flow, value: Fact | None, growth: Fact | None) -> str:
    """Say what it came to, the rest of the sentence: " exceeded USD 13 billion, up more than a third."."""
    if value is None:
        return f" {changed(growth)}." if growth else ": no value is stated."
    verb = AS_A_VERB[value["qualifier"]]
    if flow == Flow.TOTAL:
        verb = verb.replace("were", "was")
    return f" {verb} {amount(value)}{', ' + change(growth) if growth else ''}."


def came_to_dollars(flow: Flow, stored: int) -> str:
    """Say what it came to where that is a statistic in USD, given as it is stored: most are."""
    return f" {'was' if flow == Flow.TOTAL else 'were'} USD {stored_number(stored)}."
