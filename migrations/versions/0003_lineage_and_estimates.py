"""The lineage of sources, and what the compiler of a trade flow estimated: it was a flag in the hedge of a figure."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ESTIMATED = '{"qualifier":"exact","bounds_basis":"stated","flags":["estimated"]}'
FIGURES = ("net_weight", "quantity")


def upgrade() -> None:
    op.alter_column("sources", "origin", new_column_name="lineage")
    op.add_column("trade_flows", sa.Column("estimated", sa.JSON(none_as_null=True), nullable=True))
    for names in (("net_weight", "quantity"), ("net_weight",), ("quantity",)):
        marked = " AND ".join(f"CAST({name}_hedge AS TEXT) = '{ESTIMATED}'" for name in names)
        cleared = ", ".join(f"{name}_hedge = NULL" for name in names)
        told = json.dumps(names, separators=(",", ":"))
        op.execute(f"UPDATE trade_flows SET estimated = '{told}', {cleared} WHERE {marked}")  # noqa: S608  # ours alone


def downgrade() -> None:
    for name in FIGURES:
        marked = f"""CAST(estimated AS TEXT) LIKE '%"{name}"%'"""
        op.execute(f"UPDATE trade_flows SET {name}_hedge = '{ESTIMATED}' WHERE {marked}")  # noqa: S608  # ours alone
    op.drop_column("trade_flows", "estimated")
    op.alter_column("sources", "lineage", new_column_name="origin")
