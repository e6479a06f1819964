"""Preserved thinking: a log that only grows is read, an edited one is refused or loses its thoughts."""

from __future__ import annotations

import anthropic
import pytest

from app.local.messages.checks.betas import BINDING, MESSAGE_EFFORT
from tests.local.messages.speak import HAIKU, OPUS, ask, results, said, text, tool

TOOLS = [tool("look"), tool("later", defer_loading=True)]
STANDING = {"tools": TOOLS, "system": "House rules."}
DROPS = {"type": "adaptive", "block_binding": {"prefix_mismatch_behavior": "drop_block"}}


@pytest.fixture
async def talk(client, post):
    """A conversation with a tool call in it: what the third request sends."""
    turns = [{"tool_uses": [{"name": "look"}]}, {"text": "Seen."}, {"text": "fine", "repeat": True}]
    await post("/messages/_control/script", turns)
    first = await client.messages.create(**ask("look, please", **STANDING))
    history = ["look, please", said(first), results(first, "a bird")]
    second = await client.messages.create(**ask(*history, **STANDING))
    return [*history, said(second), "and now?"]


async def test_thinking_comes_empty_but_signed(talk):
    thoughts = [block for message in talk if isinstance(message, dict) for block in message["content"]]
    thoughts = [block for block in thoughts if block["type"] == "thinking"]

    assert len(thoughts) == 2
    assert {block["thinking"] for block in thoughts} == {""}
    assert len({block["signature"] for block in thoughts}) == 2


async def test_a_log_sent_back_unchanged_is_read(client, talk):
    moved = {"cache_control": {"type": "ephemeral"}, "max_tokens": 1000, "output_config": {"effort": "low"}}
    more_deferred = [*TOOLS, tool("even_later", defer_loading=True)]
    effort = {"role": "system", "content": [], "output_config": {"effort": "low"}}

    assert text(await client.messages.create(**ask(*talk, **STANDING) | moved)) == "fine"
    assert text(await client.messages.create(**ask(*talk, **STANDING) | {"tools": more_deferred})) == "fine"
    appended = ask(*talk[:-1], effort, talk[-1], **STANDING, betas=[MESSAGE_EFFORT])
    assert text(await client.beta.messages.create(**appended)) == "fine"


def edited_message(request):
    request["messages"][0]["content"] = "look, pretty please"


def edited_result(request):
    request["messages"][2] = {"role": "user", "content": [request["messages"][2]["content"][0] | {"content": "a cat"}]}


def edited_system(request):
    request["system"] = "House rules of today."


def edited_tools(request):
    request["tools"] = [tool("look"), tool("shout")]


def left_out_thought(request):
    request["messages"][1] = {"role": "assistant", "content": request["messages"][1]["content"][1:]}


EDITS = [
    (edited_message, "messages.1.content.0"),
    (edited_result, "messages.3.content.0"),
    (edited_system, "messages.1.content.0"),
    (edited_tools, "messages.1.content.0"),
    (left_out_thought, "messages.3.content.0"),
]


@pytest.mark.parametrize(("edit", "path"), EDITS)
async def test_an_edit_before_a_thought_is_refused_where_the_thought_stands(client, talk, edit, path):
    request = ask(*talk, **STANDING)
    edit(request)

    with pytest.raises(anthropic.BadRequestError, match="bound to a different conversation") as refused:
        await client.messages.create(**request)

    assert refused.value.message.count(f"{path}: Invalid `signature`") == 1


async def test_the_beta_drops_what_does_not_fit_and_says_so(client, talk):
    request = ask(*talk, **STANDING, thinking=DROPS, betas=[BINDING])
    unchanged = await client.beta.messages.create(**request)
    edited_result(request)
    changed = await client.beta.messages.create(**request)

    assert unchanged.input_transformations == []
    assert [one.to_dict() for one in changed.input_transformations] == [
        {"type": "thinking_dropped", "path": "messages.3.content.0", "reason": "prefix_binding_mismatch"}
    ]
    with pytest.raises(anthropic.BadRequestError, match=BINDING):
        await client.messages.create(**ask("go", thinking=DROPS))


async def test_a_thought_with_other_words_is_refused(client, talk):
    talk[3]["content"][0]["thinking"] = "I thought of something else."

    with pytest.raises(anthropic.BadRequestError, match="cannot be modified"):
        await client.messages.create(**ask(*talk, **STANDING))


async def test_another_model_loses_the_thoughts_in_silence_and_the_log_still_serves_the_first(client, talk, post):
    request = ask(*talk, **STANDING, betas=[BINDING])

    elsewhere = await client.beta.messages.create(**request | {"model": OPUS})
    back = await client.beta.messages.create(**ask(*talk, said(elsewhere), "back", **STANDING, betas=[BINDING]))

    assert {one.reason for one in elsewhere.input_transformations} == {"model_binding_mismatch"}
    assert [one.path for one in back.input_transformations] == ["messages.5.content.0"]


async def test_every_model_reads_the_thoughts_of_haiku(client, talk):
    haiku = await client.messages.create(**ask("hello", model=HAIKU))
    reply = await client.beta.messages.create(**ask("hello", said(haiku), "go on", model=OPUS, betas=[BINDING]))

    assert [block.type for block in haiku.content] == ["thinking", "text"]
    assert reply.input_transformations == []
