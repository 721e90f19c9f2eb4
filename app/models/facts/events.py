"""What took place, who took part, and what was said."""

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, measured, quantity_checks, ref
from app.vocabulary import Quantity


class Event(Base):
    """Something that took place; dates may be as coarse as a month or a year."""

    __tablename__ = "events"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    series: Mapped[str | None]
    edition: Mapped[int | None]
    starts_on: Mapped[str | None]
    ends_on: Mapped[str | None]
    date_inference: Mapped[str | None]
    place: Mapped[str | None] = mapped_column(ref("areas.code"))
    part_of: Mapped[str | None] = mapped_column(ref("events.id"), index=True)
    topics: Mapped[list[str]]
    sectors: Mapped[list[str]]
    same_as: Mapped[str | None]
    note: Mapped[str | None]
    search: Mapped[str]

    participants: Mapped[list["EventParticipant"]] = relationship(order_by="EventParticipant.position")
    remarks: Mapped[list["EventRemark"]] = relationship(order_by="EventRemark.position")


class EventParticipant(Base):
    """A person, an organisation or a group that took part; groups may overlap."""

    __tablename__ = "event_participants"
    __table_args__ = quantity_checks("count")

    event: Mapped[str] = mapped_column(ref("events.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    actor: Mapped[str | None] = mapped_column(ref("actors.id"), index=True)
    side: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    areas: Mapped[list[str]]
    role: Mapped[str | None]
    count: Mapped[Quantity | None] = measured("count")
    note: Mapped[str | None]


class EventRemark(Base):
    """What somebody said at an event, in our own words."""

    __tablename__ = "event_remarks"

    event: Mapped[str] = mapped_column(ref("events.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str | None] = mapped_column(ref("actors.id"))
    gist: Mapped[str]
