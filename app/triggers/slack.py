"""`slack`: what people do in a channel. The app's own words and reactions start nothing, or it would talk to itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.entries import Place
from app.core.kinds import SlackTrigger
from app.core.occasions import Occasion
from app.slack.reading import Heard, dig, key_of, read_event
from app.triggers.kinds import Needs, Running

log = logging.getLogger(__name__)

SEARCHED = 4_000  # characters of a message that a pattern looks at


@dataclass(frozen=True)
class Seen:
    """What somebody did."""

    event: str  # message, reaction or member
    channel: str
    person: str
    key: str
    thread: Place | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def run(triggers: Sequence[SlackTrigger], needs: Needs) -> Running:
    return Running(hear=Listening(triggers, needs).hear)


class Listening:
    def __init__(self, triggers: Sequence[SlackTrigger], needs: Needs) -> None:
        self._triggers, self._needs = triggers, needs

    async def hear(self, body: Mapping[str, Any]) -> None:
        """An event of Slack; durable when this returns. In channels shared with others nothing is started."""
        seen = None if body.get("is_ext_shared_channel") else read_seen(body, (await self._needs.me()).user)
        meant = [each for each in self._triggers if seen and is_meant(each, seen)]
        if seen is None or not meant:
            return
        who = await self._needs.people.find(seen.person)
        if who.standing != "member":
            log.info("%s (%s) starts no trigger", seen.person, who.standing)
            return
        values = {**seen.values, "person": seen.person, "name": who.name, "channel": seen.channel}
        source = f"{'a message' if seen.event == 'message' else f'a {seen.event}'} in {seen.channel}"
        for trigger in meant:
            occasion = Occasion(seen.key, self._needs.clock.now(), values, (source,), seen.thread)
            await self._needs.occurring.happen(trigger, occasion)


def read_seen(body: Mapping[str, Any], bot: str) -> Seen | None:
    """None: nothing that a trigger may be declared for."""
    event = body.get("event")
    if not isinstance(event, Mapping) or dig(event, "user") == bot:
        return None
    match event.get("type"):
        case "message":
            heard = read_event(body, bot)
            return _message(heard) if isinstance(heard, Heard) else None
        case "reaction_added":
            return _reaction(event, dig(body, "team_id"))
        case "member_joined_channel":
            channel, person = dig(event, "channel"), dig(event, "user")
            return Seen("member", channel, person, f"{channel}:{person}:{dig(event, 'event_ts')}")
    return None


def _message(heard: Heard) -> Seen | None:
    """At the top of a channel, and not meant for the bot anyway."""
    if heard.thread_ts or heard.is_direct or heard.mentions_us:
        return None
    place = Place(channel=heard.channel, thread_ts=heard.ts)
    return Seen("message", heard.channel, heard.by, heard.key, place, {"text": heard.text})


def _reaction(event: Mapping[str, Any], team: str) -> Seen | None:
    """Once for each message, whoever reacts: a second person means the same."""
    channel, ts, name = dig(event, "item", "channel"), dig(event, "item", "ts"), dig(event, "reaction")
    if not (channel and ts and name):
        return None
    key = f"{key_of(team, channel, ts)}:{name}"
    return Seen("reaction", channel, dig(event, "user"), key, Place(channel=channel, thread_ts=ts), {"reaction": name})


def is_meant(trigger: SlackTrigger, seen: Seen) -> bool:
    if (trigger.event, trigger.channel) != (seen.event, seen.channel) or not trigger.is_on:
        return False
    match seen.event:
        case "message":
            return re.search(trigger.pattern, seen.values["text"][:SEARCHED], re.IGNORECASE) is not None
        case "reaction":
            return seen.values["reaction"].partition("::")[0] == trigger.reaction
    return True
