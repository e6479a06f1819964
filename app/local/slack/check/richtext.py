"""Rich text: sections, lists, quotes and code, and the leaves in them."""

from __future__ import annotations

from app.local.slack.check.rules import Rule, anything, by_type, choice, flag, items, number, shape, string

STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))


def _leaf(**required: Rule) -> Rule:
    return shape(required, {"style": STYLE}, is_closed=False)


LEAF = by_type(
    {
        "text": _leaf(text=string(12000)),
        "link": _leaf(url=string(3000, 1)),
        "emoji": _leaf(name=string(255, 1)),
        "user": _leaf(user_id=string(64, 1)),
        "usergroup": _leaf(usergroup_id=string(64, 1)),
        "channel": _leaf(channel_id=string(64, 1)),
        "team": _leaf(team_id=string(64, 1)),
        "broadcast": _leaf(range=choice("here", "channel", "everyone")),
        "date": _leaf(timestamp=anything, format=string(255, 1)),
        "color": _leaf(value=string(16, 1)),
    }
)
LEAVES = items(LEAF, 1000, 0)
BORDER = number(0, 1)
SECTION = shape({"elements": LEAVES})
PART = by_type(
    {
        "rich_text_section": SECTION,
        "rich_text_quote": shape({"elements": LEAVES}, {"border": BORDER}),
        "rich_text_preformatted": shape({"elements": LEAVES}, {"border": BORDER, "language": string(64)}),
        "rich_text_list": shape(
            {"elements": items(by_type({"rich_text_section": SECTION}), 1000), "style": choice("bullet", "ordered")},
            {"indent": number(0, 8), "offset": number(0, 100000), "border": BORDER},
        ),
    }
)
RICH_TEXT = by_type({"rich_text": shape({"elements": items(PART, 1000, 0)}, {"block_id": string(255)})})
