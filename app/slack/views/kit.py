"""The blocks and elements we use, each cut to the length that Slack accepts. Not a model of Block Kit.

Limits: docs.slack.dev/reference/block-kit. Plain dicts, since the SDK's models turn a block they do not know into null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from app.slack.views.escape import visible

Block = dict[str, Any]
Element = dict[str, Any]

HEADER, SECTION, CONTEXT = 150, 3_000, 2_000  # characters
BUTTON, OPTION, TITLE, PLACEHOLDER = 75, 75, 24, 150  # characters
VALUE, OPTION_VALUE, METADATA = 2_000, 150, 3_000  # characters
MESSAGE_BLOCKS, VIEW_BLOCKS, SELECT_OPTIONS = 50, 100, 100  # items


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int) -> Element:
    """Text that Slack does not read for marks; emoji names are the exception we allow ourselves."""
    return {"type": "plain_text", "text": cut(visible(text).strip(), limit) or "–", "emoji": True}


def mrkdwn(text: str, limit: int = SECTION) -> Element:
    """`verbatim`: Slack makes no links and mentions of its own out of bare addresses and names."""
    return {"type": "mrkdwn", "text": cut_lines(text, limit) or "–", "verbatim": True}


def cut_lines(text: str, limit: int) -> str:
    """Whole lines only, so that no link or mention is cut in two; a single long line gives way to a sentence."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return kept[: kept.rfind("\n")] + "\n…" if "\n" in kept else "_This line is too long to show here._"


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, accessory: Element | None = None, block_id: str | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if block_id:
        block["block_id"] = block_id
    if accessory:
        block["accessory"] = accessory
    return block


def context(*lines: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(line, CONTEXT) for line in lines[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def markdown(text: str) -> Block:
    return {"type": "markdown", "text": text}


def actions(block_id: str, *elements: Element) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action_id: str, text: str, value: str, style: Literal["primary", "danger"] | None = None) -> Element:
    shape: Element = {"type": "button", "action_id": action_id, "text": plain(text, BUTTON), "value": value}
    return shape | ({"style": style} if style else {})


def option(text: str, value: str, description: str = "") -> Element:
    shape: Element = {"text": plain(text, OPTION), "value": value}
    return shape | ({"description": plain(description, OPTION)} if description else {})


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def select(action_id: str, placeholder: str, options: Iterable[Element], chosen: str | None = None) -> Element:
    offered = list(options)[:SELECT_OPTIONS]
    shape: Element = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": offered,
    }
    initial = next((each for each in offered if each["value"] == chosen), None)
    return shape | ({"initial_option": initial} if initial else {})


def text_input(block_id: str, label: str, *, optional: bool, placeholder: str, hint: str = "") -> Block:
    element = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": 3_000,
        "placeholder": plain(placeholder, PLACEHOLDER),
    }
    return field(block_id, label, element, optional=optional, hint=hint)


def field(block_id: str, label: str, element: Element, *, optional: bool = False, hint: str = "") -> Block:
    shape: Block = {"type": "input", "block_id": block_id, "label": plain(label, 2_000), "element": element}
    if optional:
        shape["optional"] = True
    return shape | ({"hint": plain(hint, 2_000)} if hint else {})


def modal(title: str, blocks: Sequence[Block], *, callback_id: str, submit: str = "", metadata: str = "") -> Block:
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "close": plain("Cancel" if submit else "Close", TITLE),
        "blocks": list(blocks)[:VIEW_BLOCKS],
    }
    if submit:
        view["submit"] = plain(submit, TITLE)
    return view | ({"private_metadata": metadata} if metadata else {})


def moment(at: datetime, shape: str = "{date_short_pretty} at {time}") -> str:
    """A moment that each reader sees in their own zone."""
    return f"<!date^{int(at.timestamp())}^{shape}|{at.astimezone(UTC):%-d %b %H:%M} UTC>"
