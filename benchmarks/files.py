"""The two files that are imported, and the table that takes each of them as it stands, for those who check nothing.

A plain table has no more columns than it needs. UN Comtrade's download is what imports are for; of its twenty columns
ours makes thirty. A third file has these thirty ready, in the order of the download, for peers that make nothing of
what they read: their table then has our columns, our key and our indexes.
"""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.data import COLUMNS, DATA, DOWNLOAD, SOURCE, Rows, reference


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its columns, which of them are numbers and which the key, and what they refer to."""

    form: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    key: tuple[str, ...]
    parents: dict[str, str]
    indexed: tuple[str, ...]

    def file(self, size: str) -> Path:
        """Give the file of so many rows, shuffled."""
        rows = Rows(size)
        if self is TABLE:
            return rows.write_shuffled(DATA / size / "flows.csv")
        if self is DOWNLOADED:
            return rows.write_download(DATA / size / "download.csv")
        return DATA / size / "prepared.csv"

    def declared(self, text: str) -> str:
        """Declare the columns, texts as an engine would have them."""
        return ", ".join(f"{name} {'bigint' if name in self.numbers else text}" for name in self.columns)

    @property
    def primary(self) -> str:
        """Declare the key."""
        return f"PRIMARY KEY ({', '.join(self.key)})"

    @property
    def references(self) -> tuple[str, ...]:
        """Declare the foreign keys that our table has, on the columns that the rows fill."""
        return tuple(f"FOREIGN KEY ({column}) REFERENCES {table} (key)" for column, table in self.parents.items())

    @property
    def indexes(self) -> tuple[str, ...]:
        """Make the indexes that our table has besides its key."""
        return tuple(
            f"CREATE INDEX by_{first} ON flows ({', '.join((first, *(part for part in self.key if part != first)))});"
            for first in self.indexed
        )

    def rows_of_parents(self) -> Iterator[tuple[str, list[tuple[str]]]]:
        """Give the tables that are referred to, with their keys as this file spells them."""
        rows = reference().rows
        if self is not DOWNLOADED:
            yield "areas", [(row["code"],) for row in rows["areas"]]
            yield "commodities", [(row["id"],) for row in rows["commodities"]]
            yield "sources", [(SOURCE,)]
        else:
            yield "areas", [(str(int(row["m49"])),) for row in rows["areas"] if row["m49"]]
            yield "commodities", [(row["code"],) for row in rows["commodities"] if row["edition"] == "H6"]


_PARTS: Final = ("amount", "lower", "upper", "unit", "bounds")
TABLE: Final = Kind(
    form="flows",
    columns=COLUMNS,
    numbers=("value", "net_weight"),
    key=("reporter", "partner", "flow", "period", "commodity"),
    parents={"reporter": "areas", "partner": "areas", "commodity": "commodities"},
    indexed=("partner", "commodity"),
)
DOWNLOADED: Final = Kind(
    form="comtrade",
    columns=DOWNLOAD,
    numbers=("qty", "netWgt", "cifvalue", "fobvalue", "primaryValue"),
    key=("reporterCode", "partnerCode", "flowCode", "period", "cmdCode"),
    parents={"reporterCode": "areas", "partnerCode": "areas", "cmdCode": "commodities"},
    indexed=("partnerCode", "cmdCode"),
)
PREPARED: Final = Kind(
    form="prepared",
    columns=(
        *("reporter", "partner", "flow", "recency", "commodity", "source", "statement", "period", "frequency"),
        *(f"{name}_{part}" for name in ("primary_value", "net_weight", "quantity") for part in _PARTS),
        *("compiled_by", "basis_kind", "valuation", "estimated", "line"),
    ),
    numbers=(
        *("recency", "statement", "line"),
        *(f"{name}_{part}" for name in ("primary_value", "net_weight", "quantity") for part in _PARTS[:3]),
    ),
    key=("reporter", "partner", "flow", "recency", "commodity", "source", "statement"),
    parents={
        "reporter": "areas",
        "partner": "areas",
        "compiled_by": "areas",
        "commodity": "commodities",
        "source": "sources",
    },
    indexed=("partner", "commodity", "source"),
)


def prepare(size: str, release: Path) -> None:
    """Write the columns that an import of the download fills as they lie in a release, in the order of the download."""
    file = PREPARED.file(size)
    if file.exists():
        return
    with closing(sqlite3.connect(release)) as connection, file.with_suffix(".making").open("w", newline="") as out:
        columns = ", ".join(PREPARED.columns)
        rows = connection.execute(f"SELECT {columns} FROM trade_flows WHERE source = ? ORDER BY line", (SOURCE,))  # noqa: S608  # our names
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(PREPARED.columns)
        writer.writerows(rows)
    file.with_suffix(".making").rename(file)
