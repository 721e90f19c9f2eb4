"""What keeps a row from being loaded: a rule that sets it apart, or a fault for which it is refused."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.loading.faults import Fault, shown

FIRST: Final = 5
"""Rows that are named for one reason."""
KINDS: Final = 100
"""Reasons that are told one by one; a reason may repeat what stands in a row."""
_OTHERS: Final = (f"has a fault of another kind; only the first {KINDS} kinds are told one by one", "")


@dataclass(frozen=True, slots=True)
class Apart:
    """A stated rule by which rows are not loaded; no fault of theirs."""

    rule: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Why a row cannot be loaded; the values it found are told beside it, so they are not part of the reason."""

    reason: str


Trouble = Apart | Refuse


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the number of its file among those imported, and its line."""

    file: int
    line: int


@dataclass(frozen=True, slots=True)
class Found:
    """A fault of one row: the column and what stood there, where one column is to blame."""

    reason: str
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.column, shown(self.value) if self.column else "", self.reason)))


@dataclass(slots=True)
class Kind:
    """All rows with one fault: how many, in which files, and the first of them."""

    count: int = 0
    files: set[int] = field(default_factory=set)
    first: list[tuple[Place, str]] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What became of every row: read = loaded + set apart + refused."""

    read: int = 0
    apart: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    kinds: defaultdict[tuple[str, str], Kind] = field(default_factory=lambda: defaultdict(Kind))
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def loaded(self) -> int:
        """Rows that load."""
        return self.read - self.refused - self.apart.total()

    def set_apart(self, rule: str, count: int = 1) -> None:
        """Count rows that a rule sets apart."""
        self.apart[rule] += count

    def refuse(self, place: Place, found: Iterable[Found]) -> None:
        """Count a row that is refused, under each of its faults."""
        self.refused += 1
        for one in found:
            name = one.reason, one.column
            kind = self.kinds[name if name in self.kinds or len(self.kinds) < KINDS else _OTHERS]
            kind.count += 1
            kind.files.add(place.file)
            if len(kind.first) < FIRST:
                kind.first.append((place, one.value))

    def faults(self, files: Sequence[str]) -> list[Fault]:
        """Tell every kind of fault once, up to KINDS and a last one for all others, with its count and first rows."""
        return [
            Fault(_file_of(kind, files), column, f"{reason}: {_counted(kind, column, files)}")
            for (reason, column), kind in self.kinds.items()
        ]

    def refused_by_reason(self) -> Mapping[str, int]:
        """Give how many rows have each fault; a row with two faults counts under both."""
        return {" ".join(filter(None, (column, reason))): kind.count for (reason, column), kind in self.kinds.items()}


def _file_of(kind: Kind, files: Sequence[str]) -> str:
    (first, *others) = sorted(kind.files)
    return f"{len(kind.files)} files" if others else files[first]


def _counted(kind: Kind, column: str, files: Sequence[str]) -> str:
    several = len(kind.files) > 1
    rows = (
        (f"{files[place.file]} line " if several else "") + str(place.line) + (f" ({shown(value)})" if column else "")
        for place, value in kind.first
    )
    more = ", ..." if kind.count > len(kind.first) else ""
    said = f"{kind.count} {'row' if kind.count == 1 else 'rows'}, {'' if several else 'line '}"
    return f"{said}{', '.join(rows)}{more}"
