"""`kill -9` of the program at 50 moments while lists go out and people talk, and once while 20 people wait; no limits.

Everything is counted in the local workspace, which is never killed: its journal and what stands in its conversations.
`python -m bench kills`; THREADWORK_BENCH_SEED is another chance than the usual one.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from bench.row import Row, at_least, at_most
from tests.whole.company import write_company
from tests.whole.in_flight import THREADS, Outcome, kill_while_all_wait
from tests.whole.ordeal import LABELS, RETRIES, Ordeal, Tally, fifty
from tests.whole.setting import setting
from tests.whole.talk import Talk

KILLS = 50
QUESTIONS = 300  # that the model knows an answer to; some 150 are asked
PACE_MS = 20  # between two pieces of an answer, so that a kill finds it half written


@dataclass(frozen=True)
class Survived:
    tally: Tally
    kills: int
    at_labels: int  # different ones
    asked: int


def measure() -> Iterator[Row]:
    survived = asyncio.run(_survive(random.Random(os.environ.get("THREADWORK_BENCH_SEED", "1"))))
    tally = survived.tally
    yield Row("kills of the program", survived.kills, "", at_least(KILLS), is_promise=True)
    yield Row("labelled places at which it died", survived.at_labels, "", note=f"of {len(LABELS)}; the rest at random")
    yield Row("lists that were due and came", tally.lists, "")
    yield _none("lists missing", tally.lists_missing)
    yield _none("lists that came twice, or on a wrong day", tally.lists_doubled)
    yield Row("questions asked and answered", tally.answers, "", at_least(survived.asked), is_promise=True)
    yield _none("answers missing", tally.answers_missing)
    yield _none("answers that nobody asked for, or twice", tally.answers_extra)
    yield _none("threads left working, messages left unfinished", tally.working)
    yield _none("posts that Slack has twice", tally.doubled_keys)
    outcome = asyncio.run(_wait_for_twenty())
    answered = outcome.answered
    yield Row("waiting at the kill, answered after the restart", answered.whole, "", at_least(THREADS), is_promise=True)
    yield _none("of these answered twice", answered.extra)
    yield Row("from the restart to the last of them", outcome.seconds, "s", at_most(10))


def _none(name: str, count: int) -> Row:
    return Row(name, count, "", at_most(0), is_promise=True)


async def _survive(chance: random.Random) -> Survived:
    with tempfile.TemporaryDirectory(prefix="threadwork-kills-") as folder:
        home = Path(folder)
        company = await asyncio.to_thread(write_company, home / "company")
        async with setting(home, company=company, limits=False, options=RETRIES) as there:
            people = there.visitors("rep", "manager")
            talk = Talk(there, people, await there.channel("sales", people[0]), chance)
            await talk.prepare(QUESTIONS, pace_ms=PACE_MS)
            ordeal = Ordeal(there, talk, chance)
            for kill in tqdm(fifty(chance), desc="killing", unit="life", leave=False, disable=None):
                await ordeal.live(kill)
            tally = await ordeal.settle()
            await there.program.stop()
            at_labels = len(ordeal.reached.keys() & set(LABELS))
            return Survived(tally, ordeal.kills, at_labels, talk.asked)


async def _wait_for_twenty() -> Outcome:
    with tempfile.TemporaryDirectory(prefix="threadwork-kills-") as folder:
        home = Path(folder)
        company = await asyncio.to_thread(write_company, home / "company")
        async with setting(home, company=company, limits=False) as there:
            outcome = await kill_while_all_wait(there)
            await there.program.stop()
            return outcome
