"""One of each block and element that Slack knows, in the shapes an app sends."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]


def plain(text: str) -> Shape:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Shape:
    return {"type": "mrkdwn", "text": text}


def option(value: str) -> Shape:
    return {"text": plain(value), "value": value}


def button(text: str, **more: Any) -> Shape:
    return {"type": "button", "text": plain(text), "action_id": text, "value": text, **more}


def rich(text: str) -> Shape:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def raw(text: str) -> Shape:
    return {"type": "raw_text", "text": text}


TASK = {"type": "task_card", "task_id": "1", "title": "Read the tickets", "status": "complete", "output": rich("2")}
CARD = {"type": "card", "title": mrkdwn("A card"), "body": mrkdwn("its body"), "actions": [button("Open")]}
ROWS = [[raw("Rule"), raw("Points")], [raw("urgent ticket"), {"type": "raw_number", "value": 40}]]

BLOCKS: list[Shape] = [
    {"type": "section", "text": mrkdwn("*Text*"), "fields": [mrkdwn("a field")], "accessory": button("Why?")},
    {"type": "header", "text": plain("A header")},
    {"type": "context", "elements": [mrkdwn("small words"), {"type": "image", "image_url": "x", "alt_text": "alt"}]},
    {"type": "divider"},
    {"type": "actions", "elements": [button("Done", style="primary")]},
    {"type": "image", "image_url": "https://pictures.example/a.png", "alt_text": "A chart"},
    {"type": "rich_text", "elements": rich("Rich words")["elements"]},
    {"type": "markdown", "text": "## A heading\n\n1. first\n\n| a | b |\n|---|---|\n| c | d |"},
    {"type": "video", "title": plain("A film"), "video_url": "https://films.example/1", "alt_text": "film"},
    {"type": "file", "external_id": "report", "source": "remote"},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "good"},
                "negative_button": {"text": plain("Bad"), "value": "bad"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "delete"},
        ],
    },
    TASK,
    {"type": "plan", "title": "A plan", "tasks": [TASK]},
    {"type": "table", "rows": ROWS},
    {"type": "data_table", "caption": "Points", "rows": ROWS},
    CARD,
    {"type": "carousel", "elements": [CARD]},
    {"type": "container", "title": plain("A container"), "child_blocks": [{"type": "divider"}]},
    {"type": "alert", "level": "warning", "text": mrkdwn("Mind this")},
]

OPTIONS = [option("one"), option("two")]

FIELDS: list[Shape] = [
    {"type": "plain_text_input", "multiline": True},
    {"type": "number_input", "is_decimal_allowed": False},
    {"type": "email_text_input"},
    {"type": "url_text_input"},
    {"type": "rich_text_input"},
    {"type": "file_input"},
    {"type": "datepicker", "initial_date": "2026-11-24"},
    {"type": "timepicker", "initial_time": "09:00"},
    {"type": "datetimepicker", "initial_date_time": 1795528800},
    {"type": "checkboxes", "options": OPTIONS, "initial_options": [OPTIONS[0]]},
    {"type": "radio_buttons", "options": OPTIONS},
    {"type": "static_select", "options": OPTIONS},
    {"type": "external_select"},
    {"type": "users_select"},
    {"type": "conversations_select"},
    {"type": "channels_select"},
    {"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS},
    {"type": "multi_external_select"},
    {"type": "multi_users_select"},
    {"type": "multi_conversations_select"},
    {"type": "multi_channels_select"},
]

INPUTS = [
    {"type": "input", "block_id": each["type"], "label": plain(each["type"]), "element": {**each, "action_id": "a"}}
    for each in FIELDS
]
