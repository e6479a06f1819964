"""What a click, a form, a command or a shortcut means. Pure, like `reading`; what is odd is None, not an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from app.core.entries import Place
from app.slack.reading import LONGEST, Payload, dig, is_direct, spelled_out
from app.slack.views.kit import cut

QUOTED = 2_000  # characters of a message that is asked about; a form keeps 3,000 of its own notes

Verb = Literal["done", "why", "called", "snooze_1", "snooze_3", "snooze_7", "not_mine", "wrong", "reopened"]
VERBS: frozenset[str] = frozenset(get_args(Verb))


@dataclass(frozen=True)
class RowClick:
    """A control of one row of a list."""

    by: str
    place: Place
    verb: str  # one of VERBS
    item: str
    key: str
    trigger_id: str


@dataclass(frozen=True)
class AgentClick:
    """A choice in the dropdown under a reply."""

    by: str
    place: Place
    agent: str
    key: str


@dataclass(frozen=True)
class MarkForm:
    """Which row a form is about; kept in the form itself."""

    session: str
    item: str
    mark: Literal["not_mine", "wrong"]


@dataclass(frozen=True)
class AskForm:
    """Which message a question is about. Without a channel it begins a conversation in the person's DM."""

    channel: str = ""
    thread_ts: str = ""
    author: str = ""
    excerpt: str = ""


def read_row_click(body: Payload) -> RowClick | None:
    action, by, place = _action(body), dig(body, "user", "id"), _place(body)
    if action is None or place is None or not by:
        return None
    chosen = action.get("selected_option")
    verb, _, item = str(chosen.get("value", "") if isinstance(chosen, Mapping) else "").partition(":")
    if not isinstance(chosen, Mapping):
        verb, item = str(action.get("action_id", "")).removeprefix("row_"), str(action.get("value") or "")
    if verb not in VERBS or not item:
        return None
    return RowClick(by, place, verb, item, _key(action, by), str(body.get("trigger_id") or ""))


def read_agent_click(body: Payload) -> AgentClick | None:
    action, by, place = _action(body), dig(body, "user", "id"), _place(body)
    chosen = action.get("selected_option") if action else None
    if action is None or place is None or not by or not isinstance(chosen, Mapping) or not chosen.get("value"):
        return None
    return AgentClick(by, place, str(chosen["value"]), _key(action, by))


def read_question(body: Payload, bot: str) -> AskForm | None:
    """The message shortcut: what the question will be about."""
    message, channel = body.get("message"), dig(body, "channel", "id")
    if not isinstance(message, Mapping) or not channel or not message.get("ts"):
        return None
    return AskForm(
        channel=channel,
        thread_ts=str(message.get("thread_ts") or message["ts"]),
        author=str(message.get("user") or ""),
        excerpt=cut(spelled_out(str(message.get("text") or ""), bot), QUOTED),
    )


def read_word(view: Payload) -> tuple[MarkForm, str] | None:
    """A submitted form about a row, and what the person wrote."""
    kept = _kept(view)
    if not {"session", "item", "mark"} <= set(kept) or kept["mark"] not in ("not_mine", "wrong"):
        return None
    mark: Literal["not_mine", "wrong"] = "wrong" if kept["mark"] == "wrong" else "not_mine"
    return MarkForm(kept["session"], kept["item"], mark), _typed(view, "word", "text")


def read_asked(view: Payload) -> tuple[AskForm, str, str] | None:
    """A submitted question: what it is about, for which agent, and its words."""
    kept, question = _kept(view), _typed(view, "question", "text").strip()
    agent = _typed(view, "agent", "agent")
    if not question or not agent or not set(kept) <= {"channel", "thread_ts", "author", "excerpt"}:
        return None
    return AskForm(**kept), agent, question


def keep(form: MarkForm | AskForm) -> str:
    """A form's own notes, as its private metadata: 3,000 characters at most."""
    kept = asdict(form)
    while len(text := json.dumps(kept, ensure_ascii=False)) > 3_000:
        kept["excerpt"] = kept["excerpt"][: len(kept["excerpt"]) // 2]
    return text


def question_text(form: AskForm, question: str) -> str:
    """The words for the agent; what is asked about is quoted, with its author."""
    if not form.excerpt:
        return question[:LONGEST]
    quoted = "\n".join(f"> {line}" for line in form.excerpt.splitlines())
    by = f" by <@{form.author}>" if form.author else ""
    return f"{question}\n\nThis is about the message{by}:\n{quoted}"


def read_command(body: Payload, bot: str) -> tuple[str, str]:
    """`/agent NAME question` as the name, lower case, and the question; each may be empty."""
    words = [*spelled_out(str(body.get("text") or ""), bot).split(None, 1), "", ""]
    return words[0].removeprefix("!").lower(), words[1]


def _action(body: Payload) -> Mapping[str, Any] | None:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, Mapping) else None


def _place(body: Payload) -> Place | None:
    """The thread of the message that was clicked."""
    channel = dig(body, "container", "channel_id")
    root = dig(body, "container", "thread_ts") or dig(body, "container", "message_ts")
    if not (channel and root):
        return None
    return Place(channel=channel, thread_ts=root, is_direct=is_direct(channel, {}))


def _key(action: Mapping[str, Any], by: str) -> str:
    return f"click:{by}:{action.get('action_ts')}:{action.get('block_id')}"


def _kept(view: Payload) -> dict[str, str]:
    try:
        kept = json.loads(dig(view, "private_metadata") or "{}")
    except ValueError:
        return {}
    return {name: value for name, value in kept.items() if isinstance(value, str)} if isinstance(kept, dict) else {}


def _typed(view: Payload, block: str, action: str) -> str:
    path = ("state", "values", block, action)
    return dig(view, *path, "value") or dig(view, *path, "selected_option", "value")
