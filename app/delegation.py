"""Child sessions: begun for an agent's call, and their answers carried back. What to do is decided in `core.turns`."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.agents import Agent
from app.core.delegating import CHILD, RUN_AGENT, Reported, Started
from app.core.entries import (
    EntryBody,
    Faltered,
    Fired,
    Listed,
    Noted,
    Opened,
    Paused,
    Place,
    Resumed,
    Stopped,
    ToolReturned,
)
from app.core.ports import Clock, Conflict, Store
from app.core.sessions import Session, Turn, text_of
from app.core.tools import Call

LONGEST = 12_000  # characters of a child's answer, about 3,000 tokens
NO_ANSWER = "It ended without an answer."


class Delegation:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def start(self, session: Session, turn: Turn, call: Call, by: Agent) -> None:
        """The child's key and place are the call's, so after a crash it is found, not begun again."""
        agent, chain = str(call.input["agent"]), turn.asked.chain if isinstance(turn.asked, Fired) else ()
        place = Place(channel=CHILD, thread_ts=f"{session.id}:{call.id}")
        fired = Fired(
            key=f"child:{session.id}:{call.id}",
            trigger=by.name,
            agent=agent,
            person=turn.asker,
            on=self._clock.now().date(),
            text=str(call.input["task"]),
            sources=session.taint_for(turn.asker),
            parent=session.id,
            call_id=call.id,
            chain=(*chain, by.name),
        )
        child = await self._store.open(place, Opened(place=place, by=by.name), fired, key=fired.key)
        child = child or await self._store.find(place)
        assert child
        started = Started(turn=turn.id, call_id=call.id, agent=agent, child=child)
        await self._store.append(session.id, started, key=f"{fired.key}:started", enqueue=False)

    async def report(self, session: Session, turn: Turn) -> None:
        """To the session that asked, unless it was stopped meanwhile."""
        assert isinstance(turn.asked, Fired)
        content, is_error = answer_of(session, turn)
        while True:
            parent = await self._store.load(turn.asked.parent)
            waiting = _waiting(parent, turn.asked.call_id)
            if waiting is None:
                break
            returned = ToolReturned(
                turn=waiting.id,
                call_id=turn.asked.call_id,
                name=RUN_AGENT.name,
                content=content[:LONGEST],
                is_error=is_error,
                sources=session.taint,
            )
            try:
                await self._store.append(parent.id, returned, expect=parent.seq, key=f"{session.id}:reported")
                break
            except Conflict:
                continue  # somebody spoke there; whether it still waits is looked at again
        await self._store.append(session.id, Reported(turn=turn.id), enqueue=False)


def _waiting(parent: Session, call_id: str) -> Turn | None:
    turn = parent.open_turn
    return turn if turn and any(call.id == call_id for call in turn.open_calls()) else None


def answer_of(session: Session, turn: Turn) -> tuple[str, bool]:
    """What the child came to, in words, and whether that is a failure."""
    for entry in session.entries:
        match entry.body:
            case Noted(turn=turn.id, text=text):
                return text or NO_ANSWER, not text
            case Listed(turn=turn.id) as listed:
                rows = (f"{row.rank}. {row.name} ({row.score})" for row in listed.rows)
                return "\n".join(rows) or "Nothing is on the list.", False
            case Faltered(turn=turn.id, retry_at=None, reason=reason):
                return reason, True
    written = "\n\n".join(text for text in map(text_of, turn.replies) if text)
    return (written, False) if written else (NO_ANSWER, True)


def switching(bodies: Iterable[EntryBody]) -> tuple[EntryBody, ...]:
    """What holds for children as well: Stop, pause and resume."""
    return tuple(body for body in bodies if isinstance(body, Stopped | Paused | Resumed))
