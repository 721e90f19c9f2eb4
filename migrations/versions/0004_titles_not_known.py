"""A source whose printed title is not known has none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        sources.alter_column("title", existing_type=sa.Text(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE sources SET title = id WHERE title IS NULL")
    with op.batch_alter_table("sources") as sources:
        sources.alter_column("title", existing_type=sa.Text(), nullable=False)
