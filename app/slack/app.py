"""The Slack room put together: what arrives goes to its reader, in Socket Mode or over HTTP, with the same app.

Everything is written down before Slack gets its acknowledgement (`process_before_response`), so a crash loses nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from app.core.agents import Catalog
from app.core.people import Person
from app.core.ports import Clock, Store
from app.slack.backfill import Backfill
from app.slack.background import Background
from app.slack.clicks import Clicks
from app.slack.commands import Commands
from app.slack.forking import Forking, Forks
from app.slack.home import Home
from app.slack.intake import Intake
from app.slack.judging import Judging
from app.slack.mine import Mine
from app.slack.needs import Arms, Deliver, Explainer, Gate, Recent
from app.slack.people import People
from app.slack.reading import Payload
from app.slack.sockets import Sockets
from app.slack.thread import Thread
from app.slack.views.effect_forms import EFFECT_FORM
from app.slack.waits import WaitingFor
from app.slack.wire import TIMEOUT, Wire

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"  # for events, interactivity and commands alike
WATCHED = ("reaction_added", "member_joined_channel")  # by triggers alone
UNUSED = ("agent_session_title_changed", "app_context_changed")
# Bolt reads a body before it looks at the signature, so anybody can send these.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
WARNED = ("app_uninstalled", "tokens_revoked")

Told = Callable[[Person], Awaitable[None]]
Watch = Callable[[Payload], Awaitable[None]]  # triggers that wait for an event


def open_session() -> aiohttp.ClientSession:
    """One for all calls: the SDK would open a connection for each. Whoever opens it closes it."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))


def make_client(bot_token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Without the SDK's retries, which repeat writes whose answer was lost; see `wire` for ours."""
    return AsyncWebClient(bot_token, base_url=api_url, session=session, retry_handlers=[])


class SlackApp:
    def __init__(
        self,
        client: AsyncWebClient,
        wire: Wire,
        people: People,
        thread: Thread,
        store: Store,
        deliver: Deliver,
        arms: Arms,
        recent: Recent,
        explainer: Explainer,
        catalog: Catalog,
        clock: Clock,
        person_changed: Told,
        gate: Gate,
        forks: Forks,
        watch: Watch,
        *,
        app_token: str = "",
        signing_secret: str = "",
    ) -> None:
        """With an app token over Socket Mode, else over HTTP by `routes`."""
        self._wire, self._thread, self._people, self._person_changed = wire, thread, people, person_changed
        self._watch, self._later = watch, Background()
        waits = WaitingFor(wire, store, gate, clock)
        self._home = Home(wire, store, recent, catalog, clock, waits)
        self._judging = Judging(wire, store, deliver, gate, catalog, thread, self._home, waits, self._later)
        self._forking = Forking(wire, store, deliver, forks, people, thread, self._later)
        private = {"review": self._judging.review, "sessions": Mine(wire, store, recent).sessions}
        self._intake = Intake(
            wire, store, deliver, people, arms, catalog, self._later, private, self._forking.said, thread.redraw
        )
        self._clicks = Clicks(wire, store, deliver, people, catalog, explainer, thread, clock, self._later)
        self._commands = Commands(wire, deliver, people, arms, catalog)
        self._backfill = Backfill(wire, self._intake, recent, clock)
        self._bolt = AsyncApp(
            client=client,
            signing_secret=signing_secret,
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,  # we use nothing of it, and it costs each message a clone
            logger=logging.getLogger("app.slack.bolt"),
        )
        self._sockets = Sockets(self._bolt, client, app_token, self._backfill.read_back) if app_token else None
        self._register()

    async def start(self) -> None:
        """First what a crash left is looked up, then people are listened to."""
        me = await self._wire.me()
        await self._thread.recover()
        if self._sockets:
            await self._sockets.open()
        else:
            self._later.do(self._backfill.read_back())
        log.info("listening in %s as %s, %s", me.team, me.user, "by Socket Mode" if self._sockets else "over HTTP")

    async def stop_listening(self) -> None:
        """Before the engine stops: nothing new is taken, and Slack sends it again later."""
        if self._sockets:
            await self._sockets.close()
        await self._later.close()

    async def stop(self) -> None:
        """After the engine stopped: no stream stays open."""
        await self._thread.close()

    def routes(self) -> list[web.RouteDef]:
        """For the program's HTTP server; requests that Slack did not sign are refused."""
        return [web.post(EVENTS_PATH, self._serve)]

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            asked = await to_bolt_request(request)
        except UNREADABLE as error:
            log.warning("a request that is none of Slack's: %r", error)
            return web.Response(status=400, text="This is no request of Slack's.\n")
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    def _register(self) -> None:
        bolt = self._bolt
        for kind in ("message", "app_mention"):
            bolt.event(kind)(self._event)
        for kind in WATCHED:
            bolt.event(kind)(self._watched)
        bolt.event("agent_session_stopped")(self._stopped)
        bolt.event("app_home_opened")(self._home_opened)
        bolt.event("user_change")(self._user_changed)
        for kind in UNUSED:
            bolt.event(kind)(_unused)
        for kind in WARNED:
            bolt.event(kind)(_warned)
        bolt.action(re.compile(r"^row_"))(_then_ack(self._clicks.row))
        bolt.action(re.compile(r"^effect_"))(_then_ack(self._judging.click))
        bolt.action("choose_agent")(_then_ack(self._clicks.choose))
        for name in ("ask_agent", "ask_about"):
            listener = _then_ack(getattr(self._clicks, name))
            bolt.shortcut(name)(listener)
            bolt.action(name)(listener)
        bolt.shortcut("fork_here")(_then_ack(self._forking.here))
        bolt.view("mark_form")(_then_ack(self._clicks.word))
        bolt.view(EFFECT_FORM)(_then_ack(self._judging.submitted))
        bolt.view("ask_form")(self._asked)
        bolt.command("/agent")(self._command)
        bolt.action(re.compile(""))(_unknown)

    async def _event(self, body: Payload) -> None:
        await self._intake.event(body)
        await self._watch(body)

    async def _watched(self, body: Payload) -> None:
        await self._watch(body)

    async def _stopped(self, body: Payload) -> None:
        await self._intake.stopped(body)

    async def _home_opened(self, body: Payload) -> None:
        self._later.do(self._home.opened(body))

    async def _user_changed(self, body: Payload) -> None:
        user = (body.get("event") or {}).get("user")
        if isinstance(user, dict) and user.get("id"):
            await self._person_changed(await self._people.changed(user))

    async def _asked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        if problem := await self._clicks.asked(body):
            await ack(response_action="errors", errors={"question": problem})
        else:
            await ack()

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(text=await self._commands.agent(body), response_type="ephemeral")


def _then_ack(work: Callable[[Payload], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await work(body)
        await ack()

    return listener


async def _unused(body: dict[str, Any]) -> None:
    """Subscribed, so that Slack shows what depends on it; nothing to do."""
    log.debug("event %s", body.get("event_id"))


async def _warned(body: dict[str, Any]) -> None:
    kind = (body.get("event") or {}).get("type")
    log.error("Slack says %s: the app can do nothing until it is installed again and SLACK_BOT_TOKEN is renewed", kind)


async def _unknown(ack: AsyncAck, body: dict[str, Any]) -> None:
    """A button of an older version of the program; links of messages come here too."""
    log.info("nothing is behind %r any more", [each.get("action_id") for each in body.get("actions", [])])
    await ack()
