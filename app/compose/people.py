"""One human across Slack and HubSpot: the port `Directory`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from app.core.people import Person
from app.playbooks.roster import Roster

FromSlack = Callable[[str], Awaitable[Person]]


class People:
    def __init__(self, from_slack: FromSlack, roster: Roster) -> None:
        self._from_slack, self._roster = from_slack, roster

    async def find(self, slack_id: str) -> Person:
        return await self._roster.complete(await self._from_slack(slack_id))

    async def complete(self, people: Sequence[Person]) -> list[Person]:
        return [await self._roster.complete(person) for person in people]
