"""The people of a small workspace and what they can do and see, through the local Slack's control API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import ClientSession

from app.local.company.model import Company, Person

T = TypeVar("T")
Shape = dict[str, Any]
WAIT = 5.0  # seconds of real time

MAYA = Person("maya@northwind.example", "Maya Lindqvist", "America/New_York", "rep", "U0MAYA", "501")
TOM = Person("tom@northwind.example", "Tom Okafor", "Europe/Berlin", "manager", "U0TOM", "502")
GAIL = Person("gail@agency.example", "Gail Guest", "Europe/London", "guest", "U0GAIL", None)
SVEN = Person("sven@partner.example", "Sven Stranger", "Europe/Stockholm", "stranger", "U0SVEN", None)
COMPANY = Company(
    "Northwind",
    (MAYA, TOM, GAIL, SVEN),
    (),
    {},
    {},
    channels=(("sales", (MAYA.email, TOM.email, GAIL.email)), ("partners", (MAYA.email, SVEN.email))),
)
SALES, PARTNERS = "C00SALES", "C01PARTNERS"


class Control:
    def __init__(self, address: str, http: ClientSession) -> None:
        self.address, self.http = address, http

    async def see(self, name: str, person: str = "", /, **query: str) -> Any:
        query |= {"as": person} if person else {}
        async with self.http.get(f"{self.address}/slack/_control/{name}", params=query) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def act(self, name: str, person: str = "", /, **body: Any) -> Any:
        body |= {"as": person} if person else {}
        async with self.http.post(f"{self.address}/slack/_control/{name}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def faults(self, *faults: Shape) -> None:
        body = [{"system": "slack", **fault} for fault in faults]
        async with self.http.post(f"{self.address}/_control/faults", json=body) as response:
            assert response.status == 200, await response.text()

    async def calls(self, method: str) -> list[Shape]:
        """What arrived at Slack, in order."""
        query = {"system": "slack", "method": method}
        async with self.http.get(f"{self.address}/_control/journal", params=query) as response:
            return list(await response.json())

    async def dm(self, person: str) -> str:
        there = await self.see("workspace", person)
        return str(next(each["id"] for each in there["conversations"] if each["kind"] == "im"))

    async def messages(self, channel: str) -> list[Shape]:
        return list((await self.see("messages", channel=channel))["messages"])

    async def from_bot(self, channel: str) -> list[Shape]:
        return [each for each in await self.messages(channel) if each.get("bot_id")]

    async def statuses(self, channel: str, person: str) -> dict[str, str]:
        seen = await self.see("history", person, channel=channel)
        return {each["thread_ts"]: each["status"] for each in seen["statuses"]}

    async def eventually(self, look: Callable[[], Awaitable[T | None]]) -> T:
        """What `look` finds, as soon as it finds something; bounded."""
        async with asyncio.timeout(WAIT):
            while True:
                if found := await look():
                    return found
                await asyncio.sleep(0.02)


def words(message: Shape) -> str:
    """What a person reads in a message, block by block."""
    lines: list[str] = []
    for block in message.get("blocks") or []:
        text = block.get("text")
        lines += [text["text"] if isinstance(text, dict) else text] if text else []
        lines += [each["text"] for each in block.get("elements", []) if block["type"] == "context"]
        lines += [f"[{block['title']}: {block['status']}]"] if block["type"] == "task_card" else []
    return "\n".join(lines)
