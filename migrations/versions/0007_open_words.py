"""The open words: measures, units, currencies and kinds as reviewed data, with what code decides by.

No unit but a currency has a code of three capital letters any more: gross register tons were GRT.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OLD, NEW = "GRT", "gross_register_tons"


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("list", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("explanation", "source")),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("list", "code", name=op.f("pk_words")),
    )
    rename(OLD, NEW)


def downgrade() -> None:
    rename(NEW, OLD)
    op.drop_table("words")


def rename(old: str, new: str) -> None:
    flows = sa.table("trade_flows", sa.column("quantity_unit", sa.Text))
    op.execute(flows.update().where(flows.c.quantity_unit == old).values(quantity_unit=new))
