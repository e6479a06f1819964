"""What Slack accepts as a modal or a Home tab."""

from __future__ import annotations

from typing import Any

from app.local.slack.check.blocks import view_block_problems
from app.local.slack.check.rules import Rule, anything, by_type, flag, plain_text, shape, string, wrong

CARRIED: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
    "blocks": anything,  # checked by their own rules
}
MODAL = shape(
    {"title": plain_text(24), "blocks": anything},
    {
        **CARRIED,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = shape({"blocks": anything}, CARRIED)


def view_problems(view: Any, *allowed: str) -> list[str]:
    """What is wrong with a view of one of the allowed types (modal, home); nothing for one that Slack accepts."""
    rules = {name: rule for name, rule in {"modal": MODAL, "home": HOME}.items() if name in allowed}
    found = list(by_type(rules)(view, "/view"))
    if found:
        return found
    is_modal = view["type"] == "modal"
    found = view_block_problems(view["blocks"], allows_files=is_modal)
    has_inputs = not found and any(block["type"] == "input" for block in view["blocks"])
    if is_modal and has_inputs and not view.get("submit"):
        found.append(wrong("`submit` is required for modals containing `input` blocks", "/view/submit"))
    return found
