"""What a person sees: the workspace, a conversation, a thread, their Home tab and modals."""

from __future__ import annotations

from app.local.slack.control.act import Act, Json, Reading
from app.local.slack.identity import BOT_ID, BOT_USER_ID
from app.local.slack.messages import Conversation, Message
from app.local.slack.people import Member
from app.local.slack.workspace import Workspace

SHOWN = 300  # messages of a conversation, the latest; a page has no use for more
KINDS = {"message": "message", "global": "global"}


def read_workspace(act: Act) -> Json:
    workspace = act.workspace
    people = [member for member in workspace.members.values() if not member.is_bot and member.is_active]
    person = workspace.members.get(act.body.get("as") or "") or next(iter(people), None)
    seen = [each for each in workspace.conversations.values() if person and person.id in each.members]
    return {
        "team": {**workspace.team, "name": workspace.name},
        "bot": {"id": BOT_ID, "user_id": BOT_USER_ID, "name": workspace.bot.name},
        "me": _show_person(person) if person else None,
        "people": [_show_person(each) for each in people],
        "conversations": [_show_conversation(each, person) for each in seen if person],
        "commands": [
            {name: each.get(name, "") for name in ("command", "description", "usage_hint")}
            for each in workspace.manifest.commands
        ],
        "shortcuts": [
            {
                "kind": KINDS.get(each.get("type", ""), "global"),
                "callback_id": each["callback_id"],
                "name": each["name"],
            }
            for each in workspace.manifest.shortcuts
        ],
    }


def _show_person(member: Member) -> Json:
    return {"id": member.id, "name": member.name, "tz": member.tz, "role": member.role, "email": member.email}


def _show_conversation(conversation: Conversation, person: Member) -> Json:
    seen = (each.ts for each in reversed(conversation.messages.values()) if each.only_for in (None, person.id))
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "members": conversation.members,
        "latest_ts": next(seen, None),
    }


def read_history(act: Act) -> Json:
    conversation, workspace = act.conversation(), act.workspace
    person = act.person()
    seen = [each for each in conversation.top_level() if each.only_for in (None, person.id)][-SHOWN:]
    return {
        "messages": [show(conversation, each) for each in seen],
        "statuses": _statuses(workspace, conversation),
        "suggested_prompts": _prompts(workspace, conversation),
    }


def read_replies(act: Act) -> Json:
    conversation, workspace = act.conversation(), act.workspace
    root = act.message(conversation, "thread_ts")
    replies = [each for each in conversation.replies(root.ts) if each.only_for in (None, act.person().id)]
    session = workspace.sessions.find(conversation.id, root.ts)
    return {
        "messages": [show(conversation, each) for each in [root, *replies]],
        "statuses": [each for each in _statuses(workspace, conversation) if each["thread_ts"] == root.ts],
        "title": session.title if session else None,
    }


def show(conversation: Conversation, message: Message) -> Json:
    """The message object with what only the page knows of: whether it is being written, and whether others see it."""
    shape = conversation.show(message)
    return shape | {"streaming": message.is_streaming, "ephemeral": bool(message.only_for)}


def _statuses(workspace: Workspace, conversation: Conversation) -> list[Json]:
    return [{"thread_ts": root, "status": status} for root, status in workspace.sessions.in_channel(conversation.id)]


def _prompts(workspace: Workspace, conversation: Conversation) -> Json | None:
    if conversation.kind != "im":
        return None
    if conversation.prompts or not workspace.manifest.prompts:
        return conversation.prompts
    return {"title": "", "prompts": list(workspace.manifest.prompts)}


def read_home(act: Act) -> Json:
    view = act.workspace.screens.homes.get(act.person().id)
    return {"view": view.show() if view else None}


def read_modals(act: Act) -> Json:
    return {"views": [view.show() for view in act.workspace.screens.stacks.get(act.person().id, [])]}


def read_messages(act: Act) -> Json:
    """Everything in a conversation, replies and metadata included: for tests, seen by nobody in Slack."""
    conversation = act.workspace.conversations.get(act.needed("channel"))
    if conversation is None:
        return {"messages": []}
    return {
        "messages": [
            show(conversation, each) | {"metadata": each.metadata, "only_for": each.only_for}
            for each in conversation.messages.values()
        ]
    }


def read_connected(act: Act) -> Json:
    courier = act.workspace.courier
    return {"sockets": len(courier.sockets.open), "url": courier.endpoint.url if courier.endpoint else None}


def read_events(act: Act) -> Json:
    """Every event that was sent to the app, oldest first."""
    return {"events": list(act.workspace.events.values())}


READS: dict[str, Reading] = {
    "workspace": read_workspace,
    "history": read_history,
    "replies": read_replies,
    "home": read_home,
    "modals": read_modals,
    "messages": read_messages,
    "connected": read_connected,
    "events": read_events,
}
