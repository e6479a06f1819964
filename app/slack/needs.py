"""What the Slack room needs of others, as narrow protocols; `compose` gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.core.entries import EntryBody, Listed, Place
from app.core.permissions import Approvals
from app.core.ports import Directory
from app.slack.views.why import Explanation


class Deliver(Protocol):
    """`Engine.deliver`: durable when it returns. None where the key came before."""

    async def __call__(self, to: str | Place, *bodies: EntryBody, key: str, by: str = "") -> str | None: ...


class Explainer(Protocol):
    """Takes the score of a listed account apart, from the stored run."""

    async def explain(self, listed: Listed, item: str) -> Explanation | None:
        """None where the run is not kept any more."""


class Arms(Protocol):
    """Who picked which agent for their next message in a channel. Durable."""

    async def arm(self, channel: str, person: str, agent: str) -> None: ...

    async def take(self, channel: str, person: str, key: str) -> str | None:
        """For the message of that key, once; asked again for it, the same again."""


class SeenThread(Protocol):
    @property
    def channel(self) -> str: ...

    @property
    def thread_ts(self) -> str: ...

    @property
    def is_direct(self) -> bool: ...

    @property
    def last_at(self) -> datetime: ...


class Waiting(Protocol):
    """Where writes were proposed lately."""

    async def sessions(self, since: datetime) -> Sequence[str]: ...


@dataclass(frozen=True)
class Gate:
    """What it takes to let somebody decide about writes."""

    directory: Directory  # people with what they own and whom they manage
    approvals: Approvals
    waiting: Waiting


class Recent(Protocol):
    """Which sessions are in use lately."""

    async def threads(self, since: datetime, limit: int = 100) -> Sequence[SeenThread]: ...

    async def latest_list(self, person: str) -> str | None: ...

    async def of_person(self, person: str, limit: int) -> Sequence[str]: ...
