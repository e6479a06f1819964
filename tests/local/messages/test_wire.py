"""What a client sees of a reply that goes well."""

from __future__ import annotations

import json

import aiohttp
import anthropic
import pytest
from anthropic import AsyncAnthropic

from tests.local.messages.speak import HAIKU, SONNET, ask, events, text, tool

QUOTED = {"account": 'Müller & Söhne "West"', "limit": 3, "deep": {"a": [1, None]}}


async def test_a_streamed_reply_is_the_same_as_a_whole_one(client, post):
    turn = {"text": "Two calls, then.", "thinking": "I weigh it.", "repeat": True}
    turn["tool_uses"] = [{"name": "look", "input": QUOTED}, {"name": "list"}]
    await post("/messages/_control/script", [turn])
    request = ask("go", tools=[tool("look"), tool("list")], thinking={"type": "adaptive", "display": "summarized"})

    async with client.messages.stream(**request) as stream:
        streamed = await stream.get_final_message()
    whole = await client.messages.create(**request)

    def shown(message):
        told = message.to_dict()
        del told["id"]
        for block in told["content"]:
            block.pop("id", None)
        return told

    assert shown(streamed) == shown(whole)
    assert [block.type for block in whole.content] == ["thinking", "text", "tool_use", "tool_use"]
    assert whole.content[2].input == QUOTED
    assert whole.content[3].input == {}
    assert whole.stop_reason == "tool_use"


async def test_a_stream_comes_in_words_and_tool_input_in_pieces_cut_anywhere(client, post):
    await post(
        "/messages/_control/script", [{"text": "one two three", "tool_uses": [{"name": "look", "input": QUOTED}]}]
    )

    seen = await events(client, ask("go", tools=[tool("look")], model=HAIKU, thinking={"type": "disabled"}))

    kinds = [event.type for event in seen if event.type != "stream_weather"]
    deltas = [event.delta for event in seen if event.type == "content_block_delta"]
    pieces = [delta.partial_json for delta in deltas if delta.type == "input_json_delta"]
    assert [delta.text for delta in deltas if delta.type == "text_delta"] == ["one ", "two ", "three"]
    assert pieces[0] == ""
    assert len(pieces) > 3
    assert json.loads("".join(pieces)) == QUOTED
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


async def test_the_lines_of_a_stream_are_as_odd_as_real_ones(address, post):
    await post("/messages/_control/script", [{"text": "a bb ccc dddd"}])
    headers = {"x-api-key": "local", "anthropic-version": "2026-10-21"}

    request = aiohttp.request("POST", f"{address}/messages/v1/messages", json=ask("go", stream=True), headers=headers)
    async with request as response:
        raw = await response.text()

    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["request-id"].startswith("req_")
    assert raw.startswith(": ")
    assert "event: ping\n" in raw
    assert "event: stream_weather\n" in raw
    lines = [line.removeprefix("data: ") for line in raw.splitlines() if line.startswith("data: ")]
    assert any(line.endswith(" }") for line in lines)
    assert json.loads(lines[0])["type"] == "message_start"


async def test_a_reply_stops_where_max_tokens_ends_and_none_warms_the_cache(client, post):
    turn = {"text": "word " * 100, "tool_uses": [{"name": "look", "input": QUOTED}], "repeat": True}
    await post("/messages/_control/script", [turn])
    plain = {"model": HAIKU, "thinking": {"type": "disabled"}, "tools": [tool("look")]}

    short = await client.messages.create(**ask("go", **plain) | {"max_tokens": 10})
    in_tool = await client.messages.create(**ask("go", **plain) | {"max_tokens": 130})
    silent = await client.messages.create(**ask("go", **plain) | {"max_tokens": 0})

    assert (short.stop_reason, len(text(short)), short.usage.output_tokens) == ("max_tokens", 40, 10)
    assert [block.type for block in in_tool.content] == ["text", "tool_use"]
    assert in_tool.stop_reason == "max_tokens"
    assert silent.content == []


async def test_a_stop_sequence_ends_the_text(client, post):
    await post("/messages/_control/script", [{"text": "first; END second"}])

    reply = await client.messages.create(**ask("go", stop_sequences=["END"]))

    assert (text(reply), reply.stop_reason, reply.stop_sequence) == ("first; ", "stop_sequence", "END")


async def test_text_between_two_rounds_of_tools_hides_in_thinking_unless_updates_are_asked_for(client, post):
    progress = {"text": "Found it, one more look.", "tool_uses": [{"name": "look"}], "on": "results", "repeat": True}
    await post("/messages/_control/script", [progress])
    use = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
    answered = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "ok"}
    request = ask("go", {"role": "assistant", "content": [use]}, {"role": "user", "content": [answered]})
    request["tools"] = [tool("look")]

    silent = await client.beta.messages.create(**request)
    updates = await client.beta.messages.create(
        **request,
        thinking={"type": "adaptive", "display": "updates"},
        betas=["thinking-display-updates-2026-08-18"],
    )

    assert [block.type for block in silent.content] == ["thinking", "tool_use"]
    assert silent.content[0].thinking == ""
    assert updates.content[0].thinking == "Found it, one more look."


async def test_models_are_listed_and_tokens_counted(client):
    models = [model.id async for model in client.models.list()]
    counted = await client.messages.count_tokens(model=SONNET, messages=[{"role": "user", "content": "x" * 4000}])

    assert SONNET in models
    assert (await client.models.retrieve(SONNET)).display_name == "Claude Sonnet 5.5"
    assert 1000 <= counted.input_tokens <= 1020


@pytest.mark.parametrize(
    ("key", "model", "error"),
    [("sk-ant-real", SONNET, anthropic.AuthenticationError), ("local", "claude-2", anthropic.NotFoundError)],
)
async def test_a_foreign_key_and_a_retired_model_are_refused(address, key, model, error):
    async with AsyncAnthropic(api_key=key, base_url=f"{address}/messages", max_retries=0) as client:
        with pytest.raises(error) as refused:
            await client.messages.create(**ask("go", model=model))

    assert refused.value.request_id.startswith("req_")
