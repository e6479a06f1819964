"""A person's list of a day: the run of everybody, their own part of it, and a last look at the CRM before it is sent.

No model takes part. What cannot be had (the CRM, a rule) is said in the list; the list goes out all the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from app.core.entries import Fired, Listed
from app.core.errors import ThreadworkError
from app.core.people import Person
from app.core.playbooks import ROWS, Item, Playbook, Run, choose, show
from app.core.ports import Clock, Marks
from app.core.snapshots import Snapshot
from app.playbooks.evaluate import evaluate, evaluate_some, run_id
from app.playbooks.freshness import Why, describe_age, describe_left_out, left_out
from app.playbooks.looks import open_tickets, owns_anything, standings

log = logging.getLogger(__name__)

LOOKED_AT = 20  # accounts asked for at once before sending: those shown, and who would move up
TOUCH_PATIENCE = 8.0  # seconds for that; nine o'clock does not wait for a slow CRM
KEPT_RUNS = 4  # in memory: today's and, across zones, yesterday's, of two versions

Find = Callable[[str], Awaitable[Person]]
Touched = Callable[[Sequence[str]], Awaitable[Mapping[str, Mapping[str, str | None]]]]
Tell = Callable[[str, str], Awaitable[None]]
Of = Callable[[str, str], Awaitable[tuple[Playbook, str]]]


class NothingReadError(ThreadworkError):
    """No snapshot is there to compute a list from."""


class RunStore(Protocol):
    async def save(self, run: Run) -> None: ...

    async def load(self, run: str) -> Run | None: ...


class DailyLists:
    """The port `Lists`, and the same for the command line."""

    def __init__(
        self,
        playbooks: Mapping[str, Playbook],
        latest: Callable[[], Awaitable[Snapshot | None]],
        runs: RunStore,
        marks: Marks,
        clock: Clock,
        find: Find | None = None,
        touched: Touched | None = None,
        *,
        tell: Tell | None = None,
        unowned_to: str | None = None,
        monty: Path | None = None,
        of: Of | None = None,
    ) -> None:
        """`find`: a person by Slack id, for firings. `touched`: as in core.snapshots.Source; None leaves the check
        before sending out. `tell`: by email, the owner of a playbook hears which rule failed. `unowned_to`: email of
        the person who gets what nobody owns. `of`: a person's own version by playbook and email, and what is to be
        said of it.
        """
        self._playbooks, self._latest, self._runs, self._marks = playbooks, latest, runs, marks
        self._clock, self._find, self._touched, self._tell = clock, find, touched, tell
        self._unowned_to, self._monty, self._of = unowned_to, monty, of
        self._one_at_a_time = asyncio.Lock()
        self._kept: dict[str, Run] = {}  # the latest last
        self._told: set[tuple[str, str, date]] = set()

    async def list_for(self, fired: Fired, turn: int) -> Listed | None:
        assert self._find is not None, "firings name people by their Slack id"
        person = await self._find(fired.person)
        return await self.make(fired.agent, person, fired.on, turn=turn)

    async def make(
        self, playbook: str, person: Person, on: date, *, turn: int = 0, snapshot: Snapshot | None = None
    ) -> Listed | None:
        """None where the person owns nothing at all. Raises NothingReadError before the first sync."""
        snapshot = snapshot or await self.snapshot()
        owners = self.owners_of(person)
        if not owners or not await asyncio.to_thread(owns_anything, snapshot, owners):
            return None
        rules, news = await self._of(playbook, person.email) if self._of else (self._playbooks[playbook], "")
        run = await self.run_of(rules, snapshot, on)
        items = choose(run, owners, await self._marks.of_person(person.slack_id), on=on)
        out, notes = await self._check(items, snapshot, run.data_as_of, person.zone)
        chosen = [item for item in items if item.id not in out]
        shown = await self._with_facts(chosen[:ROWS], rules, snapshot, run)
        groups = {rule.name: rule.obligation for rule in rules.rules if rule.obligation != "none"}
        tickets = await asyncio.to_thread(open_tickets, snapshot, [item.id for item in shown])
        old = describe_age(snapshot.sources, self._clock.now(), person.zone)
        return Listed(
            turn=turn,
            run=run.id,
            playbook=playbook,
            version=run.version,
            person=person.slack_id,
            on=on,
            rows=show(shown, groups, tickets),
            more=len(chosen) - len(shown),
            data_as_of=run.data_as_of,
            notes=(*([news] if news else []), *_unowned(shown), *notes, *old, *self._broken_notes(run, rules)),
        )

    async def snapshot(self) -> Snapshot:
        latest = await self._latest()
        if latest is None:
            raise NothingReadError("Nothing was read yet. Run `threadwork sync`; `threadwork doctor` checks the key.")
        return latest

    def owners_of(self, person: Person) -> frozenset[str | None]:
        """Their own, not their team's: those have lists of their own."""
        own: set[str | None] = {person.owner_id} if person.owner_id else set()
        if self._unowned_to and person.email.lower() == self._unowned_to.lower():
            own.add(None)
        return frozenset(own)

    async def run_of(self, playbook: Playbook, snapshot: Snapshot, today: date) -> Run:
        """Computed once for everybody, and stored."""
        wanted = run_id(playbook, snapshot, today)
        async with self._one_at_a_time:
            run = self._kept.pop(wanted, None) or await self._runs.load(wanted)
            run = run or await self._evaluate(playbook, snapshot, today)
            self._kept[wanted] = run
            for old in list(self._kept)[:-KEPT_RUNS]:
                del self._kept[old]
        return run

    async def _evaluate(self, playbook: Playbook, snapshot: Snapshot, today: date) -> Run:
        run = await asyncio.to_thread(evaluate, playbook, snapshot, today, self._monty)
        for broken in run.broken:
            log.error("rule %s of %s failed: %s", broken.rule, playbook.name, broken.problem)
            if self._tell and (playbook.version, broken.rule, today) not in self._told:
                self._told.add((playbook.version, broken.rule, today))
                words = f"The rule {broken.rule} of {playbook.title!r} failed and is left out: {broken.problem}."
                await self._tell(playbook.owner, words)
        await self._runs.save(run)
        return run

    async def _check(
        self, items: Sequence[Item], snapshot: Snapshot, as_of: datetime, zone: str
    ) -> tuple[dict[str, Why], list[str]]:
        """Whom to leave out, until all that are shown were looked at; and what to say about it."""
        out: dict[str, Why] = {}
        checked: set[str] = set()
        while self._touched and (asked := _unchecked(items, out, checked)):
            checked |= set(asked)
            before = await asyncio.to_thread(standings, snapshot, asked)  # knows no deals: they are not looked at
            try:
                async with asyncio.timeout(TOUCH_PATIENCE):
                    out |= left_out(before, await self._touched(list(before)) if before else {})
            except Exception as error:  # whatever goes wrong in a check, the list goes out
                log.warning("the check before sending failed: %s", error or "it took too long", exc_info=True)
                problem = "The CRM did not answer just now, so calls logged in the last minutes may be missing."
                return out, [*describe_left_out(out, as_of, zone), problem]
        return out, describe_left_out(out, as_of, zone)

    async def _with_facts(self, items: Sequence[Item], rules: Playbook, snapshot: Snapshot, run: Run) -> Sequence[Item]:
        """Far down an owner's list a run keeps no facts; marks can bring such an item up."""
        bare = [item.id for item in items if not item.facts]
        if not bare:
            return items
        found = await asyncio.to_thread(evaluate_some, rules, snapshot, run.today, bare, self._monty)
        facts = {item.id: item.facts for item in found}
        return [replace(item, facts=facts.get(item.id, item.facts)) for item in items]

    def _broken_notes(self, run: Run, rules: Playbook) -> list[str]:
        told = f"; {rules.owner} was told" if self._tell else ""
        return [f"The rule {each.rule} failed and was left out today{told}." for each in run.broken]


def _unowned(items: Sequence[Item]) -> list[str]:
    """Why somebody sees accounts that are not theirs."""
    count = sum(item.owner_id is None for item in items)
    if not count:
        return []
    which, verb, thing = ("This", "has", "it") if count == 1 else ("These", "have", "them")
    which = which if count == len(items) else f"{count} of these"
    return [f"{which} {verb} no owner in the CRM, so you get {thing}."]


def _unchecked(items: Sequence[Item], out: Mapping[str, Why], checked: set[str]) -> list[str]:
    """The next to ask for; none once those that are shown were all looked at."""
    left = [item.id for item in items if item.id not in out]
    if checked.issuperset(left[:ROWS]):
        return []
    return [each for each in left[:LOOKED_AT] if each not in checked]
