"""Rate limits and faults: Slack says when to come back, and misbehaves when told to."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.local.faults import Fault
from app.local.slack.limits import Limits
from app.local.world import World
from tests.local.slack.conftest import SALES


def test_a_methods_minute_slides() -> None:
    now = [0.0]
    limits = Limits(clock=lambda: now[0])
    assert [limits.call("m", 2) for _ in range(3)] == [0, 0, 60]
    assert limits.call("other", 2) == 0
    now[0] = 59.5
    assert limits.call("m", 2) == 1
    now[0] = 60.5
    assert limits.call("m", 2) == 0


def test_a_conversation_takes_a_burst_then_one_post_a_second() -> None:
    now = [0.0]
    limits = Limits(clock=lambda: now[0])
    assert [limits.post("C1") for _ in range(5)] == [0, 0, 0, 0, 1]
    assert limits.post("C2") == 0
    now[0] = 1.0
    assert [limits.post("C1"), limits.post("C1")] == [0, 1]


class TestLimited:
    @pytest.fixture
    def limits(self) -> bool:
        return True

    async def test_too_many_posts_are_told_when_to_come_back(self, slack: AsyncWebClient, world: World) -> None:
        calls = [slack.chat_postMessage(channel=SALES, text=str(number)) for number in range(5)]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        (refused,) = [each for each in answers if isinstance(each, SlackApiError)]
        assert refused.response.status_code == 429
        assert refused.response["error"] == "ratelimited"
        assert int(refused.response.headers["Retry-After"]) >= 1
        effects = [each.effect for each in world.journal.find("slack", "chat.postMessage")]
        assert effects.count(False) == 1

    async def test_each_method_has_its_own_minute(self, slack: AsyncWebClient) -> None:
        for _ in range(20):
            await slack.users_list()
        with pytest.raises(SlackApiError, match="ratelimited"):
            await slack.users_list()
        await slack.users_info(user="U0MAYA")


async def said(slack: AsyncWebClient) -> int:
    return len((await slack.conversations_history(channel=SALES))["messages"])


async def test_a_lost_reply_is_done_and_a_refused_request_is_not(slack: AsyncWebClient, world: World) -> None:
    world.faults.active = [Fault("slack", "chat.postMessage", "lose_reply")]
    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(channel=SALES, text="lost")
    assert await said(slack) == 1
    world.faults.active = [Fault("slack", "chat.postMessage", "refuse")]
    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(channel=SALES, text="never")
    assert await said(slack) == 1
    assert [each.effect for each in world.journal.find("slack", "chat.postMessage")] == [True, False]


async def test_slack_can_be_down_or_slow(slack: AsyncWebClient, world: World, http: ClientSession) -> None:
    world.faults.active = [Fault("slack", "chat.", "status", status=503, retry_after=2)]
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel=SALES, text="down")
    assert caught.value.response.status_code == 503
    world.faults.active = [Fault("slack", "chat.", "slow", seconds=0.1)]
    start = time.monotonic()
    await slack.chat_postMessage(channel=SALES, text="slow")
    assert time.monotonic() - start >= 0.1
