"""The manifest asks for what the program uses, no more and no less, within Slack's rules; the Slack CLI can read it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.slack.doctor import EVENTS, SCOPES

ROOT = Path(__file__).parents[1]
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
FEATURES = MANIFEST["features"]

# From github.com/slackapi/manifest-schema 0.5.0: where an object may have these keys and no others.
KNOWN = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"agent_view", "app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "features.agent_view": {"agent_description", "suggested_prompts", "actions"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "bot_optional", "user", "user_optional"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"bot_events", "request_url", "user_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}


def at(path: str) -> dict[str, Any]:
    found = MANIFEST
    for name in filter(None, path.split(".")):
        found = found[name]
    return found


@pytest.mark.parametrize(("path", "known"), KNOWN.items())
def test_it_has_no_key_that_slack_does_not_know(path: str, known: set[str]) -> None:
    assert set(at(path)) <= known


def test_its_texts_are_as_long_as_slack_allows() -> None:
    about = MANIFEST["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert len(FEATURES["bot_user"]["display_name"]) <= 80
    assert len(FEATURES["agent_view"]["agent_description"]) <= 300
    assert len(FEATURES["agent_view"]["suggested_prompts"]) <= 4
    assert all(set(each) == {"title", "message"} for each in FEATURES["agent_view"]["suggested_prompts"])
    for command in FEATURES["slash_commands"]:
        assert command["command"].startswith("/")
        assert len(command["description"]) <= 2_000
    for shortcut in FEATURES["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_it_is_an_agent_app_that_people_can_write_to_in_socket_mode() -> None:
    assert "assistant_view" not in FEATURES  # the older one; new apps cannot have it
    assert FEATURES["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert not settings["token_rotation_enabled"]
    assert [(each["type"], each["callback_id"]) for each in FEATURES["shortcuts"]] == [
        ("message", "ask_about"),
        ("message", "fork_here"),
        ("global", "ask_agent"),
    ]


def test_it_asks_for_the_scopes_and_events_that_the_doctor_explains() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert scopes["bot"] == sorted(SCOPES)
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert "chat:write.public" not in [*scopes["bot"], *scopes["bot_optional"]]  # whom nobody invited stays out


def test_the_slack_cli_reads_it_and_starts_the_program() -> None:
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text())["hooks"]
    command = hooks["get-manifest"].replace(".venv/bin/python", sys.executable)
    printed = subprocess.run(command.split(), cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert json.loads(printed) == MANIFEST
    assert hooks["start"] == ".venv/bin/threadwork serve"
    assert json.loads((ROOT / ".slack" / "config.json").read_text()) == {"manifest": {"source": "local"}}
