"""Every block type that an app may send, and what a whole list of them must satisfy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.local.slack.check.elements import (
    ACCESSORY,
    ACTION,
    BUTTON,
    CONTEXT,
    CONTEXT_ACTION,
    ICON_BUTTON,
    IMAGE,
    INPUT,
    OVERFLOW,
    URL,
)
from app.local.slack.check.richtext import RICH_TEXT
from app.local.slack.check.rules import (
    Rule,
    any_text,
    anything,
    both,
    by_type,
    choice,
    flag,
    items,
    number,
    plain_text,
    shape,
    string,
    wrong,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_TOTAL = 12_000  # characters of all markdown blocks of one payload together
PAYLOAD_TOTAL = (
    13_200  # characters; where live workspaces begin to refuse, https://github.com/slackapi/bolt-js/issues/2509
)

BLOCK_ID = {"block_id": string(255, 1)}
TABLES = ("table", "data_table")
MESSAGES_ONLY = ("markdown", *TABLES, "task_card", "plan", "context_actions", "file")


def _one_of(*names: str) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not any(value.get(name) for name in names):
            yield wrong(f"missing required field: {' or '.join(names)}", pointer)

    return check


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *, is_closed: bool = True) -> Rule:
    return shape(required, {**BLOCK_ID, **(optional or {})}, is_closed=is_closed)


CELL = by_type(
    {
        "raw_text": shape({"text": string(10_000)}, is_closed=False),
        "raw_number": shape({}, is_closed=False),
        "rich_text": RICH_TEXT,
    }
)
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})
ROWS = items(items(CELL, 20), 100)
SOURCE = by_type({"url": shape({"url": URL}, {"text": string(255)}, is_closed=False)})
TASK_STATES = choice("pending", "in_progress", "complete", "error")
TASK = _block(
    {"task_id": string(255, 1), "title": string(256, 1)},
    {
        "status": TASK_STATES,
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": items(SOURCE, 100, 0),
    },
)
CARD_FIELDS = {
    "icon": IMAGE,
    "hero_image": IMAGE,
    "title": any_text(150),
    "subtitle": any_text(150),
    "body": any_text(200),
    "actions": items(by_type({"button": BUTTON, "icon_button": ICON_BUTTON, "overflow": OVERFLOW}), 5),
}
CARD = both(_block({}, CARD_FIELDS, is_closed=False), _one_of("hero_image", "title", "actions", "body"))

PLAIN: dict[str, Rule] = {
    "section": both(
        _block(
            {}, {"text": any_text(3000), "fields": items(any_text(2000), 10), "accessory": ACCESSORY, "expand": flag}
        ),
        _one_of("text", "fields"),
    ),
    "header": _block({"text": plain_text(150)}),
    "divider": _block({}),
    "context": _block({"elements": items(CONTEXT, 10)}),
    "context_actions": _block({"elements": items(CONTEXT_ACTION, 5)}),
    "actions": _block({"elements": items(ACTION, 25)}),
    "image": both(
        _block(
            {"alt_text": string(2000)},
            {"image_url": URL, "slack_file": anything, "title": plain_text(2000)},
        ),
        _one_of("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain_text(2000), "element": INPUT},
        {"hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": _block({"text": string(12_000, 1)}),
    "rich_text": RICH_TEXT,
    "video": _block(
        {"alt_text": string(2000, 1), "title": plain_text(200), "thumbnail_url": URL, "video_url": URL},
        is_closed=False,
    ),
    "file": _block({"external_id": string(255, 1), "source": choice("remote")}),
    "call": _block({"call_id": string(255, 1)}, is_closed=False),
    "alert": _block(
        {"text": any_text(3000)}, {"level": choice("default", "info", "warning", "error", "success")}, is_closed=False
    ),
    "table": _block({"rows": ROWS}, {"column_settings": items(COLUMN, 20, 0)}),
    "data_table": _block(
        {"rows": items(items(CELL, 20), 1000), "caption": string(255, 1)},
        {"page_size": number(1, 100)},
        is_closed=False,
    ),
    "task_card": TASK,
    "plan": _block({"title": string(256, 1)}, {"tasks": items(by_type({"task_card": TASK}), 50, 0)}, is_closed=False),
    "card": CARD,
    "carousel": _block({"elements": items(by_type({"card": CARD}), 10)}),
}
CONTAINER = both(
    _block(
        {"child_blocks": items(by_type(PLAIN), 10)},
        {
            "title": plain_text(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text(150),
            "width": choice("narrow", "standard", "wide", "full"),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
        is_closed=False,
    ),
    _one_of("title", "rich_text_title"),
)
BLOCKS: dict[str, Rule] = {**PLAIN, "container": CONTAINER}
IN_VIEWS = {name: rule for name, rule in BLOCKS.items() if name not in MESSAGES_ONLY}


def message_problems(blocks: Any, pointer: str = "/blocks") -> list[str]:
    """What is wrong with a message's blocks; nothing for blocks that Slack accepts."""
    found = list(items(by_type(BLOCKS), MESSAGE_BLOCKS, 0)(blocks, pointer))
    return found or [*_repeated(blocks, pointer), *_too_much_markdown(blocks, pointer)]


def view_block_problems(blocks: Any, *, allows_files: bool) -> list[str]:
    found = list(items(by_type(IN_VIEWS), VIEW_BLOCKS, 0)(blocks, "/view/blocks"))
    if not found and not allows_files:
        found = [
            wrong("unsupported type: file_input", f"/view/blocks/{index}/element/type")
            for index, block in enumerate(blocks)
            if block["type"] == "input" and block["element"]["type"] == "file_input"
        ]
    return found or list(_repeated(blocks, "/view/blocks"))


def has_two_tables(blocks: list[dict[str, Any]]) -> bool:
    return sum(block["type"] in TABLES for block in blocks) > 1


def is_too_long(blocks: list[dict[str, Any]]) -> bool:
    return _characters(blocks) > PAYLOAD_TOTAL


def _characters(value: Any) -> int:
    """The length of all texts that people read."""
    if isinstance(value, list):
        return sum(_characters(each) for each in value)
    if isinstance(value, dict):
        return sum(
            len(each) if name in ("text", "title") and isinstance(each, str) else _characters(each)
            for name, each in value.items()
        )
    return 0


def _repeated(blocks: list[dict[str, Any]], pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield wrong(f"duplicate block_id: {block_id}", f"{pointer}/{index}/block_id")
        elif block_id:
            seen.add(block_id)
        actions = [each.get("action_id") for each in block.get("elements", []) if isinstance(each, dict)]
        for action_id in {each for each in actions if each and actions.count(each) > 1}:
            yield wrong(f"duplicate action_id: {action_id}", f"{pointer}/{index}/elements")


def _too_much_markdown(blocks: list[dict[str, Any]], pointer: str) -> Iterator[str]:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_TOTAL:
        yield wrong(f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters together", pointer)
