"""What people write and press reaches the log once, or is refused politely; over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.core.entries import (
    Chose,
    Deleted,
    Edited,
    EntryBody,
    Fired,
    Hushed,
    Marked,
    Noted,
    Opened,
    Place,
    Replied,
    Said,
    Stopped,
)
from tests.slack.heard import Heard
from tests.slack.people import PARTNERS, SALES, Control, Shape, words
from tests.slack.room import Room
from tests.slack.values import AT, LIST

MAYA, TOM, GAIL, SVEN, BOT = "U0MAYA", "U0TOM", "U0GAIL", "U0SVEN", "<@U0LOCALBOT>"
FIRED = Fired(key="f", trigger="mornings", agent="daily-priorities", person=MAYA, on=AT.date())


@pytest.fixture
async def heard(room: Room) -> AsyncIterator[Heard]:
    async with Heard.listening(room) as made:
        yield made


async def reaches(heard: Heard, control: Control, count: int) -> list[EntryBody]:
    async def look() -> list[EntryBody] | None:
        bodies = await heard.bodies()
        return bodies if len(bodies) >= count else None

    found = await control.eventually(look)
    assert len(found) == count, found
    return found


async def say(control: Control, person: str, text: str, thread: str | None = None, channel: str = SALES) -> Shape:
    more = {"thread_ts": thread} if thread else {}
    return dict(await control.act("say", person, channel=channel, text=text, **more))


async def answered(heard: Heard, text: str = "Fine.") -> None:
    session = await heard.latest()
    assert session
    assert session.open_turn
    blocks = ({"type": "text", "text": text},)
    reply = Replied(turn=session.open_turn.id, agent="assistant", model="m", blocks=blocks, stop_reason="end_turn")
    await heard.room.adds(session.id, reply)


async def test_a_direct_message_opens_a_session_and_replies_continue_it(heard: Heard, control: Control) -> None:
    dm = await control.dm(MAYA)
    first = await say(control, MAYA, "How is <https://acme.example|Acme> &amp; co?", channel=dm)
    await reaches(heard, control, 1)
    await say(control, MAYA, "And Bo?", first["ts"], dm)
    await say(control, MAYA, "Something else", channel=dm)
    one, two, three = await reaches(heard, control, 3)
    assert one == Said(
        key=f"T0LOCAL:{dm}:{first['ts']}",
        ts=first["ts"],
        by=MAYA,
        name="Maya Lindqvist",
        text="How is Acme (https://acme.example) & co?",
    )
    assert (two.text, two.wants_reply, three.text) == ("And Bo?", True, "Something else")
    assert len(heard.sessions) == 2
    assert (await heard.room.load(heard.sessions[0])).place == Place(channel=dm, thread_ts=first["ts"], is_direct=True)


async def test_a_mention_in_a_channel_is_heard_once_though_it_comes_twice_and_again(
    heard: Heard, control: Control
) -> None:
    said = await say(control, MAYA, f"{BOT} how is Acme?")
    assert len(said["event_ids"]) == 2
    await reaches(heard, control, 1)
    for event in said["event_ids"]:
        await control.act("redeliver", event_id=event)
    await say(control, MAYA, "nothing for the bot")
    await say(control, MAYA, f"{BOT} thanks")
    one, two = await reaches(heard, control, 2)
    assert (one.text, two.text) == ("how is Acme?", "thanks")


async def test_a_follow_up_needs_no_mention_but_peoples_own_talk_is_left_alone(heard: Heard, control: Control) -> None:
    root = (await say(control, MAYA, f"{BOT} how is Acme?"))["ts"]
    await reaches(heard, control, 1)
    await answered(heard)
    for count, (person, text) in enumerate(
        [
            (MAYA, "and Bo?"),
            (MAYA, f"<@{TOM}> can you call them?"),
            (TOM, "I will"),
            (MAYA, "good"),
            (TOM, f"{BOT} when?"),
        ],
        start=3,
    ):
        await say(control, person, text, root)
        await reaches(heard, control, count)
    said = [body for body in await heard.bodies() if isinstance(body, Said)]
    assert [(each.text, each.wants_reply) for each in said] == [
        ("how is Acme?", True),
        ("and Bo?", True),
        ("<@U0TOM> can you call them?", False),
        ("I will", False),
        ("good", False),
        ("when?", True),
    ]


async def test_a_quiet_thread_stays_quiet_until_a_mention(heard: Heard, control: Control) -> None:
    root = (await say(control, MAYA, f"{BOT} hi"))["ts"]
    await reaches(heard, control, 1)
    for count, text in enumerate(["!quiet", "so", f"{BOT} still there?", "!listen", "and now?"], start=2):
        await say(control, MAYA, text, root)
        await reaches(heard, control, count)
    bodies = await heard.bodies()
    assert [body.quiet for body in bodies if isinstance(body, Hushed)] == [True, False]
    assert [body.wants_reply for body in bodies if isinstance(body, Said)] == [True, False, True, True]


async def test_an_agent_is_asked_by_name_for_one_message(heard: Heard, control: Control) -> None:
    root = (await say(control, MAYA, f"{BOT} !agent security\nis this safe?"))["ts"]
    await reaches(heard, control, 1)
    for count, text in enumerate(["thanks", "!agent security", "really?", "ok", "!agent nosuch", "!agent"], start=2):
        await say(control, MAYA, text, root)
        await reaches(heard, control, count + (count > 2))
    bodies = await heard.bodies()
    asked = [(body.text, body.agent) for body in bodies if isinstance(body, Said)]
    assert asked == [("is this safe?", "security"), ("thanks", None), ("really?", "security"), ("ok", None)]
    notes = [body.text for body in bodies if isinstance(body, Noted)]
    assert "Your next message to me here goes to *security*" in notes[0]
    assert notes[1].startswith("There is no agent “nosuch”.")
    assert "`assistant` (answers unless another is named): Answers about your accounts." in notes[2]
    assert [body for body in bodies if isinstance(body, Chose)] == [Chose(by=MAYA, agent="security")]


async def test_an_edit_and_a_deletion_reach_the_session_of_what_was_said(heard: Heard, control: Control) -> None:
    said = await say(control, MAYA, f"{BOT} how is Acme?")
    await reaches(heard, control, 1)
    other = await say(control, MAYA, "nothing of ours")
    await control.act("edit", MAYA, channel=SALES, ts=other["ts"], text="still nothing")
    await control.act("edit", MAYA, channel=SALES, ts=said["ts"], text=f"{BOT} how is Bo?")
    await reaches(heard, control, 2)
    await control.act("delete", MAYA, channel=SALES, ts=said["ts"])
    key = f"T0LOCAL:{SALES}:{said['ts']}"
    assert (await reaches(heard, control, 3))[1:] == [Edited(of=key, text="how is Bo?"), Deleted(of=key)]


async def test_a_forgotten_mention_can_be_edited_in(heard: Heard, control: Control) -> None:
    said = await say(control, MAYA, "how is Acme?")
    await control.act("edit", MAYA, channel=SALES, ts=said["ts"], text=f"{BOT} how is Acme?")
    [body] = await reaches(heard, control, 1)
    assert body.text == "how is Acme?"


async def test_files_come_with_the_message(heard: Heard, control: Control) -> None:
    dm = await control.dm(MAYA)
    await control.act("say", MAYA, channel=dm, text="see", files=[{"name": "deals.csv", "text": "a,b"}])
    [body] = await reaches(heard, control, 1)
    assert [each.name for each in body.files] == ["deals.csv"]


async def test_guests_and_strangers_are_told_privately_and_nothing_is_kept(heard: Heard, control: Control) -> None:
    await say(control, GAIL, f"{BOT} hi")
    await say(control, SVEN, f"{BOT} hi", channel=PARTNERS)
    await say(control, MAYA, f"{BOT} hi", channel=PARTNERS)

    async def told() -> list[Shape] | None:
        notes = [*await control.from_bot(SALES), *await control.from_bot(PARTNERS)]
        return notes if len(notes) == 3 else None

    notes = await control.eventually(told)
    assert {(each["only_for"], each["text"].split(",")[0]) for each in notes} == {
        (GAIL, "I work for members of this workspace only"),
        (SVEN, "I work for members of this workspace only"),
        (MAYA, "This channel is shared with another organisation"),
    }
    assert heard.sessions == []


async def test_nothing_is_acknowledged_before_it_is_written(heard: Heard, control: Control) -> None:
    heard.failures = 1
    await say(control, MAYA, "hi", channel=await control.dm(MAYA))
    [body] = await reaches(heard, control, 1)  # Slack sent it again
    assert body.text == "hi"


async def test_what_was_said_while_no_socket_was_open_is_read_back(heard: Heard, control: Control) -> None:
    dm = await control.dm(MAYA)
    root = (await say(control, MAYA, "hi", channel=dm))["ts"]
    await reaches(heard, control, 1)
    assert heard.app
    await heard.app.stop_listening()
    await say(control, MAYA, "are you there?", root, dm)
    await say(control, MAYA, "a new question", channel=dm)
    async with Heard.listening(heard.room) as again:
        again.sessions = heard.sessions

        async def all_there() -> bool:
            return [body.text for body in await again.bodies()] == ["hi", "are you there?", "a new question"]

        await control.eventually(all_there)


class TestStop:
    async def test_a_member_stops_the_turn_and_a_second_press_changes_nothing(
        self, heard: Heard, control: Control, room: Room
    ) -> None:
        root = (await say(control, MAYA, f"{BOT} hi"))["ts"]
        await reaches(heard, control, 1)
        session = await heard.latest()
        assert session
        live, _ = await room.write(session.id)
        await live.text("Let me ")
        await control.eventually(lambda: control.from_bot(SALES))
        stop = await control.act("stop", TOM, channel=SALES, thread_ts=root)
        assert (await reaches(heard, control, 2))[1] == Stopped(by=TOM)
        await control.act("redeliver", event_id=stop["event_ids"][0])
        await say(control, MAYA, f"{BOT} once more")
        await reaches(heard, control, 3)


class TestAList:
    @pytest.fixture
    async def message(self, heard: Heard, control: Control, room: Room) -> Shape:
        session = await room.opens(Place(channel=MAYA, is_direct=True), FIRED, LIST.model_copy(update={"person": MAYA}))
        heard.sessions.append(session)
        await room.draw(session)
        [posted] = await control.from_bot(await control.dm(MAYA))
        return posted

    async def press(self, control: Control, message: Shape, action: str, item: str, value: str | None = None) -> None:
        dm, more = await control.dm(MAYA), {"value": value} if value else {}
        place = {"channel": dm, "ts": message["ts"], "block_id": f"row:{item}", "action_id": action}
        await control.act("click", MAYA, **place, **more)

    async def modal(self, control: Control, text: str) -> Shape:
        async def look() -> Shape | None:
            views = (await control.see("modals", MAYA))["views"]
            return views[-1] if views and text in words(views[-1]) else None

        return await control.eventually(look)

    async def redrawn(self, control: Control, text: str) -> None:
        async def look() -> bool:
            return text in words((await control.from_bot(await control.dm(MAYA)))[0])

        await control.eventually(look)

    async def test_done_and_snooze_are_the_persons_word_on_their_own_day(
        self, heard: Heard, control: Control, message: Shape
    ) -> None:
        await self.press(control, message, "row_done", "7")
        await self.press(control, message, "row_more", "8", "snooze_3:8")
        *_, done, snoozed = await reaches(heard, control, 4)
        today = heard.room.clock.now().date()
        assert isinstance(done, Marked)
        assert (done.mark, done.item, done.name, done.by, done.playbook) == (
            "done",
            "7",
            "Northwind",
            MAYA,
            "daily-priorities",
        )
        assert abs((done.on - today).days) <= 1
        assert isinstance(snoozed, Marked)
        assert snoozed.until
        assert (snoozed.until - snoozed.on).days == 3
        await self.redrawn(control, "All 2 handled.")
        await self.press(control, message, "row_more", "7", "reopened:7")
        await self.redrawn(control, "1 handled.")

    async def test_why_opens_at_once_and_then_shows_the_facts(
        self, heard: Heard, control: Control, message: Shape
    ) -> None:
        await self.press(control, message, "row_why", "7")
        view = await self.modal(control, "urgent: 1")
        assert "*38.5*" in words(view)
        assert "owned by dana@northwind.example" in words(view)
        assert len(await control.calls("views.open")) == 1

    async def test_wrong_asks_for_a_word_and_keeps_it(self, heard: Heard, control: Control, message: Shape) -> None:
        await self.press(control, message, "row_more", "7", "wrong:7")
        view = await self.modal(control, "Northwind")
        value = {"type": "plain_text_input", "value": "They renewed"}
        answer = await control.act("submit", MAYA, view_id=view["id"], values={"word": {"text": value}})
        assert not answer.get("errors")
        marked = (await reaches(heard, control, 3))[-1]
        assert isinstance(marked, Marked)
        assert (marked.mark, marked.word) == ("wrong", "They renewed")
        await self.redrawn(control, "Wrong: “They renewed”")

    async def test_home_shows_the_list_with_a_link_to_it_and_the_agents(
        self, heard: Heard, control: Control, message: Shape
    ) -> None:
        await control.act("open_home", MAYA)

        async def look() -> Shape | None:
            return (await control.see("home", MAYA))["view"]

        home = words(await control.eventually(look))
        assert "Northwind>*  1 urgent ticket waits 2 days" in home
        assert f"/p{message['ts'].replace('.', '')}|Open the list>" in home
        assert "• *security*: Looks for secrets and risky links." in home


class TestAnotherAgent:
    async def test_is_picked_below_a_reply_for_the_next_message(
        self, heard: Heard, control: Control, room: Room
    ) -> None:
        root = (await say(control, MAYA, f"{BOT} hi"))["ts"]
        await reaches(heard, control, 1)
        await answered(heard)
        await room.draw(heard.sessions[0])
        [reply] = await control.from_bot(SALES)
        place = {"channel": SALES, "ts": reply["ts"], "block_id": "agents", "action_id": "choose_agent"}
        await control.act("click", TOM, **place, value="security")
        await reaches(heard, control, 3)
        await say(control, MAYA, "and me?", root)
        await say(control, TOM, f"{BOT} is it safe?", root)
        said = [body for body in await reaches(heard, control, 5) if isinstance(body, Said)]
        assert {(each.by, each.agent) for each in said[1:]} == {(MAYA, None), (TOM, "security")}

    async def test_is_armed_by_the_command_for_the_next_message_in_that_channel(
        self, heard: Heard, control: Control
    ) -> None:
        await control.act("slash", MAYA, channel=SALES, command="/agent", text="security")
        await say(control, TOM, f"{BOT} hi")
        await reaches(heard, control, 1)
        await say(control, MAYA, f"{BOT} is this safe?")
        await reaches(heard, control, 2)
        await say(control, MAYA, f"{BOT} thanks")
        said = await reaches(heard, control, 3)
        assert [(each.by, each.agent) for each in said] == [(TOM, None), (MAYA, "security"), (MAYA, None)]
        [told] = await control.from_bot(SALES)
        assert told["text"].startswith("Your next message to me here goes to *security*")
        assert told["only_for"] == MAYA

    async def test_is_asked_by_the_command_itself_and_the_question_is_shown(
        self, heard: Heard, control: Control, room: Room
    ) -> None:
        await control.act("slash", MAYA, channel=SALES, command="/agent", text="security is it &lt;safe&gt;?")
        [said] = await reaches(heard, control, 1)
        assert (said.text, said.agent, said.ts) == ("is it <safe>?", "security", "")
        await room.draw(heard.sessions[0])
        question = (await control.from_bot(SALES))[-1]
        assert words(question) == "<@U0MAYA> asks *security*:\n> is it &lt;safe&gt;?"

    async def test_an_unknown_name_is_answered_with_the_nearest_and_alone_the_command_lists(
        self, heard: Heard, control: Control
    ) -> None:
        await control.act("slash", MAYA, channel=SALES, command="/agent", text="securty")
        await control.act("slash", MAYA, channel=SALES, command="/agent", text="")
        await control.act("slash", GAIL, channel=SALES, command="/agent", text="security")
        unknown, listed, denied = [each["text"] for each in await control.from_bot(SALES)]
        assert "Did you mean `/agent security`?" in unknown
        assert "• *assistant* (answers unless another is named): Answers about your accounts." in listed
        assert denied.startswith("I work for members of this workspace only")

    async def test_is_asked_about_a_message_in_its_thread(self, heard: Heard, control: Control) -> None:
        asked_about = await say(control, TOM, "The key is hunter2")
        await control.act("shortcut", MAYA, callback_id="ask_about", channel=SALES, ts=asked_about["ts"])
        view = (await control.see("modals", MAYA))["views"][-1]
        values = {
            "agent": {
                "agent": {"type": "static_select", "selected_option": view["blocks"][1]["element"]["options"][1]}
            },
            "question": {"text": {"type": "plain_text_input", "value": "Is this safe?"}},
        }
        answer = await control.act("submit", MAYA, view_id=view["id"], values=values)
        assert not answer.get("errors")
        [said] = await reaches(heard, control, 1)
        assert said.agent == "security"
        assert said.text == "Is this safe?\n\nThis is about the message by <@U0TOM>:\n> The key is hunter2"
        session = await heard.latest()
        assert session
        assert session.place == Place(channel=SALES, thread_ts=asked_about["ts"])
        assert session.opened == Opened(place=session.place, by=MAYA)


async def test_a_new_zone_is_passed_on_and_odd_events_harm_nothing(heard: Heard, control: Control) -> None:
    await control.act("user", "", id=MAYA, tz="Asia/Tokyo")

    async def changed() -> bool:
        return [each.zone for each in heard.changed] == ["Asia/Tokyo"]

    await control.eventually(changed)
    assert (await heard.people.find(MAYA)).zone == "Asia/Tokyo"
    assert (await heard.people.find("U404")).standing == "stranger"
    assert {(each.slack_id, each.standing) for each in await heard.people.everyone()} >= {
        (MAYA, "member"),
        (GAIL, "guest"),
        (SVEN, "stranger"),
    }
