"""Buttons, menus, modals, commands and shortcuts, handled by a real Bolt app."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.local.page.block_kinds import button, mrkdwn, option, plain
from tests.local.slack.conftest import SALES
from tests.local.slack.people import WAIT, Control, Listener
from tests.local.slack.test_web_api import refusal

DM = "D0MAYA"
REASON = {"type": "plain_text_input", "action_id": "reason", "multiline": True}
SINCE = {
    "type": "static_select",
    "action_id": "days",
    "options": [option("1"), option("7")],
    "initial_option": option("7"),
}
FORM = {
    "type": "modal",
    "callback_id": "wrong",
    "title": plain("What is wrong?"),
    "submit": plain("Send"),
    "private_metadata": "row-1",
    "notify_on_close": True,
    "blocks": [
        {"type": "input", "block_id": "why", "label": plain("Why"), "element": REASON},
        {"type": "input", "block_id": "since", "label": plain("Since"), "element": SINCE, "optional": True},
    ],
}
ROWS = [
    {"type": "section", "block_id": "row", "text": mrkdwn("Brightwater"), "accessory": button("Why?", action_id="why")},
    {
        "type": "actions",
        "block_id": "more",
        "elements": [
            {"type": "overflow", "action_id": "snooze", "options": [option("1"), option("7")]},
            button("Approve", action_id="approve", visible_to_user_ids=["U0TOM"]),
            {"type": "external_select", "action_id": "account", "min_query_length": 0},
        ],
    },
]


@pytest.fixture
async def posted(slack: AsyncWebClient) -> dict[str, str]:
    answer = await slack.chat_postMessage(channel=DM, text="Your list", blocks=ROWS)
    return {"channel": answer["channel"], "ts": answer["ts"]}


async def test_a_press_carries_the_buttons_own_value_and_where_it_stood(
    app: Listener, control: Control, posted: dict[str, str]
) -> None:
    got: list[dict[str, Any]] = []

    @app.bolt.action("why")
    async def why(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        got.append(body)
        await respond(text="Because.", replace_original=False)

    await control.act("click", "U0MAYA", **posted, block_id="row", action_id="why", value="forged")
    (body,) = got
    assert body["actions"][0]["value"] == "Why?"
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": DM,
        "is_ephemeral": False,
    }
    assert body["message"]["blocks"][0]["block_id"] == "row"
    assert body["user"]["id"] == "U0MAYA"
    history = await control.see("history", channel=DM, **{"as": "U0MAYA"})
    assert history["messages"][-1]["text"] == "Because."
    assert history["messages"][-1]["ephemeral"]


async def test_only_what_is_there_and_shown_can_be_pressed(control: Control, posted: dict[str, str]) -> None:
    assert "row/why" in await control.refused("click", "U0MAYA", **posted, block_id="row", action_id="gone")
    assert "named people only" in await control.refused("click", "U0MAYA", **posted, action_id="approve")
    assert "'9' is not offered" in await control.refused("click", "U0MAYA", **posted, action_id="snooze", value="9")


async def test_a_choice_is_delivered_whole_and_kept_as_state(
    app: Listener, control: Control, posted: dict[str, str]
) -> None:
    got: list[dict[str, Any]] = []

    async def keep(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        got.append(body)

    for name in ("snooze", "account"):
        app.bolt.action(name)(keep)
    await control.act("click", "U0MAYA", **posted, action_id="account", selected_option=option("Brightwater"))
    await control.act("click", "U0MAYA", **posted, action_id="snooze", selected_option={"value": "7"})
    assert got[1]["actions"][0]["selected_option"] == option("7")
    assert got[1]["state"]["values"]["more"]["account"]["selected_option"] == option("Brightwater")


async def test_an_external_menu_asks_the_app(app: Listener, control: Control, posted: dict[str, str]) -> None:
    @app.bolt.options("account")
    async def accounts(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[option(f"{payload['value']}water")])

    found = await control.act("options", "U0MAYA", **posted, block_id="more", action_id="account", query="Bright")
    assert [each["value"] for each in found["options"]] == ["Brightwater"]


async def opened(app: Listener, control: Control, posted: dict[str, str], view: dict[str, Any] = FORM) -> str:
    """A modal that the app opened at a press; its id."""

    @app.bolt.action("why")
    async def open_form(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    await control.act("click", "U0MAYA", **posted, action_id="why")
    (shown,) = (await control.see("modals", **{"as": "U0MAYA"}))["views"]
    return str(shown["id"])


async def test_a_form_is_held_back_until_filled_then_sent_with_every_value(
    app: Listener, control: Control, posted: dict[str, str]
) -> None:
    got: list[dict[str, Any]] = []

    @app.bolt.view("wrong")
    async def sent(ack: Any, view: dict[str, Any]) -> None:
        got.append(view)
        if len(view["state"]["values"]["why"]["reason"]["value"]) < 3:
            await ack(response_action="errors", errors={"why": "Say a little more."})
        else:
            await ack()

    view_id = await opened(app, control, posted)
    assert (await control.act("submit", "U0MAYA", view_id=view_id))["errors"] == {"why": "Please fill in this field."}
    assert got == []

    async def send(text: str) -> Any:
        values = {"why": {"reason": {"type": "plain_text_input", "value": text}}}
        return await control.act("submit", "U0MAYA", view_id=view_id, values=values)

    assert (await send("no"))["errors"] == {"why": "Say a little more."}
    assert "errors" not in await send("not my account")
    assert got[-1]["private_metadata"] == "row-1"
    assert got[-1]["state"]["values"]["since"]["days"]["selected_option"] == option("7")
    assert (await control.see("modals", **{"as": "U0MAYA"}))["views"] == []
    assert "in front" in await control.refused("submit", "U0MAYA", view_id=view_id)


async def test_an_answer_to_a_form_updates_stacks_and_clears(
    app: Listener, control: Control, posted: dict[str, str]
) -> None:
    plain_view = {"type": "modal", "title": plain("Step"), "blocks": [ROWS[0]], "submit": plain("Next")}
    answers = iter(
        [
            {"response_action": "update", "view": {**plain_view, "callback_id": "step"}},
            {"response_action": "push", "view": {**plain_view, "callback_id": "step", "title": plain("Upper")}},
            {"response_action": "clear"},
        ]
    )

    async def step(ack: Any) -> None:
        await ack(**next(answers))

    app.bolt.view("first")(step)
    app.bolt.view("step")(step)
    await opened(app, control, posted, {**plain_view, "callback_id": "first"})

    async def stack() -> list[str]:
        return [view["title"]["text"] for view in (await control.see("modals", **{"as": "U0MAYA"}))["views"]]

    for expected in (["Step"], ["Step", "Upper"], []):
        views = (await control.see("modals", **{"as": "U0MAYA"}))["views"]
        await control.act("submit", "U0MAYA", view_id=views[-1]["id"])
        assert await stack() == expected


async def test_closing_a_modal_is_told_when_asked_for(app: Listener, control: Control, posted: dict[str, str]) -> None:
    gone: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.view_closed("wrong")
    async def shut(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        gone.put_nowait(body)

    view_id = await opened(app, control, posted)
    await control.act("close", "U0MAYA", view_id=view_id)
    body = await asyncio.wait_for(gone.get(), WAIT)
    assert (body["view"]["id"], body["is_cleared"]) == (view_id, False)


class TestTriggers:
    @pytest.fixture
    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {**options, "trigger_id_seconds": 0.05}

    async def test_a_trigger_opens_one_view_and_soon_nothing(
        self, app: Listener, control: Control, slack: AsyncWebClient, posted: dict[str, str]
    ) -> None:
        triggers: list[str] = []

        @app.bolt.action("why")
        async def keep(ack: Any, body: dict[str, Any]) -> None:
            triggers.append(body["trigger_id"])
            await ack()

        for _ in range(2):
            await control.act("click", "U0MAYA", **posted, action_id="why")
        await slack.views_open(trigger_id=triggers[1], view=FORM)
        again = await refusal(slack.views_open(trigger_id=triggers[1], view=FORM))
        assert again["error"] == "exchanged_trigger_id"
        await asyncio.sleep(0.06)  # the life of a trigger is real time
        late = await refusal(slack.views_open(trigger_id=triggers[0], view=FORM))
        assert late["error"] == "expired_trigger_id"
        assert (await refusal(slack.views_open(trigger_id="1.2.3", view=FORM)))["error"] == "invalid_trigger_id"


async def test_three_modals_are_the_most(app: Listener, control: Control, posted: dict[str, str]) -> None:
    view = {**FORM, "blocks": [{"type": "actions", "elements": [button("Deeper", action_id="deeper")]}]}
    refused: list[str] = []

    @app.bolt.action("deeper")
    async def deeper(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            refused.append(error.response["error"])

    await opened(app, control, posted, view)
    for _ in range(3):
        views = (await control.see("modals", **{"as": "U0MAYA"}))["views"]
        await control.act("click", "U0MAYA", view_id=views[-1]["id"], action_id="deeper")
    assert refused == ["push_limit_reached"]
    assert [each["previous_view_id"] for each in views] == [None, views[0]["id"], views[1]["id"]]


async def test_a_home_tab_is_published_pressed_and_updated(
    app: Listener, control: Control, slack: AsyncWebClient
) -> None:
    home = {"type": "home", "blocks": ROWS[:1], "private_metadata": "v1"}
    first = (await slack.views_publish(user_id="U0MAYA", view=home))["view"]
    got: list[dict[str, Any]] = []

    @app.bolt.action("why")
    async def why(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        got.append(body)

    await control.act("click", "U0MAYA", view_id="home", action_id="why")
    assert got[0]["container"] == {"type": "view", "view_id": first["id"]}
    second = (await slack.views_publish(user_id="U0MAYA", view={**home, "private_metadata": "v2"}))["view"]
    assert second["id"] == first["id"]
    stale = await refusal(slack.views_update(view_id=first["id"], view=home, hash=first["hash"]))
    assert stale["error"] == "hash_conflict"
    assert (await control.see("home", **{"as": "U0TOM"}))["view"] is None


async def test_a_view_is_refused_with_the_field_named(slack: AsyncWebClient) -> None:
    refused = await refusal(slack.views_publish(user_id="U0MAYA", view={"type": "home", "blocks": [{"type": "x"}]}))
    assert refused["error"] == "invalid_arguments"
    assert "/view/blocks/0/type" in refused["response_metadata"]["messages"][0]


async def test_a_command_is_answered_to_its_speaker_alone(app: Listener, control: Control, http: ClientSession) -> None:
    got: list[dict[str, Any]] = []

    @app.bolt.command("/agent")
    async def agent(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack("The next message goes to *security*.")

    await control.act("slash", "U0MAYA", channel=SALES, command="/agent", text="security for <@U0TOM>")
    assert got[0]["text"] == "security for <@U0TOM|tom>"
    assert "thread_ts" not in got[0]
    seen = {
        person: (await control.see("history", channel=SALES, **{"as": person}))["messages"]
        for person in ("U0MAYA", "U0TOM")
    }
    assert [message["text"] for message in seen["U0MAYA"]] == ["The next message goes to *security*."]
    assert seen["U0TOM"] == []
    webhook = AsyncWebhookClient(got[0]["response_url"], session=http)
    codes = [(await webhook.send(text=str(number), response_type="in_channel")).status_code for number in range(6)]
    assert codes == [200] * 5 + [404]
    texts = [each["text"] for each in (await control.see("history", channel=SALES, **{"as": "U0TOM"}))["messages"]]
    assert texts == ["0", "1", "2", "3", "4"]


async def test_a_command_in_a_thread_is_refused_and_never_delivered(app: Listener, control: Control) -> None:
    got: list[str] = []

    @app.bolt.command("/agent")
    async def agent(ack: Any, text: Any = None) -> None:
        got.append("called")
        await ack()

    root = (await control.act("say", "U0MAYA", channel=SALES, text="root"))["ts"]
    answer = await control.act("slash", "U0MAYA", channel=SALES, command="/agent", text="x", thread_ts=root)
    assert answer["notice"] == "/agent is not supported in threads. Sorry!"
    assert not answer["is_delivered"]
    assert got == []
    assert "not a valid command" in await control.refused("slash", "U0MAYA", channel=SALES, command="/other", text="")


async def test_shortcuts_start_from_anywhere_or_from_a_message(app: Listener, control: Control) -> None:
    got: list[dict[str, Any]] = []

    async def keep(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        got.append(body)

    app.bolt.shortcut("my_list")(keep)
    app.bolt.shortcut("ask")(keep)
    ts = (await control.act("say", "U0TOM", channel=SALES, text="a secret"))["ts"]
    await control.act("shortcut", "U0MAYA", callback_id="my_list")
    await control.act("shortcut", "U0MAYA", callback_id="ask", channel=SALES, ts=ts)
    assert [body["type"] for body in got] == ["shortcut", "message_action"]
    assert got[1]["message"]["text"] == "a secret"
    assert got[1]["message_ts"] == ts
    workspace = await control.see("workspace", **{"as": "U0MAYA"})
    assert [each["kind"] for each in workspace["shortcuts"]] == ["global", "message"]
    assert workspace["commands"][0]["command"] == "/agent"
