"""Looking for a post whose receipt was lost: it may have happened, and Slack knows. Reads only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

from app.core.effects import Effect
from app.core.entries import Place
from app.slack.pen import Posted
from app.slack.wire import SlackRefusedError, Wire

SLACK_AHEAD = timedelta(minutes=2)  # by which Slack's clock may differ from ours
PAGE = 200


async def find_post(wire: Wire, effect: Effect, place: Place, known: frozenset[str]) -> Posted | None:
    """The message that this effect made. A stream carries no key before its end: it is ours, and in no receipt."""
    me, channel = await wire.me(), await conversation(wire, place.channel)
    oldest = f"{(effect.intended_at - SLACK_AHEAD).timestamp():.6f}"
    async for message in _messages(wire, channel, place.thread_ts, oldest):
        if me.wrote(message) and message["ts"] not in known and _is_of(message, effect):
            return Posted(channel, str(message["ts"]))
    return None


async def conversation(wire: Wire, channel: str) -> str:
    """The id of a conversation; of a person's direct messages where a person is named."""
    if channel[:1] not in ("U", "W"):
        return channel
    answer = await wire.read("conversations.open", users=channel)
    return str(answer["channel"]["id"])


def _is_of(message: Mapping[str, Any], effect: Effect) -> bool:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") == "threadwork_post":
        return bool(metadata.get("event_payload", {}).get("key") == effect.key)
    return effect.kind == "slack.stream"


async def _messages(wire: Wire, channel: str, thread_ts: str | None, oldest: str) -> AsyncIterator[Mapping[str, Any]]:
    method = "conversations.replies" if thread_ts else "conversations.history"
    cursor: str | None = None
    while True:
        try:
            page = await wire.read(
                method,
                channel=channel,
                ts=thread_ts,
                oldest=oldest,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
        except SlackRefusedError as no:
            if no.code == "thread_not_found":
                return
            raise
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
