"""The state of the local Slack: one workspace with its people, conversations and everything the app did there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.local.slack.delivery.courier import Courier
from app.local.slack.identity import BOT_USER_ID, TEAM_ID
from app.local.slack.limits import Limits
from app.local.slack.manifest import Manifest, read_manifest
from app.local.slack.messages import Conversation, Message
from app.local.slack.pace import Pace, read_pace
from app.local.slack.people import Member, members_of
from app.local.slack.permits import Permits
from app.local.slack.screens import Screens
from app.local.slack.sessions import Sessions
from app.local.slack.uploads import Files
from app.local.world import World


@dataclass
class Workspace:
    world: World
    manifest: Manifest
    pace: Pace
    members: dict[str, Member]
    conversations: dict[str, Conversation]
    courier: Courier
    permits: Permits
    sessions: Sessions
    screens: Screens = field(default_factory=Screens)
    files: Files = field(default_factory=Files)
    limits: Limits = field(default_factory=Limits)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)  # every event sent, by event_id
    filled: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)  # (user, channel, ts) -> values
    origin: str = "http://127.0.0.1"  # how this server was last addressed; links in payloads begin with it
    _last_tick: int = 0

    @property
    def name(self) -> str:
        return self.world.company.name

    @property
    def domain(self) -> str:
        return "".join(each for each in self.name.lower() if each.isalnum()) or "local"

    @property
    def team(self) -> dict[str, str]:
        return {"id": TEAM_ID, "domain": self.domain}

    @property
    def bot(self) -> Member:
        return self.members[BOT_USER_ID]

    def next_ts(self) -> str:
        """The workspace's time as Slack writes it: unique and growing even when the clock is set back."""
        tick = max(int(self.world.now().timestamp() * 1_000_000), self._last_tick + 1)
        self._last_tick = tick
        return f"{tick // 1_000_000}.{tick % 1_000_000:06d}"

    def dm_of(self, user: str) -> Conversation | None:
        return self.conversations.get(_dm_id(user))

    def add(self, conversation: Conversation, message: Message) -> Message:
        conversation.add(message)
        self.show_change(conversation)
        return message

    def show_change(self, conversation: Conversation) -> None:
        self.world.announce("message", channel=conversation.id)


def build_workspace(world: World) -> Workspace:
    manifest, pace = read_manifest(world.options.get("manifest")), read_pace(world.options)
    members = members_of(world.company, manifest.name)
    return Workspace(
        world=world,
        manifest=manifest,
        pace=pace,
        members=members,
        conversations=_conversations(world, members),
        courier=Courier(pace),
        permits=Permits(pace.trigger),
        sessions=Sessions(pace.processing, pace.status),
    )


def _dm_id(user: str) -> str:
    return f"D{user[1:]}"


def _conversations(world: World, members: dict[str, Member]) -> dict[str, Conversation]:
    """A DM with the app for each person, and the company's channels, which the bot is a member of."""
    created = int(world.now().timestamp())
    made = [
        Conversation(_dm_id(member.id), "im", "", [member.id, BOT_USER_ID], created)
        for member in members.values()
        if not member.is_bot
    ]
    by_email = {member.email: member.id for member in members.values()}
    for number, (name, emails) in enumerate(world.company.channels):
        people = [by_email[email] for email in emails if email in by_email]
        letters = "".join(each for each in name.upper() if each.isalnum() and each.isascii())
        made.append(Conversation(f"C{number:02d}{letters}", "channel", name, [*people, BOT_USER_ID], created))
    return {conversation.id: conversation for conversation in made}
