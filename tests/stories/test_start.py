"""What is wrong at the start is said in a sentence with its remedy, and nothing is started on half of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.whole.company import write_company
from tests.whole.setting import Setting, setting

WRONG = {
    "a bot token that Slack refuses": ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, ["invalid_auth", "SLACK_BOT_TOKEN"]),
    "an app token that Slack refuses": ({"SLACK_APP_TOKEN": "xapp-wrong"}, ["invalid_auth", "SLACK_APP_TOKEN"]),
    "tokens that are swapped": (
        {"SLACK_BOT_TOKEN": "xapp-local", "SLACK_APP_TOKEN": "xoxb-local"},
        ["SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped"],
    ),
    "no bot token": ({"SLACK_BOT_TOKEN": ""}, ["SLACK_BOT_TOKEN is missing", "OAuth & Permissions"]),
    "no way in": ({"SLACK_APP_TOKEN": ""}, ["SLACK_APP_TOKEN is missing", "SLACK_SIGNING_SECRET"]),
    "a port that is none": (
        {"THREADWORK_HTTP_PORT": "http"},
        ["THREADWORK_HTTP_PORT is 'http'", "the port for health"],
    ),
    "a database that is none": ({"DATABASE_URL": "mysql://x/y"}, ["DATABASE_URL begins with 'mysql'"]),
}


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Setting]:
    async with setting(tmp_path, company=write_company(tmp_path / "company"), limits=False) as there:
        yield there


async def refused(there: Setting, **wrong: str) -> str:
    """What it says when it does not start."""
    program = there.program_with(wrong)
    await program.begin()
    assert await program.dies(90), program.tail()
    assert program.process
    assert program.process.returncode == 2, program.tail()
    said = program.tail()
    assert "Traceback" not in said, said
    return said


async def test_wrong_tokens_and_settings_are_told_with_their_remedy(there: Setting) -> None:
    said = await asyncio.gather(*(refused(there, **wrong) for wrong, _ in WRONG.values()))
    for text, (case, (_, wanted)) in zip(said, WRONG.items(), strict=True):
        for each in wanted:
            assert each in text, f"{case}: {text}"


async def test_malformed_agents_are_told_with_file_and_line(there: Setting) -> None:
    folder = there.home / "agents"
    rules, triggers = folder / "daily-priorities/playbook/rules.py", folder / "triggers.yaml"
    rules.write_text("import os\n\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
    triggers.write_text(triggers.read_text(encoding="utf-8").replace('at: "09:00"', 'at: "nine"'), encoding="utf-8")
    said = await refused(there)
    assert "daily-priorities/playbook/rules.py:1: " in said
    assert "triggers.yaml:6: " in said


async def test_a_second_program_on_the_same_home_is_refused_and_the_first_goes_on(there: Setting) -> None:
    assert await there.program.start(), there.program.tail()
    assert f"is being served by process {there.program.process.pid}" in await refused(there)  # type: ignore[union-attr]
    assert there.program.is_alive
