"""The local workspace as a process beside the program, and its control API as a person's hands."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp

from app.core.errors import ThreadworkError


class WorldError(ThreadworkError):
    """The local workspace did not start, or refused what was asked of it."""


@dataclass(frozen=True)
class World:
    """What stands at the other end of the wire, and where."""

    url: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **query: Any) -> Any:
        async with self.http.get(self.url + path, params=query) as answer:
            return await _answer(answer)

    async def post(self, path: str, body: Any) -> Any:
        async with self.http.post(self.url + path, json=body) as answer:
            return await _answer(answer)

    async def act(self, name: str, **body: Any) -> Any:
        """Something a person does in Slack: say, click, choose, submit, stop …"""
        return await self.post(f"/slack/_control/{name}", body)

    async def look(self, name: str, **query: Any) -> Any:
        """Something a person sees in Slack: history, replies, home, modals …"""
        return await self.get(f"/slack/_control/{name}", **query)

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.get("/clock"))["now"])

    async def move_to(self, moment: datetime) -> None:
        """Walks the clock there, through every due moment."""
        await self.post("/_control/clock", {"to": moment.isoformat()})

    async def set_clock(self, moment: datetime) -> None:
        """Jumps there, through nothing."""
        await self.post("/_control/clock", {"set": moment.isoformat()})

    def environment(self) -> dict[str, str]:
        """What the program's variables are when this is the world it works in."""
        return {
            "SLACK_BOT_TOKEN": "xoxb-local",
            "SLACK_APP_TOKEN": "xapp-local",
            "SLACK_API_URL": f"{self.url}/slack/api/",
            "HUBSPOT_ACCESS_TOKEN": "pat-local-demo",
            "HUBSPOT_BASE_URL": f"{self.url}/hubspot",
            "HUBSPOT_LINKS_URL": f"{self.url}/hubspot",
            "HUBSPOT_PORTAL_ID": "4242",
            "JIRA_API_TOKEN": "jira-local-demo",
            "JIRA_EMAIL": "threadwork@quaymark.example",
            "JIRA_BASE_URL": f"{self.url}/jira",
            "JIRA_ACCOUNT_FIELDS": "customfield_10050",
            "INTERCOM_ACCESS_TOKEN": "intercom-local-demo",
            "INTERCOM_BASE_URL": f"{self.url}/intercom",
            "INTERCOM_LINKS_URL": f"{self.url}/intercom",
            "INTERCOM_PRIORITY_ATTRIBUTE": "Urgency",
            "ANTHROPIC_API_KEY": "local-key",
            "ANTHROPIC_BASE_URL": f"{self.url}/messages",
            "THREADWORK_CLOCK_URL": f"{self.url}/clock",
        }


async def _answer(answer: aiohttp.ClientResponse) -> Any:
    text = await answer.text()
    if answer.status >= 400:
        raise WorldError(f"the local workspace refused {answer.url.path}: {answer.status} {text[:300]}")
    return json.loads(text)


@asynccontextmanager
async def world(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> AsyncIterator[World]:
    """Starts `python -m app.local` with these arguments; it ends with us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.local", "--with-parent", *arguments,
        stdout=asyncio.subprocess.PIPE, env=dict(environment) if environment else None,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), timeout=60)
        if not line:
            raise WorldError("the local workspace did not start: what it says stands above.")
        timeout = aiohttp.ClientTimeout(total=600)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            yield World(json.loads(line)["url"], http)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
