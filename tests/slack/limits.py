"""Slack's limits on what we draw, as a list of what breaks them. From docs.slack.dev/reference/block-kit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Shape = dict[str, Any]

TEXTS = {
    "header": 150,
    "section": 3_000,
    "context": 3_000,
    "button": 75,
    "option": 75,
    "modal": 24,
}


def flaws_of_message(blocks: list[Shape]) -> list[str]:
    found = [] if 1 <= len(blocks) <= 50 else [f"{len(blocks)} blocks in a message"]
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000:
        found.append("more than 12,000 characters of Markdown")
    return found + _flaws(blocks)


def flaws_of_view(view: Shape) -> list[str]:
    found = [] if 1 <= len(view["blocks"]) <= 100 else [f"{len(view['blocks'])} blocks in a view"]
    labels = [name for name in ("title", "submit", "close") if name in view]
    found += [f"{name} too long" for name in labels if len(view[name]["text"]) > TEXTS["modal"]]
    if view["type"] == "modal" and any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        found.append("inputs without submit")
    if len(view.get("private_metadata", "")) > 3_000:
        found.append("private_metadata too long")
    return found + _flaws(view["blocks"])


def _flaws(blocks: list[Shape]) -> list[str]:
    found = [flaw for block in blocks for flaw in _of_block(block)]
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        found.append("block_id twice")
    return found


def _of_block(block: Shape) -> Iterator[str]:
    kind = block["type"]
    if kind in ("header", "section") and not 1 <= len(block["text"]["text"]) <= TEXTS[kind]:
        yield f"{kind} of {len(block['text']['text'])} characters"
    if kind == "context" and not 1 <= len(block["elements"]) <= 10:
        yield f"context of {len(block['elements'])}"
    if kind == "context" and any(not 1 <= len(each["text"]) <= TEXTS[kind] for each in block["elements"]):
        yield "context text"
    if kind == "actions" and not 1 <= len(block["elements"]) <= 25:
        yield f"actions of {len(block['elements'])}"
    if len(block.get("block_id", "")) > 255:
        yield "block_id too long"
    elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    for each in elements:
        if each and each["type"] not in ("mrkdwn", "plain_text"):
            yield from _of_element(each)


def _of_element(element: Shape) -> Iterator[str]:
    kind = element["type"]
    if kind == "button" and (len(element["text"]["text"]) > TEXTS["button"] or len(element["value"]) > 2_000):
        yield "button"
    options = element.get("options", [])
    most = {"overflow": 5, "static_select": 100}.get(kind, 0)
    if kind in ("overflow", "static_select") and not 1 <= len(options) <= most:
        yield f"{kind} of {len(options)}"
    for each in options:
        if not 1 <= len(each["text"]["text"]) <= TEXTS["option"] or not 1 <= len(each["value"]) <= 150:
            yield f"option {each['value']!r}"
