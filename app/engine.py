"""Fire, deliver, advance: the one loop. It decides nothing (`core.turns` does) and knows no vendor."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.core.agents import Agent, Catalog
from app.core.delegating import RUN_AGENT
from app.core.entries import EntryBody, Faltered, Fired, Listed, Noted, Opened, Place, Replied, Stopped, ToolReturned
from app.core.ports import Clock, Conflict, Directory, Lists, Live, Model, Store, Surface, Wakes
from app.core.sessions import Session, Turn
from app.core.tools import Call, CallContext, Outcome, Tool
from app.core.turns import (
    Act,
    CallModel,
    Frame,
    Propose,
    Record,
    Report,
    RunPlaybook,
    RunTool,
    StartChild,
    Undo,
    Wait,
    leads_to_nothing,
    next_step,
)
from app.delegation import Delegation, switching
from app.writes import Writes

log = logging.getLogger(__name__)

Fact = EntryBody | tuple[EntryBody, ...]  # what is written down together

RESULT_CHARS = 40_000  # of one tool's result, about 10,000 tokens; the rest is cut with a note
LIST_AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))  # after each failure; then it is told
GIVEN_UP = timedelta(minutes=5)  # until a session whose calls failed looks again at what was approved
DRAW_AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))  # the last one from then on
SORRY = "Something went wrong in the program, not with your question. Please ask again; the details are in its log."
NO_LIST = "Your list could not be computed. The details are in the program's log; `threadwork list` shows it again."


class Engine:
    def __init__(
        self,
        store: Store,
        model: Model,
        surface: Surface,
        lists: Lists,
        tools: Mapping[str, Tool],
        catalog: Catalog,
        directory: Directory,
        clock: Clock,
        wakes: Wakes,
        writes: Writes,
    ) -> None:
        self._store, self._model, self._surface, self._lists = store, model, surface, lists
        self._tools, self._catalog, self._directory = tools, catalog, directory
        self._clock, self._wakes = clock, wakes
        self._writes = writes
        self._delegation = Delegation(store, clock)
        self._specs = {**{name: tool.spec for name, tool in tools.items()}, **writes.specs, RUN_AGENT.name: RUN_AGENT}
        self._doing: dict[str, asyncio.Task[Any]] = {}  # session → what its turn waits for
        self._stops: dict[str, int] = {}  # session → the seq of its latest Stopped
        self._undrawn: dict[str, int] = {}  # session → how often drawing it failed in a row

    async def fire(self, fired: Fired, place: Place) -> str | None:
        """A trigger invokes an agent: a session of its own. None where this firing happened already."""
        return await self._store.open(place, Opened(place=place, by=fired.trigger), fired, key=fired.key)

    async def deliver(self, to: str | Place, *bodies: EntryBody, key: str, by: str = "") -> str | None:
        """Words to a session, or to a thread, whose session is opened if need be. None where `key` came before."""
        if isinstance(to, Place):
            return await self._store.open(to, Opened(place=to, by=by), *bodies, key=key)
        seq = await self._store.append(to, *bodies, key=key, enqueue=not all(map(leads_to_nothing, bodies)))
        if seq and any(isinstance(body, Stopped) for body in bodies):
            self._stop(to, seq)
        if seq and (switches := switching(bodies)):
            for child in (await self._store.load(to)).children():
                await self.deliver(child, *switches, key=f"{key}:{child}")
        return to if seq else None

    async def advance(self, session_id: str) -> None:
        """Run a session until it must wait. Safe to call at any time, twice."""
        while True:
            session = await self._store.load(session_id)
            await self._draw(session)
            match next_step(session, self._catalog, self._specs, self._clock.now()):
                case Wait(until=until):
                    return await self._rest(session, until)
                case Record(body):
                    await self._decide(session, body)
                case Frame():
                    await self._decide(session, self._model.frame(self._catalog, self._specs))
                case CallModel() | RunTool() | Propose() | RunPlaybook() as step:
                    await self._keep(session, self._find_out(session, step))
                case StartChild() | Report() | Act() | Undo() as step:
                    await self._carry_out(session, step)

    def _find_out(
        self, session: Session, step: CallModel | RunTool | Propose | RunPlaybook
    ) -> Coroutine[None, None, Fact]:
        match step:
            case CallModel(turn, agent):
                return self._reply(session, turn, agent)
            case RunTool(turn, call):
                return self._run(session, turn, call)
            case Propose():
                return self._writes.proposing.propose(session, step)
            case RunPlaybook(turn):
                return self._list(turn)

    async def _carry_out(self, session: Session, step: StartChild | Report | Act | Undo) -> None:
        match step:
            case StartChild(turn, call, by):
                await self._delegation.start(session, turn, call, by)
            case Report(turn):
                await self._delegation.report(session, turn)
            case Act() | Undo():
                await self._write(session, step)

    async def give_up(self, session_id: str, seq: int, reason: str) -> None:
        """Ends the turn that the call of `seq` cannot advance, with one apology; called again it says nothing more.

        A turn that was asked for after that has a call of its own.
        """
        session = await self._store.load(session_id)
        if (turn := session.open_turn) and turn.id <= seq:
            log.error("session %s: turn %s is given up: %s", session_id, turn.id, reason)
            await self._store.append(session_id, _faltered(turn, SORRY, reason))
        if any(proposal.is_due(self._clock.now()) for proposal in session.proposals):
            await self._wakes.set(session_id, self._clock.now() + GIVEN_UP)

    async def _rest(self, session: Session, until: datetime | None) -> None:
        if until:
            await self._wakes.set(session.id, until)

    async def _write(self, session: Session, effect: Act | Undo) -> None:
        """Nobody's Stop reaches it: what was begun outside is brought to its end."""
        acting = self._writes.acting
        doing = acting.act if isinstance(effect, Act) else acting.undo
        await self._store.append(session.id, await doing(session, effect.proposal), enqueue=False)

    async def _keep(self, session: Session, doing: Coroutine[None, None, Fact]) -> None:
        """Writes down what came of it, whatever the log did meanwhile. A person's Stop cuts it short."""
        self._doing[session.id] = task = asyncio.create_task(doing)
        if self._stops.get(session.id, 0) > session.seq:
            task.cancel()
        try:
            fact = await task
        except asyncio.CancelledError:
            if _is_being_cancelled():
                raise
            log.info("session %s: stopped by a person", session.id)
        else:
            bodies = fact if isinstance(fact, tuple) else (fact,)
            await self._store.append(session.id, *bodies, enqueue=False)
        finally:
            self._doing.pop(session.id, None)

    def _stop(self, session_id: str, seq: int) -> None:
        self._stops[session_id] = seq  # for a step that was decided before, and begins only now
        if task := self._doing.get(session_id):
            task.cancel()

    async def _decide(self, session: Session, decision: EntryBody) -> None:
        try:
            await self._store.append(session.id, decision, expect=session.seq, enqueue=False)
        except Conflict:
            log.debug("session %s moved while deciding; looking again", session.id)

    async def _reply(self, session: Session, turn: Turn, agent: Agent) -> Replied | Faltered:
        live = _Shielded(session.id)
        try:
            live.inner = await self._surface.live(session, turn, agent)
        except Exception:
            log.exception("session %s: the reply cannot be shown while it is written", session.id)
        try:
            answer = await self._model.reply(session, turn, agent, live)
            assert answer.turn == turn.id, "an answer that names another turn would be asked for without end"
        except Exception as bug:
            log.exception("session %s: the model's side has a bug", session.id)
            return _faltered(turn, SORRY, repr(bug))
        return answer

    async def _run(self, session: Session, turn: Turn, call: Call) -> ToolReturned:
        try:
            asker = await self._directory.find(turn.asker)
            outcome = await self._tools[call.name].run(call, CallContext(session, asker, self._clock.now()))
        except Exception as bug:
            log.exception("session %s: tool %s failed", session.id, call.name)
            outcome = Outcome(f"{call.name} failed: {type(bug).__name__}: {bug}. Say so; do not guess.", is_error=True)
        outcome = _shorten(outcome)
        return ToolReturned(turn=turn.id, call_id=call.id, name=call.name, **vars(outcome))

    async def _list(self, turn: Turn) -> Listed | Noted | Faltered:
        assert isinstance(turn.asked, Fired)
        try:
            return await self._lists.list_for(turn.asked, turn.id) or Noted(text="", turn=turn.id)
        except Exception as problem:
            log.exception("the list of %s for %s failed", turn.asked.agent, turn.asked.person)
            pause = dict(enumerate(LIST_AGAIN)).get(_attempts(turn))
            faltered = _faltered(turn, NO_LIST, repr(problem))
            return faltered.model_copy(update={"retry_at": pause and self._clock.now() + pause})

    async def _draw(self, session: Session) -> None:
        """What is in the log is safe; a thread that cannot be drawn now is drawn later, and holds up nothing."""
        try:
            await self._surface.draw(session)
            self._undrawn.pop(session.id, None)
        except Exception:
            failures = self._undrawn.get(session.id, 0)
            self._undrawn[session.id] = failures + 1
            pause = DRAW_AGAIN[min(failures, len(DRAW_AGAIN) - 1)]
            log.exception("session %s could not be drawn; drawing it again in %s", session.id, pause)
            await self._wakes.set(session.id, self._clock.now() + pause)


class _Shielded:
    """A live view that may fail without failing the reply."""

    def __init__(self, session: str) -> None:
        self._session = session
        self.inner: Live | None = None

    async def text(self, delta: str) -> None:
        if self.inner:
            await self._try(self.inner.text(delta))

    async def working(self, call: str) -> None:
        if self.inner:
            await self._try(self.inner.working(call))

    async def _try(self, showing: Awaitable[None]) -> None:
        try:
            await showing
        except Exception:
            log.exception("session %s: the rest of the reply is shown when it is finished", self._session)
            self.inner = None


def _is_being_cancelled() -> bool:
    """Whether this very task is, rather than one it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _faltered(turn: Turn, reason: str, detail: str) -> Faltered:
    return Faltered(turn=turn.id, attempt=_attempts(turn) + 1, reason=reason, detail=detail)


def _attempts(turn: Turn) -> int:
    return turn.faltered.attempt if turn.faltered else 0


def _shorten(outcome: Outcome) -> Outcome:
    length = len(outcome.content)
    if length <= RESULT_CHARS:
        return outcome
    note = f"\n[Cut after {RESULT_CHARS:,} of {length:,} characters. Ask for less.]"
    return replace(outcome, content=outcome.content[:RESULT_CHARS] + note)
