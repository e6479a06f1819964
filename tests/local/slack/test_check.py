"""What Slack accepts as blocks and views: everything the page draws, and nothing beyond the documented limits."""

from __future__ import annotations

from typing import Any

import pytest

from app.local.slack.check.blocks import has_two_tables, is_too_long, message_problems
from app.local.slack.check.views import view_problems
from tests.local.page.block_kinds import BLOCKS, FIELDS, INPUTS, button, mrkdwn, option, plain, raw

SECTION = {"type": "section", "text": mrkdwn("text")}
VIDEO = {
    "type": "video",
    "title": plain("A film"),
    "video_url": "https://films.example/1",
    "thumbnail_url": "https://films.example/1.png",
    "alt_text": "film",
}
COMPLETE = [VIDEO if block["type"] == "video" else block for block in BLOCKS]


def section(**fields: Any) -> dict[str, Any]:
    return {**SECTION, **fields}


def actions(*elements: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **fields}


def modal(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("A form"), "blocks": list(blocks), **fields}


def complete(field: dict[str, Any]) -> dict[str, Any]:
    """The page draws a menu without options; Slack wants some."""
    needs_options = field["type"].endswith("static_select") or field["type"] in ("checkboxes", "radio_buttons")
    return {**field, **({"options": [option("one"), option("two")]} if needs_options else {})}


@pytest.mark.parametrize("block", COMPLETE, ids=lambda block: block["type"])
def test_every_block_the_page_draws_is_accepted(block: dict[str, Any]) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field["type"])
def test_every_field_stands_in_a_modal(field: dict[str, Any]) -> None:
    block = {"type": "input", "label": plain("label"), "element": complete({**field, "action_id": "a"})}
    assert view_problems(modal(block, submit=plain("Send")), "modal") == []


WRONG: list[tuple[str, Any, str]] = [
    ("unknown block", {"type": "hologram"}, "unsupported type: hologram [json-pointer:/blocks/0/type]"),
    ("no type", {"text": "x"}, "missing required field: type [json-pointer:/blocks/0]"),
    ("no text", {"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
    ("empty text", section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("long text", section(text=mrkdwn("x" * 3001)), "must be less than 3001 characters"),
    ("long field", section(fields=[mrkdwn("x" * 2001)]), "[json-pointer:/blocks/0/fields/0/text]"),
    (
        "many fields",
        section(fields=[mrkdwn("x")] * 11),
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    ("long header", {"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ("marked header", {"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    ("stray property", section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    ("emoji in mrkdwn", section(text={**mrkdwn("x"), "emoji": True}), "invalid additional property: emoji"),
    ("much context", {"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items"),
    ("many buttons", actions(*[button(str(n)) for n in range(26)]), "no more than 25 items"),
    ("a field as action", actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    ("long label", actions(button("x" * 76)), "[json-pointer:/blocks/0/elements/0/text/text]"),
    ("long value", actions(button("x", value="v" * 2001)), "[json-pointer:/blocks/0/elements/0/value]"),
    ("a style", actions(button("x", style="neon")), "must be one of: primary, danger"),
    ("same action", actions(button("x"), button("x")), "duplicate action_id: x"),
    ("no options", actions({"type": "static_select"}), "exactly one of options and option_groups"),
    ("many options", actions({"type": "static_select", "options": [option("x")] * 101}), "no more than 100 items"),
    ("long option", actions({"type": "static_select", "options": [option("x" * 76)]}), "must be less than 76"),
    ("six in overflow", section(accessory={"type": "overflow", "options": [option("x")] * 6}), "no more than 5 items"),
    ("wide table", {"type": "table", "rows": [[raw("x")] * 21]}, "no more than 20 items"),
    ("tall table", {"type": "table", "rows": [[raw("x")]] * 101}, "no more than 100 items"),
    ("bare cell", {"type": "table", "rows": [["x"]]}, "missing required field: type"),
    ("no caption", {"type": "data_table", "rows": [[raw("x")]]}, "missing required field: caption"),
    ("empty card", {"type": "card"}, "hero_image or title or actions or body"),
    ("long body", {"type": "card", "body": mrkdwn("x" * 201)}, "must be less than 201"),
    ("task state", {"type": "task_card", "task_id": "1", "title": "t", "status": "maybe"}, "must be one of: pending"),
    ("long markdown", {"type": "markdown", "text": "x" * 12001}, "must be less than 12001"),
    ("long block_id", section(block_id="b" * 256), "must be less than 256"),
]


@pytest.mark.parametrize(("block", "sentence"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_slack_refuses_is_refused_by_name(block: Any, sentence: str) -> None:
    assert any(sentence in problem for problem in message_problems([block])), message_problems([block])


def test_a_message_has_limits_as_a_whole() -> None:
    assert message_problems([SECTION] * 50) == []
    assert message_problems([SECTION] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    twice = message_problems([section(block_id="b"), section(block_id="b")])
    assert twice == ["duplicate block_id: b [json-pointer:/blocks/1/block_id]"]
    markdown = {"type": "markdown", "text": "x" * 6001}
    assert "markdown blocks must be less than 12001 characters together" in message_problems([markdown, markdown])[0]
    table = {"type": "table", "rows": [[raw("x")]]}
    assert has_two_tables([table, {**table, "type": "data_table"}])
    assert is_too_long([section(text=mrkdwn("x" * 3000))] * 5)
    assert not is_too_long([section(text=mrkdwn("x" * 3000))] * 4)


def test_a_modal_has_limits_as_a_whole() -> None:
    assert "must be less than 25 characters [json-pointer:/view/title/text]" in str(
        view_problems(modal(SECTION, title=plain("x" * 25)), "modal")
    )
    assert "`submit` is required" in str(view_problems(modal(INPUTS[0]), "modal"))
    assert "/view/private_metadata" in str(view_problems(modal(SECTION, private_metadata="x" * 3001), "modal"))
    assert "no more than 100 items" in str(view_problems(modal(*[SECTION] * 101), "modal"))
    assert "unsupported type: markdown" in str(view_problems(modal({"type": "markdown", "text": "x"}), "modal"))
    assert "unsupported type: modal" in str(view_problems(modal(SECTION), "home"))
    assert view_problems({"type": "home", "blocks": [SECTION] * 100}, "home") == []
    upload = {"type": "input", "label": plain("file"), "element": {"type": "file_input"}}
    assert "unsupported type: file_input" in str(view_problems({"type": "home", "blocks": [upload]}, "home"))


@pytest.mark.parametrize(
    "rubbish", [None, 1, "x", {}, [None], [1], [[]], [{"type": []}], [{"type": "section", "text": 3}]]
)
def test_rubbish_is_refused_and_never_an_accident(rubbish: Any) -> None:
    assert message_problems(rubbish)
    assert view_problems(rubbish, "modal")
