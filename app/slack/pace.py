"""How fast we may call, workspace-wide: slots of a minute, in real time, shared by all that is drawn at once."""

from __future__ import annotations

import asyncio
import math
import time

MINUTE = 60.0


class Slots:
    """`per_minute` calls, of which `at_once` may come together. The n-th stream waits n times as long for its turn."""

    def __init__(self, per_minute: float, at_once: int = 1) -> None:
        self._apart = MINUTE / per_minute  # seconds; 0 where there is no limit
        self._credit = self._apart * (at_once - 1)
        self._next = 0.0  # when the next slot would be free if nobody came early

    def try_take(self) -> bool:
        now = time.monotonic()
        if self._next - self._credit > now:
            return False
        self._next = max(self._next, now) + self._apart
        return True

    async def take(self) -> None:
        """Waits for its slot, in the order of asking."""
        now = time.monotonic()
        mine = max(self._next, now)
        self._next = mine + self._apart
        if (pause := mine - self._credit - now) > 0:
            await asyncio.sleep(pause)


class Pace:
    """Below Slack's limits, https://docs.slack.dev/apis/web-api/rate-limits, to leave room for what must be said."""

    def __init__(
        self, *, limits: bool = True, apart: float = 0.6, edits_apart: float = 3.0, hand_over: float = 240.0
    ) -> None:
        """In seconds: between two appends to a stream, between two edits of a message that grows (Slack's advice), and
        from a stream's start until we end it: Slack does after some 300, see slackapi/python-slack-sdk#1859.
        Without `limits`: for a local workspace that has none, in benchmarks.
        """
        self.apart, self.edits_apart, self.hand_over = apart, edits_apart, hand_over
        self.starts = Slots(18 if limits else math.inf, 10)  # chat.startStream, tier 2: 20
        self.appends = Slots(80 if limits else math.inf, 8)  # chat.appendStream, tier 4: 100
        self.edits = Slots(20 if limits else math.inf, 3)  # chat.update of what is not finished, tier 3: 50
        self.statuses = Slots(22 if limits else math.inf, 10)  # agents.sessions.setStatus, tier 3: 50, set and cleared
