"""A batch of rows under computation, its columns polars' series: each distinct value is looked at once."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

from app.loading.bulk.engines.engine import Batch, Column, Rule, Verdicts
from app.loading.bulk.numbers import scaled
from app.loading.bulk.trouble import Apart, Refuse
from app.vocabulary.quantity import SCALE

_WHOLE: Final = ("_amount", "_lower", "_upper")
"""How columns of numbers end, among those that are made row by row."""
_BETWEEN: Final = "\0"
"""Stands in no text: files that hold it are refused."""
_PLAIN_NUMBER: Final = r"^[0-9]{1,11}(\.[0-9]{1,4})?$"
"""Numbers that double precision holds exactly in 1/SCALE; all others are read one by one."""
_PLAIN_WHOLE: Final = 2**51 // SCALE // 1000
"""The largest of them, also when they stand for thousands."""


class FastBatch(Batch):
    """A batch whose columns are polars' series."""

    def __init__(self, texts: pl.DataFrame, verdicts: Verdicts, caches: dict[Any, Any]) -> None:
        self._texts = texts
        self._verdicts = verdicts
        self._caches = caches
        self.checks: list[tuple[pl.Series, tuple[str, ...]]] = []

    def has(self, name: str) -> bool:
        return name in self._texts.columns

    def text(self, row: int, names: Sequence[str]) -> str:
        """Give what stands in the file, for a message."""
        return ", ".join(self._texts[name][row] for name in names)

    def coded(self, rule: Rule, *names: str) -> Column:
        texts = self._texts[names[0]]
        if len(names) > 1:
            texts = self._texts.select(pl.concat_str(names, separator=_BETWEEN)).to_series()
        return self._mapped(texts, self._caches.setdefault(rule, {}), lambda text: rule(*_stripped(text, names)), names)

    def each(
        self, rule: Callable[..., tuple[Any, ...] | Refuse], names: Sequence[str], made: Sequence[str]
    ) -> list[Column]:
        results = [rule(*texts) for texts in self._texts.select(names).iter_rows()]
        nothing = (None,) * len(made)
        if any(isinstance(result, Refuse) for result in results):
            numbers = [self._verdicts.number(result) if isinstance(result, Refuse) else 0 for result in results]
            self.checks.append((pl.Series(numbers, dtype=pl.Int32), (names[0],)))
            results = [nothing if isinstance(result, Refuse) else result for result in results]
        schema = {name: pl.Int64 if name.endswith(_WHOLE) else pl.String for name in made}
        return pl.DataFrame(results, schema=schema, orient="row").get_columns()

    def number(self, name: str, *, least: int = 0, blank: Sequence[str] | None = ("",), factor: int = 1) -> Column:
        texts = self._texts[name].str.strip_chars(" ")
        # A file's own zeros are many, so they are left to the plain numbers; only real blanks are looked at one by one.
        is_plain = texts.str.contains(_PLAIN_NUMBER)
        near = texts.cast(pl.Float64, strict=False)
        is_plain = is_plain & (near < _PLAIN_WHOLE)
        values = (near * (SCALE * factor)).round().cast(pl.Int64, strict=False)
        others = texts.filter(~is_plain)
        if len(others):
            cache = self._caches.setdefault(("number", blank, factor), {})
            blanks = frozenset(blank or ())
            slow = self._mapped(
                pl.select(pl.when(is_plain).then(pl.lit("0")).otherwise(texts)).to_series(),
                cache,
                lambda text: None if text in blanks else scaled(text, factor),
                (name,),
            )
            values = values.zip_with(is_plain, slow)
        return pl.select(pl.when(values >= least).then(values)).to_series()

    def equal(self, one: Column, other: Column) -> Column:
        return (one == other).fill_null(value=False).cast(pl.Int64)

    def decided(self, rule: Callable[..., int | None], *columns: Column) -> Column:
        frame = pl.DataFrame({str(place): column for place, column in enumerate(columns)})
        known = frame.unique()
        results = pl.Series("result", [rule(*row) for row in known.rows()], dtype=pl.Int64)
        joined = frame.join(
            known.with_columns(results), on=frame.columns, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined["result"]

    def taken(self, which: Column, *columns: Column) -> Column:
        chain: Any = pl.when(pl.lit(value=False)).then(None)
        for place, column in enumerate(columns):
            chain = chain.when(which == place).then(column)
        return pl.select(chain.otherwise(None).cast(pl.Int64)).to_series()

    def where(self, there: Column, column: Column) -> Column:
        return pl.select(pl.when(there.is_not_null()).then(column)).to_series()

    def constant(self, value: int | None) -> Column:
        return pl.select(pl.repeat(value, self._texts.height, dtype=pl.Int64)).to_series()

    def _mapped(
        self, texts: pl.Series, cache: dict[str, Any], rule: Callable[[str], Any], names: tuple[str, ...]
    ) -> Column:
        known = texts.unique().to_list()
        for text in known:
            if text not in cache:
                cache[text] = rule(text)
        results = [cache[text] for text in known]
        troubled = [isinstance(result, Apart | Refuse) for result in results]
        if any(troubled):
            numbers = [
                self._verdicts.number(result) if bad else 0 for result, bad in zip(results, troubled, strict=True)
            ]
            self.checks.append((texts.replace_strict(known, numbers, return_dtype=pl.Int32), names))
            results = [None if bad else result for result, bad in zip(results, troubled, strict=True)]
        if not any(result is not None for result in results):
            return self.constant(None)
        return texts.replace_strict(known, results, return_dtype=pl.Int64)


def _stripped(text: str, names: tuple[str, ...]) -> list[str]:
    return [part.strip(" ") for part in (text.split(_BETWEEN) if len(names) > 1 else [text])]
