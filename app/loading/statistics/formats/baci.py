"""BACI of CEPII: exporter to importer, reconciled from both sides' reports; no reporter stands behind its values."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from app.loading.faults import Fault, shown
from app.loading.statistics.codes import Codes
from app.loading.statistics.engines.engine import Batch, Column
from app.loading.statistics.formats.format import COMMON, OUT_OF_RANGE, Format, flow_number
from app.loading.statistics.layout import Const, Layout, statistic
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.trouble import Refuse
from app.vocabulary import BasisKind, Flow, Unit, Valuation

COMPILER: Final = "cepii"
"""The actor who compiles it."""
REVISIONS: Final = {"H0": "HS92", "H1": "HS96", "H2": "HS02", "H3": "HS07", "H4": "HS12", "H5": "HS17", "H6": "HS22"}
"""The editions by UN Comtrade's name and by CEPII's."""
COUNTRIES: Final = Columns(("country_code", "iso_3digit_alpha"))
"""What is read of the list of countries that comes with a version."""
_REVISION: Final = re.compile(r"(?<![a-z0-9])(HS[0-9]{2})(?![a-z0-9])", re.IGNORECASE)
_VERSION: Final = re.compile(r"(?<![a-z0-9])V([0-9]{6}[a-z]?)(?![a-z0-9])", re.IGNORECASE)
_THOUSAND: Final = 1000
_NO_AREA: Final = Refuse("is neither in the list of countries nor a number of an area that we know")
_NO_CODE: Final = Refuse(
    "is no commodity of the edition (BACI's codes have six digits; a lost leading zero is put back)"
)


def contradicted(name: str, edition: str, version: str) -> list[Fault]:
    """Hold what the operator says of a file against its name, as in `BACI_HS17_Y2020_V202201.csv`."""
    faults = []
    revision, stated = _REVISION.search(name), _VERSION.search(name)
    if revision and revision[1].upper() != REVISIONS[edition]:
        known = {word: code for code, word in REVISIONS.items()}.get(revision[1].upper())
        says = f"{revision[1]}{f', which is {known}' if known else ''}"
        faults.append(Fault("--edition", "", f"{edition} is {REVISIONS[edition]}, but the name of {name} says {says}"))
    if stated and stated[1].lower() != version.lower().removeprefix("v"):
        faults.append(Fault("--version", "", f"is {shown(version)}, but the name of {name} says {stated[1]}"))
    return faults


class Baci(Format):
    """The rules of BACI's files; countries are found by our numbers, else by the alpha-3 code that the list gives."""

    name: ClassVar = "baci"
    columns: ClassVar = Columns(("t", "i", "j", "k", "v", "q"))
    layout: ClassVar[Layout] = {
        **COMMON,
        **statistic("primary_value"),
        **statistic("net_weight", unit_word=str(Unit.TONNES)),
        "valuation": Const(str(Valuation.FOB)),
        "compiler": Const(COMPILER),
        "basis_kind": Const(str(BasisKind.RECONCILED)),
    }

    def __init__(
        self,
        codes: Codes,
        edition: str = "H0",
        countries: Mapping[str, str] | None = None,
        present: int | None = None,
    ) -> None:
        super().__init__(codes, present)
        self._edition = edition
        self._countries = countries or {}

    def compute(self, batch: Batch) -> Mapping[str, Column]:
        """Compute a batch: values are given in thousand USD, weights in tonnes, "NA" where there is none."""
        recency = batch.coded(self._year, "t")
        return {
            "reporter": batch.coded(self._area, "i"),
            "partner": batch.coded(self._area, "j"),
            "flow": batch.constant(flow_number(Flow.EXPORT)),
            "recency": recency,
            "period": recency,
            "frequency": recency,
            "commodity": batch.coded(self._commodity, "k"),
            "statement": batch.constant(0),
            "primary_value": batch.number("v", blank=None, factor=_THOUSAND),
            "net_weight": batch.number("q", blank=("", "NA")),
        }

    def _year(self, text: str) -> int | Refuse:
        return self.dated(text) if len(text) == len("2022") else OUT_OF_RANGE

    def _area(self, number: str) -> int | Refuse:
        found = self.codes.area_by_number(number)
        if isinstance(found, Refuse):
            found = self.codes.area(self._countries.get(number, ""))
        return self.unless_world(_NO_AREA if isinstance(found, Refuse) else found)

    def _commodity(self, code: str) -> int | Refuse:
        """Find a product; spreadsheets and statistics programs take codes for numbers and drop a leading zero."""
        if not (code.isascii() and code.isdigit()):
            return _NO_CODE
        found = self.codes.commodity(f"{self._edition}-{code.zfill(6)}")
        if found is not None:
            return found
        if self._edition not in self.codes.editions:
            return Refuse(
                f"is of edition {self._edition}, whose nomenclature is not loaded;"
                f" `tradefacts import nomenclature FILE --edition {self._edition}` loads it"
            )
        return _NO_CODE
