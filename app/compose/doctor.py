"""`threadwork doctor`: every token, scope and file that the program needs, asked one by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from app.claude.doctor import examine as examine_claude
from app.compose.mcp import examine_servers
from app.compose.systems import folders
from app.compose.workbench import Workbench, check_all
from app.content import Content
from app.core.checks import Check
from app.core.errors import ThreadworkError
from app.settings import ClaudeSettings, ProgramSettings, SettingsError, SlackSettings, read
from app.slack.app import make_client, open_session
from app.slack.doctor import examine as examine_slack
from app.slack.people import People
from app.slack.wire import SlackError, Wire


async def examine(environment: Mapping[str, str]) -> AsyncIterator[Check]:
    """Check by check, so that a slow one does not hold back the others."""
    try:
        settings = read(ProgramSettings, environment)
    except SettingsError as error:
        yield Check("settings", False, str(error), "Correct the variable.")
        return
    content, errors = await asyncio.to_thread(check_all, settings)
    agents = ", ".join(content.catalog.agents)
    if errors:
        yield Check(
            "agents", False, "; ".join(map(str, errors)), "Correct these lines; `threadwork check` says them too."
        )
    else:
        yield Check("agents", True, agents)
    emails: Sequence[str] = ()
    async for check, found in _slack(environment):
        emails = found or emails
        yield check
    for check in await _claude(environment, content):
        yield check
    if not errors:
        async for check in _systems(environment, emails):
            yield check


async def _slack(environment: Mapping[str, str]) -> AsyncIterator[tuple[Check, Sequence[str]]]:
    try:
        settings = read(SlackSettings, environment)
    except SettingsError as error:
        yield Check("Slack", False, str(error), "README, “A real workspace”, says it step by step."), ()
        return
    async with open_session() as session:
        client = make_client(settings.bot_token.get_secret_value(), settings.api_url, session)
        app_token = settings.app_token.get_secret_value() if settings.app_token else ""
        secret = settings.signing_secret.get_secret_value() if settings.signing_secret else ""
        checks = await examine_slack(client, app_token, secret)
        emails: Sequence[str] = ()
        if all(check.ok for check in checks):
            try:
                people = await People(Wire(client)).everyone()
                emails = [person.email for person in people if person.email and person.standing == "member"]
            except SlackError as error:
                checks.append(Check("Slack people", False, str(error), "Try again in a minute."))
        for check in checks:
            yield check, emails


async def _claude(environment: Mapping[str, str], content: Content) -> list[Check]:
    if not environment.get("ANTHROPIC_API_KEY"):
        told = "no ANTHROPIC_API_KEY: the list and its buttons work, agents cannot answer"
        return [Check("Claude", True, told)]
    settings = read(ClaudeSettings, environment)
    models = [agent.model for agent in content.catalog.agents.values()]
    return await examine_claude(settings.api_key.get_secret_value(), settings.base_url, models)


async def _systems(environment: Mapping[str, str], emails: Sequence[str]) -> AsyncIterator[Check]:
    try:
        async with Workbench.open(environment) as bench:
            yield Check("database", True, bench.database.url.render_as_string(hide_password=True))
            connected = {system.source.system for system in bench.systems}
            for name, package in folders():
                if name not in connected and name == "hubspot":
                    yield Check(
                        "HubSpot", False, f"{package.SWITCH} is not set", "Set it: lists are computed from the CRM."
                    )
            for system in bench.systems:
                for check in await system.checks(emails):
                    yield check
            for check in await examine_servers(bench.content, bench.database, bench.clock, environment):
                yield check
    except ThreadworkError as error:
        yield Check("start", False, str(error), "Do what it says, then ask again.")
