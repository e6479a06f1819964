"""conversations.*: which there are, who is in them, and what was said."""

from __future__ import annotations

from dataclasses import dataclass

from app.local.slack.events import emit_joined, is_shared
from app.local.slack.identity import BOT_USER_ID, TEAM_ID
from app.local.slack.limits import TIER_2, TIER_3, TIER_4
from app.local.slack.messages import Conversation, Message, position
from app.local.slack.methods.call import UNCHANGED, Call, Json, Method, conversation_of, paged
from app.local.slack.refusal import RefusedError
from app.local.slack.workspace import Workspace

MOST = 999  # messages a page
END_OF_TIME = (10**12, 0)


def show_conversation(workspace: Workspace, conversation: Conversation) -> Json:
    shape: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_im": conversation.kind == "im",
        "is_archived": False,
        "is_org_shared": False,
        "context_team_id": TEAM_ID,
    }
    if conversation.kind == "im":
        person = workspace.members[conversation.person]
        return shape | {"user": person.id, "is_user_deleted": not person.is_active, "priority": 0}
    shared = is_shared(workspace, conversation)
    return shape | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": False,
        "is_member": BOT_USER_ID in conversation.members,
        "is_shared": shared,
        "is_ext_shared": shared,
        "num_members": len(conversation.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def list_conversations(call: Call) -> Json:
    wanted = {each.strip() for each in call.arguments.text("types", "public_channel").split(",")}
    kinds = {"public_channel": "channel", "im": "im"}
    if unknown := wanted - {*kinds, "private_channel", "mpim"}:
        raise RefusedError("invalid_types", [f"unknown type: {each}" for each in sorted(unknown)])
    found = [each for each in call.workspace.conversations.values() if each.kind in {kinds.get(w) for w in wanted}]
    page, following = paged(call, found, 100)
    return {"channels": [show_conversation(call.workspace, each) for each in page], **following}


def describe_conversation(call: Call) -> Json:
    conversation = call.workspace.conversations.get(call.arguments.needed("channel"))
    if conversation is None:
        raise RefusedError("channel_not_found")
    return {"channel": show_conversation(call.workspace, conversation)}


def list_members(call: Call) -> Json:
    page, following = paged(call, conversation_of(call).members, 100)
    return {"members": page, **following}


def open_conversation(call: Call) -> Json:
    """Every person's DM is there from the start, so this only finds it."""
    if "channel" in call.arguments:
        conversation = conversation_of(call)
    else:
        users = [each for each in call.arguments.needed("users").split(",") if each]
        if len(users) != 1:
            raise RefusedError("not_supported", ["only direct messages with one person exist in the local workspace"])
        conversation = direct_messages(call.workspace, users[0])
    shape: Json = {"id": conversation.id}
    if call.arguments.flag("return_im"):
        shape = show_conversation(call.workspace, conversation)
    return {"no_op": True, "already_open": True, "channel": shape}


def direct_messages(workspace: Workspace, user: str) -> Conversation:
    member, dm = workspace.members.get(user), workspace.dm_of(user)
    if member is None or dm is None:
        raise RefusedError("user_not_found")
    if not member.is_active:
        raise RefusedError("user_disabled")
    return dm


def join_conversation(call: Call) -> Json:
    conversation = call.workspace.conversations.get(call.arguments.needed("channel"))
    if conversation is None:
        raise RefusedError("channel_not_found")
    if conversation.kind == "im":
        raise RefusedError("method_not_supported_for_channel_type")
    shape = {"channel": show_conversation(call.workspace, conversation)}
    if BOT_USER_ID in conversation.members:
        warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return shape | warning | {UNCHANGED: True}
    conversation.members.append(BOT_USER_ID)
    emit_joined(call.workspace, BOT_USER_ID, conversation)
    return {"channel": show_conversation(call.workspace, conversation)}


def read_history(call: Call) -> Json:
    """Newest first. The cursor is a moment, not a count, so that what is said meanwhile moves no page."""
    conversation, window = conversation_of(call), _window(call)
    before = _moment(call.arguments.text("cursor").removeprefix("before:"), "invalid_cursor")
    found = [each for each in conversation.top_level() if window.holds(each) and position(each.ts) < before][::-1]
    page = found[: _limit(call, 100)]
    shown = {"messages": _show_all(call, conversation, page), "pin_count": 0}
    if len(page) == len(found):
        return shown | {"has_more": False}
    return shown | {"has_more": True, "response_metadata": {"next_cursor": f"before:{page[-1].ts}"}}


def read_replies(call: Call) -> Json:
    """The root first, on the first page, then its replies, oldest first."""
    conversation, window = conversation_of(call), _window(call)
    root = conversation.messages.get(call.arguments.needed("ts"))
    if root is None or root.only_for:
        raise RefusedError("thread_not_found")
    replies = [each for each in conversation.replies(root.ts) if window.holds(each)]
    page, following = paged(call, [root, *replies], MOST)
    has_more = bool(following["response_metadata"]["next_cursor"])
    shown = {"messages": _show_all(call, conversation, page), "has_more": has_more}
    return shown | (following if has_more else {})


Position = tuple[int, int]


@dataclass(frozen=True)
class Window:
    after: Position
    before: Position
    is_inclusive: bool

    def holds(self, message: Message) -> bool:
        here = position(message.ts)
        is_edge = self.is_inclusive and here in (self.after, self.before)
        return not message.only_for and (is_edge or self.after < here < self.before)


def _window(call: Call) -> Window:
    oldest = _moment(call.arguments.text("oldest"), "invalid_ts_oldest", otherwise=(0, 0))
    return Window(oldest, _moment(call.arguments.text("latest"), "invalid_ts_latest"), call.arguments.flag("inclusive"))


def _moment(text: str, code: str, otherwise: Position = END_OF_TIME) -> Position:
    try:
        return position(text) if text else otherwise
    except ValueError as error:
        raise RefusedError(code) from error


def _limit(call: Call, usual: int) -> int:
    return max(1, min(call.arguments.number("limit", usual), MOST))


def _show_all(call: Call, conversation: Conversation, messages: list[Message]) -> list[Json]:
    with_metadata = call.arguments.flag("include_all_metadata")
    return [conversation.show(each, with_metadata=with_metadata) for each in messages]


READ = ("channels:history", "groups:history", "im:history")
LIST = ("channels:read", "groups:read", "im:read")
METHODS = {
    "conversations.list": Method(list_conversations, TIER_2, LIST),
    "conversations.info": Method(describe_conversation, TIER_3, LIST),
    "conversations.members": Method(list_members, TIER_4, LIST),
    "conversations.open": Method(open_conversation, TIER_3, ("im:write",)),
    "conversations.join": Method(join_conversation, TIER_3, ("channels:join",), writes=True),
    "conversations.history": Method(read_history, TIER_3, READ),
    "conversations.replies": Method(read_replies, TIER_3, READ),
}
