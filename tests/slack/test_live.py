"""A reply while it is written: it grows in one message, and whatever breaks, that message ends as the log says."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.entries import Faltered, Place, Replied, Said, Stopped, ToolReturned
from app.slack.pace import Pace
from tests.slack.people import SALES, Control, Shape, words
from tests.slack.room import Room
from tests.slack.values import AT

MAYA = "U0MAYA"
FOOT = "Answered by *assistant*"


def replied(text: str, *calls: str, turn: int = 2, stop: str = "end_turn") -> Replied:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    blocks += [{"type": "tool_use", "id": name, "name": name, "input": {}} for name in calls]
    return Replied(
        turn=turn, agent="assistant", model="m", blocks=tuple(blocks), stop_reason="tool_use" if calls else stop
    )


async def asked(control: Control, room: Room) -> str:
    ts = (await control.act("say", MAYA, channel=SALES, text="How is Acme?"))["ts"]
    said = Said(key=f"T0LOCAL:{SALES}:{ts}", ts=ts, by=MAYA, text="How is Acme?")
    return await room.opens(Place(channel=SALES, thread_ts=ts), said)


async def growing(control: Control, text: str) -> Shape:
    """The bot's latest message once it says this."""

    async def look() -> Shape | None:
        messages = await control.from_bot(SALES)
        return messages[-1] if messages and text in words(messages[-1]) else None

    return await control.eventually(look)


async def test_a_reply_grows_in_one_message_and_ends_with_who_answered(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, turn = await room.write(session)
    [(thread, status)] = (await control.eventually(lambda: control.statuses(SALES, MAYA))).items()
    assert (thread, status) == (turn.asked.ts, "processing")

    await live.text("Acme is **quiet** for ")
    message = await growing(control, "quiet")
    assert message["streaming"]
    await live.text("43 days, says [HubSpot](https://app.hubspot.com/1) <!channel>")
    await room.adds(
        session, replied("Acme is **quiet** for 43 days, says [HubSpot](https://app.hubspot.com/1) <!channel>")
    )
    await room.draw(session)

    [message] = await control.from_bot(SALES)
    assert words(message) == (
        f"Acme is **quiet** for 43 days, says [HubSpot](https://app.hubspot.com/1) &lt;!channel&gt;\n{FOOT}"
    )
    assert not message["streaming"]
    assert message["metadata"]["event_payload"] == {"key": f"{session}:reply:2"}
    assert await control.statuses(SALES, MAYA) == {thread: "active"}
    assert await control.calls("chat.update") == []
    assert await control.calls("chat.postMessage") == []
    room.boot()
    await room.draw(session)
    assert await control.calls("chat.update") == []


async def test_tools_are_shown_while_they_run_and_words_of_both_calls_stay(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    await live.text("Let me look. ")
    await live.working("scan_thread")
    assert "[Scan thread: in_progress]" in words(await growing(control, "in_progress"))
    await room.adds(session, replied("Let me look. ", "scan_thread"))
    await room.adds(session, ToolReturned(turn=2, call_id="scan_thread", name="scan_thread", content="{}"))
    await room.draw(session)
    again, _ = await room.write(session)
    assert again is live
    await live.text("All is well.")
    assert "[Scan thread: complete]" in words(await growing(control, "All is"))
    await room.adds(session, replied("All is well."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == (f"Let me look. \n[Scan thread: complete]\n\n\nAll is well.\n{FOOT} with `scan_thread`")


async def test_a_card_stands_where_its_call_was_made_also_when_words_come_before_it_is_shown(
    control: Control, room: Room
) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    await live.text("Let me look. ")
    await live.working("scan_thread")
    await live.text("Acme owes us nothing, as far as I can see.")
    message = await growing(control, "nothing, as")
    assert words(message).startswith("Let me look. \n[Scan thread: in_progress]\nAcme owes")


async def test_words_of_a_failed_call_are_taken_back(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    await live.text("Acme owes us a mill")
    await growing(control, "Acme owes")
    await room.adds(session, Faltered(turn=2, attempt=1, reason="The model broke off.", retry_at=AT))
    await room.draw(session)
    live, _ = await room.write(session)
    await live.text("Acme is fine.")
    await room.adds(session, replied("Acme is fine."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == f"Acme is fine.\n{FOOT}"


async def test_a_second_failure_is_told_and_the_answer_takes_its_place(control: Control, room: Room) -> None:
    session = await asked(control, room)
    await room.adds(session, Faltered(turn=2, attempt=2, reason="The model is overloaded.", retry_at=AT))
    await room.draw(session)
    assert "The model is overloaded. I try again at" in words((await control.from_bot(SALES))[0])
    live, _ = await room.write(session)
    await live.text("Here I am again.")
    await room.adds(session, replied("Here I am again."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == f"Here I am again.\n{FOOT}"
    assert await control.calls("chat.startStream") == []


async def test_after_a_kill_in_the_middle_the_redo_goes_on_in_the_same_message(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    await live.text("Acme is quiet for ")
    half = await growing(control, "Acme is quiet")
    await live.close()  # as good as dead
    room.boot()
    await room.thread.recover()
    await room.draw(session)
    live, _ = await room.write(session)
    await live.text("Acme called yesterday ")
    await growing(control, "Acme called")
    await room.adds(session, replied("Acme called yesterday evening."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert message["ts"] == half["ts"]
    assert words(message) == f"Acme called yesterday evening.\n{FOOT}"
    assert await control.statuses(SALES, MAYA) == {message["thread_ts"]: "active"}


async def test_a_stream_whose_start_was_not_answered_is_found_again(control: Control, room: Room) -> None:
    session = await asked(control, room)
    await control.faults({"method": "chat.startStream", "kind": "drop"})
    live, _ = await room.write(session)
    await live.text("Acme is quiet for ")
    await growing(control, "Acme is quiet")
    room.boot()
    await room.thread.recover()
    await room.adds(session, replied("Acme is quiet for 43 days."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == f"Acme is quiet for 43 days.\n{FOOT}"
    await live.close()


@pytest.mark.parametrize("kind", ["drop", "refuse"])
async def test_an_append_that_got_lost_doubles_no_words(control: Control, room: Room, kind: str) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    await live.text("One ")
    await growing(control, "One")
    await control.faults({"method": "chat.appendStream", "kind": kind})
    await live.text("two ")
    await control.eventually(lambda: control.calls("chat.stopStream"))
    await live.text("three ")
    await room.adds(session, replied("One two three four"))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == f"One two three four\n{FOOT}"


async def test_where_streaming_is_refused_the_answer_is_posted_when_finished(control: Control, room: Room) -> None:
    session = await asked(control, room)
    await control.faults({"method": "chat.startStream", "kind": "status", "status": 400, "times": -1})
    live, _ = await room.write(session)
    await live.text("Acme is ")
    await control.eventually(lambda: control.calls("chat.startStream"))
    await room.adds(session, replied("Acme is fine."))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == f"Acme is fine.\n{FOOT}"
    assert await control.statuses(SALES, MAYA) == {message["thread_ts"]: "active"}


class TestALongAnswer:
    @pytest.fixture
    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        return options | {"stream_life_seconds": 0.5}

    async def test_outlives_its_stream_by_being_edited(self, control: Control, room: Room) -> None:
        room.boot(Pace(apart=0.01, edits_apart=0.01, hand_over=0.1))
        session = await asked(control, room)
        live, _ = await room.write(session)
        await live.text("Begin, ")
        await growing(control, "Begin,")

        async def handed_over() -> list[Shape]:
            await live.text("and ")
            return await control.calls("chat.update")

        await control.eventually(handed_over)
        middle = (await control.from_bot(SALES))[-1]
        assert words(middle).endswith(":hourglass_flowing_sand: still writing…")
        await room.adds(session, replied("Begin, and end."))
        await room.draw(session)
        [message] = await control.from_bot(SALES)
        assert words(message) == f"Begin, and end.\n{FOOT}"

    async def test_survives_a_stream_that_slack_ended(self, control: Control, room: Room) -> None:
        session = await asked(control, room)
        live, _ = await room.write(session)
        await live.text("Begin, ")

        async def expired() -> bool:
            messages = await control.from_bot(SALES)
            return bool(messages) and not messages[-1]["streaming"]

        await control.eventually(expired)
        await room.adds(session, replied("Begin, and end."))
        await room.draw(session)
        [message] = await control.from_bot(SALES)
        assert words(message) == f"Begin, and end.\n{FOOT}"


async def test_a_very_long_answer_streams_on_in_a_second_message(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    lines = [f"- line {n} " + "x" * 80 + "\n" for n in range(150)]
    for line in lines:
        await live.text(line)
    await growing(control, "line 149")
    await room.adds(session, replied("".join(lines)))
    await room.draw(session)
    first, second = await control.from_bot(SALES)
    assert "Answered by" not in words(first)
    assert words(second).endswith(FOOT)
    assert (words(first) + words(second)).count("- line ") == 150
    assert await control.calls("chat.update") == []


async def test_what_was_shown_stays_when_a_person_stops_it(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, turn = await room.write(session)
    await live.text("First of all, ")
    await growing(control, "First of all")
    await control.act("stop", MAYA, channel=SALES, thread_ts=turn.asked.ts)
    await live.text("let me begin ")
    await room.adds(session, Stopped(by=MAYA))
    await room.draw(session)
    [message] = await control.from_bot(SALES)
    assert words(message) == "First of all, \nStopped by <@U0MAYA>"
    assert await control.statuses(SALES, MAYA) == {turn.asked.ts: "active"}


async def test_at_the_end_of_the_program_no_stream_is_left_open(control: Control, room: Room) -> None:
    session = await asked(control, room)
    live, _ = await room.write(session)
    await live.text("First of all, ")
    await growing(control, "First of all")
    await room.thread.close()
    [message] = await control.from_bot(SALES)
    assert not message["streaming"]
    assert session


class TestUnderSlacksLimits:
    @pytest.fixture
    def limits(self) -> bool:
        return True

    async def test_many_replies_at_once_all_come_through(self, control: Control, room: Room) -> None:
        room.boot(Pace(apart=0.01))
        sessions = [await asked(control, room) for _ in range(3)]
        for session in sessions:
            live, _ = await room.write(session)
            await live.text("Acme is ")
        for session in sessions:
            await room.adds(session, replied("Acme is fine."))
            await room.draw(session)
        answers = [words(each) for each in await control.from_bot(SALES)]
        assert answers == [f"Acme is fine.\n{FOOT}"] * 3
