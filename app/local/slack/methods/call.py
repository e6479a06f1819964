"""One Web API call, what a method declares about itself, and finding what its arguments name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.local.slack.arguments import Arguments
from app.local.slack.check.blocks import has_two_tables, is_too_long, message_problems
from app.local.slack.check.chunks import list_problems
from app.local.slack.check.rules import Rule
from app.local.slack.identity import BOT_USER_ID
from app.local.slack.messages import Conversation, Message
from app.local.slack.people import Member
from app.local.slack.refusal import RefusedError
from app.local.slack.surfaces import with_ids
from app.local.slack.workspace import Workspace

Json = dict[str, Any]
UNCHANGED = "unchanged"  # in the answer of a writing method that found nothing to change; never sent


@dataclass(frozen=True)
class Call:
    workspace: Workspace
    arguments: Arguments


@dataclass(frozen=True)
class Method:
    run: Callable[[Call], Json]
    per_minute: int | None = None  # None: no limit is known
    scopes: tuple[str, ...] = ()
    writes: bool = False  # whether a success changed the workspace
    caller: Literal["bot", "app", "anyone"] = "bot"  # whose token it takes; anyone needs none


def conversation_of(call: Call, name: str = "channel") -> Conversation:
    """The conversation that an argument names and the bot is in."""
    conversation = call.workspace.conversations.get(call.arguments.needed(name))
    if conversation is None:
        raise RefusedError("channel_not_found")
    if BOT_USER_ID not in conversation.members:
        raise RefusedError("not_in_channel")
    return conversation


def message_of(call: Call, conversation: Conversation, name: str = "ts") -> Message:
    message = conversation.messages.get(call.arguments.needed(name))
    if message is None or message.only_for:
        raise RefusedError("message_not_found")
    return message


def member_of(call: Call, name: str = "user") -> Member:
    member = call.workspace.members.get(call.arguments.needed(name))
    if member is None:
        raise RefusedError("user_not_found")
    return member


def checked_blocks(given: Any) -> list[Json]:
    """A message's blocks as Slack keeps them, with an id for each; refused with Slack's codes."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise RefusedError("invalid_blocks_format")
    if problems := message_problems(given):
        raise RefusedError("invalid_blocks", problems)
    if has_two_tables(given):
        raise RefusedError("only_one_table_allowed")
    if is_too_long(given):
        raise RefusedError("msg_blocks_too_long")
    return with_ids(given)


def blocks_argument(call: Call) -> list[Json]:
    return checked_blocks(call.arguments.structure("blocks", "invalid_blocks_format"))


def list_argument(call: Call, name: str, rule: Rule, code: str = "invalid_arguments") -> list[Any]:
    """A list that a rule accepts; empty if it was not given."""
    given = call.arguments.structure(name, code)
    if given is None:
        return []
    if problems := list_problems(rule, given, name):
        raise RefusedError(code, problems)
    return list(given)


def author_arguments(call: Call) -> tuple[str | None, str | None]:
    """The name and emoji a message says it is from; other ones than the app's own need a scope."""
    scopes, customize = call.workspace.manifest.scopes, "chat:write.customize"
    chosen = call.arguments.maybe("username"), call.arguments.maybe("icon_emoji")
    if any(chosen) and scopes is not None and customize not in scopes:
        raise RefusedError("missing_scope", needed=customize, provided=",".join(sorted(scopes)))
    return chosen


def metadata_argument(call: Call) -> Json | None:
    given = call.arguments.structure("metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise RefusedError("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict):
        raise RefusedError("invalid_metadata_format")
    return given


def paged(call: Call, found: list[Any], usual: int) -> tuple[list[Any], Json]:
    """One page of a list and the response_metadata that leads to the next."""
    limit = max(1, min(call.arguments.number("limit", usual) or usual, 1000))
    start = _start(call.arguments.text("cursor"))
    page = found[start : start + limit]
    following = f"next:{start + limit}" if start + limit < len(found) else ""
    return page, {"response_metadata": {"next_cursor": following}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    word, _, number = cursor.partition(":")
    if word != "next" or not number.isdigit():
        raise RefusedError("invalid_cursor")
    return int(number)
