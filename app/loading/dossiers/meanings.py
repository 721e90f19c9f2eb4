"""Checks of dossiers against the open words: each is known, and every figure in a unit that its measure has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.loading import Examination
from app.loading.dossiers import Dossier
from app.loading.dossiers.entry import QuantityEntry
from app.loading.dossiers.records import AgreementEntry, EventEntry, IndicatorEntry, PlanEntry, TradeFlowEntry
from app.loading.reference import Reference
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.quantity import Interval, Undefined, intersection
from app.vocabulary.words import (
    CURRENCY,
    NET_WEIGHT,
    RELATIVE,
    TRADE,
    VALUE,
    Measure,
    OpenWords,
    Presence,
    WordList,
    is_currency,
)

_WHOLE: Final = Interval.between(Fraction(0), Fraction(100), "[]")
_Faults = Iterator[tuple[str, str]]
"""Fields, and what is wrong with each."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What words mean: the open words of a load, and the areas that lie in another."""

    words: OpenWords
    places: frozenset[str]

    @classmethod
    def of(cls, reference: Reference) -> "Meanings":
        """Read them from the reference data."""
        places = frozenset(row["code"] for row in reference.rows["areas"] if row["parent"])
        return cls(OpenWords.of(reference.rows["words"]), places)

    def check(self, dossier: Dossier, examination: Examination) -> None:
        """Check a dossier; what is of an unknown word is not looked at any further."""
        lists = self.words.lists
        units = {**lists[WordList.UNIT], **lists[WordList.CURRENCY]}
        for piece in dossier.evidence():
            if piece.words.stated:
                examination.refer(f"{piece.path}.unit", piece.words.stated.unit, units, "unit")
        for _, _, path, entry in dossier.records():
            faults: Iterable[tuple[str, str]]
            match entry:
                case IndicatorEntry():
                    examination.refer(f"{path}.measure", entry.measure, lists[WordList.MEASURE], "measure")
                    faults = self._in_indicator(entry, self.words.measures.get(entry.measure))
                case EventEntry():
                    examination.refer(f"{path}.kind", entry.kind, lists[WordList.EVENT_KIND], "kind of event")
                    faults = self._in_counts(
                        (f"participants[{index}].count", one.count) for index, one in enumerate(entry.participants)
                    )
                case PlanEntry():
                    examination.refer(f"{path}.kind", entry.kind, lists[WordList.PLAN_KIND], "kind of plan")
                    faults = (
                        *self._in_counts([("item_count", entry.item_count)]),
                        *self._in(VALUE, {"value": entry.value}),
                    )
                case AgreementEntry():
                    count = self._in_counts([("document_count", entry.document_count)])
                    faults = (*count, *self._in(VALUE, {"value": entry.value}))
                case TradeFlowEntry():
                    values = {"primary_value": entry.primary_value, "alternate_value": entry.alternate_value}
                    faults = (
                        *self._in(TRADE, values),
                        *self._in(TRADE, {"growth": entry.growth}, changes=True),
                        *self._in(NET_WEIGHT, {"net_weight": entry.net_weight}),
                    )
                case _:
                    continue
            for field, reason in faults:
                examination.fault(f"{path}.{field}", reason)

    def _in(
        self, measure: Measure, quantities: Mapping[str, QuantityEntry | None], *, changes: bool = False
    ) -> _Faults:
        """Yield the quantities of a measure that are in another unit; its changes may be relative."""
        for field, entry in quantities.items():
            unit = entry.unit if entry else None
            if unit is None or (changes and unit in RELATIVE) or self.words.is_in(measure, unit):
                continue
            if unit in self.words.units or is_currency(unit):
                right = " or ".join("a currency" if one == CURRENCY else one for one in measure.units)
                yield f"{field}.unit", f"{measure} is in {right}{', % or times' if changes else ''}, not in {unit}"

    def _in_counts(self, counts: Iterable[tuple[str, QuantityEntry | None]]) -> _Faults:
        for field, entry in counts:
            unit = self.words.units.get(entry.unit) if entry else None
            if entry and (is_currency(entry.unit) or (unit is not None and not unit.is_count)):
                counted = ", ".join(code for code, each in self.words.units.items() if each.is_count)
                yield f"{field}.unit", f"this is counted, in one of {counted}"

    def _in_indicator(self, entry: IndicatorEntry, measure: Measure | None) -> _Faults:
        """Yield fields and reasons where an indicator is not what its measure says."""
        if measure is None:
            return
        yield from self._in(measure, {"quantity": entry.quantity})
        yield from self._in(measure, {"growth": entry.growth}, changes=True)
        level = entry.quantity and entry.quantity.stated
        if level and not measure.may_be_negative and level.value is not None and level.value < 0:
            yield "quantity", f"{measure} is never negative"
        if level and measure.is_share and isinstance(intersection(level.interval, _WHOLE), Undefined):
            yield "quantity", f"a share of its whole cannot be {quantity_to_text(level)}"
        if measure.is_stock and entry.period:
            yield "period", f"{measure} is a stock: the day, month or year that it was counted at is its as_of"
        if not measure.is_stock and entry.as_of:
            yield "as_of", f"{measure} is no stock: the time that it is over is its period"
        if measure.has_area is (entry.area is None):
            yield "area", f"{measure} is of {'an area' if measure.has_area else 'no area; its scope says of what'}"
        if not measure.of_places and entry.area in self.places:
            yield "area", f"{measure} is of countries, not of places inside them"
        if measure.counterpart is Presence.MUST and entry.counterpart is None:
            yield "counterpart", f"is missing: {measure} is of two areas"
        if measure.counterpart is Presence.NONE and entry.counterpart is not None:
            yield "counterpart", f"{measure} has no counterpart"
