"""Every fault as the real client feels it; after each the next request goes through."""

from __future__ import annotations

import asyncio
import json

import anthropic
import httpx2
import pytest

from tests.local.messages.speak import ask, events, text, tool

REQUEST = ask("go", tools=[tool("look")])
TURN = {"text": "one two three four five", "tool_uses": [{"name": "look", "input": {"at": "birds"}}], "repeat": True}


@pytest.fixture
async def fault(post):
    await post("/messages/_control/script", [TURN])

    async def set_fault(kind: str, **more):
        assert "error" not in (answer := await post("/messages/_control/faults", [{"kind": kind, **more}])), answer

    return set_fault


@pytest.fixture
async def world_fault(post):
    await post("/messages/_control/script", [TURN])

    async def set_fault(kind: str, **more):
        where = {"system": "messages", "method": "POST /v1/messages"}
        await post("/_control/faults", [where | {"kind": kind, **more}])

    return set_fault


async def goes_through(client) -> bool:
    return [event.type for event in await events(client, REQUEST)][-1] == "message_stop"


async def texts_until(client, error: type[Exception]) -> tuple[list[str], Exception]:
    """The text pieces that arrived before the stream raised."""
    seen: list[str] = []

    async def read() -> None:
        async for event in await client.beta.messages.create(**REQUEST, stream=True):
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                seen.append(event.delta.text)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(error) as raised:
        await read()
    return seen, raised.value


async def test_overload_comes_as_often_as_told_and_asks_to_be_tried_again(client, world_fault, world):
    await world_fault("status", status=529, times=3)

    for _ in range(3):
        with pytest.raises(anthropic.InternalServerError) as refused:
            await client.messages.create(**REQUEST)
        assert (refused.value.status_code, refused.value.type) == (529, "overloaded_error")
        assert refused.value.response.headers["x-should-retry"] == "true"

    assert await goes_through(client)
    assert [arrival.effect for arrival in world.journal.find("messages")] == [False, False, False, True]


async def test_a_rate_limit_says_when_to_come_back(client, world_fault):
    await world_fault("status", status=429, retry_after=7)

    with pytest.raises(anthropic.RateLimitError) as refused:
        await client.messages.create(**REQUEST)

    assert refused.value.response.headers["retry-after"] == "7"
    assert await goes_through(client)


async def test_a_refused_connection_and_a_lost_reply(client, world_fault, world):
    for kind in ("refuse", "drop"):
        await world_fault(kind)
        with pytest.raises(anthropic.APIConnectionError):
            await client.messages.create(**REQUEST)

    assert [arrival.effect for arrival in world.journal.find("messages")] == [False, True]
    assert await goes_through(client)


async def test_an_error_event_in_the_middle_has_status_200_and_its_own_type(client, fault):
    await fault("error", after=3)

    seen, error = await texts_until(client, anthropic.APIStatusError)

    assert seen == ["one ", "two "]  # the signature of the thinking was the first delta
    assert (error.status_code, error.type) == (200, "overloaded_error")
    assert await goes_through(client)


async def test_a_clean_end_in_the_middle_looks_like_no_error_at_all(client, fault):
    await fault("eof", after=3, skip=1)

    whole = await events(client, REQUEST)
    torn = await events(client, REQUEST)

    assert whole[-1].type == "message_stop"
    assert torn[-1].type == "content_block_delta"


@pytest.mark.parametrize(("kind", "error"), [("cut", httpx2.RemoteProtocolError), ("reset", httpx2.ReadError)])
async def test_a_connection_lost_in_the_middle_is_a_transport_error(client, fault, kind, error):
    await fault(kind, after=4)

    seen, raised = await texts_until(client, httpx2.TransportError)

    assert isinstance(raised, error)
    assert seen in ([], ["one ", "two ", "three "])  # a reset may overtake what was sent
    assert await goes_through(client)


async def test_a_stalled_stream_sends_no_byte_until_the_client_gives_up(client, fault):
    await fault("stall", after=2, seconds=60)

    seen, _ = await texts_until(client.with_options(timeout=0.3), httpx2.ReadTimeout)

    assert seen == ["one "]
    assert await goes_through(client)


async def test_a_client_that_does_not_wait_leaves_no_trace_but_its_request(client, post, world, caplog):
    hasty = client.with_options(timeout=0.2)
    await post("/messages/_control/script", [{"text": "late", "delay_ms": 60_000}, TURN])
    with pytest.raises(anthropic.APITimeoutError):
        await hasty.messages.create(**REQUEST)
    await post("/messages/_control/script", [{"text": "one two three", "pace_ms": 60_000}, TURN])
    with pytest.raises(httpx2.ReadTimeout):
        await events(hasty, REQUEST)

    assert await goes_through(client)
    assert len(list(world.journal.find("messages"))) == 3
    assert [record for record in caplog.records if record.name == "aiohttp.server"] == []


async def test_a_slow_drip_spreads_the_deltas(client, fault):
    await fault("drip", seconds=0.02)
    clock = asyncio.get_running_loop()

    start = clock.time()
    seen = await events(client, REQUEST)

    deltas = [event for event in seen if event.type == "content_block_delta"]
    assert clock.time() - start >= 0.02 * len(deltas)
    assert seen[-1].type == "message_stop"


def tool_json(seen) -> str:
    deltas = [event.delta for event in seen if event.type == "content_block_delta"]
    return "".join(delta.partial_json for delta in deltas if delta.type == "input_json_delta")


def stop(seen):
    return next(event.delta for event in seen if event.type == "message_delta")


async def test_tool_input_can_be_no_json_or_end_halfway(client, fault):
    await fault("malformed_json")
    malformed = await events(client, REQUEST)
    await fault("cut_tool")
    cut = await events(client, REQUEST)

    for seen, reason in ((malformed, "tool_use"), (cut, "max_tokens")):
        assert stop(seen).stop_reason == reason
        with pytest.raises(json.JSONDecodeError):
            json.loads(tool_json(seen))
    assert json.loads(tool_json(await events(client, REQUEST))) == {"at": "birds"}


async def test_a_refusal_ends_the_text_halfway(client, fault):
    await fault("refusal", after=2)

    reply = await client.messages.create(**REQUEST)

    assert (text(reply), reply.stop_reason) == ("one two", "refusal")
    assert reply.stop_details.category == "general_harms"
    assert [block.type for block in reply.content] == ["thinking", "text"]


async def test_what_nobody_has_heard_of_arrives_unchanged(client, fault):
    await fault("unknown_event")
    chatty = await events(client, REQUEST)
    await fault("unknown_block")
    strange = await events(client, REQUEST)
    await fault("unknown_stop_reason")
    odd = await events(client, REQUEST)

    assert [event.type for event in chatty].count("stream_weather") > 5
    assert "hologram" in [event.content_block.type for event in strange if event.type == "content_block_start"]
    assert stop(odd).stop_reason == "weather"
    assert await goes_through(client)


async def test_an_unknown_fault_is_refused_by_name(post):
    answer = await post("/messages/_control/faults", [{"kind": "earthquake"}])

    assert answer["error"].startswith("faults: There is no fault 'earthquake': choose one of error, eof")
