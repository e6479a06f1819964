"""The log of every session: the port `Store`. Rows are only added; a session is read once and then followed."""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic_core import PydanticSerializationError

from app.core.entries import BODY, Entry, EntryBody, Marked, Opened, Place
from app.core.errors import ThreadworkError
from app.core.ports import Clock, Conflict, Delivery
from app.core.sessions import Session
from app.passing import passing
from app.store.database import Database, insert_if_new
from app.store.tables import ENTRIES, KEYS, SESSIONS

CACHED = 256  # sessions kept in memory, a few hundred kilobytes each at most

# Built once: to build a statement costs more than to run it.
_MOVE = (
    sa.update(SESSIONS)
    .where(SESSIONS.c.id == sa.bindparam("of"))
    .values(seq=SESSIONS.c.seq + sa.bindparam("count", type_=sa.Integer))
    .returning(SESSIONS.c.seq)
)
_MOVE_IF = _MOVE.where(SESSIONS.c.seq == sa.bindparam("expected"))
_ADD = sa.insert(ENTRIES)
_AFTER = sa.and_(ENTRIES.c.session == SESSIONS.c.id, ENTRIES.c.seq > sa.bindparam("after"))
_LOOK = (
    sa.select(
        SESSIONS.c.channel, SESSIONS.c.thread_ts, SESSIONS.c.is_direct, ENTRIES.c.seq, ENTRIES.c.at, ENTRIES.c.body
    )
    .outerjoin_from(SESSIONS, ENTRIES, _AFTER)
    .where(SESSIONS.c.id == sa.bindparam("of"))
    .order_by(ENTRIES.c.seq)
)


class UnknownSessionError(ThreadworkError):
    """Nobody opened a session of that name."""

    def __init__(self, session: str) -> None:
        super().__init__(f"There is no session {session!r}. Take its name from a line of the program's log.")


@dataclass(frozen=True)
class _Look:
    """What a read of the tables gives: where the session is drawn, and the entries not known yet."""

    place: Place
    entries: tuple[Entry, ...]


class Log:
    def __init__(self, database: Database, delivery: Delivery, clock: Clock) -> None:
        self._database, self._delivery, self._clock = database, delivery, clock
        self._known: OrderedDict[str, Session] = OrderedDict()

    async def load(self, session: str) -> Session:
        known = self._known.get(session)
        look = await self._database.glance(lambda tx: _look(tx, session, known.seq if known else 0))
        if known is None or look.entries or look.place != known.place:
            known = Session(session, (known.entries if known else ()) + look.entries, look.place)
        newest = self._known.get(session)
        if newest is None or newest.seq <= known.seq:
            self._known[session] = known
        self._known.move_to_end(session)
        if len(self._known) > CACHED:
            self._known.popitem(last=False)
        return known

    async def append(
        self, session: str, *bodies: EntryBody, expect: int | None = None, key: str | None = None, enqueue: bool = True
    ) -> int:
        passing("log.appending")
        seq = await self._database.write(lambda tx: self.append_in(tx, session, bodies, expect, key, enqueue))
        passing("log.appended")
        return seq

    async def open(self, place: Place, *bodies: EntryBody, key: str) -> str | None:
        passing("log.opening")
        session = await self._database.write(lambda tx: self.open_in(tx, place, bodies, key))
        passing("log.opened")
        return session

    async def find(self, place: Place) -> str | None:
        return await self._database.glance(lambda tx: _at(tx, place))

    def append_in(
        self,
        tx: sa.Connection,
        session: str,
        bodies: Sequence[EntryBody],
        expect: int | None = None,
        key: str | None = None,
        enqueue: bool = True,
    ) -> int:
        """`append` within an open transaction. Moving `seq` is the claim: two writers cannot both do it."""
        if key is not None and not self._is_new(tx, key, session):
            return 0
        move = {"of": session, "count": len(bodies)} | ({} if expect is None else {"expected": expect})
        seq = tx.execute(_MOVE if expect is None else _MOVE_IF, move).scalar()
        if seq is None:
            raise Conflict if expect is not None and _exists(tx, session) else UnknownSessionError(session)
        self._write(tx, session, seq, bodies, enqueue)
        return int(seq)

    def open_in(self, tx: sa.Connection, place: Place, bodies: Sequence[EntryBody], key: str) -> str | None:
        """`open` within an open transaction. Where the thread has a session already, the bodies go there."""
        session = new_session()
        if not self._is_new(tx, key, session):
            return None
        row = {"id": session, "seq": len(bodies), "opened_at": self._clock.now(), **place.model_dump()}
        if insert_if_new(tx, SESSIONS, **row):
            self._write(tx, session, len(bodies), bodies)
            return session
        there = _at(tx, place)
        assert there
        self.append_in(tx, there, [body for body in bodies if not isinstance(body, Opened)])
        return there

    def _write(
        self, tx: sa.Connection, session: str, seq: int, bodies: Sequence[EntryBody], enqueue: bool = True
    ) -> None:
        """The entries up to `seq`, which this transaction has claimed."""
        at = self._clock.now()
        rows = [{"at": at, **_row(session, seq - len(bodies) + nth, body)} for nth, body in enumerate(bodies, 1)]
        tx.execute(_ADD, rows)
        if enqueue:
            self._delivery.enqueue(tx, session, seq)

    def _is_new(self, tx: sa.Connection, key: str, session: str) -> bool:
        return insert_if_new(tx, KEYS, key=key, at=self._clock.now(), session=session)


class MarkedRows:
    """What people said about rows of their lists, read off the logs: the port `Marks`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, person: str) -> Sequence[Marked]:
        query = (
            sa.select(ENTRIES.c.body)
            .where(ENTRIES.c.kind == "marked", ENTRIES.c.person == person)
            .order_by(ENTRIES.c.at, ENTRIES.c.session, ENTRIES.c.seq)
        )
        texts = await self._database.glance(lambda tx: tx.execute(query).scalars().all())
        return [Marked.model_validate_json(text) for text in texts]

    async def since(self, at: datetime) -> Sequence[Marked]:
        """Everybody's, oldest first."""
        query = (
            sa.select(ENTRIES.c.body)
            .where(ENTRIES.c.kind == "marked", ENTRIES.c.at >= at)
            .order_by(ENTRIES.c.at, ENTRIES.c.session, ENTRIES.c.seq)
        )
        texts = await self._database.glance(lambda tx: tx.execute(query).scalars().all())
        return [Marked.model_validate_json(text) for text in texts]


def new_session() -> str:
    return secrets.token_hex(6)


def _row(session: str, seq: int, body: EntryBody) -> dict[str, object]:
    person = getattr(body, "by", None) or getattr(body, "person", None)
    return {"session": session, "seq": seq, "kind": body.kind, "person": person, "body": _text(body)}


def _text(body: EntryBody) -> str:
    """JSON. Half a surrogate pair, which a model's stream can hold, has no UTF-8; it becomes a question mark."""
    try:
        return body.model_dump_json()
    except PydanticSerializationError:
        loose = json.dumps(body.model_dump(), ensure_ascii=False, default=str)
        return loose.encode("utf-8", "replace").decode()


def _look(tx: sa.Connection, session: str, after: int) -> _Look:
    rows = tx.execute(_LOOK, {"of": session, "after": after}).all()
    if not rows:
        raise UnknownSessionError(session)
    channel, thread_ts, is_direct, first = rows[0][:4]
    place = Place(channel=channel, thread_ts=thread_ts, is_direct=is_direct)
    if first is None:  # nothing newer
        return _Look(place, ())
    return _Look(place, tuple(Entry(seq=row.seq, at=row.at, body=BODY.validate_json(row.body)) for row in rows))


def _at(tx: sa.Connection, place: Place) -> str | None:
    """The session of a thread; a place without a thread is nobody's."""
    here = sa.select(SESSIONS.c.id).where(
        SESSIONS.c.channel == place.channel, SESSIONS.c.thread_ts == place.thread_ts, SESSIONS.c.thread_ts.is_not(None)
    )
    return tx.execute(here).scalar()


def _exists(tx: sa.Connection, session: str) -> bool:
    return tx.execute(sa.select(SESSIONS.c.id).where(SESSIONS.c.id == session)).first() is not None
