"""What can be pressed or filled in on a message or a view: identifiers for it, finding it, and its state. Pure."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

WITHOUT_STATE = ("button", "overflow", "image", "feedback_buttons", "icon_button", "plain_text", "mrkdwn")
# The field in which an element's value travels, and the field of the element that proposes one.
VALUES = {
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
LISTS = ("checkboxes", "file_input")


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and every element has an id, as Slack hands them out."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        _name(block)
    return blocks


def _name(block: Json) -> None:
    block.setdefault("block_id", secrets.token_hex(3))
    for element in _elements(block):
        if element["type"] not in ("image", "plain_text", "mrkdwn"):
            element.setdefault("action_id", secrets.token_hex(3))
    for child in _children(block):
        _name(child)


def _children(block: Json) -> list[Json]:
    if block["type"] == "container":
        return list(block["child_blocks"])
    return list(block["elements"]) if block["type"] == "carousel" else []


def _elements(block: Json) -> list[Json]:
    match block["type"]:
        case "section":
            return [block["accessory"]] if block.get("accessory") else []
        case "actions" | "context_actions" | "context":
            return list(block["elements"])
        case "input":
            return [block["element"]]
        case "card":
            return list(block.get("actions") or [])
    return []


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its elements that an app hears of."""
    for block in blocks:
        yield from ((block, element) for element in _elements(block) if "action_id" in element)
        yield from interactive(_children(block))


def find_element(blocks: list[Json], block_id: str | None, action_id: str) -> tuple[Json, Json] | None:
    """The first element with this action_id, in the named block if one is named."""
    fitting = (
        (block, element)
        for block, element in interactive(blocks)
        if element["action_id"] == action_id and block_id in (None, block["block_id"])
    )
    return next(fitting, None)


def state_of(blocks: list[Json], filled: Json) -> Json:
    """`state.values`: what was filled in, else what the app proposed, for everything that holds a value."""
    values: Json = {}
    for block, element in interactive(blocks):
        if element["type"] in WITHOUT_STATE:
            continue
        given = filled.get(block["block_id"], {}).get(element["action_id"])
        values.setdefault(block["block_id"], {})[element["action_id"]] = (
            {**given, "type": element["type"]} if given else _proposed(element)
        )
    return values


def _proposed(element: Json) -> Json:
    name, initial = VALUES.get(element["type"], ("value", "initial_value"))
    nothing: Any = [] if element["type"] in LISTS or element["type"].startswith("multi_") else None
    return {"type": element["type"], name: element.get(initial, nothing)}


def is_empty(value: Json) -> bool:
    return not any(each not in (None, "", []) for name, each in value.items() if name != "type")
