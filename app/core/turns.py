"""What happens next in a session: one pure function of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.agents import Agent, Catalog
from app.core.approvals import Lapsed, Reminded, Requested
from app.core.delegating import RUN_AGENT, Reported, Started, refusal
from app.core.entries import EntryBody, Fired, Noted, Said, ToolReturned
from app.core.proposals import Proposal, cancelled_by, cancelling, open_request
from app.core.sessions import Session, Turn
from app.core.tools import Call, ToolSpec

CHILDREN_READ = (
    "Nobody sees this session, so nobody could approve a write. Report what to write; who asked can propose it."
)


@dataclass(frozen=True)
class Frame:
    """Freeze the prefix of this session's requests."""


@dataclass(frozen=True)
class CallModel:
    turn: Turn
    agent: Agent


@dataclass(frozen=True)
class RunTool:
    turn: Turn
    call: Call


@dataclass(frozen=True)
class StartChild:
    """Another agent shall do a task; the call waits for what it reports."""

    turn: Turn
    call: Call
    by: Agent


@dataclass(frozen=True)
class Report:
    """A child's turn is over: who asked gets its answer."""

    turn: Turn


@dataclass(frozen=True)
class Propose:
    """Find out what a write would do exactly, and ask for it; nothing is written yet."""

    origin: int  # the turn, or the seq of a form's request
    agent: str
    call: Call
    by: str
    request: Requested | None = None  # None: a model's call


@dataclass(frozen=True)
class Act:
    """Do what was approved."""

    proposal: Proposal


@dataclass(frozen=True)
class Undo:
    proposal: Proposal


@dataclass(frozen=True)
class RunPlaybook:
    turn: Turn
    playbook: str


@dataclass(frozen=True)
class Record:
    """A decision that needs no doing: it is written if the log did not move meanwhile."""

    body: EntryBody


@dataclass(frozen=True)
class Wait:
    until: datetime | None = None  # None: for a person, or for a child session


Step = Frame | CallModel | RunTool | StartChild | Report | Propose | Act | Undo | RunPlaybook | Record | Wait


def next_step(session: Session, catalog: Catalog, tools: Mapping[str, ToolSpec], now: datetime) -> Step:
    """What was approved comes first: it needs no turn, and the turn after it shall know of it."""
    if session.is_paused:
        return Wait()
    if (step := _for_writes(session, now)) is not None:
        return step
    if (finished := _unreported(session)) is not None:
        return Report(finished)
    turn = session.open_turn
    step = Wait() if turn is None else _in_turn(session, turn, catalog, tools, now)
    return Wait(_earliest(session, step)) if isinstance(step, Wait) else step


def leads_to_nothing(body: EntryBody) -> bool:
    """What people say to each other: kept for the next turn, and no reason to look at the session now."""
    return isinstance(body, Said) and not body.wants_reply and cancelled_by(body.text) is None


def _for_writes(session: Session, now: datetime) -> Step | None:
    if voided := cancelling(session.entries, session.proposals):
        return Record(voided)
    waiting = [each for each in session.proposals if each.state == "waiting"]
    if numbers := tuple(each.number for each in waiting if each.body.expires_at <= now):
        return Record(Lapsed(numbers=numbers))
    if numbers := tuple(each.number for each in waiting if not each.is_reminded and each.body.remind_at <= now):
        return Record(Reminded(numbers=numbers))
    for each in session.proposals:
        if each.is_due(now):
            return Undo(each) if each.state == "undoing" else Act(each)
    if request := open_request(session.entries):
        seq, body = request
        return Propose(seq, body.agent, Call("", body.tool, body.input), body.by, body)
    return None


def _earliest(session: Session, wait: Wait) -> datetime | None:
    moments = [wait.until, *(each.due_at for each in session.proposals)]
    return min((moment for moment in moments if moment), default=None)


def _in_turn(session: Session, turn: Turn, catalog: Catalog, tools: Mapping[str, ToolSpec], now: datetime) -> Step:
    if numbers := _called_off(session, turn):
        return Record(Noted(text=f"Cancelled: {numbers}. Nothing was written.", turn=turn.id))
    agent = catalog.find(turn.agent)
    if agent is None:
        return Record(Noted(text=unknown_agent(turn.agent or catalog.default, catalog), turn=turn.id))
    if isinstance(turn.asked, Fired) and turn.asked.not_before and turn.asked.not_before > now:
        return Wait(turn.asked.not_before)
    if turn.faltered and turn.faltered.retry_at and turn.faltered.retry_at > now:
        return Wait(turn.faltered.retry_at)
    if isinstance(turn.asked, Fired) and agent.playbook and not turn.asked.text:
        return RunPlaybook(turn, agent.playbook)
    if calls := turn.open_calls():
        return _next_call(calls, session, turn, agent, catalog, tools)
    if len(turn.replies) >= agent.max_turns:
        return Record(Noted(text=_too_long(agent), turn=turn.id))
    if session.framed is None:
        return Frame()
    if agent.name not in session.framed.agents:
        return Record(Noted(text=_too_new(agent), turn=turn.id))
    return CallModel(turn, agent)


def _unreported(session: Session) -> Turn | None:
    if session.fired is None or not session.fired.parent or not session.turns:
        return None
    is_told = any(isinstance(entry.body, Reported) for entry in session.entries)
    return session.turns[0] if session.turns[0].is_over and not is_told else None


def _next_call(
    calls: tuple[Call, ...],
    session: Session,
    turn: Turn,
    agent: Agent,
    catalog: Catalog,
    tools: Mapping[str, ToolSpec],
) -> Step:
    """Children work side by side; the first call that can go on does."""
    started = {entry.body.call_id for entry in session.entries if isinstance(entry.body, Started)}
    for call in calls:
        if call.name != RUN_AGENT.name or call.name not in agent.tools:
            return _answer(call, session, turn, agent, tools)
        chain = turn.asked.chain if isinstance(turn.asked, Fired) else ()
        if why := refusal(call, agent, chain, catalog):
            return Record(_refused(turn, call, why))
        if call.id not in started:
            return StartChild(turn, call, agent)
    return Wait()


def _answer(call: Call, session: Session, turn: Turn, agent: Agent, tools: Mapping[str, ToolSpec]) -> Step:
    """The harness's own allow-list: what the agent was not given is refused, whatever the model asked for."""
    spec = tools.get(call.name)
    if spec is None or call.name not in agent.tools:
        return Record(_refused(turn, call, f"{agent.name} has no tool {call.name!r}. Use one of: {_named(agent)}."))
    if spec.tier.startswith("write"):
        if session.fired and session.fired.parent:
            return Record(_refused(turn, call, CHILDREN_READ))
        return Propose(turn.id, agent.name, call, turn.asker)
    return RunTool(turn, call)


def _called_off(session: Session, turn: Turn) -> str:
    """What this turn's words cancelled, where they say nothing else: there is nothing to ask a model."""
    if cancelled_by(turn.text) is None:
        return ""
    numbers = (
        each.number
        for each in session.proposals
        if each.voided and (each.voided.why, each.voided.cause) == ("cancelled", turn.id)
    )
    return ", ".join(f"#{number}" for number in numbers)


def _refused(turn: Turn, call: Call, why: str) -> ToolReturned:
    return ToolReturned(turn=turn.id, call_id=call.id, name=call.name, content=why, is_error=True)


def _named(agent: Agent) -> str:
    return ", ".join(agent.tools) or "none"


def _too_new(agent: Agent) -> str:
    return f"{agent.name} was made after this thread began. Ask it in a new thread."


def _too_long(agent: Agent) -> str:
    return f"I stopped after {agent.max_turns} steps without an answer. Ask a narrower question."


def unknown_agent(name: str, catalog: Catalog) -> str:
    """What people read when they call for an agent that is not there."""
    near = catalog.nearest(name)
    hint = f" Did you mean `!agent {near}`?" if near else ""
    listed = "\n".join(f"- `{agent.name}`: {agent.description}" for agent in catalog.agents.values())
    return f"There is no agent “{name}”.{hint}\n\n{listed}"
