"""files.*: the three steps of an upload, and what is known of a file. The bytes travel next door, in `transfer`."""

from __future__ import annotations

from app.local.slack.check.chunks import FILES
from app.local.slack.identity import BOT_USER_ID
from app.local.slack.limits import TIER_3, TIER_4
from app.local.slack.messages import Message
from app.local.slack.methods.call import Call, Json, Method, blocks_argument, conversation_of, list_argument
from app.local.slack.posting import post, root_of
from app.local.slack.refusal import RefusedError
from app.local.slack.uploads import File

MOST = 1024**3  # bytes of one file


def ask_for_upload(call: Call) -> Json:
    workspace, arguments = call.workspace, call.arguments
    length = arguments.number("length", 0)
    if not 0 < length <= MOST:
        raise RefusedError("invalid_arguments", ["length must be the file's size in bytes"])
    created = int(workspace.world.now().timestamp())
    file = workspace.files.new(arguments.needed("filename"), BOT_USER_ID, created, length)
    return {"upload_url": f"{workspace.origin}/slack/upload/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Uploaded files become visible, and are shared where the call says so. Slack shares a moment later, we at once."""
    workspace, arguments = call.workspace, call.arguments
    files = [_uploaded(call, each) for each in list_argument(call, "files", FILES)]
    if not files:
        raise RefusedError("invalid_arguments", ["missing required field: files"])
    channels = [arguments.text("channel_id"), *arguments.text("channels").split(",")]
    for channel in dict.fromkeys(each for each in channels if each):
        _share(call, channel, files)
    for file in files:
        file.is_complete = True
    return {"files": [file.show(workspace.origin) for file in files]}


def _uploaded(call: Call, given: Json) -> File:
    file = call.workspace.files.by_id.get(given.get("id", ""))
    if file is None:
        raise RefusedError("file_not_found")
    if not file.is_uploaded:
        raise RefusedError("file_update_failed", ["nothing was uploaded to the address of this file yet"])
    file.title = given.get("title") or file.name
    return file


def _share(call: Call, channel: str, files: list[File]) -> None:
    workspace = call.workspace
    call.arguments.values["channel"] = channel
    conversation = conversation_of(call)
    root_ts = root_of(conversation, call.arguments.maybe("thread_ts"))
    for file in files:
        file.channels.append(conversation.id)
    message = Message(
        ts=workspace.next_ts(),
        author=BOT_USER_ID,
        text=call.arguments.text("initial_comment"),
        thread_ts=root_ts,
        blocks=blocks_argument(call),
        files=[file.show(workspace.origin) for file in files],
        subtype="file_share",
    )
    post(workspace, conversation, message)


def describe_file(call: Call) -> Json:
    file = call.workspace.files.by_id.get(call.arguments.needed("file"))
    if file is None or not file.is_complete:
        raise RefusedError("file_not_found")
    return {"file": file.show(call.workspace.origin), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete_file(call: Call) -> Json:
    """Gone from the workspace; messages that carried it say so."""
    workspace, key = call.workspace, call.arguments.needed("file")
    file = workspace.files.by_id.get(key)
    if file is None or not file.is_complete:
        raise RefusedError("file_not_found")
    if file.user != BOT_USER_ID:
        raise RefusedError("cant_delete_file")
    file.is_complete, file.is_uploaded, file.content = False, False, b""
    for conversation in (workspace.conversations[each] for each in file.channels):
        for message in conversation.messages.values():
            message.files = [{"id": key, "mode": "tombstone"} if each["id"] == key else each for each in message.files]
        workspace.show_change(conversation)
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(ask_for_upload, TIER_4, ("files:write",), writes=True),
    "files.completeUploadExternal": Method(complete_upload, TIER_4, ("files:write",), writes=True),
    "files.delete": Method(delete_file, TIER_3, ("files:write",), writes=True),
    "files.info": Method(describe_file, TIER_4, ("files:read",)),
}
