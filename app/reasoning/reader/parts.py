"""Parts and multiples of a whole: a third, nine out of ten, every second, half as much again, doubled."""

import re
from fractions import Fraction
from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.counted import STOPS, counted_at
from app.reasoning.reader.currencies import Nations
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.lexicon import ENLARGING, PERCENT_ENDS, NumberKind, Topic
from app.reasoning.reader.numbers import NumberToken
from app.reasoning.reader.ordinals import is_in_order, is_multiple, is_part, is_rank, is_whole_part
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import DURATIONS, RANK, ReadUnit, unit_after
from app.vocabulary.numbers import STEP_OF_FRACTION
from app.vocabulary.words import PERCENT, POINTS, TIMES

_LARGE: Final = re.compile(r" ?(?:(T)|MM|mm)\b")
_ONE: Final = Fraction(1)
_OUT_OF: Final = Topic("joining").words("out_of")
_ADDED: Final = {"and a half": Fraction(1, 2), "and a quarter": Fraction(1, 4)}
_COUNTED: Final = frozenset(("TEU", "FEU", "CEU", "items"))
_ROUND: Final = (10, 100, 1000)
_DOING: Final = Topic("joining").words("doing")
_AGAIN: Final = Topic("joining").words("again")
_PAST: Final = Topic("kinds").words("past")
_TIMES: Final = DURATIONS | Topic("clauses").words("times") | {"time"}


def unread(prose: Prose, token: NumberToken, *, in_words: bool = False, measures: bool = True) -> Amount:
    """Return a number by itself, without what stands beside it."""
    first, end = prose.index(token.start), prose.index(token.end)
    value = token.interpretations[0].value
    place = token.start, token.end
    return Amount(token, first, max(end, first + 1), *place, value, _ONE, value, in_words=in_words, measures=measures)


def with_article(prose: Prose, amount: Amount) -> Amount:
    """Return a number with the article before it, which is a part of its words: a third, a million."""
    return amount._replace(first=amount.first - 1, start=prose.words[amount.first - 1].start)


def with_unit(
    prose: Prose, amount: Amount, unit: ReadUnit, *, is_before: bool, after: ReadUnit | None = None
) -> Amount:
    """Return a number in a unit; the letters behind an amount of money are magnitudes (565m, 1.2T, 5mm)."""
    amount = amount._replace(unit=unit.unit, is_shared=unit.is_shared)
    if is_before:
        start = min(amount.start, unit.place)
        amount = amount._replace(start=start, first=prose.index(start))
        if after and after.unit == unit.unit:
            amount = amount._replace(stop=after.place, end=prose.index(after.place))
        if found := _LARGE.match(prose.text, amount.token.end):
            amount = amount._replace(stop=found.end(), end=prose.index(found.end()))
            return amount.enlarged(10**12 if found[1] else 10**6)
        return amount
    added = _ADDED.get(prose.phrase(prose.index(unit.place), prose.index(unit.place) + 3), 0)
    if added:  # five hours and a half
        unit = unit._replace(place=prose.words[prose.index(unit.place) + 2].end)
    value, step = (amount.value + added) * unit.factor, amount.step * unit.factor
    if unit.unit == TIMES and amount.in_words:
        step = max(step, Fraction(1, 2))
    is_of_tons = prose.text[amount.token.end : unit.place].strip() in {"MT", "mt"}
    if is_of_tons and amount.bare.denominator > 1 and amount.magnitude == 1:
        value, step = value * 10**6, step * 10**6  # nobody counts hundredths of a ton: 2.85 MT are millions
    counted = unit.unit in _COUNTED
    return amount._replace(value=value, step=step, stop=unit.place, end=prose.index(unit.place), is_counted=counted)


def out_of(prose: Prose, part: NumberToken, whole: NumberToken) -> Amount | None:
    """Return the share that two numbers are together: nine out of ten, one in three."""
    first, second = part.interpretations[0], whole.interpretations[0]
    in_words = not prose.text[part.start].isdigit()
    between = _joint(prose, part, whole) if in_words else prose.phrase(prose.index(part.end), prose.index(whole.start))
    if between not in _OUT_OF or {first.kind, second.kind} != {NumberKind.CARDINAL}:
        return None
    if (
        not 0 < first.value < second.value
        or second.value > 1000  # noqa: PLR2004  # of 1,000
        or (between == "of" and not (in_words and prose.text[whole.start].isalpha()))
        or (between == "in" and not _is_one_in(first.value, second.value, prose.text[part.start : whole.start + 1]))
        or (between == "of" and second.value % 10 and counted_at(prose, prose.index(whole.end), is_one=False))
    ):
        return None  # seven of nine lanes are counts
    value = first.value / second.value * 100
    amount = unread(prose, part)
    step = value * STEP_OF_FRACTION / 2 if in_words else Fraction(100) / second.value
    end = prose.index(whole.end)
    return amount._replace(end=end, stop=whole.end, value=value, bare=value, step=step, unit=PERCENT, in_words=in_words)


def _is_one_in(part: Fraction, whole: Fraction, written: str) -> bool:
    """Return whether so many "in" so many are a share: both in words, or 1 in 5, or 3 in 1,000."""
    is_alike = written[0].isalpha() == written[-1].isalpha()
    return is_alike and (written[0].isalpha() or part == 1 or whole in _ROUND)


def _joint(prose: Prose, part: NumberToken, whole: NumberToken) -> str:
    """Return what stands between two numbers, but for a noun of which one is a part of the other: two boxes in five."""
    first, last, end = prose.index(part.end), prose.index(whole.start), prose.index(whole.end)
    noun = next((size for size in (1, 2) if prose.phrase(first + size, last) in _OUT_OF), 0)
    named = [prose.at(index) for index in range(first, first + noun)]
    is_out = prose.phrase(last - 2, last) == "out of"  # four days out of ten
    is_noun = all(word.isalpha() and (is_out or word not in STOPS) for word in named)
    is_alone = (
        prose.at(last - 1) in {"every", "each"}
        or not counted_at(prose, end, is_one=False)  # but: two offices in three cities
        or prose.at(end) in _DOING
        or prose.at(end).endswith("ing")
    )
    return prose.phrase(first + noun if is_noun and is_alone else first, last)


def ordinal(prose: Prose, amount: Amount, nations: Nations) -> Amount:
    """Return a rank, or the part that an ordinal may be behind an article: a third, a good third."""
    first, *others = amount.token.interpretations
    if is_rank(prose, amount.first, amount.end):
        return amount._replace(unit=RANK)
    if others:
        return amount if is_in_order(prose, amount.first, amount.end) else fraction(prose, amount, nations)
    if prose.at(amount.first - 1) == "every" and prose.at(amount.end) not in _TIMES:
        value = 100 / first.value  # every second member
        return amount._replace(value=value, bare=value, step=value * STEP_OF_FRACTION / 2, unit=PERCENT, in_words=True)
    is_whole = first.value > 2 and is_whole_part(prose, amount.first)  # noqa: PLR2004  # there are no seconds
    return fraction(prose, amount._replace(value=1 / first.value), nations) if is_whole else amount


def fraction(prose: Prose, amount: Amount, nations: Nations) -> Amount:
    """Return a part of a whole in per cent: a third, two thirds, half; a bare quarter is a part of the year."""
    if amount.value >= 1 or not is_part(prose, amount.first, amount.end):
        return amount._replace(measures=amount.value >= 1)  # four quarters; but not: in the first half, to 9 billion
    if prose.at(amount.first - 2) == "and" and prose.at(amount.first - 4) in lexicon.ARTICLES:
        whole = unit_after(prose, amount.first - 3, nations)
        if whole and whole.place == prose.words[amount.first - 3].end:  # a tonne and a half
            first = prose.words[amount.first - 4].start
            value = (1 + amount.value) * whole.factor
            return amount._replace(start=first, first=amount.first - 4, unit=whole.unit, value=value, bare=value)
    again = next((size for size in (3, 1) if prose.phrase(amount.end, amount.end + size) in _AGAIN), 0)
    if again:
        end = amount.end + again  # half as much again
        amount = amount._replace(end=end, stop=prose.words[end - 1].end)
    elif prose.phrase(amount.first, amount.end + 1) == "half as":
        return amount._replace(step=amount.value / 5, unit=TIMES, in_words=True)  # half as much
    point = next((size for size in (1, 2) if prose.phrase(amount.end, amount.end + size) in ("point", "- point")), 0)
    if point:  # a quarter point
        unit = ReadUnit(POINTS, prose.words[amount.end + point - 1].end)
        return with_unit(prose, amount._replace(step=Fraction(1, 20)), unit, is_before=False)
    if prose.at(amount.end) in lexicon.ARTICLES and (whole := unit_after(prose, amount.end + 1, nations)):
        whole = whole._replace(unit="minute", factor=Fraction(60)) if whole.unit == "hour" else whole
        return with_unit(prose, amount._replace(step=Fraction(1, 10)), whole, is_before=False)  # half a per cent
    value = amount.value * 100
    if (again or amount.end == amount.first + 1) and prose.at(amount.first - 1) in lexicon.ARTICLES:
        amount = with_article(prose, amount)
    step = value * STEP_OF_FRACTION / 2  # about takes a whole step to either side
    return amount._replace(value=value, bare=value, step=step, unit=PERCENT, in_words=True)


def multiple(prose: Prose, amount: Amount) -> Amount:
    """Return how many times as much something is, by a word: doubled, twice."""
    if not is_multiple(prose, amount.first, amount.end):
        return amount
    step = Fraction(1, 2) if amount.value >= 1 else Fraction(1, 10)
    return amount._replace(step=step, unit=TIMES, in_words=True)


def is_of_level(prose: Prose, end: int) -> bool:
    """Return whether what stands behind a part is another level: 101.8 % of the level of 2025, half ours."""
    after = [prose.at(index) for index in range(end, end + 7)]
    after = after[: next((n for n, word in enumerate(after) if word in {",", ".", ";", "("}), len(after))]
    is_level = any(word in {"level", "figure"} for word in after) or "same period" in " ".join(after)
    is_past = after[1:2] == ["what"] and not _PAST.isdisjoint(after[2:])
    return after[:1] in (["of"], ["the"]) and (is_level or after[1:2] == ["ours"] or is_past)


def past_other(prose: Prose, end: int) -> int:
    """Return the word behind a number and another with it: 7 % and 11 % more, 8.3 % or $3.3 billion more."""
    end += prose.phrase(end, end + 2) == ", or"
    ends = {"and": PERCENT_ENDS, "or": PERCENT_ENDS | ENLARGING.keys()}.get(prose.at(end), frozenset())
    return next((index + 1 for index in range(end + 1, end + 6) if prose.at(index) in ends), end)
