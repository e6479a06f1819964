"""Requests that the API refuses, each with a 400 that says where and why; the right form of each passes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import aiohttp
import anthropic
import pytest

from app.local.messages.checks.betas import CLEAR_AT, INLINE_TOOLS, MESSAGE_EFFORT, TOOL_CHANGES
from tests.local.messages.speak import HAIKU, OPUS, SONNET, ask, text, tool

USE = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "seen"}
CALLED = {"role": "assistant", "content": [USE]}
ANSWERED = {"role": "user", "content": [RESULT]}
SWITCH = {"role": "system", "content": "From here on you are the security agent."}
LOW = {"role": "system", "content": [], "output_config": {"effort": "low"}}
LOOK = tool("look")
SHORT, LONG = {"type": "ephemeral"}, {"type": "ephemeral", "ttl": "1h"}


def words(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


def change(kind: str, name: str = "look") -> dict[str, Any]:
    return {"role": "system", "content": [{"type": kind, "tool": {"type": "tool_reference", "name": name}}]}


def define(name: str) -> dict[str, Any]:
    tool_definition = {"type": "tool_definition", "definition": tool(name)}
    return {"role": "system", "content": [{"type": "tool_addition", "tool": tool_definition}]}


def user(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


REPLY = {"role": "assistant", "content": "Here."}

REFUSED = [
    (ask("go", max_tokens=200_000), "max_tokens: 200000 > 128000"),
    (ask(), "messages: List should have at least 1 item"),
    (ask({"role": "robot", "content": "x"}), "messages.0.role: Input should be 'user', 'assistant'"),
    (ask(REPLY, "go"), 'first message must use the "user" role'),
    (ask(user(words(" "))), "messages.0.content.0: text content blocks must be non-empty"),
    (ask("go", REPLY), "does not support assistant message prefill"),
    (ask("go", CALLED, "and?"), "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1"),
    (ask("go", CALLED, user(words("wait"), RESULT)), "without `tool_result` blocks immediately after: toolu_1"),
    (ask(ANSWERED), "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1"),
    (ask("go", CALLED, user(RESULT, RESULT)), "each tool_use must have a single result"),
    (ask("go", CALLED, ANSWERED, CALLED, ANSWERED), "`tool_use` ids must be unique"),
    (ask("go", SWITCH, "more"), "messages.1: role 'system' must precede an 'assistant' message or end the array"),
    (ask("go", REPLY, SWITCH, "more"), "messages.2: role 'system' must follow a 'user' message"),
    (ask("go", SWITCH, model="claude-sonnet-5"), 'Unexpected role "system"'),
    (ask("go", tools=[LOOK], tool_choice={"type": "any"}), "forced tool use (`any`) is not supported"),
    (ask("go", tools=[LOOK], tool_choice={"type": "tool", "name": "x"}, model="claude-opus-5"), "Tool 'x' not found"),
    (ask("go", thinking={"type": "disabled"}), 'Use "thinking.type.between_tools"'),
    (ask("go", thinking={"type": "enabled", "budget_tokens": 2000}, model=OPUS), 'Use "thinking.type.adaptive"'),
    (
        ask("go", thinking={"type": "between_tools"}, output_config={"effort": "max"}),
        'Use "adaptive".',
    ),
    (ask("go", tools=[LOOK, LOOK]), "Tool names must be unique"),
    (ask("go", tools=[tool("a b")]), "tools.0.custom.name: String should match pattern"),
    (ask("go", tools=[tool("look", defer_loading=True)]), "At least one tool must have defer_loading=false"),
    (ask(user(*(words(str(n), cache_control=SHORT) for n in range(5)))), "A maximum of 4 blocks"),
    (
        ask(user(words("a", cache_control=SHORT), words("b", cache_control=LONG))),
        "messages.0.content.1: a ttl='1h' cache_control block must not come after a ttl='5m'",
    ),
    (ask("go", betas=["telepathy-2026-01-01"]), "Unexpected value(s) `telepathy-2026-01-01`"),
    (
        ask(LOW, "go"),
        f"messages.0.output_config: Extra inputs are not permitted. It needs `anthropic-beta: {MESSAGE_EFFORT}`",
    ),
    (ask("go", SWITCH | {"clear_at": "next_user_message"}), f"`anthropic-beta: {CLEAR_AT}`"),
    (ask("go", change("tool_removal"), tools=[LOOK]), "messages.1.content.0: Extra inputs are not permitted"),
    (ask("go", define("late"), betas=[TOOL_CHANGES]), f"`anthropic-beta: {INLINE_TOOLS}`"),
    (
        ask("go", user(change("tool_addition")["content"][0]), tools=[LOOK], betas=[TOOL_CHANGES]),
        "only permitted in role",
    ),
    (ask("go", thread={"type": "create"}), "thread: the local Messages API does not play this field"),
]


@pytest.mark.parametrize(("request_", "message"), REFUSED, ids=[message[:60] for _, message in REFUSED])
async def test_a_wrong_request_is_refused_with_its_reason(client, request_, message):
    with pytest.raises(anthropic.BadRequestError) as refused:
        await client.beta.messages.create(**request_)

    assert refused.value.type == "invalid_request_error"
    assert message in refused.value.message


async def test_a_reference_to_an_unknown_tool_has_an_error_code_of_its_own(client):
    with pytest.raises(anthropic.BadRequestError, match="'gone' was not found") as refused:
        await client.beta.messages.create(**ask("go", change("tool_addition", "gone"), betas=[TOOL_CHANGES]))

    assert refused.value.error_code == "tool_reference_unresolved"


ACCEPTED = [
    ask("go", "and more"),
    ask("go", CALLED, user(RESULT, words("and a new question")), tools=[LOOK]),
    ask("go", CALLED, ANSWERED, SWITCH, tools=[LOOK]),
    ask("go", SWITCH, REPLY, "more"),
    ask("go", REPLY, LOW, "more", betas=[MESSAGE_EFFORT]),
    ask("go", change("tool_addition"), tools=[tool("other"), tool("look", defer_loading=True)], betas=[TOOL_CHANGES]),
    ask("go", define("late"), REPLY, "more", change("tool_removal", "late"), betas=[INLINE_TOOLS]),
    ask("go", thinking={"type": "disabled"}, model=HAIKU),
    ask("go", tools=[LOOK], tool_choice={"type": "any"}, model="claude-opus-5"),
    ask(user(words("a", cache_control=LONG), words("b", cache_control=SHORT)), cache_control=SHORT),
]


@pytest.mark.parametrize("request_", ACCEPTED, ids=range(len(ACCEPTED)))
async def test_a_right_request_is_answered(client, post, request_):
    await post("/messages/_control/script", [{"text": "fine"}])

    assert text(await client.beta.messages.create(**request_)) == "fine"


async def test_what_the_client_itself_would_not_send_is_refused_too(address):
    headers = {"authorization": "Bearer local", "anthropic-version": "2026-10-21"}
    body = ask("go")
    no_limit = {key: value for key, value in body.items() if key != "max_tokens"}

    async with aiohttp.ClientSession(headers=headers) as session:

        async def refused(sent: Any, **more: Any) -> tuple[int, str]:
            async with session.post(f"{address}/messages/v1/messages", **sent, **more) as response:
                return response.status, (await response.json())["error"]["message"]

        assert await refused({"json": no_limit}) == (400, "max_tokens: Field required")
        assert (await refused({"data": b"{"}))[1].startswith("The request body is not valid JSON")
        assert "temperature" in (await refused({"json": body | {"temperature": 1}}))[1]
        assert await refused({"json": body | {"colour": 1}}) == (400, "colour: Extra inputs are not permitted")
        assert "not a valid version" in (await refused({"json": body}, headers={"anthropic-version": "2020-01-01"}))[1]
        assert (await refused({"data": BytesIO(b" " * (32 * 1024 * 1024 + 1))}))[0] == 413


async def test_only_a_paused_reply_may_stand_last_and_it_goes_on(client, post):
    turns = [{"text": "so far", "stop_reason": "pause_turn"}, {"text": "and done"}]
    await post("/messages/_control/script", turns)
    paused = await client.messages.create(**ask("go", model=SONNET))

    back = {"role": "assistant", "content": [block.to_dict() for block in paused.content]}
    assert text(await client.messages.create(**ask("go", back))) == "and done"
