"""What MCP servers say of their tools"""

import sqlalchemy as sa
from alembic import op

from app.store.tables import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "pins",
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("accepted", sa.Text, nullable=True),
        sa.Column("accepted_at", Moment, nullable=True),
        sa.Column("offered", sa.Text, nullable=True),
        sa.Column("offered_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("server", "tool"),
    )
