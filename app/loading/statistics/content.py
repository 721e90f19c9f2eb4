"""What a dataset's files hold, read and checked, and how it gets into its table: rows of trade, or a nomenclature."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from sqlalchemy import Connection, insert

from app.loading.releases.tables import UNINDEXED, table_of
from app.loading.statistics.ahead import ahead
from app.loading.statistics.engines import Engine, Part, engine_for
from app.loading.statistics.formats.format import Format
from app.loading.statistics.formats.nomenclature import Nomenclature
from app.loading.statistics.layout import Const, Layout
from app.loading.statistics.reading.answers import answer
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.reading.survey import Surveyed
from app.loading.statistics.reading.tables import Rows, table
from app.loading.statistics.rejects import Rejects
from app.loading.statistics.trouble import Tally
from app.loading.statistics.writing import write_parts

Progress = Callable[[str, int, int], None]
"""Hears how far a phase has come: its name, how much is done, and of how much."""
READING: Final = "reading"
WRITING: Final = "writing"


class Content(ABC):
    """The rows of one import."""

    table: ClassVar[str]
    columns: Columns

    def __init__(self, files: Sequence[Surveyed], progress: Progress) -> None:
        self.files = files
        self.tally = Tally()
        self.rejects = Rejects()
        self.unread: set[str] = set()
        self.referred: dict[str, set[Any]] = {name: set() for name in UNINDEXED}
        """What the rows written refer to, by the columns of `trade_flows` where a database finds that only slowly."""
        self._progress = progress

    @abstractmethod
    def read(self) -> None:
        """Read and check all rows."""

    @abstractmethod
    def find_doubles(self) -> None:
        """Find the faults that show only when all rows are compared, where nothing will be written."""

    @abstractmethod
    def write(self, connection: Connection, source: str) -> None:
        """Write the rows that have no fault, and find those that show only now."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what lies on the disk."""

    def rows(self, columns: Columns) -> Iterator[Rows]:
        """Go through all files block by block, telling progress in bytes."""
        whole = sum(file.size for file in self.files)
        before = 0
        for place, file in enumerate(self.files):
            at = before

            def on_bytes(position: int, at: int = at) -> None:
                self._progress(READING, at + position, whole)

            yield from answer(place, file, columns) if file.is_json else table(place, file, columns, on_bytes)
            before += file.size
            self._progress(READING, before, whole)


class Flows(Content):
    """Rows of trade, whatever the format."""

    table = "trade_flows"

    def __init__(
        self, files: Sequence[Surveyed], progress: Progress, form: Format, engine: type[Engine] | None = None
    ) -> None:
        super().__init__(files, progress)
        self.form = form
        self.columns = form.columns
        self.engine = (engine or engine_for())(self.tally, self.rejects.add, renumbers=form.renumbers)

    def read(self) -> None:
        """Let the format compute, and the engine keep, block after block."""
        for rows in ahead(self.rows(self.form.columns)):
            self.unread.update(rows.header.unread)
            self.engine.take(rows, self.form.compute)

    def find_doubles(self) -> None:
        """Let the engine sort, for nothing else."""
        for _ in self.engine.parts():
            pass

    def write(self, connection: Connection, source: str) -> None:
        """Write part after part, in the order of the key."""
        done = 0

        def on_rows(count: int) -> None:
            nonlocal done
            done += count
            self._progress(WRITING, done, self.tally.loaded)

        layout = {**self.form.layout, "source": Const(source)}
        decoded = self.form.decoded()
        write_parts(connection, self._watched(layout, decoded), layout, decoded, on_rows)

    def _watched(self, layout: Layout, decoded: Mapping[str, Any]) -> Iterator[Part]:
        """Note on the way what the parts refer to."""
        for part in self.engine.parts():
            for column, seen in self.referred.items():
                filling = layout.get(column, Const(None))
                if isinstance(filling, Const):
                    seen.update({filling.value} - {None})
                else:
                    seen.update(decoded[filling.name][number] for number in part.distinct(filling.name))
            yield part

    def close(self) -> None:
        """Let the engine remove its files."""
        self.engine.close()


class CodesContent(Content):
    """The codes of a nomenclature: thousands, not millions."""

    table = "commodities"

    def __init__(self, files: Sequence[Surveyed], progress: Progress, form: Nomenclature) -> None:
        super().__init__(files, progress)
        self.form = form
        self.columns = form.columns
        self._rows: list[Mapping[str, Any]] = []

    def read(self) -> None:
        """Check block after block, then whether every code's parent is there."""
        for rows in self.rows(self.form.columns):
            self.unread.update(rows.header.unread)
            self.form.take(rows, self.tally, self.rejects.add)
        self._rows = self.form.finished(self.tally, self.rejects.add)

    def find_doubles(self) -> None:
        """There are none left: `read` found them."""

    def write(self, connection: Connection, source: str) -> None:
        """Insert all codes at once."""
        if self._rows:
            connection.execute(insert(table_of(self.table)), [{**row, "source": source} for row in self._rows])
        self._progress(WRITING, len(self._rows), len(self._rows))

    def close(self) -> None:
        """Do nothing: all is in memory."""
