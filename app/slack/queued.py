"""Marks what was said while something else was under way: it is kept, and its turn comes. Off when it begins."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from app.core.effects import Effect
from app.core.entries import Said
from app.core.sessions import Session, Turn
from app.slack.pen import Posted
from app.slack.receipts import Receipts
from app.slack.wire import SlackError, SlackRefusedError, Wire

log = logging.getLogger(__name__)

MARK = "hourglass_flowing_sand"
KIND = "mark"  # of its row: no message of ours


def queued(session: Session) -> Iterator[Turn]:
    """Turns that wait for another one, or for a pause to end."""
    waiting = [turn for turn in session.turns if not turn.is_over and turn.id > session.forked_at]
    begun = 0 if session.is_paused and waiting and not waiting[0].replies else 1
    return (turn for turn in waiting[begun:] if isinstance(turn.asked, Said) and turn.asked.ts)


class Queued:
    """Its rows say which marks stand. Setting one twice does no harm, so a crash between is nothing to look into."""

    def __init__(self, wire: Wire, receipts: Receipts) -> None:
        self._wire, self._receipts = wire, receipts

    async def show(self, session: Session) -> None:
        wanted = {f"{session.id}:mark:{turn.asked.ts}": turn.asked.ts for turn in queued(session)}  # type: ignore[union-attr]  # only what was said
        rows = dict(await self._receipts.of(session.id))
        for key, ts in wanted.items():
            row = rows.get(key) or await self._receipts.intend(key, session.id, KIND)
            if row.drawn != "on":
                await self._set(row, Posted(session.place.channel, ts), "on")
        for key, row in rows.items():
            if row.kind == KIND and key not in wanted and row.drawn != "off":
                await self._set(row, Posted(session.place.channel, key.rpartition(":")[2]), "off")

    async def _set(self, row: Effect, at: Posted, drawn: str) -> None:
        """A mark is a courtesy: where Slack has none for us, nothing is lost."""
        method = "reactions.add" if drawn == "on" else "reactions.remove"
        try:
            await self._wire.act(method, patience=2.0, channel=at.channel, timestamp=at.ts, name=MARK)
        except SlackRefusedError as no:
            log.debug("%s: %s", row.key, no)  # it stands already, or is gone already, or may not be set at all
        except SlackError as error:
            log.info("%s is not shown: %s", row.key, error)
            return
        await self._receipts.receive(row, at, drawn=drawn)
