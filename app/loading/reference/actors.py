"""Actors: the people and organisations that sources name, with their other names and offices."""

from typing import Any

from app.loading.faults import Examination
from app.loading.reference.areas import distinct, stated_aliases
from app.loading.reference.shape import KnownActorEntry, ReferenceFile
from app.vocabulary import ActorKind
from app.vocabulary.folding import searchable

Rows = list[dict[str, Any]]


def actor_rows(file: ReferenceFile, areas: set[str], examination: Examination) -> tuple[Rows, Rows, Rows]:
    """Give the rows of `actors`, `actor_aliases` and `actor_roles`."""
    _examine(file.actors, areas, examination)
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


def _examine(entries: tuple[KnownActorEntry, ...], areas: set[str], examination: Examination) -> None:
    organisations = {entry.id for entry in entries if entry.kind is ActorKind.ORGANISATION}
    taken: set[str] = set()
    for index, entry in enumerate(entries):
        path = f"actors[{index}]"
        examination.once(f"{path}.id", entry.id, taken, "the id")
        taken.add(entry.id)
        examination.refer(f"{path}.area", entry.area, areas, "area")
        for place, role in enumerate(entry.roles):
            examination.refer(f"{path}.roles[{place}].organisation", role.organisation, organisations, "organisation")
