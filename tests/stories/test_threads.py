"""Threads are sessions: who is answered, by which agent, how often, and when the bot is silent."""

from __future__ import annotations

import json

import pytest

from app.demo.person import rows_of, seen
from tests.stories.office import BOT, Office, answered_by, words

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_question_in_the_lists_thread_is_answered_from_the_stored_run(office: Office) -> None:
    nadia = office.visitor("Nadia")
    message = await office.morning(nadia)
    dm, item = await nadia.dm() or "", (rows_of(message) or [])[0]
    await office.model_says(
        {"match": "why is the first", "tool_uses": [{"name": "explain_row", "input": {"account": item}}]},
        {"on": "results", "text": "Because of its tickets."},
    )
    answer = await nadia.ask(dm, "why is the first one on my list?", message["ts"])
    assert "Because of its tickets." in words(answer)
    assert "Answered by *assistant* with `explain_row`" in words(answer)
    result = json.loads((await office.requests())[-1]["messages"][-1]["content"][0]["content"])
    assert result["id"] == item
    assert sum(rule["points"] for rule in result["rules"]) == pytest.approx(result["score"])


async def test_a_follow_up_in_a_channels_thread_needs_no_mention(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says({"match": "first thing", "text": "One."}, {"match": "and then", "text": "Two."})
    channel, root = await office.begin(nadia, "what is the first thing?")
    await office.answer(nadia, channel, root)
    assert "Two." in words(await nadia.ask(channel, "and then?", root))


async def test_the_bot_is_silent_when_people_talk_to_each_other(office: Office) -> None:
    nadia, theo = office.visitor("Nadia"), office.visitor("Theo")
    await office.model_says({"match": "hello", "text": "Hello."}, {"match": "your view", "text": "My view."})
    channel, root = await office.begin(nadia, "hello")
    await office.answer(nadia, channel, root)
    await theo.say(channel, f"<@{nadia.id}> shall we have lunch?", root)
    await nadia.say(channel, "yes, at one", root)
    answer = await theo.ask(channel, f"{BOT} what is your view?", root)  # a mention always wins
    assert "My view." in words(answer)
    assert len(await office.said_by_bot(nadia, channel, root)) == 2
    request = json.dumps((await office.requests())[-1]["messages"])
    assert "shall we have lunch?" in request  # it heard them all the same


async def test_a_quiet_thread_is_answered_only_on_a_mention_until_it_is_told_to_listen(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(
        {"match": "hello", "text": "Hello."},
        {"match": "mentioned", "text": "Mentioned."},
        {"match": "listening", "text": "Listening."},
    )
    channel, root = await office.begin(nadia, "hello")
    await office.answer(nadia, channel, root)
    await nadia.say(channel, "!quiet", root)
    await office.answer(nadia, channel, root, 2)  # it says so
    await nadia.say(channel, "this is not for you", root)
    assert "Mentioned." in words(await nadia.ask(channel, f"{BOT} you are mentioned", root))
    await nadia.say(channel, "!listen", root)
    await office.answer(nadia, channel, root, 4)
    assert "Listening." in words(await nadia.ask(channel, "are you listening?", root))
    assert len(await office.said_by_bot(nadia, channel, root)) == 5


async def test_stop_ends_a_turn_and_its_status_clears(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(
        {"match": "long story", "text": " ".join(f"word{n}" for n in range(400)), "pace_ms": 50},
        {"match": "shorter", "text": "Short."},
    )
    channel, root = await office.begin(nadia, "tell me a long story")

    async def streaming() -> bool | None:
        return any(each["streaming"] for each in await office.said_by_bot(nadia, channel, root)) or None

    await seen(streaming, "the beginning of the story")
    await office.world.act("stop", **{"as": nadia.id, "channel": channel, "thread_ts": root})
    answer = await office.reads(nadia, channel, root, f"Stopped by <@{nadia.id}>")
    assert "word0" in words(answer)
    assert "word399" not in words(answer)
    assert await office.statuses(nadia, channel) == set()
    assert "Short." in words(await nadia.ask(channel, "shorter, please", root))


async def test_an_unanswered_message_is_answered_as_it_was_edited_and_not_at_all_when_deleted(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(
        {"match": "first", "text": "First.", "delay_ms": 1200},
        {"match": "the new words", "text": "New."},
    )
    channel, root = await office.begin(nadia, "first")
    edited = await nadia.say(channel, "the old words", root)
    deleted = await nadia.say(channel, "never mind", root)
    await office.world.act("edit", **{"as": nadia.id, "channel": channel, "ts": edited, "text": "the new words"})
    await office.world.act("delete", **{"as": nadia.id, "channel": channel, "ts": deleted})
    assert "New." in words(await office.answer(nadia, channel, root, 2))
    await office.setting.settled()
    assert len(await office.said_by_bot(nadia, channel, root)) == 2
    assert "the old words" not in json.dumps((await office.requests())[-1]["messages"])


async def test_a_message_and_its_mention_are_answered_once_and_so_is_slacks_repetition(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says({"match": "one question", "text": "One answer.", "repeat": True})
    channel, root = await office.begin(nadia, "one question")
    await office.answer(nadia, channel, root)
    events = [each for each in (await office.world.look("events"))["events"] if each["event"].get("ts") == root]
    assert sorted(each["event"]["type"] for each in events) == ["app_mention", "message"]
    for event in events:
        await office.world.act("redeliver", event_id=event["event_id"])
    await nadia.ask(channel, "one question more", root)  # which is heard after the repetitions
    await office.setting.settled()
    assert len(await office.said_by_bot(nadia, channel, root)) == 2


async def test_what_was_said_while_the_socket_was_lost_is_read_back_and_answered_once(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says({"match": "before", "text": "Before."}, {"match": "meanwhile", "text": "Meanwhile."})
    channel, root = await office.begin(nadia, "before")
    await office.answer(nadia, channel, root)
    assert (await office.world.act("disconnect"))["sockets"] == 2
    await nadia.say(channel, "meanwhile", root)  # Slack gives its event up within a second
    assert "Meanwhile." in words(await office.answer(nadia, channel, root, 2))
    await office.setting.settled()
    assert len(await office.said_by_bot(nadia, channel, root)) == 2


async def test_an_unknown_agent_is_answered_with_the_nearest_name(office: Office) -> None:
    nadia = office.visitor("Nadia")
    channel, root = await office.begin(nadia, "!agent secruity is this safe?")
    answer = await office.answer(nadia, channel, root)
    assert "Did you mean `!agent security`?" in words(answer)
    assert answered_by(answer) == "nobody"
