"""The facts themselves: trade flows, events, agreements, indicators, plans and their outcomes."""

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models import Base, quantities, ref
from app.vocabulary.period import FlowKey


class TradeFlow(Base):
    """One statement about trade: from prose or from official statistics, on its natural key.

    `recency` stands for `period` in the key (`Period.recency`): ascending keys list the newest period first.
    """

    __tablename__ = "trade_flows"
    __table_args__ = (
        *quantities("primary_value", "alternate_value", "net_weight", "quantity", "growth"),
        CheckConstraint(
            "(primary_value_unit IS NULL AND growth_unit IS NULL) = (value_status IS NOT NULL)", name="value_or_status"
        ),
        *(
            Index(f"ix_trade_flows_by_{first}", first, *(part for part in FlowKey._fields if part != first))
            for first in ("partner", "commodity", "source")
        ),
        {"sqlite_with_rowid": False},
    )

    reporter: Mapped[str] = mapped_column(ref("areas.code"), primary_key=True)
    partner: Mapped[str] = mapped_column(ref("areas.code"), primary_key=True)
    flow: Mapped[str] = mapped_column(primary_key=True)
    recency: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    commodity: Mapped[str] = mapped_column(ref("commodities.id"), primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), primary_key=True)
    statement: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[str | None]
    frequency: Mapped[str | None]
    growth_base_period: Mapped[str | None]
    compiled_by: Mapped[str | None] = mapped_column(ref("areas.code"))
    compiler: Mapped[str | None] = mapped_column(ref("actors.id"))
    basis_kind: Mapped[str]
    valuation: Mapped[str]
    basis_note: Mapped[str | None]
    value_status: Mapped[str | None]
    estimated: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    line: Mapped[int | None]
    quoted: Mapped[bool | None]
    same_as: Mapped[str | None]
    note: Mapped[str | None]


class Record:
    """What records of all kinds but trade flows have: an id, their source, and how their words are held.

    `quoted` is whether the words, their place and the hash of the text are held of every piece of evidence; null for a
    row of an official file. `same_as` joins records of several sources about one thing.
    """

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), index=True)
    quoted: Mapped[bool | None]
    same_as: Mapped[str | None]
    note: Mapped[str | None]
    search: Mapped[str]


class Event(Record, Base):
    """Something that took place; dates may be as coarse as a month or a year."""

    __tablename__ = "events"

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


class EventParticipant(Base):
    """A person, an organisation or a group that took part; groups may overlap."""

    __tablename__ = "event_participants"
    __table_args__ = (*quantities("count"),)

    event: Mapped[str] = mapped_column(ref("events.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    actor: Mapped[str | None] = mapped_column(ref("actors.id"), index=True)
    side: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    areas: Mapped[list[str]]
    role: Mapped[str | None]
    note: Mapped[str | None]


class EventRemark(Base):
    """What somebody said at an event, in our own words."""

    __tablename__ = "event_remarks"

    event: Mapped[str] = mapped_column(ref("events.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str | None] = mapped_column(ref("actors.id"))
    gist: Mapped[str]


class Agreement(Record, Base):
    """A signed document, or a package of them; no parties means that the source does not state them."""

    __tablename__ = "agreements"
    __table_args__ = (*quantities("document_count", "value"),)

    kind: Mapped[str]
    title: Mapped[str]
    status: Mapped[str]
    signed_on: Mapped[str | None]
    event: Mapped[str | None] = mapped_column(ref("events.id"), index=True)
    part_of: Mapped[str | None] = mapped_column(ref("agreements.id"), index=True)
    value_status: Mapped[str | None]
    sectors: Mapped[list[str]]


class AgreementParty(Base):
    """A signatory: an actor or an area."""

    __tablename__ = "agreement_parties"
    __table_args__ = (CheckConstraint("(actor IS NULL) <> (area IS NULL)", name="actor_or_area"),)

    agreement: Mapped[str] = mapped_column(ref("agreements.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str | None] = mapped_column(ref("actors.id"))
    area: Mapped[str | None] = mapped_column(ref("areas.code"))


class AgreementCommodity(Base):
    """A commodity an agreement is about."""

    __tablename__ = "agreement_commodities"

    agreement: Mapped[str] = mapped_column(ref("agreements.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    commodity: Mapped[str] = mapped_column(ref("commodities.id"), index=True)


class Indicator(Record, Base):
    """Any other measured quantity; what passes through or is owned is not merchandise trade."""

    __tablename__ = "indicators"
    __table_args__ = (*quantities("quantity", "growth"),)

    measure: Mapped[str] = mapped_column(index=True)
    area: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    counterpart: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    mode: Mapped[str | None]
    scope: Mapped[str | None]
    sectors: Mapped[list[str]]
    period: Mapped[str | None]
    recency: Mapped[int]
    as_of: Mapped[str | None]
    growth_base_period: Mapped[str | None]
    compiled_by: Mapped[str | None] = mapped_column(ref("areas.code"))
    compiler: Mapped[str | None] = mapped_column(ref("actors.id"))
    basis_kind: Mapped[str]
    basis_note: Mapped[str | None]


class Plan(Record, Base):
    """An intention, never mixed with results; what became of it are its outcomes."""

    __tablename__ = "plans"
    __table_args__ = (*quantities("quantity", "value", "item_count"),)

    kind: Mapped[str]
    standing: Mapped[str]
    title: Mapped[str]
    event: Mapped[str | None] = mapped_column(ref("events.id"), index=True)
    part_of: Mapped[str | None] = mapped_column(ref("plans.id"), index=True)
    ordinal: Mapped[int | None]
    announced_on: Mapped[str | None]
    due: Mapped[str | None]
    open_ended: Mapped[list[str]]


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
    quoted: Mapped[bool | None]
    note: Mapped[str | None]
