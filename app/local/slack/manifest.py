"""What the app's manifest declares that Slack acts on: its name, commands, shortcuts, prompts, events and scopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Manifest:
    name: str = "Threadwork"
    commands: tuple[Json, ...] = ()
    shortcuts: tuple[Json, ...] = ()
    prompts: tuple[Json, ...] = ()
    events: frozenset[str] | None = None  # None: no manifest, so everything is sent
    scopes: frozenset[str] | None = None  # None: no manifest, so everything is allowed


def read_manifest(given: Json | None) -> Manifest:
    """The manifest as parsed from YAML or JSON; without one there are no commands, shortcuts or prompts."""
    if not given:
        return Manifest()
    features = given.get("features", {})
    bot = features.get("bot_user", {})
    scopes = given.get("oauth_config", {}).get("scopes", {})
    events = given.get("settings", {}).get("event_subscriptions", {}).get("bot_events")
    name = bot.get("display_name") or given.get("display_information", {}).get("name") or Manifest.name
    return Manifest(
        name=name,
        commands=tuple(features.get("slash_commands", ())),
        shortcuts=tuple(features.get("shortcuts", ())),
        prompts=tuple(features.get("agent_view", {}).get("suggested_prompts", ())),
        events=frozenset(events) if events is not None else None,
        scopes=frozenset([*scopes["bot"], *scopes.get("bot_optional", ())]) if "bot" in scopes else None,
    )


def is_subscribed(manifest: Manifest, event: Json) -> bool:
    """Whether the app asked for this event; message events are named after the kind of conversation."""
    if manifest.events is None:
        return True
    kind: str = event["type"]
    if kind == "message":
        kind = f"message.{'channels' if event['channel_type'] == 'channel' else event['channel_type']}"
    return kind in manifest.events
