"""Ann and her accounts at the wire, with the write tools connected: propose, act, look and undo without an engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.core.actions import Action, Busy, Receipt, Refused, Result
from app.core.entries import Place
from app.core.people import Person
from app.core.sessions import Session
from app.core.snapshots import Snapshot
from app.core.tools import Call, CallContext, Outcome, WriteTool
from app.integrations.hubspot.kinds import Fields
from app.integrations.hubspot.writes import write_tools
from app.integrations.plug import Setting
from app.local.company.model import Change
from app.playbooks.snapshot import seal
from tests.integrations.hubspot.desk import ANN, BEN, FIELDS, NOW, Desk, desk

ANN_DOE = Person("U11", "Ann Doe", "ann@acme.example", "Europe/Berlin", owner_id=ANN)
BEN_DOE = Person("U12", "Ben Doe", "ben@acme.example", "America/New_York", owner_id=BEN)
BOSS = Person("U1", "Boss", "boss@acme.example", "Europe/Berlin", owner_id="1", team=(ANN, BEN))
VISITOR = Person("U2", "Vic", "vic@acme.example", "Europe/Berlin")


@dataclass
class Hand:
    desk: Desk
    tools: dict[str, WriteTool]

    async def answer(self, name: str, asker: Person = ANN_DOE, **input_: Any) -> Action | Outcome:
        context = CallContext(Session("s1", (), Place(channel="D1")), asker, NOW)
        return await self.tools[name].propose(Call("c1", name, input_), context)

    async def propose(self, name: str, asker: Person = ANN_DOE, **input_: Any) -> Action:
        answer = await self.answer(name, asker, **input_)
        assert isinstance(answer, Action), answer
        return answer

    async def refused(self, name: str, asker: Person = ANN_DOE, **input_: Any) -> Outcome:
        answer = await self.answer(name, asker, **input_)
        assert isinstance(answer, Outcome), answer
        assert answer.is_error
        return answer

    async def act(self, name: str, action: Action, key: str = "s1:1") -> Result:
        return await self.tools[name].act(action, key)

    async def done(self, name: str, action: Action, key: str = "s1:1") -> Receipt:
        result = await self.act(name, action, key)
        assert isinstance(result, Receipt), result
        return result

    async def undo(self, name: str, action: Action, receipt: Receipt) -> Receipt | Refused | Busy:
        return await self.tools[name].undo(action, receipt, "s1:1")

    async def record(self, kind: str, id_: str) -> dict[str, Any]:
        import aiohttp

        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.desk.url}/hubspot/_control/record/{kind}/{id_}") as answer,
        ):
            found: dict[str, Any] = await answer.json()
            return found

    def written(self) -> list[str]:
        """What changed HubSpot, as its journal has it."""
        return [each.method for each in self.desk.world.journal.find("hubspot") if each.effect]


def shown(action: Action) -> dict[str, tuple[str, str]]:
    return {change.field: (change.old, change.new) for change in action.changes}


@asynccontextmanager
async def hand(
    directory: Path, *more: Change, settings: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Hand]:
    async with desk(directory, *more, settings=settings, **options) as it:
        if not settings:
            await it.sync(full=True)
        sealed = seal(it.mirror, directory / "snapshots", NOW, {"hubspot": NOW})

        async def latest() -> Snapshot:
            return sealed

        setting = replace(Setting(latest), own=FIELDS)
        tools = write_tools(it.client, Fields(**FIELDS), setting)
        yield Hand(it, {tool.spec.name: tool for tool in tools})
