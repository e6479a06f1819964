"""The tests' brain: says what it was told to say, in order, and complains when it has nothing left.

A turn is {text?, thinking?, tool_uses?: [{name, input}], stop_reason?, delay_ms?, pace_ms?} and who it is for:
`match` (the user's side must contain it since the last reply), `on` ("words" or "results": spoken to, or handed tool
results), `repeat` (never used up). A request takes the first unused turn that fits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from app.local.messages.errors import ApiError
from app.local.messages.request import Request, answers_tools, last_user_blocks
from app.local.messages.turn import ToolUse, Turn

if TYPE_CHECKING:
    from app.local.messages.room import Room

SPOKEN = {field.name for field in fields(Turn)}
ADDRESSED = {"match", "on", "repeat"}


@dataclass
class Line:
    """One turn of the script and who it is for."""

    turn: Turn
    match: str = ""
    on: str = ""
    repeat: bool = False
    used: bool = False

    def fits(self, heard: str, results: bool) -> bool:
        on = not self.on or self.on == ("results" if results else "words")
        return on and not self.used and self.match in heard


def read(script: Any) -> list[Line]:
    """Lines from the control API's JSON; raises ValueError with what is wrong."""
    if not isinstance(script, list):
        raise ValueError(f"A script is a list of turns; got {type(script).__name__}.")  # noqa: TRY004 - one error for all
    return [_read_line(number, line) for number, line in enumerate(script, 1)]


def _read_line(number: int, line: Any) -> Line:
    if not isinstance(line, dict) or (line.keys() - SPOKEN - ADDRESSED):
        raise ValueError(f"Turn {number} is {line!r}: give an object with {', '.join(sorted(SPOKEN | ADDRESSED))}.")
    if line.get("on", "") not in ("", "words", "results"):
        raise ValueError(f"Turn {number} has on={line['on']!r}: give words or results, or leave it out.")
    spoken = {key: value for key, value in line.items() if key in SPOKEN}
    spoken["tool_uses"] = tuple(ToolUse(use["name"], use.get("input", {})) for use in line.get("tool_uses", ()))
    return Line(Turn(**spoken), **{key: line[key] for key in ADDRESSED & line.keys()})


def answer(room: Room, request: Request) -> Turn:
    heard, results = _heard(request), answers_tools(request)
    for line in room.script:
        if line.fits(heard, results):
            line.used = not line.repeat
            return line.turn
    left = sum(not line.used for line in room.script)
    raise ApiError(
        500,
        f"script: no turn fits a request that {'brings results' if results else 'speaks'} and says {heard[-200:]!r} "
        f"({left} of {len(room.script)} turns left). POST the turns it needs to /messages/_control/script.",
        headers={"x-should-retry": "false"},
    )


def _heard(request: Request) -> str:
    return "\n".join(_said(block) for block in last_user_blocks(request))


def _said(block: dict[str, Any]) -> str:
    if block["type"] == "text":
        return str(block["text"])
    content = block.get("content", "")
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
