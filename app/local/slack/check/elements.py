"""The interactive elements of blocks, with the lengths and counts that Slack documents for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.local.slack.check.richtext import RICH_TEXT
from app.local.slack.check.rules import (
    Rule,
    any_text,
    by_type,
    choice,
    flag,
    items,
    matching,
    number,
    plain_text,
    shape,
    string,
    wrong,
)

URL = string(3000, 1)
ACTION_ID = string(255, 1)
USER_IDS = items(string(64, 1), 100, 0)
CONFIRM = shape(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": choice("primary", "danger")},
)
DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")
TIME = matching(r"\d{2}:\d{2}", "a time as HH:mm")

PICKED = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
HELD = {**PICKED, "placeholder": plain_text(150)}
OPTION = shape({"text": any_text(75), "value": string(150, 1)}, {"description": any_text(75), "url": URL})
PLAIN_OPTION = shape({"text": plain_text(75), "value": string(150, 1)}, {"description": plain_text(75), "url": URL})
GROUP = shape({"label": plain_text(75), "options": items(PLAIN_OPTION, 100)})
SEVERAL = {"max_selected_items": number(1, 10000)}
DISPATCH = shape({"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})
FILTER = shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _static(more: dict[str, Rule]) -> Rule:
    fields = shape({}, {**HELD, **more, "options": items(PLAIN_OPTION, 100), "option_groups": items(GROUP, 100)})

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from fields(value, pointer)
        if ("options" in value) == ("option_groups" in value):
            yield wrong("exactly one of options and option_groups must be given", pointer)

    return check


def _text(**more: Rule) -> Rule:
    return shape({}, {**HELD, "initial_value": string(3000), "dispatch_action_config": DISPATCH, **more})


def _select(**more: Rule) -> Rule:
    return shape({}, {**HELD, **more})


def _feedback() -> Rule:
    side = shape({"text": plain_text(75), "value": string(2000, 1)}, {"accessibility_label": string(75)})
    return shape({"positive_button": side, "negative_button": side}, {"action_id": ACTION_ID})


IMAGE = shape({"alt_text": string(2000)}, {"image_url": URL, "slack_file": shape({}, {"id": string(255), "url": URL})})
BUTTON = shape(
    {"text": plain_text(75)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": string(2000),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "visible_to_user_ids": USER_IDS,
        "agent_prompt": string(4000),
    },
)
ICON_BUTTON = shape(
    {"icon": string(75, 1), "text": plain_text(75)},
    {
        "action_id": ACTION_ID,
        "value": string(2000),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "visible_to_user_ids": items(string(64, 1), 10, 0),
    },
)

PICKERS: dict[str, Rule] = {
    "datepicker": _select(initial_date=DATE),
    "timepicker": _select(initial_time=TIME, timezone=string(100)),
    "datetimepicker": shape({}, {**PICKED, "initial_date_time": number(1_000_000_000, 9_999_999_999)}),
    "checkboxes": shape({"options": items(OPTION, 10)}, {**PICKED, "initial_options": items(OPTION, 10)}),
    "radio_buttons": shape({"options": items(OPTION, 10)}, {**PICKED, "initial_option": OPTION}),
}
SELECTS: dict[str, Rule] = {
    "static_select": _static({"initial_option": PLAIN_OPTION}),
    "external_select": _select(initial_option=PLAIN_OPTION, min_query_length=number(0, 1000)),
    "users_select": _select(initial_user=string(64)),
    "conversations_select": _select(
        initial_conversation=string(64), default_to_current_conversation=flag, response_url_enabled=flag, filter=FILTER
    ),
    "channels_select": _select(initial_channel=string(64), response_url_enabled=flag),
    "multi_static_select": _static({**SEVERAL, "initial_options": items(PLAIN_OPTION, 100)}),
    "multi_external_select": _select(
        **SEVERAL, initial_options=items(PLAIN_OPTION, 100), min_query_length=number(0, 1000)
    ),
    "multi_users_select": _select(**SEVERAL, initial_users=USER_IDS),
    "multi_conversations_select": _select(
        **SEVERAL, initial_conversations=USER_IDS, default_to_current_conversation=flag, filter=FILTER
    ),
    "multi_channels_select": _select(**SEVERAL, initial_channels=USER_IDS),
}
LENGTHS = {"min_length": number(0, 3000), "max_length": number(1, 3000)}
FIELDS: dict[str, Rule] = {
    "plain_text_input": _text(multiline=flag, **LENGTHS),
    "email_text_input": _text(),
    "url_text_input": _text(),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {
            **HELD,
            "initial_value": string(255),
            "min_value": string(255),
            "max_value": string(255),
            "dispatch_action_config": DISPATCH,
        },
    ),
    "rich_text_input": shape({}, {**HELD, "initial_value": RICH_TEXT, "dispatch_action_config": DISPATCH}),
    "file_input": shape({}, {"action_id": ACTION_ID, "filetypes": items(string(20), 100), "max_files": number(1, 10)}),
}
OVERFLOW = shape({"options": items(PLAIN_OPTION, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM})

PRESSED: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, **PICKERS, **SELECTS}
ACCESSORY = by_type({**PRESSED, "image": IMAGE})
ACTION = by_type({**PRESSED, "rich_text_input": FIELDS["rich_text_input"]})
INPUT = by_type({**FIELDS, **PICKERS, **SELECTS})
CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": shape({"text": string(3000, 1)}, {"emoji": flag}),
        "mrkdwn": shape({"text": string(3000, 1)}, {"verbatim": flag}),
    }
)
CONTEXT_ACTION = by_type({"feedback_buttons": _feedback(), "icon_button": ICON_BUTTON})
