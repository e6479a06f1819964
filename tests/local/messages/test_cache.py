"""The prompt cache as the numbers in `usage` show it: 4 bytes a token, a minimum, a look back, two lives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.local.messages.speak import HAIKU, SONNET, ask, said, tool

LONG, SHORT = {"type": "ephemeral", "ttl": "1h"}, {"type": "ephemeral"}
SYSTEM = [{"type": "text", "text": "You know the house rules. " * 100, "cache_control": LONG}]
TOOLS = [tool("look"), tool("later", defer_loading=True)]
STANDING = {"system": SYSTEM, "tools": TOOLS, "cache_control": SHORT}


@pytest.fixture
async def script(post):
    await post("/messages/_control/script", [{"text": "Yes. " * 40, "repeat": True}])


@pytest.fixture
def clock(world):
    """The cache's clock, stopped at noon; call it to let time pass."""
    room, moment = world.rooms["messages"], [datetime(2026, 11, 23, 12, tzinfo=UTC)]
    room.now = lambda: moment[0]

    def let_pass(**time: int) -> None:
        moment[0] += timedelta(**time)

    return let_pass


def read(usage):
    return usage.cache_read_input_tokens


def written(usage):
    return usage.cache_creation.ephemeral_1h_input_tokens, usage.cache_creation.ephemeral_5m_input_tokens


def whole(usage):
    return usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens


async def test_a_conversation_that_only_grows_pays_for_its_new_end(client, script):
    first = await client.messages.create(**ask("one " * 50, **STANDING))
    history = ["one " * 50, said(first), "two " * 50]
    second = await client.messages.create(**ask(*history, **STANDING))
    third = await client.messages.create(**ask(*history, said(second), "three " * 50, **STANDING))

    assert (first.usage.input_tokens, read(first.usage)) == (0, 0)
    assert written(first.usage)[0] > 600  # tools and system, for an hour
    assert 40 < written(first.usage)[1] < 70  # the message, for five minutes
    assert read(second.usage) == whole(first.usage)
    assert written(second.usage)[0] == 0
    assert second.usage.input_tokens == 0
    assert read(third.usage) == whole(second.usage)
    assert 0 < written(third.usage)[1] < 250


async def test_entries_live_five_minutes_or_an_hour_from_their_last_use(client, script, clock):
    request = ask("one " * 50, **STANDING)
    first = await client.messages.create(**request)
    clock(minutes=4)
    renewed = await client.messages.create(**request)
    clock(minutes=4)
    again = await client.messages.create(**request)
    clock(minutes=6)
    half = await client.messages.create(**request)
    clock(minutes=61)
    cold = await client.messages.create(**request)

    assert read(renewed.usage) == read(again.usage) == whole(first.usage)
    assert read(half.usage) == written(first.usage)[0]
    assert written(half.usage) == (0, written(first.usage)[1])
    assert read(cold.usage) == 0


async def test_another_model_another_key_and_a_short_prefix_read_nothing(client, script):
    request = ask("one", **STANDING)
    await client.messages.create(**request)

    other_model = await client.messages.create(**request | {"model": "claude-opus-5-5"})
    other_key = await client.with_options(api_key="local-other").messages.create(**request)
    below = await client.messages.create(**request | {"model": HAIKU})
    again = await client.messages.create(**request | {"model": HAIKU})

    assert read(other_model.usage) == read(other_key.usage) == 0
    assert written(other_key.usage)[0] > 0
    assert (written(below.usage), read(again.usage)) == ((0, 0), 0)  # Haiku caches from 4,096 tokens


async def test_a_breakpoint_looks_back_twenty_blocks_and_no_further(client, script):
    def blocks(count, last):
        told = [{"type": "text", "text": f"part {n} " * 30} for n in range(count)]
        told[-1]["cache_control"] = SHORT
        return {"role": "user", "content": told} if last else told

    await client.messages.create(**ask(blocks(10, True)))
    near = await client.messages.create(**ask(blocks(29, True)))
    await client.messages.create(**ask(blocks(10, True), system="Another prefix."))
    far = await client.messages.create(**ask(blocks(30, True), system="Another prefix."))

    assert read(near.usage) > 500
    assert read(far.usage) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"model": "claude-opus-4-8"}, "model_changed"),
        ({"system": "Today is Monday."}, "system_changed"),
        ({"tools": [tool("look"), tool("new")]}, "tools_changed"),
        ({"tools": [*TOOLS, tool("deferred", defer_loading=True)]}, None),
        ({"messages": [{"role": "user", "content": "something else"}]}, "messages_changed"),
        ({"output_config": {"effort": "low"}}, "unavailable"),
    ],
)
async def test_a_miss_is_explained(client, script, change, reason):
    plain = STANDING | {"model": "claude-opus-5", "thinking": {"type": "disabled"}}
    first = await client.messages.create(**ask("one " * 50) | plain)
    grown = ask("one " * 50, said(first), "two") | plain

    second = await client.messages.create(**grown | change, diagnostics={"previous_message_id": first.id})

    told = second.diagnostics and second.diagnostics.cache_miss_reason
    assert (told and told.type) == reason
    if reason not in (None, "unavailable"):
        assert told.cache_missed_input_tokens == whole(first.usage)


async def test_an_unknown_previous_message_is_said_to_be_unknown(client, script):
    reply = await client.messages.create(**ask("one", model=SONNET), diagnostics={"previous_message_id": "msg_lost"})

    assert reply.diagnostics.cache_miss_reason.type == "previous_message_not_found"
