"""Who is who in Slack, kept for an hour; Slack tells of changes before that. Knows nothing of the CRM."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from app.core.people import Person, Standing
from app.slack.wire import Me, SlackRefusedError, Wire

KEPT = 3600.0  # seconds of real time
PAGE = 200  # members a page, as Slack advises


class People:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._known: dict[str, tuple[float, Person]] = {}  # by id: until when (time.monotonic()), as Slack says

    async def find(self, slack_id: str) -> Person:
        until, person = self._known.get(slack_id, (0.0, None))
        if person is None or until < time.monotonic():
            person = await self._ask(slack_id)
        return person

    async def everyone(self) -> tuple[Person, ...]:
        """All who have an account now, read anew."""
        found, cursor = [], None
        while True:
            page = await self._wire.read("users.list", limit=PAGE, cursor=cursor)
            me = await self._wire.me()
            found += [self._keep(person_of(user, me)) for user in page["members"] if not user.get("deleted")]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return tuple(found)

    async def changed(self, user: Mapping[str, Any]) -> Person:
        """Slack says that somebody is not as they were: another zone, name or standing."""
        return self._keep(person_of(user, await self._wire.me()))

    async def _ask(self, slack_id: str) -> Person:
        try:
            answer = await self._wire.read("users.info", user=slack_id)
        except SlackRefusedError as no:
            if no.code not in ("user_not_found", "user_not_visible"):
                raise
            return self._keep(Person(slack_id, slack_id, "", "", "stranger"))
        return self._keep(person_of(answer["user"], await self._wire.me()))

    def _keep(self, person: Person) -> Person:
        self._known[person.slack_id] = (time.monotonic() + KEPT, person)
        return person


def person_of(user: Mapping[str, Any], me: Me) -> Person:
    """A user object as Slack has it, https://docs.slack.dev/reference/objects/user-object. No zone is ""."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or profile.get("display_name") or user.get("real_name") or user.get("name")
    email, zone = profile.get("email") or "", user.get("tz") or ""
    return Person(str(user["id"]), str(name or user["id"]), str(email).lower(), str(zone), _standing(user, me))


def _standing(user: Mapping[str, Any], me: Me) -> Standing:
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return "bot"
    if user.get("is_stranger") or user.get("deleted") or user.get("team_id", me.team) != me.team:
        return "stranger"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else "member"
