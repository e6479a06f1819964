"""Twenty people are waiting for an answer when the program dies: after its restart each gets one, and soon."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from app.demo.person import seen
from tests.whole.setting import Setting
from tests.whole.talk import Answered, Talk

THREADS = 20
THINKING_MS = 1_500  # of the model, so that none is answered before the kill
PATIENCE = 60.0  # seconds; the promise is ten


@dataclass(frozen=True)
class Outcome:
    answered: Answered
    seconds: float  # from the restart to the last answer


async def kill_while_all_wait(setting: Setting) -> Outcome:
    """Needs a script brain and no limits: Slack lets 20 streams begin in a minute."""
    people = setting.visitors("rep", "manager")
    talk = Talk(setting, people, await setting.channel("sales", people[0]), random.Random(1))
    assert await setting.program.start(), setting.program.tail()
    await talk.prepare(THREADS, delay_ms=THINKING_MS)
    for number in range(THREADS):
        await talk.begin(people[number % len(people)], direct=False)
    await seen(lambda: _all_asked(setting), f"{THREADS} calls of the model")
    await setting.program.kill()
    assert (await talk.answered()).whole == 0, "the model was quicker than the kill"
    restarted = time.monotonic()
    assert await setting.program.start(), setting.program.tail()
    await seen(lambda: _all_answered(talk), f"{THREADS} answers", PATIENCE)
    seconds = time.monotonic() - restarted
    await setting.settled()
    return Outcome(await talk.answered(), seconds)


async def _all_asked(setting: Setting) -> bool | None:
    """Each is acknowledged, written down, and with the model."""
    return len(await setting.journal("messages", "POST /v1/messages")) >= THREADS or None


async def _all_answered(talk: Talk) -> bool | None:
    return (await talk.answered()).missing == 0 or None
