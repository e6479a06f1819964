"""Who in Slack gets what at nine, and how the program says a word to one of them."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Awaitable, Callable

from app.compose.people import People
from app.compose.workbench import Workbench
from app.core.entries import Noted, Opened, Place
from app.core.people import Person
from app.slack.people import People as SlackPeople
from app.slack.wire import SlackError
from app.triggers.daily import DailyTriggers

log = logging.getLogger(__name__)

ROSTER_KEPT = 3600.0  # seconds of real time; Slack tells of changes before that, and lists people 20 times a minute


class Enrolment:
    """Who gets the morning trigger: everybody in Slack who owns accounts, read anew after each sync."""

    def __init__(self, slack: SlackPeople, people: People, daily: DailyTriggers, bench: Workbench) -> None:
        self._slack, self._people, self._daily, self._bench = slack, people, daily, bench

        self._members: dict[str, Person] = {}
        self._then: list[Callable[[], Awaitable[None]]] = []
        self._read_at = -ROSTER_KEPT

    def then(self, enrol: Callable[[], Awaitable[None]]) -> None:
        """To be done whenever it is known anew who is there."""
        self._then.append(enrol)

    def by_email(self, email: str) -> Person | None:
        """A member of the workspace, as of the latest reading."""
        found = (each for each in self._members.values() if each.email == email.lower() and each.standing == "member")
        return next(found, None)

    async def everyone(self) -> None:
        if time.monotonic() - self._read_at >= ROSTER_KEPT:
            try:
                self._members = {person.slack_id: person for person in await self._slack.everyone()}
            except SlackError as error:
                log.warning("people could not be read, those known stay: %s", error)
                return
            self._read_at = time.monotonic()
        await self._enrol()

    async def changed(self, person: Person) -> None:
        """Slack says that somebody has another zone or name."""
        self._members[person.slack_id] = person
        await self._enrol()

    async def tell(self, email: str, text: str) -> None:
        """A word of the program to somebody in Slack, once a day; who is not there is told in the log."""
        person = next((each for each in self._members.values() if each.email == email.lower()), None)
        if person is None:
            log.error("%s is not in Slack, so they are not told: %s", email, text)
            return
        place = Place(channel=person.slack_id, is_direct=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        key = f"told:{person.slack_id}:{self._bench.clock.now():%Y-%m-%d}:{digest}"
        await self._bench.log.open(place, Opened(place=place, by="threadwork"), Noted(text=text), key=key)

    async def _enrol(self) -> None:
        people = await self._people.complete(list(self._members.values()))
        await self._daily.enrol(people, self._bench.clock.now())
        for each in self._then:
            await each()
