"""A bare Bolt AsyncApp over HTTP that acknowledges events, with a row in SQLite before that or with nothing at all."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def main() -> None:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-local", bot_user_id="U0LOCALBOT")

    app = AsyncApp(signing_secret=os.environ["SECRET"], authorize=authorize, process_before_response=True)
    rows = _rows(os.environ["DATABASE"]) if os.environ.get("DATABASE") else None

    @app.event("message")
    async def heard(body: dict[str, Any]) -> None:
        if rows:
            await asyncio.to_thread(rows.execute, "INSERT OR IGNORE INTO seen VALUES (?)", (body["event_id"],))

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.add_routes([web.post("/slack/events", take)])
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    sys.stderr.write("ready\n")
    await asyncio.Event().wait()


def _rows(path: str) -> sqlite3.Connection:
    """One connection, safe since SQLite is built to serialise its use."""
    rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE seen (id TEXT PRIMARY KEY)")
    return rows


if __name__ == "__main__":
    asyncio.run(main())
