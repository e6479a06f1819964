"""MCP servers that others wrote, from the package index, used by an agent: one over stdio, one over streamable HTTP.

They speak the protocol's handshake era. `make env` builds their environment, .venv-mcp.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.compose.room import answer, returned, room
from tests.content.folders import written

BIN = Path(__file__).parents[3] / ".venv-mcp/bin"
KEYS = "mcpServers: [it]\n"

pytestmark = pytest.mark.skipif(not BIN.exists(), reason="make env builds .venv-mcp, which is not there")


async def test_the_time_server_answers_an_agent_over_stdio(tmp_path: Path) -> None:
    it = {"command": str(BIN / "mcp-server-time"), "args": ["--local-timezone", "${ZONE:-Europe/Berlin}"]}
    policy = "mcp:\n  it:\n    get_current_time: auto\n    convert_time: auto\n"
    content = written(tmp_path, {".mcp.json": json.dumps({"mcpServers": {"it": it}}), "workspace.yaml": policy}, KEYS)
    asked = {"source_timezone": "Asia/Tokyo", "time": "09:00", "target_timezone": "Asia/Kolkata"}
    async with room(content, tmp_path, {}) as at:
        await at.script(
            {"tool_uses": [{"name": "it__convert_time", "input": asked}]},
            {"text": "Half past five.", "match": "05:30"},
        )
        session = await at.ask("When is it nine in Tokyo for Pune?")
    assert answer(session) == "Half past five."
    assert returned(session)[0].sources == ("convert_time of the MCP server it",)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    git = ["git", "-c", "user.name=Maya", "-c", "user.email=maya@example.com"]
    subprocess.run([*git, "init", "--quiet", str(folder)], check=True)
    commit = ["commit", "--quiet", "--allow-empty", "--message", "Shielded new accounts"]
    subprocess.run([*git, "-C", str(folder), *commit], check=True)
    return folder


async def test_the_git_server_answers_an_agent_over_http(tmp_path: Path, repository: Path) -> None:
    policy = "mcp:\n  it:\n    git_log: auto\n    '*': never\n"
    async with git_over_http(repository) as url:
        it = {"type": "http", "url": url}
        files = {".mcp.json": json.dumps({"mcpServers": {"it": it}}), "workspace.yaml": policy}
        async with room(written(tmp_path, files, KEYS), tmp_path, {}) as at:
            assert at.equipment.catalog.agents["assistant"].tools == ("it__git_log",)
            await at.script(
                {"tool_uses": [{"name": "it__git_log", "input": {"repo_path": str(repository)}}]},
                {"text": "New accounts were shielded.", "match": "Shielded new accounts"},
            )
            assert answer(await at.ask("What changed?")) == "New accounts were shielded."


@asynccontextmanager
async def git_over_http(repository: Path) -> AsyncIterator[str]:
    """The address of mcp-server-git behind mcp-proxy, on a port that was free."""
    words = ["--port", "0", str(BIN / "mcp-server-git"), "--", "--repository", str(repository)]
    child = await asyncio.create_subprocess_exec(str(BIN / "mcp-proxy"), *words, stderr=PIPE, start_new_session=True)
    assert child.stderr
    try:
        async with asyncio.timeout(30):
            heard = await child.stderr.readuntil(b"(Press CTRL+C")
        found = re.search(r"running on (http://127\.0\.0\.1:\d+)", heard.decode())
        assert found, heard
        yield f"{found[1]}/mcp"
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        await child.communicate()
