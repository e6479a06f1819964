"""What a Slack payload means: the one place that knows Slack's shapes. Pure; what is odd is None, not an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.entries import AttachedFile
from app.slack.views.escape import visible

Payload = Mapping[str, Any]

LONGEST = 40_000  # characters; Slack itself cuts there: docs.slack.dev/reference/methods/chat.postMessage
WORDS = (None, "thread_broadcast", "file_share")  # subtypes that are a person's message
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_TOKEN = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Heard:
    """A person's message."""

    team: str
    channel: str
    ts: str
    thread_ts: str | None  # None at the top level
    by: str
    text: str  # with Slack's tokens spelled out; a mention of the bot is left out
    mentions_us: bool
    mentions_others: bool
    is_direct: bool
    by_team: str  # the workspace the person belongs to
    files: tuple[AttachedFile, ...] = ()

    @property
    def key(self) -> str:
        return key_of(self.team, self.channel, self.ts)

    @property
    def root(self) -> str:
        return self.thread_ts or self.ts


@dataclass(frozen=True)
class Changed:
    """A person edited a message; `heard` is how it reads now."""

    heard: Heard
    key: str  # of the edit


@dataclass(frozen=True)
class Removed:
    team: str
    channel: str
    ts: str
    root: str
    is_direct: bool

    @property
    def of(self) -> str:
        return key_of(self.team, self.channel, self.ts)


def key_of(team: str, channel: str, ts: str) -> str:
    """A message and its mention are two events with one key, and so are its retries."""
    return f"{team}:{channel}:{ts}"


def read_event(body: Payload, bot: str) -> Heard | Changed | Removed | None:
    """A `message` or `app_mention` event. None: not a person's word, or nothing we can read."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return None
    team = str(body.get("team_id") or event.get("team") or "")
    match event.get("subtype"):
        case "message_changed":
            return _read_edit(event, team, bot)
        case "message_deleted":
            return _read_delete(event, team, bot)
        case subtype if subtype in WORDS:
            return read_message(event, team, bot, channel=_text(event, "channel"))
    return None


def read_message(message: Payload, team: str, bot: str, *, channel: str) -> Heard | None:
    """A message object, from an event or from history."""
    by, ts, text = _text(message, "user"), _text(message, "ts"), _text(message, "text")
    if not (by and ts and channel and team) or by == bot or message.get("bot_id") or message.get("app_id"):
        return None
    if message.get("subtype") not in WORDS or not re.fullmatch(r"\d+\.\d+", ts):
        return None
    mentioned = set(_MENTION.findall(text))
    thread_ts = _text(message, "thread_ts")
    return Heard(
        team=team,
        channel=channel,
        ts=ts,
        thread_ts=thread_ts if thread_ts and thread_ts != ts else None,
        by=by,
        text=spelled_out(text, bot),
        mentions_us=bot in mentioned or message.get("type") == "app_mention",
        mentions_others=bool(mentioned - {bot}),
        is_direct=is_direct(channel, message),
        by_team=_text(message, "user_team") or _text(message, "source_team") or _text(message, "team") or team,
        files=_files(message.get("files")),
    )


def is_direct(channel: str, message: Payload) -> bool:
    """A DM with one person; a group DM is as a channel."""
    return message.get("channel_type") == "im" or channel.startswith("D")


def spelled_out(text: str, bot: str) -> str:
    """What the person saw: links and channels by name, entities as their characters. People stay `<@U…>`."""
    text = _MENTION.sub(lambda found: "" if found[1] == bot else f"<@{found[1]}>", text)
    text = _TOKEN.sub(_spell, text)
    return visible(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).strip()


def _spell(found: re.Match[str]) -> str:
    target, label = found[1], found[2] or ""
    match target[0]:
        case "@":
            return found[0]
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].split('^')[0]}"
    address = target.removeprefix("mailto:")
    return f"{label} ({address})" if label and label not in address else address


def _read_edit(event: Payload, team: str, bot: str) -> Changed | None:
    now, before = event.get("message"), event.get("previous_message")
    if not isinstance(now, Mapping):
        return None
    if isinstance(before, Mapping) and before.get("text") == now.get("text"):
        return None  # an unfurl, a reply count: nothing was said
    channel = _text(event, "channel")
    heard = read_message({"channel_type": event.get("channel_type"), **now}, team, bot, channel=channel)
    return Changed(heard, f"{heard.key}:edit:{_text(event, 'ts') or heard.text}") if heard else None


def _read_delete(event: Payload, team: str, bot: str) -> Removed | None:
    before = event.get("previous_message")
    gone = before if isinstance(before, Mapping) else {}
    channel, ts = _text(event, "channel"), _text(event, "deleted_ts") or _text(gone, "ts")
    if not (channel and ts and team) or gone.get("user") == bot or gone.get("bot_id"):
        return None
    return Removed(team, channel, ts, _text(gone, "thread_ts") or ts, is_direct(channel, event))


def _files(files: object) -> tuple[AttachedFile, ...]:
    if not isinstance(files, list):
        return ()
    return tuple(
        AttachedFile(
            id=_text(each, "id"),
            name=visible(_text(each, "name"))[:255],
            mimetype=_text(each, "mimetype")[:100],
            size=each["size"] if isinstance(each.get("size"), int) else 0,
            url=_text(each, "url_private"),
        )
        for each in files[:20]
        if isinstance(each, Mapping) and _text(each, "id")
    )


def dig(shape: object, *names: str) -> str:
    """The text that stands at the end of a path, "" where the path leads nowhere."""
    for name in names:
        shape = shape.get(name) if isinstance(shape, Mapping) else None
    return shape if isinstance(shape, str) else ""


def _text(shape: Payload, name: str) -> str:
    return dig(shape, name)
