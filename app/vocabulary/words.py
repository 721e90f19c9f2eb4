"""Open words, which reviewed data list: measures, units, currencies, kinds. Here is what code must know of a word.

Code decides by the properties of a word, never by its name; a new word takes no line of code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Self

from app.vocabulary.measures import Flow
from app.vocabulary.terms import Term

PERCENT: Final = "%"
TIMES: Final = "times"
RELATIVE: Final = (PERCENT, TIMES)
"""The units of a change that is relative to the level before."""
POINTS: Final = "pp"  # percentage points
USD: Final = "USD"
"""The currency of official statistics, and of bounds that name none."""
PLACES: Final = "place"
"""The unit of a place in an order, 1 for the first."""
KILOGRAMS: Final = "kg"
TONNES: Final = "t"
CURRENCY: Final = "currency"
"""Among the units of a measure, any currency; and the name of their list."""


def is_currency(unit: str | None) -> bool:
    """Return whether a unit is a currency: the codes of ISO 4217, three capital letters, which no other unit is."""
    return unit is not None and len(unit) == 3 and unit.isalpha() and unit.isupper()  # noqa: PLR2004  # as ISO has it


def kind_of(unit: str) -> str:
    """Return what makes figures comparable, if not equal: their unit, or for an amount of money that it is one."""
    return CURRENCY if is_currency(unit) else unit


class Side(StrEnum):
    """A side of what is measured."""

    AREA = "area"
    COUNTERPART = "counterpart"


class Presence(StrEnum):
    """Whether something must be stated, may be, or has no meaning."""

    MUST = "must"
    MAY = "may"
    NONE = "none"


@dataclass(frozen=True, eq=False, repr=False)
class OpenWord(str):  # noqa: SLOT000  # a dataclass with slots is made anew, which a text cannot be
    """A word of an open list: a text, compared by its code alone, and what is known of it."""

    code: str
    explanation: str = ""
    source: str = ""

    def __new__(cls, code: str, *_: object, **__: object) -> Self:
        """Build the text."""
        return super().__new__(cls, code)

    @property
    def properties(self) -> dict[str, Any]:
        """What code decides by, by name."""
        own = (field.name for field in fields(self) if field.name not in {field.name for field in fields(OpenWord)})
        return {name: getattr(self, name) for name in own}


@dataclass(frozen=True, eq=False, repr=False)
class Unit(OpenWord):
    """A unit, other than a currency.

    A number in it is `factor` times as many of the unit that it `converts_to`. `is_count` where it counts one by one,
    `counts_areas` where it counts areas, which a source may name.
    """

    un_cefact: str | None = None
    converts_to: str | None = None
    factor: str = "1"
    is_count: bool = False
    counts_areas: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Measure(OpenWord):
    """What is measured.

    `units` are those it may be in, besides what converts to them. `subject` are the pieces of a sentence's subject, of
    which one whose name is not known is left out, and `subject_alone` what stands where none is left; `beside` is the
    preposition of a counterpart. `is_count` where the subject says what is counted. A `is_mutual` one is of both sides
    alike. A share is of the whole `share_of`, a flow: of the pair's where the `sharer` is the area, else of the area's
    trade with the World. `parts_add_up` where a part is never more than the whole. `of_places` where places inside a
    country carry it. Without `has_area`, the scope alone says what it is of. Texts name it by the words of
    `said_as`. An `is_deficit` one states what claims of a deficit in goods are of; below nothing it is its `opposite`.
    """

    units: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    subject_alone: str = ""
    beside: str = "with"
    counterpart: Presence = Presence.MAY
    has_area: bool = True
    of_places: bool = True
    may_be_negative: bool = False
    is_stock: bool = False
    is_mutual: bool = False
    is_count: bool = False
    is_share: bool = False
    share_of: Flow | None = None
    sharer: Side = Side.COUNTERPART
    parts_add_up: bool = True
    is_statistic: bool = True
    said_as: tuple[str, ...] = ()
    is_deficit: bool = False
    opposite: str = ""
    is_of_goods: bool = False

    def changes_in(self, unit: str) -> bool:
        """Return whether a change may be in a unit that the level is not in: relative, or in points of a per cent."""
        return unit in RELATIVE or (unit == POINTS and PERCENT in self.units)

    def floor(self, unit: str, *, is_change: bool) -> Fraction | None:
        """Return the least that can be claimed: nothing falls by more than all of it; a change in units has none."""
        if not is_change and self.may_be_negative and unit not in RELATIVE:
            return None
        if not is_change or unit == TIMES:
            return Fraction(0)
        return Fraction(-100) if unit == PERCENT else None


@dataclass(frozen=True, eq=False, repr=False)
class PlanKind(OpenWord):
    """A kind of plan: what is planned, as a noun, and whether it is a level to be reached, told as an aim."""

    noun: str = "a plan"
    is_level: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class EventKind(OpenWord):
    """A kind of event; one that `applies` from a day on does not take place on it."""

    applies: bool = False


class WordList(Term):
    """The lists of open words, by the names under which they are served, and what their words are about."""

    MEASURE = "indicator-measure", "What an indicator measures."
    UNIT = "unit", "The base units, other than currencies; numbers are never in millions."
    CURRENCY = "currency", "The currencies of amounts (ISO 4217); nothing is converted."
    PLAN_KIND = "plan-kind", "What a plan is about."
    EVENT_KIND = "event-kind", "What an event is."


CLASSES: Final[Mapping[str, type[OpenWord]]] = {
    WordList.MEASURE: Measure,
    WordList.UNIT: Unit,
    WordList.CURRENCY: OpenWord,
    WordList.PLAN_KIND: PlanKind,
    WordList.EVENT_KIND: EventKind,
}
"""What the words of each list are."""

TRADE: Final = Measure(
    "trade",
    "The value of goods that move from one area to another, or of their turnover.",
    units=(CURRENCY,),
    is_of_goods=True,
)
NET_WEIGHT: Final = Measure(
    "net_weight", "The net weight of goods that move from one area to another.", units=(KILOGRAMS,), is_of_goods=True
)
OF_GOODS: Final = (TRADE, NET_WEIGHT)
"""What is measured of goods that move between two areas, by rows of trade flows."""
DOCUMENTS: Final = Measure("documents", units=("documents",), is_count=True, subject_alone="the number of documents")
ITEMS: Final = Measure("items", is_count=True, subject_alone="the number of items")
VALUE: Final = Measure("value", units=(CURRENCY,), subject_alone="the value")
QUANTITY: Final = Measure("quantity", subject_alone="the size")
"""What agreements and plans measure by fields of their own."""


@dataclass(frozen=True)
class OpenWords:
    """All open words of a release, by the name of their list and by code, in the order of the file."""

    lists: Mapping[str, Mapping[str, OpenWord]]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """Read them from rows of their table; in JSON, terms are texts and tuples lists."""
        lists: dict[str, dict[str, OpenWord]] = {listed: {} for listed in WordList}
        for row in rows:
            known = {name: _READ[name](value) if name in _READ else value for name, value in row["properties"].items()}
            word = CLASSES[row["list"]](row["code"], row["explanation"], row["source"], **known)
            lists[row["list"]][word.code] = word
        return cls(lists)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """What can be measured: first what trade flows measure, then the measures of indicators."""
        every = (*OF_GOODS, *self.lists[WordList.MEASURE].values())
        return {each.code: each for each in every if isinstance(each, Measure)}

    @cached_property
    def aims(self) -> tuple[str, ...]:
        """The kinds of plan that are a level to be reached."""
        kinds = self.lists[WordList.PLAN_KIND].items()
        return tuple(code for code, kind in kinds if isinstance(kind, PlanKind) and kind.is_level)

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """The units that are no currencies."""
        return {code: unit for code, unit in self.lists[WordList.UNIT].items() if isinstance(unit, Unit)}

    @cached_property
    def _scales(self) -> Mapping[str, Mapping[str, Fraction]]:
        """By the unit that they convert to, the units of one kind and their factors."""
        scales: dict[str, dict[str, Fraction]] = {}
        for code, unit in self.units.items():
            scales.setdefault(unit.converts_to or code, {})[code] = Fraction(unit.factor)
        return scales

    def factors_to(self, code: str) -> Mapping[str, Fraction]:
        """Return by what a number in each unit of one kind is multiplied to be in a unit; nothing for a currency."""
        unit = self.units.get(code)
        scale = self._scales[unit.converts_to or code] if unit else {}
        return {other: factor / scale[code] for other, factor in scale.items()} if len(scale) > 1 else {}

    def is_in(self, measure: Measure, unit: str) -> bool:
        """Return whether a unit is one that a measure is in, or converts to one."""
        kind = CURRENCY if is_currency(unit) else unit
        return kind in measure.units or not self.factors_to(unit).keys().isdisjoint(measure.units)


_READ: Final[Mapping[str, Callable[[Any], object]]] = {
    **dict.fromkeys(("units", "subject", "said_as"), tuple),
    "factor": str,
    "counterpart": Presence,
    "sharer": Side,
    "share_of": Flow,
}
"""How properties are read that JSON does not hold as they are."""
