"""BACI of CEPII: exporter to importer, reconciled from both sides' reports; no reporter stands behind its values.

`t` is the year, `i` the exporter, `j` the importer, `k` the product; `v` is in thousand USD, `q` in tonnes, and `NA`
where there is none.
"""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from app.loading.faults import Fault, shown
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats import (
    BLANK,
    COLUMN_UNITS,
    Format,
    NumberColumn,
    constant,
    given,
    map_codes,
    number,
    reason_of_edition,
    recency,
    refuse,
    refuse_period,
    refuse_world,
    this_year,
)
from app.loading.statistics.reading.columns import Columns
from app.vocabulary.measures import Flow, Valuation
from app.vocabulary.words import TONNES

COMPILER: Final = "cepii"
"""The actor who compiles it."""
REVISIONS: Final = {"H0": "HS92", "H1": "HS96", "H2": "HS02", "H3": "HS07", "H4": "HS12", "H5": "HS17", "H6": "HS22"}
"""The editions by UN Comtrade's name and by CEPII's."""
_LISTED: Final = ("country_code", "iso_3digit_alpha")
COUNTRIES: Final = Columns(_LISTED, others=(Columns(_LISTED, headings={"iso_3digit_alpha": "country_iso3"}),))
"""What is read of the list of countries that comes with a version; since V202401 it has other headings."""
_REVISION: Final = re.compile(r"(?<![a-z0-9])(HS[0-9]{2})(?![a-z0-9])", re.IGNORECASE)
_VERSION: Final = re.compile(r"(?<![a-z0-9])V([0-9]{6}[a-z]?)(?![a-z0-9])", re.IGNORECASE)


def contradicted(name: str, version: str, edition: str | None = None) -> list[Fault]:
    """List what the name of a file (`BACI_HS17_Y2020_V202201.csv`) says otherwise than the operator."""
    faults = []
    revision, stated = _REVISION.search(name), _VERSION.search(name)
    if edition and revision and revision[1].upper() != REVISIONS[edition]:
        named = {word: code for code, word in REVISIONS.items()}.get(revision[1].upper())
        says = f"{revision[1]}{f', which is {named}' if named else ''}"
        faults.append(Fault("--edition", "", f"{edition} is {REVISIONS[edition]}, but the name of {name} says {says}"))
    if stated and stated[1].lower() != version.lower().removeprefix("v"):
        faults.append(Fault("--version", "", f"is {shown(version)}, but the name of {name} says {stated[1]}"))
    return faults


def baci(codes: Codes, edition: str, countries: Mapping[str, str], present: int | None = None) -> Format:
    """Build the format of one edition; areas are those of the list of countries, else of UN Comtrade's numbers."""
    year = this_year() if present is None else present
    listed = {number: alpha3 for number, alpha3 in countries.items() if alpha3 in codes.areas}
    # Lists give Belgium-Luxembourg, or Sudan until 2011, the alpha-3 code of a country of today.
    areas = {**codes.comtrade_numbers, **listed, **codes.comtrade_groups}
    # Spreadsheets and statistics programs take codes for numbers and drop a leading zero.
    commodity = f"{edition}-" + given("k").str.zfill(len("010121"))
    no_code = "is no commodity of the edition (BACI's codes have six digits; a lost leading zero is put back)"
    return Format(
        columns=Columns(("t", "i", "j", "k", "v", "q")),
        numbers={"v": NumberColumn(factor=1000), "q": NumberColumn(blank=BLANK)},
        values={
            "reporter": map_codes(given("i"), areas, codes.area),
            "partner": map_codes(given("j"), areas, codes.area),
            "flow": constant(Flow.EXPORT),
            "recency": pl.when(given("t").str.len_chars() == len("2022")).then(recency("t", year)),
            "commodity": map_codes(commodity, codes.by_edition, codes.commodity),
            "primary_value": number("v"),
            "net_weight": number("q"),
            "valuation": constant(Valuation.FOB),
        },
        units=COLUMN_UNITS | {"net_weight": TONNES},
        compiler=COMPILER,
        refusals=(
            refuse_period("t", year),
            *(
                refuse(
                    name,
                    when=pl.col(column).is_null(),
                    reason="is neither in the list of countries nor a number of an area that we know",
                )
                for name, column in (("i", "reporter"), ("j", "partner"))
            ),
            refuse_world("i", "reporter"),
            refuse_world("j", "partner"),
            refuse(
                "k",
                when=pl.col("commodity").is_null() | ~given("k").str.contains("^[0-9]+$"),
                reason=pl.lit(no_code) if edition in codes.editions else reason_of_edition(pl.lit(edition)),
            ),
        ),
    )
