"""The made-up statistics that every measure is taken on: the same rows for the same size, on every machine.

A pair of countries has 1,000 rows (five years, two flows, a hundred subheadings of HS 2022, ten of them of chapter 01,
so that a page of that branch is full), so that what a page or a sum over one pair and year reads does not depend on the
size; the size is the number of pairs.
"""

import hashlib
import random
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import permutations
from pathlib import Path
from typing import Final

from app.database import REVISION
from app.loading.dossiers import read_seed
from app.loading.reference import Reference

SIZES: Final = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
COLUMNS: Final = ("reporter", "partner", "flow", "period", "commodity", "value", "net_weight")
"""What a plain table of flows holds."""
DOWNLOAD: Final = (
    *("typeCode", "freqCode", "period", "reporterCode", "flowCode", "partnerCode", "partner2Code"),
    *("classificationCode", "cmdCode", "customsCode", "mosCode", "motCode", "qtyUnitCode", "qty", "isQtyEstimated"),
    *("netWgt", "isNetWgtEstimated", "cifvalue", "fobvalue", "primaryValue"),
)
"""Columns of UN Comtrade's download, but for those that repeat others in words."""
SOURCE: Final = "benchmark"

_MADE_BY: Final = hashlib.sha256(Path(__file__).read_bytes() + REVISION.encode()).hexdigest()[:12]
DATA: Final = Path(__file__).parent / ".data" / _MADE_BY
"""Where files are kept from one run to the next, as long as the rows and our tables stay what they are."""
FLOWS: Final = ("export", "import")
PERIODS: Final = ("2022", "2021", "2020", "2019", "2018")

_SEED: Final = 2026
_REPORTERS: Final = 200
_GOODS_PER_PAIR: Final = 100
_BRANCH: Final = "H6-01"
_OF_BRANCH: Final = 10
"""How many of the goods of a pair are of this branch."""
_ROWS_PER_PAIR: Final = len(FLOWS) * len(PERIODS) * _GOODS_PER_PAIR
_MIXER: Final = 0x9E3779B97F4A7C15

Row = tuple[str, str, str, str, str, str, str]
"""Reporter, partner, flow, period, commodity, value in USD, net weight in kg."""


@cache
def reference() -> Reference:
    """Give the bundled codes of areas and commodities."""
    return read_seed(None).reference


@dataclass(frozen=True)
class Rows:
    """The rows of one size, by their place in key order."""

    size: str

    @property
    def count(self) -> int:
        """How many rows there are."""
        return SIZES[self.size]

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of reporter and partner, in key order."""
        rows = reference().rows
        # A country whose M49 number is another area's to UN Comtrade would be imported as that area.
        others = {row["alias"]: row["area"] for row in rows["area_aliases"]}
        countries = [
            row["code"]
            for row in rows["areas"]
            if row["kind"] == "country" and others.get(row["m49"], row["code"]) == row["code"]
        ]
        chosen = random.Random(_SEED)  # noqa: S311  # made-up rows are no secret
        every = list(permutations(chosen.sample(countries, _REPORTERS), 2))
        return sorted(chosen.sample(every, self.count // _ROWS_PER_PAIR))

    @cached_property
    def _goods(self) -> tuple[list[str], list[str]]:
        """The subheadings of the branch, and all others, behind them in key order."""
        rows = reference().rows["commodities"]
        every = sorted(row["id"] for row in rows if row["edition"] == "H6" and row["level"] == "subheading")
        branch = [good for good in every if good.startswith(_BRANCH)]
        return branch, every[len(branch) :]

    def _good(self, pair: int, place: int) -> str:
        """Give one of the goods of a pair: they are spread over the branch, and over all others."""
        goods, count = self._goods[place >= _OF_BRANCH], _OF_BRANCH
        if place >= _OF_BRANCH:
            place, count = place - _OF_BRANCH, _GOODS_PER_PAIR - _OF_BRANCH
        stride = len(goods) // count
        return goods[(pair * 7 % stride) + place * stride]

    def row(self, place: int) -> Row:
        """Make the row at a place in key order; values follow from the place alone."""
        pair, within = divmod(place, _ROWS_PER_PAIR)
        flow, within = divmod(within, len(PERIODS) * _GOODS_PER_PAIR)
        period, place_of_good = divmod(within, _GOODS_PER_PAIR)
        good = self._good(pair, place_of_good)
        drawn = (place + 1) * _MIXER % 2**64
        value = 1 + (drawn >> 32) % 10 ** (1 + drawn % 9)
        weight = value * (1 + drawn % 97) // 40
        return (*self.pairs[pair], FLOWS[flow], PERIODS[period], good, str(value), str(weight))

    def in_order(self) -> Iterator[Row]:
        """Give all rows in key order."""
        return map(self.row, range(self.count))

    def shuffled(self) -> Iterator[Row]:
        """Give all rows in an order that has nothing to do with their keys."""
        places = array("L", range(self.count))
        random.Random(_SEED).shuffle(places)  # noqa: S311  # the same order every time is the point
        return map(self.row, places)

    def write_shuffled(self, path: Path) -> Path:
        """Write the shuffled rows as a plain table, unless the file is there already."""
        return _written(path, COLUMNS, (",".join(row) + "\n" for row in self.shuffled()))

    def write_download(self, path: Path) -> Path:
        """Write the shuffled rows as UN Comtrade does, unless the file is there already."""
        numbers = {row["code"]: int(row["m49"]) for row in reference().rows["areas"] if row["m49"]}
        return _written(path, DOWNLOAD, (_download_line(numbers, row) for row in self.shuffled()))


def _written(path: Path, columns: tuple[str, ...], lines: Iterator[str]) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".making")
        with making.open("w", encoding="ascii") as file:
            file.write(",".join(columns) + "\n")
            file.writelines(lines)
        making.rename(path)
    return path


def _download_line(numbers: Mapping[str, int], row: Row) -> str:
    reporter, partner, flow, period, commodity, value, weight = row
    letter, cif, fob = ("X", "0", value) if flow == "export" else ("M", value, "0")
    cells = ("C", "A", period, str(numbers[reporter]), letter, str(numbers[partner]), "0", "H6")
    more = ("C00", "0", "0", "8", weight, "false", weight, "true" if weight.endswith("0") else "false", cif, fob)
    return ",".join((*cells, commodity.removeprefix("H6-"), *more, value)) + "\n"
