"""The columns of UN Comtrade's files: the layout of today, and those until 2022, which most archived downloads have.

A file has one of them: then headings were words, or short names where programs asked for them (`head=M`).
"""

from typing import Final, NamedTuple

import polars as pl

from app.loading.statistics.formats import BLANK, given
from app.loading.statistics.reading.columns import Columns

OLD_FLOW: Final = "Trade Flow Code"
OLD_FLAG: Final = "Flag"
IS_OLD: Final = given(OLD_FLOW).is_not_null()
"""Whether a row is of a layout until 2022, in which an empty cell of a breakdown is its total."""


class Breakdown(NamedTuple):
    """A column that takes a total apart: how the total is written, how a part, the rule, and what may stand there."""

    column: str
    total: tuple[str, ...]
    part: str
    rule: str
    allowed: str

    @property
    def is_total(self) -> pl.Expr:
        """Whether a row is not of a part; null, which is no fault, where the file lacks the column."""
        return given(self.column).is_in(self.total) | (IS_OLD & given(self.column).is_in(list(BLANK)))

    @property
    def is_part(self) -> pl.Expr:
        """Whether a row is of a part, which would be summed with its whole."""
        return ~self.is_total & given(self.column).str.contains(f"^({self.part})$")


BREAKDOWNS: Final = (
    Breakdown(
        "typeCode", ("C",), "S", "trade in services: typeCode is not C", "must be C for goods, or S for services"
    ),
    Breakdown(
        "customsCode",
        ("C00",),
        "C[0-9]{2}",
        "one customs procedure among others: customsCode is not C00",
        "must be C00 for all customs procedures, or C and two digits for one",
    ),
    Breakdown(
        "motCode",
        ("0",),
        "[1-9][0-9]{3}",
        "one mode of transport among others: motCode is not 0",
        "must be 0 for all modes of transport, or four digits for one, such as 2100",
    ),
    Breakdown(
        "mosCode",
        ("0",),
        "[1-9]",
        "one mode of supply among others: mosCode is not 0",
        "must be 0 for all modes of supply, or one digit for one",
    ),
    Breakdown(
        "partner2Code",
        ("0", "00", "000"),
        "[0-9]{1,3}",
        "one second partner among others: partner2Code is not 0",
        "must be 0 for all second partners, or the number of one",
    ),
)

_NEEDS: Final = {
    "qty": frozenset({"qtyUnitCode"}),
    "qtyUnitCode": frozenset({"qty"}),
    "isQtyEstimated": frozenset({"qty", "qtyUnitCode"}),
    "isNetWgtEstimated": frozenset({"netWgt"}),
}
_HEADINGS: Final = {
    "classificationCode": ("Classification", "pfCode"),
    "reporterCode": ("Reporter Code", "rtCode"),
    "partnerCode": ("Partner Code", "ptCode"),
    "partner2Code": ("2nd Partner Code", "ptCode2"),
    "customsCode": ("Customs Proc. Code", "cstCode"),
    "motCode": ("Mode of Transport Code", "motCode"),
    "cmdCode": ("Commodity Code", "cmdCode"),
    "qtyUnitCode": ("Qty Unit Code", "qtCode"),
    "qty": ("Qty", "TradeQuantity"),
    "netWgt": ("Netweight (kg)", "NetWeight"),
    "primaryValue": ("Trade Value (US$)", "TradeValue"),
    "cifvalue": ("CIF Trade Value (US$)", "CIFValue"),
    "fobvalue": ("FOB Trade Value (US$)", "FOBValue"),
    OLD_FLOW: (OLD_FLOW, "rgCode"),
    OLD_FLAG: (OLD_FLAG, "estCode"),
}
"""Headings until 2022, for people and for programs (`head=H`, `head=M`)."""


def _old(place: int) -> Columns:
    """Build one of the layouts until 2022."""
    required = ("period", "reporterCode", OLD_FLOW, "partnerCode", "classificationCode", "cmdCode", "primaryValue")
    return Columns(
        required,
        tuple(name for name in _HEADINGS if name not in required),
        needs=_NEEDS,
        headings={name: headings[place] for name, headings in _HEADINGS.items()},
    )


COLUMNS: Final = Columns(
    ("period", "reporterCode", "flowCode", "partnerCode", "classificationCode", "cmdCode", "primaryValue"),
    (
        *(breakdown.column for breakdown in BREAKDOWNS),
        *("freqCode", "cifvalue", "fobvalue", "netWgt", "isNetWgtEstimated", "qtyUnitCode", "qty", "isQtyEstimated"),
    ),
    needs=_NEEDS,
    others=(_old(0), _old(1)),
)
