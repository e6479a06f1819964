"""Streams and sessions: a message grows, ends in one of three ways, and the thread says what the agent is doing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from app.local.world import World
from tests.local.page.block_kinds import button, mrkdwn
from tests.local.slack.conftest import SALES
from tests.local.slack.people import Control, Listener
from tests.local.slack.test_web_api import refusal

DM = "D0MAYA"
RECIPIENT = {"recipient_user_id": "U0MAYA", "recipient_team_id": "T0LOCAL"}
FEEDBACK = {"type": "actions", "elements": [button("Good")]}


@pytest.fixture
async def asked(control: Control) -> str:
    """The ts of a question in Maya's DM."""
    return str((await control.act("say", "U0MAYA", channel=DM, text="Why is Brightwater first?"))["ts"])


async def thread(control: Control, ts: str) -> Any:
    return await control.see("replies", channel=DM, thread_ts=ts, **{"as": "U0MAYA"})


async def test_a_stream_grows_on_the_page_and_ends_with_its_blocks(
    slack: AsyncWebClient, control: Control, asked: str
) -> None:
    stream = await slack.chat_stream(channel=DM, thread_ts=asked, buffer_size=1, **RECIPIENT)
    await stream.append(markdown_text="**Bright")
    await stream.append(markdown_text="water** is quiet.")
    seen = await thread(control, asked)
    assert seen["messages"][1]["streaming"]
    assert seen["messages"][1]["blocks"][0] == {
        "type": "markdown",
        "block_id": "s0",
        "text": "**Brightwater** is quiet.",
    }
    assert seen["statuses"] == [{"thread_ts": asked, "status": "processing"}]
    done = await stream.stop(blocks=[FEEDBACK], metadata={"event_type": "t", "event_payload": {"key": "k"}})
    assert [block["type"] for block in done["message"]["blocks"]] == ["markdown", "actions"]
    assert done["message"]["metadata"]["event_payload"] == {"key": "k"}
    seen = await thread(control, asked)
    assert not seen["messages"][1]["streaming"]
    assert seen["statuses"] == [{"thread_ts": asked, "status": "active"}]
    over = await refusal(slack.chat_appendStream(channel=DM, ts=done["ts"], markdown_text="more"))
    assert over["error"] == "message_not_in_streaming_state"


async def test_tasks_are_updated_in_place_and_gather_in_a_plan(slack: AsyncWebClient, asked: str) -> None:
    started = await slack.chat_startStream(channel=DM, thread_ts=asked, task_display_mode="plan")
    first = TaskUpdateChunk(id="1", title="Read tickets", status="in_progress", details="two ")
    again = TaskUpdateChunk(id="1", title="Read the tickets", status="complete", details="urgent")
    text = MarkdownTextChunk(text="Done.")
    for chunks in ([first], [again, PlanUpdateChunk(title="Looking"), text]):
        await slack.chat_appendStream(channel=DM, ts=started["ts"], chunks=chunks)
    plan, markdown = (await slack.chat_stopStream(channel=DM, ts=started["ts"]))["message"]["blocks"]
    assert plan["title"] == "Looking"
    (task,) = plan["tasks"]
    assert (task["title"], task["status"]) == ("Read the tickets", "complete")
    assert task["details"]["elements"][0]["elements"][0]["text"] == "two urgent"
    assert markdown["text"] == "Done."


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"channel": DM}, "invalid_thread_ts"),
        ({"channel": DM, "thread_ts": "1.000001"}, "invalid_thread_ts"),
        ({"channel": SALES, "thread_ts": "SAID"}, "missing_recipient_user_id"),
        ({"channel": SALES, "thread_ts": "SAID", "recipient_user_id": "U0MAYA"}, "missing_recipient_team_id"),
        ({"channel": SALES, "thread_ts": "SAID", **RECIPIENT, "recipient_team_id": "T9"}, "team_not_found"),
        ({"channel": SALES, "thread_ts": "SAID", **RECIPIENT, "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": SALES, "thread_ts": "SAID", **RECIPIENT, "chunks": [{"type": "song"}]}, "invalid_chunks"),
    ],
)
async def test_a_stream_starts_only_as_slack_lets_it(
    slack: AsyncWebClient, control: Control, given: dict[str, Any], code: str
) -> None:
    said = (await control.act("say", "U0MAYA", channel=SALES, text="hi"))["ts"]
    given = {name: said if value == "SAID" else value for name, value in given.items()}
    assert (await refusal(slack.api_call("chat.startStream", json=given)))["error"] == code


async def test_while_a_stream_lives_its_message_cannot_be_updated(slack: AsyncWebClient, asked: str) -> None:
    ts = (await slack.chat_startStream(channel=DM, thread_ts=asked, markdown_text="a"))["ts"]
    assert (await refusal(slack.chat_update(channel=DM, ts=ts, text="b")))["error"] == "streaming_state_conflict"
    await slack.chat_stopStream(channel=DM, ts=ts)
    assert (await slack.chat_update(channel=DM, ts=ts, markdown_text="b"))["message"]["blocks"][0]["text"] == "b"


class TestExpiry:
    @pytest.fixture
    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {**options, "stream_life_seconds": 0.2}

    async def test_a_stream_dies_of_age_and_may_then_be_updated(
        self, slack: AsyncWebClient, control: Control, world: World, asked: str
    ) -> None:
        pages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        ts = (await slack.chat_startStream(channel=DM, thread_ts=asked, markdown_text="half an ans"))["ts"]
        world.listeners.add(pages)
        await asyncio.wait_for(pages.get(), 5)  # the page is told to take the caret away
        assert not (await thread(control, asked))["messages"][1]["streaming"]
        late = await refusal(slack.chat_appendStream(channel=DM, ts=ts, markdown_text="wer"))
        assert late["error"] == "message_not_in_streaming_state"
        message = (await slack.chat_update(channel=DM, ts=ts, text="half an answer"))["message"]
        assert message["text"] == "half an answer"
        assert "blocks" not in message


async def test_stop_ends_the_stream_and_tells_the_app_who_pressed_it(
    slack: AsyncWebClient, control: Control, app: Listener, asked: str
) -> None:
    ts = (await slack.chat_startStream(channel=DM, thread_ts=asked, markdown_text="a"))["ts"]
    await control.act("stop", "U0MAYA", channel=DM, thread_ts=asked)
    event = (await app.hears("agent_session_stopped"))["event"]
    assert (event["user"], event["thread_ts"], event["streaming_message_ts"]) == ("U0MAYA", asked, [ts])
    stopped = await refusal(slack.chat_appendStream(channel=DM, ts=ts, markdown_text="b"))
    assert stopped["error"] == "stopped_by_user"
    assert (await thread(control, asked))["statuses"][0]["status"] == "processing"  # the app must say what it is now
    await slack.agents_sessions_setStatus(channel_id=DM, thread_ts=asked, status="active")
    assert "nothing to stop" in await control.refused("stop", "U0MAYA", channel=DM, thread_ts=asked)


async def test_a_session_has_a_status_and_a_title(slack: AsyncWebClient, control: Control, asked: str) -> None:
    await slack.agents_sessions_setStatus(channel_id=DM, thread_ts=asked, status="suspended", title="Brightwater")
    seen = await thread(control, asked)
    assert seen["title"] == "Brightwater"
    assert seen["statuses"] == [{"thread_ts": asked, "status": "suspended"}]
    await slack.agents_sessions_rename(channel_id=DM, thread_ts=asked, title="Brightwater, again")
    assert (await thread(control, asked))["title"] == "Brightwater, again"
    call = slack.agents_sessions_setStatus
    assert (await refusal(call(channel_id=DM, thread_ts=asked, status="busy")))["error"] == "invalid_arguments"
    assert (await refusal(call(channel_id=DM, status="active")))["error"] == "invalid_thread_ts"


async def test_the_older_status_says_anything_until_the_app_speaks(
    slack: AsyncWebClient, control: Control, asked: str
) -> None:
    await slack.assistant_threads_setStatus(channel_id=DM, thread_ts=asked, status="is reading the tickets")
    assert (await thread(control, asked))["statuses"][0]["status"] == "is reading the tickets"
    await slack.chat_postMessage(channel=DM, thread_ts=asked, text="Read.")
    assert (await thread(control, asked))["statuses"] == []


async def test_prompts_come_from_the_manifest_until_the_app_sets_its_own(
    slack: AsyncWebClient, control: Control
) -> None:
    async def prompts(channel: str) -> Any:
        return (await control.see("history", channel=channel, **{"as": "U0MAYA"}))["suggested_prompts"]

    assert (await prompts(DM))["prompts"] == [{"title": "My list", "message": "Show my list"}]
    assert await prompts(SALES) is None
    own = [{"title": "Why", "message": "Why this order?"}]
    await slack.assistant_threads_setSuggestedPrompts(channel_id=DM, title="Try", prompts=own)
    assert await prompts(DM) == {"title": "Try", "prompts": own}
    many = await refusal(slack.assistant_threads_setSuggestedPrompts(channel_id=DM, prompts=own * 5))
    assert many["error"] == "invalid_arguments"


async def test_without_the_stop_event_slack_warns(slack: AsyncWebClient, world: World, asked: str) -> None:
    workspace = world.rooms["slack"]
    workspace.manifest = type(workspace.manifest)(events=frozenset({"message.im"}))
    answer = await slack.agents_sessions_setStatus(channel_id=DM, thread_ts=asked, status="processing")
    assert answer["warning"] == "missing_agent_session_stopped_event_subscription"


async def test_blocks_may_come_in_chunks(slack: AsyncWebClient, asked: str) -> None:
    ts = (await slack.chat_startStream(channel=DM, thread_ts=asked))["ts"]
    row = {"type": "section", "text": mrkdwn("row")}
    await slack.chat_appendStream(channel=DM, ts=ts, chunks=[{"type": "blocks", "blocks": [row] * 50}])
    more = [{"type": "blocks", "blocks": [row]}]
    assert (await refusal(slack.chat_appendStream(channel=DM, ts=ts, chunks=more)))["error"] == "invalid_blocks"
    done = await slack.chat_stopStream(channel=DM, ts=ts, blocks=[row])
    assert len(done["message"]["blocks"]) == 51
