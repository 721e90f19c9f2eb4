"""Areas: countries and subdivisions of ISO 3166 from pycountry, and our own groups and infrastructure."""

import gettext
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple

import pycountry
from pydantic import Field

from app.loading import Entry, Examination, Plain, Slug, TableRow
from app.vocabulary.terms import AreaKind
from app.vocabulary.text import fold, searchable

_LANGUAGES: Final = {"fr": "fr", "ru": "ru", "zh": "zh_CN"}
"""The languages whose country names the package brings, by their name here."""


Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
M49 = Annotated[str, Field(pattern=r"^[0-9]{3}$")]
Locode = Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")]


class NamedEntry(Entry):
    """Other names by language (ISO 639; `zxx` for a code), and where they were found."""

    aliases: dict[Language, tuple[Plain, ...]] = Field(default_factory=dict)
    alias_source: Plain = "editor"
    note: Plain | None = None


class AreaEntry(NamedEntry):
    """An area that no package knows: a group, an unspecified partner, a point of infrastructure."""

    code: Slug
    kind: AreaKind
    name: Plain
    parent: Slug | None = None
    m49: M49 | None = None
    locode: Locode | None = None


class AreaNameEntry(NamedEntry):
    """What we add to a country or subdivision: `name` takes the place of the package's, which stays an alias."""

    area: Slug
    name: Plain | None = None
    locode: Locode | None = None


class Alias(NamedTuple):
    """Another name; the source is null when a package gives it."""

    alias: str
    language: str | None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class _Area:
    code: str
    kind: AreaKind
    name: str
    parent: str | None = None
    alpha2: str | None = None
    m49: str | None = None
    locode: str | None = None
    note: str | None = None
    aliases: tuple[Alias, ...] = ()

    def row(self) -> TableRow:
        words = (self.name, *(other.alias for other in self.aliases), self.code, self.alpha2, self.m49, self.locode)
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "aliases"}
        return fields | {"kind": self.kind.value, "search": searchable(words)}


def area_rows(
    own: tuple[AreaEntry, ...], names: tuple[AreaNameEntry, ...], examination: Examination
) -> dict[str, tuple[TableRow, ...]]:
    """Return the rows of `areas` and `area_aliases`: countries, then subdivisions, then our own."""
    added = {entry.area: entry for entry in names}
    countries = [_country(country, _added(added, country.alpha_3)) for country in pycountry.countries]
    subdivisions = list(_subdivisions(countries, added))
    _examine_names(names, {area.code for area in (*countries, *subdivisions)}, examination)
    _examine_areas(own, [*countries, *subdivisions], examination)
    areas = [*countries, *subdivisions, *map(_own, own)]
    aliases = tuple(row for area in areas for row in alias_rows("area", area.code, area.aliases))
    return {"areas": tuple(area.row() for area in areas), "area_aliases": aliases}


def _added(added: Mapping[str, AreaNameEntry], area: str) -> AreaNameEntry:
    """Return what is added to an area, be it nothing."""
    return added.get(area) or AreaNameEntry(area=area)


def alias_rows(owner: str, key: str, aliases: Iterable[Alias]) -> Iterator[TableRow]:
    """Yield the rows of the other names of an area or an actor, `owner` being the column of its key."""
    for position, other in enumerate(aliases):
        yield {owner: key, "position": position, **other._asdict()}


def stated_aliases(entry: NamedEntry) -> Iterator[Alias]:
    """Yield the other names that an entry states."""
    for language, names in entry.aliases.items():
        yield from (Alias(name, language, entry.alias_source) for name in names)


def distinct(name: str, aliases: Iterable[Alias], taken: Collection[str] = ()) -> tuple[Alias, ...]:
    """Return the aliases that do not fold like the name, like an earlier alias or like a name taken by others."""
    own, by_fold = fold(name), dict[str, Alias]()
    for alias in aliases:
        by_fold.setdefault(fold(alias.alias), alias)
    return tuple(alias for folded, alias in by_fold.items() if folded != own and folded not in taken)


def _country(country: Any, added: AreaNameEntry) -> _Area:
    english = [getattr(country, key, None) for key in ("common_name", "name", "official_name")]
    names = [name for name in english if name]
    name = added.name or names[0]
    package = [Alias(other, "en") for other in names]
    for language, catalogue in _LANGUAGES.items():
        translate = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [catalogue]).gettext
        package += [Alias(translate(other), language) for other in names if translate(other) != other]
    return _Area(
        code=country.alpha_3,
        kind=AreaKind.COUNTRY,
        name=name,
        alpha2=country.alpha_2,
        m49=country.numeric,
        locode=added.locode,
        note=added.note,
        aliases=distinct(name, (*stated_aliases(added), *package)),
    )


def _subdivisions(countries: list[_Area], added: Mapping[str, AreaNameEntry]) -> Iterator[_Area]:
    """Yield the subdivisions; one called like a country, or like its code, says whose it is."""
    by_alpha2 = {country.alpha2: country for country in countries}
    taken = {word for country in countries for word in country.row()["search"].split("\n")}
    for subdivision in pycountry.subdivisions:
        entry, country = _added(added, subdivision.code), by_alpha2[subdivision.country_code]
        name = entry.name or subdivision.name
        if fold(name) in taken:
            name = f"{name} (subdivision of {country.name})"
        aliases = (*stated_aliases(entry), Alias(subdivision.name, None))
        yield _Area(
            code=subdivision.code,
            kind=AreaKind.SUBDIVISION,
            name=name,
            parent=subdivision.parent_code or country.code,
            locode=entry.locode,
            note=entry.note or subdivision.type,
            aliases=distinct(name, aliases, taken),
        )


def _own(entry: AreaEntry) -> _Area:
    stated = entry.model_dump(exclude={"aliases", "alias_source"})
    return _Area(**stated, aliases=distinct(entry.name, stated_aliases(entry)))


def _examine_names(entries: tuple[AreaNameEntry, ...], codes: set[str], examination: Examination) -> None:
    areas, locodes = set[str](), set[str]()
    for index, entry in enumerate(entries):
        examination.refer(f"names[{index}].area", entry.area, codes, "area of ISO 3166")
        examination.once(f"names[{index}].area", entry.area, areas, "the area")
        examination.once(f"names[{index}].locode", entry.locode, locodes, "locode")


def _examine_areas(entries: tuple[AreaEntry, ...], package: list[_Area], examination: Examination) -> None:
    parents = {area.code: area.parent for area in [*package, *map(_own, entries)]}
    for index, entry in enumerate(entries):
        if entry.kind in {AreaKind.COUNTRY, AreaKind.SUBDIVISION}:
            reason = "countries and subdivisions come from ISO 3166; names adds to them"
            examination.fault(f"areas[{index}].kind", reason)
    for key in ("code", "m49", "locode"):
        taken = {getattr(area, key) for area in package}
        for index, entry in enumerate(entries):
            examination.once(f"areas[{index}].{key}", getattr(entry, key), taken, key)
    for index, entry in enumerate(entries):
        examination.ancestry(f"areas[{index}].parent", entry.code, parents, "area")
