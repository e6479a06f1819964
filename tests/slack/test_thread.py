"""The thread says what the log says: each post once, whatever breaks between an intent, its act and its receipt."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from slack_sdk.web.async_client import AsyncWebClient

from app.core.entries import Chose, EntryBody, Faltered, Fired, Hushed, Noted, Place, Replied, Said, Stopped
from app.slack.wire import SlackSilentError
from app.store.tables import EFFECTS, SESSIONS
from tests.slack.people import SALES, Control, words
from tests.slack.room import Room
from tests.slack.values import AT, LIST, marked

MAYA = "U0MAYA"
FIRED = Fired(key="f", trigger="mornings", agent="daily-priorities", person=MAYA, on=AT.date())
TO_MAYA = Place(channel=MAYA, is_direct=True)


def said(ts: str, text: str, channel: str = SALES, **fields: object) -> Said:
    return Said(key=f"T0LOCAL:{channel}:{ts}", ts=ts, by=MAYA, text=text, **fields)


def replied(
    turn: int, text: str, *more: dict[str, object], agent: str = "assistant", stop: str = "end_turn"
) -> Replied:
    blocks = ({"type": "text", "text": text}, *more)
    return Replied(turn=turn, agent=agent, model="m", blocks=blocks, stop_reason=stop)


async def asked(control: Control, room: Room, text: str = "How is Acme?", *more: EntryBody) -> tuple[str, str]:
    """A person's question in a channel, as a session: its name and the thread."""
    ts = (await control.act("say", MAYA, channel=SALES, text=text))["ts"]
    session = await room.opens(Place(channel=SALES, thread_ts=ts), said(ts, text), *more)
    return session, ts


async def test_a_list_is_posted_once_to_the_persons_dm_and_its_thread_is_bound(control: Control, room: Room) -> None:
    session = await room.opens(TO_MAYA, FIRED)
    await room.draw(session)
    dm = await control.dm(MAYA)
    assert await control.from_bot(dm) == []

    await room.adds(session, LIST)
    await room.draw(session)
    await room.draw(session)
    room.boot()
    await room.draw(session)

    [message] = await control.from_bot(dm)
    assert "Northwind" in words(message)
    assert message["metadata"]["event_payload"] == {"key": f"{session}:reply:2"}
    assert (await room.load(session)).place == Place(channel=dm, thread_ts=message["ts"], is_direct=True)
    [post] = await control.calls("chat.postMessage")
    assert post["arguments"]["unfurl_links"] is False
    assert (await control.see("replies", MAYA, channel=dm, thread_ts=message["ts"]))["title"] == (
        "Priorities for Wed 25 Nov"
    )


async def test_a_handled_row_is_struck_in_the_same_message(control: Control, room: Room) -> None:
    session = await room.opens(TO_MAYA, FIRED, LIST)
    await room.draw(session)
    await room.adds(session, marked("7", "done"))
    await room.draw(session)
    [message] = await control.from_bot(await control.dm(MAYA))
    assert "|Northwind>~  Done" in words(message)


async def test_a_post_whose_answer_was_lost_is_found_not_repeated(control: Control, room: Room) -> None:
    session = await room.opens(TO_MAYA, FIRED, LIST)
    await control.faults({"method": "chat.postMessage", "kind": "drop"})
    await room.draw(session)
    [message] = await control.from_bot(await control.dm(MAYA))
    assert (await room.load(session)).place.thread_ts == message["ts"]
    assert len(await control.calls("chat.postMessage")) == 1


async def test_a_post_that_never_arrived_is_posted_at_the_next_drawing(control: Control, room: Room) -> None:
    session, ts = await asked(control, room, "hi", replied(2, "Fine."))
    await control.faults({"method": "chat.postMessage", "kind": "refuse"})
    with pytest.raises(SlackSilentError):
        await room.draw(session)
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert message["thread_ts"] == ts


async def test_after_a_kill_between_post_and_receipt_the_list_is_bound_before_anybody_is_heard(
    control: Control, room: Room
) -> None:
    session = await room.opens(TO_MAYA, FIRED, LIST)
    await room.draw(session)
    [message] = await control.from_bot(await control.dm(MAYA))
    await unreceive(room, session)
    room.boot()
    await room.thread.recover()
    assert (await room.load(session)).place.thread_ts == message["ts"]
    assert [each["ts"] for each in await control.from_bot(await control.dm(MAYA))] == [message["ts"]]
    assert await room.outbox.interrupted() == []


async def unreceive(room: Room, session: str) -> None:
    """The rows as a kill right after Slack's answer would have left them."""

    def write(tx: sa.Connection) -> None:
        tx.execute(EFFECTS.update().values(state="intended", receipt="{}", drawn=""))
        tx.execute(SESSIONS.update().where(SESSIONS.c.id == session).values(channel=MAYA, thread_ts=None))

    await room.database.write(write)


async def test_an_answer_names_who_gave_it_and_a_choice_is_confirmed_under_it(control: Control, room: Room) -> None:
    session, _ = await asked(
        control, room, "hi", replied(2, "All **well**, <!channel> & [x](https://evil.example/?a).")
    )
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == (
        "All **well**, &lt;!channel&gt; & x (hxxps://evil(.)example/?a).\nAnswered by *assistant*"
    )
    await room.adds(session, Chose(by=MAYA, agent="security"))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message).endswith("Answered by *assistant* · the next message of <@U0MAYA> goes to *security*")
    assert await control.statuses(SALES, MAYA) == {message["thread_ts"]: "active"}


async def test_each_way_a_turn_can_end_is_said(control: Control, room: Room) -> None:
    session, _ = await asked(control, room, "1", replied(2, "Half an ans", stop="max_tokens"))
    await room.adds(
        session, said("1.2", "2"), Faltered(turn=4, attempt=4, reason="The model is overloaded. Ask later.")
    )
    await room.adds(
        session, said("1.3", "3"), Noted(text="There is no agent “x”.", turn=6), Hushed(by=MAYA, quiet=True)
    )
    await room.adds(session, said("1.4", "4"), Stopped(by="U0TOM"))
    await room.adds(session, said("1.5", "5"), replied(11, "", stop="refusal"))
    await room.draw(session)
    assert [words(each) for each in await control.from_bot(SALES)] == [
        "Half an ans\n:warning: The answer reached the model's limit and ends early. Ask it to go on."
        "\nAnswered by *assistant*",
        ":warning: The model is overloaded. Ask later.",
        "There is no agent “x”.",
        "<@U0MAYA> asked me to stay silent here until somebody mentions me.",
        "Stopped by <@U0TOM>",
        ":warning: The model declined to answer this. Ask it in other words, or ask another agent."
        "\nAnswered by *assistant*",
    ]


async def test_a_question_asked_elsewhere_is_quoted_in_the_thread_first(control: Control, room: Room) -> None:
    place = Place(channel=SALES)
    session = await room.opens(
        place, said("", "Is it safe?\nReally?", agent="security"), replied(2, "Yes.", agent="security")
    )
    await room.draw(session)
    question, answer = await control.from_bot(SALES)
    assert words(question) == "<@U0MAYA> asks *security*:\n> Is it safe?\n> Really?"
    assert words(answer) == "Yes.\nAnswered by *security* · the next message goes to *assistant* again"
    assert answer["thread_ts"] == question["ts"]


async def test_a_long_answer_takes_several_messages_in_order(control: Control, room: Room) -> None:
    text = "\n".join(f"- line {n} " + "x" * 80 for n in range(300))
    session, _ = await asked(control, room, "all", replied(2, text))
    await room.draw(session)
    messages = await control.from_bot(SALES)
    assert len(messages) == 3
    assert ["Answered by" in words(each) for each in messages] == [False, False, True]
    assert "".join(words(each) for each in messages).count("- line ") == 300


async def test_where_the_bot_may_not_post_nothing_is_tried_for_ever(control: Control, room: Room) -> None:
    session = await room.opens(Place(channel="C404", thread_ts="1.2"), said("1.2", "hi"), replied(2, "Fine."))
    await room.draw(session)
    assert await room.outbox.of_session(session) == []


async def test_a_full_minute_is_waited_out_and_nothing_is_lost(control: Control, room: Room) -> None:
    session, _ = await asked(control, room, "hi", replied(2, "Fine."))
    await control.faults({"method": "chat.postMessage", "kind": "status", "status": 429, "retry_after": 1})
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message).startswith("Fine.")


async def test_a_message_a_person_deleted_is_not_posted_again(
    control: Control, room: Room, client: AsyncWebClient
) -> None:
    session, _ = await asked(control, room, "hi", replied(2, "Fine."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    await client.chat_delete(channel=SALES, ts=message["ts"])
    await room.adds(session, Chose(by=MAYA, agent="security"))
    await room.draw(session)
    assert await control.from_bot(SALES) == []
