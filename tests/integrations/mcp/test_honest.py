"""Servers written with the library's own server side, over stdio and streamable HTTP, used as an agent would."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.servers import Server
from app.core.tools import Outcome
from tests.integrations.mcp.desk import HERE, STRICT, desk, python

AUTO: Any = {"notes": dict.fromkeys(("find", "count", "environment", "forget", "wait"), "auto")}
FOUND = ("find of the MCP server notes",)
TOKEN = {"NOTES_TOKEN": "notes-token-1", "NOTES_KEY": "key-in-the-address"}


@asynccontextmanager
async def http(port: int = 0) -> AsyncIterator[int]:
    """The port of the notes server, a process that is killed at the end."""
    script = str(HERE / "servers/notes.py")
    child = await asyncio.create_subprocess_exec(sys.executable, script, "--port", str(port), stdout=PIPE)
    assert child.stdout
    try:
        yield int(await asyncio.wait_for(child.stdout.readline(), 20))
    finally:
        child.kill()
        await child.wait()


def over_http(port: int) -> Server:
    headers = {"Authorization": "Bearer ${NOTES_TOKEN}"}
    url = f"http://127.0.0.1:{port}/mcp?key=${{NOTES_KEY}}"
    return Server("notes", "http", url=url, headers=headers, at="agents/.mcp.json:3")


async def test_a_server_over_stdio_is_used(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py"), policies=AUTO) as at:
        assert {"notes__find", "notes__save", "notes__count"} < set(at.servers.offered["notes"])
        assert await at.call("notes__find", account="acme") == Outcome("Acme wants a call.", sources=FOUND)
        assert '"notes": 2' in (await at.call("notes__count")).content
        wrong = await at.call("notes__find", customer="acme")
        assert (wrong.is_error, wrong.sources) == (True, FOUND)
        question = await at.call("notes__forget", account="acme")
        assert question.is_error
        assert "Its words: Client did not declare the form elicitation capability" in question.content


async def test_calls_go_side_by_side_and_one_that_is_stopped_stops_no_other(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py"), policies=AUTO) as at:
        stopped = asyncio.create_task(at.call("notes__wait", seconds=30))
        others = [asyncio.create_task(at.call("notes__wait", seconds=0.5)) for _ in range(20)]
        began = time.monotonic()
        await asyncio.sleep(0)
        assert (await others[0]).content == "waited"
        stopped.cancel()
        assert {(await each).content for each in others} == {"waited"}
        assert time.monotonic() - began < 5, "one after the other they would take ten seconds"
        assert (await at.call("notes__find", account="acme")).content == "Acme wants a call."
        assert stopped.cancelled()


async def test_a_server_over_http_is_used_and_used_again_after_it_was_killed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with http() as port:
        before = desk(tmp_path, over_http(port), policies=AUTO, environment=TOKEN)
        at = await before.__aenter__()
        assert await at.call("notes__find", account="blix") == Outcome("Blix is fine.", sources=FOUND)
    try:
        async with http(port):
            assert (await at.call("notes__find", account="blix")).content == "Blix is fine."
    finally:
        await before.__aexit__(None, None, None)
    assert "HTTP Request: POST" in caplog.text
    for secret in TOKEN.values():
        assert secret not in caplog.text


async def test_a_server_that_refuses_our_token_is_told_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = {"NOTES_TOKEN": "notes-token-2", "NOTES_KEY": "key-in-the-address"}
    async with http() as port, desk(tmp_path, over_http(port), policies=AUTO, environment=wrong) as at:
        assert at.servers.tools == {}
        trouble = await at.trouble()
        assert trouble == "it refuses our credentials (HTTP 401). Check the variables in its headers"
    assert "refuses our credentials" in caplog.text
    assert "notes-token-2" not in caplog.text


async def test_a_server_sees_its_own_variables_and_none_of_ours(tmp_path: Path) -> None:
    around = {"SLACK_BOT_TOKEN": "xoxb-ours", "NOTES_ZONE": "Oslo"}
    server = python("notes", "notes.py", ZONE="${NOTES_ZONE}", OTHER="${UNSET_ONE:-by default}")
    async with desk(tmp_path, server, policies=AUTO, environment=around) as at:
        seen = (await at.call("notes__environment")).content
    assert "ZONE=Oslo" in seen
    assert "OTHER=by default" in seen
    assert "xoxb-ours" not in seen


async def test_only_what_a_policy_names_runs_and_never_what_the_server_itself_calls_writing(tmp_path: Path) -> None:
    policies = {"notes": {"find": "auto", "save": "auto", "environment": "never"}}
    async with desk(tmp_path, python("notes", "notes.py"), policies=policies) as at:
        every = [*at.servers.tools.values(), *at.servers.writes]
        tiers = {tool.spec.name: tool.spec.tier for tool in every}
        assert tiers == {
            "notes__find": "read_untrusted",
            "notes__save": "write_external",
            "notes__count": "write_external",
            "notes__forget": "write_external",
            "notes__wait": "write_external",
        }
        assert list(at.servers.tools) == ["notes__find"]
        assert (await at.call("notes__find", account="acme")).content == "Acme wants a call."


async def test_tools_are_known_at_once_when_the_server_was_heard_before(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py"), policies=AUTO):
        pass
    absent = Server("notes", "stdio", "/nowhere/notes", at="agents/.mcp.json:3")
    async with desk(tmp_path, absent, policies=AUTO, timing=replace(STRICT, patience=0.2)) as at:
        assert "notes__find" in at.servers.tools
        outcome = await at.call("notes__find", account="acme")
    assert outcome.is_error
    assert "Install it, or give its path" in outcome.content
    assert outcome.sources == (), "these are our own words"
