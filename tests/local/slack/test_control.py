"""The control API says in a sentence what it cannot do, whatever it is sent."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from aiohttp import ClientSession

from app.local.slack.control.reading import READS
from app.local.slack.control.serve import ACTS
from tests.local.slack.conftest import SALES
from tests.local.slack.people import Control

RUBBISH: tuple[Any, ...] = ("", "x", 0, [], [1], {}, {"a": 1}, {"a": {"b": 1}})
NAMES = ("as", "channel", "ts", "thread_ts", "text", "files", "values", "view_id", "block_id", "action_id", "id", "tz")


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"deliver_to"}))
async def test_rubbish_is_refused_with_a_sentence(control: Control, act: str) -> None:
    ts = (await control.act("say", "U0MAYA", channel=SALES, text="x"))["ts"]
    usual = {"as": "U0MAYA", "channel": SALES, "ts": ts, "text": "x", "name": "eyes", "id": "U0MAYA", "tz": "UTC"}
    for name, rubbish in product(NAMES, RUBBISH):
        answer, status = await control.attempt(act, None, **{**usual, name: rubbish})
        assert status in (200, 400), (name, rubbish)
        assert answer["ok"] is (status == 200)
        assert status == 200 or " " in answer["error"]


@pytest.mark.parametrize("body", ["[", "[]", "1", '"x"'])
async def test_a_body_must_be_an_object(address: str, http: ClientSession, body: str) -> None:
    async with http.post(f"{address}/slack/_control/say", data=body) as response:
        assert response.status == 400
        assert "object" in (await response.json())["error"]


async def test_unknown_names_are_answered_with_those_that_are_known(address: str, http: ClientSession) -> None:
    async with http.post(f"{address}/slack/_control/shout", json={}) as response:
        assert response.status == 404
        assert "say" in (await response.json())["error"]


async def test_each_person_sees_their_own_dm_and_their_channels(control: Control) -> None:
    seen = {}
    for person in ("U0MAYA", "U0TOM", "U0GAIL"):
        workspace = await control.see("workspace", **{"as": person})
        seen[person] = [each["id"] for each in workspace["conversations"]]
    assert seen == {"U0MAYA": ["D0MAYA", SALES, "C01PARTNERS"], "U0TOM": ["D0TOM", SALES], "U0GAIL": ["D0GAIL"]}
    assert "U0DORA" not in [each["id"] for each in workspace["people"]]
    assert set(READS) >= {"workspace", "history", "replies", "home", "modals"}
