"""Another agent for one message, by every way there is; the next message is the default agent's again."""

from __future__ import annotations

import pytest

from app.demo.person import Message, Visitor, seen
from tests.stories.office import Office, answered_by

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWERS = ({"text": "Looked at it.", "repeat": True},)


async def then_the_default(office: Office, visitor: Visitor, channel: str, root: str) -> str:
    return answered_by(await visitor.ask(channel, "and what do you say?", root))


async def pick(office: Office, visitor: Visitor, channel: str, message: Message, agent: str) -> None:
    where = {"channel": channel, "ts": message["ts"], "action_id": "choose_agent", "value": agent}
    await office.world.act("click", **{"as": visitor.id, **where})


async def test_by_the_command_in_the_thread(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(*ANSWERS)
    channel, root = await office.begin(nadia, "hello")
    await office.answer(nadia, channel, root)
    assert answered_by(await nadia.ask(channel, "!agent security is this safe?", root)) == "security"
    assert await then_the_default(office, nadia, channel, root) == "assistant"


async def test_by_a_mention_with_the_command(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(*ANSWERS)
    channel, root = await office.begin(nadia, "!agent security is this safe?")
    assert answered_by(await office.answer(nadia, channel, root)) == "security"
    assert await then_the_default(office, nadia, channel, root) == "assistant"


async def test_by_the_dropdown_below_a_reply_for_the_next_message_of_who_chose(office: Office) -> None:
    nadia, theo = office.visitor("Nadia"), office.visitor("Theo")
    await office.model_says(*ANSWERS)
    channel, root = await office.begin(nadia, "hello")
    first = await office.answer(nadia, channel, root)
    await pick(office, nadia, channel, first, "security")
    assert answered_by(await theo.ask(channel, "I chose nobody", root)) == "assistant"
    assert answered_by(await nadia.ask(channel, "is this safe?", root)) == "security"
    assert await then_the_default(office, nadia, channel, root) == "assistant"


async def test_by_the_slash_command_for_the_next_message_in_that_channel(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(*ANSWERS)
    channel = await office.sales()
    await office.world.act("slash", **{"as": nadia.id, "channel": channel, "command": "/agent", "text": "security"})
    channel, root = await office.begin(nadia, "is this safe?")
    assert answered_by(await office.answer(nadia, channel, root)) == "security"
    assert await then_the_default(office, nadia, channel, root) == "assistant"


async def test_by_the_slash_command_with_a_question_which_then_stands_there_for_all(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(*ANSWERS)
    channel = await office.sales()
    text = "security is the new page safe?"
    await office.world.act("slash", **{"as": nadia.id, "channel": channel, "command": "/agent", "text": text})

    async def posted() -> Message | None:
        messages = [each for each in await nadia.messages(channel) if each.get("bot_id") and not each["ephemeral"]]
        return next((each for each in messages if "is the new page safe?" in str(each["blocks"])), None)

    root = (await seen(posted, "the question in the channel"))["ts"]
    assert answered_by(await office.answer(nadia, channel, root)) == "security"


async def test_by_the_message_shortcut_in_the_messages_thread(office: Office) -> None:
    nadia, theo = office.visitor("Nadia"), office.visitor("Theo")
    await office.model_says(*ANSWERS)
    channel = await office.sales()
    about = await theo.say(channel, "here is the link that everybody talks about")
    await office.world.act("shortcut", **{"as": nadia.id, "callback_id": "ask_about", "channel": channel, "ts": about})
    view = await seen(nadia.modal, "the form")
    values = {
        "agent": {"agent": {"selected_option": {"value": "security"}}},
        "question": {"text": {"value": "is it safe?"}},
    }
    await office.world.act("submit", **{"as": nadia.id, "view_id": view["id"], "values": values})
    assert answered_by(await office.answer(nadia, channel, about, 2)) == "security"  # 1 is the question itself
    assert await then_the_default(office, nadia, channel, about) == "assistant"
