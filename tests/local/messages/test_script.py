"""The scripted brain and the control API that tests and benchmarks steer it by."""

from __future__ import annotations

import asyncio

import aiohttp
import anthropic
import pytest

from tests.local.messages.speak import ask, results, said, text, tool

SCRIPT = "/messages/_control/script"


async def test_turns_are_taken_in_order_by_whom_they_are_for(client, post):
    await post(
        SCRIPT,
        [
            {"text": "for tom", "match": "Tom here"},
            {"text": "called", "tool_uses": [{"name": "look"}, {"name": "look", "input": {"n": 2}}], "on": "words"},
            {"text": "a bird, then", "match": "bird"},
            {"text": "anything", "repeat": True},
        ],
    )
    tools = {"tools": [tool("look")]}
    called = await client.messages.create(**ask("Maya here", **tools))
    tom = await client.messages.create(**ask("Tom here", **tools))
    bird = await client.messages.create(**ask("Maya here", said(called), results(called, "a bird", "no"), **tools))
    rest = [text(await client.messages.create(**ask("more", **tools))) for _ in range(2)]

    assert [use.input for use in called.content if use.type == "tool_use"] == [{}, {"n": 2}]
    assert [text(tom), text(bird), *rest] == ["for tom", "a bird, then", "anything", "anything"]


async def test_an_empty_script_fails_loudly_and_is_not_tried_again(client, post, world):
    await post(SCRIPT, [{"text": "only for results", "on": "results"}])

    with pytest.raises(anthropic.InternalServerError, match="1 of 1 turns left") as failed:
        await client.with_options(max_retries=5).messages.create(**ask("hello?"))

    assert failed.value.type == "api_error"
    assert "'hello?'" in failed.value.message
    assert len(list(world.journal.find("messages"))) == 1


async def test_every_request_is_kept_as_it_was_sent(client, post, address):
    await post(SCRIPT, [{"text": "yes"}])
    kept = ask("go", system="House rules.", betas=["mid-conversation-tool-changes-2026-07-01"])
    await client.beta.messages.create(**kept)
    with pytest.raises(anthropic.NotFoundError):
        await client.messages.create(**ask("go", model="claude-2"))

    async with aiohttp.request("GET", f"{address}/messages/_control/requests") as response:
        first, second = await response.json()

    assert first == kept
    assert second == ask("go", model="claude-2", betas=[])


async def test_the_turns_not_yet_said_can_be_read(client, post, address):
    await post(SCRIPT, [{"text": "a"}, {"text": "b"}, {"text": "always", "repeat": True}])
    await client.messages.create(**ask("go"))

    async with aiohttp.request("GET", f"{address}{SCRIPT}") as response:
        assert [turn["text"] for turn in await response.json()] == ["b"]


async def test_a_turn_takes_the_time_it_is_told_to_take(client, post):
    await post(SCRIPT, [{"text": "slow", "delay_ms": 50, "repeat": True}])
    clock = asyncio.get_running_loop()

    start = clock.time()
    await asyncio.gather(*(client.messages.create(**ask("go")) for _ in range(4)))

    assert 0.05 <= clock.time() - start < 2.0  # side by side, with room for a busy machine


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        (SCRIPT, {"text": "x"}, "A script is a list of turns"),
        (SCRIPT, [{"txt": "x"}], "Turn 1 is {'txt': 'x'}: give an object with"),
        (SCRIPT, [{"on": "fire"}], "Turn 1 has on='fire'"),
        ("/messages/_control/brain", {"brain": "genius"}, "There is no brain 'genius': choose one of offline, script"),
    ],
)
async def test_wrong_steering_is_refused_with_a_remedy(post, path, body, problem):
    assert problem in (await post(path, body))["error"]


async def test_brains_are_chosen_by_name(client, post):
    await post(SCRIPT, [{"text": "scripted"}])
    chosen = await post("/messages/_control/brain", {"brain": "offline", "pace_ms": 0})

    assert chosen == {"brain": "offline", "settings": {"pace_ms": 0}, "known": ["offline", "script"]}
    assert "offline stand-in" in text(await client.messages.create(**ask("hello")))
