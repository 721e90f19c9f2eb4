"""Columns by name: which a format reads, and where they stand in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz.distance import OSA

from app.loading.faults import Fault, Refused, shown, suggestion

_LISTED: Final = 60
"""Columns that are named at most."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a format reads; where `is_closed`, a file may have no others.

    `needs` names for a column those without which it says nothing: it is read only where they are.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    is_closed: bool = False
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        """Both kinds."""
        return (*self.required, *self.optional)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a file: its names as they stand, and at which place the columns that we read are."""

    names: tuple[str, ...]
    places: dict[str, int]

    @property
    def width(self) -> int:
        """How many fields a row has; one more may stand there empty, for some writers end lines with a comma."""
        return len(self.names)

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of columns that we do not read."""
        read = set(self.places.values())
        return tuple(name for place, name in enumerate(self.names) if place not in read)


def canonical(name: str) -> str:
    """Write `reporterCode`, `reporter_code` and `Reporter Code` alike: letters and digits without case."""
    return "".join(filter(str.isalnum, name)).lower()


def header_of(file: str, names: Sequence[str], columns: Columns) -> Header:
    """Find the columns; raise Refused with every missing, doubled, misspelled or (in a closed format) unknown one."""
    if len(names) > 1 and not names[-1].strip():
        names = names[:-1]
    wanted = {canonical(name): name for name in columns.all}
    places: dict[str, int] = {}
    others: list[str] = []
    faults: list[str] = []
    for place, name in enumerate(names):
        column = wanted.get(canonical(name))
        if column is None:
            others.append(name)
        elif column in places:
            faults.append(f"the column {shown(name)} stands there twice")
        else:
            places[column] = place
    if columns.is_closed:
        faults += [f"unknown column {shown(name)}{suggestion(name, columns.all)}" for name in others[:_LISTED]]
        faults += [f"{len(others) - _LISTED} more unknown columns"] * (len(others) > _LISTED)
    else:
        faults += _misspelled(others, [name for name in columns.optional if name not in places])
    missing = [name for name in columns.required if name not in places]
    if missing:
        faults.append(f"these columns are missing: {', '.join(missing)}; there are {_listed(names)}")
    if faults:
        raise Refused([Fault(file, "line 1", fault) for fault in faults])
    return Header(
        tuple(names),
        {name: place for name, place in places.items() if columns.needs.get(name, frozenset()) <= places.keys()},
    )


def _misspelled(names: Sequence[str], missing: Sequence[str]) -> list[str]:
    """Tell of names one slip away from a column that is not there, for without it rows would be taken for others."""
    return [
        f"the column {shown(name)} is not known; did you mean {shown(column)}?"
        for name in names
        for column in missing
        if OSA.distance(canonical(name), canonical(column), score_cutoff=1) <= 1
    ]


def _listed(names: Sequence[str]) -> str:
    text = ", ".join(shown(name) for name in names[:_LISTED])
    hint = next((mark for mark in (";", "\t", "|") if len(names) == 1 and mark in names[0]), None)
    return f"{text}; columns are separated by commas, not by {hint!r}" if hint else text
