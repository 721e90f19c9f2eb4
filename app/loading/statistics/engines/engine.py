"""What a format may ask of a batch of rows, and what an import asks of an engine.

A format never looks at single rows: it maps the distinct values of columns by functions and combines what comes of it.
So its rules are written once, and an engine decides how to run them over millions of rows.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.loading.statistics.layout import Layout
from app.loading.statistics.reading.tables import Rows
from app.loading.statistics.trouble import Apart, Found, Place, Refuse, Tally, Trouble

Column = Any
"""A column of whole numbers, null where there is nothing; of which type is the engine's own affair."""
Rule = Callable[..., int | Trouble | None]
"""Maps the values of one row's columns; it is run once for each distinct combination."""
Whole = Callable[..., tuple[int | None, ...] | Refuse]
"""Maps the texts of one row's columns to several numbers."""

KEY: Final = ("reporter", "partner", "flow", "recency", "commodity", "statement")
"""What a format has to compute for every row: numbers that sort like the key; the source is the same for all."""
PLACE: Final = ("file", "line")


@dataclass(frozen=True, slots=True)
class Usual:
    """How rows look of which a `Whole` makes the same but for one plain number; an engine may ask it about one of them.

    The number stands in all of the columns `numbers`, and comes first of what is made, as often as there are of these;
    `fixed` says what stands in others.
    """

    numbers: tuple[str, ...]
    fixed: Mapping[str, str]


class Batch(ABC):
    """Some rows of a file under computation."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Say whether the file has a column that it may lack."""

    @abstractmethod
    def coded(self, rule: Rule, *names: str) -> Column:
        """Map what stands in columns of the file; where the rule gives trouble, the row has it."""

    @abstractmethod
    def each(self, rule: Whole, names: Sequence[str], made: int, usual: Usual | None = None) -> list[Column]:
        """Read several columns together; the rule gives a number for each column that is made, or refuses the row."""

    @abstractmethod
    def number(self, name: str, *, least: int = 0, blank: Sequence[str] | None = ("",), factor: int = 1) -> Column:
        """Read numbers in 1/SCALE; those below `least`, and what counts as blank, are null. None: nothing may be."""

    @abstractmethod
    def equal(self, one: Column, other: Column) -> Column:
        """Give 1 where both are there and equal, else 0."""

    @abstractmethod
    def decided(self, rule: Callable[..., int | None], *columns: Column) -> Column:
        """Map computed columns of few distinct values."""

    @abstractmethod
    def taken(self, which: Column, *columns: Column) -> Column:
        """Take for each row what stands in the column of that number (from 0), null where there is no number."""

    @abstractmethod
    def where(self, there: Column, column: Column) -> Column:
        """Give the column where another is there, null elsewhere."""

    @abstractmethod
    def constant(self, value: int | None) -> Column:
        """Give the same for all rows."""


class Part(ABC):
    """Rows in the order of the key, each with a key of its own, ready to write."""

    size: int

    @abstractmethod
    def pieces(self, size: int) -> Iterator["Part"]:
        """Cut it into pieces of at most this many rows."""

    @abstractmethod
    def constants(self, names: Sequence[str]) -> dict[str, int | str | None]:
        """Give of the named columns those that hold the same everywhere, with what they hold."""

    @abstractmethod
    def distinct(self, name: str) -> set[int | str]:
        """Give what stands in a column."""

    @abstractmethod
    def missing(self, names: Sequence[str]) -> frozenset[str]:
        """Give those of the named columns that are null in some rows."""

    @abstractmethod
    def columns(self, names: Sequence[str], decoded: Mapping[str, Any], nothing: str | None = None) -> list[list[Any]]:
        """Give columns as lists; numbers give way to what they stand for in `decoded`, and null to `nothing`."""

    @abstractmethod
    def copy_text(self, layout: Layout, decoded: Mapping[str, Any]) -> bytes:
        """Give the rows as PostgreSQL's COPY reads them (csv)."""


class Engine(ABC):
    """Takes rows block by block, keeps what will be loaded, and gives it back sorted."""

    def __init__(
        self, tally: Tally, on_refused: Callable[[Place, list[Found]], None], *, renumbers: bool = False
    ) -> None:
        self._renumbers = renumbers
        self._tally = tally
        self._on_refused = on_refused
        self._verdicts = Verdicts()
        self._caches: dict[Any, Any] = {}

    @abstractmethod
    def take(self, rows: Rows, compute: Callable[[Batch], Mapping[str, Column]]) -> None:
        """Compute a block's rows and keep those without trouble."""

    @abstractmethod
    def parts(self) -> Iterator[Part]:
        """Go through what is kept, in the order of the key; rows that share a key are refused, all of them."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what lies on the disk."""


DUPLICATE: Final = "has the key of another row: reporter, partner, flow, period and commodity are the same"


class Verdicts:
    """Numbers the troubles of an import, so that an engine can keep them in columns; 0 is no trouble."""

    def __init__(self) -> None:
        self._numbers: dict[Trouble, int] = {}
        self._troubles: list[Trouble | None] = [None]

    def number(self, trouble: Trouble) -> int:
        """Give the number of a trouble."""
        if trouble not in self._numbers:
            self._numbers[trouble] = len(self._troubles)
            self._troubles.append(trouble)
        return self._numbers[trouble]

    def of(self, number: int) -> Trouble | None:
        """Give the trouble of a number."""
        return self._troubles[number]


def judge(
    verdicts: Verdicts, numbers: Sequence[int], named: Sequence[tuple[str, Callable[[], str]]]
) -> Apart | list[Found]:
    """Decide about a row with trouble: a rule that sets it apart comes before its faults, else all faults count."""
    troubles = [verdicts.of(number) for number in numbers]
    for trouble in troubles:
        if isinstance(trouble, Apart):
            return trouble
    return [
        Found(trouble.reason, column, value())
        for trouble, (column, value) in zip(troubles, named, strict=True)
        if isinstance(trouble, Refuse)
    ]
