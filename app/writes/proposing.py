"""From a call or a form to a proposal in the log: the tool finds the record, the team's rules say who has to agree."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from app.core.actions import Action
from app.core.approvals import Decided, Declined, Proposed, Requested, Voided
from app.core.entries import EntryBody, ToolReturned
from app.core.permissions import Allow, Approvals, Ask, Refuse, judge, may_decide
from app.core.ports import Clock, Directory
from app.core.proposals import Proposal, completes
from app.core.sessions import Session
from app.core.tools import CallContext, Outcome, WriteTool
from app.core.turns import Propose

log = logging.getLogger(__name__)


class Proposing:
    def __init__(
        self, tools: Mapping[str, WriteTool], directory: Directory, approvals: Approvals, clock: Clock
    ) -> None:
        self._tools, self._directory = tools, directory
        self._approvals, self._clock = approvals, clock

    async def propose(self, session: Session, wanted: Propose) -> tuple[EntryBody, ...]:
        """What is written down together: the proposal, what it voids, a yes where none is asked, the call's answer."""
        before = _replaced(session, wanted.request)
        try:
            answer = await self._frozen(session, wanted, before)
            if isinstance(answer, Action):
                return await self._proposed(session, wanted, before, answer)
        except Exception as bug:
            log.exception("session %s: %s could not be proposed", session.id, wanted.call.name)
            why = f"{wanted.call.name} failed: {type(bug).__name__}. The program's log has the details; say so."
            answer = Outcome(why, is_error=True)
        return _told(wanted, answer)

    async def _frozen(self, session: Session, wanted: Propose, before: Proposal | None) -> Action | Outcome:
        tool = self._tools.get(wanted.call.name)
        if tool is None:
            why = f"{wanted.call.name!r} writes, and nobody is named who may approve that."
            return Outcome(why, is_error=True)
        if before and (why := await self._may_not_change(wanted.by, before)):
            return Outcome(why, is_error=True)
        asker = await self._directory.find(before.body.by if before else wanted.by)
        return await tool.propose(wanted.call, CallContext(session, asker, self._clock.now()))

    async def _may_not_change(self, by: str, before: Proposal) -> str:
        if before.state not in ("waiting", "refused", "lapsed"):
            return f"#{before.number} was decided meanwhile, so it stays as it is."
        if by == before.body.by:
            return ""
        return may_decide(self._approvals, await self._directory.find(by), before.body)

    async def _proposed(
        self, session: Session, wanted: Propose, before: Proposal | None, action: Action
    ) -> tuple[EntryBody, ...]:
        by = before.body.by if before else wanted.by
        asker, tool, taint = await self._directory.find(by), wanted.call.name, session.taint_for(by)
        verdict = judge(
            self._approvals,
            wanted.agent,
            tool,
            self._tools[tool].spec.tier,
            action,
            asker,
            taint,
            approved_before=_approved_before(session, tool, by),
        )
        if isinstance(verdict, Refuse):
            return _told(wanted, Outcome(verdict.why, is_error=True))
        now, rules = self._clock.now(), self._approvals
        proposed = Proposed(
            number=len(session.proposals) + 1,
            origin=wanted.origin,
            call_id=wanted.call.id,
            agent=wanted.agent,
            tool=tool,
            by=by,
            edited_by=wanted.by if wanted.by != by else "",
            input=dict(wanted.call.input),
            action=action,
            taint=taint,
            needs=verdict.needs if isinstance(verdict, Ask) else "owner",
            why=verdict.why if isinstance(verdict, Ask) else "",
            replaces=before.number if before else None,
            remind_at=now + rules.remind_after,
            expires_at=now + rules.expires_after,
        )
        decided = await self._decided(proposed, verdict, wanted.request, before)
        bodies: list[EntryBody] = [proposed, *_voided(session, proposed), *([decided] if decided else [])]
        return (*bodies, *_returned(wanted, proposed, verdict))

    async def _decided(
        self, proposed: Proposed, verdict: Ask | Allow, request: Requested | None, before: Proposal | None
    ) -> Decided | None:
        """A yes that nobody has to give: the policy's, or the one given before a question was answered."""
        digest = proposed.action.digest
        if isinstance(verdict, Allow):
            key, policy = f"policy:{proposed.number}", verdict.policy
            return Decided(number=proposed.number, yes=True, by=proposed.by, key=key, digest=digest, policy=policy)
        if request is None or before is None or before.decided is None or not request.answers:
            return None
        alternative = before.decided.alternative
        action = proposed.action.chosen(alternative)
        if not completes(before, action, request.answers):
            return None
        if may_decide(self._approvals, await self._directory.find(request.by), proposed):
            return None
        return Decided(
            number=proposed.number,
            yes=True,
            by=request.by,
            key=request.key,
            digest=action.digest,
            alternative=alternative,
        )


def _replaced(session: Session, request: Requested | None) -> Proposal | None:
    number = request.replaces if request else None
    return next((each for each in session.proposals if each.number == number), None)


def _approved_before(session: Session, tool: str, by: str) -> bool:
    """By the person themselves, in this session."""
    decisions = [each.decided for each in session.proposals if each.body.tool == tool and each.body.by == by]
    return any(each.yes and each.by == by and not each.policy for each in decisions if each)


def _voided(session: Session, proposed: Proposed) -> list[Voided]:
    """What waits and is about the same, or is replaced by name."""
    touched = set(proposed.action.touches)
    return [
        Voided(number=each.number, by=proposed.edited_by or proposed.by, why="replaced", cause=proposed.number)
        for each in session.proposals
        if each.state == "waiting" and (each.number == proposed.replaces or touched & set(each.body.action.touches))
    ]


def _returned(wanted: Propose, proposed: Proposed, verdict: Ask | Allow) -> tuple[ToolReturned, ...]:
    """For the model. It says nothing of the record: names in a CRM are text that anybody wrote."""
    if wanted.request:
        return ()
    waits = "It waits for a yes on the card below your reply, which shows everything; nothing is written before."
    allowed = "It needs no yes here and is being written; the card below your reply shows the outcome."
    told = f"Proposed as #{proposed.number}. {waits if isinstance(verdict, Ask) else allowed} Say so in one short line."
    return (ToolReturned(turn=wanted.origin, call_id=wanted.call.id, name=wanted.call.name, content=told),)


def _told(wanted: Propose, outcome: Outcome) -> tuple[EntryBody, ...]:
    if wanted.request:
        return (Declined(origin=wanted.origin, by=wanted.by, text=outcome.content),)
    call = wanted.call
    return (ToolReturned(turn=wanted.origin, call_id=call.id, name=call.name, **vars(outcome)),)
