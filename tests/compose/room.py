"""The loop with a real log, the local Messages API, and the agents and MCP servers of a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from app.claude.model import ClaudeModel
from app.compose.mcp import Equipment, equipment
from app.content import Content, read
from app.core.entries import Place, Said, ToolReturned
from app.core.sessions import Session, text_of
from app.engine import Engine
from app.local.company.model import Company
from app.store.database import Database
from app.store.log import Log
from app.store.migrate import migrate
from app.store.wakes import Wakes
from tests.local.served import served
from tests.scripted import Everyone, ScriptedLists, WrittenSurface, writes
from tests.store.fakes import SetClock, WrittenDelivery

THREAD = Place(channel="C1", thread_ts="1764000000.000100")


@dataclass
class Room:
    equipment: Equipment
    engine: Engine
    log: Log
    api: str
    http: aiohttp.ClientSession
    asked: int = 0

    async def script(self, *turns: dict[str, Any]) -> None:
        async with self.http.post(f"{self.api}/messages/_control/script", json=list(turns)) as answer:
            assert answer.status == 200, await answer.text()

    async def requests(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.api}/messages/_control/requests") as answer:
            return await answer.json()

    async def ask(self, words: str, agent: str | None = None) -> Session:
        self.asked += 1
        said = Said(key=f"T1:C1:{self.asked}", ts=str(self.asked), by="U1", text=words, agent=agent)
        session = await self.engine.deliver(THREAD, said, key=said.key, by="U1")
        assert session
        await self.engine.advance(session)
        return await self.log.load(session)


def returned(session: Session) -> list[ToolReturned]:
    return [entry.body for entry in session.entries if isinstance(entry.body, ToolReturned)]


def answer(session: Session) -> str:
    return text_of(session.turns[-1].replies[-1])


@asynccontextmanager
async def room(content: Content, folder: Path, environment: Mapping[str, str]) -> AsyncIterator[Room]:
    assert content.errors == ()
    clock, delivery = SetClock(), WrittenDelivery()
    database = Database(f"sqlite:///{folder}/threadwork.sqlite")
    migrate(database)
    around = {"PATH": "/usr/bin:/bin", **environment}
    company = Company("Northwind", (), (), {}, {})
    async with (
        served(company) as (_, url),
        aiohttp.ClientSession() as http,
        equipment(content, database, clock, around) as equipped,
    ):
        log = Log(database, delivery, clock)
        model = ClaudeModel("local-key", f"{url}/messages", clock)
        engine = Engine(
            log,
            model,
            WrittenSurface(),
            ScriptedLists(),
            equipped.tools,
            equipped.catalog,
            Everyone(),
            clock,
            Wakes(database, delivery),
            writes(database, clock, *equipped.writes),
        )
        try:
            yield Room(equipped, engine, log, url, http)
        finally:
            await model.close()
    database.close()


def agents(folder: Path) -> Content:
    return read(folder / "agents")
