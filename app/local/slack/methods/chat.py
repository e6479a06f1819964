"""chat.*: posting, changing and deleting messages. Streams are next door."""

from __future__ import annotations

from app.local.slack.check.chunks import ATTACHMENTS
from app.local.slack.limits import POSTS, TIER_3, TIER_4
from app.local.slack.messages import Conversation, Message
from app.local.slack.methods.call import (
    Call,
    Json,
    Method,
    author_arguments,
    blocks_argument,
    conversation_of,
    list_argument,
    member_of,
    message_of,
    metadata_argument,
)
from app.local.slack.methods.conversations import direct_messages
from app.local.slack.posting import TEXT_MOST, changed, markdown_blocks, post, root_of, take_away
from app.local.slack.refusal import RateLimitedError, RefusedError

UPDATE_MOST = 4_000  # characters of text in chat.update; posting allows ten times that


def target_of(call: Call) -> Conversation:
    """Where to post: an id, a user's id (which means their DM), or #name."""
    workspace, wanted = call.workspace, call.arguments.needed("channel")
    if wanted in workspace.members:
        try:
            return direct_messages(workspace, wanted)
        except RefusedError as error:
            raise RefusedError("channel_not_found") from error  # chat.* knows no reasons that lie with the person
    name = wanted.removeprefix("#")
    for each in workspace.conversations.values():
        if each.kind == "channel" and each.name == name:
            call.arguments.values["channel"] = each.id
    return conversation_of(call)


def new_message(call: Call, conversation: Conversation) -> Message:
    """The message that the arguments describe; refused where Slack would."""
    arguments = call.arguments
    username, icon_emoji = author_arguments(call)
    message = Message(
        ts="",
        author=call.workspace.bot.id,
        text=arguments.text("text")[:TEXT_MOST],
        thread_ts=root_of(conversation, arguments.maybe("thread_ts")),
        blocks=blocks_argument(call),
        attachments=list_argument(call, "attachments", ATTACHMENTS, "invalid_attachments"),
        username=username,
        icon_emoji=icon_emoji,
        metadata=metadata_argument(call),
        client_msg_id=arguments.maybe("client_msg_id"),
    )
    if markdown := arguments.text("markdown_text"):
        if message.text or message.blocks:
            raise RefusedError("markdown_text_conflict")
        message.drawn, message.text = markdown_blocks(markdown), markdown
    if not (message.text or message.blocks or message.attachments):
        raise RefusedError("no_text")
    if message.username or message.icon_emoji:
        message.subtype = "bot_message"
    if message.thread_ts and arguments.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    message.ts = call.workspace.next_ts()
    return message


def post_message(call: Call) -> Json:
    conversation = target_of(call)
    if call.workspace.world.limits and (wait := call.workspace.limits.post(conversation.id)):
        raise RateLimitedError(wait)
    message = new_message(call, conversation)
    post(call.workspace, conversation, message)
    return {"channel": conversation.id, "ts": message.ts, "message": conversation.show(message, with_metadata=True)}


def post_ephemeral(call: Call) -> Json:
    conversation, person = conversation_of(call), member_of(call)
    if person.id not in conversation.members:
        raise RefusedError("user_not_in_channel")
    message = new_message(call, conversation)
    message.only_for = person.id
    post(call.workspace, conversation, message)
    return {"message_ts": message.ts}


def update_message(call: Call) -> Json:
    conversation = conversation_of(call)
    message = message_of(call, conversation)
    if not message.is_by_app:
        raise RefusedError("cant_update_message")
    if message.is_streaming:
        raise RefusedError("streaming_state_conflict")
    before = conversation.show(message)
    _rewrite(call, message)
    changed(call.workspace, conversation, message, before)
    shown = conversation.show(message, with_metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


def _rewrite(call: Call, message: Message) -> None:
    """Blocks and attachments stay unless they are given, or the text they were made from is."""
    arguments = call.arguments
    text, markdown = arguments.text("text"), arguments.text("markdown_text")
    if len(text) > UPDATE_MOST:
        raise RefusedError("msg_too_long")
    if markdown and (text or arguments.text("blocks")):
        raise RefusedError("markdown_text_conflict")
    blocks, drawn = blocks_argument(call), markdown_blocks(markdown)
    attachments = list_argument(call, "attachments", ATTACHMENTS, "invalid_attachments")
    if not (text or blocks or drawn or attachments or "blocks" in arguments or "metadata" in arguments):
        raise RefusedError("no_text")
    metadata = metadata_argument(call)
    if text or drawn or blocks:
        message.text, message.drawn, message.stream = text or markdown or message.text, drawn, None
    if "blocks" in arguments or drawn:
        message.blocks = blocks
    if "attachments" in arguments:
        message.attachments = attachments
    if metadata is not None:
        message.metadata = metadata
    if text and not message.blocks:
        message.edited_ts = call.workspace.next_ts()


def delete_message(call: Call) -> Json:
    conversation = conversation_of(call)
    message = message_of(call, conversation)
    if not message.is_by_app:
        raise RefusedError("cant_delete_message")
    take_away(call.workspace, conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


def find_permalink(call: Call) -> Json:
    conversation = conversation_of(call)
    message = message_of(call, conversation, "message_ts")
    link = f"{call.workspace.origin}/slack/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
    return {"channel": conversation.id, "permalink": link}


WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, POSTS, WRITE, writes=True),
    "chat.postEphemeral": Method(post_ephemeral, TIER_4, WRITE, writes=True),
    "chat.update": Method(update_message, TIER_3, WRITE, writes=True),
    "chat.delete": Method(delete_message, TIER_3, WRITE, writes=True),
    "chat.getPermalink": Method(find_permalink),
}
