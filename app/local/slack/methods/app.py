"""Who the app is and how it connects (auth.test, apps.connections.open, team.info, bots.info), and what it may send."""

from __future__ import annotations

from app.local.slack.check.blocks import message_problems
from app.local.slack.check.views import view_problems
from app.local.slack.identity import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from app.local.slack.limits import TIER_3
from app.local.slack.methods.call import Call, Json, Method
from app.local.slack.refusal import RefusedError


def test_api(call: Call) -> Json:
    if error := call.arguments.text("error"):
        raise RefusedError(error)
    return {"args": {name: value for name, value in call.arguments.values.items() if name != "token"}}


def test_auth(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": f"{workspace.origin}/slack/",
        "team": workspace.name,
        "user": workspace.bot.handle,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    ticket = call.workspace.courier.sockets.give_ticket()
    return {"url": f"{call.workspace.origin.replace('http', 'ws', 1)}/slack/socket?ticket={ticket}"}


def describe_team(call: Call) -> Json:
    workspace = call.workspace
    url = f"{workspace.origin}/slack/"
    return {"team": {"id": TEAM_ID, "name": workspace.name, "domain": workspace.domain, "email_domain": "", "url": url}}


def describe_bot(call: Call) -> Json:
    if call.arguments.text("bot", BOT_ID) != BOT_ID:
        raise RefusedError("bot_not_found")
    bot = {"id": BOT_ID, "deleted": False, "name": call.workspace.bot.name, "app_id": APP_ID, "user_id": BOT_USER_ID}
    return {"bot": {**bot, "updated": 0, "icons": {}}}


def validate_blocks(call: Call) -> Json:
    given = [name for name in ("blocks", "message", "view") if name in call.arguments]
    if len(given) != 1:
        raise RefusedError("invalid_arguments", ["exactly one of blocks, message and view must be given"])
    value = call.arguments.structure(given[0])
    match given[0], value:
        case "blocks", _:
            problems = message_problems(value)
        case "message", dict():
            problems = message_problems(value.get("blocks", []))
        case "view", _:
            problems = view_problems(value, "modal", "home")
        case _:
            problems = ["must be an object [json-pointer:/message]"]
    if problems:
        raise RefusedError(f"invalid_{given[0]}", problems)
    return {}


METHODS = {
    "api.test": Method(test_api, caller="anyone"),
    "auth.test": Method(test_auth),
    "apps.connections.open": Method(open_connection, TIER_3, caller="app"),
    "team.info": Method(describe_team, TIER_3, ("team:read",)),
    "bots.info": Method(describe_bot, TIER_3, ("users:read",)),
    "blocks.validate": Method(validate_blocks, caller="anyone"),
}
