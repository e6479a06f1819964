"""Sessions are paused, resumed and forked without leaving Slack, by several people, each with their own rights."""

from __future__ import annotations

import json

import pytest

from app.demo.person import Message, seen
from tests.stories.office import Office, words

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_paused_thread_answers_what_was_written_meanwhile_after_it_is_resumed(office: Office) -> None:
    nadia, theo = office.visitor("Nadia"), office.visitor("Theo")
    await office.model_says({"match": "hello", "text": "Hello."}, {"match": "and then", "text": "Then this."})
    channel, root = await office.begin(nadia, "hello")
    await office.answer(nadia, channel, root)
    await theo.say(channel, "!pause", root)
    await office.reads(nadia, channel, root, "Paused by")
    before = len(await office.requests())
    await nadia.say(channel, "and then?", root)
    await office.setting.settled()
    assert len(await office.requests()) == before
    await theo.say(channel, "!resume", root)
    await office.reads(nadia, channel, root, "Then this.")


async def test_a_fork_goes_on_in_a_thread_of_its_own_and_knows_what_was_said(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(
        {"match": "hello", "text": "The door is green."}, {"match": "what if", "text": "Then blue."}
    )
    channel, root = await office.begin(nadia, "hello")
    await office.answer(nadia, channel, root)
    await nadia.say(channel, "!fork what if we paint it?", root)

    async def forked() -> Message | None:
        return next((each for each in await nadia.messages(channel) if "goes on from" in words(each)), None)

    first = await seen(forked, "the fork's first message")
    assert "Then blue." in words(await office.answer(nadia, channel, first["ts"], 2))  # 1 is the question itself
    asked = json.dumps((await office.requests())[-1]["messages"])
    assert "The door is green." in asked
    assert len(await office.said_by_bot(nadia, channel, root)) == 2  # the answer, and the way to the fork


async def test_two_people_in_one_thread_each_see_their_own(office: Office) -> None:
    nadia, theo = office.visitor("Nadia"), office.visitor("Theo")
    look = {"on": "words", "tool_uses": [{"name": "my_list", "input": {}}]}
    await office.morning(nadia)
    await office.model_says(look, {"on": "results", "text": "One."}, look, {"on": "results", "text": "Two."})
    channel, root = await office.begin(nadia, "what is on my list?")
    await office.answer(nadia, channel, root)
    await theo.ask(channel, "and what is on mine?", root)
    results = [
        block["content"]
        for message in (await office.requests())[-1]["messages"]
        for block in message["content"]
        if block["type"] == "tool_result"
    ]
    assert len(results) == 2
    assert results[0] != results[1]
