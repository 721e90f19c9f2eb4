"""What codes of statistics stand for: areas, commodities, periods and flows as numbers that sort like our keys."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from app.loading.releases.tables import table_of
from app.loading.statistics.trouble import Refuse
from app.vocabulary import Flow, Period

FLOWS: Final = tuple(sorted(Flow))
"""The flows in the order of keys."""
EDITIONS: Final = ("H0", "H1", "H2", "H3", "H4", "H5", "H6")
_TABLES: Final = ("areas", "area_aliases", "commodities", "actors")
_UNKNOWN_AREA: Final = Refuse("is no area that we know by this number")
_UNKNOWN_CODE: Final = Refuse("is no area that we know by this code")
_NO_PERIOD: Final = Refuse("is no period")


@dataclass(slots=True, repr=False)
class Codes:
    """The areas and commodities of a database; a code's number is its place among all in byte order."""

    areas: tuple[str, ...]
    commodities: tuple[str, ...]
    editions: frozenset[str]
    actors: frozenset[str]
    numbers: Mapping[str, str]
    kinds: Mapping[str, str]
    periods: dict[int, Period] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._areas = {code: rank for rank, code in enumerate(self.areas)}
        self._commodities = {code: rank for rank, code in enumerate(self.commodities)}

    _areas: dict[str, int] = field(init=False)
    _commodities: dict[str, int] = field(init=False)

    @property
    def digest(self) -> str:
        """Sha256 over what numbers mean, so that a file read under another meaning counts as another."""
        return hashlib.sha256(repr(sorted(self.numbers.items())).encode()).hexdigest()

    def area_by_number(self, text: str) -> int | Refuse:
        """Find an area by the number that UN Comtrade uses, with or without leading zeros."""
        code = self.numbers.get(text.zfill(3)) if 0 < len(text) <= len("000") else None
        return _UNKNOWN_AREA if code is None else self._areas[code]

    def area(self, text: str) -> int | Refuse:
        """Find an area by our own code."""
        return self._areas.get(text, _UNKNOWN_CODE)

    def commodity(self, identifier: str) -> int | None:
        """Find a commodity by our own id."""
        return self._commodities.get(identifier)

    def period(self, text: str) -> int | Refuse:
        """Give the recency of a period in our spelling, and keep what it stands for."""
        try:
            period = Period.parse(text)
        except ValueError:
            return _NO_PERIOD
        self.periods[period.recency] = period
        return period.recency


def codes_in(connection: Connection) -> Codes:
    """Read the codes of a database."""
    return codes_of({name: connection.execute(select(table_of(name))).mappings().all() for name in _TABLES})


def codes_of(rows: Mapping[str, Sequence[Any]]) -> Codes:
    """Take the codes from rows of reference data. Numbers are M49's, then those that UN Comtrade has of its own."""
    areas = list(rows["areas"])
    commodities = list(rows["commodities"])
    numbers = {row["alias"]: row["area"] for row in rows["area_aliases"] if _is_number(row["alias"])}
    numbers |= {row["m49"]: row["code"] for row in areas if row["m49"]}
    return Codes(
        areas=tuple(sorted(row["code"] for row in areas)),
        commodities=tuple(sorted(row["id"] for row in commodities)),
        editions=frozenset(row["edition"] for row in commodities if row["edition"]),
        actors=frozenset(row["id"] for row in rows["actors"]),
        numbers=numbers,
        kinds={row["code"]: row["kind"] for row in areas},
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
