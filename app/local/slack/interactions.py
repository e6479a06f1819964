"""What people do with the app's surfaces, in the shape of Slack's interaction payloads."""

from __future__ import annotations

from dataclasses import dataclass

from app.local.slack.identity import APP_ID, TEAM_ID, VERIFICATION_TOKEN
from app.local.slack.messages import Conversation, Message
from app.local.slack.people import Member
from app.local.slack.screens import View
from app.local.slack.surfaces import Json, state_of
from app.local.slack.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """Where something was pressed: a message in a conversation, or a view."""

    conversation: Conversation | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        if self.view:
            return list(self.view.content["blocks"])
        return self.message.shown_blocks if self.message else []


def pressed(workspace: Workspace, person: Member, place: Place, action: Json) -> Json:
    payload = _envelope(workspace, person, "block_actions") | _placed(workspace, person, place)
    return payload | {
        "trigger_id": workspace.permits.give_trigger(person.id),
        "actions": [{**action, "action_ts": workspace.next_ts()}],
    }


def suggestions_wanted(
    workspace: Workspace, person: Member, place: Place, block_id: str, action_id: str, query: str
) -> Json:
    payload = _envelope(workspace, person, "block_suggestion") | _placed(workspace, person, place, answers=False)
    return payload | {"action_id": action_id, "block_id": block_id, "value": query}


def submitted(workspace: Workspace, person: Member, view: View) -> Json:
    return _envelope(workspace, person, "view_submission") | {
        "trigger_id": workspace.permits.give_trigger(person.id),
        "view": view.show(),
        "response_urls": [],
    }


def closed(workspace: Workspace, person: Member, view: View, *, is_cleared: bool) -> Json:
    return _envelope(workspace, person, "view_closed") | {"view": view.show(), "is_cleared": is_cleared}


def shortcut(workspace: Workspace, person: Member, callback_id: str, place: Place) -> Json:
    payload: Json = {
        "callback_id": callback_id,
        "trigger_id": workspace.permits.give_trigger(person.id),
        "action_ts": workspace.next_ts(),
    }
    if not (place.conversation and place.message):
        return _envelope(workspace, person, "shortcut") | payload
    response = _response_url(workspace, person, place.conversation, place.message)
    return _envelope(workspace, person, "message_action") | {
        **payload,
        "message_ts": place.message.ts,
        "channel": _channel(place.conversation),
        "message": place.conversation.show(place.message),
        "response_url": response,
    }


def command(workspace: Workspace, person: Member, conversation: Conversation, name: str, text: str) -> Json:
    key = workspace.permits.give_response(person.id, conversation.id)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": workspace.domain,
        "channel_id": conversation.id,
        "channel_name": _channel(conversation)["name"],
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": f"{workspace.origin}/slack/response/{key}",
        "trigger_id": workspace.permits.give_trigger(person.id),
    }


def _envelope(workspace: Workspace, person: Member, kind: str) -> Json:
    user = {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team_id}
    return {
        "type": kind,
        "user": user,
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": workspace.team,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _placed(workspace: Workspace, person: Member, place: Place, *, answers: bool = True) -> Json:
    if place.view:
        return {"container": {"type": "view", "view_id": place.view.id}, "view": place.view.show()}
    conversation, message = place.conversation, place.message
    if conversation is None or message is None:
        return {}
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    filled = workspace.filled.get((person.id, conversation.id, message.ts), {})
    shape: Json = {
        "container": container,
        "channel": _channel(conversation),
        "message": conversation.show(message),
        "state": {"values": state_of(place.blocks, filled)},
    }
    return shape | ({"response_url": _response_url(workspace, person, conversation, message)} if answers else {})


def _channel(conversation: Conversation) -> Json:
    return {"id": conversation.id, "name": "directmessage" if conversation.kind == "im" else conversation.name}


def _response_url(workspace: Workspace, person: Member, conversation: Conversation, message: Message) -> str:
    key = workspace.permits.give_response(person.id, conversation.id, message.ts, message.thread_ts)
    return f"{workspace.origin}/slack/response/{key}"
