"""A person's list of a day: the run of everybody, their own part of it, and a last look at the CRM before it is sent.

No model takes part. What cannot be had (the CRM, a rule) is said in the list; the list goes out all the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.core.entries import Fired, Listed
from app.core.errors import ThreadworkError
from app.core.people import Person
from app.core.playbooks import ROWS, Item, Playbook, Run, Ticket, is_hidden, show
from app.core.ports import Marks
from app.core.snapshots import Snapshot
from app.playbooks.evaluate import evaluate, run_id
from app.playbooks.snapshot import open_read_only

log = logging.getLogger(__name__)

LOOKED_AT = 20  # accounts asked for before sending: those shown, and who would move up
TOUCH_PATIENCE = 8.0  # seconds for that; nine o'clock does not wait for a slow CRM

Find = Callable[[str], Awaitable[Person]]
Touched = Callable[[Sequence[str]], Awaitable[Mapping[str, Mapping[str, str | None]]]]


class NothingReadError(ThreadworkError):
    """No snapshot is there to compute a list from."""


class RunStore(Protocol):
    async def save(self, run: Run) -> None: ...

    async def load(self, run: str) -> Run | None: ...


@dataclass(frozen=True)
class Told:
    """An account as the snapshot has it: what the check before sending compares with."""

    last_contacted_at: str | None
    owner_id: str | None


class DailyLists:
    """The port `Lists`, and the same for the command line."""

    def __init__(
        self,
        playbooks: Mapping[str, Playbook],
        latest: Callable[[], Awaitable[Snapshot | None]],
        runs: RunStore,
        marks: Marks,
        find: Find | None,
        touched: Touched | None,
        *,
        unowned_to: str | None = None,
        monty: Path | None = None,
    ) -> None:
        """`find`: a person by Slack id, for firings. `unowned_to`: email of the person who gets what nobody owns.
        `touched` as in core.snapshots.Source; None
        leaves the check before sending out.
        """
        self._playbooks, self._latest, self._runs, self._marks = playbooks, latest, runs, marks
        self._find, self._touched, self._unowned_to, self._monty = find, touched, unowned_to, monty
        self._one_at_a_time = asyncio.Lock()
        self._newest: tuple[Run, dict[str | None, list[Item]]] | None = None

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
        if not owners or not await asyncio.to_thread(_owns, snapshot.path, owners):
            return None
        rules = self._playbooks[playbook]
        run = await self.run_of(rules, snapshot, on)
        marks = await self._marks.of_person(person.slack_id)
        mine = [item for item in self._of_owners(run, owners) if not is_hidden(item.id, marks, on)]
        kept, notes = await self._check(mine[:LOOKED_AT], snapshot, owners)
        chosen = [*kept, *mine[LOOKED_AT:]]
        shown = chosen[:ROWS]
        groups = {rule.name: rule.obligation for rule in rules.rules if rule.obligation != "none"}
        tickets = await asyncio.to_thread(open_tickets, snapshot.path, [item.id for item in shown])
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
            notes=(*notes, *(f"The rule {each.rule} failed and was left out today." for each in run.broken)),
        )

    async def snapshot(self) -> Snapshot:
        latest = await self._latest()
        if latest is None:
            raise NothingReadError("Nothing was read yet. Run `threadwork sync`; `threadwork doctor` checks the key.")
        return latest

    def owners_of(self, person: Person) -> frozenset[str | None]:
        own: set[str | None] = {person.owner_id} if person.owner_id else set()
        if self._unowned_to and person.email.lower() == self._unowned_to:
            own.add(None)
        return frozenset(own)

    async def run_of(self, playbook: Playbook, snapshot: Snapshot, today: date) -> Run:
        """Computed once for everybody, and stored."""
        wanted = run_id(playbook, snapshot, today)
        async with self._one_at_a_time:
            if self._newest and self._newest[0].id == wanted:
                return self._newest[0]
            run = await self._runs.load(wanted)
            if run is None:
                run = await asyncio.to_thread(evaluate, playbook, snapshot, today, self._monty)
                await self._runs.save(run)
                for broken in run.broken:
                    log.error("rule %s of %s failed: %s", broken.rule, playbook.name, broken.problem)
            self._newest = (run, _by_owner(run.items))
            return run

    def _of_owners(self, run: Run, owners: frozenset[str | None]) -> list[Item]:
        by_owner = self._newest[1] if self._newest and self._newest[0] is run else _by_owner(run.items)
        return sorted(
            (item for owner in owners for item in by_owner.get(owner, ())), key=lambda item: (-item.score, item.id)
        )

    async def _check(
        self, items: Sequence[Item], snapshot: Snapshot, owners: frozenset[str | None]
    ) -> tuple[list[Item], list[str]]:
        """Without those that somebody has touched, or that changed hands, since the snapshot."""
        ids = [item.id for item in items if not item.id.startswith("deal:")]
        if not ids or self._touched is None:
            return list(items), []
        try:
            now = await asyncio.wait_for(self._touched(ids), TOUCH_PATIENCE)
        except (ThreadworkError, TimeoutError) as error:
            log.warning("the check before sending failed: %s", error or "it took too long")
            return list(items), ["The CRM did not answer just now, so calls logged in the last minutes may be missing."]
        then = await asyncio.to_thread(_told, snapshot.path, ids)
        gone = {each for each in ids if not _still_stands(now.get(each), then.get(each), owners)}
        kept = [item for item in items if item.id not in gone]
        if not gone:
            return kept, []
        count = "1 account was" if len(gone) == 1 else f"{len(gone)} accounts were"
        return kept, [f"{count} left out: touched or reassigned since the CRM was read."]


def _still_stands(now: Mapping[str, str | None] | None, then: Told | None, owners: frozenset[str | None]) -> bool:
    if now is None or then is None:
        return False
    is_touched = (now.get("last_contacted_at") or "") > (then.last_contacted_at or "")
    return not is_touched and now.get("owner_id") in owners


def _by_owner(items: Iterable[Item]) -> dict[str | None, list[Item]]:
    found: dict[str | None, list[Item]] = {}
    for item in items:
        found.setdefault(item.owner_id, []).append(item)
    return found


def _owns(path: str, owners: frozenset[str | None]) -> bool:
    with closing(open_read_only(path)) as db:
        for owner in owners:
            query = (
                "SELECT EXISTS (SELECT 1 FROM accounts WHERE owner_id IS ?1)"
                " OR EXISTS (SELECT 1 FROM deals WHERE owner_id IS ?1 AND account_id IS NULL)"
            )
            if db.execute(query, (owner,)).fetchone()[0]:
                return True
    return False


def _told(path: str, ids: Sequence[str]) -> dict[str, Told]:
    marks = ", ".join("?" * len(ids))
    with closing(open_read_only(path)) as db:
        rows = db.execute(f"SELECT id, last_contacted_at, owner_id FROM accounts WHERE id IN ({marks})", ids)  # noqa: S608
        return {row[0]: Told(row[1], row[2]) for row in rows}


def open_tickets(path: str, ids: Sequence[str]) -> list[Ticket]:
    """The open tickets of these accounts, the loudest and oldest first."""
    marks = ", ".join("?" * len(ids))
    order = "CASE UPPER(COALESCE(priority, '')) WHEN 'URGENT' THEN 0 WHEN 'HIGH' THEN 1 WHEN 'MEDIUM' THEN 2 ELSE 3 END"
    query = (
        "SELECT id, account_id, COALESCE(subject, 'Ticket ' || id), UPPER(COALESCE(priority, '')), COALESCE(url, '')"  # noqa: S608  # only question marks are put in
        f" FROM tickets WHERE COALESCE(is_closed, 0) = 0 AND account_id IN ({marks})"
        f" ORDER BY {order}, waiting_since IS NULL, waiting_since, created_at, id"
    )
    with closing(open_read_only(path)) as db:
        return [Ticket(*row) for row in db.execute(query, list(ids))]
