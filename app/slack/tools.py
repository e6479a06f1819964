"""What an agent may read of the thread it works in. Other people wrote it: it is untrusted and taints the session."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.core.entries import Place
from app.core.tools import Call, CallContext, Outcome, ToolSpec
from app.slack.reading import spelled_out
from app.slack.scan import ORDER, findings_in
from app.slack.wire import SlackError, Wire

PAGE, MOST = 200, 1_000  # messages
SHOWN = 60  # findings; a thread with more is one to be emptied, not listed
LONG = 2_000  # characters of one message that are read out
NOTHING = {"type": "object", "properties": {}, "additionalProperties": False}


class ScanThread:
    spec = ToolSpec(
        "scan_thread",
        "Reads the whole thread and returns what could do harm: secrets (masked), personal data, risky links; for "
        "each where it stands, why it matters and what to do. Takes nothing.",
        NOTHING,
        "read_untrusted",
    )

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def run(self, call: Call, context: CallContext) -> Outcome:
        try:
            messages = await thread_messages(self._wire, context.session.place)
        except SlackError as error:
            return Outcome(f"The thread could not be read: {error} Say so; do not guess.", is_error=True)
        domain = context.asker.email.rpartition("@")[2]
        found = [
            {
                "kind": finding.kind,
                "what": finding.what,
                "where": _where(messages[number - 1]),
                "why": finding.why,
                "excerpt": finding.excerpt,
            }
            for number, finding in findings_in(map(_words, messages), frozenset({domain} if domain else ()))
        ]
        found.sort(key=lambda each: ORDER.index(each["kind"]))
        result = {"findings": found[:SHOWN], "messages": len(messages)}
        if len(found) > SHOWN:
            result["left_out"] = len(found) - SHOWN
        return Outcome(json.dumps(result, ensure_ascii=False), sources=_sources(context))


class ReadThread:
    spec = ToolSpec(
        "read_thread",
        "Reads what people and other apps wrote in this thread, oldest first, also before you came. Takes nothing.",
        NOTHING,
        "read_untrusted",
    )

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def run(self, call: Call, context: CallContext) -> Outcome:
        try:
            messages = await thread_messages(self._wire, context.session.place)
        except SlackError as error:
            return Outcome(f"The thread could not be read: {error} Say so; do not guess.", is_error=True)
        bot = (await self._wire.me()).user
        read = [{"where": _where(each), "text": spelled_out(_words(each), bot)[:LONG]} for each in messages]
        return Outcome(json.dumps({"messages": read}, ensure_ascii=False), sources=_sources(context))


async def thread_messages(wire: Wire, place: Place) -> list[Mapping[str, Any]]:
    """Everything in a thread that we did not write ourselves, oldest first."""
    if place.thread_ts is None:
        return []
    me, cursor = await wire.me(), None
    found: list[Mapping[str, Any]] = []
    while len(found) < MOST:
        page = await wire.read(
            "conversations.replies", channel=place.channel, ts=place.thread_ts, limit=PAGE, cursor=cursor
        )
        found += [message for message in page["messages"] if not me.wrote(message)]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return found[:MOST]


def _words(message: Mapping[str, Any]) -> str:
    attached = [str(each.get("text") or each.get("fallback") or "") for each in message.get("attachments") or []]
    named = [f"[file {each.get('name')}]" for each in message.get("files") or []]
    return "\n".join(filter(None, [str(message.get("text") or ""), *attached, *named]))


def _where(message: Mapping[str, Any]) -> str:
    at = datetime.fromtimestamp(float(message["ts"]), UTC)
    by = f"<@{message['user']}>" if message.get("user") else str(message.get("username") or "an app")
    return f"message of {by}, {at:%d %b %H:%M} UTC"


def _sources(context: CallContext) -> tuple[str, ...]:
    place = context.session.place
    return (f"Slack thread {place.channel}/{place.thread_ts}",)
