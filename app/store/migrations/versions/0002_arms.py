"""Agents picked for a next message"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "arms",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("used_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("channel", "person"),
    )
