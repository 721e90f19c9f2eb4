"""A batch of rows under computation, its columns polars' series: each distinct value is looked at once."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

from app.loading.statistics.engines.engine import Batch, Column, Rule, Usual, Verdicts, Whole
from app.loading.statistics.numbers import scaled
from app.loading.statistics.trouble import Apart, Refuse
from app.vocabulary.numbers import SCALE

_BETWEEN: Final = "\0"
"""Stands in no text: files that hold it are refused."""
_PLAIN_NUMBER: Final = r"^[0-9]{1,11}(\.[0-9]{1,4})?$"
"""Numbers that 64 bits hold in 1/SCALE, also when they stand for thousands; all others are read one by one."""
_DECIMAL: Final = pl.Decimal(20, len(str(SCALE)) - 1)


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

    def each(self, rule: Whole, names: Sequence[str], made: int, usual: Usual | None = None) -> list[Column]:
        texts = self._texts.select(names)
        if usual is None:
            return self._asked(rule, texts, made)
        number = pl.col(usual.numbers[0])
        alike = (number == pl.col(other) for other in usual.numbers[1:])
        fixed = (pl.col(name) == text for name, text in usual.fixed.items())
        is_usual = texts.select(pl.all_horizontal(number.str.contains(_PLAIN_NUMBER), *alike, *fixed)).to_series()
        sample = pl.when(is_usual).then(pl.lit("1")).otherwise(pl.col(usual.numbers))
        columns = self._asked(rule, texts.with_columns(sample.name.keep()), made)
        amount = _plain(texts[usual.numbers[0]], is_usual)
        count = len(usual.numbers)
        return [amount.zip_with(is_usual, column) for column in columns[:count]] + columns[count:]

    def number(self, name: str, *, least: int = 0, blank: Sequence[str] | None = ("",), factor: int = 1) -> Column:
        texts = self._texts[name].str.strip_chars(" ")
        # A file's own zeros are many, so they are left to the plain numbers; only real blanks are looked at one by one.
        is_plain = texts.str.contains(_PLAIN_NUMBER)
        values = _plain(texts, is_plain) * factor
        if not is_plain.all():
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
        results = pl.Series([rule(*row) for row in known.rows()], dtype=pl.Int64)
        return results.gather(_places(known, frame))

    def taken(self, which: Column, *columns: Column) -> Column:
        chain: Any = pl.when(pl.lit(value=False)).then(None)
        for place, column in enumerate(columns):
            chain = chain.when(which == place).then(column)
        return pl.select(chain.otherwise(None).cast(pl.Int64)).to_series()

    def where(self, there: Column, column: Column) -> Column:
        return pl.select(pl.when(there.is_not_null()).then(column)).to_series()

    def constant(self, value: int | None) -> Column:
        return pl.select(pl.repeat(value, self._texts.height, dtype=pl.Int64)).to_series()

    def _asked(self, rule: Whole, texts: pl.DataFrame, made: int) -> list[Column]:
        """Ask a rule about each distinct row."""
        known = texts.unique()
        answers = [self._answer(rule(*row), made) for row in known.iter_rows()]
        table = pl.DataFrame(answers, dict.fromkeys(map(str, range(made + 1)), pl.Int64), orient="row")
        verdict, *columns = table.select(pl.all().gather(_places(known, texts))).get_columns()
        if (verdict != 0).any():
            self.checks.append((verdict, (texts.columns[0],)))
        return columns

    def _answer(self, result: tuple[int | None, ...] | Refuse, made: int) -> tuple[int | None, ...]:
        """Put the number of the verdict before what a rule makes of a row."""
        if isinstance(result, Refuse):
            return (self._verdicts.number(result), *(None,) * made)
        return (0, *result)

    def _mapped(
        self, texts: pl.Series, cache: dict[str, Any], rule: Callable[[str], Any], names: tuple[str, ...]
    ) -> Column:
        known = (texts.head(1) if (texts == texts.head(1)).all() else texts.unique()).to_list()
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
        if len(known) == 1 or not any(result is not None for result in results):
            return self.constant(next(iter(results), None))
        return texts.replace_strict(known, results, return_dtype=pl.Int64)


def _stripped(text: str, names: tuple[str, ...]) -> list[str]:
    return [part.strip(" ") for part in (text.split(_BETWEEN) if len(names) > 1 else [text])]


def _plain(texts: pl.Series, is_plain: pl.Series) -> pl.Series:
    """Give plain numbers in 1/SCALE, null elsewhere."""
    numbers = pl.select(pl.when(is_plain).then(texts)).to_series()
    return numbers.cast(_DECIMAL).to_physical().cast(pl.Int64)


def _places(known: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Give for each row where it stands among the distinct ones."""
    if known.height == 1:
        return pl.repeat(0, rows.height, dtype=pl.UInt32, eager=True)
    numbered = known.with_row_index("place")
    return rows.join(numbered, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")["place"]
