"""The open words of `vocabulary.toml`, and the currencies of ISO 4217 from pycountry: their shape, checks and rows."""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from string import Formatter
from typing import Annotated, Final

import pycountry
from pydantic import Field

from app.loading import Entry, Examination, Plain, TableRow
from app.vocabulary.measures import Flow
from app.vocabulary.words import (
    CURRENCY,
    DOCUMENTS,
    KILOGRAMS,
    OF_GOODS,
    PERCENT,
    PLACES,
    POINTS,
    RELATIVE,
    TONNES,
    Measure,
    Presence,
    Side,
    WordList,
    is_currency,
)

_CURRENCIES: Final = "ISO 4217, from pycountry"
_NEEDED: Final = {*RELATIVE, POINTS, *DOCUMENTS.units, PLACES, KILOGRAMS, TONNES}
"""Units that formulas and files of statistics are written in."""
_NAMES: Final = frozenset(("area", "counterpart", "whose", "others", "country", "mode", "scope"))
"""What a piece of a subject may name."""
_FORMS: Final = {
    "currencies": "[A-Z]{3}",
    **dict.fromkeys(("measures", "plan_kinds", "event_kinds"), "[a-z][a-z0-9_]*"),
}
"""The codes that a list takes, units aside."""


class WordEntry(Entry):
    """A word with its explanation, and where its definition stands."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z%][A-Za-z0-9_]*$", max_length=40)]
    explanation: Plain
    source: Plain

    def row(self, listed: str, position: int) -> TableRow:
        """Return the row of the word in its list, with what code decides by."""
        stated = self.model_dump(mode="json", exclude={"code", "explanation", "source"}, exclude_defaults=True)
        own = {"list": listed, "position": position, "properties": stated}
        return {**own, "code": self.code, "explanation": self.explanation, "source": self.source}


class UnitEntry(WordEntry):
    """A unit, and what it converts to."""

    un_cefact: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,3}$")] | None = None
    converts_to: str | None = None
    factor: Annotated[Decimal | int, Field(gt=0)] | None = None
    is_count: bool = False
    counts_areas: bool = False


class MeasureEntry(WordEntry):
    """A measure of indicators; what it leaves out is as `Measure` has it."""

    units: tuple[str, ...] = Field(min_length=1)
    subject: tuple[Plain, ...] = Field(min_length=1)
    subject_alone: Plain | None = None
    beside: Plain = Measure.beside
    counterpart: Presence = Measure.counterpart
    has_area: bool = Measure.has_area
    of_places: bool = Measure.of_places
    may_be_negative: bool = Measure.may_be_negative
    is_stock: bool = Measure.is_stock
    is_mutual: bool = Measure.is_mutual
    is_count: bool = Measure.is_count
    is_share: bool = Measure.is_share
    share_of: Flow | None = Measure.share_of
    sharer: Side = Measure.sharer
    parts_add_up: bool = Measure.parts_add_up
    is_statistic: bool = Measure.is_statistic
    said_as: tuple[Plain, ...] = Measure.said_as
    is_deficit: bool = Measure.is_deficit
    opposite: Plain = Measure.opposite


class PlanKindEntry(WordEntry):
    """A kind of plan."""

    noun: Plain
    is_level: bool = False


class EventKindEntry(WordEntry):
    """A kind of event."""

    applies: bool = False


class VocabularyFile(Entry):
    """The whole file."""

    units: tuple[UnitEntry, ...]
    measures: tuple[MeasureEntry, ...]
    plan_kinds: tuple[PlanKindEntry, ...]
    event_kinds: tuple[EventKindEntry, ...]
    currencies: tuple[WordEntry, ...] = ()


_LISTS: Final = {
    "units": WordList.UNIT,
    "measures": WordList.MEASURE,
    "plan_kinds": WordList.PLAN_KIND,
    "event_kinds": WordList.EVENT_KIND,
    "currencies": WordList.CURRENCY,
}
"""The lists of the file."""


def word_rows(file: VocabularyFile, examination: Examination) -> tuple[TableRow, ...]:
    """Return the rows of all words, list by list; the currencies are those of ISO 4217 and what the file adds."""
    package = [WordEntry(code=one.alpha_3, explanation=one.name, source=_CURRENCIES) for one in pycountry.currencies]
    listed: dict[str, Sequence[WordEntry]] = {name: getattr(file, name) for name in _LISTS}
    for name, entries in listed.items():
        taken = {entry.code for entry in package} if name == "currencies" else set[str]()
        for index, entry in enumerate(entries):
            examination.once(f"{name}[{index}].code", entry.code, taken, "the code")
            if name in _FORMS and not re.fullmatch(_FORMS[name], entry.code):
                examination.fault(f"{name}[{index}].code", f"has the form {_FORMS[name]}")
    for path, reason in (*_in_units(file.units), *_in_measures(file, {entry.code for entry in package})):
        examination.fault(path, reason)
    listed["currencies"] = (*package, *file.currencies)
    return tuple(
        entry.row(_LISTS[name].value, position)
        for name, entries in listed.items()
        for position, entry in enumerate(entries)
    )


def _in_units(units: Sequence[UnitEntry]) -> Iterator[tuple[str, str]]:
    """Yield places and reasons where a unit has the code of a currency, or converts to nothing."""
    base = {unit.code for unit in units if unit.converts_to is None}
    for index, unit in enumerate(units):
        if is_currency(unit.code) or unit.code == CURRENCY:
            yield f"units[{index}].code", "three capital letters are a currency; write the unit out, in small letters"
        if (unit.converts_to is None) != (unit.factor is None):
            yield f"units[{index}]", "converts_to and factor belong together: one t is 1000 of the kg it converts to"
        elif unit.converts_to is not None and unit.converts_to not in base:
            bases = ", ".join(sorted(base))
            yield f"units[{index}].converts_to", f"must be a unit that converts to no other: one of {bases}"
    for code in _NEEDED - {unit.code for unit in units}:
        yield "units", f"the unit {code!r} is missing, which formulas and files of statistics are written in"


def _in_measures(file: VocabularyFile, currencies: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield places and reasons where a measure names what there is not, or does not fit together."""
    units = {unit.code for unit in file.units}
    for index, measure in enumerate(file.measures):
        path = f"measures[{index}]"
        yield from ((f"{path}.{key}", reason) for key, reason in _in_measure(measure))
        if measure.code in OF_GOODS:
            yield f"{path}.code", f"{measure.code!r} is measured by rows of trade flows"
        for place, unit in enumerate(measure.units):
            if unit in currencies:
                yield f"{path}.units[{place}]", f"write {CURRENCY!r}: an amount may be in any currency"
            elif unit not in units and unit != CURRENCY:
                yield f"{path}.units[{place}]", f"{unit!r} is no unit here; there are {', '.join(sorted(units))}"
        named = {name for piece in measure.subject for _, name, *_ in Formatter().parse(piece) if name is not None}
        if not named <= _NAMES:
            yield f"{path}.subject", f"names {', '.join(sorted(named - _NAMES))}; there are {', '.join(sorted(_NAMES))}"


def _in_measure(measure: MeasureEntry) -> Iterator[tuple[str, str]]:
    """Yield keys and reasons where what is said of a measure does not fit together."""
    if measure.is_share and measure.units != (PERCENT,):
        yield "units", f'a share is in ["{PERCENT}"]'
    if measure.is_share and (measure.parts_add_up or measure.may_be_negative):
        yield "is_share", "a share has parts_add_up = false, and is never negative"
    if measure.share_of is not None and not measure.is_share:
        yield "share_of", "belongs to a share: is_share = true"
    if not measure.has_area and (measure.counterpart is not Presence.NONE or measure.subject_alone is None):
        yield "has_area", 'without an area, counterpart = "none", and subject_alone is told without a scope'
