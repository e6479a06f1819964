"""The same room over HTTP; sockets that break; tools and the doctor, all at the wire."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from app.core.entries import Place, Said
from app.core.people import Person
from app.core.tools import Call, CallContext
from app.local.world import World
from app.slack.doctor import EVENTS, SCOPES, examine
from app.slack.sockets import Sockets
from app.slack.tools import ReadThread, ScanThread
from app.slack.wire import SlackRefusedError, Wire
from tests.slack.heard import Heard
from tests.slack.people import SALES, Control
from tests.slack.room import Room
from tests.slack.values import AT

MAYA = "U0MAYA"


class TestOverHttp:
    @pytest.fixture
    async def heard(self, room: Room) -> AsyncIterator[Heard]:
        async with Heard.listening(room, socket=False) as made:
            yield made

    @pytest.fixture
    async def url(self, heard: Heard) -> AsyncIterator[str]:
        served = web.Application()
        assert heard.app
        served.add_routes(heard.app.routes())
        async with TestServer(served) as server:
            yield str(server.make_url("/slack/events"))

    async def post(self, http: ClientSession, url: str, body: dict[str, Any], secret: str) -> int:
        text, stamp = json.dumps(body), str(int(time.time()))
        seal = hmac.new(secret.encode(), f"v0:{stamp}:{text}".encode(), hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={seal}"}
        async with http.post(url, data=text, headers={**headers, "Content-Type": "application/json"}) as response:
            return response.status

    async def test_what_slack_signed_is_heard_and_what_it_did_not_sign_is_refused(
        self, heard: Heard, control: Control, http: ClientSession, url: str
    ) -> None:
        await control.act("deliver_to", "", url=url)
        dm = await control.dm(MAYA)
        await control.act("say", MAYA, channel=dm, text="hi")

        async def there() -> bool:
            return [body.text for body in await heard.bodies()] == ["hi"]

        await control.eventually(there)
        event = {"type": "message", "channel": dm, "user": MAYA, "ts": "1795600000.000100", "text": "forged"}
        body = {"type": "event_callback", "team_id": "T0LOCAL", "event": {**event, "channel_type": "im"}}
        assert await self.post(http, url, body, "another secret") == 401
        assert await there()
        assert await self.post(http, url, body, "local-signing-secret") == 200
        assert not await there()
        await control.act("deliver_to", "")

    async def test_every_event_it_subscribes_to_is_taken_also_when_it_says_nothing(
        self, heard: Heard, http: ClientSession, url: str
    ) -> None:
        for event in EVENTS:
            body = {"type": "event_callback", "team_id": "T0LOCAL", "event": {"type": event.partition(".")[0]}}
            assert await self.post(http, url, body, "local-signing-secret") == 200, event
        assert heard.sessions == []

    @pytest.mark.parametrize(
        "event",
        [
            {"type": "message", "channel": "D1", "user": MAYA, "ts": "soon", "text": "odd"},
            {"type": "message", "channel": "D1", "user": MAYA, "ts": "1.1", "text": {"not": "text"}, "files": "none"},
            {"type": "message", "subtype": "message_changed", "channel": "D1", "message": None},
            {"type": "message", "subtype": "message_deleted", "channel": "D1"},
            {"type": "message", "subtype": "a_new_subtype", "channel": "D1", "user": MAYA, "ts": "1.1", "text": "x"},
            {"type": "message", "channel": "D1", "bot_id": "B9", "user": "U9", "ts": "1.1", "text": "a bot"},
            {"type": "user_change", "user": "U0MAYA"},
        ],
    )
    async def test_odd_payloads_are_taken_and_harm_nothing(
        self, heard: Heard, http: ClientSession, url: str, event: dict[str, Any]
    ) -> None:
        body = {"type": "event_callback", "team_id": "T0LOCAL", "event": event}
        assert await self.post(http, url, body, "local-signing-secret") == 200
        said = [body for body in await heard.bodies() if isinstance(body, Said)]
        assert [body.text for body in said if body.text] == []


class TestSockets:
    async def test_a_cut_connection_comes_back_and_what_was_missed_is_heard(self, room: Room, control: Control) -> None:
        async with Heard.listening(room) as heard:
            dm = await control.dm(MAYA)
            root = (await control.act("say", MAYA, channel=dm, text="hi"))["ts"]

            async def texts(*wanted: str) -> bool:
                return [body.text for body in await heard.bodies()] == list(wanted)

            await control.eventually(lambda: texts("hi"))
            assert (await control.see("connected"))["sockets"] == 2
            await control.act("disconnect")
            await control.act("say", MAYA, channel=dm, text="still there?", thread_ts=root)
            await control.eventually(lambda: texts("hi", "still there?"))

    async def test_a_wrong_app_token_is_told_at_once(self, client: AsyncWebClient) -> None:
        sockets = Sockets(None, client, "xapp-wrong", None)  # type: ignore[arg-type]  # it comes to neither
        with pytest.raises(SlackRefusedError, match="invalid_auth"):
            await sockets.open()
        await sockets.close()


class TestTools:
    @pytest.fixture
    async def context(self, room: Room, control: Control) -> CallContext:
        root = (await control.act("say", MAYA, channel=SALES, text="the key is AKIA" + "ABCDEFGHIJKLMNOP"))["ts"]
        await control.act("say", "U0TOM", channel=SALES, text="ask jo@gmail.example", thread_ts=root)
        session = await room.opens(Place(channel=SALES, thread_ts=root))
        asker = Person(MAYA, "Maya", "maya@northwind.example", "UTC")
        return CallContext(await room.load(session), asker, AT)

    async def test_the_thread_is_scanned_and_secrets_come_masked(self, wire: Wire, context: CallContext) -> None:
        outcome = await ScanThread(wire).run(Call("1", "scan_thread", {}), context)
        result = json.loads(outcome.content)
        assert result["messages"] == 2
        assert [(each["kind"], each["what"]) for each in result["findings"]] == [
            ("secret", "AWS access key"),
            ("personal", "email address of somebody outside"),
        ]
        assert result["findings"][0]["where"].startswith("message of <@U0MAYA>")
        assert "ABCDEFGHIJKLMNOP" not in outcome.content
        assert outcome.sources == (f"Slack thread {SALES}/{context.session.place.thread_ts}",)

    async def test_the_thread_is_read_out_and_taints(self, wire: Wire, context: CallContext) -> None:
        outcome = await ReadThread(wire).run(Call("1", "read_thread", {}), context)
        assert [each["text"] for each in json.loads(outcome.content)["messages"]][1] == "ask jo@gmail.example"
        assert outcome.sources

    async def test_a_thread_that_cannot_be_read_is_said_to_the_model(
        self, wire: Wire, context: CallContext, control: Control
    ) -> None:
        await control.faults({"method": "conversations.replies", "kind": "status", "status": 400, "times": -1})
        outcome = await ScanThread(wire).run(Call("1", "scan_thread", {}), context)
        assert outcome.is_error
        assert "could not be read" in outcome.content


class TestDoctor:
    async def test_all_is_well_in_a_workspace_with_our_manifest(self, client: AsyncWebClient) -> None:
        checks = await examine(client, "xapp-local", "")
        assert [each.name for each in checks if not each.ok] == []
        assert {each.name for each in checks} >= {"Slack bot token", "Slack scopes", "Slack app token", "Slack people"}

    async def test_a_missing_scope_is_named_with_what_it_is_for(self, client: AsyncWebClient, world: World) -> None:
        manifest = world.rooms["slack"].manifest
        kept = frozenset(manifest.scopes - {"im:history"})
        world.rooms["slack"].manifest = type(manifest)(**{**vars(manifest), "scopes": kept})
        [wrong] = [each for each in await examine(client, "xapp-local", "") if not each.ok]
        assert wrong.detail == "missing im:history (without it the bot cannot hear direct messages)"
        assert "Reinstall" in wrong.remedy
        assert "im:history" in SCOPES

    async def test_wrong_tokens_are_told_apart(self, address: str, http: ClientSession, client: AsyncWebClient) -> None:
        base = f"{address}/slack/api/"
        wrong = AsyncWebClient("xoxb-wrong", base_url=base, session=http, retry_handlers=[])
        [bot] = await examine(wrong, "xapp-local", "")
        assert not bot.ok
        assert "SLACK_BOT_TOKEN" in bot.remedy
        app = (await examine(client, "xapp-wrong", ""))[3]
        assert not app.ok
        assert "connections:write" in app.remedy
        neither = (await examine(client, "", ""))[3]
        assert not neither.ok
