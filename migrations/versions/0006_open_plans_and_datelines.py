"""The place that a source's dateline names, with the words of it, and in which way a plan is left open."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
RECORDS = ("trade_flow_reporter", "event", "agreement", "indicator", "plan", "outcome", "actor")


def refers(table: str, column: str, target: str) -> sa.Column[str]:
    key = sa.ForeignKey(target, name=op.f(f"fk_{table}_{column}"), deferrable=True, initially="DEFERRED")
    return sa.Column(column, TEXT, key, nullable=True)


def is_of_one(*records: str) -> str:
    return " + ".join(f"CASE WHEN {record} IS NULL THEN 0 ELSE 1 END" for record in records) + " = 1"


def upgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        sources.add_column(refers("sources", "place", "areas.code"))
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(refers("evidence", "about_source", "sources.id"))
        evidence.drop_constraint(op.f("ck_evidence_one_record"), type_="check")
        evidence.create_check_constraint("one_record", is_of_one(*RECORDS, "about_source"))
    op.create_index("ix_evidence_about_source", "evidence", ["about_source"])
    op.add_column("plans", sa.Column("open_ended", sa.JSON(), nullable=True))
    op.execute("UPDATE plans SET open_ended = '[]'")
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("open_ended", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    op.drop_column("plans", "open_ended")
    op.execute("DELETE FROM evidence WHERE about_source IS NOT NULL")
    op.drop_index("ix_evidence_about_source", "evidence")
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_constraint(op.f("ck_evidence_one_record"), type_="check")
        evidence.drop_column("about_source")
        evidence.create_check_constraint("one_record", is_of_one(*RECORDS))
    with op.batch_alter_table("sources") as sources:
        sources.drop_column("place")
