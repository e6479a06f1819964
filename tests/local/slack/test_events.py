"""What the app hears of what people do, as the real Bolt receives it over Socket Mode."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from app.local.world import World
from tests.local.slack.conftest import MANIFEST, PARTNERS, SALES
from tests.local.slack.people import Control, Listener

DM = "D0MAYA"


async def test_a_direct_message_carries_what_tells_it_apart(app: Listener, control: Control) -> None:
    said = await control.act("say", "U0MAYA", channel=DM, text="Hello")
    body = await app.hears("message")
    event = body["event"]
    assert (event["text"], event["user"], event["channel"], event["channel_type"]) == ("Hello", "U0MAYA", DM, "im")
    assert event["ts"] == event["event_ts"] == said["ts"]
    assert event["client_msg_id"]
    assert [body["event_id"]] == said["event_ids"]
    assert body["authorizations"][0]["user_id"] == "U0LOCALBOT"
    reply = await control.act("say", "U0MAYA", channel=DM, text="More", thread_ts=said["ts"])
    event = (await app.hears("message", ts=reply["ts"]))["event"]
    assert event["thread_ts"] == said["ts"]
    assert event["parent_user_id"] == "U0MAYA"


async def test_a_mention_arrives_twice_with_one_ts_and_two_event_ids(app: Listener, control: Control) -> None:
    said = await control.act("say", "U0MAYA", channel=SALES, text="<@U0LOCALBOT> who first?")
    plain, mention = await app.hears("message"), await app.hears("app_mention")
    assert plain["event"]["ts"] == mention["event"]["ts"] == said["ts"]
    assert plain["event_id"] != mention["event_id"]
    assert plain["event"]["channel_type"] == "channel"
    quiet = await control.act("say", "U0MAYA", channel=SALES, text="no mention")
    assert len(quiet["event_ids"]) == 1


async def test_edits_and_deletions_tell_before_and_after(app: Listener, control: Control) -> None:
    ts = (await control.act("say", "U0MAYA", channel=SALES, text="frist"))["ts"]
    await control.act("edit", "U0MAYA", channel=SALES, ts=ts, text="first")
    event = (await app.hears("message", subtype="message_changed"))["event"]
    assert event["message"]["text"] == "first"
    assert event["message"]["edited"]["user"] == "U0MAYA"
    assert event["previous_message"]["text"] == "frist"
    await control.act("delete", "U0MAYA", channel=SALES, ts=ts)
    event = (await app.hears("message", subtype="message_deleted"))["event"]
    assert event["deleted_ts"] == ts
    assert await control.refused("edit", "U0MAYA", channel=SALES, ts=ts, text="x")


async def test_people_change_only_what_is_theirs(control: Control, slack: AsyncWebClient) -> None:
    ts = (await control.act("say", "U0MAYA", channel=SALES, text="mine"))["ts"]
    assert "what they said" in await control.refused("edit", "U0TOM", channel=SALES, ts=ts, text="x")
    posted = (await slack.chat_postMessage(channel=SALES, text="the app's"))["ts"]
    assert "what they said" in await control.refused("delete", "U0MAYA", channel=SALES, ts=posted)


async def test_the_apps_own_messages_come_back_as_the_apps(world: World, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=SALES, text="mine")
    (sent,) = world.rooms["slack"].events.values()
    assert sent["event"]["bot_id"] == "B0LOCAL"
    assert sent["event"]["user"] == "U0LOCALBOT"


async def test_strangers_are_marked_in_shared_channels(app: Listener, control: Control) -> None:
    await control.act("say", "U0SVEN", channel=PARTNERS, text="hello")
    body = await app.hears("message")
    assert body["is_ext_shared_channel"]
    assert body["event"]["user_team"] == "T0OTHER"


async def test_home_reactions_zones_and_joining_are_told(app: Listener, control: Control) -> None:
    await control.act("open_home", "U0MAYA")
    assert (await app.hears("app_home_opened", tab="home"))["event"]["user"] == "U0MAYA"
    opened = await control.act("open_dm", "U0MAYA")
    assert (await app.hears("app_home_opened", tab="messages"))["event"]["channel"] == opened["channel"]["id"] == DM
    ts = (await control.act("say", "U0MAYA", channel=SALES, text="look"))["ts"]
    await control.act("react", "U0TOM", channel=SALES, ts=ts, name="eyes")
    event = (await app.hears("reaction_added"))["event"]
    assert (event["user"], event["item"]["ts"], event["item_user"]) == ("U0TOM", ts, "U0MAYA")
    await control.act("user", id="U0MAYA", tz="Europe/Berlin")
    assert (await app.hears("user_change"))["event"]["user"]["tz"] == "Europe/Berlin"
    assert "IANA" in await control.refused("user", id="U0MAYA", tz="Mars/Base")
    await control.act("join", channel=SALES, id="U0GAIL")
    assert (await app.hears("member_joined_channel"))["event"]["user"] == "U0GAIL"


async def test_a_channel_the_bot_left_is_silent(control: Control, slack: AsyncWebClient) -> None:
    await control.act("leave", channel=SALES, id="U0LOCALBOT")
    said = await control.act("say", "U0MAYA", channel=SALES, text="<@U0LOCALBOT> anyone?")
    assert said["event_ids"] == []
    assert (await slack.conversations_info(channel=SALES))["channel"]["is_member"] is False
    await slack.conversations_join(channel=SALES)
    assert (await control.act("say", "U0MAYA", channel=SALES, text="again"))["event_ids"]


class TestSubscriptions:
    @pytest.fixture
    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        events = {"settings": {"event_subscriptions": {"bot_events": ["message.im", "app_mention"]}}}
        return {**options, "manifest": {**MANIFEST, **events}}

    async def test_without_the_stop_event_there_is_no_stop_button(self, control: Control) -> None:
        ts = (await control.act("say", "U0MAYA", channel=DM, text="hi"))["ts"]
        assert "no Stop button" in await control.refused("stop", "U0MAYA", channel=DM, thread_ts=ts)

    async def test_only_subscribed_events_are_sent(self, control: Control) -> None:
        assert len((await control.act("say", "U0MAYA", channel=DM, text="hi"))["event_ids"]) == 1
        mention = await control.act("say", "U0MAYA", channel=SALES, text="<@U0LOCALBOT> hi")
        sent = {event["event_id"]: event for event in (await control.see("events"))["events"]}
        assert [sent[event_id]["event"]["type"] for event_id in mention["event_ids"]] == ["app_mention"]


async def test_everything_said_while_nobody_listens_stays_readable(control: Control, slack: AsyncWebClient) -> None:
    said = await control.act("say", "U0MAYA", channel=DM, text="Anyone there?")
    await asyncio.sleep(0)
    history = await slack.conversations_history(channel=DM, oldest="0")
    assert [message["ts"] for message in history["messages"]] == [said["ts"]]
