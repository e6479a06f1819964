"""What people press: rows of a list, the agents below a reply, forms. Written down before it is acknowledged."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.core.agents import Catalog
from app.core.entries import Chose, Listed, Mark, Marked, Place, Said, ShownRow
from app.core.playbooks import row_of
from app.core.ports import Clock, Store
from app.core.sessions import Session
from app.slack.background import Background
from app.slack.effect_clicks import EffectForm, keep_form
from app.slack.intake import DENIED
from app.slack.needs import Deliver, Explainer
from app.slack.people import People
from app.slack.posts import CALL_TOOL
from app.slack.pressing import (
    AskForm,
    MarkForm,
    RowClick,
    keep,
    question_text,
    read_agent_click,
    read_asked,
    read_question,
    read_row_click,
    read_word,
)
from app.slack.reading import Payload
from app.slack.thread import Thread
from app.slack.views.effect_forms import call_view
from app.slack.views.forms import ask_view, mark_view, notice_view
from app.slack.views.why import explained_by_log, why_view
from app.slack.wire import SlackError, SlackRefusedError, Wire

log = logging.getLogger(__name__)

GONE = "This list is not kept any more. Your next one comes on the next weekday at nine."


class Clicks:
    def __init__(
        self,
        wire: Wire,
        store: Store,
        deliver: Deliver,
        people: People,
        catalog: Catalog,
        explainer: Explainer,
        thread: Thread,
        clock: Clock,
        later: Background,
    ) -> None:
        self._wire, self._store, self._deliver, self._people = wire, store, deliver, people
        self._catalog, self._explainer, self._thread = catalog, explainer, thread
        self._clock, self._later = clock, later

    async def row(self, body: Payload) -> None:
        click = read_row_click(body)
        if click is None:
            log.warning("a click on a row that says nothing: %r", body.get("actions"))
            return
        session, listed, row = await self._row_at(click)
        if session is None or listed is None or row is None:
            await self._open(click.trigger_id, notice_view("Not found", GONE))
        elif click.verb == "why":
            await self._explain(click.trigger_id, listed, row)
        elif click.verb == "called":
            await self._open(click.trigger_id, call_view(row, keep_form(EffectForm(session.id, CALL_TOOL, row.item))))
        elif click.verb in ("not_mine", "wrong"):
            form = MarkForm(session.id, row.item, "wrong" if click.verb == "wrong" else "not_mine")
            await self._open(click.trigger_id, mark_view(row, form.mark, keep(form)))
        else:
            mark, days = _mark(click.verb)
            await self._mark(session, listed, row, mark, click.by, click.key, days=days)

    async def word(self, body: Payload) -> None:
        """The form of *Wrong* and *Not mine* was sent."""
        view, by = body["view"], str(body["user"]["id"])
        read = read_word(view)
        session = await self._store.load(read[0].session) if read else None
        listed = session.listed() if session else None
        row = row_of(listed, read[0].item) if read and listed else None
        if not (read and session and listed and row):
            log.warning("a form about no row: %r", view.get("private_metadata"))
            return
        form, word = read
        await self._mark(session, listed, row, form.mark, by, f"form:{view.get('id')}:{by}", word=word)

    async def choose(self, body: Payload) -> None:
        click = read_agent_click(body)
        found = await self._store.find(click.place) if click else None
        if click is None or found is None or self._catalog.find(click.agent) is None:
            log.warning("a choice of no agent: %r", body.get("actions"))
            return
        if (await self._people.find(click.by)).standing == "member":
            await self._deliver(found, Chose(by=click.by, agent=click.agent), key=click.key)
            self._redraw(found)

    async def ask_about(self, body: Payload) -> None:
        """The message shortcut: who should answer what about this message?"""
        form = read_question(body, (await self._wire.me()).user)
        await self._ask(str(body.get("trigger_id") or ""), form or AskForm())

    async def ask_agent(self, body: Payload) -> None:
        """The same without a message: from anywhere, or from the Home tab."""
        await self._ask(str(body.get("trigger_id") or ""), AskForm())

    async def asked(self, body: Payload) -> str | None:
        """The question was sent. None, or what stands in its way, to be shown in the form."""
        view, by = body["view"], str(body["user"]["id"])
        read = read_asked(view)
        if read is None:
            log.warning("a form without a question: %r", view.get("state"))
            return "Write a question and choose an agent."
        form, agent, question = read
        standing = (await self._people.find(by)).standing
        if standing != "member":
            return DENIED.get(standing, DENIED["stranger"])
        if form.channel and (problem := await cannot_post(self._wire, form.channel)):
            return problem
        place = Place(channel=form.channel, thread_ts=form.thread_ts, is_direct=form.channel.startswith("D"))
        place = place if form.channel else Place(channel=by, is_direct=True)
        key = f"form:{view.get('id')}:{by}"
        said = Said(key=key, ts="", by=by, text=question_text(form, question), agent=agent)
        await self._deliver(place, said, key=key, by=by)
        return None

    async def _ask(self, trigger_id: str, form: AskForm) -> None:
        agents = self._catalog.agents.values()
        await self._open(trigger_id, ask_view(agents, self._catalog.default, form.excerpt, keep(form)))

    async def _row_at(self, click: RowClick) -> tuple[Session | None, Listed | None, ShownRow | None]:
        found = await self._store.find(click.place)
        session = await self._store.load(found) if found else None
        listed = session.listed() if session else None
        return session, listed, row_of(listed, click.item) if listed else None

    async def _mark(
        self,
        session: Session,
        listed: Listed,
        row: ShownRow,
        mark: Mark,
        by: str,
        key: str,
        *,
        days: int = 0,
        word: str = "",
    ) -> None:
        on = await self._today(by)
        marked = Marked(
            key=key,
            item=row.item,
            name=row.name,
            mark=mark,
            by=by,
            playbook=listed.playbook,
            on=on,
            until=on + timedelta(days=days) if days else None,
            word=word,
        )
        await self._deliver(session.id, marked, key=key)
        self._redraw(session.id)

    async def _today(self, person: str) -> date:
        zone = (await self._people.find(person)).zone or "UTC"
        return self._clock.now().astimezone(ZoneInfo(zone)).date()

    async def _explain(self, trigger_id: str, listed: Listed, row: ShownRow) -> None:
        """A trigger lives three seconds: what the log knows is shown at once, the facts when they are read."""
        view_id = await self._open(trigger_id, why_view(explained_by_log(listed, row)))
        if view_id:
            self._later.do(self._explain_whole(view_id, listed, row))

    async def _explain_whole(self, view_id: str, listed: Listed, row: ShownRow) -> None:
        why = await self._explainer.explain(listed, row.item)
        if why is None:
            return
        try:
            await self._wire.act("views.update", view_id=view_id, view=why_view(why))
        except SlackRefusedError as no:
            log.info("the explanation was closed meanwhile: %s", no)

    async def _open(self, trigger_id: str, view: dict[str, object]) -> str | None:
        try:
            answer = await self._wire.act("views.open", patience=0.0, trigger_id=trigger_id, view=view)
        except SlackError as error:
            log.warning("a modal could not be opened: %s", error)
            return None
        return str(answer["view"]["id"])

    def _redraw(self, session: str) -> None:
        """At once, even where the session is busy with a long answer."""
        self._later.do(self._draw(session))

    async def _draw(self, session: str) -> None:
        await self._thread.draw(await self._store.load(session))


async def cannot_post(wire: Wire, channel: str) -> str | None:
    """Why the bot cannot speak there, for the person who wants it to; asked before a promise is made."""
    try:
        found = await wire.read("conversations.info", patience=1.0, channel=channel)
    except SlackRefusedError:
        return "I cannot see that conversation. Invite me there first, or ask me in our direct messages."
    shape = found["channel"]
    if shape.get("is_ext_shared"):
        return DENIED["member"]
    if not (shape.get("is_im") or shape.get("is_member")):
        return "I am not in that channel. Invite me first with `/invite`, or ask me in our direct messages."
    return None


def _mark(verb: str) -> tuple[Mark, int]:
    """The mark a click stands for, and for how many days."""
    match verb:
        case "snooze_1" | "snooze_3" | "snooze_7":
            return "snoozed", int(verb.removeprefix("snooze_"))
        case "reopened":
            return "reopened", 0
    return "done", 0
