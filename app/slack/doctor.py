"""Is Slack set up as it should be? Each question is one call that changes nothing, and each failure says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.core.checks import Check

# What the program uses; manifest.yml declares the same, and a test compares the two.
SCOPES = {
    "app_mentions:read": "hear that it is mentioned",
    "assistant:write": "show what it is doing and suggest questions",
    "channels:history": "hear threads in channels it is in",
    "channels:read": "know whether it is in a channel and whether that is shared",
    "chat:write": "answer",
    "commands": "offer /agent and shortcuts",
    "files:read": "see which files came with a message",
    "files:write": "answer with a file",
    "groups:history": "hear threads in private channels it is in",
    "groups:read": "know whether it is in a private channel",
    "im:history": "hear direct messages",
    "im:read": "know its direct messages",
    "im:write": "send a list to a person",
    "mpim:history": "hear group messages it is in",
    "reactions:read": "start triggers by a reaction",
    "reactions:write": "mark a message",
    "users:read": "know who is who, and their time zones",
    "users:read.email": "match people with the CRM",
}
EVENTS = {
    "agent_session_stopped": "the Stop button",
    "agent_session_title_changed": "titles of threads",
    "app_context_changed": "what a person looks at",
    "app_home_opened": "the Home tab",
    "app_mention": "mentions",
    "app_uninstalled": "the end of an installation",
    "member_joined_channel": "triggers for new members",
    "message.channels": "follow-ups in channels",
    "message.groups": "follow-ups in private channels",
    "message.im": "direct messages",
    "message.mpim": "group messages",
    "reaction_added": "triggers by a reaction",
    "tokens_revoked": "the end of an installation",
    "user_change": "time zones that change",
}
REINSTALL = "api.slack.com/apps → your app → App Manifest: paste manifest.yml, save, then Install App → Reinstall."
TOKENS = {
    "invalid_auth": "Copy the Bot User OAuth Token (xoxb-…) anew from OAuth & Permissions into SLACK_BOT_TOKEN.",
    "account_inactive": "The app was uninstalled: Install App → Install to Workspace, then copy SLACK_BOT_TOKEN anew.",
    "token_revoked": "The token was revoked: Install App → Reinstall to Workspace, then copy SLACK_BOT_TOKEN anew.",
}


async def examine(client: AsyncWebClient, app_token: str, signing_secret: str) -> list[Check]:
    """Stops early where nothing else could work."""
    return [check async for check in _checks(client, app_token, signing_secret)]


async def _checks(client: AsyncWebClient, app_token: str, signing_secret: str) -> AsyncIterator[Check]:
    try:
        response = await client.api_call("auth.test")
    except SlackApiError as error:
        code = str(error.response.get("error"))
        yield Check("Slack bot token", False, f"Slack says {code!r}", TOKENS.get(code, TOKENS["invalid_auth"]))
        return
    except (aiohttp.ClientError, TimeoutError) as error:
        told = f"{client.base_url} does not answer: {error!r}"
        yield Check("Slack", False, told, "Check the network, any proxy, and SLACK_API_URL.")
        return
    yield Check("Slack bot token", True, f"accepted by {response.get('team')} as {response.get('user')}")
    yield _scopes(response.headers)
    yield await _people(client)
    yield await _way_in(client, app_token, signing_secret)
    yield Check("Slack events", True, f"not shown to a bot's token; manifest.yml subscribes to {', '.join(EVENTS)}")


def _scopes(headers: Mapping[str, Any]) -> Check:
    named = next((str(value) for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    if not named:
        return Check("Slack scopes", True, "not told by this server")
    missing = [scope for scope in SCOPES if scope not in {each.strip() for each in named.split(",")}]
    if not missing:
        return Check("Slack scopes", True, f"all {len(SCOPES)} are granted")
    without = "; ".join(f"{scope} (without it the bot cannot {SCOPES[scope]})" for scope in missing)
    return Check("Slack scopes", False, f"missing {without}", REINSTALL)


async def _people(client: AsyncWebClient) -> Check:
    try:
        page = await client.api_call("users.list", data={"limit": "200"})
    except SlackApiError as error:
        return Check("Slack people", False, f"users.list: {error.response.get('error')!r}", REINSTALL)
    members: list[dict[str, Any]] = page["members"]
    people = [each for each in members if not (each.get("is_bot") or each.get("deleted") or each["id"] == "USLACKBOT")]
    known = [each for each in people if (each.get("profile") or {}).get("email")]
    if people and not known:
        return Check("Slack people", False, "nobody's email can be read, so nobody matches the CRM", REINSTALL)
    return Check("Slack people", True, f"{len(known)} with an email, of the first {len(people)}")


async def _way_in(client: AsyncWebClient, app_token: str, signing_secret: str) -> Check:
    """How events arrive: a socket that may be opened, or a secret to check signatures with."""
    if not app_token:
        told = "events come over HTTP, signed" if signing_secret else "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET"
        remedy = "" if signing_secret else "Set SLACK_APP_TOKEN (Basic Information → App-Level Tokens)."
        return Check("Slack events arrive", bool(signing_secret), told, remedy)
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        code = str(error.response.get("error"))
        remedy = "Basic Information → App-Level Tokens: make one with connections:write, copy it into SLACK_APP_TOKEN."
        return Check("Slack app token", False, f"Slack says {code!r}", remedy)
    return Check("Slack app token", True, "sockets may be opened")
