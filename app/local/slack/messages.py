"""Messages and the conversations they stand in, with the shape that Slack shows of each. No delivery, no limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from app.local.slack.identity import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from app.local.slack.streams import Stream

Json = dict[str, Any]


@dataclass
class Message:
    ts: str
    author: str  # a user id
    text: str = ""
    thread_ts: str | None = None  # of the root; None at the top level
    blocks: list[Json] = field(default_factory=list)  # as the app gave them
    drawn: list[Json] = field(default_factory=list)  # made from Markdown text; gives way to any new content
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    subtype: str | None = None
    username: str | None = None
    icon_emoji: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    edited_ts: str | None = None
    stream: Stream | None = None
    only_for: str | None = None  # ephemeral: the one person who sees it

    @property
    def is_by_app(self) -> bool:
        return self.author == BOT_USER_ID

    @property
    def shown_blocks(self) -> list[Json]:
        return (self.stream.blocks() if self.stream else self.drawn) + self.blocks

    @property
    def is_streaming(self) -> bool:
        return self.stream is not None and self.stream.is_live


@dataclass
class Conversation:
    id: str
    kind: Literal["im", "channel"]
    name: str
    members: list[str]
    created: int
    messages: dict[str, Message] = field(default_factory=dict)  # by ts, oldest first
    threads: dict[str, list[str]] = field(default_factory=dict)  # root ts -> its replies' ts
    prompts: Json | None = None  # suggested prompts the app set for the whole conversation

    @property
    def person(self) -> str:
        """Whose direct messages these are."""
        return next(each for each in self.members if each != BOT_USER_ID)

    @property
    def channel_type(self) -> str:
        return "im" if self.kind == "im" else "channel"

    def add(self, message: Message) -> None:
        self.messages[message.ts] = message
        if message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)

    def remove(self, message: Message) -> None:
        del self.messages[message.ts]
        if message.thread_ts:
            self.threads[message.thread_ts].remove(message.ts)

    def top_level(self) -> Iterator[Message]:
        return (m for m in self.messages.values() if not m.thread_ts or m.subtype == "thread_broadcast")

    def replies(self, root_ts: str) -> list[Message]:
        return [self.messages[ts] for ts in self.threads.get(root_ts, [])]

    def show(self, message: Message, *, with_metadata: bool = False) -> Json:
        """The message object as the Web API and events carry it."""
        shape: Json = {"type": "message", "ts": message.ts, "text": message.text, "team": TEAM_ID}
        shape |= _author(message) | _content(message) | self._thread(message)
        if message.reactions:
            shape["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
            ]
        if message.edited_ts:
            shape["edited"] = {"user": message.author, "ts": message.edited_ts}
        if with_metadata and message.metadata:
            shape["metadata"] = message.metadata
        return shape

    def _thread(self, message: Message) -> Json:
        if message.thread_ts:
            root = self.messages.get(message.thread_ts)
            return {"thread_ts": message.thread_ts} | ({"parent_user_id": root.author} if root else {})
        replies = [reply for reply in self.replies(message.ts) if not reply.only_for]
        if not replies:
            return {}
        authors = list(dict.fromkeys(reply.author for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": authors,
            "reply_users_count": len(authors),
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": BOT_USER_ID in (message.author, *authors),
        }


def _author(message: Message) -> Json:
    if not message.is_by_app:
        return {"user": message.author}
    shape: Json = {"bot_id": BOT_ID, "app_id": APP_ID}
    if message.username or message.icon_emoji:
        shape["username"] = message.username
        shape["icons"] = {"emoji": message.icon_emoji} if message.icon_emoji else {}
    else:
        shape["user"] = BOT_USER_ID
    return shape


def _content(message: Message) -> Json:
    optional: Json = {
        "subtype": message.subtype,
        "blocks": message.shown_blocks,
        "attachments": message.attachments,
        "files": message.files,
        "client_msg_id": message.client_msg_id,
        "username": message.username,
    }
    return {name: value for name, value in optional.items() if value}


def position(ts: str) -> tuple[int, int]:
    """A timestamp as a number that compares exactly; floats would lose the last digits."""
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest.ljust(6, "0")[:6] or 0)
