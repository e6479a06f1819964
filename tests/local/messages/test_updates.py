"""What people tell of their accounts becomes calls of the tools that propose writes; several in one are several."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.local.messages.brains.offline.updates import updates
from app.local.messages.brains.offline.when import read_when
from app.local.messages.turn import ToolUse
from tests.local.messages.speak import ask, results, said, text, tool

WEDNESDAY = datetime(2026, 11, 25, 14, tzinfo=UTC)
CALL = ToolUse("log_call", {"account": "Orchard & Sun", "outcome": "left_message"})


@pytest.mark.parametrize(
    ("words", "uses"),
    [
        ("I called Orchard & Sun and left a message", [CALL]),
        ("called Orchard & Sun, left a message", [CALL]),
        ("I just called Orchard & Sun. Left him a message.", [CALL]),
        ("I’ve called Acme and left a voicemail", [ToolUse("log_call", {"account": "Acme", "outcome": "voicemail"})]),
        ("I called Acme, nobody answered", [ToolUse("log_call", {"account": "Acme", "outcome": "no_answer"})]),
        ("I spoke with Acme", [ToolUse("log_call", {"account": "Acme", "outcome": "connected"})]),
        (
            "log a call with Acme: they want 20 seats",
            [ToolUse("log_call", {"account": "Acme", "outcome": "connected", "note": "they want 20 seats"})],
        ),
        ("note for Acme: they moved", [ToolUse("log_note", {"account": "Acme", "text": "they moved"})]),
        (
            "push the renewal of Acme to 1 March",
            [ToolUse("update_account", {"account": "Acme", "renewal_on": "2027-03-01"})],
        ),
        (
            "move the close date of Acme to 2027-01-15",
            [ToolUse("update_deal", {"account": "Acme", "close_date": "2027-01-15"})],
        ),
        (
            "remind me about Acme next Tuesday at 10",
            [ToolUse("create_task", {"account": "Acme", "subject": "Follow up with Acme", "due": "2026-12-01T10:00"})],
        ),
        (
            "I called Orchard & Sun, left a message, push the renewal to March",
            [CALL, ToolUse("update_account", {"account": "Orchard & Sun", "renewal_on": "2027-03-01"})],
        ),
        ("why is Acme on my list?", []),
        ("what about Acme?", []),
        ("who should I call first?", []),
        ("push the renewal to March", []),  # of whom?
    ],
)
def test_what_is_told_is_understood(words: str, uses: list[ToolUse]) -> None:
    assert updates(words, WEDNESDAY) == uses


def test_what_has_no_name_is_about_the_account_that_was_spoken_of() -> None:
    [use] = updates("push the renewal to March", WEDNESDAY, "Acme")
    assert use.input["account"] == "Acme"


@pytest.mark.parametrize(
    ("words", "day", "time"),
    [
        ("today", date(2026, 11, 25), ""),
        ("tomorrow at 9", date(2026, 11, 26), "T09:00"),
        ("next Tuesday at 10", date(2026, 12, 1), "T10:00"),
        ("Wednesday", date(2026, 12, 2), ""),  # today is one: the next
        ("on fri at 3pm", date(2026, 11, 27), "T15:00"),
        ("next week", date(2026, 11, 30), ""),
        ("in 2 weeks", date(2026, 12, 9), ""),
        ("March", date(2027, 3, 1), ""),
        ("the 3rd of December at 12:30 pm", date(2026, 12, 3), "T12:30"),
        ("December 3, 2028", date(2028, 12, 3), ""),
        ("2027-01-15", date(2027, 1, 15), ""),
    ],
)
def test_days_are_counted_from_the_message(words: str, day: date, time: str) -> None:
    assert read_when(words, WEDNESDAY) == (day, time)


@pytest.mark.parametrize("words", ["soon", "30 February", "2027-02-30", "at 10", ""])
def test_what_is_no_day_is_none(words: str) -> None:
    assert read_when(words, WEDNESDAY) is None


WRITES = [tool(name) for name in ("log_call", "update_account", "my_list")]
WAITS = "Proposed as #{}. It waits for a yes on the card below your reply."
TOLD = "[2026-11-25T14:00+00:00] Nadia <@U1>:\nI called Orchard & Sun, left a message, push the renewal to March"


async def test_several_are_asked_for_at_once_and_what_waits_is_said(client):
    asked = await client.messages.create(**ask(TOLD, tools=WRITES))
    assert [block.name for block in asked.content if block.type == "tool_use"] == ["log_call", "update_account"]
    returned = results(asked, WAITS.format(1), WAITS.format(2))
    answer = text(await client.messages.create(**ask(TOLD, said(asked), returned, tools=WRITES)))
    assert answer.startswith("#1 waits for your yes, on the card below.\n#2 waits for your yes, on the card below.")


async def test_candidates_are_asked_about_and_errors_told(client):
    asked = await client.messages.create(**ask(TOLD, tools=WRITES))
    which = '{"problem": "2 accounts match: ask which", "candidates": [{"name": "Orchard", "domain": "o.example"}]}'
    returned = results(asked, which, "'renewal_on' is over.")
    answer = text(await client.messages.create(**ask(TOLD, said(asked), returned, tools=WRITES)))
    assert "2 accounts match: ask which\n**Orchard** (o.example)" in answer
    assert "That did not work: 'renewal_on' is over." in answer


async def test_an_agent_that_cannot_write_says_who_can(client):
    answer = text(await client.messages.create(**ask(TOLD, tools=[tool("my_list")])))
    assert "`!agent account-updates I called Orchard & Sun" in answer
