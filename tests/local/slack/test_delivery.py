"""How payloads reach the app: over sockets that come and go, by signed requests, and again when nobody took them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.local.page.block_kinds import button
from tests.local.slack.conftest import SALES
from tests.local.slack.people import WAIT, Control, Listener

DM = "D0MAYA"


async def connect(slack: AsyncWebClient, http: ClientSession) -> ClientWebSocketResponse:
    """A bare Socket Mode connection, past its hello."""
    url = (await slack.apps_connections_open(app_token="xapp-local"))["url"]
    wire = await http.ws_connect(url)
    hello = await wire.receive_json(timeout=WAIT)
    assert hello["type"] == "hello"
    return wire


async def receive(wire: ClientWebSocketResponse, *, acked: bool = True) -> dict[str, Any]:
    envelope: dict[str, Any] = await wire.receive_json(timeout=WAIT)
    if acked:
        await wire.send_json({"envelope_id": envelope["envelope_id"]})
    return envelope


async def test_what_is_not_acknowledged_comes_again_until_it_is(
    slack: AsyncWebClient, http: ClientSession, control: Control
) -> None:
    wire = await connect(slack, http)
    await control.act("say", "U0MAYA", channel=DM, text="hi")
    first = await receive(wire, acked=False)
    second = await receive(wire)
    assert first["type"] == "events_api"
    assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    await control.act("say", "U0MAYA", channel=DM, text="next")
    assert (await receive(wire))["payload"]["event"]["text"] == "next"  # acknowledged means not again
    await wire.close()


async def test_an_event_waits_for_a_connection_for_a_while(
    slack: AsyncWebClient, http: ClientSession, control: Control
) -> None:
    await control.act("say", "U0MAYA", channel=DM, text="anyone?")
    wire = await connect(slack, http)
    late = await receive(wire)
    assert late["payload"]["event"]["text"] == "anyone?"
    assert late["retry_attempt"] > 0
    await wire.close()


async def test_each_payload_goes_to_one_of_several_connections(
    slack: AsyncWebClient, http: ClientSession, control: Control
) -> None:
    wires = [await connect(slack, http) for _ in range(2)]
    assert (await control.see("connected"))["sockets"] == 2
    for text in ("one", "two"):
        await control.act("say", "U0MAYA", channel=DM, text=text)
    heard = [(await receive(wire))["payload"]["event"]["text"] for wire in wires]
    assert sorted(heard) == ["one", "two"]
    for wire in wires:
        await wire.close()


async def test_a_ticket_opens_one_connection_and_ten_are_the_most(slack: AsyncWebClient, http: ClientSession) -> None:
    url = (await slack.apps_connections_open(app_token="xapp-local"))["url"]
    wires = [await http.ws_connect(url)]
    async with http.get(url) as response:
        assert response.status == 403
    wires += [await connect(slack, http) for _ in range(9)]
    with pytest.raises(SlackApiError, match="too_many_websockets"):
        await slack.apps_connections_open(app_token="xapp-local")
    for wire in wires:
        await wire.close()


async def test_bolt_comes_back_when_slack_asks_it_to(app: Listener, control: Control, slack: AsyncWebClient) -> None:
    assert (await control.act("disconnect", refresh=True))["sockets"] == 1
    await control.act("say", "U0MAYA", channel=DM, text="still there?")
    assert (await app.hears("message"))["event"]["text"] == "still there?"


async def test_a_dropped_connection_fails_a_click_with_a_sentence(
    slack: AsyncWebClient, http: ClientSession, control: Control
) -> None:
    blocks = [{"type": "actions", "block_id": "row", "elements": [button("Done")]}]
    posted = await slack.chat_postMessage(channel=SALES, text="row", blocks=blocks)
    press = {"channel": SALES, "ts": posted["ts"], "block_id": "row", "action_id": "Done"}
    assert "the app is not connected" in await control.refused("click", "U0MAYA", **press)
    wire = await connect(slack, http)
    assert "did not acknowledge" in await control.refused("click", "U0MAYA", **press)
    assert (await wire.receive_json())["type"] == "interactive"
    assert (await control.act("disconnect"))["sockets"] == 1
    assert "not connected" in await control.refused("click", "U0MAYA", **press)
    await wire.close()


async def test_an_event_can_be_sent_again_on_demand(app: Listener, control: Control) -> None:
    said = await control.act("say", "U0MAYA", channel=DM, text="once")
    first = await app.hears("message")
    await control.act("redeliver", event_id=said["event_ids"][0])
    assert (await app.hears("message"))["event_id"] == first["event_id"]
    assert "No event" in await control.refused("redeliver", event_id="Ev0")


class Receiver:
    """A request URL: keeps what arrives and answers as told."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[tuple[dict[str, str], str]] = asyncio.Queue()
        self.answers: list[web.Response] = []
        self.url = ""

    async def serve(self, request: web.Request) -> web.Response:
        self.arrived.put_nowait((dict(request.headers), await request.text()))
        return self.answers.pop(0) if self.answers else web.Response()

    async def next(self) -> tuple[dict[str, str], str]:
        return await asyncio.wait_for(self.arrived.get(), WAIT)


@pytest.fixture
async def receiver(control: Control) -> AsyncIterator[Receiver]:
    made = Receiver()
    application = web.Application()
    application.add_routes([web.post("/slack/events", made.serve)])
    async with TestServer(application) as server:
        made.url = str(server.make_url("/slack/events"))
        await control.act("deliver_to", url=made.url)
        yield made
        await control.act("deliver_to", url=None)


async def test_requests_are_signed_so_that_the_sdk_believes_them(receiver: Receiver, control: Control) -> None:
    await control.act("say", "U0MAYA", channel=DM, text="by request")
    headers, body = await receiver.next()
    verifier = SignatureVerifier("local-signing-secret")
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + " ", headers)
    assert json.loads(body)["event"]["text"] == "by request"
    assert "X-Slack-Retry-Num" not in headers


async def test_a_failing_address_gets_three_more_tries_unless_it_declines(receiver: Receiver, control: Control) -> None:
    receiver.answers = [web.Response(status=500) for _ in range(4)]
    await control.act("say", "U0MAYA", channel=DM, text="again and again")
    tries = [await receiver.next() for _ in range(4)]
    assert [headers.get("X-Slack-Retry-Num") for headers, _ in tries] == [None, "1", "2", "3"]
    assert tries[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in tries}) == 1
    receiver.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await control.act("say", "U0MAYA", channel=DM, text="declined")
    await control.act("say", "U0MAYA", channel=DM, text="taken")
    texts = [json.loads((await receiver.next())[1])["event"]["text"] for _ in range(2)]
    assert texts == ["declined", "taken"]
    assert receiver.arrived.empty()


async def test_commands_and_clicks_travel_as_forms(receiver: Receiver, control: Control, slack: AsyncWebClient) -> None:
    receiver.answers = [web.json_response({"text": "Chosen."})]
    await control.act("slash", "U0MAYA", channel=SALES, command="/agent", text="security")
    _, body = await receiver.next()
    assert parse_qs(body)["text"] == ["security"]
    history = await control.see("history", channel=SALES, **{"as": "U0MAYA"})
    assert history["messages"][-1]["text"] == "Chosen."
    blocks = [{"type": "actions", "elements": [button("Done")]}]
    await control.act("deliver_to", url=None)
    posted = await slack.chat_postMessage(channel="U0TOM", text="row", blocks=blocks)
    await control.act("deliver_to", url=receiver.url)
    await control.act("click", "U0TOM", channel=posted["channel"], ts=posted["ts"], action_id="Done")
    payload = json.loads(parse_qs((await receiver.next())[1])["payload"][0])
    assert payload["type"] == "block_actions"
