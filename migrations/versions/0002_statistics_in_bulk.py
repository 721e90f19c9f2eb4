"""What official statistics need: the line of a row in its file, versions of sources, codes that a source brought.

The indexes of trade flows now hold the whole key, so that a page behind any of them is one range scan on both engines.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = ("reporter", "partner", "flow", "recency", "commodity", "source", "statement")
LEADING = ("partner", "commodity", "source")
OLD_INDEXES = {
    "ix_trade_flows_commodity_reporter_partner_flow_recency": ("commodity", *KEY[:4]),
    "ix_trade_flows_partner_reporter_flow_recency": ("partner", "reporter", "flow", "recency"),
    "ix_trade_flows_source": ("source",),
}


def upgrade() -> None:
    op.add_column("trade_flows", sa.Column("line", sa.BigInteger(), nullable=True))
    op.add_column("sources", sa.Column("version", TEXT, nullable=True))
    with op.batch_alter_table("commodities") as commodities:
        commodities.add_column(sa.Column("source", TEXT, nullable=True))
        commodities.create_foreign_key(
            op.f("fk_commodities_source"), "sources", ["source"], ["id"], deferrable=True, initially="DEFERRED"
        )
        commodities.create_index("ix_commodities_source", ["source"])
    for name in OLD_INDEXES:
        op.drop_index(name, "trade_flows")
    for first in LEADING:
        op.create_index(f"ix_trade_flows_by_{first}", "trade_flows", [first, *(part for part in KEY if part != first)])


def downgrade() -> None:
    for first in LEADING:
        op.drop_index(f"ix_trade_flows_by_{first}", "trade_flows")
    for name, columns in OLD_INDEXES.items():
        op.create_index(name, "trade_flows", list(columns))
    with op.batch_alter_table("commodities") as commodities:
        commodities.drop_index("ix_commodities_source")
        commodities.drop_constraint(op.f("fk_commodities_source"), type_="foreignkey")
        commodities.drop_column("source")
    op.drop_column("sources", "version")
    op.drop_column("trade_flows", "line")
