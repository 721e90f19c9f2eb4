"""Checks of dossiers against the open words: each is known, and every figure in a unit that its measure has."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Final

from app.loading import Entry, Examination
from app.loading.dossiers import Dossier
from app.loading.dossiers.entry import QuantityEntry
from app.loading.dossiers.records import EventEntry, IndicatorEntry, ParticipantEntry, PlanEntry
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.quantity import Interval, Undefined, intersection
from app.vocabulary.words import CURRENCY, NET_WEIGHT, TRADE, VALUE, Measure, OpenWords, Presence, WordList, is_currency

_WHOLE: Final = Interval.between(Fraction(0), Fraction(100), "[]")
_MEASURES: Final = {
    **dict.fromkeys(("primary_value", "alternate_value", "growth"), TRADE),
    "net_weight": NET_WEIGHT,
    "value": VALUE,
}
"""What quantities measure by their field, but for those of indicators, which say so."""
_Faults = Iterator[tuple[str, str]]
"""Fields, and what is wrong with each."""


def check_meanings(dossier: Dossier, examination: Examination, words: OpenWords, places: Collection[str]) -> None:
    """Check a dossier; `places` are areas inside others. What is of an unknown word is not looked at any further."""
    lists = words.lists
    units = {**lists[WordList.UNIT], **lists[WordList.CURRENCY]}
    for piece in dossier.evidence():
        if piece.words.stated:
            examination.refer(f"{piece.path}.unit", piece.words.stated.unit, units, "unit")
    for _, _, path, entry in dossier.records():
        faults: list[tuple[str, str]] = []
        if isinstance(entry, IndicatorEntry):
            examination.refer(f"{path}.measure", entry.measure, lists[WordList.MEASURE], "measure")
            if measure := words.measures.get(entry.measure):
                faults += _in_units({"quantity": measure, "growth": measure}, entry, words)
                faults += _in_indicator(entry, measure, places)
        else:
            faults += _in_units(_MEASURES, entry, words)
        if isinstance(entry, EventEntry):
            examination.refer(f"{path}.kind", entry.kind, lists[WordList.EVENT_KIND], "kind of event")
        if isinstance(entry, PlanEntry):
            examination.refer(f"{path}.kind", entry.kind, lists[WordList.PLAN_KIND], "kind of plan")
        for field, reason in faults:
            examination.fault(f"{path}.{field}", reason)


def _in_units(measures: Mapping[str, Measure], entry: Entry, words: OpenWords) -> _Faults:
    """Yield the quantities that are in another unit than what they measure; changes may be relative."""
    for field, value in entry.parts():
        if isinstance(value, ParticipantEntry):
            yield from ((f"{field}.{name}", reason) for name, reason in _in_units(measures, value, words))
        if not isinstance(value, QuantityEntry):
            continue
        unit, is_change = words.units.get(value.unit), field == "growth"
        if unit is None and not is_currency(value.unit):  # an unknown word, which is told already
            continue
        if field.endswith("count") and not (unit and unit.is_count):
            counted = ", ".join(code for code, each in words.units.items() if each.is_count)
            yield f"{field}.unit", f"this is counted, in one of {counted}"
        measure = measures.get(field)
        fits = measure is None or (is_change and measure.changes_in(value.unit))
        if measure and not fits and not words.is_in(measure, value.unit):
            right = " or ".join("a currency" if one == CURRENCY else one for one in measure.units)
            more = ", % or times" if is_change else ""
            yield f"{field}.unit", f"{measure} is in {right}{more}, not in {value.unit}"


def _in_indicator(entry: IndicatorEntry, measure: Measure, places: Collection[str]) -> _Faults:
    """Yield fields and reasons where an indicator is not what its measure says."""
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
    if not measure.of_places and entry.area in places:
        yield "area", f"{measure} is of countries, not of places inside them"
    if measure.counterpart is Presence.MUST and entry.counterpart is None:
        yield "counterpart", f"is missing: {measure} is of two areas"
    if measure.counterpart is Presence.NONE and entry.counterpart is not None:
        yield "counterpart", f"{measure} has no counterpart"
