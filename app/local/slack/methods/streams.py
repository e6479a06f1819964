"""chat.startStream, appendStream and stopStream: a message that grows while people watch."""

from __future__ import annotations

import asyncio
import time

from app.local.slack.check.blocks import message_problems
from app.local.slack.check.chunks import CHUNKS
from app.local.slack.limits import TIER_2, TIER_4
from app.local.slack.messages import Conversation, Message
from app.local.slack.methods.call import (
    Call,
    Json,
    Method,
    author_arguments,
    blocks_argument,
    conversation_of,
    list_argument,
    message_of,
    metadata_argument,
)
from app.local.slack.methods.sessions import set_session_status
from app.local.slack.posting import MARKDOWN_MOST, changed, post, quiet
from app.local.slack.refusal import RefusedError
from app.local.slack.sessions import STATUSES
from app.local.slack.streams import Stream
from app.local.slack.surfaces import with_ids
from app.local.slack.workspace import Workspace

CHUNK_BLOCKS = 50  # through chunks, and as many again through stopStream.blocks


def start_stream(call: Call) -> Json:
    conversation, arguments = conversation_of(call), call.arguments
    root = conversation.messages.get(arguments.text("thread_ts"))
    if root is None or root.thread_ts or root.only_for:
        raise RefusedError("invalid_thread_ts")
    if conversation.kind != "im":
        _check_recipient(call)
    stream = Stream(time.monotonic(), as_plan=arguments.text("task_display_mode") == "plan")
    username, icon_emoji = author_arguments(call)
    message = Message(
        ts="",
        author=call.workspace.bot.id,
        thread_ts=root.ts,
        username=username,
        icon_emoji=icon_emoji,
        stream=stream,
    )
    _take(message, stream, _chunks(call, stream))
    message.ts = call.workspace.next_ts()
    post(call.workspace, conversation, message)
    set_session_status(call.workspace, conversation, root.ts, "processing")
    life = call.workspace.pace.stream_life
    asyncio.get_running_loop().call_later(life, _expire, call.workspace, conversation, stream)
    return {"channel": conversation.id, "ts": message.ts}


def append_stream(call: Call) -> Json:
    conversation, message, stream = _live(call)
    chunks = _chunks(call, stream)
    if not chunks:
        raise RefusedError("no_text")
    _take(message, stream, chunks)
    call.workspace.show_change(conversation)
    return {"channel": conversation.id, "ts": message.ts}


def stop_stream(call: Call) -> Json:
    conversation, message, stream = _live(call)
    status = call.arguments.text("session_status", "active")
    if status not in STATUSES:
        raise RefusedError("invalid_arguments", [f"session_status must be one of: {', '.join(STATUSES)}"])
    blocks, metadata, before = blocks_argument(call), metadata_argument(call), conversation.show(message)
    _take(message, stream, _chunks(call, stream))
    stream.ended = "stopped"
    message.blocks, message.metadata = blocks, metadata
    root_ts = message.thread_ts or message.ts
    quiet(call.workspace, conversation, root_ts)
    set_session_status(call.workspace, conversation, root_ts, status)
    changed(call.workspace, conversation, message, before)
    return {"channel": conversation.id, "ts": message.ts, "message": conversation.show(message, with_metadata=True)}


def _check_recipient(call: Call) -> None:
    for name in ("recipient_user_id", "recipient_team_id"):
        if not call.arguments.text(name):
            raise RefusedError(f"missing_{name}")
    person = call.workspace.members.get(call.arguments.text("recipient_user_id"))
    if person is None:
        raise RefusedError("user_not_found")
    if call.arguments.text("recipient_team_id") != person.team_id:
        raise RefusedError("team_not_found")


def _live(call: Call) -> tuple[Conversation, Message, Stream]:
    conversation = conversation_of(call)
    message = message_of(call, conversation)
    if not message.is_by_app:
        raise RefusedError("message_not_owned_by_app")
    if message.stream is None:
        raise RefusedError("message_not_in_streaming_state")
    if message.stream.ended == "stopped_by_user":
        raise RefusedError("stopped_by_user")
    if not message.stream.is_live:
        raise RefusedError("message_not_in_streaming_state")
    return conversation, message, message.stream


def _expire(workspace: Workspace, conversation: Conversation, stream: Stream) -> None:
    """Slack ends a stream some minutes after its start and tells nobody; the session keeps its status."""
    if stream.is_live:
        stream.ended = "expired"
        workspace.show_change(conversation)


def _take(message: Message, stream: Stream, chunks: list[Json]) -> None:
    for chunk in chunks:
        stream.take(chunk)
    message.text = stream.text()


def _chunks(call: Call, stream: Stream) -> list[Json]:
    """markdown_text and chunks as one checked list."""
    text = call.arguments.text("markdown_text")
    given = list_argument(call, "chunks", CHUNKS, "invalid_chunks")
    chunks = [*([{"type": "markdown_text", "text": text}] if text else []), *given]
    if any(len(chunk["text"]) > MARKDOWN_MOST for chunk in chunks if chunk["type"] == "markdown_text"):
        raise RefusedError("msg_too_long")
    chunks = [_with_blocks(chunk, index) if chunk["type"] == "blocks" else chunk for index, chunk in enumerate(chunks)]
    kept = sum(part["type"] not in ("markdown", "task_card") for part in stream.parts)
    fresh = sum(len(chunk["blocks"]) for chunk in chunks if chunk["type"] == "blocks")
    if kept + fresh > CHUNK_BLOCKS:
        raise RefusedError("invalid_blocks", [f"no more than {CHUNK_BLOCKS} blocks allowed in the chunks of a stream"])
    return chunks


def _with_blocks(chunk: Json, index: int) -> Json:
    if problems := message_problems(chunk["blocks"], f"/chunks/{index}/blocks"):
        raise RefusedError("invalid_blocks", problems)
    return {**chunk, "blocks": with_ids(chunk["blocks"])}


WRITE = ("chat:write",)
METHODS = {
    "chat.startStream": Method(start_stream, TIER_2, WRITE, writes=True),
    "chat.appendStream": Method(append_stream, TIER_4, WRITE, writes=True),
    "chat.stopStream": Method(stop_stream, TIER_2, WRITE, writes=True),
}
