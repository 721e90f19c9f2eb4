"""UN Comtrade: the CSV download and the JSON of the API, one row for each reporter, partner, flow, period, commodity.

Its identity is kept: customs procedure, modes of transport and supply, and second partner at their totals. A column of
these that a file lacks was not asked for, so its rows are totals. Files of before 2023 have other headings, numbers for
flows, and empty cells for totals.
"""

from typing import Final

import polars as pl

from app.loading.statistics.codes import EDITIONS, Codes
from app.loading.statistics.formats import (
    BLANK,
    Format,
    NumberColumn,
    Refusal,
    SetApart,
    constant,
    enum_of,
    given,
    map_codes,
    number,
    positive,
    reason_of_edition,
    recency,
    refuse,
    refuse_period,
    refuse_world,
    this_year,
)
from app.loading.statistics.formats.layouts import BREAKDOWNS, COLUMNS, IS_OLD, OLD_FLAG, OLD_FLOW
from app.vocabulary.measures import Flow, Valuation

FLOW_CODES: Final = {
    "X": Flow.EXPORT,
    "M": Flow.IMPORT,
    "DX": Flow.DOMESTIC_EXPORT,
    "RX": Flow.RE_EXPORT,
    "FM": Flow.FOREIGN_IMPORT,
    "RM": Flow.RE_IMPORT,
}
_OLD_FLOW_CODES: Final = {"1": Flow.IMPORT, "2": Flow.EXPORT, "3": Flow.RE_EXPORT, "4": Flow.RE_IMPORT}
_PROCESSING: Final = ("MIP", "MOP", "XIP", "XOP")
_UNITS: Final = """
    2 m2, 3 MWh, 4 m, 5 items, 6 pairs, 7 l, 8 kg, 9 thousand_items, 10 packages, 11 dozens, 12 m3, 13 carats, 14
    km, 15 g, 16 beehives, 17 thousand_m3, 18 TJ, 19 barrels, 20 thousand_l, 21 t, 22 kWh, 23 l_alcohol, 24 heads,
    25 kg_drained, 26 kg_choline_chloride, 27 kg_P2O5, 28 kg_H2O2, 29 kg_methylamines, 30 kg_N, 31 kg_KOH, 32
    kg_K2O, 33 kg_NaOH, 34 kg_90_dry, 35 kg_U, 36 t_capacity, 37 Bq, 38 g_fissile, 39 gross_register_tons, 40 GT, 41
    cells
"""
UNIT_CODES: Final = dict(pair.split() for pair in _UNITS.split(","))
"""The units in which UN Comtrade counts quantities, by its codes: one each, so that nothing is converted."""
_NO_UNIT: Final = ("-1", "1", *BLANK)
_LEVELS: Final = ("AG1", "AG2", "AG3", "AG4", "AG5", "AG6", "ALL")
_ESTIMATED: Final = pl.Enum(['["net_weight"]', '["quantity"]', '["net_weight","quantity"]'])
"""Figures that may be estimated, as they are stored."""
_TRUE: Final = ("true", "True", "TRUE", "1")
_FALSE: Final = ("false", "False", "FALSE", "0", *BLANK)


def comtrade(codes: Codes, present: int | None = None) -> Format:
    """Build the format over the codes of a database; periods after the present year are refused."""
    year = this_year() if present is None else present
    commodity = given("classificationCode") + "-" + given("cmdCode")
    unit = map_codes(given("qtyUnitCode"), UNIT_CODES, codes.unit)
    quantity = pl.when(unit.is_not_null()).then(positive("qty"))
    return Format(
        columns=COLUMNS,
        numbers={"primaryValue": NumberColumn()}
        | dict.fromkeys(("cifvalue", "fobvalue", "netWgt", "qty"), NumberColumn(blank=BLANK)),
        set_apart=(
            *(SetApart(breakdown.rule, breakdown.is_part) for breakdown in BREAKDOWNS),
            SetApart(
                "goods for processing (MIP, MOP, XIP, XOP): a part of imports or exports without a word here",
                given("flowCode").is_in(_PROCESSING),
            ),
        ),
        values={
            "reporter": map_codes(given("reporterCode"), codes.comtrade_numbers, codes.area),
            "partner": map_codes(given("partnerCode"), codes.comtrade_numbers, codes.area),
            "flow": pl.when(IS_OLD)
            .then(map_codes(given(OLD_FLOW), _OLD_FLOW_CODES, enum_of(Flow)))
            .otherwise(map_codes(given("flowCode"), FLOW_CODES, enum_of(Flow))),
            "recency": recency("period", year),
            "commodity": map_codes(commodity, codes.by_edition, codes.commodity),
            "primary_value": number("primaryValue"),
            **_valued(number("primaryValue"), positive("cifvalue"), positive("fobvalue")),
            "net_weight": positive("netWgt"),
            "quantity": quantity,
            "quantity_unit": pl.when(quantity.is_not_null()).then(unit),
            "estimated": _estimated(positive("netWgt"), quantity),
        },
        refusals=(*_form_refusals(year), *_code_refusals(codes)),
    )


def _valued(primary: pl.Expr, cif: pl.Expr, fob: pl.Expr) -> dict[str, pl.Expr]:
    """Compute the valuation: whichever of cif and fob the primary value equals; the other is the alternate value."""
    is_cif, is_fob = ((primary == value).fill_null(value=False) for value in (cif, fob))
    return {
        "valuation": pl.when(is_cif & is_fob)
        .then(constant(Valuation.CIF_EQUALS_FOB))
        .when(is_cif)
        .then(constant(Valuation.CIF))
        .when(is_fob)
        .then(constant(Valuation.FOB))
        .otherwise(constant(Valuation.NOT_STATED)),
        "alternate_value": pl.when(is_cif & ~is_fob).then(fob).when(is_fob & ~is_cif).then(cif),
    }


def _estimated(weight: pl.Expr, quantity: pl.Expr) -> pl.Expr:
    """Compute which figures the compiler marks as estimated, of those that are there."""
    is_weight, is_quantity = (
        pl.when(IS_OLD).then(given(OLD_FLAG).is_in(flags)).otherwise(given(name).is_in(_TRUE))
        for flags, name in ((("4", "6"), "isNetWgtEstimated"), (("2", "6"), "isQtyEstimated"))
    )
    has_weight, has_quantity = weight.is_not_null() & is_weight, quantity.is_not_null() & is_quantity
    one, other, both = (pl.lit(names, dtype=_ESTIMATED) for names in _ESTIMATED.categories)
    return pl.when(has_weight & has_quantity).then(both).when(has_weight).then(one).when(has_quantity).then(other)


def _form_refusals(year: int) -> tuple[Refusal, ...]:
    """List what is refused whatever the codes mean, in the order in which a row's faults are told."""
    frequency, length = given("freqCode"), given("period").str.len_chars()
    belongs = ((frequency == "A") & (length == len("2022"))) | ((frequency == "M") & (length == len("202201")))
    return (
        *(refuse(one.column, when=~one.is_total, reason=one.allowed) for one in BREAKDOWNS),
        refuse(
            *("freqCode", "period"), when=~belongs, reason="do not belong together: A goes with a year, M with a month"
        ),
        refuse_period("period", year),
        *(
            refuse(name, when=~given(name).is_in([*_TRUE, *_FALSE]), reason="must be true or false")
            for name in ("isNetWgtEstimated", "isQtyEstimated")
        ),
        refuse(
            "qtyUnitCode",
            when=~given("qtyUnitCode").is_in([*UNIT_CODES, *_NO_UNIT]),
            reason="is no quantity unit of UN Comtrade (2 to 41; -1 for none)",
        ),
    )


def _code_refusals(codes: Codes) -> tuple[Refusal, ...]:
    """List what is refused because a code means nothing here."""
    edition, code = given("classificationCode"), given("cmdCode")
    longer = edition + "-0" + code
    reason = (
        pl.when(~edition.is_in(EDITIONS))
        .then(pl.lit("is no edition of the Harmonized System (H0 to H6)"))
        .when(~edition.is_in(sorted(codes.editions)))
        .then(reason_of_edition(edition))
        .when(code.is_in(_LEVELS))
        .then(pl.lit("is no commodity but asks for all codes of a level; rows have the codes themselves"))
        .when(longer.is_in(codes.commodities))
        .then(pl.lit("is no commodity of that edition; with a leading zero it is one: spreadsheets drop it"))
        .otherwise(pl.lit("is no commodity of that edition"))
    )
    return (
        *(
            refuse(name, when=pl.col(column).is_null(), reason="is no area that we know by this number")
            for name, column in (("reporterCode", "reporter"), ("partnerCode", "partner"))
        ),
        refuse_world("reporterCode", "reporter"),
        refuse(
            "flowCode", when=~IS_OLD & pl.col("flow").is_null(), reason="is no flow that we know (X, M, DX, RX, FM, RM)"
        ),
        refuse(
            OLD_FLOW,
            when=IS_OLD & pl.col("flow").is_null(),
            reason="is no flow that we know (1 import, 2 export, 3 re-export, 4 re-import)",
        ),
        refuse("classificationCode", "cmdCode", when=pl.col("commodity").is_null(), reason=reason),
    )
