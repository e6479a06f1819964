"""reactions.*: emoji on messages."""

from __future__ import annotations

import re

from app.local.slack.events import emit_reaction
from app.local.slack.identity import BOT_USER_ID
from app.local.slack.limits import TIER_2, TIER_3
from app.local.slack.messages import Conversation, Message
from app.local.slack.methods.call import Call, Json, Method, conversation_of, message_of
from app.local.slack.refusal import RefusedError
from app.local.slack.workspace import Workspace

NAME = re.compile(r"[\w+'’-]+(::skin-tone-[2-6])?")


def react(workspace: Workspace, conversation: Conversation, message: Message, user: str, name: str) -> bool:
    """Put a person's reaction there, or take it away if it was; says which."""
    users = message.reactions.setdefault(name, [])
    added = user not in users
    if added:
        users.append(user)
    else:
        users.remove(user)
    if not users:
        del message.reactions[name]
    workspace.show_change(conversation)
    emit_reaction(workspace, user, name, conversation.id, message, added=added)
    return added


def add_reaction(call: Call) -> Json:
    conversation, message, name = _named(call)
    if BOT_USER_ID in message.reactions.get(name, []):
        raise RefusedError("already_reacted")
    react(call.workspace, conversation, message, BOT_USER_ID, name)
    return {}


def remove_reaction(call: Call) -> Json:
    conversation, message, name = _named(call)
    if BOT_USER_ID not in message.reactions.get(name, []):
        raise RefusedError("no_reaction")
    react(call.workspace, conversation, message, BOT_USER_ID, name)
    return {}


def read_reactions(call: Call) -> Json:
    conversation = conversation_of(call)
    message = message_of(call, conversation, "timestamp")
    return {"type": "message", "channel": conversation.id, "message": conversation.show(message)}


def _named(call: Call) -> tuple[Conversation, Message, str]:
    name = call.arguments.needed("name").strip(":")
    if not NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    conversation = conversation_of(call)
    return conversation, message_of(call, conversation, "timestamp"), name


METHODS = {
    "reactions.add": Method(add_reaction, TIER_3, ("reactions:write",), writes=True),
    "reactions.remove": Method(remove_reaction, TIER_2, ("reactions:write",), writes=True),
    "reactions.get": Method(read_reactions, TIER_3, ("reactions:read",)),
}
