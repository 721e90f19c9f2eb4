"""The text beside a quote, by which it is found again, and whether the words of an outcome are held."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NEIGHBOURS = ("quote_prefix", "quote_suffix")
CHECKS = {
    "neighbours_short": "length(quote_prefix) <= 32 AND length(quote_suffix) <= 32",
    "neighbours_of_a_quote": "quote IS NOT NULL OR (quote_prefix IS NULL AND quote_suffix IS NULL)",
}


def upgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        for name in NEIGHBOURS:
            evidence.add_column(sa.Column(name, TEXT, nullable=True))
        for name, condition in CHECKS.items():
            evidence.create_check_constraint(name, condition)
    op.add_column("outcomes", sa.Column("quoted", sa.Boolean(), nullable=True))
    held = "EXISTS (SELECT 1 FROM evidence WHERE evidence.outcome = outcomes.id"
    op.execute(f"UPDATE outcomes SET quoted = {held}) AND NOT {held} AND quote IS NULL)")  # noqa: S608  # ours alone


def downgrade() -> None:
    op.drop_column("outcomes", "quoted")
    with op.batch_alter_table("evidence") as evidence:
        for name in CHECKS:
            evidence.drop_constraint(op.f(f"ck_evidence_{name}"), type_="check")
        for name in NEIGHBOURS:
            evidence.drop_column(name)
