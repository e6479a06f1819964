"""What people say and change: messages, edits, deletions, reactions, commands, and the native Stop button."""

from __future__ import annotations

import re
import uuid

from app.local.slack.control.act import Act, Acting, Json
from app.local.slack.control.pressing import ask
from app.local.slack.delivery.parcel import Parcel
from app.local.slack.events import emit_home_opened, emit_stopped
from app.local.slack.interactions import command
from app.local.slack.manifest import is_subscribed
from app.local.slack.messages import Conversation, Message
from app.local.slack.methods.reactions import react
from app.local.slack.permits import ResponseUrl
from app.local.slack.posting import TEXT_MOST, changed, post, take_away
from app.local.slack.refusal import CannotError, RefusedError
from app.local.slack.responses import answer
from app.local.slack.workspace import Workspace


async def say(act: Act) -> Json:
    conversation, person = act.conversation(), act.person()
    text, files = str(act.body.get("text") or ""), act.rows("files")
    if not text and not files:
        raise CannotError("There is nothing to say: give `text` or `files`.")
    if len(text) > TEXT_MOST:
        raise CannotError(f"Slack takes up to {TEXT_MOST} characters a message; this has {len(text)}.")
    root_ts = _root(act, conversation)
    message = Message(
        ts=act.workspace.next_ts(),
        author=person.id,
        text=text,
        thread_ts=root_ts,
        files=[_keep(act.workspace, person.id, conversation, each) for each in files],
        subtype="file_share" if files else None,
        client_msg_id=act.maybe("client_msg_id") or str(uuid.uuid4()),
    )
    event_ids = post(act.workspace, conversation, message)
    return {"channel": conversation.id, "ts": message.ts, "event_ids": event_ids}


def _root(act: Act, conversation: Conversation) -> str | None:
    if not act.body.get("thread_ts"):
        return None
    root = act.message(conversation, "thread_ts")
    return root.thread_ts or root.ts


def _keep(workspace: Workspace, user: str, conversation: Conversation, given: Json) -> Json:
    created = int(workspace.world.now().timestamp())
    content = str(given.get("text") or "").encode()
    file = workspace.files.new(str(given.get("name") or "untitled.txt"), user, created, content=content)
    file.channels.append(conversation.id)
    return file.show(workspace.origin)


def _own(act: Act) -> tuple[Conversation, Message]:
    conversation = act.conversation()
    message = act.message(conversation)
    if message.author != act.person().id:
        raise CannotError("People change only what they said themselves.")
    return conversation, message


async def edit(act: Act) -> Json:
    conversation, message = _own(act)
    before = conversation.show(message)
    message.text, message.edited_ts = act.needed("text"), act.workspace.next_ts()
    return {"ts": message.ts, "event_ids": changed(act.workspace, conversation, message, before)}


async def delete(act: Act) -> Json:
    conversation, message = _own(act)
    return {"ts": message.ts, "event_ids": take_away(act.workspace, conversation, message)}


async def toggle_reaction(act: Act) -> Json:
    conversation = act.conversation()
    message, name = act.message(conversation), act.needed("name").strip(":")
    return {"added": react(act.workspace, conversation, message, act.person().id, name)}


async def stop(act: Act) -> Json:
    """The native Stop button: there only while the session works and the app wants to hear of it."""
    conversation, workspace = act.conversation(), act.workspace
    root = act.message(conversation, "thread_ts")
    if not is_subscribed(workspace.manifest, {"type": "agent_session_stopped"}):
        raise CannotError("Slack shows no Stop button: the app's manifest does not subscribe to agent_session_stopped.")
    live = [each for each in conversation.replies(root.ts) if each.is_streaming]
    if not live and workspace.sessions.status(conversation.id, root.ts) != "processing":
        raise CannotError("Nothing is being worked on in this thread, so there is nothing to stop.")
    for message in live:
        if message.stream:
            message.stream.ended = "stopped_by_user"
    workspace.show_change(conversation)
    stopped = [each.ts for each in live]
    event_ids = emit_stopped(workspace, act.person().id, conversation.id, root.ts, stopped)
    return {"streaming_message_ts": stopped, "event_ids": event_ids}


async def open_dm(act: Act) -> Json:
    person = act.person()
    dm = act.workspace.dm_of(person.id)
    if dm is None:
        raise CannotError(f"{person.name} has no direct messages with the app.")
    emit_home_opened(act.workspace, person.id, "messages")
    return {"channel": {"id": dm.id}}


async def open_home(act: Act) -> Json:
    return {"event_ids": emit_home_opened(act.workspace, act.person().id, "home")}


async def slash(act: Act) -> Json:
    """A slash command. Slack's client refuses commands of apps inside threads, so the app never hears of those."""
    conversation, person, workspace = act.conversation(), act.person(), act.workspace
    name = act.needed("command")
    known = next((each for each in workspace.manifest.commands if each["command"] == name), None)
    if known is None:
        raise CannotError(f"{name} is not a valid command. Type / to see those that are.")
    if act.body.get("thread_ts"):
        notice = f"{name} is not supported in threads. Sorry!"
        workspace.world.announce("notice", user=person.id, text=notice)
        return {"is_delivered": False, "notice": notice}
    text = _escaped(workspace, str(act.body.get("text") or ""), should_escape=bool(known.get("should_escape")))
    payload = command(workspace, person, conversation, name, text)
    reply = await ask(act, Parcel("slash_commands", payload), f"{name} failed with the error “dispatch_failed”")
    if reply and (reply.get("text") or reply.get("blocks")):
        _show_reply(workspace, person.id, conversation, reply)
    return {"is_delivered": True}


def _show_reply(workspace: Workspace, user: str, conversation: Conversation, reply: Json) -> None:
    try:
        answer(workspace, ResponseUrl(user, conversation.id, None, None, 0.0), reply)
    except RefusedError as error:
        raise CannotError(f"The app answered the command with something Slack refuses: {error.code}.") from error


def _escaped(workspace: Workspace, text: str, *, should_escape: bool) -> str:
    """Mentions in a command's text: as ids with names if the manifest asks for it, else as plain names."""

    def person(found: re.Match[str]) -> str:
        member = workspace.members.get(found[1])
        handle = member.handle if member else found[1]
        return f"<@{found[1]}|{handle}>" if should_escape else f"@{handle}"

    def channel(found: re.Match[str]) -> str:
        return found[0] if should_escape else f"#{found[2]}"

    return re.sub(r"<#(\w+)\|([^>]*)>", channel, re.sub(r"<@(\w+)>", person, text))


ACTS: dict[str, Acting] = {
    "say": say,
    "edit": edit,
    "delete": delete,
    "react": toggle_reaction,
    "stop": stop,
    "open_dm": open_dm,
    "open_home": open_home,
    "slash": slash,
}
