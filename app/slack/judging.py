"""People's words on proposed writes: checked against who they are, bound to the bytes they saw, written down once.

Whatever is clicked twice, or by two people at once, stands in the log; the first word counts there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from slack_sdk.webhook.async_client import AsyncWebhookClient

from app.core.agents import Catalog
from app.core.approvals import Cleared, Decided, Requested, UndoAsked
from app.core.entries import EntryBody
from app.core.errors import ThreadworkError
from app.core.people import Person
from app.core.permissions import may_decide
from app.core.ports import Store
from app.core.proposals import Proposal
from app.core.sessions import Session
from app.slack.background import Background
from app.slack.effect_clicks import (
    EffectClick,
    EffectForm,
    Marked,
    keep_form,
    merged,
    read_effect_click,
    read_form,
    read_typed,
)
from app.slack.home import Home
from app.slack.needs import Deliver, Gate
from app.slack.reading import Payload
from app.slack.thread import Thread
from app.slack.views.effect_forms import answer_view, edit_view
from app.slack.views.forms import notice_view
from app.slack.views.kit import Block, section
from app.slack.views.review import review_blocks, review_text
from app.slack.waits import WaitingFor
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)

REVIEW_BLOCKS = 45  # of the 50 that a message takes
CHANGED = "This card is not up to date any more. Look at it again in its thread."
Seen = tuple[Session, Proposal, str]  # where, what, and which alternative


class Judging:
    def __init__(
        self,
        wire: Wire,
        store: Store,
        deliver: Deliver,
        gate: Gate,
        catalog: Catalog,
        thread: Thread,
        home: Home,
        waits: WaitingFor,
        later: Background,
    ) -> None:
        self._wire, self._store, self._deliver, self._gate = wire, store, deliver, gate
        self._catalog, self._thread, self._home, self._waits, self._later = catalog, thread, home, waits, later

    async def click(self, body: Payload) -> None:
        click = read_effect_click(body)
        if click is None:
            log.warning("a click on no proposal: %r", body.get("actions"))
            return
        seen = [each for marked in click.marked for each in await self._seen(marked)]
        person = await self._gate.directory.find(click.by)
        allowed = [each for each in seen if not self._forbidden(person, click.verb, each[1])]
        if not allowed:
            why = self._forbidden(person, click.verb, seen[0][1]) if seen else CHANGED
            await self._open(click.trigger_id, notice_view("Not possible", why))
        elif click.verb in ("edit", "answer"):
            await self._form(click, allowed[0])
        else:
            await self._write_down(click, allowed)
        self._show(click, seen)

    async def submitted(self, body: Payload) -> None:
        """A form was sent: it asks anew, with what was filled in."""
        view, by = body["view"], str(body["user"]["id"])
        form = read_form(view)
        session = await self._store.load(form.session) if form else None
        if form is None or session is None:
            log.warning("a form about no proposal: %r", view.get("private_metadata"))
            return
        before = next((each for each in session.proposals if each.number == form.number), None)
        agent = before.body.agent if before else self._agent_of(form.tool)
        if agent is None:
            log.warning("no agent has %r any more", form.tool)
            return
        key = f"form:{view.get('id')}:{by}"
        asker = await self._gate.directory.find(before.body.by if before else by)
        typed = read_typed(view, asker.zone)
        requested = Requested(
            key=key,
            by=by,
            agent=agent,
            tool=form.tool,
            input=merged(before.body.input if before else {"account": form.item}, typed),
            replaces=before.number if before else None,
            answers=tuple(typed) if form.is_answer else (),
        )
        await self._deliver(session.id, requested, key=key)

    async def review(self, person: str, channel: str, thread_ts: str | None) -> None:
        """`!review`: everything that waits for them, for their eyes only."""
        waits = await self._waits.person(person)
        try:
            await self._wire.act(
                "chat.postEphemeral",
                channel=channel,
                user=person,
                thread_ts=thread_ts,
                text=review_text(waits),
                blocks=[section(f"*{review_text(waits)}*"), *review_blocks(waits, REVIEW_BLOCKS)] if waits else None,
            )
        except SlackError as error:
            log.warning("%s does not see what waits for them: %s", person, error)

    async def _seen(self, marked: Marked) -> list[Seen]:
        """The proposals that a button names and that are still what it was drawn from."""
        try:
            session = await self._store.load(marked.session)
        except ThreadworkError as error:
            log.warning("a button of another time: %s", error)
            return []
        return [
            (session, each, marked.alternative)
            for each in session.proposals
            if each.number in marked.digests and _is_what_was_seen(each, marked)
        ]

    def _forbidden(self, person: Person, verb: str, proposal: Proposal) -> str:
        """Why not; empty where they may. Who asked may always call off or edit what is theirs."""
        wanted = {"undo": "done", "there": "unsure", "again": "unsure", "answer": "refused"}.get(verb, "waiting")
        states = (wanted, "refused", "lapsed") if verb == "edit" else (wanted,)
        if proposal.state not in states:
            return f"#{proposal.number} is {proposal.state} by now, so this changes nothing."
        if verb in ("reject", "reject_all", "edit") and person.slack_id == proposal.body.by:
            return ""
        return may_decide(self._gate.approvals, person, proposal.body)

    async def _write_down(self, click: EffectClick, seen: Iterable[Seen]) -> None:
        by_session: dict[str, list[EntryBody]] = {}
        for session, proposal, alternative in seen:
            by_session.setdefault(session.id, []).append(_word(click, proposal, alternative))
        for session_id, bodies in by_session.items():
            await self._deliver(session_id, *bodies, key=f"{click.key}:{session_id}")

    async def _form(self, click: EffectClick, seen: Seen) -> None:
        session, proposal, _ = seen
        is_answer = click.verb == "answer"
        form = EffectForm(session.id, proposal.body.tool, number=proposal.number, is_answer=is_answer)
        draw = answer_view if is_answer else edit_view
        await self._open(click.trigger_id, draw(proposal, keep_form(form)))

    def _agent_of(self, tool: str) -> str | None:
        """Who has the tool: a form of the program works only where some agent does."""
        return next((name for name in sorted(self._catalog.agents) if tool in self._catalog.agents[name].tools), None)

    def _show(self, click: EffectClick, seen: Iterable[Seen]) -> None:
        """At once, even where the session is busy with a long answer."""
        for session_id in dict.fromkeys(session.id for session, _, _ in seen):
            self._later.do(self._redraw(session_id))
        if click.is_home:
            self._later.do(self._home.publish(click.by))
        if click.response_url:
            self._later.do(self._review_again(click))

    async def _redraw(self, session: str) -> None:
        await self._thread.draw(await self._store.load(session))

    async def _review_again(self, click: EffectClick) -> None:
        """The list that only they see, without what is decided."""
        waits = await self._waits.person(click.by)
        blocks: list[Block] = [
            section(f"*{review_text(waits)}*"),
            *(review_blocks(waits, REVIEW_BLOCKS) if waits else []),
        ]
        answer = await AsyncWebhookClient(click.response_url).send(
            text=review_text(waits), blocks=blocks, replace_original=True
        )
        if answer.status_code != 200:
            log.info("the review of %s is not drawn anew: %s", click.by, answer.body)

    async def _open(self, trigger_id: str, view: Block) -> None:
        try:
            await self._wire.act("views.open", patience=0.0, trigger_id=trigger_id, view=view)
        except SlackError as error:
            log.warning("a modal could not be opened: %s", error)


def _is_what_was_seen(proposal: Proposal, marked: Marked) -> bool:
    try:
        digest = proposal.body.action.chosen(marked.alternative).digest
    except KeyError:
        return False
    return digest.startswith(marked.digests[proposal.number])


def _word(click: EffectClick, proposal: Proposal, alternative: str) -> EntryBody:
    number, key = proposal.number, click.key
    match click.verb:
        case "undo":
            return UndoAsked(number=number, by=click.by, key=key)
        case "there" | "again":
            return Cleared(number=number, by=click.by, key=key, is_there=click.verb == "there")
    action = proposal.body.action.chosen(alternative)
    is_yes = click.verb in ("approve", "approve_all", "other")
    return Decided(
        number=number, yes=is_yes, by=click.by, key=key, digest=action.digest, alternative=alternative if is_yes else ""
    )
