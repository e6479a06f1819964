"""First tables"""

import sqlalchemy as sa
from alembic import op

from app.store.tables import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "effects",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("intended_at", Moment, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("drawn", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_effects_session", "effects", ["session"])

    op.create_table(
        "keys",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("playbook", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("today", sa.Date, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread_ts", sa.Text, nullable=True),
        sa.Column("is_direct", sa.Boolean, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "thread_ts", name="sessions_place"),
    )
    op.create_table(
        "snapshots",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_snapshots_day", "snapshots", ["day"])

    op.create_table(
        "triggers",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("next_at", Moment, nullable=False),
        sa.Column("last_on", sa.Date, nullable=True),
        sa.Column("last_result", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("name", "person"),
    )
    op.create_index("ix_triggers_next_at", "triggers", ["next_at"])

    op.create_table(
        "wakes",
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("session", "at"),
    )
    op.create_index("ix_wakes_at", "wakes", ["at"])

    op.create_table(
        "entries",
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"]),
        sa.PrimaryKeyConstraint("session", "seq"),
    )
    op.create_index("entries_kind_person", "entries", ["kind", "person"])
