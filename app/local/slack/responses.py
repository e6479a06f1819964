"""What the app sends back to a person who did something: by response_url, or in the acknowledgement of a command."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from app.local.slack.messages import Conversation, Message
from app.local.slack.methods.call import checked_blocks
from app.local.slack.permits import ResponseUrl
from app.local.slack.posting import TEXT_MOST, changed, post, root_of, take_away
from app.local.slack.refusal import RefusedError
from app.local.slack.workspace import Workspace

Json = dict[str, Any]


class Responses:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/response/{key}", self.serve)]

    async def serve(self, request: web.Request) -> web.Response:
        workspace, effect = self.workspace, False
        body: Any = None
        try:
            body = json.loads(await request.text())
            if not isinstance(body, dict):
                raise RefusedError("invalid_payload")
            answer(workspace, workspace.permits.use_response(request.match_info["key"]), body)
            effect = True
            return web.Response(text="ok")
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        except RefusedError as error:
            return web.json_response(error.answer(), status=404 if error.code.endswith("_url") else 400)
        finally:
            workspace.world.record("slack", "response_url", body if isinstance(body, dict) else {}, effect=effect)


def answer(workspace: Workspace, to: ResponseUrl, body: Json) -> None:
    """Post, replace or delete as the body says; without a word about it the answer is seen by that person only."""
    conversation = workspace.conversations[to.channel]
    original = conversation.messages.get(to.message_ts or "")
    if body.get("delete_original"):
        if original:
            take_away(workspace, conversation, original)
        return
    if body.get("replace_original") and original:
        _replace(workspace, conversation, original, body)
        return
    message = _message(workspace, conversation, body, body.get("thread_ts") or _thread_of(original))
    if body.get("response_type") != "in_channel":
        message.only_for = to.user
    post(workspace, conversation, message)


def _thread_of(original: Message | None) -> str | None:
    return original.thread_ts if original else None


def _message(workspace: Workspace, conversation: Conversation, body: Json, thread_ts: str | None) -> Message:
    blocks, text = checked_blocks(body.get("blocks")), str(body.get("text") or "")
    if not (blocks or text or body.get("attachments")):
        raise RefusedError("no_text")
    return Message(
        ts=workspace.next_ts(),
        author=workspace.bot.id,
        text=text[:TEXT_MOST],
        blocks=blocks,
        attachments=body.get("attachments") or [],
        thread_ts=root_of(conversation, thread_ts),
    )


def _replace(workspace: Workspace, conversation: Conversation, original: Message, body: Json) -> None:
    before = conversation.show(original)
    fresh = _message(workspace, conversation, body, None)
    original.text, original.blocks, original.attachments = fresh.text, fresh.blocks, fresh.attachments
    original.drawn, original.stream = [], None
    changed(workspace, conversation, original, before)
