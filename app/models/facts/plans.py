"""Intentions, and what became of them."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, measured, quantity_checks, ref
from app.vocabulary import Quantity


class Plan(Base):
    """An intention, never mixed with results; what became of it are its outcomes."""

    __tablename__ = "plans"
    __table_args__ = (*quantity_checks("quantity"), *quantity_checks("value"), *quantity_checks("item_count"))

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), index=True)
    kind: Mapped[str]
    standing: Mapped[str]
    title: Mapped[str]
    event: Mapped[str | None] = mapped_column(ref("events.id"), index=True)
    part_of: Mapped[str | None] = mapped_column(ref("plans.id"), index=True)
    quantity: Mapped[Quantity | None] = measured("quantity")
    value: Mapped[Quantity | None] = measured("value")
    item_count: Mapped[Quantity | None] = measured("item_count")
    ordinal: Mapped[int | None]
    announced_on: Mapped[str | None]
    due: Mapped[str | None]
    same_as: Mapped[str | None]
    note: Mapped[str | None]
    search: Mapped[str]

    parties: Mapped[list["PlanParty"]] = relationship(order_by="PlanParty.position")
    places: Mapped[list["PlanPlace"]] = relationship(order_by="PlanPlace.position")
    commodities: Mapped[list["PlanCommodity"]] = relationship(order_by="PlanCommodity.position")
    outcomes: Mapped[list["Outcome"]] = relationship(order_by="Outcome.id")


class PlanParty(Base):
    """Who has to do with a plan, and in which role."""

    __tablename__ = "plan_parties"
    __table_args__ = (CheckConstraint("(actor IS NULL) <> (area IS NULL)", name="actor_or_area"),)

    plan: Mapped[str] = mapped_column(ref("plans.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    actor: Mapped[str | None] = mapped_column(ref("actors.id"), index=True)
    area: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)


class PlanPlace(Base):
    """Where a plan is to take place."""

    __tablename__ = "plan_places"

    plan: Mapped[str] = mapped_column(ref("plans.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(ref("areas.code"), index=True)


class PlanCommodity(Base):
    """A commodity a plan is about."""

    __tablename__ = "plan_commodities"

    plan: Mapped[str] = mapped_column(ref("plans.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    commodity: Mapped[str] = mapped_column(ref("commodities.id"), index=True)


class Outcome(Base):
    """What a later source says became of a plan."""

    __tablename__ = "outcomes"

    id: Mapped[str] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(ref("plans.id"), index=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), index=True)
    happened_on: Mapped[str | None]
    standing: Mapped[str]
    gist: Mapped[str]
    note: Mapped[str | None]
