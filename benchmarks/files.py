"""The two files that are imported, and the table that takes each of them as it stands, for those who check nothing.

A plain table has no more columns than it needs. UN Comtrade's download is what imports are for; of its twenty columns
ours makes thirty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.data import COLUMNS, DATA, DOWNLOAD, Rows, reference


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its columns, which of them are numbers and which the key, and what they refer to."""

    form: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    key: tuple[str, ...]
    parents: Mapping[str, str]
    indexed: tuple[str, ...]

    def file(self, size: str) -> Path:
        """Give the file of so many rows, shuffled."""
        rows = Rows(size)
        if self is TABLE:
            return rows.write_shuffled(DATA / size / "flows.csv")
        return rows.write_download(DATA / size / "download.csv")

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
        if self is TABLE:
            yield "areas", [(row["code"],) for row in rows["areas"]]
            yield "commodities", [(row["id"],) for row in rows["commodities"]]
        else:
            yield "areas", [(str(int(row["m49"])),) for row in rows["areas"] if row["m49"]]
            yield "commodities", [(row["code"],) for row in rows["commodities"] if row["edition"] == "H6"]


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
