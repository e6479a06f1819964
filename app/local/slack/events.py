"""What happens in the workspace, in the shape of Slack's Events API, sent to the app if it subscribed."""

from __future__ import annotations

import secrets
from typing import Any

from app.local.slack.identity import APP_ID, BOT_USER_ID, STRANGERS_TEAM_ID, TEAM_ID, VERIFICATION_TOKEN
from app.local.slack.manifest import is_subscribed
from app.local.slack.messages import Conversation, Message
from app.local.slack.people import Member, user_object
from app.local.slack.workspace import Workspace

Json = dict[str, Any]


def emit(workspace: Workspace, event: Json) -> list[str]:
    """Send an event on its way; returns its event_id, or nothing where the app did not subscribe."""
    if not is_subscribed(workspace.manifest, event):
        return []
    event_id = f"Ev{secrets.token_hex(5).upper()}"
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    envelope = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(workspace.world.now().timestamp()),
        "authorizations": [authorization],
        "is_ext_shared_channel": _is_shared(workspace, event),
        "event_context": secrets.token_hex(8),
    }
    workspace.events[event_id] = envelope
    workspace.courier.send(envelope)
    return [event_id]


def _is_shared(workspace: Workspace, event: Json) -> bool:
    place = event.get("channel") or event.get("item", {}).get("channel")
    conversation = workspace.conversations.get(place) if isinstance(place, str) else None
    return conversation is not None and is_shared(workspace, conversation)


def is_shared(workspace: Workspace, conversation: Conversation) -> bool:
    """Whether people of another workspace are in it."""
    return any(workspace.members[each].role == "stranger" for each in conversation.members)


def emit_posted(workspace: Workspace, conversation: Conversation, message: Message) -> list[str]:
    """The message event, and its app_mention twin: another event_id, the same ts."""
    if BOT_USER_ID not in conversation.members:
        return []
    shape = {**conversation.show(message), "channel": conversation.id, "event_ts": message.ts}
    author = workspace.members[message.author]
    if author.role == "stranger":
        shape |= {"team": author.team_id, "user_team": STRANGERS_TEAM_ID, "source_team": STRANGERS_TEAM_ID}
    event_ids = emit(workspace, {**shape, "channel_type": conversation.channel_type})
    if f"<@{BOT_USER_ID}" in message.text and conversation.kind == "channel" and not message.is_by_app:
        event_ids += emit(workspace, {**shape, "type": "app_mention"})
    return event_ids


def emit_changed(workspace: Workspace, conversation: Conversation, message: Message, before: Json) -> list[str]:
    return _emit_hidden(
        workspace,
        conversation,
        {"subtype": "message_changed", "message": conversation.show(message), "previous_message": before},
    )


def emit_deleted(workspace: Workspace, conversation: Conversation, before: Json) -> list[str]:
    return _emit_hidden(
        workspace,
        conversation,
        {"subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": before},
    )


def _emit_hidden(workspace: Workspace, conversation: Conversation, change: Json) -> list[str]:
    if BOT_USER_ID not in conversation.members:
        return []
    ts = workspace.next_ts()
    place = {"channel": conversation.id, "channel_type": conversation.channel_type}
    return emit(workspace, {"type": "message", **change, **place, "hidden": True, "ts": ts, "event_ts": ts})


def emit_home_opened(workspace: Workspace, user: str, tab: str) -> list[str]:
    dm = workspace.dm_of(user)
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": dm.id if dm else "",
        "tab": tab,
        "event_ts": workspace.next_ts(),
    }
    home = workspace.screens.homes.get(user)
    if tab == "home" and home:
        event["view"] = home.show()
    return emit(workspace, event)


def emit_stopped(workspace: Workspace, user: str, channel: str, thread_ts: str, streaming: list[str]) -> list[str]:
    return emit(
        workspace,
        {
            "type": "agent_session_stopped",
            "channel": channel,
            "thread_ts": thread_ts,
            "user": user,
            "streaming_message_ts": streaming,
            "event_ts": workspace.next_ts(),
        },
    )


def emit_reaction(workspace: Workspace, user: str, name: str, channel: str, message: Message, *, added: bool) -> None:
    kind = "reaction_added" if added else "reaction_removed"
    item = {"type": "message", "channel": channel, "ts": message.ts}
    ts = workspace.next_ts()
    emit(
        workspace,
        {"type": kind, "user": user, "reaction": name, "item_user": message.author, "item": item, "event_ts": ts},
    )


def emit_user_changed(workspace: Workspace, member: Member) -> list[str]:
    now = workspace.world.now()
    ts = workspace.next_ts()
    event = {
        "type": "user_change",
        "user": user_object(member, now, with_locale=True),
        "cache_ts": int(now.timestamp()),
        "event_ts": ts,
    }
    return emit(workspace, event)


def emit_joined(workspace: Workspace, user: str, conversation: Conversation) -> list[str]:
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": conversation.id,
        "channel_type": "C",
        "team": workspace.members[user].team_id,
        "event_ts": workspace.next_ts(),
    }
    return emit(workspace, event)
