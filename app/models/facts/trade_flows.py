"""Statements about trade between two areas."""

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, measured, quantity_checks, ref
from app.vocabulary import Quantity
from app.vocabulary.flow_key import FlowKey


class TradeFlow(Base):
    """One statement about trade: from prose or from official statistics, on its natural key.

    `recency` stands for `period` in the key (`Period.recency`): ascending keys list the newest period first.
    """

    __tablename__ = "trade_flows"
    __table_args__ = (
        *quantity_checks("primary_value"),
        *quantity_checks("alternate_value"),
        *quantity_checks("net_weight"),
        *quantity_checks("quantity"),
        *quantity_checks("growth"),
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
    primary_value: Mapped[Quantity | None] = measured("primary_value")
    alternate_value: Mapped[Quantity | None] = measured("alternate_value")
    net_weight: Mapped[Quantity | None] = measured("net_weight")
    quantity: Mapped[Quantity | None] = measured("quantity")
    growth: Mapped[Quantity | None] = measured("growth")
    growth_base_period: Mapped[str | None]
    compiled_by: Mapped[str | None] = mapped_column(ref("areas.code"))
    compiler: Mapped[str | None] = mapped_column(ref("actors.id"))
    basis_kind: Mapped[str]
    valuation: Mapped[str]
    basis_note: Mapped[str | None]
    value_status: Mapped[str | None]
    estimated: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    line: Mapped[int | None]
    same_as: Mapped[str | None]
    note: Mapped[str | None]
