"""Measured quantities that are not merchandise trade."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, measured, quantity_checks, ref
from app.vocabulary import Quantity


class Indicator(Base):
    """Any other measured quantity; what passes through or is owned is not merchandise trade."""

    __tablename__ = "indicators"
    __table_args__ = (*quantity_checks("quantity"), *quantity_checks("growth"))

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"), index=True)
    measure: Mapped[str] = mapped_column(index=True)
    area: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    counterpart: Mapped[str | None] = mapped_column(ref("areas.code"), index=True)
    mode: Mapped[str | None]
    scope: Mapped[str | None]
    sectors: Mapped[list[str]]
    period: Mapped[str | None]
    recency: Mapped[int]
    as_of: Mapped[str | None]
    quantity: Mapped[Quantity | None] = measured("quantity")
    growth: Mapped[Quantity | None] = measured("growth")
    growth_base_period: Mapped[str | None]
    compiled_by: Mapped[str | None] = mapped_column(ref("areas.code"))
    compiler: Mapped[str | None] = mapped_column(ref("actors.id"))
    basis_kind: Mapped[str]
    basis_note: Mapped[str | None]
    same_as: Mapped[str | None]
    note: Mapped[str | None]
    search: Mapped[str]
