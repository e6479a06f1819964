"""What a payload means; and that no payload whatever harms its reader."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.entries import Chose, Hushed, Listed, Noted, Replied
from app.slack.deciding import entries_for
from app.slack.meant import is_meant_for_us
from app.slack.pressing import (
    AskForm,
    keep,
    question_text,
    read_agent_click,
    read_asked,
    read_command,
    read_question,
    read_row_click,
    read_word,
)
from app.slack.reading import Heard, read_event, spelled_out
from tests.slack.values import CATALOG, LIST, ROOT, said, session

NAMES = [
    *("type", "event", "channel", "user", "ts", "text", "thread_ts", "subtype", "message", "previous_message", "files"),
    *("actions", "container", "selected_option", "value", "action_id", "channel_id", "message_ts", "state", "values"),
    *("private_metadata", "id", "team_id", "view", "block_id", "question", "agent", "word", "bot_id", "name", "size"),
]
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["message", "C1", "1.2", "U1"])
)
SHAPES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
BODIES = st.dictionaries(st.sampled_from(NAMES), SHAPES, max_size=8)


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_no_payload_harms_its_reader(body: dict[str, Any]) -> None:
    heard = read_event(body, "U0BOT")
    if isinstance(heard, Heard):
        assert entries_for(heard, None, CATALOG)
    for read in (read_row_click, read_agent_click, read_asked, read_word):
        read(body)
    read_question(body, "U0BOT")
    read_command(body, "U0BOT")


def heard(text: str, by: str = "U1", **fields: Any) -> Heard:
    event = {
        "type": "message",
        "channel": "C1",
        "user": by,
        "ts": "2.000001",
        "thread_ts": ROOT,
        "text": text,
        **fields,
    }
    read = read_event({"team_id": "T1", "event": event}, "U0BOT")
    assert isinstance(read, Heard)
    return read


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("<@U0BOT> hi <@U2>", "hi <@U2>"),
        ("hi <@U0BOT|bot>, 1 &lt; 2 &amp;&amp; 3", "hi , 1 < 2 && 3"),
        ("<https://a.example/x|here> <https://b.example>", "here (https://a.example/x) https://b.example"),
        ("<https://a.example/|a.example>", "https://a.example/"),
        (
            "<mailto:jo@a.example|jo@a.example> <#C2|sales> <!here> <!subteam^S1|@team>",
            "jo@a.example #sales @here @team",
        ),
        ("in\u200bvisible", "invisible"),
    ],
)
def test_the_text_is_what_the_person_saw(raw: str, seen: str) -> None:
    assert spelled_out(raw, "U0BOT") == seen


def replied(turn: int) -> Replied:
    blocks = ({"type": "text", "text": "x"},)
    return Replied(turn=turn, agent="assistant", model="m", blocks=blocks, stop_reason="end_turn")


OTHERS = said("to you, Tom", by="U2", wants_reply=False)


@pytest.mark.parametrize(
    ("before", "message", "is_meant"),
    [
        ((said("hi"), replied(2)), heard("and Bo?"), True),
        ((said("hi"), replied(2)), heard("and Bo?", by="U2"), True),
        ((said("hi"), replied(2)), heard("<@U2> and you?"), False),
        ((said("hi"), replied(2), OTHERS), heard("yes"), False),
        ((said("hi"), replied(2), OTHERS), heard("go on", by="U2"), True),  # nobody answered them
        ((said("hi"), replied(2), OTHERS), heard("<@U0BOT> and you?"), True),
        ((said("hi"), said("me too", by="U2")), heard("and?"), True),  # both asked us
        ((said("hi"), replied(2), Hushed(by="U1", quiet=True)), heard("yes"), False),
        ((said("hi"), replied(2), Hushed(by="U1", quiet=True), Hushed(by="U1", quiet=False)), heard("yes"), True),
        ((OTHERS, Noted(text="a word of ours")), heard("yes"), True),
        ((LIST, OTHERS), heard("yes", channel="D1", channel_type="im"), True),
    ],
)
def test_who_a_follow_up_is_meant_for(before: tuple[Any, ...], message: Heard, is_meant: bool) -> None:
    assert isinstance(LIST, Listed)
    assert is_meant_for_us(session(*before), message) is is_meant


def test_a_chosen_agent_is_asked_once_and_only_by_who_chose_it() -> None:
    chosen = session(said("hi"), replied(2), Chose(by="U1", agent="security"))
    [mine] = entries_for(heard("safe?"), chosen, CATALOG)
    [theirs] = entries_for(heard("safe?", by="U2"), chosen, CATALOG)
    [named] = entries_for(heard("!agent assistant safe?"), chosen, CATALOG)
    assert (mine.agent, theirs.agent, named.agent) == ("security", None, "assistant")


def test_a_message_that_is_too_long_is_answered_not_lost() -> None:
    [note] = entries_for(heard("<@U0BOT> " + "x" * 50_000), None, CATALOG)
    assert note.text.startswith("Your message has 50,000 characters")


@given(st.text(max_size=3_000), st.text(max_size=30))
def test_a_forms_own_notes_fit_and_come_back(excerpt: str, author: str) -> None:
    kept = keep(AskForm("C1", ROOT, author, excerpt))
    assert len(kept) <= 3_000
    values = {"question": {"text": {"value": "Safe?"}}, "agent": {"agent": {"selected_option": {"value": "security"}}}}
    read = read_asked({"private_metadata": kept, "state": {"values": values}})
    assert read
    assert (read[0].channel, read[0].author, read[1:]) == ("C1", author, ("security", "Safe?"))
    assert question_text(read[0], "Safe?").startswith("Safe?")
