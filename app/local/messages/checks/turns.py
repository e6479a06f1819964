"""Who may speak when: roles, prefill, system messages, and every tool_use answered at once.

Messages of one role that follow each other count as one turn, as the API documents it.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.local.messages.errors import invalid
from app.local.messages.request import Json, Request, blocks


def check(request: Request) -> None:
    _check_roles(request)
    _check_system_messages(request)
    _check_tool_uses(request.messages)
    _check_prefill(request)


def _check_roles(request: Request) -> None:
    for message in request.messages:
        if message["role"] == "system" and not request.model.takes_system_messages:
            raise invalid(
                'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, '
                'not "system" as an input message role.'
            )
    spoken = [message["role"] for message in request.messages if not _is_effort_only(message)]
    if not spoken or spoken[0] != "user":
        raise invalid('messages: first message must use the "user" role')


def _check_system_messages(request: Request) -> None:
    """One with content comes after a user turn, and before an assistant turn or at the end."""
    for i, message in enumerate(request.messages):
        if message["role"] != "system" or _is_effort_only(message):
            continue
        before = _next_role(reversed(request.messages[:i]))
        after = _next_role(iter(request.messages[i + 1 :]))
        if before != "user":
            raise invalid(f"messages.{i}: role 'system' must follow a 'user' message")
        if after == "user":
            raise invalid(f"messages.{i}: role 'system' must precede an 'assistant' message or end the array")


def _next_role(messages: Iterator[Json]) -> str | None:
    return next((message["role"] for message in messages if message["role"] != "system"), None)


def _is_effort_only(message: Json) -> bool:
    return message["role"] == "system" and not blocks(message.get("content"))


def _check_tool_uses(messages: list[Json]) -> None:
    open_ids: list[str] = []
    seen: set[str] = set()
    for i, role, content in _turns(messages):
        if role == "assistant":
            open_ids = [block["id"] for _, block in content if block["type"] == "tool_use"]
            if len(set(open_ids)) < len(open_ids) or seen & set(open_ids):
                raise invalid(f"messages.{i}: `tool_use` ids must be unique")
            seen |= set(open_ids)
        else:
            _check_results(i, content, open_ids)
            open_ids = []
    if open_ids:
        raise _unanswered(len(messages) - 1, open_ids)


def _check_results(i: int, content: list[tuple[str, Json]], open_ids: list[str]) -> None:
    answered: list[str] = []
    for path, block in content:
        if block["type"] != "tool_result":
            # A result after other content does not count: the API wants results first.
            if missing := [one for one in open_ids if one not in answered]:
                raise _unanswered(i - 1, missing)
            continue
        answers = block.get("tool_use_id", "")
        if answers in answered:
            raise invalid(f"{path}: each tool_use must have a single result. Found multiple for id: {answers}")
        if answers not in open_ids:
            raise invalid(
                f"{path}: unexpected `tool_use_id` found in `tool_result` blocks: {answers}. Each `tool_result` "
                "block must have a corresponding `tool_use` block in the previous message."
            )
        answered.append(answers)
    if missing := [one for one in open_ids if one not in answered]:
        raise _unanswered(i - 1, missing)


def _unanswered(i: int, ids: list[str]) -> Exception:
    return invalid(
        f"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: {', '.join(ids)}. "
        "Each `tool_use` block must have a corresponding `tool_result` block in the next message."
    )


def _turns(messages: list[Json]) -> Iterator[tuple[int, str, list[tuple[str, Json]]]]:
    """(index of its first message, role, [(path, block)]) of each turn; system messages belong to none."""
    current: tuple[int, str, list[tuple[str, Json]]] | None = None
    for i, message in enumerate(messages):
        if message["role"] == "system":
            continue
        content = [(f"messages.{i}.content.{j}", block) for j, block in enumerate(blocks(message["content"]))]
        if current and current[1] == message["role"]:
            current[2].extend(content)
        else:
            if current:
                yield current
            current = (i, message["role"], content)
    if current:
        yield current


def _check_prefill(request: Request) -> None:
    last = next(m for m in reversed(request.messages) if m["role"] != "system")
    if last["role"] == "assistant" and not (request.model.takes_prefill or request.continues):
        raise invalid(
            "This model does not support assistant message prefill. The conversation must end with a user message."
        )
