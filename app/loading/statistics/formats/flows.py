"""Any table of exact statistics under our names of columns, as pandas, R or a spreadsheet write it.

A row is what its reporter states: `reporter`, `partner`, `flow`, `period`, `commodity` and `value` in USD, and where
there are any `currency` (USD), `net_weight` in kg, `quantity` with `quantity_unit`, and `valuation`. Areas and
commodities may be codes or names. Codes may have become numbers (`398.0`), and an empty or NA cell says nothing.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

import polars as pl

from app.loading.statistics.codes import Codes
from app.loading.statistics.formats import (
    BLANK,
    EARLIEST,
    Format,
    NumberColumn,
    Refusal,
    SetApart,
    constant,
    enum_of,
    given,
    map_codes,
    map_distinct,
    number,
    refuse,
    refuse_world,
    this_year,
)
from app.loading.statistics.reading.columns import Columns
from app.vocabulary.measures import Flow, Valuation
from app.vocabulary.period import Period
from app.vocabulary.text import Names, code_named, fold
from app.vocabulary.words import USD

_HEDGES: Final = (
    *("lower", "upper", "bounds", "inclusive", "qualifier", "hedge", "step", "basis", "fraction"),
    *("flags", "words", "growth"),
)
_COLUMNS: Final = Columns(
    ("reporter", "partner", "flow", "period", "commodity", "value"),
    ("currency", "net_weight", "quantity", "quantity_unit", "valuation"),
    needs={"quantity": ("quantity_unit",), "quantity_unit": ("quantity",)},
    refused=_HEDGES,
    why_refused="rows are exact statistics, and hedged statements travel as dossiers",
)


def flows(codes: Codes, present: int | None = None) -> Format:
    """Build the format over the codes of a database; periods after the present year are refused."""
    year = this_year() if present is None else present
    unit = map_codes(given("quantity_unit"), _words(codes.units), codes.unit)
    return Format(
        columns=_COLUMNS,
        numbers=dict.fromkeys(("value", "net_weight", "quantity"), NumberColumn(blank=BLANK)),
        set_apart=(SetApart("no value: the row states nothing", given("value").is_in(BLANK)),),
        values={
            "reporter": _area("reporter", codes),
            "partner": _area("partner", codes),
            "flow": map_codes(given("flow").str.to_lowercase(), _words(Flow), enum_of(Flow)),
            "recency": map_distinct(given("period"), _recency, pl.Int32),
            "commodity": _named("commodity", codes.commodity_names, codes.commodity),
            "primary_value": number("value"),
            "net_weight": number("net_weight"),
            "quantity": number("quantity"),
            "quantity_unit": pl.when(number("quantity").is_not_null()).then(unit),
            "valuation": map_codes(given("valuation"), _words(Valuation), enum_of(Valuation)).fill_null(
                constant(Valuation.NOT_STATED)
            ),
        },
        refusals=(
            *(_refuse_unknown(name, codes.area_names, "area") for name in ("reporter", "partner")),
            refuse_world("reporter", "reporter"),
            _refuse_word("flow", given("flow").str.to_lowercase(), Flow),
            refuse(
                "period",
                when=pl.col("recency").is_null(),
                reason=f"is no period from {EARLIEST} on, as in 2022, 2022-03, 2022-Q1 or 2022-01/2022-10",
            ),
            refuse(
                "period",
                when=pl.col("recency") < Period.parse(f"{year}-12").recency,
                reason=f"ends later than {year}, the present year",
            ),
            _refuse_unknown("commodity", codes.commodity_names, "commodity"),
            refuse(
                "currency",
                when=~given("currency").is_in([USD, *BLANK]),
                reason="must be USD; nothing is converted",
            ),
            refuse(
                *("quantity", "quantity_unit"),
                when=number("quantity").is_not_null() & given("quantity_unit").is_in(BLANK),
                reason="is a quantity without a unit",
            ),
            _refuse_word("quantity_unit", given("quantity_unit"), codes.units, BLANK),
            _refuse_word("valuation", given("valuation"), Valuation, BLANK),
        ),
    )


def _code(name: str) -> pl.Expr:
    """Return a code without what a program adds that took it for a number: 398 for 398.0."""
    return given(name).str.replace(r"^([0-9]+)\.0+$", "${1}")


def _area(name: str, codes: Codes) -> pl.Expr:
    by_number = map_codes(_code(name), codes.numbers, codes.area)
    return by_number.fill_null(_named(name, codes.area_names, codes.area))


def _named(name: str, names: Names, dtype: pl.Enum) -> pl.Expr:
    """Return what a code or name stands for, in any case and without accents; null where that is not one thing."""
    return map_distinct(_code(name), partial(code_named, names=names), dtype)


def _words(terms: Iterable[str]) -> Mapping[str, str]:
    return {str(term): str(term) for term in terms}


def _recency(text: str) -> int | None:
    """Return the recency of a period as we write it, or of a year that a program took for a number."""
    try:
        period = Period.parse(text.removesuffix(".0"))
    except ValueError:
        return None
    return period.recency if text >= str(EARLIEST) else None


def _refuse_unknown(name: str, names: Names, what: str) -> Refusal:
    ambiguous = [text for text, meanings in names.items() if len(meanings) > 1]
    reason = (
        pl.when(map_distinct(_code(name), fold, pl.String).is_in(ambiguous))
        .then(pl.lit("stands for several; give the code"))
        .otherwise(pl.lit(f"is no {what} that we know by this code or name"))
    )
    return refuse(name, when=pl.col(name).is_null(), reason=reason)


def _refuse_word(name: str, word: pl.Expr, terms: Iterable[str], blank: tuple[str, ...] = ()) -> Refusal:
    words = list(_words(terms))
    return refuse(name, when=~word.is_in([*words, *blank]), reason=f"is not one of {', '.join(words)}")
