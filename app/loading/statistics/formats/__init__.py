"""What a format is made of: the columns it reads, which rows it sets apart or refuses, and how a row becomes ours.

All of it is written as polars expressions over two kinds of columns: `given(name)`, the text that stands in the file,
and `number(name)`, that text as a number. A column that the file lacks is null, an empty cell is an empty text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Context, Decimal
from functools import cache
from typing import Final

import polars as pl

from app.loading.statistics.reading.columns import Columns
from app.vocabulary.measures import BasisKind
from app.vocabulary.numbers import LARGEST, SCALE
from app.vocabulary.period import Period
from app.vocabulary.terms import WORLD, Term
from app.vocabulary.words import KILOGRAMS, USD

KEY: Final = ("reporter", "partner", "flow", "recency", "commodity")
"""Columns that no two rows of one source may share, in the order in which our tables are sorted."""
QUANTITIES: Final = ("primary_value", "alternate_value", "net_weight", "quantity")
"""Numbers in 1/SCALE."""
EARLIEST: Final = 1900
"""The first year of which statistics are taken."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(?:\.([0-9]{1,30}))?(?:([eE])([+-]?[0-9]{1,3}))?", re.ASCII)
_SHORTENED_FROM: Final = 10**11
"""From here on spreadsheets save six digits, as they show them; R shortens only what loses none, with `e`."""
_EXACT: Final = Context(prec=100)
# The parser of the vocabulary takes a text at a time, which for millions of rows takes longer than all else here.
_ORDINARY: Final = r"^[0-9]{1,11}(\.[0-9]{1,4})?$"
"""Numbers that 64 bits hold in 1/SCALE even as thousands, so that polars reads a column at once: nearly all."""
_DECIMAL: Final = pl.Decimal(20, len(str(SCALE)) - 1)

BLANK: Final = ("", "NA", "N/A", "NaN", "nan", "None", "null", "NULL")
"""How programs write that there is nothing."""
COLUMN_UNITS: Final = {"primary_value": USD, "alternate_value": USD, "net_weight": KILOGRAMS}
"""Of the quantities that are in one unit in all rows; that of `quantity` is a column, `quantity_unit`."""


@dataclass(frozen=True, slots=True)
class SetApart:
    """Why valid rows are skipped (for example one customs procedure of several)."""

    rule: str
    when: pl.Expr


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why rows are faulty: the columns to blame, and the reason, which may differ from row to row."""

    columns: tuple[str, ...]
    when: pl.Expr
    reason: pl.Expr


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """How the numbers of a column are read: which texts say that there is none, and what they are a multiple of."""

    blank: tuple[str, ...] = ()
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `values` computes our columns, and `key` names those that no two rows may share.

    `compiler` is who compiles the values where no reporter stands behind them. `doubled` says of rows that share a key:
    the column to blame, if any, and the reason.
    """

    columns: Columns
    values: Mapping[str, pl.Expr]
    refusals: tuple[Refusal, ...]
    set_apart: tuple[SetApart, ...] = ()
    numbers: Mapping[str, NumberColumn] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=COLUMN_UNITS.copy)
    compiler: str | None = None
    key: tuple[str, ...] = KEY
    doubled: tuple[str, str] = (
        "",
        "has the key of another row: reporter, partner, flow, period and commodity are the same",
    )

    @property
    def basis_kind(self) -> str:
        """How the values came to be."""
        return BasisKind.RECONCILED if self.compiler else BasisKind.REPORTED


def given(name: str) -> pl.Expr:
    """Return the text that a column of the file holds, without blanks around it."""
    return pl.col(f"given.{name}")


def number(name: str) -> pl.Expr:
    """Return the number that a column of the file holds, in 1/SCALE; null where there is none."""
    return pl.col(f"number.{name}")


def positive(name: str) -> pl.Expr:
    """Return the number of a column in which 0 stands for what is not available."""
    return pl.when(number(name) > 0).then(number(name))


def refuse(*columns: str, when: pl.Expr, reason: str | pl.Expr) -> Refusal:
    """Build a refusal; a reason that is the same for all rows may be a text."""
    return Refusal(columns, when, pl.lit(reason) if isinstance(reason, str) else reason)


def refuse_world(name: str, column: str) -> Refusal:
    """Build the refusal of the World where one area must stand."""
    return refuse(name, when=pl.col(column) == WORLD, reason="is the World, which neither trades nor reports")


@cache
def enum_of(terms: type[Term]) -> pl.Enum:
    """Return a closed list as a type of polars, in the order of its words, so that values sort like their texts."""
    return pl.Enum(sorted(map(str, terms)))


def map_codes(text: pl.Expr, table: Mapping[str, str], dtype: pl.Enum) -> pl.Expr:
    """Return what a text stands for in a table; null for one that is not in it."""
    return text.replace_strict(list(table), list(map(str, table.values())), default=None, return_dtype=dtype)


def map_distinct(text: pl.Expr, meaning: Callable[[str], object], dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """Return what a function makes of each text, called once for all rows with the same text; null stays null."""

    def find(texts: pl.Series) -> pl.Series:
        distinct = texts.unique().drop_nulls().to_list()
        return texts.replace_strict(distinct, list(map(meaning, distinct)), default=None, return_dtype=dtype)

    return text.map_batches(find, return_dtype=dtype)


def constant(word: Term) -> pl.Expr:
    """Return the same word for all rows."""
    return pl.lit(str(word), dtype=enum_of(type(word)))


def this_year() -> int:
    """Return the present year: statistics of later ones are refused."""
    return datetime.now(UTC).year


def recency(name: str, last: int) -> pl.Expr:
    """Return the recency of years and months, written 2022 and 202203, from the earliest to the last year."""
    years = range(EARLIEST, last + 1)
    spelled = {f"{year}": f"{year}" for year in years}
    spelled |= {f"{year}{month:02}": f"{year}-{month:02}" for year in years for month in range(1, 13)}
    recencies = [Period.parse(period).recency for period in spelled.values()]
    return given(name).replace_strict(list(spelled), recencies, default=None, return_dtype=pl.Int32)


def refuse_period(name: str, last: int) -> Refusal:
    """Build the refusal of what is no period from the earliest to the last year."""
    is_later = given(name).str.contains("^[12][0-9]{3}(0[1-9]|1[0-2])?$") & (given(name).str.slice(0, 4) > str(last))
    reason = (
        pl.when(is_later)
        .then(pl.lit(f"is later than {last}, the present year"))
        .otherwise(pl.lit("is no year from 1900 on, or month such as 202201"))
    )
    return refuse(name, when=pl.col("recency").is_null(), reason=reason)


def reason_of_edition(edition: pl.Expr) -> pl.Expr:
    """Return why no code of an edition is known that is not loaded, and what loads it."""
    load = "is of edition {0}, whose nomenclature is not loaded; `tradefacts import nomenclature FILE --edition {0}`"
    return pl.format(load.replace("{0}", "{}") + " loads it", edition, edition)


def amounts(texts: pl.Series, factor: int) -> pl.Series:
    """Convert texts to whole numbers in 1/SCALE; null where one is no number that we can hold."""
    is_ordinary = texts.str.contains(_ORDINARY)
    decimals = pl.select(pl.when(is_ordinary).then(texts)).to_series().cast(_DECIMAL)
    ordinary = decimals.to_physical().cast(pl.Int64) * factor
    others = texts.filter(~is_ordinary).unique().to_list()
    if not others:
        return ordinary
    exact = [amount(text, factor) for text in others]
    whole = [value if isinstance(value, int) else None for value in exact]
    return ordinary.fill_null(texts.replace_strict(others, whole, default=None, return_dtype=pl.Int64))


def amount(text: str, factor: int) -> int | str:
    """Return a number times a factor in 1/SCALE, or why it is none that we can hold."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return "is not a number as in 1234.5, without separators"
    decimals, letter, exponent = match.groups("")
    has_no_ones = int(exponent or 0) > len(decimals)
    if has_no_ones and (letter == "E" or _SHORTENED_FROM <= abs(Decimal(text)) <= LARGEST):
        return "is shortened as spreadsheets do, so its last digits are lost: import the file as it was before"
    exact = _EXACT.multiply(Decimal(text), Decimal(factor))
    if exact < 0:
        return "is negative"
    if exact > LARGEST:
        return "is more than 10^14"
    whole = _EXACT.multiply(exact, Decimal(SCALE))
    return int(whole) if whole == whole.to_integral_value() else "has more than four decimals"
