"""What was signed, by whom, about what."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, measured, quantity_checks, ref
from app.vocabulary import Quantity


class Agreement(Base):
    """A signed document, or a package of them; no parties means that the source does not state them."""

    __tablename__ = "agreements"
    __table_args__ = (*quantity_checks("document_count"), *quantity_checks("value"))

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    status: Mapped[str]
    signed_on: Mapped[str | None]
    event: Mapped[str | None] = mapped_column(ref("events.id"), index=True)
    part_of: Mapped[str | None] = mapped_column(ref("agreements.id"), index=True)
    document_count: Mapped[Quantity | None] = measured("document_count")
    value: Mapped[Quantity | None] = measured("value")
    value_status: Mapped[str | None]
    sectors: Mapped[list[str]]
    same_as: Mapped[str | None]
    note: Mapped[str | None]
    search: Mapped[str]

    parties: Mapped[list["AgreementParty"]] = relationship(order_by="AgreementParty.position")
    commodities: Mapped[list["AgreementCommodity"]] = relationship(order_by="AgreementCommodity.position")


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
