"""What only tests and operators do: cut connections, deliver elsewhere or again, move people to zones and channels."""

from __future__ import annotations

from zoneinfo import available_timezones

from app.local.slack.control.act import Act, Acting, Json
from app.local.slack.events import emit_joined, emit_user_changed
from app.local.slack.refusal import CannotError


async def disconnect(act: Act) -> Json:
    """Cut every socket; {refresh: true} asks the app to reconnect instead, as Slack does now and then."""
    sockets = act.workspace.courier.sockets
    return {"sockets": await sockets.refresh() if act.body.get("refresh") else sockets.drop()}


async def deliver_to(act: Act) -> Json:
    """Deliver by signed HTTP requests to {url}; without one, by Socket Mode again."""
    await act.workspace.courier.use(act.maybe("url"))
    return {"url": act.maybe("url")}


async def redeliver(act: Act) -> Json:
    """Send an event again, as Slack does when it missed the acknowledgement."""
    event = act.workspace.events.get(act.needed("event_id"))
    if event is None:
        raise CannotError(f"No event {act.body['event_id']!r} was sent. Look at `events`.")
    act.workspace.courier.send(event, attempt=1, reason="timeout")
    return {"event_id": event["event_id"]}


async def change_user(act: Act) -> Json:
    member, zone = act.person("id"), act.needed("tz")
    if zone not in available_timezones():
        raise CannotError(f"{zone!r} is not a time zone. Give an IANA name such as Europe/Berlin.")
    member.tz = zone
    return {"event_ids": emit_user_changed(act.workspace, member)}


async def join(act: Act) -> Json:
    """Put a person (or the bot) into a channel."""
    conversation = act.workspace.conversations.get(act.needed("channel"))
    user = act.needed("id")
    if conversation is None or conversation.kind != "channel" or user not in act.workspace.members:
        raise CannotError(f"{user!r} cannot join {act.body['channel']!r}: one of them does not exist.")
    if user not in conversation.members:
        conversation.members.append(user)
        act.workspace.show_change(conversation)
        emit_joined(act.workspace, user, conversation)
    return {"members": conversation.members}


async def leave(act: Act) -> Json:
    """Take a person (or the bot) out of a channel."""
    conversation = act.workspace.conversations.get(act.needed("channel"))
    user = act.needed("id")
    if conversation is None or conversation.kind != "channel" or user not in conversation.members:
        raise CannotError(f"{user!r} is not in a channel {act.body['channel']!r}.")
    conversation.members.remove(user)
    act.workspace.show_change(conversation)
    return {"members": conversation.members}


ACTS: dict[str, Acting] = {
    "disconnect": disconnect,
    "deliver_to": deliver_to,
    "redeliver": redeliver,
    "user": change_user,
    "join": join,
    "leave": leave,
}
