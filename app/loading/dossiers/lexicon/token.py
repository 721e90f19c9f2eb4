"""What a number in a text says: how it may be read, and what it amounts to in a unit."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from app.vocabulary import Unit


class NumberKind(StrEnum):
    """What a number word does: count, put in order, name a part, or multiply."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    MULTIPLE = "multiple"


class Reading(NamedTuple):
    """One way to read a number: "a third" is one part of three, or one more after two."""

    kind: NumberKind
    value: Fraction


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number in a text, from `start` to `end` in code points without its sign; `unit` is %, times or a currency."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    unit: str | None = None

    def amounts(self, unit: Unit) -> frozenset[Fraction]:
        """Give what the number may amount to in a unit: a third is 100/3 in per cent, and nothing in dollars."""
        return frozenset(amount for reading in self.readings if (amount := self._amount(reading, unit)) is not None)

    def _amount(self, reading: Reading, unit: Unit) -> Fraction | None:
        match reading.kind:
            case NumberKind.FRACTION if unit is Unit.PERCENT:
                return reading.value * 100
            case NumberKind.MULTIPLE if unit is Unit.TIMES:
                return reading.value
            case NumberKind.CARDINAL if self.unit == unit or (self.unit is None and unit not in _MARKED):
                return reading.value
        return None


_MARKED: Final = (Unit.PERCENT, Unit.TIMES)
"""Units that a number only has when the text says so."""
