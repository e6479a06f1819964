"""Whatever happens in HubSpot, incremental syncs lead to the same mirror as one full sync of the end."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.integrations.hubspot.desk import ANN, BEN, GONE, Desk, desk, iso, rows

KINDS = {
    "companies": "name",
    "contacts": "firstname",
    "deals": "dealname",
    "tickets": "subject",
    "notes": "hs_note_body",
}
MINIMUM = {
    "companies": {},
    "contacts": {},
    "deals": {"dealstage": "talking", "pipeline": "sales"},
    "tickets": {"hs_pipeline": "0", "hs_pipeline_stage": "1"},
    "notes": {"hs_timestamp": iso(2)},
}


class Busy:
    """People at work in HubSpot, by chance from a seed."""

    def __init__(self, it: Desk, seed: int) -> None:
        self._it, self._chance, self._next = it, random.Random(seed), 1000
        self._live = {
            "companies": ["1", "2", "3", "4", "5"],
            "contacts": [],
            "deals": ["201"],
            "tickets": [],
            "notes": [],
        }
        self._is_gone = {ANN: False, BEN: False, GONE: True}

    async def do_something(self) -> None:
        kind = self._chance.choice(list(KINDS))
        await self._chance.choice([self._create, self._create, self._update, self._merge, self._owner])(kind)

    async def _create(self, kind: str) -> None:
        self._next += 1
        company = self._chance.choice(self._live["companies"])
        values = {**MINIMUM[kind], KINDS[kind]: f"{kind} {self._next}"}
        related = [] if kind == "companies" else [["companies", company]]
        await self._it.change("create", kind, str(self._next), properties=values, associations=related)
        self._live[kind].append(str(self._next))

    async def _update(self, kind: str) -> None:
        if not self._live[kind]:
            return await self._create(kind)
        values = {
            KINDS[kind]: f"changed {self._chance.random()}",
            "hubspot_owner_id": self._chance.choice([ANN, BEN, GONE]),
        }
        return await self._it.change("update", kind, self._chance.choice(self._live[kind]), properties=values)

    async def _merge(self, kind: str) -> None:
        if len(self._live[kind]) < 2 or kind == "notes":
            return await self._create(kind)
        loser, winner = self._chance.sample(self._live[kind], 2)
        self._live[kind].remove(loser)
        return await self._it.change("merge", kind, loser, merged_into=winner)

    async def _owner(self, _kind: str) -> None:
        owner = self._chance.choice(list(self._is_gone))
        self._is_gone[owner] = not self._is_gone[owner]
        await self._it.control("owner", id=owner, archived=self._is_gone[owner])


@pytest.mark.parametrize("seed", range(6))
async def test_incremental_syncs_equal_a_full_one(tmp_path, seed):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        people = Busy(it, seed)
        for _ in range(4):
            for _ in range(25):
                await people.do_something()
            await it.sync()
            it.world.clock.set(it.world.now() + timedelta(days=1))  # beyond the overlap
        incremental = rows(it.mirror)
        await it.sync(full=True)
        assert incremental == rows(it.mirror)
