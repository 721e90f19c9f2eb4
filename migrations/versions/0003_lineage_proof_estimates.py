"""The lineage of sources, whether the words of a record are held, and which figures of a trade flow are estimates.

An estimate was a flag in the hedge of the figure.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ESTIMATED = '{"qualifier":"exact","bounds_basis":"stated","flags":["estimated"]}'
FIGURES = ("net_weight", "quantity")

FLOW_KEY = ("reporter", "partner", "flow", "recency", "commodity", "source", "statement")
RECORDS = {
    "trade_flows": " AND ".join(f"evidence.trade_flow_{part} = trade_flows.{part}" for part in FLOW_KEY),
    **{f"{kind}s": f"evidence.{kind} = {kind}s.id" for kind in ("event", "agreement", "indicator", "plan")},
}


def upgrade() -> None:
    op.alter_column("sources", "origin", new_column_name="lineage")
    op.add_column("trade_flows", sa.Column("estimated", sa.JSON(none_as_null=True), nullable=True))
    for table in RECORDS:
        op.add_column(table, sa.Column("quoted", sa.Boolean(), nullable=True))
    for names in (("net_weight", "quantity"), ("net_weight",), ("quantity",)):
        marked = " AND ".join(f"CAST({name}_hedge AS TEXT) = '{ESTIMATED}'" for name in names)
        cleared = ", ".join(f"{name}_hedge = NULL" for name in names)
        told = json.dumps(names, separators=(",", ":"))
        op.execute(f"UPDATE trade_flows SET estimated = '{told}', {cleared} WHERE {marked}")  # noqa: S608  # ours alone
    for table, is_of_record in RECORDS.items():
        evidence = f"EXISTS (SELECT 1 FROM evidence WHERE {is_of_record}"  # noqa: S608  # ours alone
        quoted = f"{evidence}) AND NOT {evidence} AND quote IS NULL)"
        stated = " WHERE line IS NULL" if table == "trade_flows" else ""
        op.execute(f"UPDATE {table} SET quoted = {quoted}{stated}")  # noqa: S608  # ours alone


def downgrade() -> None:
    for table in RECORDS:
        op.drop_column(table, "quoted")
    for name in FIGURES:
        marked = f"""CAST(estimated AS TEXT) LIKE '%"{name}"%'"""
        op.execute(f"UPDATE trade_flows SET {name}_hedge = '{ESTIMATED}' WHERE {marked}")  # noqa: S608  # ours alone
    op.drop_column("trade_flows", "estimated")
    op.alter_column("sources", "lineage", new_column_name="origin")
