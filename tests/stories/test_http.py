"""Slack over HTTP: the same program, requests that Slack did not sign do nothing, and odd ones harm nobody."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.local.slack.delivery.http import sign
from app.local.slack.identity import SIGNING_SECRET
from tests.stories.office import Office, words
from tests.whole.company import write_company
from tests.whole.setting import setting

JSON = {"Content-Type": "application/json"}
EVENT = {"type": "message", "channel": "C00SALES", "channel_type": "channel", "ts": "1795424400.000100"}
MENTION = {**EVENT, "user": "U0CSV00002", "text": "<@U0LOCALBOT> hello"}
ODD: list[Any] = [
    [],
    {},
    {"type": "event_callback"},
    {"type": "event_callback", "event": {"type": "message"}},
    {"type": "event_callback", "event": {"type": "moon_phase_changed"}},
    {"type": "event_callback", "team_id": "T0LOCAL", "event": {**MENTION, "ts": "yesterday"}},
    {"type": "event_callback", "team_id": "T0LOCAL", "event": {**MENTION, "text": None, "blocks": {}, "files": 7}},
    {"type": "event_callback", "team_id": "T0LOCAL", "event": {**MENTION, "user": {"id": "U0CSV00002"}}},
    {"type": "event_callback", "team_id": 7, "event": {**EVENT, "subtype": "message_changed", "message": []}},
    {"type": "event_callback", "team_id": "T0LOCAL", "event": {"type": "agent_session_stopped"}},
    {"type": "event_callback", "event": {"type": "user_change", "user": None}},
    {"type": "block_actions", "user": {}, "actions": [{"action_id": "row_done", "type": "button"}]},
    {"type": "view_submission", "view": {}},
    {"type": "shortcut", "callback_id": "nothing"},
]


class Door:
    """The program's address, and requests to it as anybody on the internet may send them."""

    def __init__(self, office: Office, url: str) -> None:
        self.office, self.url = office, url

    async def send(self, body: bytes, headers: dict[str, str]) -> int:
        async with self.office.world.http.post(self.url, data=BytesIO(body), headers={**JSON, **headers}) as answer:
            await answer.read()
            return answer.status


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    variables = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING_SECRET}
    company = write_company(tmp_path / "company")
    async with setting(tmp_path, company=company, limits=False, environment=variables) as there:
        assert await there.program.start(), there.program.tail()
        found = re.search(r"health at (http://\S+)/health", there.program.tail())
        assert found
        url = f"{found[1]}/slack/events"
        await there.world.act("deliver_to", url=url)
        yield Door(Office(there), url)
        assert await there.program.stop() == 0


async def test_over_http_people_are_answered_and_forged_or_odd_requests_do_nothing(door: Door) -> None:
    office, ada = door.office, door.office.visitor("Ada")
    await office.model_says({"match": "hello", "text": "Hello."}, {"match": "still", "text": "Still here."})
    channel = await office.sales("Ada")
    forged = json.dumps({"type": "event_callback", "team_id": "T0LOCAL", "event": MENTION}).encode()
    old = sign(forged) | {"X-Slack-Request-Timestamp": "1795000000"}
    assert [await door.send(forged, each) for each in ({}, sign(b"something else"), old)] == [401, 401, 401]

    root = await ada.say(channel, "<@U0LOCALBOT> hello")
    assert "Hello." in words(await office.answer(ada, channel, root))

    bodies = [*(json.dumps(each).encode() for each in ODD), b"", b"not json", b"\xff\xfe", b"[" * 50_000]
    statuses = {body[:200]: await door.send(body, sign(body)) for body in bodies}
    assert {body: status for body, status in statuses.items() if status >= 500} == {}
    assert "still" in words(await ada.ask(channel, "are you still there?", root)).lower()
    assert len([each for each in await ada.messages(channel) if each.get("bot_id")]) == 0  # nothing beside the thread
    assert "Traceback" not in office.setting.program.log.read_text(encoding="utf-8")


async def test_over_http_what_is_too_long_is_told_so_and_what_is_far_too_long_is_refused(door: Door) -> None:
    office, ada = door.office, door.office.visitor("Ada")
    channel = await office.sales("Ada")
    root = await ada.say(channel, "something in the channel")
    event = {**MENTION, "channel": channel, "ts": root, "text": f"<@U0LOCALBOT> {'long ' * 10_000}"}
    body = json.dumps({"type": "event_callback", "team_id": "T0LOCAL", "event": event}).encode()
    assert await door.send(body, sign(body)) == 200
    await office.reads(ada, channel, root, "characters, and I read up to 40,000. Attach it as a file instead.")
    huge = json.dumps({"type": "event_callback", "event": {**MENTION, "text": "x" * 3_000_000}}).encode()
    assert await door.send(huge, sign(huge)) == 413
