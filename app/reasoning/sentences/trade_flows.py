"""A trade flow in one sentence, which is said in two parts: whose trade it is, and what it came to.

"Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third."
"""

from typing import Final

from app.reasoning.sentences.naming import OF_FLOW
from app.reasoning.sentences.quantities import AS_A_VERB, Fact, amount, change, changed
from app.vocabulary import Flow, Period
from app.vocabulary.numbers import prose

_GOODS: Final = "\0"


def traded(flow: Flow, reporter: str, partner: str, period: Period | None) -> tuple[str, str]:
    """Say whose trade it is, the subject of the sentence, by names, and when: before and behind the goods.

    "Kazakhstan's exports" and " to China in 2022".
    """
    before, _, behind = OF_FLOW[flow].format(reporter=reporter, partner=partner, goods=_GOODS).partition(_GOODS)
    return before, f"{behind} in {period.label}" if period else behind


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
    return f" {'was' if flow == Flow.TOTAL else 'were'} USD {prose(stored)}."
