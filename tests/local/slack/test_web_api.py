"""The Web API's manners: who may call, in which encodings, and what is read there."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.local.slack.methods import discover_methods
from app.local.world import World
from tests.local.slack.conftest import DORA, GAIL, MAYA, PARTNERS, SALES, SVEN, TOM
from tests.local.slack.people import Control


async def refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


async def test_only_the_right_token_opens_each_door(address: str, http: ClientSession, slack: AsyncWebClient) -> None:
    async def call(token: str | None, method: str) -> str:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with http.post(f"{address}/slack/api/{method}", headers=headers) as response:
            return str((await response.json()).get("error", "ok"))

    assert await call(None, "auth.test") == "not_authed"
    assert await call("xoxb-other", "auth.test") == "invalid_auth"
    assert await call("xapp-local", "auth.test") == "not_allowed_token_type"
    assert await call("xoxb-local", "apps.connections.open") == "not_allowed_token_type"
    assert await call("xoxb-local", "chat.shout") == "unknown_method"
    assert await call(None, "api.test") == "ok"
    assert (await slack.auth_test())["user_id"] == "U0LOCALBOT"


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_arguments_travel_in_every_encoding(address: str, http: ClientSession, way: str) -> None:
    blocks = [{"type": "divider"}]
    given = {"channel": SALES, "text": "Hi", "token": "xoxb-local", "blocks": json.dumps(blocks)}
    url = f"{address}/slack/api/chat.postMessage"
    match way:
        case "query":
            sent = http.get(url, params=given)
        case "form":
            sent = http.post(url, data=given)
        case "json":
            sent = http.post(url, json={**given, "blocks": blocks})
        case _:
            from aiohttp import FormData

            form = FormData(default_to_multipart=True)
            for name, value in given.items():
                form.add_field(name, value)
            sent = http.post(url, data=form)
    async with sent as response:
        message = (await response.json())["message"]
    assert message["text"] == "Hi"
    assert message["blocks"][0]["type"] == "divider"


async def test_people_have_the_zone_and_standing_that_slack_shows(slack: AsyncWebClient) -> None:
    users = {user["id"]: user for user in (await slack.users_list())["members"]}
    assert users.keys() >= {MAYA.slack_id, TOM.slack_id, GAIL.slack_id, SVEN.slack_id, DORA.slack_id, "U0LOCALBOT"}
    maya = (await slack.users_info(user="U0MAYA", include_locale=True))["user"]
    assert maya["tz"] == "America/New_York"
    assert maya["tz_offset"] in (-5 * 3600, -4 * 3600)
    assert maya["tz_label"] in ("EST", "EDT")
    assert maya["profile"]["email"] == MAYA.email
    assert maya["locale"] == "en-US"
    assert users["U0GAIL"]["is_restricted"]
    assert users["U0SVEN"]["is_stranger"]
    assert users["U0SVEN"]["team_id"] != maya["team_id"]
    assert users["U0DORA"]["deleted"]
    assert "tz" not in users["U0DORA"]
    assert users["U0LOCALBOT"]["is_bot"]


async def test_a_person_is_found_by_their_address_while_active(slack: AsyncWebClient) -> None:
    assert (await slack.users_lookupByEmail(email=MAYA.email.upper()))["user"]["id"] == "U0MAYA"
    assert (await refusal(slack.users_lookupByEmail(email=DORA.email)))["error"] == "users_not_found"
    assert (await refusal(slack.users_lookupByEmail(email="olga@northwind.example")))["error"] == "users_not_found"


async def test_there_is_a_dm_for_each_person_and_the_bot_is_in_every_channel(slack: AsyncWebClient) -> None:
    channels = {each["id"]: each for each in (await slack.conversations_list())["channels"]}
    assert set(channels) == {SALES, PARTNERS}
    assert channels[SALES]["is_member"]
    assert not channels[SALES]["is_ext_shared"]
    assert channels[PARTNERS]["is_ext_shared"]
    opened = (await slack.conversations_open(users="U0MAYA", return_im=True))["channel"]
    assert opened["is_im"]
    assert opened["user"] == "U0MAYA"
    members = (await slack.conversations_members(channel=SALES))["members"]
    assert set(members) == {"U0MAYA", "U0TOM", "U0LOCALBOT"}
    assert (await refusal(slack.conversations_open(users="U0DORA")))["error"] == "user_disabled"
    assert (await refusal(slack.conversations_info(channel="C9")))["error"] == "channel_not_found"


async def test_history_is_read_newest_first_page_by_page(slack: AsyncWebClient) -> None:
    posted = [(await slack.chat_postMessage(channel=SALES, text=str(number)))["ts"] for number in range(7)]
    seen, cursor = [], None
    while cursor != "":
        page = await slack.conversations_history(channel=SALES, limit=3, cursor=cursor)
        seen.append([message["text"] for message in page["messages"]])
        if cursor is None:  # what is said meanwhile moves no page
            await slack.chat_postMessage(channel=SALES, text="late")
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
    assert seen == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    between = await slack.conversations_history(channel=SALES, oldest=posted[1], latest=posted[4])
    assert [message["text"] for message in between["messages"]] == ["3", "2"]
    both = await slack.conversations_history(channel=SALES, oldest=posted[1], latest=posted[4], inclusive=True)
    assert [message["text"] for message in both["messages"]] == ["4", "3", "2", "1"]


async def test_a_thread_is_read_from_its_root_and_metadata_only_when_asked(slack: AsyncWebClient) -> None:
    key = {"event_type": "threadwork", "event_payload": {"key": "list:2026-11-23"}}
    root = (await slack.chat_postMessage(channel="U0MAYA", text="Your list"))["channel"]
    ts = (await slack.chat_postMessage(channel=root, text="Root"))["ts"]
    await slack.chat_postMessage(channel=root, thread_ts=ts, text="Reply", metadata=key)
    plain = (await slack.conversations_replies(channel=root, ts=ts))["messages"]
    assert [message["text"] for message in plain] == ["Root", "Reply"]
    assert plain[0]["reply_count"] == 1
    assert plain[1]["parent_user_id"] == "U0LOCALBOT"
    assert "metadata" not in plain[1]
    full = (await slack.conversations_replies(channel=root, ts=ts, include_all_metadata=True))["messages"]
    assert full[1]["metadata"] == key
    top = (await slack.conversations_history(channel=root))["messages"]
    assert [message["text"] for message in top] == ["Root", "Your list"]
    assert (await refusal(slack.conversations_replies(channel=root, ts="1.000001")))["error"] == "thread_not_found"


async def test_timestamps_grow_even_when_the_clock_is_set_back(world: World, slack: AsyncWebClient) -> None:
    from datetime import timedelta

    first = (await slack.chat_postMessage(channel=SALES, text="now"))["ts"]
    world.clock.set(world.now() - timedelta(days=3))
    second = (await slack.chat_postMessage(channel=SALES, text="three days ago"))["ts"]
    assert second > first


async def test_the_journal_tells_effects_from_reads_and_refusals(world: World, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=SALES, text="said", client_msg_id="k1")
    await slack.conversations_history(channel=SALES)
    await refusal(slack.chat_postMessage(channel="C9", text="lost"))
    found = [(each.method, each.effect) for each in world.journal.find("slack")]
    assert found == [("chat.postMessage", True), ("conversations.history", False), ("chat.postMessage", False)]
    said = next(world.journal.find("slack", "chat.postMessage"))
    assert said.arguments["client_msg_id"] == "k1"
    assert "token" not in said.arguments


async def test_the_manifests_scopes_are_enforced(control: Control, world: World, slack: AsyncWebClient) -> None:
    workspace = world.rooms["slack"]
    workspace.manifest = type(workspace.manifest)(scopes=frozenset({"chat:write"}))
    answer = await slack.chat_postMessage(channel=SALES, text="allowed")
    assert answer.headers["x-oauth-scopes"] == "chat:write"
    refused = await refusal(slack.users_info(user="U0MAYA"))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "users:read")
    disguised = await refusal(slack.chat_postMessage(channel=SALES, text="x", username="Security"))
    assert disguised["needed"] == "chat:write.customize"


ARGUMENTS = (
    *("ts", "thread_ts", "blocks", "attachments", "metadata", "chunks", "view", "prompts", "loading_messages"),
    *("files", "length", "text", "markdown_text", "status", "name", "limit", "oldest", "latest", "cursor", "message"),
)
RUBBISH: tuple[Any, ...] = ("[", "[1]", 0, True, {}, [None], [[]], [{"type": "blocks"}])


@pytest.mark.parametrize("method", sorted(discover_methods()))
async def test_rubbish_is_refused_and_never_breaks_a_method(
    address: str, http: ClientSession, slack: AsyncWebClient, method: str
) -> None:
    ts = (await slack.chat_postMessage(channel=SALES, text="x"))["ts"]
    usual = {"channel": SALES, "channel_id": SALES, "user": "U0MAYA", "user_id": "U0MAYA", "text": "x", "name": "eyes"}
    usual |= dict.fromkeys(("ts", "thread_ts", "timestamp", "message_ts"), ts)
    usual |= {"recipient_user_id": "U0MAYA", "recipient_team_id": "T0LOCAL", "title": "x", "status": "active"}
    headers = {"Authorization": f"Bearer {'xapp' if method == 'apps.connections.open' else 'xoxb'}-local"}
    for name, rubbish in product(ARGUMENTS, RUBBISH):
        given = {**usual, name: rubbish}
        async with http.post(f"{address}/slack/api/{method}", json=given, headers=headers) as response:
            assert response.status == 200, (name, rubbish, await response.text())
            answer = await response.json()
            assert answer["ok"] or answer["error"], (name, rubbish)
