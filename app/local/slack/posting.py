"""Putting the app's messages into conversations, changing them and taking them away, with the events that follow."""

from __future__ import annotations

from typing import Any

from app.local.slack.events import emit_changed, emit_deleted, emit_posted
from app.local.slack.messages import Conversation, Message
from app.local.slack.refusal import RefusedError
from app.local.slack.surfaces import with_ids
from app.local.slack.workspace import Workspace

Json = dict[str, Any]
TEXT_MOST = 40_000  # characters; Slack cuts longer texts off
MARKDOWN_MOST = 12_000


def root_of(conversation: Conversation, thread_ts: str | None) -> str | None:
    """The root that a reply hangs from; refused where there is none."""
    if not thread_ts:
        return None
    root = conversation.messages.get(thread_ts)
    if root is None or root.only_for:
        raise RefusedError("thread_not_found")
    if root.thread_ts:
        raise RefusedError("cannot_reply_to_message")
    return thread_ts


def markdown_blocks(text: str) -> list[Json]:
    if len(text) > MARKDOWN_MOST:
        raise RefusedError("msg_too_long")
    return with_ids([{"type": "markdown", "text": text}]) if text else []


def post(workspace: Workspace, conversation: Conversation, message: Message) -> list[str]:
    """Show a message and tell the app of it. What the app says in a thread ends the words of its status there."""
    workspace.add(conversation, message)
    if message.is_by_app and message.thread_ts and not message.is_streaming:
        quiet(workspace, conversation, message.thread_ts)
    return emit_posted(workspace, conversation, message) if not message.only_for else []


def quiet(workspace: Workspace, conversation: Conversation, thread_ts: str) -> None:
    session = workspace.sessions.find(conversation.id, thread_ts)
    if session and session.words:
        session.words = ""
        workspace.world.announce("status", channel=conversation.id)


def changed(workspace: Workspace, conversation: Conversation, message: Message, before: Json) -> list[str]:
    workspace.show_change(conversation)
    return emit_changed(workspace, conversation, message, before)


def take_away(workspace: Workspace, conversation: Conversation, message: Message) -> list[str]:
    """Delete a message. A root with replies leaves a tombstone, as in Slack, so that its thread stays."""
    before = conversation.show(message)
    if not conversation.replies(message.ts):
        conversation.remove(message)
        workspace.show_change(conversation)
        return emit_deleted(workspace, conversation, before)
    message.author, message.username, message.subtype = "USLACKBOT", "Slackbot", "tombstone"
    message.text = "This message was deleted."
    message.blocks, message.drawn, message.attachments, message.files = [], [], [], []
    message.metadata, message.stream, message.client_msg_id = None, None, None
    return changed(workspace, conversation, message, before)
