"""What need not be said of each row, since a part's rows have it in common: a database's default is null."""

from collections.abc import Mapping
from typing import Any

from app.loading.bulk.engines import Part
from app.loading.bulk.layout import Const, Filling, If, Layout, bound


def folded(part: Part, layout: Layout, decoded: Mapping[str, Any]) -> Layout:
    """Put what is the same in all rows of a part in place of what differs, and leave out what is null in all."""
    same = part.constants([name for name in bound(layout) if name != "line"])
    fillings = {column: _fold(filling, same, decoded) for column, filling in layout.items()}
    return {column: filling for column, filling in fillings.items() if filling != Const(None)}


def _fold(filling: Filling, same: Mapping[str, Any], decoded: Mapping[str, Any]) -> Filling:
    if isinstance(filling, Const) or filling.name not in same:
        return filling
    value = same[filling.name]
    if value is None:
        return Const(None)
    if isinstance(filling, If):
        return Const(filling.value)
    table = decoded.get(filling.name)
    return Const(value if table is None else table[value])
