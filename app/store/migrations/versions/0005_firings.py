"""What came of each occasion of a trigger, and how far triggers have looked"""

import sqlalchemy as sa
from alembic import op

from app.store.tables import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "firings",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("firings_name_at", "firings", ["name", "at"])
    op.create_index("firings_result", "firings", ["result"])
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
