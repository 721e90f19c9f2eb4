"""The goods that a sentence speaks of, in its own words."""

from bisect import bisect_left
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.owners import SALES
from app.reasoning.reader.prose import Prose

_LISTS: Final = Topic("goods")
_GOODS: Final = _LISTS.words("goods")
_BEFORE: Final = _LISTS.words("before")
_HEADS: Final = _LISTS.words("heads")
_FIRST: Final = _GOODS | _BEFORE | {word.partition("-")[0] for word in _BEFORE}
_MOST_WORDS: Final = 4
_FAR: Final = 14


class Goods(NamedTuple):
    """Words of goods, from one word to another."""

    first: int
    end: int
    words: str


def goods_in(prose: Prose, start: int, stop: int) -> tuple[Goods, ...]:
    """Return the goods that a sentence names, in order; "oil and gas" are one."""
    found: list[Goods] = []
    index = start
    while index < stop:
        end = _end(prose, index, stop) if prose.at(index) in _FIRST else index
        if end > index:
            found.append(Goods(index, end, prose.phrase(index, end).replace(" - ", "-")))
        index = max(end, index + 1)
    return tuple(_together(prose, found))


def _end(prose: Prose, index: int, stop: int) -> int:
    """Return where the goods that begin at a word end; the word itself where none do."""
    last, place = index, index
    while place < min(index + _MOST_WORDS, stop):
        word = prose.at(place)
        if prose.at(place + 1) == "-" and f"{word}-{prose.at(place + 2)}" in _BEFORE:
            place += 3
            continue
        if word in _GOODS or (word in _HEADS and place > index):
            last = place + 1
        elif word not in _BEFORE:
            break
        place += 1
    return last


def _together(prose: Prose, found: list[Goods]) -> list[Goods]:
    """Return goods with those joined by "and": iron and steel, gems and jewellery."""
    joined: list[Goods] = []
    for goods in found:
        is_short = joined and goods.first - joined[-1].first <= _MOST_WORDS + 1
        if is_short and prose.phrase(joined[-1].end, goods.first) in {"and", "and other"}:
            before = joined.pop()
            joined.append(Goods(before.first, goods.end, prose.phrase(before.first, goods.end)))
        else:
            joined.append(goods)
    return joined


def goods_of(goods: tuple[Goods, ...], prose: Prose, first: int, end: int) -> Goods | None:
    """Return the goods of a number: those right behind its "of" or "in", else the last before it, not far away."""
    place = bisect_left(goods, (first,))
    after = goods[place] if place < len(goods) else None
    if after and after.first - end <= 3 and prose.at(end) in {"of", "in"}:  # noqa: PLR2004  # of the wheat
        return after
    before = goods[place - 1] if place else None
    clause = prose.phrase(before.end, first).split(";")[1:] if before else []
    is_apart = any(not SALES.isdisjoint(part.split()) for part in clause)  # crude was 57 billion; exports were 5
    if before and first - before.end <= _FAR and not is_apart:
        return before
    is_near = after and after.first - end <= _FAR and "," not in map(prose.at, range(end, after.first))
    return after if is_near else None
