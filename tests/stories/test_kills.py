"""`kill -9` loses nothing and repeats nothing. bench/kills.py does the same at fifty moments."""

from __future__ import annotations

import random
from pathlib import Path

from tests.whole.company import write_company
from tests.whole.in_flight import THREADS, kill_while_all_wait
from tests.whole.ordeal import RETRIES, Kill, Ordeal
from tests.whole.setting import setting
from tests.whole.talk import Answered, Talk

KILLS = (
    Kill("firing.settled:2"),
    Kill("post.acted:1"),
    Kill("post.looked:1"),
    Kill("log.opened:2"),
    Kill("stream.received:1"),
    Kill("stream.stopped:1"),
    Kill("log.appending:3"),
    Kill(after=0.5),
)


async def test_whenever_the_program_is_killed_every_list_comes_once_and_every_question_is_answered_once(
    tmp_path: Path,
) -> None:
    company, chance = write_company(tmp_path / "company"), random.Random(1)
    async with setting(tmp_path, company=company, limits=False, options=RETRIES) as there:
        people = there.visitors("rep", "manager")
        talk = Talk(there, people, await there.channel("sales", people[0]), chance)
        await talk.prepare(100, pace_ms=5)
        ordeal = Ordeal(there, talk, chance)
        for kill in KILLS:
            await ordeal.live(kill)
        tally = await ordeal.settle()
        assert len(ordeal.reached) >= 5, ordeal.reached  # it died where it should, not only when time was up
        assert tally.is_clean, tally
        assert tally.answers == talk.asked > 0
        assert tally.lists >= len(people)
        assert await there.program.stop() == 0


async def test_twenty_people_who_wait_when_the_program_dies_are_answered_after_its_restart(tmp_path: Path) -> None:
    async with setting(tmp_path, company=write_company(tmp_path / "company"), limits=False) as there:
        outcome = await kill_while_all_wait(there)
        assert outcome.answered == Answered(whole=THREADS, missing=0, extra=0)
        assert await there.program.stop() == 0
