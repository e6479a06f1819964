"""Where the core meets the world. Each has one real implementation, one fake, and a test that both pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from app.core.agents import Agent, Catalog
from app.core.effects import Effect
from app.core.entries import EntryBody, Faltered, Fired, Framed, Listed, Marked, Place, Replied
from app.core.people import Person
from app.core.sessions import Session, Turn
from app.core.tools import ToolSpec


class Clock(Protocol):
    def now(self) -> datetime:
        """Product time, aware, UTC."""


class Live(Protocol):
    """A reply while it is written. What is shown here never enters the log."""

    async def text(self, delta: str) -> None: ...

    async def working(self, call: str) -> None:
        """The model asked for this tool; shown as a task that runs."""


class Model(Protocol):
    def frame(self, catalog: Catalog, tools: Mapping[str, ToolSpec]) -> Framed: ...

    async def reply(self, session: Session, turn: Turn, agent: Agent, live: Live) -> Replied | Faltered:
        """One model call. A failure is a value; only a bug raises."""


class Conflict(Exception):  # noqa: N818  # it is an answer, not a fault: look again
    """The log moved while a decision was made."""


class Store(Protocol):
    """The log. Blocking calls are wrapped inside; each call is one transaction, and enqueues its delivery in it."""

    async def load(self, session: str) -> Session: ...

    async def append(
        self, session: str, *bodies: EntryBody, expect: int | None = None, key: str | None = None, enqueue: bool = True
    ) -> int:
        """The log's new seq. Raises Conflict if `expect` is not its seq. A known `key` changes nothing: 0.

        Without `enqueue` nobody is called: for the loop that runs the session and looks again by itself.
        """

    async def open(self, place: Place, *bodies: EntryBody, key: str) -> str | None:
        """A new session, or the one that the thread has; None where the key is known."""

    async def find(self, place: Place) -> str | None:
        """The session of a thread."""


class Surface(Protocol):
    """Slack, as a drawing of the log."""

    async def draw(self, session: Session) -> None:
        """Posts wanted against posts made. Safe to call at any time, twice, after any crash."""

    async def live(self, session: Session, turn: Turn, agent: Agent) -> Live: ...


class Delivery(Protocol):
    """Who runs `advance`, one at a time per session, and again after a crash."""

    def enqueue(self, transaction: Any, session: str, seq: int, wake: datetime | None = None) -> None:
        """Within the store's open connection, so an entry and its delivery commit together.

        Once for each seq, and once for each moment at which a session asked to be woken.
        """


class Wakes(Protocol):
    async def set(self, session: str, at: datetime) -> None:
        """The session is delivered once more at that moment of product time."""


class Effects(Protocol):
    """The outbox: rows of outside writes."""

    async def of_session(self, session: str) -> Sequence[Effect]: ...

    async def interrupted(self) -> Sequence[Effect]:
        """Every intent without a receipt: at the start, what a crash left behind."""

    async def intend(self, key: str, session: str, kind: str) -> Effect:
        """Writes the intent, or returns the row that is there."""

    async def receive(
        self, key: str, receipt: Mapping[str, str], *, drawn: str = "", bind: Place | None = None
    ) -> None:
        """Writes the receipt; with `bind`, the session's place becomes that thread in the same transaction."""

    async def forget(self, key: str) -> None:
        """The act definitely did not happen: the intent is taken back."""


class Intents(Protocol):
    """The same rows, for writes in other systems than Slack."""

    async def find(self, key: str) -> Effect | None: ...

    async def intend(self, key: str, session: str, kind: str) -> Effect: ...

    async def doubt(self, key: str) -> None:
        """It was sent and no answer came: from now on it is `unknown`, also after a crash."""

    async def receive(self, key: str, receipt: Mapping[str, str]) -> None: ...

    async def forget(self, key: str) -> None: ...


class Lists(Protocol):
    """The playbook of a firing, evaluated for its person."""

    async def list_for(self, fired: Fired, turn: int) -> Listed | None:
        """None where the person has nothing to be told about."""


class Marks(Protocol):
    async def of_person(self, person: str) -> Sequence[Marked]:
        """Everything this person said about rows, oldest first."""


class Directory(Protocol):
    async def find(self, slack_id: str) -> Person: ...
