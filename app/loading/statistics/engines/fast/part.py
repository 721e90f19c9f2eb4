"""A part that is one frame."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from app.loading.statistics.engines.engine import Part
from app.loading.statistics.layout import Const, Filling, If, Layout


class FastPart(Part):
    """A part that is one frame."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self.size = frame.height

    def pieces(self, size: int) -> Iterator[Part]:
        for piece in self._frame.iter_slices(size):
            yield FastPart(piece)

    def constants(self, names: Sequence[str]) -> dict[str, int | str | None]:
        same = self._frame.select(pl.col(names).eq_missing(pl.col(names).first()).all()).row(0)
        return {name: self._frame[name][0] for name, is_same in zip(names, same, strict=True) if is_same}

    def distinct(self, name: str) -> set[int | str]:
        return set(self._frame[name].drop_nulls().unique())

    def missing(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset(name for name in names if self._frame[name].null_count())

    def columns(self, names: Sequence[str], decoded: Mapping[str, Any], nothing: str | None = None) -> list[list[Any]]:
        return [_listed(self._frame[name], decoded.get(name), nothing) for name in names]

    def copy_text(self, layout: Layout, decoded: Mapping[str, Any]) -> bytes:
        columns = [self._filled(filling, decoded).alias(name) for name, filling in layout.items()]
        return self._frame.select(columns).write_csv(include_header=False).encode()

    def _filled(self, filling: Filling, decoded: Mapping[str, Any]) -> pl.Expr:
        if isinstance(filling, Const):
            return pl.lit(filling.value)
        column = pl.col(filling.name)
        if isinstance(filling, If):
            return pl.when(column.is_not_null()).then(pl.lit(filling.value))
        table = decoded.get(filling.name)
        if table is None:
            return column
        known = self._frame[filling.name].drop_nulls().unique().to_list()
        return column.replace_strict(known, [table[value] for value in known], default=None, return_dtype=pl.String)


def _listed(column: pl.Series, table: Any, nothing: str | None) -> list[Any]:
    values = column.to_list()
    if not column.null_count():
        return values if table is None else list(map(table.__getitem__, values))
    if table is None:
        return [nothing if value is None else value for value in values]
    return [nothing if value is None else table[value] for value in values]
