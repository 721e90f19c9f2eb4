"""Columns by name: which a format reads, and where they stand in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from app.loading.faults import LISTED, Fault, Refused, listed, shown


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a format reads.

    `needs` names for a column those without which it says nothing: it is read only where they are. `refused` are
    endings of names that a file may not have, with the reason. `headings` are the names that a layout has for columns
    where they are not ours. `others` are other layouts: a file is of the one of which it has most.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    why_refused: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    others: tuple["Columns", ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The columns of this layout, required and optional."""
        return (*self.required, *self.optional)

    @property
    def all(self) -> tuple[str, ...]:
        """The columns of every layout."""
        return tuple(dict.fromkeys(name for layout in (self, *self.others) for name in layout.own))

    def heading(self, column: str) -> str:
        """Return what the layout calls a column."""
        return self.headings.get(column, column)

    def layout_of(self, names: Sequence[str]) -> "Columns":
        """Return the layout of whose required columns a file with these names has most."""
        there = set(map(canonical, names))

        def count(layout: Columns) -> int:
            return sum(canonical(layout.heading(name)) in there for name in layout.required)

        return max((self, *self.others), key=count)


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a file: its names as they stand, and at which place the columns that we read are."""

    names: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of columns that we do not read."""
        read = set(self.places.values())
        return tuple(name for place, name in enumerate(self.names) if place not in read)


def canonical(name: str) -> str:
    """Write `reporterCode`, `reporter_code` and `Reporter Code` alike: letters and digits without case."""
    return "".join(filter(str.isalnum, name)).lower()


def header_of(file: str, names: Sequence[str], columns: Columns) -> Header:
    """Find the columns; raise Refused with every one that is missing, doubled, misspelled or not for this format."""
    columns = columns.layout_of(names)
    wanted = {canonical(columns.heading(name)): name for name in columns.own}
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
    faults += [
        f"the column {shown(name)} is refused: {columns.why_refused}"
        for name in others[:LISTED]
        if columns.refused and canonical(name).endswith(columns.refused)
    ]
    faults += _misspelled(others, [columns.heading(name) for name in columns.optional if name not in places])
    missing = [columns.heading(name) for name in columns.required if name not in places]
    if missing:
        faults.append(f"these columns are missing: {', '.join(missing)}; there are {listed(names)}")
    if faults:
        raise Refused([Fault(file, "line 1", fault) for fault in faults])
    read = {name: place for name, place in places.items() if places.keys() >= {*columns.needs.get(name, ())}}
    return Header(tuple(names), read)


def _misspelled(names: Sequence[str], missing: Sequence[str]) -> list[str]:
    """Find names one slip away from a column that is not there: without it rows would be taken for others."""
    return [
        f"the column {shown(name)} is not known; did you mean {shown(column)}?"
        for name in names
        for column in missing
        if OSA.distance(canonical(name), canonical(column), score_cutoff=1) <= 1
    ]
