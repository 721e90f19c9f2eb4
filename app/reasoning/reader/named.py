"""Units that words before a number name: a rate of exchange, a label, what "them" stands for."""

from dataclasses import replace
from typing import Final

from app.reasoning.reader.counted import COUNTED, GROUPS, counted_at, unit_of_plural
from app.reasoning.reader.currencies import Nations, is_against_money, is_money, money_at
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.hedges import hedge_before
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.movement import MOVING
from app.reasoning.reader.owners import SALES
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS

_MARKS: Final = frozenset((":", "="))
_REACH: Final = 16
_NEAR: Final = 5
_PRICES: Final = Topic("kinds").words("prices")
_THEM: Final = Topic("joining").words("them")


def exchanged(prose: Prose, amount: Amount, start: int, nations: Nations) -> Amount | None:
    """Return a rate of exchange in its currency: the peso at 20.46 to the dollar; won/dollar at 1,280."""
    last = range(amount.first - 1, max(start, amount.first - _REACH) - 1, -1)
    place = next((index for index in last if is_money(prose.at(index))), None)
    if place is None:
        return None
    is_pair = prose.at(place - 1) == "/" and is_money(prose.at(place - 2))
    is_code = prose.text[prose.words[place].start : prose.words[place].end].isupper()  # USD/CHF 0.86
    unit = money_at(prose, place - 2 if is_pair and not is_code else place, nations)
    is_rate = is_pair or is_against_money(prose, amount.end)
    return replace(amount, unit=unit, is_inherited=True) if is_rate else None


def labelled(prose: Prose, amount: Amount, start: int, nations: Nations) -> Amount | None:
    """Return a number in the unit of what its label counts: Flights per week: 34; the number of flights rose to 96."""
    if prose.at(start) == "in" and amount.magnitude > 1 and (unit := money_at(prose, start + 1, nations)):
        return replace(amount, unit=unit, is_inherited=True)  # in roubles, supplies came to 765 billion
    before = [prose.at(amount.first - back) for back in range(1, 5)]
    hedged = hedge_before(prose, amount.first) if before[0] not in _MARKS and not _MARKS.isdisjoint(before) else None
    is_label = (prose.at(hedged[1] - 1) if hedged else before[0]) in _MARKS
    is_numbered = "numbered" in {prose.at(amount.first - 1), prose.at(amount.first - 2)}
    for index in range(max(start, amount.first - _REACH), amount.first - 1):
        if prose.at(index) in SALES:
            return None
        if is_label and prose.at(index - 1) == "in" and (unit := money_at(prose, index, nations)):
            return replace(amount, unit=unit, is_inherited=True)  # in euros: 742 million
        is_number = prose.phrase(index - 2, index) == "number of" or is_numbered
        if (is_label or is_number) and (found := counted_at(prose, index, is_one=False)):
            return replace(amount, unit=found[0], is_counted=True, is_inherited=True)
    return None


def told_noun(prose: Prose, amount: Amount, start: int) -> str | None:
    """Return what a number is of that the sentence has named: Chinese firms, three of them; trains, 14 a day."""
    is_of_them = prose.at(amount.end) == "of" and prose.at(amount.end + 1) in _THEM
    is_daily = prose.at(amount.end) in {"a", "per"} and prose.at(amount.end + 1) in DURATIONS
    words = [prose.at(index) for index in range(amount.first - 1, max(start, amount.first - _REACH) - 1, -1)]
    if not GROUPS.isdisjoint(words[:_NEAR]):
        return "people"  # its workforce will grow from 640
    if words[:1] in (["from"], ["to"], ["by"]) and amount.value.denominator == 1 and _PRICES.isdisjoint(words):
        moved = next((index for index, word in enumerate(words[:_NEAR]) if word in MOVING), _REACH)
        nouns = words[moved + 1 + (words[moved + 1 : moved + 2] in (["is"], ["was"], ["were"])) :]
        if nouns[1:2] == ["of"] and SALES.isdisjoint(words) and (unit := unit_of_plural(nouns[0])):
            return unit  # the quota of permits was raised by 1,500
    if amount.magnitude > 1 or not (is_of_them or is_daily):
        return None
    return next((COUNTED[word] for word in words if word in COUNTED and word.endswith("s")), None)
