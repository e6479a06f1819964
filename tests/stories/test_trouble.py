"""What goes wrong outside is said, and costs nobody a list, a button or an answer."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from app.demo.person import rows_of, seen
from tests.stories.office import Office, answered_by, next_nine, words

pytestmark = pytest.mark.asyncio(loop_scope="session")


def hubspot(**fault: Any) -> dict[str, Any]:
    return {"system": "hubspot", "method": "", "times": -1, **fault}


def model(**fault: Any) -> dict[str, Any]:
    return {"system": "messages", "method": "", **fault}


@pytest.mark.parametrize(
    "faults",
    [
        [hubspot(kind="status", status=500, times=4), hubspot(kind="status", status=401)],
        [hubspot(kind="status", status=401, times=1), hubspot(kind="drop")],
    ],
    ids=["fails, then refuses the key", "refuses the key, then falls silent"],
)
async def test_with_hubspot_down_the_list_goes_out_at_nine_and_says_its_age(
    office: Office, faults: list[dict[str, Any]]
) -> None:
    nadia = office.visitor("Nadia")
    await office.morning(nadia)
    await office.setting.faults(*faults)
    nine = next_nine(await office.world.now(), nadia.zone)
    await office.world.set_clock(nine - timedelta(seconds=10))
    text = words(await office.morning(nadia))
    assert re.search(r"Data of hubspot is (25 hours|3 days) old, from", text)  # it was last read at eight
    assert "The CRM did not answer just now" in text
    await office.setting.faults()
    text = words(await office.morning(nadia))
    assert "hours old" not in text
    assert "did not answer" not in text


async def test_with_the_model_away_lists_and_buttons_work_and_the_answer_comes_when_it_is_back(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says({"match": "how is Acme", "text": "Acme is fine."})
    await office.setting.faults(model(kind="status", status=529, times=-1))
    channel, root = await office.begin(nadia, "how is Acme?")
    await office.reads(nadia, channel, root, "Claude is busy; trying again. I try again at")
    message = await office.morning(nadia)
    item = (rows_of(message) or [])[0]
    await nadia.click(await nadia.dm() or "", message, "row_done", item)

    async def struck() -> bool | None:
        now = next(each for each in await nadia.lists() if each["ts"] == message["ts"])
        return item not in (rows_of(now) or []) or None

    await seen(struck, "the struck row")
    await office.reads(nadia, channel, root, "Claude could not be reached just now, after several tries.")
    await office.setting.faults()
    assert "Acme is fine." in words(await nadia.ask(channel, "how is Acme now?", root))


async def test_a_model_that_is_overloaded_for_a_moment_answers_later_in_the_same_message(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says({"match": "how is Birch", "text": "Birch is fine."})
    await office.setting.faults(model(kind="status", status=529, times=2))
    channel, root = await office.begin(nadia, "how is Birch?")
    await office.reads(nadia, channel, root, "I try again at")
    answer = await office.reads(nadia, channel, root, "Birch is fine.")
    assert answered_by(answer) == "assistant"
    assert len(await office.said_by_bot(nadia, channel, root)) == 1
    assert await office.statuses(nadia, channel) == set()


async def test_a_refused_key_is_told_with_its_remedy_and_holds_nothing_up(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says({"match": "again", "text": "Here I am."})
    await office.setting.faults(model(kind="status", status=401))
    channel, root = await office.begin(nadia, "are you there?")
    answer = await office.answer(nadia, channel, root)
    assert "Anthropic refused the key. Set ANTHROPIC_API_KEY to one that works." in words(answer)
    assert await office.statuses(nadia, channel) == set()
    assert "Here I am." in words(await nadia.ask(channel, "once again", root))


async def test_a_tool_that_is_not_there_is_refused_to_the_model_which_then_answers(office: Office) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(
        {"match": "delete", "tool_uses": [{"name": "delete_everything", "input": {}}]},
        {"on": "results", "text": "I cannot do that."},
    )
    channel, root = await office.begin(nadia, "delete everything")
    assert "I cannot do that." in words(await office.answer(nadia, channel, root))
    result = (await office.requests())[-1]["messages"][-1]["content"][0]
    assert result["is_error"]
    assert "assistant has no tool 'delete_everything'. Use one of: my_list" in result["content"]


@pytest.mark.parametrize("kind", ["malformed_json", "cut_tool", "eof", "cut", "reset", "error", "unknown_block"])
async def test_rubbish_of_the_model_is_asked_for_again_and_never_shown_as_an_answer(office: Office, kind: str) -> None:
    nadia = office.visitor("Nadia")
    await office.model_says(
        {"match": "my list", "tool_uses": [{"name": "my_list", "input": {}}], "text": "I look.", "repeat": True},
        {"on": "results", "text": "You have a list."},
    )
    await office.world.post("/messages/_control/faults", [{"kind": kind, "times": 1}])
    channel, root = await office.begin(nadia, "what is on my list?")
    answer = await office.reads(nadia, channel, root, "You have a list.")
    assert answered_by(answer) == "assistant"
    assert len(await office.said_by_bot(nadia, channel, root)) == 1
    assert "hologram" not in json.dumps(answer)
