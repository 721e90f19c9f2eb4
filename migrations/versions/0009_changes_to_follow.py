"""What releases changed, by their sequence and with the rows of lists, so that a copy of the lists can follow them.

What was loaded before has no rows: `followed_from` says from which release on a copy can follow.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("releases", sa.Column("followed_from", sa.BigInteger(), nullable=True))
    op.execute("UPDATE releases SET followed_from = sequence")
    with op.batch_alter_table("releases") as releases:
        releases.alter_column("followed_from", existing_type=sa.BigInteger(), nullable=False)
    op.add_column("record_changes", sa.Column("sequence", sa.BigInteger(), nullable=True))
    op.add_column("record_changes", sa.Column("loaded_at", TEXT, nullable=True))
    op.add_column("record_changes", sa.Column("row", TEXT, nullable=True))
    for column, found in (("sequence", "sequence"), ("loaded_at", "loaded_at")):
        one = f"(SELECT {found} FROM releases WHERE releases.digest = record_changes.release)"  # noqa: S608  # ours alone
        op.execute(f"UPDATE record_changes SET {column} = {one}")  # noqa: S608  # ours alone
    with op.batch_alter_table("record_changes") as changes:
        changes.drop_constraint("fk_record_changes_release", type_="foreignkey")
        changes.drop_constraint("pk_record_changes", type_="primary")
        changes.alter_column("sequence", existing_type=sa.BigInteger(), nullable=False)
        changes.alter_column("loaded_at", existing_type=TEXT, nullable=False)
        changes.create_primary_key("pk_record_changes", ["sequence", "position"])


def downgrade() -> None:
    is_of_another = "NOT EXISTS (SELECT 1 FROM releases WHERE releases.sequence = record_changes.sequence)"
    op.execute(f"DELETE FROM record_changes WHERE {is_of_another}")  # noqa: S608  # ours alone
    with op.batch_alter_table("record_changes") as changes:
        changes.drop_constraint("pk_record_changes", type_="primary")
        changes.create_primary_key("pk_record_changes", ["release", "position"])
        changes.create_foreign_key(
            "fk_record_changes_release", "releases", ["release"], ["digest"], deferrable=True, initially="DEFERRED"
        )
        for column in ("sequence", "loaded_at", "row"):
            changes.drop_column(column)
    with op.batch_alter_table("releases") as releases:
        releases.drop_column("followed_from")
