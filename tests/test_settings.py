"""Every variable is read once, typed, and a missing or wrong one says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from app.settings import (
    ClaudeSettings,
    EnvironmentModel,
    ProgramSettings,
    SettingsError,
    SlackSettings,
    read,
    read_if_set,
    variable,
    variables,
)

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


class PipeSettings(EnvironmentModel):
    token: SecretStr = variable("PIPE_TOKEN", "reads pipes", where="pipes.example → Keys")
    rate: float = variable("PIPE_RATE", "requests a second", default=2.0, gt=0)


def test_nothing_is_needed_to_start_a_local_program():
    program = read(ProgramSettings, {})
    assert (program.home, program.agents, program.sandbox) == (Path("var"), Path("agents"), "jail")
    assert program.database_url == "sqlite:///var/threadwork.sqlite"


def test_the_database_lies_in_the_home_unless_it_is_named():
    assert read(ProgramSettings, {"THREADWORK_HOME": "/srv/tw"}).database_url == "sqlite:////srv/tw/threadwork.sqlite"
    assert read(ProgramSettings, {"DATABASE_URL": "postgresql://db/tw"}).database_url == "postgresql://db/tw"
    assert ProgramSettings(home=Path("h")).database_url == "sqlite:///h/threadwork.sqlite"


def test_a_missing_variable_is_named_with_its_purpose_and_where_to_get_it():
    with pytest.raises(SettingsError) as caught:
        read(ClaudeSettings, {"ANTHROPIC_API_KEY": ""})
    assert str(caught.value) == (
        "ANTHROPIC_API_KEY is missing: lets agents answer through Claude. "
        "Get it from platform.claude.com → Settings → API keys"
    )


def test_every_wrong_variable_is_named_at_once_with_its_value():
    with pytest.raises(SettingsError) as caught:
        read(ProgramSettings, {"THREADWORK_HTTP_PORT": "eighty", "THREADWORK_SANDBOX": "none"})
    port, sandbox = str(caught.value).splitlines()
    assert port.startswith("THREADWORK_HTTP_PORT is 'eighty', which is wrong (")
    assert sandbox.startswith("THREADWORK_SANDBOX is 'none', which is wrong (")
    assert "'jail' or 'language-only'" in sandbox


def test_slack_needs_one_way_in():
    with pytest.raises(SettingsError, match=r"SLACK_APP_TOKEN is missing, and so is SLACK_SIGNING_SECRET"):
        read(SlackSettings, {"SLACK_BOT_TOKEN": "xoxb-1"})
    over_http = read(SlackSettings, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"})
    assert over_http.app_token is None


def test_swapped_slack_tokens_are_noticed_without_printing_them():
    with pytest.raises(SettingsError, match="are swapped") as caught:
        read(SlackSettings, {"SLACK_BOT_TOKEN": "xapp-secret", "SLACK_APP_TOKEN": "xoxb-secret"})
    assert "secret" not in str(caught.value)


def test_secrets_do_not_print():
    slack = read(SlackSettings, {**SLACK, "SLACK_BOT_TOKEN": "xoxb-hush"})
    assert "hush" not in repr(slack) + str(slack) + slack.model_dump_json()
    assert slack.bot_token.get_secret_value() == "xoxb-hush"


def test_an_integration_declares_its_own_variables_and_is_off_until_its_switch_is_set():
    assert read_if_set(PipeSettings, "PIPE_TOKEN", {"PIPE_RATE": "5"}) is None
    on = read_if_set(PipeSettings, "PIPE_TOKEN", {"PIPE_TOKEN": "t", "PIPE_RATE": "5"})
    assert on is not None
    assert on.rate == 5.0
    with pytest.raises(SettingsError, match=r"PIPE_RATE is '0', which is wrong"):
        read_if_set(PipeSettings, "PIPE_TOKEN", {"PIPE_TOKEN": "t", "PIPE_RATE": "0"})


def test_variables_are_listed_for_the_readme():
    token, rate = variables(PipeSettings)
    assert (token.name, token.is_required, token.is_secret, token.default) == ("PIPE_TOKEN", True, True, None)
    assert (rate.name, rate.is_required, rate.is_secret, rate.default) == ("PIPE_RATE", False, False, "2.0")
