"""Pausing, forking, looking at what is one's own, at the wire: what people type, what they see, what the log keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.core.branches import Branched, Forked
from app.core.entries import Noted, Paused, Replied, Resumed, Said
from app.core.sessions import Session
from app.slack.queued import MARK
from tests.slack.heard import Heard
from tests.slack.people import SALES, Control, Shape, words
from tests.slack.room import Room

MAYA, TOM, BOT = "U0MAYA", "U0TOM", "<@U0LOCALBOT>"


@pytest.fixture
async def heard(room: Room) -> AsyncIterator[Heard]:
    async with Heard.listening(room) as made:
        yield made


async def say(control: Control, person: str, text: str, thread: str | None = None) -> str:
    more = {"thread_ts": thread} if thread else {}
    return str((await control.act("say", person, channel=SALES, text=text, **more))["ts"])


async def holds(heard: Heard, control: Control, kind: type) -> Session:
    """The latest session, once its log has a line of that kind at its end."""

    async def look() -> Session | None:
        session = await heard.latest()
        return session if session and any(isinstance(e.body, kind) for e in session.entries[-1:]) else None

    return await control.eventually(look)


async def asked(heard: Heard, control: Control, text: str = "how is Acme?") -> tuple[Session, str]:
    ts = await say(control, MAYA, f"{BOT} {text}")
    return await holds(heard, control, Said), ts


async def answer(heard: Heard, session: Session, text: str, thinking: str = "model") -> None:
    turn = (await heard.room.load(session.id)).open_turn
    assert turn
    blocks = ({"type": "text", "text": text},)
    await heard.room.adds(
        session.id, Replied(turn=turn.id, agent="assistant", model=thinking, blocks=blocks, stop_reason="end_turn")
    )
    await heard.room.draw(session.id)


async def marks(control: Control, ts: str) -> set[str]:
    message = next(each for each in await control.messages(SALES) if each["ts"] == ts)
    return {each["name"] for each in message.get("reactions", [])}


async def with_text(control: Control, text: str) -> Shape:
    async def look() -> Shape | None:
        return next((each for each in await control.from_bot(SALES) if text in words(each) + each["text"]), None)

    return await control.eventually(look)


async def test_a_paused_thread_says_so_keeps_words_marks_them_and_resumes(heard: Heard, control: Control) -> None:
    session, root = await asked(heard, control)
    await answer(heard, session, "Fine.")
    await say(control, TOM, "!pause", root)
    assert (await holds(heard, control, Paused)).is_paused
    await heard.room.draw(session.id)
    await with_text(control, "Paused by <@U0TOM>")
    later = await say(control, MAYA, "and Bo?", root)

    async def marked() -> bool | None:
        return MARK in await marks(control, later) or None

    await control.eventually(marked)
    await say(control, TOM, "!pause", root)
    await holds(heard, control, Noted)
    await say(control, TOM, "!resume", root)
    resumed = await holds(heard, control, Resumed)
    assert not resumed.is_paused
    assert resumed.open_turn
    assert resumed.open_turn.text == "and Bo?"

    async def unmarked() -> bool | None:
        await heard.room.draw(session.id)
        return MARK not in await marks(control, later) or None

    await control.eventually(unmarked)


async def test_a_word_said_while_another_is_answered_is_marked_until_its_turn_comes(
    heard: Heard, control: Control
) -> None:
    session, root = await asked(heard, control)
    second = await say(control, TOM, "and Bo?", root)

    async def marked() -> bool | None:
        return MARK in await marks(control, second) or None

    await control.eventually(marked)
    assert await marks(control, root) == set()
    heard.room.boot()  # what stands is known by its row, not from memory
    await answer(heard, session, "Fine.")
    assert await marks(control, second) == set()


async def test_a_fork_by_command_knows_the_thread_links_both_ways_and_asks_at_once(
    heard: Heard, control: Control
) -> None:
    session, root = await asked(heard, control)
    await answer(heard, session, "Acme is fine.")
    await say(control, TOM, "!fork and if they leave?", root)
    first = await with_text(control, "goes on from")
    assert first.get("thread_ts") in (None, first["ts"])  # a thread of its own
    assert f"<@{TOM}>" in words(first)
    assert root.replace(".", "") in words(first)
    assert "Acme is fine." in words(first)
    back = await with_text(control, "a fork of this thread")
    assert back["thread_ts"] == root
    assert first["ts"].replace(".", "") in words(back)
    found = await heard.room.log.find(session.place.model_copy(update={"thread_ts": first["ts"]}))
    assert found
    fork = await heard.room.load(found)
    assert [e.body for e in fork.entries[:3]] == [e.body for e in (await heard.room.load(session.id)).entries[:3]]
    assert fork.open_turn
    assert (fork.open_turn.text, fork.open_turn.asker) == ("and if they leave?", TOM)
    assert [e.body for e in (await heard.room.load(session.id)).entries if isinstance(e.body, Said)] == [
        e.body for e in session.entries if isinstance(e.body, Said)
    ]  # the command is no word to the original


async def test_a_fork_from_a_message_leaves_out_what_came_after_it(heard: Heard, control: Control) -> None:
    session, root = await asked(heard, control)
    await answer(heard, session, "Acme is fine.")
    reply = (await with_text(control, "Acme is fine."))["ts"]
    await say(control, MAYA, "and Bo?", root)
    await holds(heard, control, Said)
    await answer(heard, session, "Bo is late.")
    await control.act("shortcut", TOM, callback_id="fork_here", channel=SALES, ts=reply)
    first = await with_text(control, "goes on from")
    found = await heard.room.log.find(session.place.model_copy(update={"thread_ts": first["ts"]}))
    assert found
    fork = await heard.room.load(found)
    said = [e.body.text for e in fork.entries if isinstance(e.body, Said)]
    assert said == ["how is Acme?"]
    assert [type(e.body) for e in fork.entries[-2:]] == [Replied, Forked]
    assert fork.open_turn is None
    await with_text(control, "a fork of this thread")
    assert isinstance((await heard.room.load(session.id)).entries[-1].body, Branched)


async def test_a_fork_from_a_message_without_a_session_is_refused_in_words(heard: Heard, control: Control) -> None:
    ts = await say(control, TOM, "lunch?")
    await control.act("shortcut", MAYA, callback_id="fork_here", channel=SALES, ts=ts)

    async def told() -> str | None:
        views = (await control.see("modals", MAYA))["views"]
        return str(views[-1]["blocks"]) if views else None

    assert "nothing to fork" in await control.eventually(told)


async def test_sessions_are_shown_to_whom_they_belong_and_to_nobody_else(heard: Heard, control: Control) -> None:
    one, root = await asked(heard, control, "how is Acme?")
    await answer(heard, one, "Fine.")
    await say(control, MAYA, "!sessions", root)
    shown = await with_text(control, "Your sessions")
    assert shown["only_for"] == MAYA
    assert "how is Acme?" in shown["text"]
    assert "waits for a word" in shown["text"]
    await say(control, TOM, "!sessions", root)
    assert (await with_text(control, "You have no sessions yet."))["only_for"] == TOM


async def test_why_says_who_asked_whom_and_what_it_rests_on(heard: Heard, control: Control) -> None:
    session, root = await asked(heard, control)
    await answer(heard, session, "Fine.", thinking="model-7")
    await say(control, TOM, "!why", root)
    noted = (await holds(heard, control, Noted)).entries[-1].body
    assert isinstance(noted, Noted)
    assert "Asked by Maya Lindqvist" in noted.text
    assert "Answered by `assistant` (model-7)" in noted.text
    assert "rests on this thread alone" in noted.text


async def test_help_tells_every_command(heard: Heard, control: Control) -> None:
    _, root = await asked(heard, control)
    await say(control, TOM, "!help", root)
    noted = (await holds(heard, control, Noted)).entries[-1].body
    assert isinstance(noted, Noted)
    for command in ("agent", "pause", "resume", "fork", "why", "sessions", "quiet", "listen", "review"):
        assert f"`!{command}" in noted.text
