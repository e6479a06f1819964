"""What waits for one person's word, wherever it was proposed: read off the logs, never kept beside them."""

from __future__ import annotations

from app.core.permissions import may_decide
from app.core.ports import Clock, Store
from app.slack.needs import Gate
from app.slack.permalink import link_to
from app.slack.views.review import Waits
from app.slack.wire import Wire


class WaitingFor:
    def __init__(self, wire: Wire, store: Store, gate: Gate, clock: Clock) -> None:
        self._wire, self._store, self._gate, self._clock = wire, store, gate, clock

    async def person(self, slack_id: str) -> list[Waits]:
        """The oldest first. Whatever is older than approvals live has lapsed."""
        person, me = await self._gate.directory.find(slack_id), await self._wire.me()
        found: list[Waits] = []
        since = self._clock.now() - self._gate.approvals.expires_after
        for session_id in await self._gate.waiting.sessions(since):
            session = await self._store.load(session_id)
            link = link_to(session, me)
            found += [
                Waits(session.id, link, each)
                for each in session.proposals
                if each.state == "waiting" and not may_decide(self._gate.approvals, person, each.body)
            ]
        return found
