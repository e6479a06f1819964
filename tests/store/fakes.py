"""A clock that stands still until moved, and a delivery that only writes down what it was given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

CALLS = sa.Table(
    "calls",
    sa.MetaData(),
    sa.Column("session", sa.Text),
    sa.Column("seq", sa.Integer),
    sa.Column("wake", sa.Text),
)


class SetClock:
    def __init__(self, at: datetime = datetime(2026, 11, 25, 14, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> datetime:
        self.at += timedelta(**time)
        return self.at


class WrittenDelivery:
    """Enqueues into a table of the same database, so what is not committed is not enqueued."""

    def enqueue(self, transaction: sa.Connection, session: str, seq: int, wake: datetime | None = None) -> None:
        CALLS.create(transaction, checkfirst=True)
        transaction.execute(sa.insert(CALLS).values(session=session, seq=seq, wake=wake and wake.isoformat()))
