"""The effect rows of the sessions that are drawn now: a cache of what this program wrote, not a second truth."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from app.core.effects import Effect
from app.core.entries import Place
from app.core.ports import Effects
from app.slack.pen import Posted

CACHED = 512  # sessions


class Receipts:
    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._known: OrderedDict[str, dict[str, Effect]] = OrderedDict()

    async def of(self, session: str) -> dict[str, Effect]:
        if session not in self._known:
            self._known[session] = {each.key: each for each in await self._effects.of_session(session)}
        self._known.move_to_end(session)
        if len(self._known) > CACHED:
            self._known.popitem(last=False)
        return self._known[session]

    async def intend(self, key: str, session: str, kind: str) -> Effect:
        """The row that is there, or a new one; another replica may have been quicker."""
        rows = await self.of(session)
        rows[key] = await self._effects.intend(key, session, kind)
        return rows[key]

    async def receive(self, effect: Effect, at: Posted, *, drawn: str = "", bind: Place | None = None) -> Effect:
        receipt = {"channel": at.channel, "ts": at.ts}
        await self._effects.receive(effect.key, receipt, drawn=drawn, bind=bind)
        done = replace(effect, state="done", receipt=receipt, drawn=drawn)
        (await self.of(effect.session))[effect.key] = done
        return done

    async def forget(self, effect: Effect) -> None:
        await self._effects.forget(effect.key)
        (await self.of(effect.session)).pop(effect.key, None)


def posted(effect: Effect) -> Posted | None:
    """Where its message stands, as far as its receipt says."""
    is_post = effect.kind.startswith("slack.") and effect.receipt
    return Posted(effect.receipt["channel"], effect.receipt["ts"]) if is_post else None
