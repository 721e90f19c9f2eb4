"""Reference data: open words, and areas, commodities and actors with their other names."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models import Base, ref


class WordRow(Base):
    """A word of an open list: a measure, a unit, a currency, a kind; `properties` are what code decides by."""

    __tablename__ = "words"

    list: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    explanation: Mapped[str]
    source: Mapped[str]
    properties: Mapped[dict[str, object]]


class Area(Base):
    """A country, a subdivision, a group, an unspecified partner, or a point of infrastructure."""

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    alpha2: Mapped[str | None] = mapped_column(unique=True)
    m49: Mapped[str | None] = mapped_column(unique=True)
    locode: Mapped[str | None] = mapped_column(unique=True)
    note: Mapped[str | None]
    search: Mapped[str]


class AreaAlias(Base):
    """Another name of an area; `source` says where it was found, null for the reference packages' own."""

    __tablename__ = "area_aliases"

    area: Mapped[str] = mapped_column(ref("areas.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[str]
    language: Mapped[str | None]
    source: Mapped[str | None]


class Commodity(Base):
    """`TOTAL`, a code of a nomenclature with its edition (`H6-2603`), or a good named only in words.

    `source` is the nomenclature that was imported; null for what comes with the reference data.
    """

    __tablename__ = "commodities"
    __table_args__ = (
        CheckConstraint("(nomenclature = 'words') = (level = 'good')", name="words_are_goods"),
        CheckConstraint("(code IS NULL) = (level = 'good')", name="goods_have_no_code"),
        Index(None, "level", "id"),
        Index(None, "code"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    nomenclature: Mapped[str]
    edition: Mapped[str | None]
    code: Mapped[str | None]
    level: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str | None] = mapped_column(ref("commodities.id"), index=True)
    source: Mapped[str | None] = mapped_column(ref("sources.id"), index=True)
    note: Mapped[str | None]
    search: Mapped[str]


class CommodityMatch(Base):
    """How a good named in words relates to a code (SKOS)."""

    __tablename__ = "commodity_matches"

    good: Mapped[str] = mapped_column(ref("commodities.id"), primary_key=True)
    commodity: Mapped[str] = mapped_column(ref("commodities.id"), primary_key=True, index=True)
    match: Mapped[str]
    note: Mapped[str | None]


class Actor(Base):
    """A person or an organisation, under the name a source states."""

    __tablename__ = "actors"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    area: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    note: Mapped[str | None]
    search: Mapped[str]


class ActorAlias(Base):
    """Another name of an actor, with where it was found."""

    __tablename__ = "actor_aliases"

    actor: Mapped[str] = mapped_column(ref("actors.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[str]
    language: Mapped[str | None]
    source: Mapped[str | None]


class ActorRole(Base):
    """An office an actor holds, as a source states it."""

    __tablename__ = "actor_roles"

    actor: Mapped[str] = mapped_column(ref("actors.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    organisation: Mapped[str | None] = mapped_column(ref("actors.id"))
