"""`slack`: a message in a channel that matches a pattern, a reaction, a new member."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from app.content.triggers import terms
from app.core.kinds import SLACK_VALUES, SlackTrigger


def _pattern(value: Any) -> str:
    try:
        re.compile(str(value))
    except re.error as error:
        raise ValueError(f"write a regular expression; this one is none: {error}") from None
    return str(value)


class Declared(terms.Declared):
    kind: Literal["slack"]
    event: Literal["message", "reaction", "member"]
    channel: terms.Channel
    to: terms.To = "thread"
    pattern: Annotated[str, BeforeValidator(_pattern)] | None = None
    reaction: str | None = None


def trigger(name: str, declared: Declared, wrong: Callable[[str, str], None]) -> SlackTrigger:
    needed = {"message": "pattern", "reaction": "reaction"}.get(declared.event)
    for key in ("pattern", "reaction"):
        is_given = getattr(declared, key) is not None
        if is_given and key != needed:
            wrong(key, f"{key!r} says nothing for event {declared.event}: remove it.")
        elif not is_given and key == needed:
            wrong("event", f"event {declared.event} needs {key!r}: add it.")
    if declared.event == "member" and declared.to == "thread":
        wrong(
            "to", "somebody who joins writes nothing, so there is no thread: write owner, an email or a channel's id."
        )
    found = SlackTrigger(
        terms.terms_of(name, declared),
        declared.event,
        declared.channel,
        declared.pattern or "",
        (declared.reaction or "").strip(":"),
    )
    for place in found.terms.message.unknown(SLACK_VALUES[declared.event]):
        wrong("message", f"{{{place}}} is nothing here. There are: {', '.join(SLACK_VALUES[declared.event])}.")
    return found
