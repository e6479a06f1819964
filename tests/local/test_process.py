"""`python -m app.local` as a real process: it says where it listens, obeys its options, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.local.company.sample import sample
from tests.local.served import START, process, served, start, stop

NOON = "2026-11-25T12:00:00+00:00"


async def read(url: str) -> Any:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
        return await response.json()


async def run(*arguments: str) -> tuple[int | None, str]:
    """A start that is expected to be refused: exit code, and what it said."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "app.local", *arguments, stderr=PIPE)
    _, said = await asyncio.wait_for(child.communicate(), START)
    return child.returncode, said.decode()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--at", NOON], NOON),
        (["--at", NOON, "--history-days", "30"], "2026-10-26T12:00:00+00:00"),
        (["--today", "2026-11-25"], "2026-11-25T00:00:00+00:00"),
    ],
)
async def test_the_workspace_clock_starts_where_it_is_told(arguments: list[str], expected: str) -> None:
    async with process(*arguments) as url:
        assert url.startswith("http://127.0.0.1:")
        now = datetime.fromisoformat((await read(f"{url}/clock"))["now"])
        assert timedelta(0) <= now - datetime.fromisoformat(expected) < timedelta(seconds=START)


async def test_it_ends_cleanly_when_told_even_with_an_open_page() -> None:
    child, url = await start("--at", NOON)
    async with aiohttp.ClientSession() as session, session.get(f"{url}/_control/events") as events:
        assert events.status == 200
        assert await stop(child) == 0
        with pytest.raises(aiohttp.ClientError):
            await session.get(f"{url}/clock")


async def test_it_ends_with_its_parent() -> None:
    script = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "app.local", "--with-parent"], stdout=subprocess.PIPE)
print(child.stdout.readline().decode(), flush=True)
sys.stdin.read()
"""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", script, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    assert parent.stdin and parent.stdout and parent.stderr  # noqa: PT018  # one fact: all three were asked for
    url = json.loads(await asyncio.wait_for(parent.stdout.readline(), START))["url"]
    assert (await read(f"{url}/_control/health"))["ok"]
    parent.kill()
    # The child holds the other end of the parent's stderr: it closes when the last of them is gone.
    assert await asyncio.wait_for(parent.stderr.read(), START) == b""
    await parent.wait()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"{url}/clock")


async def test_what_arrives_is_in_the_journal_file(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with process("--at", NOON, "--journal", str(journal)) as url, aiohttp.ClientSession() as session:
        await session.post(f"{url}/slack/api/auth.test")
        told = await read(f"{url}/_control/journal")
    assert [json.loads(line) for line in journal.read_text().splitlines()] == told
    assert any(arrival["method"] == "auth.test" for arrival in told)


async def test_a_folder_of_csv_files_becomes_the_company(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,retail,1999,1.5,7,Norway,\n"
    )
    (tmp_path / "products.csv").write_text("product,sales_price\nMG,5\n")
    (tmp_path / "sales_teams.csv").write_text("sales_agent,manager,regional_office\nBo Lind,Dee Boss,West\n")
    (tmp_path / "sales_pipeline.csv").write_text(
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,Bo Lind,MG,Acme,Engaging,2017-02-01,,\n"
    )
    async with process("--at", NOON, "--company", str(tmp_path)) as url:
        health = await read(f"{url}/_control/health")
    assert health["company"] == tmp_path.name
    assert health["summary"][0].startswith("1 account, 1 rep with 1 manager, 1 deal;")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--company", "/nowhere"], "/nowhere/accounts.csv cannot be read"),
        (["--at", "2026-11-25T12:00"], "has no time zone: write it as 2026-11-25T12:00+00:00"),
        (["--option", "brain=offline"], 'for a text write brain="offline" with the quotes'),
        (["--manifest", "/nowhere.yml"], "'/nowhere.yml' cannot be read as a manifest"),
        (["--brain", "clever"], "invalid choice: 'clever'"),
    ],
)
async def test_a_wrong_option_stops_the_start_with_a_remedy(arguments: list[str], said: str) -> None:
    code, told = await run(*arguments)
    assert code == 2
    assert said in told
    assert "Traceback" not in told


async def test_a_port_in_use_is_named_and_nothing_is_left_running() -> None:
    async with process("--at", NOON) as url:
        port = url.rpartition(":")[2]
        code, told = await run("--port", port)
    assert code == 2
    assert f"port {port} cannot be used (" in told
    assert "Traceback" not in told


async def test_the_sample_fills_every_room_of_a_served_world() -> None:
    company = sample(datetime.fromisoformat(NOON).date())
    async with served(company, limits=False) as (world, url):
        world.clock.set(datetime.fromisoformat(NOON))
        headers = {"Authorization": "Bearer pat-local-test"}
        async with aiohttp.ClientSession(headers=headers) as session:
            query = {
                "filterGroups": [
                    {"filters": [{"propertyName": "name", "operator": "EQ", "value": "Nordhafen Kühlhaus"}]}
                ],
                "properties": ["name", "notes_last_contacted", "revenue_tier", "hubspot_owner_id"],
            }
            async with session.post(f"{url}/hubspot/crm/objects/2026-09/companies/search", json=query) as response:
                (found,) = (await response.json())["results"]
    assert found["properties"]["revenue_tier"] in "ABC"
    assert found["properties"]["notes_last_contacted"] < NOON
    assert found["properties"]["hubspot_owner_id"] in {person.owner_id for person in company.people}
