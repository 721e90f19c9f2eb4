"""The shape of `reference.toml`: what the packages of codes lack, and the names a reader would use."""

from typing import Annotated

from pydantic import Field

from app.loading import Entry, Plain, Slug
from app.vocabulary.terms import ActorKind, AreaKind, Match

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
    """The whole file."""

    areas: tuple[AreaEntry, ...] = ()
    names: tuple[AreaNameEntry, ...] = ()
    goods: tuple[GoodEntry, ...] = ()
    actors: tuple[KnownActorEntry, ...] = ()
