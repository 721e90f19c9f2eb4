"""UN Comtrade: the CSV download and the JSON of the API, one row for each reporter, partner, flow, period, commodity.

Its identity is kept: customs procedure, modes of transport and supply, and second partner at their totals. A column of
these that a file lacks was not asked for, so its rows are totals. Files until 2022, which most archived downloads are,
have other headings, numbers for flows, and empty cells for totals: words were headings, or short names where programs
asked for them (`head=M`).
"""

from typing import Final, NamedTuple

import polars as pl

from app.loading import TableRow
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
from app.loading.statistics.reading.columns import Columns
from app.vocabulary import tables_beside
from app.vocabulary.measures import Flow, Valuation

_PROCESSING: Final = ("MIP", "MOP", "XIP", "XOP")
_STATED: Final[TableRow] = tables_beside(__file__, "comtrade.toml")
"""What stands in its files, by the names of columns and by codes."""
UNIT_CODES: Final[dict[str, str]] = _STATED["units"]
"""The units in which UN Comtrade counts quantities, by its codes."""
_NO_UNIT: Final = ("-1", "1", *BLANK)
_LEVELS: Final = ("AG1", "AG2", "AG3", "AG4", "AG5", "AG6", "ALL")
_ESTIMATED: Final = pl.Enum(['["net_weight"]', '["quantity"]', '["net_weight","quantity"]'])
"""Figures that may be estimated, as they are stored."""
_TRUE: Final = ("true", "True", "TRUE", "1")
_FALSE: Final = ("false", "False", "FALSE", "0", *BLANK)
_OLD_FLOW: Final = "Trade Flow Code"
_IS_OLD: Final = given(_OLD_FLOW).is_not_null()
"""Whether a row is of a layout until 2022, in which an empty cell of a breakdown is its total."""


class Breakdown(NamedTuple):
    """A column that takes a total apart: how the total is written, how a part, the rule, and what may stand there."""

    column: str
    total: list[str]
    part: str
    rule: str
    allowed: str

    @property
    def is_total(self) -> pl.Expr:
        """Whether a row is not of a part; null, which is no fault, where the file lacks the column."""
        return given(self.column).is_in(self.total) | (_IS_OLD & given(self.column).is_in(BLANK))

    @property
    def is_part(self) -> pl.Expr:
        """Whether a row is of a part, which would be summed with its whole."""
        return ~self.is_total & given(self.column).str.contains(f"^({self.part})$")


_BREAKDOWNS: Final = [Breakdown(**one) for one in _STATED["breakdowns"]]


def _old(place: int) -> Columns:
    """Build one of the layouts until 2022, a file of which has either headings for people or those for programs."""
    required = ("period", "reporterCode", _OLD_FLOW, "partnerCode", "classificationCode", "cmdCode", "primaryValue")
    headings = {name: either[place] for name, either in _STATED["headings"].items()}
    optional = tuple(name for name in headings if name not in required)
    return Columns(required, optional, needs=_STATED["needs"], headings=headings)


COLUMNS: Final = Columns(
    ("period", "reporterCode", "flowCode", "partnerCode", "classificationCode", "cmdCode", "primaryValue"),
    (
        *(breakdown.column for breakdown in _BREAKDOWNS),
        *("freqCode", "cifvalue", "fobvalue", "netWgt", "isNetWgtEstimated", "qtyUnitCode", "qty", "isQtyEstimated"),
    ),
    needs=_STATED["needs"],
    others=(_old(0), _old(1)),
)


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
            *(SetApart(breakdown.rule, breakdown.is_part) for breakdown in _BREAKDOWNS),
            SetApart(
                "goods for processing (MIP, MOP, XIP, XOP): a part of imports or exports without a word here",
                given("flowCode").is_in(_PROCESSING),
            ),
        ),
        values={
            "reporter": map_codes(given("reporterCode"), codes.comtrade_numbers, codes.area),
            "partner": map_codes(given("partnerCode"), codes.comtrade_numbers, codes.area),
            "flow": pl.when(_IS_OLD)
            .then(map_codes(given(_OLD_FLOW), _STATED["old_flows"], enum_of(Flow)))
            .otherwise(map_codes(given("flowCode"), _STATED["flows"], enum_of(Flow))),
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
        pl.when(_IS_OLD).then(given("Flag").is_in(flags)).otherwise(given(name).is_in(_TRUE))
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
        *(refuse(one.column, when=~one.is_total, reason=one.allowed) for one in _BREAKDOWNS),
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
            "flowCode",
            when=~_IS_OLD & pl.col("flow").is_null(),
            reason="is no flow that we know (X, M, DX, RX, FM, RM)",
        ),
        refuse(
            _OLD_FLOW,
            when=_IS_OLD & pl.col("flow").is_null(),
            reason="is no flow that we know (1 import, 2 export, 3 re-export, 4 re-import)",
        ),
        refuse("classificationCode", "cmdCode", when=pl.col("commodity").is_null(), reason=reason),
    )
