"""What Slack accepts in a stream's chunks, and in the smaller lists of other methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.local.slack.check.blocks import SOURCE, TASK_STATES
from app.local.slack.check.richtext import RICH_TEXT
from app.local.slack.check.rules import Rule, anything, by_type, items, shape, string

FIELD = 256  # characters of a task's or plan's fields
MARKDOWN = 12_000


def _text_or_rich(value: Any, pointer: str) -> Iterator[str]:
    yield from (string(FIELD) if isinstance(value, str) else RICH_TEXT)(value, pointer)


TASK_UPDATE = shape(
    {"id": string(255, 1), "title": string(FIELD, 1), "status": TASK_STATES},
    {"details": _text_or_rich, "output": _text_or_rich, "sources": items(SOURCE, 100, 0)},
    is_closed=False,
)
CHUNKS = items(
    by_type(
        {
            "markdown_text": shape({"text": string(10**9)}, is_closed=False),  # its length has a code of its own
            "task_update": TASK_UPDATE,
            "plan_update": shape({"title": string(FIELD, 1)}, is_closed=False),
            "blocks": shape({"blocks": anything}, is_closed=False),  # checked as a message's blocks are
        }
    ),
    100,
    0,
)
PROMPTS = items(shape({"title": string(1000, 1), "message": string(10_000, 1)}, is_closed=False), 4)
LOADING_MESSAGES = items(string(1000, 1), 10, 0)
FILES = items(shape({"id": string(255, 1)}, {"title": string(10_000)}, is_closed=False), 100)
ATTACHMENTS = items(shape({}, is_closed=False), 100, 0)


def list_problems(rule: Rule, value: Any, name: str) -> list[str]:
    return list(rule(value, f"/{name}"))
