"""agents.sessions.* and the older assistant.threads.*: what the agent is doing in a thread, and the thread's title."""

from __future__ import annotations

from app.local.slack.check.chunks import LOADING_MESSAGES, PROMPTS
from app.local.slack.limits import STATUSES as STATUS_CALLS
from app.local.slack.limits import TIER_3, TIER_4
from app.local.slack.messages import Conversation
from app.local.slack.methods.call import Call, Json, Method, conversation_of, list_argument
from app.local.slack.refusal import RefusedError
from app.local.slack.sessions import STATUSES
from app.local.slack.workspace import Workspace

TITLE_MOST = 200
STOP_EVENT = "agent_session_stopped"


def set_session_status(workspace: Workspace, conversation: Conversation, thread_ts: str, status: str) -> None:
    workspace.sessions.set_status(conversation.id, thread_ts, status)
    workspace.world.announce("status", channel=conversation.id)


def set_status(call: Call) -> Json:
    conversation, thread_ts = _thread(call)
    arguments, sessions = call.arguments, call.workspace.sessions
    status, title = arguments.needed("status"), arguments.maybe("title")
    if status not in STATUSES:
        raise RefusedError("invalid_arguments", [f"status must be one of: {', '.join(STATUSES)}"])
    is_new = sessions.status(conversation.id, thread_ts) is None
    if title and is_new:
        _check_title(title)
    set_session_status(call.workspace, conversation, thread_ts, status)
    session = sessions.at(conversation.id, thread_ts)
    if is_new:
        session.title = session.title or title
        session.initiator = arguments.maybe("initiator_user_id")
    answer: Json = {"status": status, "agent_status": status, "title": session.title or ""}
    events = call.workspace.manifest.events
    if events is not None and STOP_EVENT not in events:
        warning = f"missing_{STOP_EVENT}_event_subscription"
        answer |= {"warning": warning, "response_metadata": {"warnings": [warning]}}
    return answer


def rename(call: Call) -> Json:
    conversation, thread_ts = _thread(call)
    title = call.arguments.needed("title")
    _check_title(title)
    session = call.workspace.sessions.at(conversation.id, thread_ts)
    session.title = title
    call.workspace.world.announce("status", channel=conversation.id)
    return {"title": title}


def set_words(call: Call) -> Json:
    """The older status: any words, gone after two minutes or with the app's next message there."""
    conversation, thread_ts = _thread(call)
    loading = list_argument(call, "loading_messages", LOADING_MESSAGES)
    words = call.arguments.text("status")
    call.workspace.sessions.set_words(conversation.id, thread_ts, words and (loading[0] if loading else words))
    call.workspace.world.announce("status", channel=conversation.id)
    return {}


def set_prompts(call: Call) -> Json:
    conversation = conversation_of(call, "channel_id")
    prompts = list_argument(call, "prompts", PROMPTS)
    if not prompts:
        raise RefusedError("invalid_arguments", ["missing required field: prompts"])
    if "thread_ts" in call.arguments:
        _thread(call)
    conversation.prompts = {"title": call.arguments.text("title"), "prompts": prompts}
    call.workspace.show_change(conversation)
    return {}


def _thread(call: Call) -> tuple[Conversation, str]:
    conversation = conversation_of(call, "channel_id")
    root = conversation.messages.get(call.arguments.text("thread_ts"))
    if root is None or root.thread_ts or root.only_for:
        raise RefusedError("invalid_thread_ts")
    return conversation, root.ts


def _check_title(title: str) -> None:
    if len(title) > TITLE_MOST:
        raise RefusedError("invalid_arguments", [f"title must be less than {TITLE_MOST + 1} characters"])


WRITE = ("chat:write",)
ASSIST = ("assistant:write",)
METHODS = {
    "agents.sessions.setStatus": Method(set_status, TIER_3, WRITE, writes=True),
    "agents.sessions.rename": Method(rename, TIER_3, WRITE, writes=True),
    "assistant.threads.setStatus": Method(set_words, STATUS_CALLS, ASSIST, writes=True),
    "assistant.threads.setTitle": Method(rename, TIER_4, ASSIST, writes=True),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, TIER_4, ASSIST, writes=True),
}
