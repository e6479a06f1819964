"""A system at the other end of a write tool, and the loop with a real log and outbox that writes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.actions import Action, Busy, Receipt, Refused, Result, Unsure
from app.core.approvals import Decided, UndoAsked
from app.core.entries import EntryBody, Place, Replied, Said
from app.core.people import Person
from app.core.permissions import Approvals
from app.core.proposals import Proposal
from app.core.sessions import Session, Turn
from app.core.tools import Call, CallContext, Outcome, ToolSpec
from app.engine import Engine
from app.store.database import Database
from app.store.log import Log
from app.store.outbox import Outbox
from app.store.wakes import Wakes
from app.writes import Writes
from tests.core.proposing import action
from tests.scripted import CATALOG, Agent, ScriptedLists, ScriptedModel, WrittenSurface, replied, text
from tests.store.fakes import SetClock, WrittenDelivery

THREAD = Place(channel="C1", thread_ts="1764000000.000100")


class KilledError(BaseException):
    """The program dies here; what it had not written down is gone."""


@dataclass
class Outside:
    """What stands there, by key; and what goes wrong next."""

    there: dict[str, dict[str, object]] = field(default_factory=dict)
    arrived: list[str] = field(default_factory=list)  # the key of each write, in order
    looked: list[str] = field(default_factory=list)
    next_up: list[Result | Callable[[], None]] = field(default_factory=list)
    proposes: Action | Outcome = field(default_factory=action)
    is_away: bool = False


class Filing:
    """Implements core.tools.WriteTool."""

    spec = ToolSpec("file", "files", {"type": "object"}, "write_internal")

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.asked: list[Call] = []

    async def propose(self, call: Call, context: CallContext) -> Action | Outcome:
        self.asked.append(call)
        return self.outside.proposes

    async def act(self, action: Action, key: str) -> Result:
        trouble = self.outside.next_up.pop(0) if self.outside.next_up else None
        if isinstance(trouble, Refused | Busy):
            return trouble
        self.outside.arrived.append(key)
        if not isinstance(trouble, Unsure) or "arrived" in trouble.told:
            self.outside.there[key] = action.payload
        if isinstance(trouble, Unsure):
            return trouble
        if trouble and not isinstance(trouble, Receipt):
            trouble()
        return Receipt(told="Filed", url="https://outside.example/1", kept={"key": key})

    async def look(self, action: Action, key: str) -> Receipt | Busy | None:
        self.outside.looked.append(key)
        if self.outside.is_away:
            return Busy("it is away")
        return Receipt(told="Filed", kept={"key": key}) if key in self.outside.there else None

    async def undo(self, action: Action, receipt: Receipt, key: str) -> Receipt | Refused | Busy:
        if receipt.kept["key"] not in self.outside.there:
            return Refused("It has moved on.")
        del self.outside.there[receipt.kept["key"]]
        return Receipt(told="Taken out", is_undoable=False)


class Owners:
    """U1 owns 11, U2 owns 12, U9 manages both, U8 is a guest who owns 11."""

    async def find(self, slack_id: str) -> Person:
        owners = {"U1": "11", "U2": "12", "U8": "11"}
        person = Person(slack_id, slack_id, f"{slack_id.lower()}@example.com", "Europe/Berlin")
        return Person(
            **{
                **vars(person),
                "owner_id": owners.get(slack_id),
                "team": ("11", "12") if slack_id == "U9" else (),
                "standing": "guest" if slack_id == "U8" else "member",
            }
        )


def filing_script(times: int = 1) -> Callable[[Session, Turn, Agent], Replied]:
    """The model asks for so many writes at once, and then says that they wait."""

    def script(session: Session, turn: Turn, agent: Agent) -> Replied:
        if turn.replies:
            return text(turn.returns[-1].content, turn, agent, session)
        uses = [{"type": "tool_use", "id": f"{turn.id}.{n}", "name": "file", "input": {"n": n}} for n in range(times)]
        return replied(uses, "tool_use", turn, agent, session)

    return script


@dataclass
class Office:
    engine: Engine
    log: Log
    outbox: Outbox
    clock: SetClock
    outside: Outside
    tool: Filing
    model: ScriptedModel
    wakes: Wakes
    session: str = ""
    count: int = 0

    async def say(self, words: str = "file it", *, by: str = "U1", wants_reply: bool = True) -> None:
        self.count += 1
        said = Said(key=f"T1:C1:{self.count}", ts=str(self.count), by=by, text=words, wants_reply=wants_reply)
        self.session = await self.engine.deliver(THREAD, said, key=said.key, by=by) or ""
        await self.engine.advance(self.session)

    async def hear(self, *bodies: EntryBody) -> None:
        self.count += 1
        await self.engine.deliver(self.session, *bodies, key=f"word {self.count}")
        await self.engine.advance(self.session)

    async def yes(self, number: int = 1, *, by: str = "U1", alternative: str = "") -> None:
        digest = (await self.proposal(number)).body.action.chosen(alternative).digest
        key = f"yes {self.count}"
        word = Decided(number=number, yes=True, by=by, key=key, digest=digest, alternative=alternative)
        await self.hear(word)

    async def undo(self, number: int = 1, *, by: str = "U1") -> None:
        await self.hear(UndoAsked(number=number, by=by, key="undo"))

    async def proposal(self, number: int = 1) -> Proposal:
        return (await self.log.load(self.session)).proposals[number - 1]

    async def states(self) -> list[str]:
        return [each.state for each in (await self.log.load(self.session)).proposals]

    def boot(self, database: Database) -> Office:
        """The program starts again on the same tables and the same world."""
        return office(database, self.outside, self.clock, session=self.session, count=self.count)


def office(
    database: Database,
    outside: Outside | None = None,
    clock: SetClock | None = None,
    *,
    approvals: Approvals | None = None,
    session: str = "",
    count: int = 0,
) -> Office:
    outside, clock, delivery = outside or Outside(), clock or SetClock(), WrittenDelivery()
    log, wakes, outbox = Log(database, delivery, clock), Wakes(database, delivery), Outbox(database, clock, "boot")
    tool, model, directory = Filing(outside), ScriptedModel(filing_script()), Owners()
    writes = Writes.by([tool], outbox, directory, approvals or Approvals(), clock, looks=(0.0, 0.0))
    agents = {**CATALOG.agents, "assistant": Agent("assistant", "answers", "", "m", tools=("look", "file"))}
    catalog = type(CATALOG)(agents, "assistant")
    engine = Engine(log, model, WrittenSurface(), ScriptedLists(), {}, catalog, directory, clock, wakes, writes)
    return Office(engine, log, outbox, clock, outside, tool, model, wakes, session, count)
