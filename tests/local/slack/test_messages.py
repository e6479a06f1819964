"""Posting, changing, deleting and reacting, with Slack's refusals."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.local.page.block_kinds import mrkdwn, raw
from tests.local.slack.conftest import SALES
from tests.local.slack.people import Control
from tests.local.slack.test_web_api import refusal

SECTION = {"type": "section", "text": mrkdwn("A row")}
TABLE = {"type": "table", "rows": [[raw("x")]]}


async def test_a_users_id_means_their_dm_and_nobody_else_sees_it(slack: AsyncWebClient, control: Control) -> None:
    posted = await slack.chat_postMessage(channel="U0MAYA", text="Your list", blocks=[SECTION])
    history = await control.see("history", channel=posted["channel"], **{"as": "U0MAYA"})
    assert [message["text"] for message in history["messages"]] == ["Your list"]
    assert history["messages"][0]["blocks"][0]["block_id"]
    answer, status = await control.attempt("say", "U0TOM", channel=posted["channel"], text="Hello?")
    assert status == 400, answer
    assert "sees no conversation" in answer["error"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "no_text"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": [{"type": "hologram"}]}, "invalid_blocks"),
        ({"blocks": [TABLE, TABLE]}, "only_one_table_allowed"),
        ({"blocks": [{"type": "section", "text": mrkdwn("x" * 3000)}] * 5}, "msg_blocks_too_long"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "metadata": {"event_type": 1, "event_payload": {}}}, "invalid_metadata_format"),
    ],
)
async def test_a_malformed_post_is_refused_with_slacks_code(slack: AsyncWebClient, given: Any, code: str) -> None:
    refused = await refusal(slack.api_call("chat.postMessage", json={"channel": SALES, **given}))
    assert refused["error"] == code
    assert (await slack.conversations_history(channel=SALES))["messages"] == []


async def test_a_refusal_of_blocks_names_the_field(slack: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": mrkdwn("x" * 3001)}]
    refused = await refusal(slack.chat_postMessage(channel=SALES, text="x", blocks=blocks))
    sentence = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {sentence}"]


async def test_an_update_keeps_what_it_does_not_name(slack: AsyncWebClient) -> None:
    key = {"event_type": "threadwork", "event_payload": {"key": "k"}}
    ts = (await slack.chat_postMessage(channel=SALES, text="old", blocks=[SECTION], metadata=key))["ts"]
    changed = (await slack.chat_update(channel=SALES, ts=ts, text="new"))["message"]
    assert changed["text"] == "new"
    assert changed["blocks"][0]["text"] == mrkdwn("A row")
    assert changed["metadata"] == key
    emptied = (await slack.chat_update(channel=SALES, ts=ts, text="bare", blocks=[]))["message"]
    assert "blocks" not in emptied
    assert emptied["edited"]["user"] == "U0LOCALBOT"
    too_long = await refusal(slack.chat_update(channel=SALES, ts=ts, text="x" * 4001))
    assert too_long["error"] == "msg_too_long"


async def test_the_app_changes_and_deletes_only_its_own(slack: AsyncWebClient, control: Control) -> None:
    ts = (await control.act("say", "U0MAYA", channel=SALES, text="mine"))["ts"]
    assert (await refusal(slack.chat_update(channel=SALES, ts=ts, text="x")))["error"] == "cant_update_message"
    assert (await refusal(slack.chat_delete(channel=SALES, ts=ts)))["error"] == "cant_delete_message"
    own = (await slack.chat_postMessage(channel=SALES, text="own"))["ts"]
    await slack.chat_delete(channel=SALES, ts=own)
    assert (await refusal(slack.chat_delete(channel=SALES, ts=own)))["error"] == "message_not_found"


async def test_a_deleted_root_leaves_its_thread(slack: AsyncWebClient, control: Control) -> None:
    root = (await control.act("say", "U0MAYA", channel=SALES, text="root"))["ts"]
    await slack.chat_postMessage(channel=SALES, thread_ts=root, text="reply")
    await control.act("delete", "U0MAYA", channel=SALES, ts=root)
    messages = (await slack.conversations_replies(channel=SALES, ts=root))["messages"]
    assert [message.get("subtype") for message in messages] == ["tombstone", None]
    assert "root" not in str(messages)


async def test_an_ephemeral_message_is_seen_by_one_person_and_by_no_reader(
    slack: AsyncWebClient, control: Control
) -> None:
    await slack.chat_postEphemeral(channel=SALES, user="U0MAYA", text="psst")
    seen = {
        person: (await control.see("history", channel=SALES, **{"as": person}))["messages"]
        for person in ("U0MAYA", "U0TOM")
    }
    assert seen["U0MAYA"][0]["ephemeral"]
    assert seen["U0TOM"] == []
    assert (await slack.conversations_history(channel=SALES))["messages"] == []
    refused = await refusal(slack.chat_postEphemeral(channel=SALES, user="U0GAIL", text="psst"))
    assert refused["error"] == "user_not_in_channel"


async def test_a_permalink_opens_the_thread_on_the_page(slack: AsyncWebClient, http: ClientSession) -> None:
    root = (await slack.chat_postMessage(channel=SALES, text="root"))["ts"]
    reply = (await slack.chat_postMessage(channel=SALES, text="reply", thread_ts=root))["ts"]
    link = (await slack.chat_getPermalink(channel=SALES, message_ts=reply))["permalink"]
    async with http.get(link, allow_redirects=False) as response:
        assert response.headers["Location"] == f"/page/#c={SALES}&t={root}"


async def test_reactions_are_added_once_and_counted(slack: AsyncWebClient, control: Control) -> None:
    ts = (await control.act("say", "U0MAYA", channel=SALES, text="look"))["ts"]
    await slack.reactions_add(channel=SALES, timestamp=ts, name="eyes")
    await control.act("react", "U0TOM", channel=SALES, ts=ts, name="eyes")
    assert (await refusal(slack.reactions_add(channel=SALES, timestamp=ts, name="eyes")))["error"] == "already_reacted"
    read = (await slack.reactions_get(channel=SALES, timestamp=ts))["message"]["reactions"]
    assert read == [{"name": "eyes", "users": ["U0LOCALBOT", "U0TOM"], "count": 2}]
    await control.act("react", "U0TOM", channel=SALES, ts=ts, name="eyes")
    await slack.reactions_remove(channel=SALES, timestamp=ts, name="eyes")
    assert (await refusal(slack.reactions_remove(channel=SALES, timestamp=ts, name="eyes")))["error"] == "no_reaction"


async def test_a_custom_author_makes_it_a_bot_message(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel=SALES, text="x", username="Security", icon_emoji=":lock:")
    message = posted["message"]
    assert (message["subtype"], message["username"]) == ("bot_message", "Security")
    assert message["bot_id"] == "B0LOCAL"
    assert "user" not in message
