"""What codes of statistics stand for: the areas and commodities of a database, in the order of our keys."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, select

from app.loading.reference import CodeRows
from app.loading.releases.tables import table_of
from app.vocabulary.terms import ALL_GOODS, AreaKind
from app.vocabulary.words import WordList

EDITIONS: Final = ("H0", "H1", "H2", "H3", "H4", "H5", "H6")
_TABLES: Final = ("areas", "area_aliases", "commodities", "words")


@dataclass(frozen=True, eq=False)
class Codes(CodeRows):
    """The areas and commodities of a database, and the numbers that stand for areas."""

    areas: tuple[str, ...]
    commodities: tuple[str, ...]
    units: tuple[str, ...]
    """Units other than currencies."""
    editions: frozenset[str]
    numbers: Mapping[str, str]
    """Areas by number, with and without leading zeros: M49's, then those that UN Comtrade has besides."""
    comtrade_numbers: Mapping[str, str]
    """The same where UN Comtrade's own list decides: its 492 and 356 are not what M49 has them for."""

    @property
    def comtrade_groups(self) -> Mapping[str, str]:
        """Those of UN Comtrade's numbers that stand for no country of today: former ones, groups, what is left open."""
        countries = {row["code"] for row in self.rows["areas"] if row["kind"] == AreaKind.COUNTRY}
        return {number: area for number, area in self.comtrade_numbers.items() if area not in countries}

    @cached_property
    def area(self) -> pl.Enum:
        """The codes of areas as a type: its values sort like their texts, and take two bytes each."""
        return pl.Enum(self.areas)

    @cached_property
    def commodity(self) -> pl.Enum:
        """The ids of commodities as a type."""
        return pl.Enum(self.commodities)

    @cached_property
    def unit(self) -> pl.Enum:
        """The units as a type."""
        return pl.Enum(self.units)

    @cached_property
    def by_edition(self) -> Mapping[str, str]:
        """The ids of commodities by edition and code (`H6-2603`); all goods are the same in every edition."""
        return {code: code for code in self.commodities} | {f"{one}-{ALL_GOODS}": ALL_GOODS for one in EDITIONS}

    @property
    def digest(self) -> str:
        """Sha256 over what numbers mean, so that a file read under another meaning counts as another."""
        meant = sorted(self.numbers.items()), sorted(self.comtrade_numbers.items())
        return hashlib.sha256(repr(meant).encode()).hexdigest()


def codes_in(connection: Connection) -> Codes:
    """Read the codes of a database."""
    return codes_of({name: connection.execute(select(table_of(name))).mappings().all() for name in _TABLES})


def codes_of(rows: Mapping[str, Sequence[Any]]) -> Codes:
    """Build the codes from rows of reference data; an alias in digits is a number of UN Comtrade's own."""
    areas, commodities = rows["areas"], rows["commodities"]
    own = {row["alias"]: row["area"] for row in rows["area_aliases"] if re.fullmatch("[0-9]+", row["alias"])}
    m49 = {row["m49"]: row["code"] for row in areas if row["m49"]}
    return Codes(
        rows,
        areas=tuple(sorted(row["code"] for row in areas)),
        commodities=tuple(sorted(row["id"] for row in commodities)),
        units=tuple(sorted(row["code"] for row in rows["words"] if row["list"] == WordList.UNIT)),
        editions=frozenset(row["edition"] for row in commodities if row["edition"]),
        numbers=_spelled(own | m49),
        comtrade_numbers=_spelled(m49 | own),
    )


def _spelled(numbers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the areas by their numbers of three digits with ever fewer leading zeros: 004, 04, 4."""
    cuts = {number: [cut for cut in range(len(number)) if not number[:cut].strip("0")] for number in numbers}
    return {number[cut:]: area for number, area in numbers.items() for cut in cuts[number]}
