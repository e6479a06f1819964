"""People who tell the bot about their accounts, and what they press on its cards; what HubSpot got is counted there."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.demo.person import Message, Visitor, seen
from app.demo.world import World, WorldError
from tests.stories.office import PATIENCE, Office, words
from tests.whole.setting import ROOT, setting

AGENT = "account-updates"
CALLS = "POST /crm/objects/2026-09/calls"
Use = dict[str, Any]


def use(name: str, **input_: Any) -> Use:
    return {"name": name, "input": input_}


@dataclass(frozen=True)
class Thread:
    """Where something was told, and by whom."""

    office: Office
    visitor: Visitor
    channel: str
    root: str

    @property
    def world(self) -> World:
        return self.office.world

    async def card(self, action: str, number: int = 0) -> Message:
        """The latest message that offers this; with a number, for that proposal."""
        block = f":{number}" if number else ""

        async def look() -> Message | None:
            for message in reversed(await self.visitor.thread(self.channel, self.root)):
                for each in message.get("blocks") or []:
                    if str(each.get("block_id", "")).endswith(block) and f'"{action}"' in json.dumps(each):
                        return message
            return None

        return await seen(look, f"{action} in {self.channel}:{self.root}")

    async def press(self, action: str, by: Visitor | None = None, number: int = 0) -> None:
        """Fine where the program dies before it acknowledges it: Slack shows a warning then, and the press counts."""
        card = await self.card(action, number)
        where = {"channel": self.channel, "ts": card["ts"], "action_id": action}
        if number:
            blocks = (each for each in card["blocks"] if f'"{action}"' in json.dumps(each))
            where["block_id"] = next(b["block_id"] for b in blocks if b["block_id"].endswith(f":{number}"))
        with contextlib.suppress(WorldError):
            await self.world.act("click", **{"as": (by or self.visitor).id, **where})

    async def reads(self, text: str) -> Message:
        return await self.office.reads(self.visitor, self.channel, self.root, text)

    async def submit(self, by: Visitor, **values: dict[str, Any]) -> None:
        view = await seen(by.modal, "the form")
        given = {name.replace("__", "."): {"value": value} for name, value in values.items()}
        await self.world.act("submit", **{"as": by.id, "view_id": view["id"], "values": given})


class Telling:
    def __init__(self, office: Office) -> None:
        self.office = office
        self.told = 0

    async def tell(self, visitor: Visitor, *uses: Use) -> Thread:
        """They say something in #sales of which the model makes these calls; it waits for the answer."""
        self.told += 1
        what = f"update {self.told}."
        await self.office.model_says(
            {"match": what, "on": "words", "tool_uses": list(uses), "repeat": True},
            {"on": "results", "text": "It waits for your yes.", "repeat": True},
        )
        channel, root = await self.office.begin(visitor, f"!agent {AGENT} {what}")
        await self.office.answer(visitor, channel, root)
        return Thread(self.office, visitor, channel, root)

    async def account_of(self, visitor: Visitor, number: int = 0) -> dict[str, Any]:
        """One of their live accounts, by its place among them."""
        body = {
            "filterGroups": [
                {
                    "filters": [
                        {"propertyName": "hubspot_owner_id", "operator": "EQ", "value": await self.owner(visitor)}
                    ]
                }
            ],
            "properties": ["name", "renewal_date", "hubspot_owner_id"],
            "limit": 50,
        }
        url = f"{self.office.world.url}/hubspot/crm/objects/2026-09/companies/search"
        headers = {"Authorization": "Bearer pat-local-tests"}
        async with self.office.world.http.post(url, json=body, headers=headers) as answer:
            found = (await answer.json())["results"]
        return dict(found[number])

    async def owner(self, visitor: Visitor) -> str:
        people = self.office.setting.company["people"]
        return str(next(each["owner_id"] for each in people if each["slack_id"] == visitor.id))

    async def written(self, method: str = "") -> list[dict[str, Any]]:
        """What changed HubSpot, oldest first."""
        found = await self.office.setting.journal("hubspot")
        return [each for each in found if each["effect"] and each["method"].startswith(method)]

    async def record(self, kind: str, id_: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.office.world.get(f"/hubspot/_control/record/{kind}/{id_}")
        return found

    async def hubspot_fails(self, *faults: dict[str, Any]) -> None:
        await self.office.setting.faults(*({"system": "hubspot", **fault} for fault in faults))


@asynccontextmanager
async def telling(home: Path, options: Sequence[str] = ()) -> AsyncIterator[Telling]:
    """An office whose agents write; the first sync is done."""
    async with setting(home, limits=False, options=[*PATIENCE, *options]) as there:
        shutil.copytree(ROOT / "agents" / AGENT, home / "agents" / AGENT)
        assert await there.program.start(), there.program.tail()
        office = Office(there)
        await there.world.move_to(await there.world.now() + timedelta(seconds=1))  # which waits for it to be idle
        yield Telling(office)
        if there.program.is_alive:
            assert await there.program.stop() == 0


def says(message: Message, text: str) -> bool:
    return text in words(message)
