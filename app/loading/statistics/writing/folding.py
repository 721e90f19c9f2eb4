"""What need not be said of each row, since a part's rows have it in common: a database's default is null."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.loading.statistics.engines import Part
from app.loading.statistics.layout import Const, Filling, If, Layout, bound


def folded(part: Part, layout: Layout, decoded: Mapping[str, Any]) -> Layout:
    """Put what is the same in all rows of a part in place of what differs, and leave out what is null in all."""
    shared = _shared(part, [name for name in bound(layout) if name != "line"], decoded)
    fillings = {column: _fold(filling, shared) for column, filling in layout.items()}
    return {column: filling for column, filling in fillings.items() if filling != Const(None)}


def _shared(part: Part, names: Sequence[str], decoded: Mapping[str, Any]) -> dict[str, Any]:
    """Give what all rows share, also where several numbers stand for one word, as all years are annual."""
    shared = part.constants(names)
    coded = [name for name in names if name in decoded]
    several = set(coded) - shared.keys() - part.missing(coded)
    words = {name: {decoded[name][number] for number in part.distinct(name)} for name in several}
    return {
        name: decoded[name][value] if name in coded and value is not None else value for name, value in shared.items()
    } | {name: next(iter(some)) for name, some in words.items() if len(some) == 1}


def _fold(filling: Filling, shared: Mapping[str, Any]) -> Filling:
    if isinstance(filling, Const) or filling.name not in shared:
        return filling
    value = shared[filling.name]
    return Const(filling.value) if isinstance(filling, If) and value is not None else Const(value)
