"""UN Comtrade: the CSV download and the JSON of the API, one row for each reporter, partner, flow, period, commodity.

Its identity is kept: customs procedure, modes of transport and supply, and second partner at their totals. A column of
these that a file lacks was not asked for, so its rows are totals.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from app.loading.statistics.codes import EDITIONS
from app.loading.statistics.engines.engine import Batch, Column
from app.loading.statistics.formats.breakdowns import BREAKDOWNS
from app.loading.statistics.formats.format import COMMON, OUT_OF_RANGE, VALUATIONS, Format, flow_number
from app.loading.statistics.formats.units import UNITS
from app.loading.statistics.layout import Const, Layout, Ref, statistic
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.trouble import Apart, Refuse, Trouble
from app.vocabulary import ALL_GOODS, BasisKind, Flow, Unit, Valuation

FLOW_CODES: Final = {
    "X": Flow.EXPORT,
    "M": Flow.IMPORT,
    "DX": Flow.DOMESTIC_EXPORT,
    "RX": Flow.RE_EXPORT,
    "FM": Flow.FOREIGN_IMPORT,
    "RM": Flow.RE_IMPORT,
}
PROCESSING: Final = ("MIP", "MOP", "XIP", "XOP")
NO_UNIT: Final = ("-1", "1", "")
_UNIT_LIST: Final = tuple(dict.fromkeys(UNITS.values()))
_NO_FLOW: Final = Refuse("is no flow that we know (X, M, DX, RX, FM, RM)")
_NO_EDITION: Final = Refuse("is no edition of the Harmonized System (H0 to H6)")
_NO_CODE: Final = Refuse("is no commodity of that edition")
_LOST_ZERO: Final = Refuse("is no commodity of that edition; with a leading zero it is one: spreadsheets drop it")
_LEVELS: Final = ("AG1", "AG2", "AG3", "AG4", "AG5", "AG6", "ALL")
_LEVEL: Final = Refuse("is no commodity but asks for all codes of a level; rows have the codes themselves")
_NO_UNIT: Final = Refuse("is no quantity unit of UN Comtrade (2 to 41; -1 for none)")
ESTIMATED: Final = ('["net_weight"]', '["quantity"]', '["net_weight","quantity"]')
"""Figures that may be estimated, as they are stored."""
_NO_FLAG: Final = Refuse("must be true or false")
_PROCESSING: Final = Apart(
    "goods for processing (MIP, MOP, XIP, XOP): a part of imports or exports without a word here"
)
_FREQUENCIES: Final = {"A": 4, "M": 6}
_NO_FREQUENCY: Final = Refuse("do not belong together: A goes with a year, M with a month")


class Comtrade(Format):
    """The rules of UN Comtrade's files."""

    name: ClassVar = "comtrade"
    columns: ClassVar = Columns(
        ("period", "reporterCode", "flowCode", "partnerCode", "classificationCode", "cmdCode", "primaryValue"),
        (
            *BREAKDOWNS,
            *("freqCode", "cifvalue", "fobvalue", "netWgt", "isNetWgtEstimated"),
            *("qtyUnitCode", "qty", "isQtyEstimated"),
        ),
        needs={
            "qty": frozenset({"qtyUnitCode"}),
            "qtyUnitCode": frozenset({"qty"}),
            "isQtyEstimated": frozenset({"qty", "qtyUnitCode"}),
            "isNetWgtEstimated": frozenset({"netWgt"}),
        },
    )
    layout: ClassVar[Layout] = {
        **COMMON,
        **statistic("primary_value"),
        **statistic("alternate_value"),
        **statistic("net_weight", unit_word=str(Unit.KILOGRAMS)),
        **statistic("quantity", unit=Ref("unit")),
        "valuation": Ref("valuation"),
        "estimated": Ref("estimated"),
        "compiled_by": Ref("reporter"),
        "basis_kind": Const(str(BasisKind.REPORTED)),
    }

    def compute(self, batch: Batch) -> Mapping[str, Column]:
        """Compute a batch; the order of these steps is the order in which a row's faults are told."""
        for name, rule in BREAKDOWNS.items():
            if batch.has(name):
                batch.coded(rule, name)
        if batch.has("freqCode"):
            batch.coded(_frequency, "freqCode", "period")
        recency = batch.coded(self._period, "period")
        return {
            "reporter": batch.coded(self._reporter, "reporterCode"),
            "partner": batch.coded(self.codes.area_by_number, "partnerCode"),
            "flow": batch.coded(_flow, "flowCode"),
            "recency": recency,
            "period": recency,
            "frequency": recency,
            "commodity": batch.coded(self._commodity, "classificationCode", "cmdCode"),
            "statement": batch.constant(0),
            **_values(batch),
            **_quantities(batch),
        }

    def decoded(self) -> dict[str, object]:
        """Add the valuations, the units, and which figures are estimated."""
        words = {"valuation": tuple(map(str, VALUATIONS)), "unit": tuple(map(str, _UNIT_LIST)), "estimated": ESTIMATED}
        return super().decoded() | words

    def _reporter(self, number: str) -> int | Refuse:
        return self.unless_world(self.codes.area_by_number(number))

    def _period(self, text: str) -> int | Refuse:
        if len(text) not in _FREQUENCIES.values() or not (text.isascii() and text.isdigit()):
            return OUT_OF_RANGE
        return self.dated(text if len(text) == _FREQUENCIES["A"] else f"{text[:4]}-{text[4:]}")

    def _commodity(self, edition: str, code: str) -> int | Refuse | None:
        if edition not in EDITIONS:
            return _NO_EDITION
        if code == ALL_GOODS:
            return self.codes.commodity(code)
        if edition not in self.codes.editions:
            return Refuse(
                f"is of edition {edition}, whose nomenclature is not loaded;"
                f" `tradefacts import nomenclature FILE --edition {edition}` loads it"
            )
        found = self.codes.commodity(f"{edition}-{code}")
        return self._unknown(edition, code) if found is None else found

    def _unknown(self, edition: str, code: str) -> Refuse:
        """Say what may have become of a code, where that is plain."""
        if code in _LEVELS:
            return _LEVEL
        return _NO_CODE if self.codes.commodity(f"{edition}-0{code}") is None else _LOST_ZERO


def _values(batch: Batch) -> dict[str, Column]:
    """Decide the valuation: whichever of cif and fob the primary value equals; 0 means that one is absent."""
    primary = batch.number("primaryValue", blank=None)
    cif, fob = (
        batch.number(name, least=1) if batch.has(name) else batch.constant(None) for name in ("cifvalue", "fobvalue")
    )
    equals = batch.equal(primary, cif), batch.equal(primary, fob)
    return {
        "primary_value": primary,
        "valuation": batch.decided(_valuation, *equals),
        "alternate_value": batch.taken(batch.decided(_alternate, *equals), cif, fob),
    }


def _quantities(batch: Batch) -> dict[str, Column]:
    """Take weight and quantity; 0 stands for what is not available, and a quantity without a unit is none."""
    nothing = batch.constant(None)
    weight = batch.number("netWgt", least=1) if batch.has("netWgt") else nothing
    quantity = unit = nothing
    if batch.has("qty"):
        unit = batch.coded(_unit, "qtyUnitCode")
        amount = batch.number("qty", least=1)
        quantity = batch.taken(batch.decided(_if_there, unit), amount)
        unit = batch.where(quantity, unit)
    weight_flag, quantity_flag = (
        batch.coded(_flag, name) if batch.has(name) else nothing for name in ("isNetWgtEstimated", "isQtyEstimated")
    )
    return {
        "net_weight": weight,
        "quantity": quantity,
        "unit": unit,
        "estimated": batch.decided(_estimated, batch.where(weight, weight_flag), batch.where(quantity, quantity_flag)),
    }


def _frequency(frequency: str, period: str) -> Refuse | None:
    return None if _FREQUENCIES.get(frequency) == len(period) else _NO_FREQUENCY


def _flow(code: str) -> int | Trouble:
    if code in PROCESSING:
        return _PROCESSING
    return flow_number(FLOW_CODES[code]) if code in FLOW_CODES else _NO_FLOW


def _valuation(is_cif: int, is_fob: int) -> int:
    words = {(1, 1): Valuation.CIF_EQUALS_FOB, (1, 0): Valuation.CIF, (0, 1): Valuation.FOB}
    return VALUATIONS.index(words.get((is_cif, is_fob), Valuation.NOT_STATED))


def _alternate(is_cif: int, is_fob: int) -> int | None:
    """Where the primary value is one of the two, the other is the alternate: cif is number 0, fob number 1."""
    return {(1, 0): 1, (0, 1): 0}.get((is_cif, is_fob))


def _unit(code: str) -> int | Refuse | None:
    if code in NO_UNIT:
        return None
    return _UNIT_LIST.index(UNITS[code]) if code in UNITS else _NO_UNIT


def _if_there(unit: int | None) -> int | None:
    return None if unit is None else 0


def _estimated(weight: int | None, quantity: int | None) -> int | None:
    """Return the number of the figures that are estimated in ESTIMATED."""
    return None if not weight and not quantity else (weight or 0) + 2 * (quantity or 0) - 1


def _flag(text: str) -> int | Refuse | None:
    return {"true": 1, "1": 1, "false": None, "0": None, "": None}.get(text.lower(), _NO_FLAG)
