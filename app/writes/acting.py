"""Does what was approved, once: intent, act, receipt. After a crash or a lost answer it looks before it repeats it.

A write that was sent and is nowhere to be found is not sent again: a person is asked. One whose sending a crash may
have cut off is looked for, and sent where it is not there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.core.actions import Action, Busy, Receipt, Refused, Result, Unsure
from app.core.approvals import Acted, Undone
from app.core.effects import Effect
from app.core.permissions import Approvals, may_decide
from app.core.ports import Clock, Directory, Intents
from app.core.proposals import Proposal
from app.core.sessions import Session
from app.core.tools import WriteTool
from app.passing import passing

log = logging.getLogger(__name__)

LOOKS = (0.5, 1.5, 4.0)  # seconds before each look for a write whose answer was lost
AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))  # then it is given up
BUG = "Something went wrong in the program while this was written, so it is not known whether it is there."


class Acting:
    def __init__(
        self,
        tools: Mapping[str, WriteTool],
        intents: Intents,
        directory: Directory,
        approvals: Approvals,
        clock: Clock,
        looks: Sequence[float] = LOOKS,
    ) -> None:
        self._tools, self._intents, self._directory = tools, intents, directory
        self._approvals, self._clock, self._looks = approvals, clock, looks

    async def act(self, session: Session, proposal: Proposal) -> Acted:
        attempt = proposal.acted.attempt + 1 if proposal.acted else 1
        tool = self._tools.get(proposal.body.tool)
        if tool is None or (why := await self._forbidden(proposal)):
            result: Result = Refused(why if tool else f"There is no tool {proposal.body.tool!r} any more.")
        else:
            try:
                result = await self._once(session, proposal, tool)
            except Exception:
                log.exception("session %s: #%s failed", session.id, proposal.number)
                result = Unsure(BUG)
        return _acted(proposal.number, result, attempt, self._clock)

    async def undo(self, session: Session, proposal: Proposal) -> Undone:
        """Repeatable: the tool looks first, so a crash midway is no matter."""
        attempt = proposal.undone.attempt + 1 if proposal.undone else 1
        receipt = proposal.acted.receipt if proposal.acted else None
        tool = self._tools.get(proposal.body.tool)
        assert proposal.undo
        by = proposal.undo.by
        if receipt is None or tool is None:
            result: Receipt | Refused | Busy = Refused("There is nothing to undo it by any more.")
        elif why := may_decide(self._approvals, await self._directory.find(by), proposal.body):
            result = Refused(why)
        else:
            try:
                result = await self._undo_once(session, proposal, tool, receipt)
            except Exception as bug:
                log.exception("session %s: #%s could not be undone", session.id, proposal.number)
                result = Refused(f"It could not be undone ({type(bug).__name__}); the program's log has the details.")
        return _undone(proposal.number, by, result, attempt, self._clock)

    async def _forbidden(self, proposal: Proposal) -> str:
        """Whoever said yes must still be somebody who may, when it is done."""
        decided = proposal.decided
        assert decided
        person = await self._directory.find(decided.by)
        if decided.policy:
            return "" if person.standing == "member" else f"{person.name} is no member of this workspace any more."
        return may_decide(self._approvals, person, proposal.body)

    async def _once(self, session: Session, proposal: Proposal, tool: WriteTool) -> Result:
        key, action = f"{session.id}:{proposal.number}", proposal.action
        row = await self._intents.find(f"{key}:write")
        if row is None:
            row = await self._intents.intend(f"{key}:write", session.id, f"{action.system}.{proposal.body.tool}")
        else:
            found = await self._found(row, tool, action, key, may_repeat=bool(proposal.cleared))
            if found is not None:
                return found
        passing("effect.intended")
        result = await tool.act(action, key)
        passing("effect.acted")
        return await self._settle(row, result, tool, action, key)

    async def _found(
        self, row: Effect, tool: WriteTool, action: Action, key: str, *, may_repeat: bool
    ) -> Result | None:
        """What is known of an earlier try; None: it is not there, and may be sent."""
        if row.state == "done":
            return Receipt.model_validate_json(row.receipt["receipt"])
        for pause in (0.0, *self._looks[:1]):
            await asyncio.sleep(pause)
            seen = await tool.look(action, key)
            passing("effect.looked")
            if isinstance(seen, Receipt):
                return await self._receive(row, seen)
            if isinstance(seen, Busy):
                return seen
            if isinstance(seen, Unsure):
                return None if may_repeat else seen
        return None if row.state == "intended" or may_repeat else _nowhere()

    async def _settle(self, row: Effect, result: Result, tool: WriteTool, action: Action, key: str) -> Result:
        match result:
            case Receipt():
                return await self._receive(row, result)
            case Refused() | Busy():
                await self._intents.forget(row.key)
                return result
        await self._intents.doubt(row.key)
        for pause in self._looks:
            await asyncio.sleep(pause)
            seen = await tool.look(action, key)
            if isinstance(seen, Receipt):
                return await self._receive(row, seen)
            if isinstance(seen, Unsure):
                return seen
        return _nowhere()

    async def _receive(self, row: Effect, receipt: Receipt) -> Receipt:
        await self._intents.receive(row.key, {"receipt": receipt.model_dump_json()})
        passing("effect.received")
        return receipt

    async def _undo_once(
        self, session: Session, proposal: Proposal, tool: WriteTool, receipt: Receipt
    ) -> Receipt | Refused | Busy:
        key, action = f"{session.id}:{proposal.number}", proposal.action
        row = await self._intents.intend(f"{key}:undo", session.id, f"{action.system}.undo")
        passing("undo.intended")
        result = await tool.undo(action, receipt, key)
        passing("undo.acted")
        if isinstance(result, Receipt):
            await self._receive(row, result)
        else:
            await self._intents.forget(row.key)
        return result


def _nowhere() -> Unsure:
    return Unsure(
        "It was sent and no answer came, and it is not to be found. Please look, and say whether it is there."
    )


def _acted(number: int, result: Result, attempt: int, clock: Clock) -> Acted:
    match result:
        case Receipt(told=told):
            return Acted(number=number, outcome="done", told=told, receipt=result, attempt=attempt)
        case Unsure(told=told):
            return Acted(number=number, outcome="unsure", told=told, attempt=attempt)
        case Refused(told=told, questions=questions):
            return Acted(number=number, outcome="refused", told=told, questions=questions, attempt=attempt)
        case Busy(told=told) if attempt > len(AGAIN):
            gone = f"{told} It was tried {attempt} times and is given up; nothing was written."
            return Acted(number=number, outcome="refused", told=gone, attempt=attempt)
        case Busy(told=told):
            at = clock.now() + _pause(result, attempt)
            return Acted(number=number, outcome="busy", told=told, attempt=attempt, retry_at=at)


def _undone(number: int, by: str, result: Receipt | Refused | Busy, attempt: int, clock: Clock) -> Undone:
    match result:
        case Busy(told=told) if attempt <= len(AGAIN):
            at = clock.now() + _pause(result, attempt)
            return Undone(number=number, by=by, outcome="busy", told=told, attempt=attempt, retry_at=at)
        case Receipt(told=told):
            return Undone(number=number, by=by, outcome="done", told=told, attempt=attempt)
    return Undone(number=number, by=by, outcome="refused", told=result.told, attempt=attempt)


def _pause(busy: Busy, attempt: int) -> timedelta:
    return max(AGAIN[attempt - 1], busy.after or timedelta())
